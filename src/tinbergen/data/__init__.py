"""Observations: reading, checking, transforming and keeping them."""
