"""Risks of an economy and of a bank: growth, crises, losses on credit and in markets."""
