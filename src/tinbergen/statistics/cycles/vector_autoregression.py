r"""Vector autoregressions: estimation, posterior draws, responses and decompositions.

.. math:: y_t = c + A_1 y_{t-1} + \dots + A_p y_{t-p} + u_t, \qquad u_t = B\varepsilon_t,
          \qquad BB' = \Sigma

:math:`\varepsilon` are structural shocks of unit variance and :math:`B` (``impact``) is found by an
identification such as :func:`tinbergen.statistics.cycles.structural_var.blanchard_quah`. Functions
of coefficients broadcast over leading axes, so that posterior draws cost one call.

Sources: Luetkepohl (2005), New Introduction to Multiple Time Series Analysis, chapters 2, 3, 4;
Kilian and Luetkepohl (2017), Structural Vector Autoregressive Analysis, chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.algebra import factor

Array = NDArray[np.float64]
Criterion = Literal["aic", "bic", "hqic"]


@dataclass(frozen=True, slots=True)
class VectorAutoregression:
    """Least-squares estimates for n variables over T periods, the first p of them presample.

    ``intercept`` (n,); ``coefficients`` (p, n, n): [lag - 1, equation, variable]; ``covariance``
    (n, n): of the residuals, corrected for degrees of freedom; ``residuals`` (T - p, n);
    ``root`` (k, k): lower-triangular root of the inverse moment matrix of the k = 1 + np
    regressors (constant, then lags, then the trend); ``freedom``: T - p - k. With a linear trend
    ``slope`` (n,) is its coefficient a period, and k is one more.
    """

    intercept: Array
    coefficients: Array
    covariance: Array
    residuals: Array
    root: Array
    freedom: int
    slope: Array | None = None

    @property
    def lags(self) -> int:
        return int(self.coefficients.shape[0])


@dataclass(frozen=True, slots=True)
class Draws:
    """D parameter vectors: ``intercept`` (D, n), ``coefficients`` (D, p, n, n) and
    ``covariance`` (D, n, n)."""

    intercept: Array
    coefficients: Array
    covariance: Array


def fit_var(data: Array, lags: int, *, trend: bool = False) -> VectorAutoregression:
    """Ordinary least squares, equation by equation; ``data`` (T, n), ``lags`` at least 1.

    ``trend`` adds a straight line, 1 in the first period after the presample.

    Raises
    ------
    TinbergenError
        F055 when the regressors are collinear, as with a constant series.
    """
    length, n = data.shape
    regressors, target = _regressors(data, lags), data[lags:]
    if trend:
        regressors = np.column_stack([regressors, np.arange(1.0, length - lags + 1)])
    freedom = length - lags - regressors.shape[1]
    orthogonal, triangular, collinear = factor(regressors)
    if freedom < 1 or len(collinear):
        raise TinbergenError("F055", name="vector autoregression")
    inverse = solve_triangular(triangular, np.eye(len(triangular)))
    estimates = inverse @ (orthogonal.T @ target)
    residuals = target - regressors @ estimates
    return VectorAutoregression(
        intercept=estimates[0],
        coefficients=estimates[1 : 1 + lags * n].reshape(lags, n, n).transpose(0, 2, 1),
        covariance=residuals.T @ residuals / freedom,
        residuals=residuals,
        root=np.asarray(np.linalg.cholesky(inverse @ inverse.T), dtype=np.float64),
        freedom=freedom,
        slope=estimates[-1] if trend else None,
    )


def choose_lags(data: Array, most: int, criterion: Criterion = "aic") -> int:
    """The number of lags from 1 to ``most`` with the least criterion, on one common sample."""
    n = data.shape[1]
    values = []
    for lags in range(1, most + 1):
        fit = fit_var(data[most - lags :], lags)
        size = fit.residuals.shape[0]
        _, log_determinant = np.linalg.slogdet(fit.residuals.T @ fit.residuals / size)
        price = {"aic": 2.0, "bic": np.log(size), "hqic": 2.0 * np.log(np.log(size))}[criterion]
        values.append(log_determinant + price * (n * n * lags + n) / size)
    return int(np.argmin(values)) + 1


def posterior_draws(
    fit: VectorAutoregression,
    draws: int,
    seed: int = 0,
    *,
    freedom: int | None = None,
    explosive: bool = False,
) -> Draws:
    """Parameter vectors from the posterior under a diffuse prior.

    Covariances are inverse Wishart and coefficients normal given them (Uhlig 2005, J. of Monetary
    Economics 52(2), appendix B). Degrees of freedom are by default those of Jeffreys' prior; the
    flat normal-inverse-Wishart one has T - p. Explosive draws are left out unless ``explosive``, so
    there may be fewer than asked.
    """
    n, lags = fit.covariance.shape[0], fit.lags
    rng = np.random.default_rng(seed)
    scale = fit.covariance * fit.freedom
    factor = covariance_roots(scale, fit.freedom if freedom is None else freedom, draws, rng)
    noise = rng.standard_normal((draws, fit.root.shape[0], n))
    last = () if fit.slope is None else (fit.slope,)
    centre = np.vstack([fit.intercept, *fit.coefficients.transpose(0, 2, 1), *last])
    estimates = centre + fit.root @ noise @ factor.transpose(0, 2, 1)
    beside = estimates[:, 1 : 1 + lags * n]
    coefficients = beside.reshape(draws, lags, n, n).transpose(0, 1, 3, 2)
    stable = np.ones(draws, dtype=bool) if explosive else largest_root(coefficients) < 1.0
    return Draws(
        intercept=estimates[stable, 0],
        coefficients=coefficients[stable],
        covariance=(factor @ factor.transpose(0, 2, 1))[stable],
    )


def covariance_roots(scale: Array, freedom: int, draws: int, rng: np.random.Generator) -> Array:
    """Roots (D, n, n) of inverse-Wishart covariances, by Bartlett's decomposition.

    ``scale`` (n, n) is their scale matrix; ``freedom``: at least n.
    """
    n = len(scale)
    bartlett = np.zeros((draws, n, n))
    for i in range(n):
        bartlett[:, i, i] = np.sqrt(rng.chisquare(freedom - i, draws))
        bartlett[:, i, :i] = rng.standard_normal((draws, i))
    return np.asarray(np.linalg.cholesky(scale) @ np.linalg.inv(bartlett).transpose(0, 2, 1))


def largest_root(coefficients: Array) -> Array:
    """Largest modulus (...,) of the companion matrix of ``coefficients`` (..., p, n, n)."""
    *lead, lags, n, _ = coefficients.shape
    companion = np.zeros((*lead, n * lags, n * lags))
    companion[..., :n, :] = _side_by_side(coefficients)
    companion[..., n:, :-n] = np.eye(n * (lags - 1))
    return np.asarray(np.abs(np.linalg.eigvals(companion)).max(axis=-1))


def impulse_responses(coefficients: Array, impact: Array, horizon: int) -> Array:
    """Responses (..., horizon + 1, n, k) [period, variable, shock] to shocks of one deviation.

    ``coefficients`` (..., p, n, n), ``impact`` (..., n, k).
    """
    lags, n = coefficients.shape[-3:-1]
    beside = _side_by_side(coefficients)
    responses = np.zeros((*impact.shape[:-2], horizon + 1, n, impact.shape[-1]))
    responses[..., 0, :, :] = impact
    for h in range(1, horizon + 1):
        for lag in range(1, min(h, lags) + 1):
            block = beside[..., :, (lag - 1) * n : lag * n]
            responses[..., h, :, :] += block @ responses[..., h - lag, :, :]
    return responses


def variance_shares(responses: Array) -> Array:
    """Shares of the forecast-error variance, summing to 1 over the last axis.

    Shape of ``responses`` (..., H + 1, n, k): element h is of the error h + 1 periods ahead.
    """
    sums = np.cumsum(responses**2, axis=-3)
    return np.asarray(sums / sums.sum(axis=-1, keepdims=True))


def historical_decomposition(
    data: Array, intercept: Array, coefficients: Array, impact: Array
) -> tuple[Array, Array]:
    """The data split into what each shock since the start did, and the path without shocks.

    Parameters
    ----------
    data
        (T, n).
    intercept, coefficients, impact
        (..., n), (..., p, n, n), (..., n, n).

    Returns
    -------
    Parts (..., n + 1, T - p, n) [shock, period, variable], the path from the starting values
    last, which sum to ``data[p:]``; and the shocks (..., T - p, n) in standard deviations.
    """
    lags, n = coefficients.shape[-3:-1]
    periods = data.shape[0] - lags
    beside = _side_by_side(coefficients)
    stacked = _regressors(data, lags)[:, 1:]
    fitted = stacked @ np.swapaxes(beside, -1, -2) + intercept[..., None, :]
    shocks = np.swapaxes(np.linalg.solve(impact, np.swapaxes(data[lags:] - fitted, -1, -2)), -1, -2)
    lead = impact.shape[:-2]
    parts = np.zeros((*lead, n + 1, periods, n))
    state = np.zeros((*lead, n + 1, n * lags))
    state[..., n, :] = stacked[0]
    transition = np.swapaxes(beside, -1, -2)
    pushes = np.swapaxes(impact, -1, -2)
    for t in range(periods):
        now = state @ transition
        now[..., :n, :] += shocks[..., t, :, None] * pushes
        now[..., n, :] += intercept
        parts[..., t, :] = now
        state = np.concatenate([now, state[..., :-n]], axis=-1)
    return parts, shocks


def _regressors(data: Array, lags: int) -> Array:
    """(T - p, 1 + np): a constant, then all variables one period back, two back, ..."""
    length = data.shape[0]
    columns = [np.ones((length - lags, 1))]
    columns += [data[lags - lag : length - lag] for lag in range(1, lags + 1)]
    return np.hstack(columns)


def _side_by_side(coefficients: Array) -> Array:
    """(..., n, np): the lag matrices in a row."""
    lags, n = coefficients.shape[-3:-1]
    moved = np.moveaxis(coefficients, -3, -2)
    return moved.reshape(*moved.shape[:-3], n, lags * n)
