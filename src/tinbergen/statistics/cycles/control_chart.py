r"""Control charts: when do outturns stop being noise around what was expected?

All charts work on standardised values :math:`z_t` (mean 0 and standard deviation 1 when nothing is
wrong, independent over time: one-step forecast errors, say) and know their average run length, the
mean number of periods to an alarm. With ``shift`` 0 that is the time between false alarms.

Sources: Montgomery (2013), Introduction to Statistical Quality Control, 7th ed., chapters 6 and 9;
Page (1954), Biometrika 41(1/2), Goel and Wu (1971), Technometrics 13(2), and Crowder (1987),
Technometrics 29(4), for run lengths as integral equations; Lucas and Saccucci (1990), Technometrics
32(1), for the choice of weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from tinbergen.statistics.cycles.sample import padded, require, stretch

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chart:
    """A statistic with its limits over T periods, in standard deviations of the values.

    ``statistic``, ``lower``, ``upper`` (T,); ``alarm`` (T,): outside the limits; ``run_length``:
    mean number of periods between false alarms.
    """

    statistic: Array
    lower: Array
    upper: Array
    alarm: NDArray[np.bool_]
    run_length: float


@dataclass(frozen=True, slots=True)
class Cusum:
    """The two tabular sums over T periods, in standard deviations.

    ``high``, ``low`` (T,): evidence of a mean above and below, both 0 or more; ``threshold``: an
    alarm when either exceeds it; ``alarm`` (T,); ``direction`` (T,): 1 or -1 at alarms, else 0;
    ``onset`` (T,): at alarms the position since when the sum has been positive, which estimates
    when the mean shifted, else -1; ``run_length``: mean periods between false alarms.
    """

    high: Array
    low: Array
    threshold: float
    alarm: NDArray[np.bool_]
    direction: NDArray[np.int64]
    onset: NDArray[np.int64]
    run_length: float


def shewhart(values: ArrayLike, *, width: float = 3.0, name: str = "outturns") -> Chart:
    """Each value (T,) against plus and minus ``width``: quick to see a large shift.

    Raises
    ------
    TinbergenError
        F050, F051 when ``values`` won't do; F053 for a width that isn't positive.
    """
    require(width > 0.0, "width", width, "> 0")
    table = np.asarray(values, dtype=float)
    stretch(table, name, 1)
    limit = np.full(table.size, width)
    return Chart(table, -limit, limit, np.abs(table) > width, shewhart_run_length(width))


def ewma(
    values: ArrayLike, *, weight: float = 0.2, width: float = 2.962, name: str = "outturns"
) -> Chart:
    """Exponentially weighted mean of the values (T,): quick to see a small lasting shift.

    The limits are ``width`` standard deviations of the statistic, which grow from the start. The
    defaults have a run length of 500 (Lucas and Saccucci 1990, table 3).

    Raises
    ------
    TinbergenError
        F050, F051 when ``values`` won't do; F053 for settings out of bounds.
    """
    require(0.0 < weight <= 1.0, "weight", weight, "(0, 1]")
    require(width > 0.0, "width", width, "> 0")
    table = np.asarray(values, dtype=float)
    used = stretch(table, name, 1)
    smoothed, state = np.empty(used.stop - used.start), 0.0
    for t, value in enumerate(table[used]):
        state += weight * (value - state)
        smoothed[t] = state
    age = np.arange(1, smoothed.size + 1)
    limit = width * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * age)))
    statistic, limits = padded(smoothed, used, table.size), padded(limit, used, table.size)
    return Chart(
        statistic, -limits, limits, np.abs(statistic) > limits, ewma_run_length(weight, width)
    )


def cusum(
    values: ArrayLike,
    *,
    allowance: float = 0.5,
    threshold: float = 5.0,
    name: str = "outturns",
) -> Cusum:
    """Tabular cumulative sums of what exceeds the ``allowance``, half the shift looked for.

    The sums run on after an alarm; whoever acts on one starts a new chart.

    Raises
    ------
    TinbergenError
        F050, F051 when ``values`` (T,) won't do; F053 for settings out of bounds.
    """
    require(allowance >= 0.0, "allowance", allowance, ">= 0")
    require(threshold > 0.0, "threshold", threshold, "> 0")
    table = np.asarray(values, dtype=float)
    used = stretch(table, name, 1)
    high, high_since = _one_sided_sum(table[used], allowance)
    low, low_since = _one_sided_sum(-table[used], allowance)
    upward, downward = high > threshold, low > threshold
    direction = np.where(upward, 1, np.where(downward, -1, 0))
    since = np.where(upward, high_since, low_since) + used.start
    whole_direction = np.zeros(table.size, dtype=np.int64)
    whole_onset = np.full(table.size, -1, dtype=np.int64)
    whole_direction[used] = direction
    whole_onset[used] = np.where(direction != 0, since, -1)
    return Cusum(
        high=padded(high, used, table.size),
        low=padded(low, used, table.size),
        threshold=threshold,
        alarm=whole_direction != 0,
        direction=whole_direction,
        onset=whole_onset,
        run_length=cusum_run_length(allowance, threshold),
    )


def shewhart_run_length(width: float, shift: float = 0.0) -> float:
    """1 over the chance of an alarm, the mean shifted by ``shift`` standard deviations."""
    return float(1.0 / (ndtr(-width - shift) + ndtr(shift - width)))


def cusum_run_length(allowance: float, threshold: float, shift: float = 0.0) -> float:
    """Average run length of the two-sided chart from a zero start.

    The reciprocals of the one-sided run lengths add up (Van Dobben de Bruyn 1968).
    """
    up = _one_sided_run_length(allowance, threshold, shift)
    down = _one_sided_run_length(allowance, threshold, -shift) if shift else up
    return 1.0 / (1.0 / up + 1.0 / down)


def cusum_threshold(allowance: float, run_length: float) -> float:
    """The threshold that makes false alarms ``run_length`` periods apart on average.

    Raises
    ------
    TinbergenError
        F053 when ``run_length`` lies outside 2 to 100,000 periods or the allowance outside 0.1
        to 3.
    """
    require(2.0 <= run_length <= 1e5, "run_length", run_length, "[2, 100000]")
    require(0.1 <= allowance <= 3.0, "allowance", allowance, "[0.1, 3]")

    def excess(threshold: float) -> float:
        return float(np.log(cusum_run_length(allowance, threshold) / run_length))

    lower, upper = 1e-3, 1.0
    if excess(lower) >= 0.0:
        return lower
    while excess(upper) < 0.0:
        lower, upper = upper, 2 * upper
    return float(brentq(excess, lower, upper, xtol=1e-6))


def ewma_run_length(weight: float, width: float, shift: float = 0.0) -> float:
    """Average run length of the chart with its limits at their final width, from a zero start."""
    limit = width * np.sqrt(weight / (2 - weight))
    nodes, weights = _nodes(-limit, limit, weight)
    origins = np.concatenate([[0.0], nodes])
    moves = _density((nodes - (1 - weight) * origins[:, None]) / weight - shift) * weights / weight
    return _first_run_length(np.hstack([np.zeros((origins.size, 1)), moves]))


def _one_sided_run_length(allowance: float, threshold: float, shift: float) -> float:
    """Page's integral equation, in which zero has a probability and the rest a density."""
    nodes, weights = _nodes(0.0, threshold, 1.0)
    origins = np.concatenate([[0.0], nodes])
    drift = allowance - shift
    to_zero = ndtr(drift - origins)[:, None]
    moves = _density(nodes - origins[:, None] + drift) * weights
    return _first_run_length(np.hstack([to_zero, moves]))


