"""A toy pack: a town's telephone lines, steered by a subsidy to fibre."""
