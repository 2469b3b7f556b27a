"""How often a series must be differenced: KPSS tests and the strength of seasonality.

Kwiatkowski, Phillips, Schmidt & Shin (1992), Journal of Econometrics 54; Wang, Smith & Hyndman
(2006) for the strength. Rules and thresholds are those of R forecast's ``ndiffs`` and ``nsdiffs``.
"""

from __future__ import annotations

import numpy as np

from tinbergen.statistics.forecast.predictive import Array
from tinbergen.statistics.forecast.seasonality import seasonal_strength

#: Five-percent critical value of the level-stationarity test (paper, table 1).
KPSS_5_PERCENT = 0.463
#: A season stronger than this is differenced away; from a study of M-competition accuracy.
STRONG_SEASON = 0.64


def kpss(values: Array) -> float:
    """KPSS statistic of level stationarity, Bartlett window of ⌊3√n/13⌋ lags.

    Parameters
    ----------
    values
        (n,) the series; not constant.
    """
    e = values - np.mean(values)
    n = len(e)
    lags = int(3.0 * np.sqrt(n) / 13.0)
    variance = e @ e / n
    for lag in range(1, lags + 1):
        variance += 2.0 * (1.0 - lag / (lags + 1.0)) * (e[lag:] @ e[:-lag]) / n
    return float(np.sum(np.cumsum(e) ** 2) / (n**2 * variance))


def differences_needed(values: Array, most: int = 2) -> int:
    """Smallest d that leaves a series level stationary at five percent, at most ``most``."""
    w = np.asarray(values, dtype=float)
    for d in range(most):
        if len(w) < 4 or np.ptp(w) == 0.0 or kpss(w) <= KPSS_5_PERCENT:
            return d
        w = np.diff(w)
    return most


def seasonal_differences_needed(values: Array, season: int) -> int:
    """1 when the season is strong and two whole years are seen, else 0."""
    if season < 2 or len(values) <= 2 * season or np.ptp(values) == 0.0:
        return 0
    return int(seasonal_strength(values, season) > STRONG_SEASON)
