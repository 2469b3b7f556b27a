r"""Trend and cycle as unobserved components, estimated by exact maximum likelihood.

.. math::
   y_t &= \tau_t + c_t \\
   \tau_t &= \tau_{t-1} + g_{t-1} + \sigma_v v_t, \qquad g_t = g_{t-1} + \sigma_w w_t \\
   c_t &= \phi_1 c_{t-1} + \phi_2 c_{t-2} + \sigma_e e_t

with diffuse :math:`\tau_1, g_1` and a stationary cycle (Clark 1987, QJE 102(4)); without the
slope :math:`g` the trend is a random walk, as for a natural rate.

All states together are Gaussian with a *banded* precision matrix, so one banded Cholesky
factorisation gives the likelihood, the smoothed states and their variances at once (Chan and
Jeliazkov 2009, IJMMNO 1(1-2)): the same numbers as the Kalman filter and smoother with exact
diffuse start, several times faster in an array language.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve_banded, cholesky_banded
from scipy.optimize import minimize

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]

# Bounds on the partial autocorrelations of the cycle (as inverse hyperbolic tangents) and on the
# log standard deviations of level and slope innovations relative to the cycle's. What is no
# business cycle lies outside: alternation from period to period, undying waves, a trend that bends
# more freely than the cycle moves.
_LOWER = np.array([0.0, -1.4, -7.0, -7.0])
_UPPER = np.array([2.8, 0.3, 2.0, -0.7])
_STARTS = np.array(
    [
        [phi1, phi2, level, slope]
        for phi1, phi2 in ((1.9, -0.7), (1.2, -0.3))
        for level, slope in ((0.5, -4.0), (-1.0, -1.5), (-4.0, -2.0))
    ]
)


@dataclass(frozen=True, slots=True)
class TrendCycle:
    """A trend-cycle split of a series of T periods.

    ``trend``, ``slope``, ``cycle`` (T,): smoothed, in the series' unit (slope per period; it is
    known up to T - 1 and repeated there). ``variance`` (T,): of the cycle given the parameters;
    ``dispersion`` (T,): what not knowing the parameters adds. ``level_sd``, ``slope_sd``,
    ``cycle_sd``: of the innovations; ``ar`` = (phi1, phi2). ``log_likelihood`` is the exact
    diffuse one.
    """

    trend: Array
    slope: Array
    cycle: Array
    variance: Array
    dispersion: Array
    level_sd: float
    slope_sd: float
    cycle_sd: float
    ar: tuple[float, float]
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class _Posterior:
    """States at given parameters up to scale: mean, Cholesky bands, quadratic form, log terms."""

    states: Array
    factor: Array
    quadratic: float
    log_determinant: float


def smooth(
    values: Array,
    *,
    level_sd: float,
    slope_sd: float | None,
    cycle_sd: float,
    ar: tuple[float, float],
) -> TrendCycle:
    """The split at given parameters; ``slope_sd`` None leaves the slope out of the trend.

    ``values`` (T,), T at least 4; standard deviations positive; ``ar`` stationary.
    """
    slope_ratio = None if slope_sd is None else slope_sd / cycle_sd
    line, level = _line(values, slope=slope_sd is not None)
    posterior = _posterior(level, level_sd / cycle_sd, slope_ratio, ar)
    freedom = values.size - (1 if slope_sd is None else 2)
    log_likelihood = -0.5 * (
        freedom * np.log(2 * np.pi * cycle_sd**2)
        + posterior.quadratic / cycle_sd**2
        + posterior.log_determinant
    )
    stride = 1 if slope_sd is None else 2
    unit = np.eye(posterior.states.size)[:, ::stride]
    inverse = cho_solve_banded((posterior.factor, True), unit, check_finite=False)
    trend = posterior.states[::stride] + line
    slope = np.zeros(values.size)
    if slope_sd is not None:
        slope[:-1] = posterior.states[1::2] + (line[1] - line[0])
        slope[-1] = slope[-2]
    return TrendCycle(
        trend=trend,
        slope=slope,
        cycle=values - trend,
        variance=cycle_sd**2 * np.diagonal(inverse[::stride]),
        dispersion=np.zeros(values.size),
        level_sd=level_sd,
        slope_sd=slope_sd or 0.0,
        cycle_sd=cycle_sd,
        ar=ar,
        log_likelihood=float(log_likelihood),
    )


def estimate(values: Array, *, slope: bool = True, draws: int = 1000, seed: int = 0) -> TrendCycle:
    """Maximum likelihood from several starts, and the parameters' share of the uncertainty.

    That share is the variance of the smoothed cycle over ``draws`` parameter vectors from the
    likelihood under a flat prior within bounds, by importance sampling around its peak: Hamilton
    (1986), J. of Econometrics 33(3), with weights, truncated as in Ionides (2008), JCGS 17(2), in
    place of his normal approximation.

    Raises
    ------
    TinbergenError
        F055 when the series is a straight line.
    """
    _, deviations = _line(values, slope=slope)
    scale = float(np.std(deviations))
    if scale <= 1e-10 * max(1.0, float(np.abs(values).max())):
        raise TinbergenError("F055", name="trend and cycle")
    scaled = deviations / scale
    size = 4 if slope else 3
    bounds = list(zip(_LOWER[:size], _UPPER[:size], strict=True))

    def loss(point: Array) -> float:
        return -_concentrated(scaled, point)[0]

    def climb(start: Array, precision: float) -> tuple[float, Array]:
        peak = minimize(
            loss,
            start,
            method="L-BFGS-B",
            jac="3-point",
            bounds=bounds,
            options={"ftol": precision, "gtol": 1e-7},
        )
        return float(peak.fun), np.asarray(peak.x)

    ascents = [climb(start[:size], 1e-7) for start in _STARTS]
    # The peak can be flat: only the best start is worth the last digits.
    _, best = climb(min(ascents, key=lambda ascent: ascent[0])[1], 1e-14)
    _, sigma, posterior = _concentrated(scaled, best)
    level_ratio, slope_ratio, ar = _parameters(best)
    cycle_sd = sigma * scale
    split = smooth(
        values,
        level_sd=level_ratio * cycle_sd,
        slope_sd=None if slope_ratio is None else slope_ratio * cycle_sd,
        cycle_sd=cycle_sd,
        ar=ar,
    )
    stride = 2 if slope else 1
    centre = posterior.states[::stride]
    dispersion = scale**2 * _dispersion(scaled, best, centre, draws, seed, stride)
    return replace(split, dispersion=dispersion)


def _line(values: Array, *, slope: bool) -> tuple[Array, Array]:
    """A least-squares line (or mean) and the deviations from it.

    Diffuse starts make the split equivariant to such a line, and taking it out first keeps the
    digits that logarithms of large levels would cost.
    """
    time = np.arange(values.size, dtype=float)
    line = np.polyval(np.polyfit(time, values, 1 if slope else 0), time)
    return line, values - line


def _parameters(point: Array) -> tuple[float, float | None, tuple[float, float]]:
    """Ratios of standard deviations and (phi1, phi2) from the unconstrained coordinates."""
    first, second = np.tanh(point[:2])
    ar = (float(first * (1.0 - second)), float(second))
    return float(np.exp(point[2])), float(np.exp(point[3])) if point.size > 3 else None, ar


def _concentrated(values: Array, point: Array) -> tuple[float, float, _Posterior]:
    """Log-likelihood with the scale maximised out, that scale, and the states."""
    level, slope, ar = _parameters(point)
    posterior = _posterior(values, level, slope, ar)
    freedom = values.size - (1 if slope is None else 2)
    variance = max(posterior.quadratic / freedom, 1e-300)
    log_likelihood = -0.5 * (
        freedom * (np.log(2 * np.pi * variance) + 1.0) + posterior.log_determinant
    )
    return float(log_likelihood), float(np.sqrt(variance)), posterior


def _posterior(
    values: Array, level: float, slope: float | None, ar: tuple[float, float]
) -> _Posterior:
    """States (trend, interleaved with the slope when there is one) at cycle variance 1."""
    length = values.size
    cycle, log_cycle = _cycle_precision(length, ar)
    stride = 1 if slope is None else 2
    bands = np.zeros((2 * stride + 1, length if slope is None else 2 * length - 1))
    bands[::stride, ::stride] = cycle
    log_prior = log_cycle - (length - 1) * 2 * np.log(level)
    if slope is None:
        _add(bands, 0, 1, (-1.0, 1.0), level**-2, length - 1)
    else:
        _add(bands, 0, 2, (-1.0, -1.0, 1.0), level**-2, length - 1)
        _add(bands, 1, 2, (-1.0, 0.0, 1.0), slope**-2, length - 2)
        log_prior -= (length - 2) * 2 * np.log(slope)
    weighted = cycle[0] * values
    for lag in (1, 2):
        weighted[lag:] += cycle[lag, :-lag] * values[:-lag]
        weighted[:-lag] += cycle[lag, :-lag] * values[lag:]
    right = np.zeros(bands.shape[1])
    right[::stride] = weighted
    factor = cholesky_banded(bands, lower=True, check_finite=False)
    states = cho_solve_banded((factor, True), right, check_finite=False)
    quadratic = float(values @ weighted - right @ states)
    log_states = 2.0 * float(np.log(factor[0]).sum())
    return _Posterior(states, factor, quadratic, log_states - float(log_prior))


def _cycle_precision(length: int, ar: tuple[float, float]) -> tuple[Array, float]:
    """Precision of a stationary AR(2) with unit innovations: bands (3, T), log determinant."""
    phi1, phi2 = ar
    bands = np.zeros((3, length))
    _add(bands, 0, 1, (-phi2, -phi1, 1.0), 1.0, length - 2)
    # The first two values have the stationary covariance, whose inverse is known.
    bands[0, :2] += 1.0 - phi2**2
    bands[1, 0] -= phi1 * (1.0 + phi2)
    determinant = (1.0 + phi2) ** 2 * ((1.0 - phi2) ** 2 - phi1**2)
    return bands, float(np.log(determinant))


def _add(
    bands: Array, first: int, stride: int, loads: tuple[float, ...], weight: float, count: int
) -> None:
    """Add ``weight`` times the outer product of ``loads``, at ``first``, ``first + stride`` ..."""
    for i, left in enumerate(loads):
        for j in range(i + 1):
            bands[i - j, first + j : first + j + stride * count : stride][:count] += (
                weight * left * loads[j]
            )


def _dispersion(
    values: Array, best: Array, centre: Array, draws: int, seed: int, stride: int
) -> Array:
    """Weighted mean square distance (T,) of the smoothed trend from ``centre`` over parameters."""
    size, freedom = best.size, 3.0
    root = 1.3 * _proposal_root(values, best)
    rng = np.random.default_rng(seed)
    mixing = np.sqrt(rng.chisquare(freedom, draws) / freedom)
    steps = rng.standard_normal((draws, size)) / mixing[:, None]
    points = best + steps @ root.T
    inside = ((points >= _LOWER[:size]) & (points <= _UPPER[:size])).all(axis=1)
    top = _concentrated(values, best)[0]
    weights, distances = [], []
    for step, point in zip(steps[inside], points[inside], strict=True):
        log_likelihood, _, posterior = _concentrated(values, point)
        log_proposal = -0.5 * (freedom + size) * np.log1p(step @ step / freedom)
        weights.append(np.exp(log_likelihood - top - log_proposal))
        distances.append((posterior.states[::stride] - centre) ** 2)
    if not weights:
        return np.zeros(values.size)
    share = np.array(weights)
    share = np.minimum(share, share.mean() * np.sqrt(share.size))
    return np.asarray(share @ np.array(distances) / share.sum())


def _proposal_root(values: Array, best: Array, step: float = 1e-3) -> Array:
    """A square root of the inverse Hessian of the loss, no direction wider than 2."""
    size = best.size
    shifts = step * np.eye(size)

    def loss(point: Array) -> float:
        return -_concentrated(values, point)[0]

    hessian = np.empty((size, size))
    for i in range(size):
        for j in range(i + 1):
            corners = [
                a * b * loss(best + a * shifts[i] + b * shifts[j]) for a in (1, -1) for b in (1, -1)
            ]
            hessian[i, j] = hessian[j, i] = sum(corners) / (4 * step**2)
    roots, vectors = np.linalg.eigh(hessian)
    return np.asarray(vectors / np.sqrt(np.maximum(roots, 0.25)))
