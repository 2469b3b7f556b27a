"""Methods of the environment pack, known to no case."""
