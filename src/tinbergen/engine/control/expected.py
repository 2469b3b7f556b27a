"""Minimising an expected loss over draws that answer the instruments along straight lines.

The sum of squared one-sided misses is smooth with a kinked gradient, so Newton's method with the
Hessian of the draws that miss (semi-smooth: Qi and Sun 1993, Mathematical Programming 58) arrives
in a few steps; limits make each step a quadratic program in the instruments alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import checkpoint
from tinbergen.engine.control.problem import Problem
from tinbergen.engine.control.quadratic import minimise

Array = NDArray[np.float64]

#: Steps relative to the instruments' units below which the search has settled.
_SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class LinearDraws:
    """Draws of paths as straight lines in the instruments' changes.

    ``base`` (draws, periods, variables) are the paths at no change; ``effects``
    (kinds, periods * variables, n) their derivatives, ``kind`` (draws,) which of them is a draw's;
    ``weights`` (draws,) sum to one; ``wanted`` (draws, terms) is what the terms want in each draw;
    ``branch`` (draws,) is the picture that a draw is of.
    """

    base: Array
    effects: Array
    kind: NDArray[np.intp]
    weights: Array
    wanted: Array
    branch: NDArray[np.intp]

    def paths(self, change: Array) -> Array:
        """(draws, periods, variables) at a change (n,)."""
        moved = (self.effects @ change).reshape(len(self.effects), *self.base.shape[1:])
        return np.asarray(self.base + moved[self.kind])

    def along(self, basis: Array) -> LinearDraws:
        """The same draws moved along directions, (n, k), instead of single settings."""
        return replace(self, effects=self.effects @ basis)

    def gaps(self, problem: Problem, change: Array) -> Array:
        """(draws, terms) by how much each draw is above what its terms want."""
        paths = self.paths(change)
        return np.asarray(paths.reshape(len(paths), -1) @ problem.target_matrix.T - self.wanted)


@dataclass(frozen=True, slots=True)
class Limits:
    """``rows @ change <= room``: shapes (limits, n) and (limits,)."""

    rows: Array
    room: Array


@dataclass(frozen=True, slots=True)
class ExpectedOptimum:
    """``change`` (n,), the expected ``loss`` there, and ``prices`` (limits,).

    A price is the loss saved by one unit of room. ``weights`` (draws,) are those whose mean loss
    has its least there as well: the draws' own but for an aversion to ambiguity. ``kkt`` is the
    largest violation of stationarity relative to the size of the gradient.
    """

    change: Array
    loss: float
    prices: Array
    weights: Array
    kkt: float
    iterations: int


@dataclass(frozen=True, slots=True)
class Misses:
    """Misses of all draws as straight lines in a change, and what they cost.

    ``start`` (draws, terms) are gaps at no change, ``rows`` (kinds, terms, n) their derivatives;
    ``least`` and ``most`` (terms,) cut off the side that one-sided terms do not count;
    ``by_kind`` (kinds, draws) sums over the draws of a kind. ``bending`` (kinds * terms, n) are the
    rows of one-sided terms, which bend where a draw misses; what others bend is ``known`` once.
    """

    problem: Problem
    draws: LinearDraws
    start: Array
    rows: Array
    least: Array
    most: Array
    by_kind: sparse.csr_array
    bending: Array
    known: dict[bytes, Array] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: Problem, draws: LinearDraws) -> Misses:
        nothing = np.zeros(draws.effects.shape[2])
        rows = np.matmul(problem.target_matrix, draws.effects)
        least = np.where(problem.one_sided < 0, 0.0, -np.inf)
        most = np.where(problem.one_sided > 0, 0.0, np.inf)
        count = len(draws.kind)
        by_kind = sparse.csr_array(
            (np.ones(count), (draws.kind, np.arange(count))), shape=(len(rows), count)
        )
        bending = _flat(rows[:, problem.one_sided != 0])
        return cls(
            problem, draws, draws.gaps(problem, nothing), rows, least, most, by_kind, bending
        )

    def errors(self, change: Array) -> Array:
        """(draws, terms) gaps, where one-sided terms count one side only."""
        gaps = self.start + (self.rows @ change)[self.draws.kind]
        return np.clip(gaps, self.least, self.most)

    def losses(self, change: Array) -> Array:
        """(draws,) weighted sums of squared misses."""
        return np.asarray(self.errors(change) ** 2 @ self.problem.weights)

    def gradients(self, change: Array) -> Array:
        """(draws, n) of the losses."""
        pulls = 2 * self.problem.weights * self.errors(change)
        found = np.empty((len(pulls), self.rows.shape[2]))
        for kind, rows in enumerate(self.rows):
            own = self.draws.kind == kind
            found[own] = pulls[own] @ rows
        return found

    def derivatives(self, change: Array, weights: Array) -> tuple[Array, Array]:
        """Gradient (n,) and Hessian (n, n) of the mean loss by ``weights`` (draws,).

        The Hessian is that of the draws that miss.
        """
        errors = self.errors(change)
        mass = 2 * weights[:, None] * self.problem.weights
        flat = _flat(self.rows)
        gradient = (self.by_kind @ (mass * errors)).reshape(-1) @ flat
        sided = self.problem.one_sided != 0
        missed = mass[:, sided] * (errors[:, sided] != 0)
        curvature = self._always(weights, mass) + _curved(
            self.bending, (self.by_kind @ missed).reshape(-1)
        )
        ridge = 1e-12 * max(1.0, float(np.abs(curvature).max(initial=0.0)))
        curvature[np.diag_indices(len(curvature))] += ridge
        return gradient, curvature

    def _always(self, weights: Array, mass: Array) -> Array:
        """The Hessian (n, n) of terms that count both sides, the same at every change."""
        key = weights.tobytes()
        if key not in self.known:
            both = self.problem.one_sided == 0
            rows = _flat(self.rows[:, both])
            self.known.clear()
            self.known[key] = _curved(rows, (self.by_kind @ mass[:, both]).reshape(-1))
        return self.known[key]

    def size(self, change: Array, weights: Array) -> Array:
        """What the gradient (n,) would be if all draws and terms pulled the same way."""
        pulls = 2 * weights[:, None] * self.problem.weights * np.abs(self.errors(change))
        flat = np.abs(_flat(self.rows))
        return np.asarray((self.by_kind @ pulls).reshape(-1) @ flat)


def _flat(rows: Array) -> Array:
    """(kinds, terms, n) as (kinds * terms, n), which may be nothing."""
    return rows.reshape(rows.shape[0] * rows.shape[1], rows.shape[2])


def _curved(rows: Array, mass: Array) -> Array:
    """Rows (m, n) times themselves, each with its mass (m,)."""
    some = mass > 0
    kept = rows[some]
    return np.asarray((kept * mass[some, None]).T @ kept)


def certain_loss(losses: Array, weights: Array, theta: float | None) -> float:
    """The weighted mean of losses (draws,); with ``theta`` that loss which is feared as much.

    That is theta log E exp(loss / theta), the largest mean under other weights less theta times
    their relative entropy (Hansen and Sargent 2001, American Economic Review 91(2)).
    """
    if theta is None:
        return float(weights @ losses)
    worst = float(losses.max())
    return worst + theta * float(np.log1p(weights @ np.expm1((losses - worst) / theta)))


def feared(losses: Array, weights: Array, theta: float | None) -> Array:
    """The weights (draws,) that make losses the worst at the price ``theta`` of their entropy."""
    if theta is None:
        return weights
    tilted = weights * np.exp((losses - losses.max()) / theta)
    return np.asarray(tilted / tilted.sum())


def expected_loss(problem: Problem, draws: LinearDraws, change: Array) -> float:
    """The weighted mean over draws of the sum of terms."""
    return float(draws.weights @ Misses.of(problem, draws).losses(change))


def minimise_expected(
    problem: Problem,
    draws: LinearDraws,
    limits: Limits,
    *,
    theta: float | None = None,
    start: ExpectedOptimum | None = None,
    max_iter: int = 100,
) -> ExpectedOptimum:
    """The change of the instruments with the least expected loss within the limits.

    Parameters
    ----------
    theta
        Price of ambiguity in units of the loss: theta log E exp(loss / theta) takes the place of
        the mean, which it approaches as theta grows; the smaller, the more the worst draws count.
    start
        The optimum of a program like this one, within the same limits.

    Raises
    ------
    TinbergenError
        E009 when the limits leave no choice, E010 when the iterations do not settle.
    """
    misses = Misses.of(problem, draws)
    change = np.zeros(limits.rows.shape[1]) if start is None else start.change
    binding = None if start is None else start.prices > 0
    losses = misses.losses(change)
    for iteration in range(1, max_iter + 1):
        checkpoint()
        weights = feared(losses, draws.weights, theta)
        gradient, curvature = misses.derivatives(change, weights)
        if theta is not None:
            apart = misses.gradients(change) - gradient
            curvature += (apart * weights[:, None]).T @ apart / theta
        room = limits.room - limits.rows @ change
        optimum = minimise(curvature, gradient, limits.rows, room, guess=binding)
        if not optimum.feasible:
            raise TinbergenError("E009", status="infeasible")
        step, binding = optimum.x, optimum.multipliers > 0
        scale = 1 / np.sqrt(np.maximum(np.diag(curvature), 1e-300))
        if float(np.max(np.abs(step) / (scale + np.abs(change)), initial=0.0)) < _SETTLED:
            change = change + step
            break
        feasible = iteration > 1 or not limits.room.size or bool((room >= 0).all())
        fraction = _fraction(misses, change, step, losses, theta) if feasible else 1.0
        if fraction == 0.0:
            break
        change = change + fraction * step
        losses = misses.losses(change)
    else:
        raise TinbergenError("E010", iterations=max_iter, size=f"{np.abs(step).max():.2g}")
    losses = misses.losses(change)
    weights = feared(losses, draws.weights, theta)
    gradient, _ = misses.derivatives(change, weights)
    left = gradient + optimum.multipliers @ limits.rows
    kkt = float(np.abs(left * scale).max(initial=0.0))
    kkt /= 1e-12 + float((misses.size(change, weights) * scale).max(initial=0.0))
    loss = certain_loss(losses, draws.weights, theta)
    return ExpectedOptimum(change, loss, optimum.multipliers, weights, kkt, iteration)


def _fraction(
    misses: Misses, change: Array, step: Array, losses: Array, theta: float | None
) -> float:
    """The first of 1, 1/2, 1/4 … of the step that lowers the loss; zero when none does."""
    own = misses.draws.weights
    current = certain_loss(losses, own, theta)
    fraction = 1.0
    for _ in range(40):
        if certain_loss(misses.losses(change + fraction * step), own, theta) < current:
            return fraction
        fraction /= 2
    return 0.0
