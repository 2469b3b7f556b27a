"""Choosing instruments: targeting, sensitivities, quadratic programs."""
