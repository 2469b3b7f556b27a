"""Findings on banks whose number is no deviation: told without a sign."""

UNSIGNED = frozenset({
    "capital", "banks under stress", "severity of the scenario", "growth at risk", "crisis warning",
})  # fmt: skip
