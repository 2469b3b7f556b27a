"""Univariate forecasts, their intervals and their records."""
