"""The report that compares two runs, or two documents."""
