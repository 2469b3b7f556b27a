"""Convex quadratic programs, solved to machine precision.

Clarabel's interior point finds which constraints bind; solving the equations of that active set
directly then gives the optimum and its multipliers to rounding error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Optimum:
    """``x`` (n,), the multipliers of ``A x <= b`` (m,) and whether the program was feasible."""

    x: Array
    multipliers: Array
    feasible: bool


def minimise(H: Array, g: Array, A: Array, b: Array, *, exact: bool = True) -> Optimum:
    """Minimise x'Hx/2 + g'x subject to A x <= b.

    Parameters
    ----------
    H, g, A, b
        Shapes (n, n) positive semidefinite, (n,), (m, n), (m,).
    exact
        Whether to go from the interior point's accuracy, about 1e-8, to that of rounding.

    Raises
    ------
    TinbergenError
        E009 when the solver stops without an answer.
    """
    if b.size == 0:
        return Optimum(
            np.asarray(np.linalg.lstsq(H, -g, rcond=None)[0], dtype=float), np.zeros(0), True
        )
    free = _solve_free(H, g)
    if free is not None and (A @ free <= b).all():
        return Optimum(free, np.zeros(b.size), True)
    # Tolerances are relative to the largest bound: one limit far away would loosen all the others.
    size = np.maximum(np.linalg.norm(A, axis=1), np.abs(b))
    size[size == 0] = 1.0
    A, b = A / size[:, None], b / size
    x, multipliers, feasible = _interior_point(H, g, A, b)
    if not feasible:
        return Optimum(x, multipliers, False)
    if exact:
        x, multipliers = _polish(H, g, A, b, x, multipliers) or (x, multipliers)
    return Optimum(x, multipliers / size, True)


def _solve_free(H: Array, g: Array) -> Array | None:
    try:
        x = np.asarray(np.linalg.solve(H, -g))
    except np.linalg.LinAlgError:
        return None
    return x if np.isfinite(x).all() else None


def _interior_point(H: Array, g: Array, A: Array, b: Array) -> tuple[Array, Array, bool]:
    import clarabel
    from scipy import sparse

    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-10
    solver = clarabel.DefaultSolver(
        sparse.csc_matrix(np.triu(H)), g, sparse.csc_matrix(A), b,
        [clarabel.NonnegativeConeT(b.size)], settings,
    )  # fmt: skip
    solution = solver.solve()
    status = str(solution.status)
    if "PrimalInfeasible" in status:
        return np.zeros(g.size), np.zeros(b.size), False
    if "Solved" not in status:
        raise TinbergenError("E009", status=status)
    return np.array(solution.x), np.array(solution.z), True


def _polish(
    H: Array, g: Array, A: Array, b: Array, x: Array, multipliers: Array
) -> tuple[Array, Array] | None:
    """Solve the active set's equations; None when their solution breaks a condition."""
    active = multipliers > b - A @ x
    rows = A[active]
    n, k = g.size, int(active.sum())
    matrix = np.block([[H, rows.T], [rows, np.zeros((k, k))]])
    right = np.concatenate([-g, b[active]])
    scale = 1 + np.abs(b).max()
    # Least squares share the price of limits that say the same; they cost far more.
    for solve in (_direct, _least_squares):
        solution = solve(matrix, right)
        exact, prices = solution[:n], solution[n:]
        if (
            np.abs(matrix @ solution - right).max() <= 1e-8 * scale * (1 + np.abs(g).max())
            and (A @ exact - b).max() <= 1e-9 * scale
            and prices.min(initial=0.0) >= -1e-8 * scale
        ):
            full = np.zeros(b.size)
            full[active] = np.clip(prices, 0.0, None)
            return exact, full
    return None


def _direct(matrix: Array, right: Array) -> Array:
    try:
        return np.asarray(np.linalg.solve(matrix, right))
    except np.linalg.LinAlgError:
        return np.full(right.size, np.nan)


def _least_squares(matrix: Array, right: Array) -> Array:
    return np.asarray(np.linalg.lstsq(matrix, right, rcond=1e-14)[0])
