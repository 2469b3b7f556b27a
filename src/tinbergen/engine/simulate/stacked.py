"""All periods at once: perfect foresight by Newton's method on the stacked system.

Laffargue (1990) and Boucekkine (1995) solve the block-banded Jacobian period by period; here a
sparse LU does it, and what makes it quick is the order: periods in time order, inside a period
the order of the LU of the contemporaneous block, so that fill stays with the forward-looking
variables.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.progress import checkpoint
from tinbergen.engine.simulate.recursion import recursion
from tinbergen.engine.simulate.systems import System
from tinbergen.model.model import Model

Array = NDArray[np.float64]
Index = NDArray[np.int64]

#: Newton's step for an error (periods, n).
Factors = Callable[[Array], Array]

_HALVINGS = 30
#: By how much a full step may raise the error: past kinks and curvature it often falls later.
_PATIENCE = 20.0
#: The share of the error that may remain for old factors to be used again.
_QUICK = 0.1
#: Pivot threshold and column order: first without pivoting, in the order given; then carefully.
_ATTEMPTS: tuple[tuple[float, Literal["NATURAL", "COLAMD"]], ...] = (
    (0.0, "NATURAL"), (0.1, "NATURAL"), (1.0, "COLAMD"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ordering:
    """Where each derivative stands in the stacked matrix, in compressed columns.

    ``source`` picks entries of the flattened Jacobian (periods x entries) for the matrix's data;
    ``rows``, ``starts`` are its structure; ``equation`` and ``variable`` are the orders inside a
    period.
    """

    source: Index
    rows: NDArray[np.int32]
    starts: NDArray[np.int32]
    equation: Index
    variable: Index
    size: int


@dataclass(frozen=True, slots=True)
class Stacked:
    """A solved path: ``values`` (lags + periods + leads, width), steps taken, largest error."""

    values: Array
    iterations: int
    error: float


def solve_stacked(
    model: Model,
    program: System,
    values: Array,
    P: Array,
    *,
    start: Period | None = None,
    tol: float = 1e-10,
    max_iter: int = 100,
) -> Stacked:
    """Solve F(x_{t-L} … x_{t+M}, z_t) = u_t for all periods between the given ends.

    Parameters
    ----------
    values
        Shape (lags + periods + leads, width): first and last rows are given, what lies between is
        the first guess; exogenous values and residuals are read everywhere.
    P
        Parameters, shape (parameters,).
    start
        Date of the first solved row, for messages.

    Raises
    ------
    TinbergenError
        E011 when Newton's method does not arrive, naming period and equations; E012 when the
        stacked Jacobian is singular.
    """
    try:
        return _newton(model, program, values, P, start, tol, max_iter, patience=_PATIENCE)
    except TinbergenError:
        return _newton(model, program, values, P, start, tol, max_iter, patience=1.0)


def _newton(
    model: Model,
    program: System,
    values: Array,
    P: Array,
    start: Period | None,
    tol: float,
    max_iter: int,
    *,
    patience: float,
) -> Stacked:
    """Newton's method; full steps may raise the error up to ``patience`` times."""
    Z = values.copy()
    first, n = program.lags, program.layout.endogenous
    periods = Z.shape[0] - first - program.leads
    entries = program.jacobian(Z, P, first, periods)
    ordering: Ordering | None = None
    error = program.residuals(Z, P, first, periods)
    factors: Factors | None = None
    for iteration in range(1, max_iter + 1):
        checkpoint()
        if not np.isfinite(error).all():
            raise _failure(model, error, start, "E011")
        if factors is None:
            entries = program.jacobian(Z, P, first, periods) if iteration > 1 else entries
            factors = recursion(program, entries)
            if factors is None:
                ordering = ordering or order(program, entries[periods // 2], periods)
                factors = _factor(ordering, entries, error)
            if factors is None:
                raise undetermined(model, program, entries, start)
            fresh = True
        step = factors(error)
        before = float(np.linalg.norm(error))
        Z, error, damping = _move(program, Z, P, first, periods, step, error, patience)
        size = float(np.max(np.abs(step) / (1 + np.abs(Z[first : first + periods, :n]))))
        stalled = float(np.linalg.norm(error)) > 0.5 * before
        # Old factors converge in proportion, not quadratically: their last step must be smaller,
        # unless the error is down to rounding.
        if size < (tol if fresh or stalled else 0.01 * tol):
            break
        if damping == 0.0 and fresh:
            if float(np.abs(error).max()) < 1e-8:
                break
            raise _failure(model, error, start, "E011")
        # The factors of an earlier point serve as long as they take the error down quickly.
        if damping < 1.0 or float(np.linalg.norm(error)) > _QUICK * before:
            factors = None
        fresh = False
    else:
        raise _failure(model, error, start, "E011")
    return Stacked(Z, iteration, float(np.abs(error).max()))


def linearised(program: System, entries: Array, right: Array) -> Factors | None:
    """What solves the system linearised at ``entries`` (periods, entries) for a right side.

    None when it is singular; ``right`` (periods, n) is one by which that is judged.
    """
    periods = entries.shape[0]
    return _factor(order(program, entries[periods // 2], periods), entries, right)


def order(program: System, sample: Array, periods: int) -> Ordering:
    """The ordering of the stacked matrix; ``sample`` are one period's derivatives (entries,)."""
    pattern, n = program.jacobian_pattern, program.layout.endogenous
    own = np.flatnonzero(pattern.column < n)
    equation, variable = _inside(program, sample, n)
    row_at, column_at = np.argsort(equation), np.argsort(variable)
    t = np.arange(periods)[:, None]
    column_period = t + pattern.lag[own][None, :]
    rows = t * n + row_at[pattern.equation[own]][None, :]
    columns = column_period * n + column_at[pattern.column[own]][None, :]
    inside = (column_period >= 0) & (column_period < periods)
    source = (t * pattern.lag.size + own[None, :])[inside]
    rows, columns = rows[inside], columns[inside]
    by_column = np.lexsort((rows, columns))
    size = periods * n
    counts = np.bincount(columns, minlength=size)
    starts = np.concatenate([[0], np.cumsum(counts)])
    return Ordering(
        source[by_column].astype(np.int64),
        rows[by_column].astype(np.int32),
        starts.astype(np.int32),
        equation,
        variable,
        size,
    )


def _inside(program: System, sample: Array, n: int) -> tuple[Index, Index]:
    """Orders of equations and variables in a period: those of the contemporaneous block's LU."""
    from scipy.sparse import csc_matrix
    from scipy.sparse.linalg import splu

    pattern = program.jacobian_pattern
    now = (pattern.lag == 0) & (pattern.column < n)
    block = csc_matrix((sample[now], (pattern.equation[now], pattern.column[now])), shape=(n, n))
    try:
        lu = splu(block, permc_spec="COLAMD")
    except RuntimeError:
        return np.arange(n), np.arange(n)
    return np.argsort(lu.perm_r), np.argsort(lu.perm_c)


def _factor(ordering: Ordering, entries: Array, error: Array) -> Factors | None:
    """What gives Newton's step (periods, n) for an error; None when the matrix is singular."""
    from scipy.sparse import csc_matrix

    data = entries.reshape(-1)[ordering.source]
    shape = (ordering.size, ordering.size)
    matrix = csc_matrix((data, ordering.rows, ordering.starts), shape=shape)
    for threshold, permutation in _ATTEMPTS:
        lu = _decompose(matrix, error[:, ordering.equation].reshape(-1), threshold, permutation)
        if lu is not None:
            return _stepper(ordering, lu)
    return None


def _stepper(ordering: Ordering, lu: Any) -> Factors:
    def step(error: Array) -> Array:
        solution = np.asarray(lu.solve(error[:, ordering.equation].reshape(-1)))
        found = np.empty(error.shape)
        found[:, ordering.variable] = solution.reshape(error.shape)
        return found

    return step


def _decompose(
    matrix: Any, right: Array, threshold: float, permutation: Literal["NATURAL", "COLAMD"]
) -> Any:
    """An LU whose solution satisfies the equations, or None."""
    from scipy.sparse.linalg import splu

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            lu = splu(
                matrix,
                permc_spec=permutation,
                diag_pivot_thresh=threshold,
                options={"SymmetricMode": threshold == 0.0},
            )
        except RuntimeError:
            return None
        solution = np.asarray(lu.solve(right))
        left = matrix @ solution - right
    if not np.isfinite(solution).all():
        return None
    size = np.abs(right).max(initial=0.0) + 1e-300
    return lu if np.abs(left).max(initial=0.0) <= 1e-6 * size else None


def _move(
    program: System,
    Z: Array,
    P: Array,
    first: int,
    periods: int,
    step: Array,
    error: Array,
    patience: float,
) -> tuple[Array, Array, float]:
    """The first of 1, 1/2, 1/4 … of the step whose error is at most ``patience`` times today's.

    Damping 0 when there is none.
    """
    n = program.layout.endogenous
    before = patience * np.linalg.norm(error)
    damping = 1.0
    for _ in range(_HALVINGS):
        trial = Z.copy()
        trial[first : first + periods, :n] -= damping * step
        moved = program.residuals(trial, P, first, periods)
        if np.isfinite(moved).all() and np.linalg.norm(moved) <= before:
            return trial, moved, damping
        damping /= 2
    return Z, error, 0.0


def undetermined(
    model: Model, program: System, entries: Array, start: Period | None
) -> TinbergenError:
    """E012: the equations and the variables among which something is left open.

    The smallest singular vectors of one period's derivatives, all dates added up, show which
    combination of equations says nothing and which variables it should have determined.
    """
    n, pattern = program.layout.endogenous, program.jacobian_pattern
    own = np.flatnonzero(pattern.column < n)
    finite = np.isfinite(entries).all(axis=1)
    t = (
        int(np.argmin(finite))
        if not finite.all()
        else _weakest(entries, pattern.equation[own], own)
    )
    total = np.zeros((n, n))
    here = np.nan_to_num(entries[t, own])
    np.add.at(total, (pattern.equation[own], pattern.column[own]), here)
    left, _, right = np.linalg.svd(total)
    equations, variables = np.abs(left[:, -1]), np.abs(right[-1])
    loud = [int(e) for e in np.argsort(-equations) if equations[e] > 0.1][:4]
    free = [model.endogenous[int(v)] for v in np.argsort(-variables) if variables[v] > 0.1][:4]
    return TinbergenError(
        "E012",
        at=model.equations[loud[0]].at,
        model=model.name,
        period=t + 1 if start is None else start + t,
        equations=", ".join(model.equations[e].name for e in loud),
        variables=", ".join(free),
    )


def _weakest(entries: Array, equation: Index, own: Index) -> int:
    """The period in which some equation's largest derivative is smallest."""
    sizes = np.zeros((int(equation.max(initial=0)) + 1, entries.shape[0]))
    np.maximum.at(sizes, equation, np.abs(entries[:, own]).T)
    return int(np.argmin(sizes.min(axis=0)))


def _failure(model: Model, error: Array, start: Period | None, code: str) -> TinbergenError:
    """The period and equations with the largest errors."""
    size = np.where(np.isfinite(error), np.abs(error), np.inf)
    t = int(np.argmax(size.max(axis=1)))
    worst = np.argsort(-size[t])[:3]
    named = "; ".join(f"{model.equations[e].name} ({error[t, e]:.4g})" for e in worst)
    return TinbergenError(
        code,
        at=model.equations[int(worst[0])].at,
        model=model.name,
        period=t + 1 if start is None else start + t,
        equations=named,
    )
