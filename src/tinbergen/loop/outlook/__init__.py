"""Outlooks described as data, and the record of what they would have said."""
