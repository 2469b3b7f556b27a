"""Methods of the digital pack, known to no case."""
