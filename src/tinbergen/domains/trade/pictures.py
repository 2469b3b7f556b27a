"""How a report shows the findings on trade: by their shape, shares and indices without a sign."""

from __future__ import annotations

UNSIGNED = frozenset({"partners", "products", "advantage", "potential", "trade gaps"})
