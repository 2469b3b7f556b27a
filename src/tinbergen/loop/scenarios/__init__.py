"""Scenarios said in indicators, and what they come to in each domain."""