def _nodes(lower: float, upper: float, spread: float) -> tuple[Array, Array]:
    """Gauss-Legendre nodes and weights on an interval for normal densities of this ``spread``.

    Their number follows the interval's length in spreads; run lengths are then exact to some
    eight digits.
    """
    number = 30 + int(2 * np.ceil((upper - lower) / spread))
    nodes, weights = np.polynomial.legendre.leggauss(number)
    half = (upper - lower) / 2
    return lower + half * (nodes + 1), half * weights


def _density(z: Array) -> Array:
    return np.asarray(np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi))


def _first_run_length(moves: Array) -> float:
    """L from the first state where L = 1 + ``moves`` L, the integral equation at its nodes."""
    run_lengths = np.linalg.solve(np.eye(moves.shape[0]) - moves, np.ones(moves.shape[0]))
    return float(run_lengths[0])


def _one_sided_sum(values: Array, allowance: float) -> tuple[Array, NDArray[np.int64]]:
    """The sum (n,) and, for each period, the position where its current run above zero began."""
    sums = np.empty(values.size)
    since = np.empty(values.size, dtype=np.int64)
    level, began = 0.0, 0
    for t, value in enumerate(values):
        if level == 0.0:
            began = t
        level = max(0.0, level + value - allowance)
        sums[t], since[t] = level, began
    return sums, since
