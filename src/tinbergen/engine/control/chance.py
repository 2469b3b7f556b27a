"""Choices within limits that hold in a share of draws.

Draws are straight lines around the last answer; those in which the limits are to hold
(:mod:`tinbergen.engine.control.scenarios`) give limits on the instruments, within which the program
that fits the loss is solved in the full models, and so on until the answer stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.branches import Cuts, Runs, Sample, Search, WeightedControl
from tinbergen.engine.control.expected import Limits
from tinbergen.engine.control.scenarios import Best, Chance, Scenarios, settle

Array = NDArray[np.float64]

#: How often draws are taken anew around an answer, and the step relative to the instruments' sizes
#: below which it has settled.
_ROUNDS, _SETTLED = 12, 1e-6
#: Draws that are exchanged on trial around the first answer; later ones keep to the ranks.
_EXCHANGES = 24


@dataclass(frozen=True, slots=True)
class Program:
    """What fits a loss: the whole program from runs, and its best step around an answer."""

    solve: Callable[[Search, Runs | None], WeightedControl]
    around: Callable[[Search, WeightedControl], Best]


def optimise_chances(
    search: Search, program: Program, sample: Sample, chances: Sequence[Chance]
) -> WeightedControl:
    """The best choice within limits of which some hold in a share of draws.

    Raises
    ------
    TinbergenError
        E021 when no choice was found that reaches the shares, E010 when the answer does not stay
        and none on the way reached them; those of the program.
    """
    control, cuts = program.solve(search, None), Cuts.none(search)
    reaching: list[WeightedControl] = []
    for round_ in range(_ROUNDS):
        draws = sample(control.runs).along(search.basis)
        scenarios = [Scenarios.of(chance, draws) for chance in chances]
        nothing = np.zeros(search.basis.shape[1])
        tries = 0 if round_ else _EXCHANGES
        best, limits = program.around(search, control), _own(search, control)
        found = settle(scenarios, limits, best, nothing, tries)
        here = replace(control, cuts=cuts, chance_prices=_prices(chances, control, cuts))
        if search.size(control.runs, found.change) < _SETTLED:
            return here
        if all((s.shares(nothing) >= s.chance.share - 1e-12).all() for s in scenarios):
            reaching.append(here)
        cuts = _levels(search, control, found.rows, found.room, found.place[:, [0, 2]])
        control = program.solve(replace(search, cuts=cuts), control.runs)
    if not reaching:
        size = f"{np.abs(found.change).max():.2g}"
        raise TinbergenError("E010", iterations=_ROUNDS, size=size)
    # Sets of draws that take turns: each is as good as the ranks can tell.
    return min(reaching, key=lambda one: one.loss)


def _own(search: Search, control: WeightedControl) -> Limits:
    """Limits on central paths around an answer; those it can't keep moved to where it is."""
    limits = search.limits(control.runs, search.slopes(control.runs))
    broken = np.array([name in control.infeasible for name in search.names], dtype=bool)
    return Limits(limits.rows, np.where(broken, np.maximum(limits.room, 0.0), limits.room))


def _levels(
    search: Search, control: WeightedControl, rows: Array, room: Array, place: NDArray[np.intp]
) -> Cuts:
    """Limits on a change along the basis as limits on the instruments' levels."""
    whole = rows @ np.linalg.pinv(search.basis)
    at = search.instruments(control.runs).reshape(-1)
    return Cuts(whole, room + whole @ at, place)


def _prices(chances: Sequence[Chance], control: WeightedControl, cuts: Cuts) -> tuple[Array, ...]:
    """(limits,) of each chance: what a unit of room in all its draws saves."""
    own = control.prices[len(control.prices) - len(cuts.bounds) :]
    found = []
    for k, chance in enumerate(chances):
        prices = np.zeros(len(chance.limits[0]))
        mine = cuts.place[:, 0] == k
        np.add.at(prices, cuts.place[mine, 1], own[mine])
        found.append(prices)
    return tuple(found)
