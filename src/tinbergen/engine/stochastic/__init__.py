"""Draws of shocks, shared out to workers and gathered."""
