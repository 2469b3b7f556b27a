"""The report on a budget split among domains."""
