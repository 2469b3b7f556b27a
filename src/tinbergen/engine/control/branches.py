"""Several pictures of the economy side by side, in each of which the same instruments move.

Each branch has dynamics of its own and wants its own levels (relative targets count from its own
baseline). Limits hold for the weighted mean path, or in every branch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.control.dynamics import Dynamics
from tinbergen.engine.control.expected import Limits, LinearDraws
from tinbergen.engine.control.problem import Problem

Array = NDArray[np.float64]
Runs = tuple[Any, ...]

#: What limits are called that come from draws in which others have to hold.
CUT = "draws"


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
    ``pull`` (branches,) are weights with which the mean loss has its least there as well: the
    branches' own but for an aim that fears the worst of them. ``cuts`` are the limits that chances
    set, and ``chance_prices`` (limits,) of each what a unit of room in all its draws saves.
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
    infeasible: tuple[str, ...]
    pull: Array
    cuts: Cuts | None = None
    chance_prices: tuple[Array, ...] = ()


#: Draws of paths as straight lines around runs.
Sample = Callable[[Runs], LinearDraws]


@dataclass(frozen=True, slots=True)
class Cuts:
    """Limits on the first branch's instruments: ``rows @ instruments <= bounds``.

    ``rows`` (cuts, settings * instruments), ``place`` (cuts, 2) the chance and which of its limits
    each comes from.
    """

    rows: Array
    bounds: Array
    place: NDArray[np.intp]

    @classmethod
    def none(cls, search: Search) -> Cuts:
        return cls(np.zeros((0, len(search.basis))), np.zeros(0), np.zeros((0, 2), dtype=np.intp))


@dataclass(frozen=True)
class Search:
    """Branches, the directions in which instruments move, and limits that hold in every branch.

    ``basis`` (settings * instruments, n) are the directions; ``cuts`` are limits besides.
    """

    branches: Sequence[Branch]
    basis: Array
    everywhere: frozenset[str] = frozenset()
    cuts: Cuts | None = None

    @property
    def problem(self) -> Problem:
        return self.branches[0].problem

    @property
    def weights(self) -> Array:
        """(branches,) weights."""
        return np.array([b.weight for b in self.branches])

    def begin(self) -> Runs:
        return tuple(branch.begin() for branch in self.branches)

    def moved(self, runs: Runs, change: Array) -> Runs:
        """Runs after a change (n,) along the basis."""
        step = (self.basis @ change).reshape(self.branches[0].first.shape)
        return tuple(b.dynamics.moved(r, step) for b, r in zip(self.branches, runs, strict=True))

    def instruments(self, runs: Runs) -> Array:
        """Of the first branch, shape (settings, instruments)."""
        return self.branches[0].dynamics.instruments(runs[0])

    def size(self, runs: Runs, change: Array) -> float:
        """The largest change of an instrument, relative to the instrument's size."""
        step = np.abs(self.basis @ change).reshape(self.branches[0].first.shape)
        scale = np.abs(self.instruments(runs)).max(axis=0, initial=0.0) + step.max(
            axis=0, initial=0.0
        )
        return float(np.max(step / np.where(scale > 0, scale, 1.0), initial=0.0))

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
            self.weights,
            np.array([b.problem.wanted for b in self.branches]),
            np.arange(len(self.branches)),
        )

    def limits(self, runs: Runs, slopes: Sequence[Array]) -> Limits:
        """Limits on the weighted mean path, in place; those of further branches; then cuts."""
        n = self.basis.shape[1]
        rows = [
            b.problem.constraint_matrix @ slope if b.problem.limits else np.zeros((0, n))
            for b, slope in zip(self.branches, slopes, strict=True)
        ]
        joined = self._joined(rows)
        if self.cuts is not None:
            joined = np.vstack([joined, self.cuts.rows @ self.basis])
        return Limits(joined, self.room(runs))

    def room(self, runs: Runs) -> Array:
        """By how much the limits are kept, (limits,); negative where they are broken."""
        own = self._joined([
            b.problem.slacks(b.paths(run)) for b, run in zip(self.branches, runs, strict=True)
        ])  # fmt: skip
        if self.cuts is None:
            return own
        left = self.cuts.bounds - self.cuts.rows @ self.instruments(runs).reshape(-1)
        return np.concatenate([own, left])

    @property
    def names(self) -> tuple[str, ...]:
        """Of the limits, in the order of :meth:`limits`."""
        own = [limit.name for limit in self.problem.limits]
        further = [n for n in own if n in self.everywhere] * (len(self.branches) - 1)
        drawn = [] if self.cuts is None else [CUT] * len(self.cuts.bounds)
        return (*own, *further, *drawn)

    @property
    def hard(self) -> NDArray[np.bool_]:
        """Which limits are kept as long as they can be."""
        kinds = {CUT: False, **{limit.name: limit.hard for limit in self.problem.limits}}
        return np.array([kinds[name] for name in self.names], dtype=bool)

    def _joined(self, parts: Sequence[Array]) -> Array:
        """One part a branch, by limit: weighted means; those kept everywhere by branch."""
        mean = np.tensordot(self.weights, parts, axes=1)
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

    def losses(self, runs: Runs) -> Array:
        """(branches,) losses of the central paths."""
        return np.array([b.loss(r) for b, r in zip(self.branches, runs, strict=True)])

    def loss(self, runs: Runs) -> float:
        return float(self.weights @ self.losses(runs))

    def solved(
        self, runs: Runs, loss: float, prices: Array, kkt: float, iterations: int,
        baseline_loss: float | None = None, infeasible: tuple[str, ...] = (),
        pull: Array | None = None,
    ) -> WeightedControl:  # fmt: skip
        first = self.begin()
        slopes = [b.dynamics.slopes(r) for b, r in zip(self.branches, first, strict=True)]
        change = (self.instruments(runs) - self.instruments(first)).reshape(-1)
        linear = sum(
            b.weight * (b.paths(r) + (s @ change).reshape(b.shift.shape))
            for b, r, s in zip(self.branches, first, slopes, strict=True)
        )
        own = tuple(self.losses(runs).tolist())
        return WeightedControl(
            runs, self.mean_paths(runs), np.asarray(linear), loss, baseline_loss, own, prices,
            self.room(runs), kkt, iterations, infeasible, self.weights if pull is None else pull,
        )  # fmt: skip
