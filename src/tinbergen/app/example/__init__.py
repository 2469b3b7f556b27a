"""Files that the documentation names."""
