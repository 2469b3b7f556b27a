"""MATLAB statements in model files, read and carried out."""
