"""Simple forecasts around means that move slowly: what others must beat, and often do not.

A series forecast far ahead returns to a mean, and over decades means move. Here the mean is that of
the last so many periods, or an exponentially weighted one; periods that no regularity explains (an
epidemic) are left out of means and count as standing at them.

Sources: Stock and Watson (2007), Journal of Money, Credit and Banking 39(s1), for inflation as a
moving trend; Faust and Wright (2013), Handbook of Economic Forecasting 2A, chapter 1, for forecasts
of deviations from one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.statistics.cycles.sample import require, same_length

Array = NDArray[np.float64]


def trailing_mean(
    values: ArrayLike, window: int = 80, *, least: int = 20, omit: ArrayLike | None = None
) -> Array:
    """Mean of the last ``window`` periods up to each one, of those that are known.

    Parameters
    ----------
    values
        (T,), NaN where missing.
    window, least
        Periods looked back on; NaN where fewer than ``least`` of them are known.
    omit
        (T,) true for periods that do not count.

    Returns
    -------
    (T,) in the unit of the series.

    Raises
    ------
    TinbergenError
        F053 when ``window`` or ``least`` is below 1.
    """
    require(window >= 1, "window", window, "1, 2, ...")
    require(least >= 1, "least", least, "1, 2, ...")
    x = _without(values, omit)
    known = np.isfinite(x)
    sums, counts = (np.cumsum(np.concatenate([np.zeros(1), v])) for v in (np.nan_to_num(x), known))
    end = np.arange(1, len(x) + 1)
    start = np.maximum(end - window, 0)
    count = counts[end] - counts[start]
    return np.asarray(
        np.where(count >= least, (sums[end] - sums[start]) / np.maximum(count, 1), np.nan)
    )


def exponential_mean(
    values: ArrayLike, decay: float = 0.9, *, omit: ArrayLike | None = None
) -> Array:
    """Mean with weights that fall by ``decay`` a period, of all known periods up to each one.

    The trend of a series that is a moving level plus noise; as a forecast it is flat.

    Parameters
    ----------
    values
        (T,), NaN where missing.
    decay
        Weight of the period before, for each unit of weight of this one, in (0, 1).
    omit
        (T,) true for periods that do not count; weights keep falling through them.

    Returns
    -------
    (T,) in the unit of the series, NaN before the first known value.

    Raises
    ------
    TinbergenError
        F053 when ``decay`` is out of bounds.
    """
    require(0.0 < decay < 1.0, "decay", decay, "(0, 1)")
    from scipy.signal import lfilter

    x = _without(values, omit)
    known = np.isfinite(x)
    total = lfilter([1.0], [1.0, -decay], np.nan_to_num(x))
    weight = lfilter([1.0], [1.0, -decay], known.astype(float))
    return np.asarray(np.where(np.cumsum(known) > 0, total / np.maximum(weight, 1e-300), np.nan))


def autoregress(
    values: ArrayLike,
    lags: int,
    horizon: int,
    *,
    mean: ArrayLike | None = None,
    omit: ArrayLike | None = None,
) -> Array:
    """Iterated forecasts of an autoregression by least squares.

    Parameters
    ----------
    values
        (T,) without gaps from the first known value on.
    lags, horizon
        p and periods ahead, at least 1.
    mean
        (T,) a mean that moves: deviations from it are autoregressive without a constant, and return
        to its last value. Without it there is a constant.
    omit
        (T,) true for periods left out. With ``mean`` they count as standing at it; without, rows
        with such a target or lag are dropped, and forecasts start from the last p values all the
        same.

    Returns
    -------
    (horizon,) in the unit of the series.

    Raises
    ------
    TinbergenError
        F053 when a setting is out of bounds or the sample has fewer than three rows more than
        coefficients, F054 when lengths differ.
    """
    require(lags >= 1, "lags", lags, "1, 2, ...")
    require(horizon >= 1, "horizon", horizon, "1, 2, ...")
    x = np.asarray(values, dtype=float)
    left_out = np.zeros(len(x), bool) if omit is None else np.asarray(omit, dtype=bool)
    same_length(values=x, omit=left_out)
    level = 0.0
    if mean is not None:
        slow = np.asarray(mean, dtype=float)
        same_length(values=x, mean=slow)
        level = float(slow[-1])
        x = np.where(left_out, 0.0, x - slow)
        left_out = np.zeros(len(x), bool)
    windows = np.lib.stride_tricks.sliding_window_view(x, lags + 1)
    bad = np.lib.stride_tricks.sliding_window_view(left_out | ~np.isfinite(x), lags + 1)
    rows = windows[~bad.any(axis=1)]
    require(len(rows) >= lags + 4, "observations", len(rows), f">= {lags + 4}")
    constant = np.ones((len(rows), 0 if mean is not None else 1))
    regressors = np.hstack([rows[:, -2::-1], constant])
    slopes = np.linalg.lstsq(regressors, rows[:, -1], rcond=None)[0]
    path = list(x[-lags:])
    for _ in range(horizon):
        path.append(float(slopes[:lags] @ path[: -lags - 1 : -1] + slopes[lags:].sum()))
    return np.array(path[lags:]) + level


def _without(values: ArrayLike, omit: ArrayLike | None) -> Array:
    x = np.array(values, dtype=float)
    if omit is not None:
        left_out = np.asarray(omit, dtype=bool)
        same_length(values=x, omit=left_out)
        x[left_out] = np.nan
    return x
