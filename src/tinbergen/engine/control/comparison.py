"""What else could be chosen, and what each of several worlds says that it costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.control.aims import Aim, Mean, Regret
from tinbergen.engine.control.branches import Runs, Search
from tinbergen.engine.control.expected import LinearDraws, Misses
from tinbergen.engine.control.weighted import optimise_weighted, within

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """Losses by world, (worlds,), of choices within the same limits.

    ``weighted`` has the least weighted loss, ``regret`` the least of the largest regret; ``own``
    (worlds, worlds) are those of each world's own best choice.
    """

    weighted: Array
    regret: Array
    own: Array


def shares_of(weights: Array, world: NDArray[np.intp]) -> Array:
    """(worlds, draws) of weights (draws,) that sum to one in each ``world`` (draws,)."""
    shares = np.where(np.arange(world.max() + 1)[:, None] == world, weights, 0.0)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def compare(
    search: Search, runs: Runs, world: NDArray[np.intp], draws: LinearDraws | None = None
) -> Comparison:
    """The best choices for other aims than that of ``runs``, from which the search starts.

    Parameters
    ----------
    world
        (branches,) the responding world of each branch, 0, 1, 2 …
    draws
        Draws around ``runs``, over which losses are expected.

    Raises
    ------
    TinbergenError
        As :func:`~tinbergen.engine.control.weighted.optimise_weighted`.
    """
    if draws is None:
        weights = search.weights

        def losses(aim: Aim) -> Array:
            return np.array(optimise_weighted(search, aim, start=runs).branch_losses)

    else:
        drawn = draws.along(search.basis)
        weights, world = drawn.weights, world[drawn.branch]
        limits = search.limits(runs, search.slopes(runs))
        misses = Misses.of(search.problem, drawn)

        def losses(aim: Aim) -> Array:
            found, _ = within(search, limits, lambda room: aim.best(search.problem, drawn, room))
            return misses.losses(found.change)

    shares = shares_of(weights, world)
    own = np.array([shares @ losses(Mean(share)) for share in shares])
    regret = Regret(shares, np.diag(own))
    return Comparison(shares @ losses(Mean(weights)), shares @ losses(regret), own)
