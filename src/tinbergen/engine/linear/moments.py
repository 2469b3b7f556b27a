"""What a model's shocks say of its variables: variances, correlations and whose doing they are.

All moments are of deviations from the steady state under the decision rule
x_t = ghx s_{t-1} + ghu u_t with Var(u_t) given. Variables that inherit a unit root have no variance
and show NaN; the others keep theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.linear.linear_model import Array, Law
from tinbergen.engine.linear.lyapunov import StationaryVariance, stationary_variance
from tinbergen.engine.linear.shocks import orthogonal_factor

#: Largest loading on a unit root that is rounding error, relative to the variable's loadings.
_LOADING = 1e-11
#: Standard deviation, relative to the largest, that is rounding error.
_STILL = 1e-13


@dataclass(frozen=True, slots=True)
class Moments:
    """Second moments of n variables, NaN where a unit root makes them infinite.

    ``covariance`` (n, n), in squared units of the variables; ``autocovariances`` (lags, n, n),
    of which element [h - 1, i, j] is Cov(x_i,t, x_j,t-h).
    """

    covariance: Array
    autocovariances: Array

    @property
    def deviations(self) -> Array:
        """Standard deviations, shape (n,)."""
        return np.asarray(np.sqrt(np.maximum(np.diagonal(self.covariance), 0.0)))

    @property
    def correlation(self) -> Array:
        """Shape (n, n); NaN for variables that do not vary."""
        return correlation(self.covariance, self.deviations)

    @property
    def autocorrelations(self) -> Array:
        """Correlations of x_i,t with x_j,t-h, shape (lags, n, n)."""
        return correlation(self.autocovariances, self.deviations)


def correlation(covariance: Array, deviations: Array) -> Array:
    """Covariances (..., n, n) over the products of standard deviations (n,); NaN where zero."""
    scale = np.where(deviations > _STILL * _largest(deviations), deviations, np.nan)
    return np.asarray(covariance / np.outer(scale, scale))


def moments(rule: Law, covariance: Array, lags: int = 5) -> Moments:
    """Theoretical moments under shocks of the given covariance (m, m)."""
    impact = rule.impact
    found = stationary_variance(rule.transition, impact @ covariance @ impact.T)
    missing = ~stationary(rule, found)
    contemporaneous = rule.ghx @ found.variance @ rule.ghx.T + rule.ghu @ covariance @ rule.ghu.T
    # Cov(s_t, x_t), which the transition carries forward.
    carried = rule.transition @ found.variance @ rule.ghx.T + impact @ covariance @ rule.ghu.T
    later = np.empty((lags, *contemporaneous.shape))
    for lag in range(lags):
        later[lag] = rule.ghx @ carried
        carried = rule.transition @ carried
    for block in (contemporaneous, *later):
        block[missing] = np.nan
        block[:, missing] = np.nan
    return Moments(contemporaneous, later)


def stationary(rule: Law, found: StationaryVariance) -> NDArray[np.bool_]:
    """Which of the n variables do not load on a unit root."""
    largest = np.abs(rule.ghx).max(axis=1, initial=1.0)
    return np.asarray(np.abs(rule.ghx @ found.unit).max(axis=1, initial=0.0) < _LOADING * largest)


def variance_decomposition(rule: Law, covariance: Array) -> Array:
    """Shares of the m shocks in the variances of the n variables, shape (n, m), rows sum to 1.

    Correlated shocks are made orthogonal in order of declaration. NaN without a finite variance,
    and where there is none.
    """
    factor = orthogonal_factor(covariance)
    impact, direct = rule.impact @ factor, rule.ghu @ factor
    found = stationary_variance(rule.transition, np.einsum("im,jm->mij", impact, impact))
    parts = np.einsum("ni,mij,nj->nm", rule.ghx, found.variance, rule.ghx, optimize=True)
    parts += direct**2
    parts[~stationary(rule, found)] = np.nan
    return shares(parts)


def conditional_variance_decomposition(
    rule: Law, covariance: Array, horizons: Sequence[int]
) -> Array:
    """Shares of the m shocks in the forecast error variances, shape (horizons, n, m).

    ``horizons`` count from 1, the period after the forecast is made. Unit roots do no harm here.
    """
    factor = orthogonal_factor(covariance)
    response, states = rule.ghu @ factor, rule.impact @ factor
    cumulated = np.zeros((max(horizons, default=0), *response.shape))
    total = np.zeros_like(response)
    for h in range(len(cumulated)):
        total = total + response**2
        cumulated[h] = total
        response, states = rule.ghx @ states, rule.transition @ states
    return shares(cumulated[np.asarray(horizons, dtype=int) - 1])


def shares(parts: Array) -> Array:
    """Each part over the sum along the last axis; NaN where that is nothing but rounding error."""
    total = parts.sum(axis=-1, keepdims=True)
    return parts / np.where(total > _STILL**2 * _largest(total), total, np.nan)


def _largest(values: Array) -> float:
    """The largest value, NaN aside; 0 without any."""
    return float(np.fmax.reduce(values, axis=None, initial=0.0))
