"""The record of plans: a case made as of past dates, and what became of its choices."""
