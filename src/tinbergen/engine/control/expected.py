"""Minimising an expected loss over draws that answer the instruments along straight lines.

The sum of squared one-sided misses is smooth with a kinked gradient, so Newton's method with the
Hessian of the draws that miss (semi-smooth: Qi and Sun 1993, Mathematical Programming 58) arrives
in a few steps; limits make each step a quadratic program in the instruments alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
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
    ``weights`` (draws,) sum to one; ``wanted`` (draws, terms) is what the terms want in each draw.
    """

    base: Array
    effects: Array
    kind: NDArray[np.intp]
    weights: Array
    wanted: Array

    def paths(self, change: Array) -> Array:
        """(draws, periods, variables) at a change (n,)."""
        moved = (self.effects @ change).reshape(len(self.effects), *self.base.shape[1:])
        return np.asarray(self.base + moved[self.kind])

    def along(self, basis: Array) -> LinearDraws:
        """The same draws moved along directions, (n, k), instead of single settings."""
        return LinearDraws(self.base, self.effects @ basis, self.kind, self.weights, self.wanted)

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

    A price is the loss saved by one unit of room. ``kkt`` is the largest violation of stationarity
    relative to the size of the gradient.
    """

    change: Array
    loss: float
    prices: Array
    kkt: float
    iterations: int


def expected_loss(problem: Problem, draws: LinearDraws, change: Array) -> float:
    """The weighted mean over draws of the sum of terms."""
    errors = _counted(problem, draws.gaps(problem, change))
    return float(draws.weights @ (errors**2 @ problem.weights))


def minimise_expected(
    problem: Problem, draws: LinearDraws, limits: Limits, *, max_iter: int = 100
) -> ExpectedOptimum:
    """The change of the instruments with the least expected loss within the limits.

    Raises
    ------
    TinbergenError
        E009 when the limits leave no choice, E010 when the iterations do not settle.
    """
    change = np.zeros(limits.rows.shape[1])
    current = expected_loss(problem, draws, change)
    for iteration in range(1, max_iter + 1):
        gradient, curvature, size = _derivatives(problem, draws, change)
        optimum = minimise(curvature, gradient, limits.rows, limits.room - limits.rows @ change)
        if not optimum.feasible:
            raise TinbergenError("E009", status="infeasible")
        step = optimum.x
        scale = 1 / np.sqrt(np.maximum(np.diag(curvature), 1e-300))
        if float(np.max(np.abs(step) / (scale + np.abs(change)), initial=0.0)) < _SETTLED:
            change = change + step
            break
        feasible = iteration > 1 or not limits.room.size or bool((limits.room >= 0).all())
        fraction = _fraction(problem, draws, change, step, current) if feasible else 1.0
        if fraction == 0.0:
            break
        change = change + fraction * step
        current = expected_loss(problem, draws, change)
    else:
        raise TinbergenError("E010", iterations=max_iter, size=f"{np.abs(step).max():.2g}")
    gradient, _, size = _derivatives(problem, draws, change)
    left = gradient + optimum.multipliers @ limits.rows
    kkt = float(np.abs(left * scale).max(initial=0.0))
    kkt /= 1e-12 + float((size * scale).max(initial=0.0))
    return ExpectedOptimum(
        change, expected_loss(problem, draws, change), optimum.multipliers, kkt, iteration
    )


def _counted(problem: Problem, gaps: Array) -> Array:
    """Gaps (draws, terms), where one-sided terms count one side only."""
    return np.where(problem.one_sided * np.sign(gaps) > 0, 0.0, gaps)


def _derivatives(problem: Problem, draws: LinearDraws, change: Array) -> tuple[Array, Array, Array]:
    """Gradient (n,), Hessian (n, n) of the draws that miss, and the gradient's size (n,)."""
    errors = _counted(problem, draws.gaps(problem, change))
    counts = (errors != 0) | (problem.one_sided == 0)
    weights = 2 * draws.weights[:, None] * problem.weights
    n = draws.effects.shape[2]
    gradient, curvature, size = np.zeros(n), np.zeros((n, n)), np.zeros(n)
    for kind, effects in enumerate(draws.effects):
        own = draws.kind == kind
        if not own.any():
            continue
        rows = problem.target_matrix @ effects
        pulls = (weights[own] * errors[own]).sum(axis=0)
        gradient += pulls @ rows
        size += np.abs(weights[own] * errors[own]).sum(axis=0) @ np.abs(rows)
        curvature += (rows * (weights[own] * counts[own]).sum(axis=0)[:, None]).T @ rows
    curvature[np.diag_indices(n)] += 1e-12 * max(1.0, float(np.abs(curvature).max(initial=0.0)))
    return gradient, curvature, size


def _fraction(
    problem: Problem, draws: LinearDraws, change: Array, step: Array, current: float
) -> float:
    """The first of 1, 1/2, 1/4 … of the step that lowers the loss; zero when none does."""
    fraction = 1.0
    for _ in range(40):
        if expected_loss(problem, draws, change + fraction * step) < current:
            return fraction
        fraction /= 2
    return 0.0
