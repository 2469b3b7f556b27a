"""How a report shows the findings on innovation: ranges and levels without a sign."""

from __future__ import annotations

UNSIGNED = frozenset({"frontier", "frontier with noise"})
