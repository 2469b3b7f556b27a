"""Convex quadratic programs, solved to machine precision.

Active sets are exchanged from a guess until one is optimal; where that does not arrive, Clarabel's
interior point finds which constraints bind. Solving the equations of the active set directly gives
the optimum and its multipliers to rounding error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]
Solver = Callable[[Array, Array], Array]

#: Rounds in which active sets are exchanged before the interior point is asked.
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Optimum:
    """``x`` (n,), the multipliers of ``A x <= b`` (m,) and whether the program was feasible."""

    x: Array
    multipliers: Array
    feasible: bool


def minimise(
    H: Array,
    g: Array,
    A: Array,
    b: Array,
    *,
    exact: bool = True,
    guess: NDArray[np.bool_] | None = None,
) -> Optimum:
    """Minimise x'Hx/2 + g'x subject to A x <= b.

    Parameters
    ----------
    H, g, A, b
        Shapes (n, n) positive semidefinite, (n,), (m, n), (m,).
    exact
        Whether to go from the interior point's accuracy, about 1e-8, to that of rounding.
    guess
        Constraints (m,) that may bind, as in a program like this one; tried first where exact.

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
    if exact and (found := _tried(H, g, A, b, guess, free)) is not None:
        return Optimum(found[0], found[1] / size, True)
    x, multipliers, feasible = _interior_point(H, g, A, b)
    if not feasible:
        return Optimum(x, multipliers, False)
    if exact:
        active = multipliers > b - A @ x
        # Least squares share the price of limits that say the same; they cost far more.
        for solve in (_direct, _least_squares):
            on = _on(active, H, g, A, b, solve)
            if on.optimal:
                x, multipliers = on.x, np.clip(on.prices, 0.0, None)
                break
    return Optimum(x, multipliers / size, True)


def _tried(
    H: Array, g: Array, A: Array, b: Array, guess: NDArray[np.bool_] | None, free: Array | None
) -> tuple[Array, Array] | None:
    """What exchanging constraints arrives at; None where it does not in a few rounds.

    Those exceeded become active, those with a negative price no longer (Hintermueller, Ito and
    Kunisch 2002, SIAM Journal on Optimization 13).
    """
    if guess is not None:
        active = guess
    elif free is not None:
        active = A @ free > b
    else:
        return None
    for _ in range(_ROUNDS):
        on = _on(active, H, g, A, b, _direct)
        if on.optimal:
            return on.x, np.clip(on.prices, 0.0, None)
        if not np.isfinite(on.x).all():
            return None
        active = (on.prices > 0) | (A @ on.x > b + 1e-12)
    return None


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


@dataclass(frozen=True, slots=True)
class _On:
    """The solution ``x`` of an active set's equations, its prices, and whether both are optimal."""

    x: Array
    prices: Array
    optimal: bool


def _on(active: NDArray[np.bool_], H: Array, g: Array, A: Array, b: Array, solve: Solver) -> _On:
    """Solve the equations of an active set.

    The two sides of an equality are one equation, whose price may have either sign.
    """
    (place,) = np.nonzero(active)
    whole = np.column_stack([A[place], b[place]])
    opposite = np.triu((whole[:, None] == -whole[None]).all(axis=2), 1)
    kept = ~opposite.any(axis=0)
    rows, right = A[place[kept]], b[place[kept]]
    n, k = g.size, int(kept.sum())
    matrix = np.block([[H, rows.T], [rows, np.zeros((k, k))]])
    right = np.concatenate([-g, right])
    scale = 1 + np.abs(b).max()
    solution = solve(matrix, right)
    prices = np.zeros(place.size)
    prices[kept] = solution[n:]
    (first,) = np.nonzero(kept & opposite.any(axis=1))
    second = opposite[first].argmax(axis=1) if first.size else first
    np.add.at(prices, second, np.maximum(-prices[first], 0.0))
    prices[first] = np.maximum(prices[first], 0.0)
    full = np.zeros(b.size)
    full[place] = prices
    optimal = (
        np.abs(matrix @ solution - right).max() <= 1e-8 * scale * (1 + np.abs(g).max())
        and (A @ solution[:n] - b).max() <= 1e-9 * scale
        and prices.min(initial=0.0) >= -1e-9 * np.abs(g).max()
    )
    return _On(solution[:n], full, bool(optimal))


def _direct(matrix: Array, right: Array) -> Array:
    try:
        return np.asarray(np.linalg.solve(matrix, right))
    except np.linalg.LinAlgError:
        return np.full(right.size, np.nan)


def _least_squares(matrix: Array, right: Array) -> Array:
    return np.asarray(np.linalg.lstsq(matrix, right, rcond=1e-14)[0])
