"""Paths under a decision rule: responses to a shock, simulations, forecasts and their attribution.

All paths are deviations from the steady state, first period first.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from tinbergen.engine.linear.linear_model import Array, Law


def impulse_responses(rule: Law, impulses: Array, periods: int) -> Array:
    """Paths after impulses in the first period alone.

    ``impulses`` is (m, r), a column an impulse: `orthogonal_factor` of the covariance for shocks
    of one standard deviation, the identity for unit shocks. Returns (periods, n, r).
    """
    paths = np.empty((periods, len(rule.ghx), impulses.shape[1]))
    states = rule.impact @ impulses
    for t in range(periods):
        paths[t] = rule.ghx @ states if t else rule.ghu @ impulses
        if t:
            states = rule.transition @ states
    return paths


def simulate(rule: Law, shocks: Array, start: Array | None = None) -> Array:
    """The path (..., T, n) that shocks (..., T, m) drive, any number of draws at once.

    ``start`` (k,) is the states' deviation before the first period, by default none.
    """
    before = _states_before(rule, shocks @ rule.impact.T, start)
    return np.asarray(before @ rule.ghx.T + shocks @ rule.ghu.T)


def _states_before(rule: Law, pushes: Array, start: Array | None) -> Array:
    """The states each period begins with, (..., T, k), from what shocks do to them."""
    before = np.empty_like(pushes)
    state = np.zeros(pushes.shape[-1]) if start is None else start
    turn = rule.transition.T
    for t in range(pushes.shape[-2]):
        before[..., t, :] = state
        state = state @ turn + pushes[..., t, :]
    return before


@dataclass(frozen=True, slots=True)
class Forecast:
    """``mean`` (periods, n), ``covariance`` (periods, n, n) of its error, which grows with time."""

    mean: Array
    covariance: Array

    @property
    def deviations(self) -> Array:
        """Standard deviations of the error, shape (periods, n)."""
        variances = np.diagonal(self.covariance, axis1=1, axis2=2)
        return np.asarray(np.sqrt(np.maximum(variances, 0.0)))

    def band(self, coverage: float) -> tuple[Array, Array]:
        """Lower and upper limits, (periods, n), that hold with probability ``coverage``
        (between 0 and 1) each, for normal shocks and known parameters."""
        width = NormalDist().inv_cdf((1 + coverage) / 2) * self.deviations
        return self.mean - width, self.mean + width


def forecast(
    rule: Law,
    covariance: Array,
    start: Array,
    periods: int,
    start_covariance: Array | None = None,
) -> Forecast:
    """Mean and error covariance from states ``start`` (k,) on, shocks having ``covariance`` (m, m).

    ``start_covariance`` (k, k) is how uncertain the start itself is, by default not at all.
    """
    k, m = rule.impact.shape
    mean = simulate(rule, np.zeros((periods, m)), start)
    direct = rule.ghu @ covariance @ rule.ghu.T
    pushed = rule.impact @ covariance @ rule.impact.T
    spread = np.zeros((k, k)) if start_covariance is None else start_covariance
    error = np.empty((periods, *direct.shape))
    for t in range(periods):
        error[t] = rule.ghx @ spread @ rule.ghx.T + direct
        spread = rule.transition @ spread @ rule.transition.T + pushed
    return Forecast(mean, error)


@dataclass(frozen=True, slots=True)
class HistoricalDecomposition:
    """A path as the sum of what each shock and the initial state contributed.

    ``shocks`` (T, n, m); ``initial`` (T, n).
    """

    shocks: Array
    initial: Array

    @property
    def total(self) -> Array:
        """The path itself, shape (T, n)."""
        return np.asarray(self.shocks.sum(axis=2) + self.initial)


def historical_decomposition(
    rule: Law, shocks: Array, start: Array | None = None
) -> HistoricalDecomposition:
    """Attribute the path from ``start`` (k,) to the shocks (T, m) that came, such as smoothed ones.

    For shocks as they are; correlated ones are first to be made orthogonal.
    """
    periods, m = shocks.shape
    alone = np.eye(m)[:, None, :] * shocks
    parts = simulate(rule, alone)
    initial = simulate(rule, np.zeros((periods, m)), start)
    return HistoricalDecomposition(np.moveaxis(parts, 0, 2), initial)
