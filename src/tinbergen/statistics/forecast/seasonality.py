"""Whether a series has a season, how strong it is and what it looks like.

Hyndman & Athanasopoulos, *Forecasting: Principles and Practice* (3rd ed.), chapters 3 and 4.
"""

from __future__ import annotations

import numpy as np

from tinbergen.statistics.forecast.predictive import Array, normal_radius


def is_seasonal(values: Array, season: int) -> bool:
    """Whether the autocorrelation at the season is significant at ten percent (Bartlett)."""
    n = len(values)
    if season < 2 or n <= 2 * season:
        return False
    e = values - np.mean(values)
    total = e @ e
    if total <= 0.0:
        return False
    r = np.array([e[lag:] @ e[:-lag] for lag in range(1, season + 1)]) / total
    bound = normal_radius(80) * np.sqrt((1.0 + 2.0 * np.sum(r[:-1] ** 2)) / n)
    return bool(abs(r[-1]) > bound)


def seasonal_pattern(values: Array, season: int, multiplicative: bool) -> Array:
    """Classical decomposition: the season's average about a centred moving average.

    Parameters
    ----------
    values
        (n,) at least two seasons long.
    season
        Periods in a year, at least 2.
    multiplicative
        Ratios to the moving average that average 1, or differences that sum to 0.

    Returns
    -------
    (season,) that of the first observation first.
    """
    weights = np.full(season + 1 - season % 2, 1.0 / season)
    if season % 2 == 0:
        weights[[0, -1]] *= 0.5
    trend = np.convolve(values, weights, "valid")
    skip = len(weights) // 2
    inner = values[skip : skip + len(trend)]
    detrended = inner / trend if multiplicative else inner - trend
    place = np.arange(skip, skip + len(trend)) % season
    pattern = np.bincount(place, detrended, season) / np.bincount(place, minlength=season)
    centred: Array = pattern / pattern.mean() if multiplicative else pattern - pattern.mean()
    return centred


def seasonal_strength(values: Array, season: int) -> float:
    """1 - var(remainder) / var(season + remainder) of an STL decomposition, at least 0.

    Parameters
    ----------
    values
        (n,) the series, longer than two seasons.
    season
        Periods in a year, at least 2.
    """
    from statsmodels.tsa.seasonal import STL

    parts = STL(values, period=season, seasonal=11, seasonal_deg=0).fit()
    remainder = np.asarray(parts.resid)
    total = float(np.var(remainder + np.asarray(parts.seasonal)))
    return max(0.0, 1.0 - float(np.var(remainder)) / total) if total > 0.0 else 0.0
