"""Methods of the trade pack, known to no case."""
