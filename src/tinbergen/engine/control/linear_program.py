"""Losses that are linear in misses, conditional value at risk, and projects that are done or not.

With straight lines for paths all three are a linear or mixed-integer program, which HiGHS solves
(through scipy). Conditional value at risk: Rockafellar and Uryasev (2000), Journal of Risk 2.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.expected import Limits, LinearDraws
from tinbergen.engine.control.problem import Problem

Array = NDArray[np.float64]

#: Rows beyond which an interior point is quicker than the simplex.
_MANY = 5000


@dataclass(frozen=True, slots=True)
class LinearOptimum:
    """``change`` (n,) of the instruments, the least ``loss``, and the prices of the limits.

    Where some instruments are whole numbers prices are those at the whole numbers found: what room
    would save with these as they are; limits of whole numbers alone have none.
    """

    change: Array
    loss: float
    prices: Array


def linear_losses(problem: Problem, draws: LinearDraws, change: Array) -> Array:
    """(draws,) weighted sums of misses: ``at`` terms count both sides, others their own."""
    gaps = draws.gaps(problem, change)
    missed = np.where(problem.one_sided * np.sign(gaps) > 0, 0.0, np.abs(gaps))
    return np.asarray(missed @ problem.weights)


def conditional_value_at_risk(losses: Array, weights: Array, level: float) -> float:
    """The mean of the worst ``1 - level`` of the losses (draws,), an atom at the edge in part."""
    order = np.argsort(-losses)
    tail, mass = 0.0, 1.0 - level
    for k in order.tolist():
        part = min(float(weights[k]), mass)
        tail += part * float(losses[k])
        mass -= part
        if mass <= 1e-15:
            break
    return tail / (1.0 - level)


def minimise_linear(
    problem: Problem,
    draws: LinearDraws,
    limits: Limits,
    *,
    risk: float | None = None,
    whole: Sequence[int] = (),
    ranges: Sequence[tuple[float, float]] | None = None,
) -> LinearOptimum:
    """The change with the least expected sum of misses, or the least of its worst share.

    Parameters
    ----------
    risk
        Level of the conditional value at risk that is minimised, such as .95; the mean without.
    whole
        Positions among the n changes that must be whole numbers.
    ranges
        Lower and upper bound of each change, none by default.

    Raises
    ------
    TinbergenError
        E009 when no choice keeps the limits or the program is unbounded.
    """
    program = _Program.of(problem, draws, limits, risk, ranges)
    return _mixed(program, limits, whole) if whole else _linear(program)


def _linear(program: _Program) -> LinearOptimum:
    from scipy import optimize

    solver: Any = optimize.linprog
    found = solver(
        program.cost, A_ub=program.rows, b_ub=program.bounds,
        bounds=program.ranges,
        method="highs-ipm" if len(program.bounds) > _MANY else "highs",
    )  # fmt: skip
    if found.x is None:
        raise TinbergenError("E009", status=found.message)
    prices = -np.asarray(found.ineqlin.marginals)[: program.limits]
    return LinearOptimum(np.asarray(found.x[: program.n]), float(found.fun), prices)


def _mixed(program: _Program, limits: Limits, whole: Sequence[int]) -> LinearOptimum:
    from scipy.optimize import Bounds, LinearConstraint, milp

    integrality = np.zeros(program.cost.size, dtype=np.int64)
    integrality[list(whole)] = 1
    lower, upper = np.array(program.ranges, dtype=float).T
    found = milp(
        program.cost,
        constraints=LinearConstraint(program.rows, -np.inf, program.bounds),
        integrality=integrality,
        bounds=Bounds(lower, upper),
    )
    if found.x is None:
        raise TinbergenError("E009", status=found.message)
    change = np.asarray(found.x[: program.n])
    change[list(whole)] = np.round(change[list(whole)])
    ranges = list(program.ranges)
    for k in whole:
        ranges[k] = (change[k], change[k])
    held = _linear(dataclasses.replace(program, ranges=ranges))
    free = np.setdiff1d(np.arange(program.n), whole)
    moved = (np.asarray(limits.rows)[:, free] != 0).any(axis=1)
    return LinearOptimum(change, float(found.fun), np.where(moved, held.prices, 0.0))


@dataclass(frozen=True, slots=True)
class _Program:
    """min cost'z subject to rows z <= bounds: changes, misses by draw and term, then risk."""

    cost: Array
    rows: sparse.csr_array
    bounds: Array
    ranges: list[tuple[float, float]]
    n: int
    limits: int

    @classmethod
    def of(
        cls,
        problem: Problem,
        draws: LinearDraws,
        limits: Limits,
        risk: float | None,
        free: Sequence[tuple[float, float]] | None,
    ) -> _Program:
        n, count = limits.rows.shape[1], len(draws.base)
        gaps = draws.gaps(problem, np.zeros(n))
        by_kind = np.array([problem.target_matrix @ e for e in draws.effects])
        # Terms that are the same in every draw, as of instruments, are missed together.
        same = (gaps == gaps[:1]).all(axis=0) & (by_kind == by_kind[:1]).all(axis=(0, 2))
        kept = np.ones(gaps.shape, dtype=bool)
        kept[1:, same] = False
        draw, term = np.nonzero(kept)
        place = np.empty(gaps.shape, dtype=np.int64)
        place[kept] = np.arange(len(draw))
        place[:, same] = place[:1, same]
        misses = len(draw)
        size = n + misses + (0 if risk is None else 1 + count)
        limited = len(limits.room)
        blocks: list[Any] = []
        bounds: list[Array] = []
        if limited:
            own = sparse.csr_array(limits.rows)
            blocks.append(sparse.hstack([own, sparse.csr_array((limited, size - n))]))
            bounds.append(limits.room)
        above, below = problem.one_sided <= 0, problem.one_sided >= 0
        effects, missed = by_kind[draws.kind[draw], term], gaps[draw, term]
        # A miss is at least what the gap is above, and at least what it is below, where counted.
        for sign, counted in ((1.0, above), (-1.0, below)):
            (rows,) = np.nonzero(counted[term])
            unit = sparse.csr_array(
                (-np.ones(rows.size), (np.arange(rows.size), rows)), shape=(rows.size, misses)
            )
            rest = sparse.csr_array((rows.size, size - n - misses))
            blocks.append(sparse.hstack([sparse.csr_array(sign * effects[rows]), unit, rest]))
            bounds.append(-sign * missed[rows])
        cost = np.zeros(size)
        ranges = [*(free or [(-np.inf, np.inf)] * n), *[(0.0, np.inf)] * misses]
        if risk is None:
            weights = np.outer(draws.weights, problem.weights)
            cost[n : n + misses] = np.bincount(place.ravel(), weights.ravel(), misses)
        else:
            cost[n + misses] = 1.0
            cost[n + misses + 1 :] = draws.weights / (1 - risk)
            ranges += [(-np.inf, np.inf)] + [(0.0, np.inf)] * count
            # excess_d >= loss_d - value at risk
            rows = np.repeat(np.arange(count), len(problem.weights))
            total = sparse.csr_array(
                (np.tile(problem.weights, count), (rows, place.ravel())), shape=(count, misses)
            )
            parts: list[Any] = [
                sparse.csr_array((count, n)), total, -np.ones((count, 1)), -sparse.eye_array(count)
            ]  # fmt: skip
            blocks.append(sparse.hstack(parts))
            bounds.append(np.zeros(count))
        whole = sparse.csr_array(sparse.vstack(blocks))
        return cls(cost, whole, np.concatenate(bounds), ranges, n, limited)
