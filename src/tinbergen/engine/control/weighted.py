"""One choice for several pictures of the economy at once, weighted.

Around the last simulation all branches are linearised; the best change of the weighted sum is found
within the limits, and what the full models make of it is accepted if it lowers loss plus
infeasibility (sequential programming, as for one model). Limits that contradict one another are
exceeded by as little as can be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import InfeasibleError, TinbergenError, UnsolvedError
from tinbergen.core.progress import checkpoint
from tinbergen.engine.control.aims import Aim, Mean, Regret
from tinbergen.engine.control.branches import Runs, Sample, Search, WeightedControl
from tinbergen.engine.control.excess import BROKEN, least_excess
from tinbergen.engine.control.expected import (
    ExpectedOptimum,
    Limits,
    LinearDraws,
    Misses,
    expected_loss,
)
from tinbergen.engine.control.problem import Problem

Array = NDArray[np.float64]
T = TypeVar("T")

#: Steps relative to the instruments' sizes below which the search has settled.
_SETTLED = 1e-9
#: The same where draws are taken anew around each answer, and how often they are.
_SETTLED_DRAWS, _ROUNDS = 1e-6, 8
#: Relative to the loss, what counts as lower.
_LOWER = 1e-13


def optimise_weighted(
    search: Search, aim: Aim | None = None, *, start: Runs | None = None, max_iter: int = 60
) -> WeightedControl:
    """The choice with the least weighted loss of the branches' central paths, or another aim.

    Parameters
    ----------
    start
        Runs from which the search starts, the search's own by default.

    Raises
    ------
    TinbergenError
        E009 when the limits leave no choice, E010 when the iterations do not settle.
    """
    aim = Mean(search.weights) if aim is None else aim
    runs, penalty = search.begin() if start is None else start, 0.0
    for iteration in range(1, max_iter + 1):  # noqa: B007
        checkpoint()
        slopes = search.slopes(runs)
        draws, limits = search.central(runs, slopes), search.limits(runs, slopes)
        found, excess = _best(search, aim, draws, limits)
        penalty = max(penalty, 2 * float(found.prices.max(initial=0.0)))
        size = search.size(runs, found.change)
        if size < _SETTLED:
            break
        moved = _search(search, aim, runs, found.change, penalty, excess)
        if moved is None:
            break
        runs = moved
    else:
        raise TinbergenError("E010", iterations=max_iter, size=f"{size:.2g}")
    there = replace(draws, weights=found.weights)
    kkt = stationarity(search.problem, there, _moved(limits, excess), found.prices)
    return search.solved(
        runs, search.loss(runs), found.prices, kkt, iteration,
        infeasible=exceeded(search, excess), pull=found.weights,
    )  # fmt: skip


def optimise_regret(search: Search, shares: Array, *, start: Runs | None = None) -> WeightedControl:
    """The choice with the least of the largest regret of worlds, which are means over branches.

    A world's regret is its loss less that of its own best choice within the same limits.

    Parameters
    ----------
    shares
        (worlds, branches), each row sums to one.
    start
        As in :func:`optimise_weighted`.

    Raises
    ------
    TinbergenError
        As :func:`optimise_weighted`.
    """
    mean = optimise_weighted(search, start=start)
    own = [
        float(share @ optimise_weighted(search, Mean(share), start=mean.runs).branch_losses)
        for share in shares
    ]
    return optimise_weighted(search, Regret(shares, np.array(own)), start=mean.runs)


def optimise_expected(
    search: Search, sample: Sample, theta: float | None = None, *, start: Runs | None = None
) -> WeightedControl:
    """The choice with the least expected loss over draws, within limits on the central paths.

    It starts from the best choice for the central paths, or from runs given. Draws are linearised
    around each answer until it stays. With ``theta`` draws that lose much count for more, see
    :func:`~tinbergen.engine.control.expected.minimise_expected`.

    Raises
    ------
    TinbergenError
        As :func:`optimise_weighted`.
    """
    drawn = sample(search.begin())
    aim = Mean(drawn.weights, theta)
    before = expected_loss(search.problem, drawn, np.zeros(drawn.effects.shape[2]))
    runs = optimise_weighted(search).runs if start is None else start
    for iteration in range(1, _ROUNDS + 1):  # noqa: B007
        checkpoint()
        draws = sample(runs).along(search.basis)
        limits = search.limits(runs, search.slopes(runs))
        found, excess = _best(search, aim, draws, limits)
        size = search.size(runs, found.change)
        runs = search.moved(runs, found.change)
        if size < _SETTLED_DRAWS:
            break
    draws = sample(runs).along(search.basis)
    limits = _moved(search.limits(runs, search.slopes(runs)), excess)
    there = replace(draws, weights=found.weights)
    kkt = stationarity(search.problem, there, limits, found.prices)
    loss = expected_loss(search.problem, draws, np.zeros(search.basis.shape[1]))
    pull = np.zeros(len(search.branches))
    np.add.at(pull, draws.branch, found.weights)
    return search.solved(
        runs, loss, found.prices, kkt, iteration, before, exceeded(search, excess), pull
    )


def _best(
    search: Search, aim: Aim, draws: LinearDraws, limits: Limits
) -> tuple[ExpectedOptimum, Array]:
    return within(search, limits, lambda bounds: aim.best(search.problem, draws, bounds))


def within(search: Search, limits: Limits, best: Callable[[Limits], T]) -> tuple[T, Array]:
    """The best within the limits, and by how much each has to be exceeded, (limits,).

    Raises
    ------
    TinbergenError
        E009 when there is none for another reason than that limits contradict one another.
    """
    try:
        return best(limits), np.zeros(len(limits.room))
    except InfeasibleError:
        excess = least_excess(search.hard, limits.rows, limits.room)
        return best(_moved(limits, excess)), excess


def _moved(limits: Limits, excess: Array) -> Limits:
    return Limits(limits.rows, limits.room + excess)


def exceeded(search: Search, excess: Array) -> tuple[str, ...]:
    """Names of the limits that have to be exceeded by ``excess`` (limits,)."""
    named = zip(search.names, excess.tolist(), strict=True)
    return tuple(name for name, over in named if over > BROKEN)


def stationarity(problem: Problem, draws: LinearDraws, limits: Limits, prices: Array) -> float:
    """Largest violation of the Karush-Kuhn-Tucker conditions at the runs, relative to sizes."""
    misses, nothing = Misses.of(problem, draws), np.zeros(draws.effects.shape[2])
    gradient, curvature = misses.derivatives(nothing, draws.weights)
    size = misses.size(nothing, draws.weights)
    gradient += prices @ limits.rows
    size += np.abs(prices) @ np.abs(limits.rows)
    bent = np.diag(curvature)
    units = 1 / np.sqrt(np.where(bent > 0, bent, 1.0))
    level = 1 + float(draws.weights @ misses.losses(nothing))
    return max(
        float(np.abs(gradient * units).max(initial=0.0))
        / (1e-12 + float((size * units).max(initial=0.0))),
        float(np.max(-limits.room, initial=0.0)),
        float(np.max(np.abs(prices * limits.room), initial=0.0)) / level,
    )


def _search(
    search: Search, aim: Aim, runs: Runs, change: Array, penalty: float, excess: Array
) -> Runs | None:
    """The first of 1, 1/2, 1/4 … of the change that lowers loss plus penalised infeasibility."""

    def merit(at: Runs) -> float:
        over = np.maximum(-search.room(at) - excess, 0.0)
        return aim.worth(search.losses(at)) + penalty * float(over.sum())

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
