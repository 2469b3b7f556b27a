"""Amounts of a common budget in words."""

from __future__ import annotations

from tinbergen.charts.quantities import amount
from tinbergen.core.documents.budget import Crossing
from tinbergen.core.text import Text


def money(found: Crossing, value: float) -> Text:
    """An amount of the budget, with its unit."""
    digits = 0 if value == round(value) or found.budget >= 1000 else 1
    return amount(value, found.unit, digits)
