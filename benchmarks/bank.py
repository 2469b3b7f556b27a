"""Thirteen banks on the Federal Reserve's scenario, and the scenario that takes them to a floor."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

Work = Callable[[], object]

_DRAWS = 100_000


def stress() -> Work:
    """Capital ratios of 13 banks and of all, nine quarters, 100,000 draws of what is uncertain."""
    import numpy as np

    import tinbergen as tb
    from tinbergen.actors.bank.stress import carrying
    from tinbergen.loop.worlds.satellite import drawn, read_paths

    case = dataclasses.replace(tb.load_case("us-banks"), draws=_DRAWS)
    fed = carrying(tb.assess(case), "fed")
    central = {n: fed.baseline(n) for n in fed.satellite.read}
    told = {
        n: np.broadcast_to(path, (_DRAWS, len(path)))
        for n, path in read_paths(fed.satellite.reads, central).items()
    }
    names = [n for n in fed.satellite.model.endogenous if n.startswith("CAPITAL")]
    places = np.arange(_DRAWS)
    return lambda: drawn(fed.own, fed.own.known, told, places, names, held=False)


def reverse() -> Work:
    """27 unknowns, each of nine quarters as the one in which the floor is reached."""
    import tinbergen as tb

    there = tb.assess("us-banks-reverse")
    there.worlds.lead.outlook()
    return lambda: tb.design(there)
