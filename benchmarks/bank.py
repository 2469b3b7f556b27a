"""Thirteen banks on the Federal Reserve's scenario, and the scenario that takes them to a floor."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

Work = Callable[[], object]

_DRAWS = 100_000


def stress() -> Work:
    """Capital ratios of 13 banks and of all, nine quarters, 100,000 draws of what is uncertain."""
    import tinbergen as tb

    case = dataclasses.replace(tb.load_case("us-banks"), draws=_DRAWS)
    there = tb.assess(case)
    return lambda: tb.stress_test(there, "fed")


def reverse() -> Work:
    """27 unknowns, each of nine quarters as the one in which the floor is reached."""
    import tinbergen as tb

    there = tb.assess("us-banks-reverse")
    there.worlds.lead.outlook()
    return lambda: tb.design(there)
