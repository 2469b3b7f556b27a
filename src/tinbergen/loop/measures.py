"""How targets, instruments and constraints measure paths.

As levels, as gaps from a reference path, or in percent of it: each a straight line in the level.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.problem import Constraint, Instrument, Target
from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]


class Measure(NamedTuple):
    """Measured value = factor * level - offset, shapes (periods,)."""

    factor: Array
    offset: Array

    def of(self, path: Array) -> Array:
        return self.factor * path - self.offset


def measure(part: Instrument | Target | Constraint, path: Array, name: str) -> Measure:
    """How a part measures a variable whose reference ``path`` is (periods,).

    Raises
    ------
    TinbergenError
        L063 when it is in percent of a path that is not positive.
    """
    one = np.ones(len(path))
    if not part.relative:
        return Measure(one, 0 * one)
    if not part.percent:
        return Measure(one, path)
    for t, value in enumerate(path.tolist()):
        if not value > 0:
            raise TinbergenError("L063", name=name, value=f"{value:g}", period=t + 1)
    return Measure(100 / path, 100 * one)


def desired(target: Target, path: Array) -> Array:
    """The target's level in each period, given the reference path (periods,)."""
    scale = measure(target, path, target.variable)
    return np.asarray((target.desired + scale.offset) / scale.factor)


def bounds(instrument: Instrument, path: Array) -> tuple[Array | None, Array | None]:
    """Lower and upper levels of an instrument, (periods,) each, None where it has none."""
    scale = measure(instrument, path, instrument.name)
    lower, upper = (
        None if bound is None else np.asarray((bound + scale.offset) / scale.factor)
        for bound in (instrument.lower, instrument.upper)
    )
    return lower, upper
