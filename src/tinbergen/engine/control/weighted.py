"""One choice for several pictures of the economy at once, weighted.

Each branch has dynamics of its own and wants its own levels (relative targets count from its own
baseline). Around the last simulation all branches are linearised; the best change of the weighted
sum is found within the limits, and what the full models make of it is accepted if it lowers loss
plus infeasibility (sequential programming, as for one model).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, UnsolvedError
from tinbergen.engine.control.dynamics import Dynamics
from tinbergen.engine.control.expected import (
    Limits,
    LinearDraws,
    expected_loss,
    minimise_expected,
)
from tinbergen.engine.control.problem import Problem

Array = NDArray[np.float64]
Runs = tuple[Any, ...]

#: Steps relative to the instruments' sizes below which the search has settled.
_SETTLED = 1e-9
#: The same where draws are taken anew around each answer, and how often they are.
_SETTLED_DRAWS, _ROUNDS = 1e-6, 8
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

    def begin(self) -> Any:
        run = self.dynamics.start()
        moves = bool(np.abs(self.first).max(initial=0.0) > 0)
        return self.dynamics.moved(run, self.first) if moves else run

    def paths(self, run: Any) -> Array:
        return np.asarray(self.dynamics.paths(run) + self.shift)

    def loss(self, run: Any) -> float:
        return float(self.problem.weights @ self.problem.errors(self.paths(run)) ** 2)


@dataclass(frozen=True)
class WeightedControl:
    """A solved problem: ``runs``, one a branch; see :class:`~tinbergen.engine.control.sqp.Control`.

    ``paths`` and ``linear`` are the branches' weighted means; ``branch_losses`` their own losses.
    """

    runs: Runs
    paths: Array
    linear: Array
    loss: float
    baseline_loss: float | None
    branch_losses: tuple[float, ...]
    prices: Array
    slacks: Array
    kkt: float
    iterations: int
    infeasible: tuple[str, ...] = ()


#: Draws of paths as straight lines around runs.
Sample = Callable[[Runs], LinearDraws]


@dataclass(frozen=True)
class Search:
    """Branches, the directions in which instruments move, and limits that hold in every branch.

    ``basis`` (settings * instruments, n) are the directions.
    """

    branches: Sequence[Branch]
    basis: Array
    everywhere: frozenset[str] = frozenset()

    @property
    def problem(self) -> Problem:
        return self.branches[0].problem

    def begin(self) -> Runs:
        return tuple(branch.begin() for branch in self.branches)

    def moved(self, runs: Runs, change: Array) -> Runs:
        """Runs after a change (n,) along the basis."""
        step = (self.basis @ change).reshape(self.branches[0].first.shape)
        return tuple(b.dynamics.moved(r, step) for b, r in zip(self.branches, runs, strict=True))

    def instruments(self, runs: Runs) -> Array:
        """Of the first branch, shape (settings, instruments)."""
        return self.branches[0].dynamics.instruments(runs[0])

    def slopes(self, runs: Runs) -> list[Array]:
        """Each branch's d paths / d change, (periods * variables, n)."""
        return [
            b.dynamics.slopes(r) @ self.basis for b, r in zip(self.branches, runs, strict=True)
        ]  # fmt: skip

    def central(self, runs: Runs, slopes: Sequence[Array]) -> LinearDraws:
        """The central path of every branch as one draw with its weight."""
        return LinearDraws(
            np.array([b.paths(r) for b, r in zip(self.branches, runs, strict=True)]),
            np.array(slopes),
            np.arange(len(self.branches)),
            np.array([b.weight for b in self.branches]),
            np.array([b.problem.wanted for b in self.branches]),
        )

    def limits(self, runs: Runs, slopes: Sequence[Array]) -> Limits:
        """Limits on the weighted mean path, in place; then those of further branches."""
        n = self.basis.shape[1]
        rows = [
            b.problem.constraint_matrix @ slope if b.problem.limits else np.zeros((0, n))
            for b, slope in zip(self.branches, slopes, strict=True)
        ]
        return Limits(self._joined(rows), self.room(runs))

    def room(self, runs: Runs) -> Array:
        """By how much the limits are kept, (limits,); negative where they are broken."""
        return self._joined([
            b.problem.slacks(b.paths(run)) for b, run in zip(self.branches, runs, strict=True)
        ])  # fmt: skip

    def _joined(self, parts: Sequence[Array]) -> Array:
        """One part a branch, by limit: weighted means; those kept everywhere by branch."""
        mean = np.tensordot([b.weight for b in self.branches], parts, axes=1)
        names = [limit.name for limit in self.problem.limits]
        every = np.array([n in self.everywhere for n in names], dtype=bool)
        if not every.any():
            return np.asarray(mean)
        mean[every] = parts[0][every]
        return np.concatenate([mean, *(part[every] for part in parts[1:])])

    def mean_paths(self, runs: Runs) -> Array:
        """The weighted mean of the branches' paths, shape (periods, variables)."""
        return np.asarray(
            sum(b.weight * b.paths(r) for b, r in zip(self.branches, runs, strict=True))
        )

    def loss(self, runs: Runs) -> float:
        return sum(b.weight * b.loss(r) for b, r in zip(self.branches, runs, strict=True))

    def solved(
        self, runs: Runs, loss: float, prices: Array, kkt: float, iterations: int,
        baseline_loss: float | None = None,
    ) -> WeightedControl:  # fmt: skip
        first = self.begin()
        slopes = [b.dynamics.slopes(r) for b, r in zip(self.branches, first, strict=True)]
        change = (self.instruments(runs) - self.instruments(first)).reshape(-1)
        linear = sum(
            b.weight * (b.paths(r) + (s @ change).reshape(b.shift.shape))
            for b, r, s in zip(self.branches, first, slopes, strict=True)
        )
        own = tuple(b.loss(r) for b, r in zip(self.branches, runs, strict=True))
        return WeightedControl(
            runs, self.mean_paths(runs), np.asarray(linear), loss, baseline_loss, own, prices,
            self.room(runs), kkt, iterations,
        )  # fmt: skip


