"""Cycles of sampled series, all columns at once: as Dynare filters what stoch_simul has drawn.

Sources: Hodrick and Prescott (1997), JMCB 29(1); Stock and Watson (1999), "Forecasting inflation",
JME 44, for the one-sided filter; Baxter and King (1999), REStat 81(4).
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import solveh_banded

from tinbergen.engine.linear.linear_model import Array

#: Leads and lags of Baxter and King's filter, which it takes off either end.
BAXTER_KING = 12
#: Variance of the trend before the first observation, in which nothing is known of it.
_DIFFUSE = 1e5


def hodrick_prescott(values: Array, smoothing: float) -> Array:
    """What the two-sided filter leaves of ``values`` (T, n), T at least 4."""
    bands = np.zeros((3, len(values)))
    difference = (1.0, -2.0, 1.0)
    for i, left in enumerate(difference):
        for j in range(i + 1):
            bands[i - j, j : j + len(values) - 2] += smoothing * left * difference[j]
    bands[0] += 1.0
    return np.asarray(values - solveh_banded(bands, values, lower=True, check_finite=False))


def one_sided_hodrick_prescott(values: Array, smoothing: float) -> Array:
    """What a Kalman filter leaves that knows no period but past ones; ``values`` (T, n), T >= 2.

    The trend's second difference is white noise with 1 / ``smoothing`` of the cycle's variance. It
    starts from the line through the first two values.
    """
    F = np.array([[2.0, -1.0], [1.0, 0.0]])
    Q = np.array([[1 / smoothing, 0.0], [0.0, 0.0]])
    state = np.stack([2 * values[0] - values[1], 3 * values[0] - 2 * values[1]])
    P = _DIFFUSE * np.eye(2)
    trend = np.empty_like(values)
    for t, observed in enumerate(values):
        gain = F @ P[:, 0] / (P[0, 0] + 1.0)
        state = F @ state + np.outer(gain, observed - state[0])
        kept = F - np.outer(gain, (1.0, 0.0))
        P = kept @ P @ kept.T + Q + np.outer(gain, gain)
        trend[t] = state[1]
    return values - trend


def baxter_king(values: Array, shortest: float, longest: float) -> Array:
    """Cycles of between two lengths in periods; (T, n) gives (T - 2 BAXTER_KING, n)."""
    k = np.arange(1, BAXTER_KING + 1)
    upper, lower = 2 * np.pi / shortest, 2 * np.pi / longest
    side = (np.sin(upper * k) - np.sin(lower * k)) / (np.pi * k)
    weights = np.concatenate([side[::-1], [(upper - lower) / np.pi], side])
    # Weights that sum to zero take away trends.
    weights -= weights.mean()
    windows = np.lib.stride_tricks.sliding_window_view(values, len(weights), axis=0)
    return np.asarray(windows @ weights)
