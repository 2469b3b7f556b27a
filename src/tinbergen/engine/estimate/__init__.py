"""Estimating a model's equations, one at a time or as a system."""