def optimise_weighted(search: Search, *, max_iter: int = 60) -> WeightedControl:
    """The choice with the least weighted loss of the branches' central paths.

    Raises
    ------
    TinbergenError
        E009 when the limits leave no choice, E010 when the iterations do not settle.
    """
    runs, penalty = search.begin(), 0.0
    for iteration in range(1, max_iter + 1):  # noqa: B007
        slopes = search.slopes(runs)
        draws, limits = search.central(runs, slopes), search.limits(runs, slopes)
        found = minimise_expected(search.problem, draws, limits)
        penalty = max(penalty, 2 * float(found.prices.max(initial=0.0)))
        size = _size(search, runs, found.change)
        if size < _SETTLED:
            break
        moved = _search(search, runs, found.change, penalty)
        if moved is None:
            break
        runs = moved
    else:
        raise TinbergenError("E010", iterations=max_iter, size=f"{size:.2g}")
    slopes = search.slopes(runs)
    draws, limits = search.central(runs, slopes), search.limits(runs, slopes)
    prices = minimise_expected(search.problem, draws, limits).prices
    kkt = stationarity(search.problem, draws, limits, prices)
    return search.solved(runs, search.loss(runs), prices, kkt, iteration)


def optimise_expected(search: Search, sample: Sample) -> WeightedControl:
    """The choice with the least expected loss over draws, within limits on the central paths.

    It starts from the best choice for the central paths. Draws are linearised around each answer
    until it stays.

    Raises
    ------
    TinbergenError
        As :func:`optimise_weighted`.
    """
    drawn = sample(search.begin())
    before = expected_loss(search.problem, drawn, np.zeros(drawn.effects.shape[2]))
    runs = optimise_weighted(search).runs
    for iteration in range(1, _ROUNDS + 1):  # noqa: B007
        draws = sample(runs).along(search.basis)
        limits = search.limits(runs, search.slopes(runs))
        found = minimise_expected(search.problem, draws, limits)
        size = _size(search, runs, found.change)
        runs = search.moved(runs, found.change)
        if size < _SETTLED_DRAWS:
            break
    draws = sample(runs).along(search.basis)
    limits = search.limits(runs, search.slopes(runs))
    kkt = stationarity(search.problem, draws, limits, found.prices)
    loss = expected_loss(search.problem, draws, np.zeros(search.basis.shape[1]))
    return search.solved(runs, loss, found.prices, kkt, iteration, before)


def _size(search: Search, runs: Runs, change: Array) -> float:
    """The largest change of an instrument, relative to the instrument's size."""
    step = np.abs(search.basis @ change).reshape(search.branches[0].first.shape)
    scale = np.abs(search.instruments(runs)).max(axis=0, initial=0.0) + step.max(
        axis=0, initial=0.0
    )
    return float(np.max(step / np.where(scale > 0, scale, 1.0), initial=0.0))


def stationarity(problem: Problem, draws: LinearDraws, limits: Limits, prices: Array) -> float:
    """Largest violation of the Karush-Kuhn-Tucker conditions at the runs, relative to sizes."""
    n = draws.effects.shape[2]
    gaps = draws.gaps(problem, np.zeros(n))
    errors = np.where(problem.one_sided * np.sign(gaps) > 0, 0.0, gaps)
    pulls = 2 * draws.weights[:, None] * problem.weights * errors
    gradient, size, curvature = np.zeros(n), np.zeros(n), np.zeros(n)
    for kind, effects in enumerate(draws.effects):
        rows = problem.target_matrix @ effects
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


def _search(search: Search, runs: Runs, change: Array, penalty: float) -> Runs | None:
    """The first of 1, 1/2, 1/4 … of the change that lowers loss plus penalised infeasibility."""

    def merit(at: Runs) -> float:
        return search.loss(at) + penalty * float(np.maximum(-search.room(at), 0.0).sum())

    before = merit(runs)
    fraction = 1.0
    for _ in range(20):
        try:
            moved = search.moved(runs, fraction * change)
            if merit(moved) < before - _LOWER * (1 + abs(before)):
                return moved
        except UnsolvedError:
            pass
        fraction /= 2
    return None
