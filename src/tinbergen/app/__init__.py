"""Use cases: what a command or a service does, with neither's manners."""
