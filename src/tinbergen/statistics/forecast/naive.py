"""The benchmarks every forecast must beat: naive, seasonal naive and drift.

Hyndman & Athanasopoulos, *Forecasting: Principles and Practice* (3rd ed.), sections 5.2 and 5.5.
All three condition on the data before each origin only, parameters included.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.predictive import Array, Predictive


def naive(values: Array, origins: Sequence[int], horizon: int) -> Predictive:
    """The last value for ever; the error is a random walk's.

    See :func:`seasonal_naive`, of which it is the case ``season = 1``.
    """
    return seasonal_naive(values, 1, origins, horizon)


def seasonal_naive(values: Array, season: int, origins: Sequence[int], horizon: int) -> Predictive:
    """The value of the same season a year before.

    Parameters
    ----------
    values
        (n,) the series.
    season
        Periods in a year; 1 gives the naive forecast.
    origins
        How many observations each forecast may see.
    horizon
        Periods ahead.

    Returns
    -------
    Predictive
        (origins, horizon); the variance is that of a seasonal random walk,
        σ²·(⌊(h−1)/season⌋ + 1) with σ² the mean squared seasonal difference.

    Raises
    ------
    TinbergenError
        F003 when an origin sees fewer than ``season + 1`` observations.
    """
    y = np.asarray(values, dtype=float)
    _require(min(origins), season + 1)
    steps = np.arange(horizon)
    mean_square = np.cumsum((y[season:] - y[:-season]) ** 2) / np.arange(1, len(y) - season + 1)
    at = np.asarray(origins)
    mean = y[at[:, None] - season + steps % season]
    sd = np.sqrt(mean_square[at - season - 1])[:, None] * np.sqrt(steps // season + 1.0)
    return Predictive(mean, sd)


def drift(values: Array, origins: Sequence[int], horizon: int) -> Predictive:
    """The last value plus the mean change per period.

    Shapes as in :func:`seasonal_naive`. The variance is σ²·h·(1 + h/(n−1)): a random walk's plus
    that of the estimated drift, σ² the variance of the changes.

    Raises
    ------
    TinbergenError
        F003 when an origin sees fewer than 3 observations.
    """
    y = np.asarray(values, dtype=float)
    _require(min(origins), 3)
    steps = np.arange(1, horizon + 1)
    means, sds = [], []
    for n in origins:
        changes = np.diff(y[:n])
        means.append(y[n - 1] + steps * changes.mean())
        sds.append(changes.std(ddof=1) * np.sqrt(steps * (1.0 + steps / (n - 1.0))))
    return Predictive(np.array(means), np.array(sds))


def _require(seen: int, needed: int) -> None:
    if seen < needed:
        raise TinbergenError("F003", n=seen, needed=needed)
