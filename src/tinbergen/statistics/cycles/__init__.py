"""Trends, cycles, gaps and norms of time series."""
