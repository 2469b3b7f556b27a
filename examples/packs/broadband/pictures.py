"""How a report shows this pack's findings: by their shape, years without a sign."""

from __future__ import annotations

UNSIGNED = frozenset({"coverage"})
