"""How a report shows the findings on digitalisation: ranks and levels without a sign."""

from __future__ import annotations

UNSIGNED = frozenset(
    {"rank of the index", "what moves the rank"}
    | {f"spread {code}" for code in ("BROADBAND", "INTERNET", "MOBILE")}
)
