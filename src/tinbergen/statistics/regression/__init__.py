"""Regression, its standard errors and its tests."""
