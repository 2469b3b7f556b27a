"""The report on one turn of a case."""
