"""Dynare's model files, read and written."""
