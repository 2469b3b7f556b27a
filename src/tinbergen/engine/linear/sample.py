"""Moments of one drawn path, as they are reported of a simulation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinbergen.engine.linear.linear_model import Array, Law
from tinbergen.engine.linear.moments import correlation
from tinbergen.engine.linear.responses import simulate
from tinbergen.engine.linear.shocks import orthogonal_factor

#: Standard deviation below which a sampled variable counts as constant (Dynare 5.3).
_CONSTANT = 1e-10


@dataclass(frozen=True, slots=True)
class SampleMoments:
    """Moments of n variables over T periods.

    ``mean`` (n,); ``covariance`` (n, n), divided by T; ``skewness`` and ``kurtosis``, the latter 0
    for a normal variable, (n,); ``autocorrelations`` (lags, n, n). NaN for variables that do not
    vary.
    """

    mean: Array
    covariance: Array
    skewness: Array
    kurtosis: Array
    autocorrelations: Array

    @property
    def correlation(self) -> Array:
        """Shape (n, n)."""
        return correlation(self.covariance, np.sqrt(np.diagonal(self.covariance)))


def sample_moments(mean: Array, cycle: Array, lags: int) -> SampleMoments:
    """Moments of ``cycle`` (T, n), deviations from ``mean`` (n,) or from a trend."""
    covariance = cycle.T @ cycle / len(cycle)
    variance = np.diagonal(covariance)
    still = np.sqrt(variance) < _CONSTANT
    varying = np.where(still, np.nan, variance)
    covariance[still] = covariance[:, still] = 0.0
    later = np.empty((lags, *covariance.shape))
    recent = cycle[lags:]
    for lag in range(1, lags + 1):
        before = cycle[lags - lag : len(cycle) - lag]
        # Dynare divides by one observation more than its standard deviations.
        scale = np.outer(recent.std(axis=0, ddof=1), before.std(axis=0, ddof=1)) * len(recent)
        later[lag - 1] = recent.T @ before / np.where(scale > 0, scale, np.nan)
    later[:, still] = later[:, :, still] = np.nan
    return SampleMoments(
        mean=mean,
        covariance=covariance,
        skewness=(cycle**3).mean(axis=0) / varying**1.5,
        kurtosis=(cycle**4).mean(axis=0) / varying**2 - 3,
        autocorrelations=later,
    )


def draw(covariance: Array, periods: int, seed: int) -> Array:
    """Independent normal draws (periods, m); times the transposed factor they are the shocks."""
    return np.random.default_rng(seed).standard_normal((periods, len(covariance)))


def paths_by_shock(rule: Law, covariance: Array, draws: Array, start: Array) -> Array:
    """Paths (m, T, n) under each orthogonal shock alone, all from the states ``start`` (k,)."""
    factor = orthogonal_factor(covariance)
    alone = np.eye(draws.shape[1])[:, None, :] * draws
    return simulate(rule, alone @ factor.T, start)
