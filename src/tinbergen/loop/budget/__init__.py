"""One budget split among the domains."""
