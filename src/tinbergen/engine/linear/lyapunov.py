"""Variances of linear processes: V = A V A' + Q, by doubling, unit roots set apart.

Doubling sums 2**j terms of Q + A Q A' + A^2 Q A^2' + ... after j steps (Anderson and Moore, Optimal
Filtering, 1979). Directions with a unit root have no variance; a real Schur form with
these roots first leaves the others in a subspace of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinbergen.engine.linear.linear_model import Array

#: Roots from here on count as unit roots (Dynare's 2 - qz_criterium).
UNIT_ROOT = 1.0 - 1e-6
#: 2**25 terms: enough for every root below that.
_STEPS = 25
_NEGLIGIBLE = 1e-17


@dataclass(frozen=True, slots=True)
class StationaryVariance:
    """``variance`` (..., k, k) of a process without its unit-root directions ``unit`` (k, r).

    What a row c loads on the unit roots is c @ unit; where that is zero, c variance c' is the
    variance of c x. Where a variance is beyond all numbers, or roots can't be told apart, ``unit``
    is all directions: nothing then has a variance.
    """

    variance: Array
    unit: Array


def stationary_variance(A: Array, Q: Array) -> StationaryVariance:
    """Unconditional variance of x_t = A x_{t-1} + e_t, e_t with variance Q.

    A is (k, k); Q (..., k, k), symmetric, possibly many at once.
    """
    k = len(A)
    variance = double_variance(A, Q)
    if variance is not None:
        return StationaryVariance(variance, np.empty((k, 0)))
    from scipy.linalg import schur

    none = StationaryVariance(np.zeros_like(Q), np.eye(k))
    try:
        T, U, unit = schur(A, output="real", sort=_has_unit_root)
    except np.linalg.LinAlgError:
        return none
    rest = U[:, unit:]
    variance = double_variance(T[unit:, unit:], rest.T @ Q @ rest)
    if variance is None:
        return none
    return StationaryVariance(rest @ variance @ rest.T, U[:, :unit])


def _has_unit_root(real: float, imaginary: float = 0.0) -> bool:
    return abs(complex(real, imaginary)) > UNIT_ROOT


def double_variance(A: Array, Q: Array) -> Array | None:
    """The solution of V = A V A' + Q; None when a root of A is not clearly inside the circle."""
    variance = Q
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(_STEPS):
            variance = variance + A @ variance @ A.T
            A = A @ A
            if not np.isfinite(variance).all():
                return None
            if np.abs(A).max(initial=0.0) ** 2 <= _NEGLIGIBLE:
                return variance
    return None
