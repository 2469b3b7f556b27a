"""Exact Gaussian likelihood of a stationary seasonal ARMA, in about thirty microseconds.

Ansley (1979), "An algorithm for the exact likelihood of a mixed autoregressive-moving average
process", Biometrika 66: with φ(B) w_t = θ(B) e_t of orders p and q, the series

    z_t = w_t for t ≤ p,   z_t = φ(B) w_t for t > p

has a covariance matrix that is zero past max(p - 1, q) diagonals, so a banded Cholesky factor L
gives the innovations L⁻¹z and, continued past the sample, the forecasts and their covariance.
The result equals the state-space likelihood and is some twenty times quicker to get.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.statistics.forecast.predictive import Array


class Whitened(NamedTuple):
    """A series taken apart by its model.

    Attributes
    ----------
    innovations
        (n,) with unit variance times the error variance, the mean taken out.
    log_root
        Half the log-determinant of the covariance, per unit of error variance.
    mean
        Generalised least-squares mean of the series; 0 without a constant.
    factor
        (bandwidth + 1, n + ahead) lower band of L.
    """

    innovations: Array
    log_root: float
    mean: float
    factor: Array


def coefficients(partials: Sequence[float] | Array) -> list[float]:
    """Lag coefficients of a stationary autoregression from its partial autocorrelations.

    Barndorff-Nielsen & Schou (1973): every point of the open cube (-1, 1)^p is stationary.

    >>> coefficients([0.5, -0.2])
    [0.6, -0.2]
    """
    lags: list[float] = []
    for k, r in enumerate(partials):
        lags = [lags[i] - r * lags[k - 1 - i] for i in range(k)] + [float(r)]
    return lags


def polynomial(
    partials: Sequence[float] | Array, seasonal: Sequence[float] | Array, season: int
) -> Array:
    """(1 + p + season·P,) the product (1 - c_1 B - …)(1 - C_1 B^season - …) of both parts."""
    ordinary = np.array([1.0, *(-c for c in coefficients(partials))])
    if not len(seasonal):
        return ordinary
    yearly = np.zeros(1 + season * len(seasonal))
    yearly[0] = 1.0
    yearly[season::season] = [-c for c in coefficients(seasonal)]
    return np.convolve(ordinary, yearly)


def whiten(w: Array, ar: Array, ma: Array, constant: bool, ahead: int = 0) -> Whitened | None:
    """The exact innovations of a series, or None where its covariance is not positive definite.

    Parameters
    ----------
    w
        (n,) the stationary series, longer than the order of ``ar``.
    ar, ma
        Polynomials in the lag operator, 1 first.
    constant
        Whether to take out the mean.
    ahead
        How many periods past the sample to continue the factor.
    """
    from scipy.linalg.lapack import dpbtrf, dtbtrs

    n, p = len(w), len(ar) - 1
    band = covariance_band(ar, ma, n + ahead)
    if band is None:
        return None
    factor, info = dpbtrf(band, lower=1, overwrite_ab=1)
    if info:
        return None
    z = np.empty((n, 1 + constant), order="F")
    z[:p, 0], z[p:, 0] = w[:p], np.convolve(w, ar)[p:n]
    if constant:
        z[:p, 1], z[p:, 1] = 1.0, ar.sum()
    white, _ = dtbtrs(factor[:, :n], z, uplo="L", overwrite_b=1)
    log_root = float(np.log(factor[0, :n]).sum())
    if not constant:
        return Whitened(white[:, 0], log_root, 0.0, factor)
    one = white[:, 1]
    mean = float(one @ white[:, 0] / (one @ one))
    return Whitened(white[:, 0] - mean * one, log_root, mean, factor)


def log_likelihood(white: Whitened) -> float:
    """Maximum over the error variance (and the mean) of the Gaussian log-likelihood."""
    n = len(white.innovations)
    sigma2 = white.innovations @ white.innovations / n
    return float(-0.5 * n * (np.log(2.0 * np.pi * sigma2) + 1.0) - white.log_root)


def covariance_band(ar: Array, ma: Array, n: int) -> Array | None:
    """(bandwidth + 1, n) lower band of the covariance of z; None at a unit root."""
    from scipy.linalg.lapack import dgesv

    p, q = len(ar) - 1, len(ma) - 1
    width = max(p - 1, q)
    band = np.zeros((width + 1, n), order="F")
    band[: q + 1] = np.correlate(ma, ma, "full")[q:, None]
    if not p:
        return band
    response = np.zeros(q + 1)
    for k in range(q + 1):
        reach = min(k, p)
        response[k] = ma[k] - ar[1 : reach + 1] @ response[k - reach : k][::-1]
    # cross[k] = E[w_t θ(B) e_{t+k}]: w_t moves with the errors up to its own date.
    cross = np.zeros(max(p, width) + 1)
    cross[: q + 1] = np.correlate(ma, response, "full")[q:]
    below, above, early = _yule_walker_places(p, width)
    padded = np.append(ar, 0.0)
    _, _, autocovariance, info = dgesv(padded[below] + padded[above], cross[: p + 1])
    if info:
        return None
    band[:, :p] = cross[: width + 1, None]
    lags, columns = early
    band[lags, columns] = autocovariance[lags]
    return band


@cache
def _yule_walker_places(
    p: int, width: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Where coefficients stand in Σ_i φ_i γ(|k - i|) = cross(k) (p + 1 means: nowhere), and the
    cells of the band where both dates lie among the first p.
    """
    k, j = np.arange(p + 1)[:, None], np.arange(p + 1)[None]
    below = np.where(k >= j, k - j, p + 1)
    above = np.where((j >= 1) & (k + j <= p), k + j, p + 1)
    lag, column = np.nonzero(np.add.outer(np.arange(width + 1), np.arange(p)) < p)
    return below, above, (lag, column)
