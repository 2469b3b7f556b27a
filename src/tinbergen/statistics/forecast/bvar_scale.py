"""Volatility that all variables share, from the residuals of a vector autoregression."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.statistics.cycles.sample import require

Array = NDArray[np.float64]


def common_scale(residuals: ArrayLike, half_life: float = 8.0) -> Array:
    """How large the shocks of all variables were around each period, on average 1.

    The root of a two-sided exponentially weighted mean of squared residuals, each variable's
    divided by its own variance.

    Parameters
    ----------
    residuals
        (T, n), NaN rows where there are none; those periods get their neighbours' scale.
    half_life
        Periods until a weight has halved, positive.

    Returns
    -------
    (T,), its mean square over the known rows 1.

    Raises
    ------
    TinbergenError
        F053 when ``half_life`` is not positive.
    """
    require(half_life > 0, "half_life", half_life, "> 0")
    table = np.asarray(residuals, dtype=float)
    known = np.isfinite(table).all(axis=1)
    squares = (table[known] ** 2 / np.mean(table[known] ** 2, axis=0)).mean(axis=1)
    distance = np.abs(np.arange(len(table))[:, None] - np.flatnonzero(known))
    weights = 0.5 ** (distance / half_life)
    variance = weights @ squares / weights.sum(axis=1)
    return np.asarray(np.sqrt(variance / variance[known].mean()))
