"""Models: equations, parameters and their expressions."""
