"""Effects of instruments as finite differences of draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def size_of(path: Array) -> float:
    """The step by which an instrument is moved: a thousandth of its largest value or of one."""
    return 1e-3 * max(1.0, float(np.abs(path).max()))


def per_unit(moved: Array, at: Array, step: float) -> Array:
    """What a step changes in each draw, (draws, ...), per unit.

    A draw that could not be solved has NaN; its effect is taken for the mean of the others.
    """
    change: Array = (moved - at) / step
    lost = np.isnan(change).any(axis=tuple(range(1, change.ndim)))
    if lost.any():
        change[lost] = change[~lost].mean(axis=0)
    return change


def for_all(effects: Array, places: NDArray[np.intp], draws: int) -> Array:
    """Effects of all draws where those of ``places`` are known, the others' being their mean."""
    if len(effects) == draws:
        return effects
    found = np.repeat(effects.mean(axis=0)[None], draws, axis=0)
    found[places] = effects
    return found
