"""The likelihood of linear models with unobserved states, of many parameter points at once.

y_t = Z s_{t-1} + D u_t + rest + error_t,   s_t = A s_{t-1} + B u_t,

whose shocks stand in both equations, so that s has no more elements than the model's states
(Anderson and Moore, Optimal Filtering, 1979, chapter 5). Stable states start from their own
distribution; along unit roots the start is approximately diffuse: a large variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.linear.linear_model import Array, Law
from tinbergen.engine.linear.lyapunov import stationary_variance

#: Variance of the start along directions with a unit root, of data whose own is about one.
DIFFUSE = 1e6
#: Relative change of the states' variance below which it has converged.
_CONVERGED = 1e-11


@dataclass(frozen=True, slots=True)
class StateSpace:
    """What a model says of p observables by k states and m shocks; see the module.

    ``transition`` (k, k), ``states`` (p, k); ``moved`` (k, k), ``joint`` (k, p) and ``seen`` (p, p)
    are the covariances of what shocks do to states, to states and observables, to observables with
    measurement errors. ``rest`` (p,) are the observables' steady states, ``start`` (k, k) the
    first states' variance.
    """

    transition: Array
    states: Array
    moved: Array
    joint: Array
    seen: Array
    rest: Array
    start: Array


def state_space(
    law: Law, covariance: Array, errors: Array, rest: Array, diffuse: float = DIFFUSE
) -> StateSpace:
    """The system of observables whose law is given.

    Parameters
    ----------
    law
        Of the observables, with ghx (p, k), ghu (p, m), transition (k, k) and impact (k, m).
    covariance
        Of shocks, (m, m).
    errors
        Standard deviations of measurement errors, (p,).
    rest
        Steady states of the observables, (p,).
    diffuse
        Variance of the start along directions with a unit root.
    """
    pushed = law.impact @ covariance
    moved = pushed @ law.impact.T
    start = first_variance(law.transition, moved, diffuse)
    seen = law.ghu @ covariance @ law.ghu.T + np.diag(errors**2)
    return StateSpace(law.transition, law.ghx, moved, pushed @ law.ghu.T, seen, rest, start)


def first_variance(transition: Array, moved: Array, diffuse: float = DIFFUSE) -> Array:
    """Variance (k, k) of states before the first period, ``diffuse`` along unit roots."""
    known = stationary_variance(transition, moved)
    return np.asarray(known.variance + diffuse * known.unit @ known.unit.T)


@dataclass(frozen=True, slots=True)
class Innovations:
    """One-step errors of B systems over T periods, p observables; zero where nothing was seen.

    ``errors`` (T, B, p) have ``variances`` (T, B, p, p), with the identity in rows and columns that
    were not seen; ``logs`` (T, B) are the periods' log densities, NaN from where a variance is not
    positive.
    """

    errors: Array
    variances: Array
    logs: Array


def innovations(systems: Sequence[StateSpace], seen: Array) -> Innovations:
    """Filter data (T, p), NaN where missing, by each of B systems with equally many states."""

    def stacked(part: str) -> Array:
        return np.stack([getattr(system, part) for system in systems])

    A, Z, moved, joint, noise, rest, P = map(
        stacked, ("transition", "states", "moved", "joint", "seen", "rest", "start")
    )
    (T, p), B, k = seen.shape, len(systems), A.shape[1]
    known = np.isfinite(seen)
    errors, variances = np.zeros((T, B, p)), np.empty((T, B, p, p))
    a, At = np.zeros((B, k, 1)), A.transpose(0, 2, 1)
    whole = _Reader(Z, joint, noise)
    reader, gain, F, settled = whole, joint, noise, False
    for t in range(T):
        now = known[t]
        if t == 0 or (now != known[t - 1]).any():
            reader, settled = whole if now.all() else whole.only(now), False
        v = np.where(now, seen[t] - rest - (reader.Z @ a)[..., 0], 0.0)[..., None]
        if not settled:
            before = P
            PZ = P @ reader.Zt
            F = reader.Z @ PZ + reader.noise
            K = A @ PZ + reader.joint
            try:
                gain = np.asarray(np.linalg.solve(F, K.transpose(0, 2, 1))).transpose(0, 2, 1)
            except np.linalg.LinAlgError:
                gain = np.full_like(K, np.nan)
            ahead = A @ P @ At + moved - gain @ K.transpose(0, 2, 1)
            P = np.asarray(ahead + ahead.transpose(0, 2, 1)) / 2
            settled = bool(np.abs(P - before).max() <= _CONVERGED * np.abs(P).max())
        errors[t], variances[t] = v[..., 0], F
        a = A @ a + gain @ v
    return Innovations(errors, variances, _log_densities(errors, variances, known))


class _Reader:
    """What connects observables and states: rows that are not seen are zero, their noise one."""

    def __init__(self, Z: Array, joint: Array, noise: Array) -> None:
        self.Z, self.joint, self.noise = Z, joint, noise
        self.Zt = Z.transpose(0, 2, 1)

    def only(self, seen: NDArray[np.bool_]) -> _Reader:
        pairs = seen[:, None] & seen
        noise = np.where(pairs, self.noise, np.eye(len(seen)) * ~seen)
        return _Reader(self.Z * seen[:, None], self.joint * seen, noise)


def _log_densities(errors: Array, variances: Array, known: NDArray[np.bool_]) -> Array:
    """(T, B) log densities of normal errors."""
    with np.errstate(invalid="ignore"):
        sign, log_det = np.linalg.slogdet(variances)
    distance = np.einsum("tbi,tbi->tb", errors, _solved(variances, errors))
    logs = -0.5 * (known.sum(axis=1)[:, None] * np.log(2 * np.pi) + log_det + distance)
    good = (sign > 0) & (distance >= 0)
    return np.asarray(np.where(np.logical_and.accumulate(good, axis=0), logs, np.nan))


def _solved(variances: Array, errors: Array) -> Array:
    try:
        return np.asarray(np.linalg.solve(variances, errors[..., None])[..., 0])
    except np.linalg.LinAlgError:
        return np.full_like(errors, np.nan)


def information(found: Innovations, steps: Array, first: int = 0) -> tuple[Array, Array]:
    """Score and expected information of a likelihood by finite differences of its innovations.

    Parameters
    ----------
    found
        Of 1 + K systems: at a point, and each of K parameters moved by ``steps`` (K,) from it.

    first
        Periods before it do not count.

    Returns
    -------
    Per-period scores (T, K) by the formula of Harvey (1989), Forecasting, Structural Time Series
    Models and the Kalman Filter, equation 3.4.66, and the information (K, K), equation 3.4.69,
    without its expectation.
    """
    errors, variances = found.errors[first:], found.variances[first:]
    v, F = errors[:, 0], variances[:, 0]
    dv = (errors[:, 1:] - v[:, None]) / steps[:, None]
    dF = (variances[:, 1:] - F[:, None]) / steps[:, None, None]
    inverse = np.linalg.inv(F)
    weighted = np.einsum("tij,tj->ti", inverse, v)
    G = np.einsum("tij,tkjl->tkil", inverse, dF)
    scores = -0.5 * (
        np.einsum("tkii->tk", G)
        - np.einsum("ti,tkij,tj->tk", weighted, dF, weighted, optimize=True)
    ) - np.einsum("tki,ti->tk", dv, weighted)
    root = np.linalg.cholesky(inverse)
    half = np.einsum("tki,tij->tkj", dv, root).transpose(0, 2, 1).reshape(-1, len(steps))
    flat = G.reshape(len(G), len(steps), -1)
    turned = G.transpose(0, 1, 3, 2).reshape(len(G), len(steps), -1)
    known = half.T @ half + 0.5 * np.einsum("tka,tla->kl", flat, turned, optimize=True)
    return scores, np.asarray(known)
