"""One choice for several pictures of the economy at once, weighted.

Each branch has dynamics of its own and wants its own levels (relative targets count from its own
baseline). Around the last simulation all branches are linearised; the best change of the weighted
sum is found within the limits, and what the full models make of it is accepted if it lowers loss
plus infeasibility (sequential programming, as for one model).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.dynamics import Dynamics
from tinbergen.engine.control.expected import (
    Limits,
    LinearDraws,
    expected_loss,
    minimise_expected,
)
from tinbergen.engine.control.problem import Problem

Array = NDArray[np.float64]
Penalty = Literal["quadratic", "linear"]

#: Steps relative to the instruments' sizes below which the search has settled.
_SETTLED = 1e-9
#: Relative to the loss, what counts as lower.
_LOWER = 1e-13


@dataclass(frozen=True)
class Branch:
    """One picture: its weight, its dynamics, what it wants and forbids.

    All branches have the same terms and limits but for what they want and their bounds. ``shift``
    (periods, variables) is added to the paths: an outlook that is another picture's. ``first``
    (settings, instruments) moves its instruments to where the search starts.
    """

    weight: float
    dynamics: Dynamics
    problem: Problem
    shift: Array
    first: Array


@dataclass(frozen=True)
class WeightedControl:
    """A solved problem: ``runs``, one a branch; see :class:`~tinbergen.engine.control.sqp.Control`.

    ``paths`` and ``linear`` are the branches' weighted means; ``branch_losses`` their own losses.
    """

    runs: tuple[Any, ...]
    paths: Array
    linear: Array
    loss: float
    branch_losses: tuple[float, ...]
    prices: Array
    slacks: Array
    kkt: float
    iterations: int
    infeasible: tuple[str, ...] = ()


#: Given the runs, draws of paths as straight lines around them; for the central path one a branch.
Sample = Callable[[tuple[Any, ...]], LinearDraws]


def optimise_weighted(
    branches: Sequence[Branch],
    *,
    everywhere: frozenset[str] = frozenset(),
    sample: Sample | None = None,
    max_iter: int = 60,
) -> WeightedControl:
    """The instruments' paths that minimise the weighted loss within the limits.

    Parameters
    ----------
    everywhere
        Names of limits that hold in every branch; others hold for the weighted mean path.
    sample
        Draws around the runs, whose expected loss is minimised; the central paths without.

    Raises
    ------
    TinbergenError
        E009 when the limits leave no choice, E010 when the iterations do not settle.
    """
    problem = branches[0].problem
    draw = sample or (lambda runs: central_draws(branches, runs))
    runs = tuple(b.dynamics.moved(b.dynamics.start(), b.first) for b in branches)
    first, slopes = runs, [b.dynamics.slopes(r) for b, r in zip(branches, runs, strict=True)]
    shape = branches[0].first.shape
    penalty = 0.0
    for iteration in range(1, max_iter + 1):  # noqa: B007
        draws, limits = draw(runs), weighted_limits(branches, runs, everywhere)
        found = minimise_expected(problem, draws, limits)
        penalty = max(penalty, 2 * float(found.prices.max(initial=0.0)))
        here = np.abs(branches[0].dynamics.instruments(runs[0])).reshape(-1)
        size = float(np.max(np.abs(found.change) / (1e-6 + here + np.abs(found.change).max())))
        if size < _SETTLED:
            break
        step = found.change.reshape(shape)
        moved = _search(branches, problem, draw, everywhere, runs, step, penalty)
        if moved is None:
            break
        runs = moved
    else:
        raise TinbergenError("E010", iterations=max_iter, size=f"{size:.2g}")
    draws, limits = draw(runs), weighted_limits(branches, runs, everywhere)
    found = minimise_expected(problem, draws, limits)
    change = branches[0].dynamics.instruments(runs[0]) - branches[0].dynamics.instruments(first[0])
    linear = sum(
        b.weight * (_paths(b, r) + (s @ change.reshape(-1)).reshape(b.shift.shape))
        for b, r, s in zip(branches, first, slopes, strict=True)
    )
    still = np.zeros(limits.rows.shape[1])
    kkt = stationarity(problem, draws, limits, found.prices)
    return WeightedControl(
        runs, mean_paths(branches, runs), np.asarray(linear), expected_loss(problem, draws, still),
        tuple(_loss(b, _paths(b, r)) for b, r in zip(branches, runs, strict=True)),
        found.prices, limits.room, kkt, iteration,
    )  # fmt: skip


def central_draws(branches: Sequence[Branch], runs: tuple[Any, ...]) -> LinearDraws:
    """The central path of every branch as one draw with its weight."""
    return LinearDraws(
        np.array([_paths(b, r) for b, r in zip(branches, runs, strict=True)]),
        np.array([b.dynamics.slopes(r) for b, r in zip(branches, runs, strict=True)]),
        np.arange(len(branches)),
        np.array([b.weight for b in branches]),
        np.array([b.problem.wanted for b in branches]),
    )


def weighted_limits(
    branches: Sequence[Branch], runs: tuple[Any, ...], everywhere: frozenset[str]
) -> Limits:
    """Limits on the weighted mean path, then those that hold in every branch."""
    names = [limit.name for limit in branches[0].problem.limits]
    all_over = np.array([n in everywhere for n in names], dtype=bool)
    rows, room = [], []
    for branch, run in zip(branches, runs, strict=True):
        slopes = branch.dynamics.slopes(run)
        own = branch.problem.bounded
        rows.append(own @ slopes if names else np.zeros((0, slopes.shape[1])))
        room.append(branch.problem.slacks(_paths(branch, run)))
    weights = [b.weight for b in branches]
    mean_rows = np.tensordot(weights, rows, axes=1)
    mean_room = np.tensordot(weights, room, axes=1)
    if not all_over.any():
        return Limits(mean_rows, mean_room)
    # A limit that holds everywhere stands once a branch, the first in its own place.
    mean_rows[all_over], mean_room[all_over] = rows[0][all_over], room[0][all_over]
    return Limits(
        np.vstack([mean_rows, *(r[all_over] for r in rows[1:])]),
        np.concatenate([mean_room, *(r[all_over] for r in room[1:])]),
    )


def mean_paths(branches: Sequence[Branch], runs: tuple[Any, ...]) -> Array:
    """The weighted mean of the branches' paths, shape (periods, variables)."""
    paths = [b.weight * _paths(b, r) for b, r in zip(branches, runs, strict=True)]
    return np.asarray(sum(paths))


