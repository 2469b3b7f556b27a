"""What a choice for several pictures of the economy is made for: their mean loss, or regret.

The largest regret is minimised by its saddle point: weights on worlds such that the choice with the
least weighted loss has the same regret in every world that bears weight, and no more in the others
(Savage 1951, Journal of the American Statistical Association 46; von Neumann's minimax theorem).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.expected import (
    ExpectedOptimum,
    Limits,
    LinearDraws,
    Misses,
    certain_loss,
    minimise_expected,
)
from tinbergen.engine.control.problem import Problem
from tinbergen.engine.control.quadratic import minimise

Array = NDArray[np.float64]

#: How far regrets may be apart, relative to the losses.
_EVEN = 1e-11
#: The same where rounding keeps the weights from getting closer.
_NEARLY = 1e-7
#: Share of the promised gain that a step has to bring.
_GAIN = 1e-4


class Aim(Protocol):
    """What is made small of the losses of draws (or of branches, one draw each)."""

    def worth(self, losses: Array) -> float:
        """Of losses (draws,)."""

    def best(self, problem: Problem, draws: LinearDraws, limits: Limits) -> ExpectedOptimum:
        """The best change where draws are straight lines."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean by ``weights`` (draws,), with ``theta`` the loss feared at that price."""

    weights: Array
    theta: float | None = None

    def worth(self, losses: Array) -> float:
        return certain_loss(losses, self.weights, self.theta)

    def best(self, problem: Problem, draws: LinearDraws, limits: Limits) -> ExpectedOptimum:
        weighed = replace(draws, weights=self.weights)
        return minimise_expected(problem, weighed, limits, theta=self.theta)


@dataclass(frozen=True, slots=True)
class Regret:
    """The largest loss of a world over its ``own`` least (worlds,).

    A world's loss is the mean over draws by its ``shares`` (worlds, draws), which sum to one.
    """

    shares: Array
    own: Array

    def worth(self, losses: Array) -> float:
        return float((self.shares @ losses - self.own).max())

    def best(self, problem: Problem, draws: LinearDraws, limits: Limits) -> ExpectedOptimum:
        return minimise_regret(problem, draws, limits, self.shares, self.own)


def minimise_regret(
    problem: Problem,
    draws: LinearDraws,
    limits: Limits,
    shares: Array,
    own: Array,
    *,
    max_iter: int = 50,
) -> ExpectedOptimum:
    """The change with the least of the largest regret, by Newton's method on the worlds' weights.

    The least weighted regret is concave in the weights; its gradient are the regrets, its Hessian
    follows from how the best choice answers the weights within the limits that bind.

    Parameters
    ----------
    shares, own
        As in :class:`Regret`.

    Raises
    ------
    TinbergenError
        E009 when the limits leave no choice, E010 when the iterations do not settle.
    """
    misses = Misses.of(problem, draws)

    def at(weights: Array, start: ExpectedOptimum | None) -> tuple[ExpectedOptimum, Array]:
        weighed = replace(draws, weights=weights @ shares)
        found = minimise_expected(problem, weighed, limits, start=start)
        return found, shares @ misses.losses(found.change) - own

    weights = np.full(len(own), 1 / len(own))
    found, regrets = at(weights, None)
    size = float(np.abs(own).max() + np.abs(regrets).max())
    for iteration in range(1, max_iter + 1):
        value = float(weights @ regrets)
        gap = float(regrets.max()) - value
        if gap <= _EVEN * size:
            break
        step = _step(misses, limits, found, weights, regrets, shares)
        slope, fraction = float(regrets @ step), 1.0
        while fraction > 1e-6:
            tried = np.clip(weights + fraction * step, 0.0, None)
            tried /= tried.sum()
            there, missed = at(tried, found)
            gained = float(tried @ missed) - value
            if gained >= _GAIN * fraction * slope or missed.max() - tried @ missed < gap / 2:
                break
            fraction /= 2
        else:
            if gap <= _NEARLY * size:
                break
            raise TinbergenError("E010", iterations=iteration, size=f"{gap:.2g}")
        weights, found, regrets = tried, there, missed
    else:
        if gap > _NEARLY * size:
            raise TinbergenError("E010", iterations=max_iter, size=f"{gap:.2g}")
    return replace(found, loss=float(regrets.max()), iterations=iteration)


def _step(
    misses: Misses,
    limits: Limits,
    found: ExpectedOptimum,
    weights: Array,
    regrets: Array,
    shares: Array,
) -> Array:
    """Newton's step of the weights (worlds,), which keeps them on the simplex."""
    gradients = shares @ misses.gradients(found.change)
    _, curvature = misses.derivatives(found.change, found.weights)
    binding = limits.rows[found.prices > 1e-9 * found.prices.max(initial=0.0)]
    free = _null_space(binding, len(curvature))
    along = gradients @ free
    bent = along @ np.linalg.solve(free.T @ curvature @ free, along.T)
    count = len(weights)
    rows = np.vstack([-np.eye(count), np.ones(count), -np.ones(count)])
    room = np.concatenate([weights, [0.0, 0.0]])
    scale = max(float(np.abs(bent).max()), float(np.abs(regrets).max()))
    return minimise((bent + bent.T) / (2 * scale), -regrets / scale, rows, room).x


def _null_space(rows: Array, n: int) -> Array:
    """Directions (n, k) along which none of the rows changes."""
    if not len(rows):
        return np.eye(n)
    _, sizes, right = np.linalg.svd(rows)
    rank = int((sizes > 1e-10 * sizes[0]).sum())
    return np.asarray(right[rank:].T)
