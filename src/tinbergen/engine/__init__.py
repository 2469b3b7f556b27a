"""Solving, simulating, estimating and controlling models."""
