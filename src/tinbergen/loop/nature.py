"""Paths that nature sets: which are the least implausible that break a limit?

Paths of indicators are chosen like instruments. What they cost is their distance from the draws of
the outlook, all periods and indicators together, so the program of every design finds them. In a
linear world with the limit a'x <= b the answer is x = m + S a (b - a'm) / (a'S a), its squared
distance (b - a'm)^2 / (a'S a).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.plausibility import Plausibility
from tinbergen.engine.control.problem import Limit, Term
from tinbergen.loop.situation import Situation

Array = NDArray[np.float64]

#: What the terms and limits of nature's paths are called.
DISTANCE, STILL = "distance from the outlook", "does not vary in the outlook"


def plausibility_of(situation: Situation) -> Plausibility:
    """That of nature's paths over the horizon, period by period, from the pooled outlooks.

    Raises
    ------
    TinbergenError
        L146 where the outlook has no distribution.
    """
    names, settings = situation.case.nature, situation.span.length
    scope = situation.scope
    if scope.uncertain:
        draws = scope.before(names)
        paths = np.stack([draws[n][:, :settings] for n in names], axis=2)
        found = Plausibility.of(paths.reshape(len(paths), -1))
        if len(found.roots):
            return found
    worlds = ", ".join(dict.fromkeys(p.outlook.name for p in scope.pairs))
    raise TinbergenError("L146", worlds=worlds, names=", ".join(names))


def natural_terms(
    plausibility: Plausibility, names: Sequence[str], variables: Sequence[str], periods: int
) -> tuple[list[Term], list[Limit]]:
    """The squared distance as a sum of terms; limits that keep what does not vary at its mean."""

    def spread(direction: Array) -> Array:
        own = direction.reshape(-1, len(names))
        found = np.zeros((periods, len(variables)))
        found[: len(own), [variables.index(n) for n in names]] = own
        return found

    mean = plausibility.mean
    terms = [Term(DISTANCE, spread(r), float(r @ mean), 1.0) for r in plausibility.roots]
    limits = []
    for row in plausibility.still:
        size = float(row @ mean)
        limits += [
            Limit(STILL, spread(row), size, None, True),
            Limit(STILL, -spread(row), -size, None, True),
        ]
    return terms, limits
