"""Methods of the industry pack, known to no case."""