def stationarity(problem: Problem, draws: LinearDraws, limits: Limits, prices: Array) -> float:
    """Largest violation of the Karush-Kuhn-Tucker conditions at the runs, relative to sizes."""
    gaps = draws.gaps(problem, np.zeros(draws.effects.shape[2]))
    errors = np.where(problem.forgiven * np.sign(gaps) > 0, 0.0, gaps)
    pulls = 2 * draws.weights[:, None] * problem.weights * errors
    n = draws.effects.shape[2]
    gradient, size, curvature = np.zeros(n), np.zeros(n), np.zeros(n)
    for kind, effects in enumerate(draws.effects):
        rows = problem.aims @ effects
        own = draws.kind == kind
        gradient += pulls[own].sum(axis=0) @ rows
        size += np.abs(pulls[own]).sum(axis=0) @ np.abs(rows)
        curvature += draws.weights[own].sum() * (problem.weights @ rows**2)
    gradient += prices @ limits.rows
    size += np.abs(prices) @ np.abs(limits.rows)
    units = 1 / np.sqrt(np.where(curvature > 0, curvature, 1.0))
    level = 1 + float(draws.weights @ (errors**2 @ problem.weights))
    return max(
        float(np.abs(gradient * units).max(initial=0.0))
        / (1e-12 + float((size * units).max(initial=0.0))),
        float(np.max(-limits.room, initial=0.0)),
        float(np.max(np.abs(prices * limits.room), initial=0.0)) / level,
    )


def _paths(branch: Branch, run: Any) -> Array:
    return np.asarray(branch.dynamics.paths(run) + branch.shift)


def _loss(branch: Branch, paths: Array) -> float:
    errors = branch.problem.errors(paths)
    return float(branch.problem.weights @ errors**2)


def _search(
    branches: Sequence[Branch],
    problem: Problem,
    draw: Sample,
    everywhere: frozenset[str],
    runs: tuple[Any, ...],
    step: Array,
    penalty: float,
) -> tuple[Any, ...] | None:
    """The first of 1, 1/2, 1/4 … of the step that lowers loss plus penalised infeasibility."""
    still = np.zeros(step.size)

    def merit(at: tuple[Any, ...]) -> float:
        over = np.maximum(-weighted_limits(branches, at, everywhere).room, 0.0).sum()
        return expected_loss(problem, draw(at), still) + penalty * float(over)

    before = merit(runs)
    fraction = 1.0
    for _ in range(20):
        try:
            moved = tuple(
                b.dynamics.moved(r, fraction * step) for b, r in zip(branches, runs, strict=True)
            )
            if merit(moved) < before - _LOWER * (1 + abs(before)):
                return moved
        except TinbergenError as fault:
            if fault.code != "E003":
                raise
        fraction /= 2
    return None
