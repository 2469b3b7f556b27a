"""How long control charts run until an alarm: average run lengths as integral equations.

Sources: Page (1954), Biometrika 41(1/2), Goel and Wu (1971), Technometrics 13(2), and Crowder
(1987), Technometrics 29(4).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from tinbergen.statistics.cycles.sample import require

Array = NDArray[np.float64]


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
