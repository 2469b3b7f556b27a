"""What could have been done at a date: the plan, what else its worlds advise, and rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.loop.problem import build_problem
from tinbergen.loop.record.dated import responding
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import Solved, solve_problem

Array = NDArray[np.float64]

#: Choices by name: the plan and the one of least regret made by the other worlds alone, the plan
#: made by all; a world's own best is named for it, a simple rule as the case names it.
OTHERS, REGRET, ALL, FOLLOWED = "plan", "regret", "all", "followed"


def own(world: str) -> str:
    """The name of a world's own best choice."""
    return f"own {world}"


def solved(there: Situation) -> Solved:
    """The best choice of a situation; errors of the solver."""
    return solve_problem(there, build_problem(there))


def moved(found: Solved) -> Array:
    """How far a choice goes from what rules would set, (settings, instruments)."""
    scope = found.scope
    return np.column_stack([
        found.settings[name] - scope.baseline(name)[: len(found.settings[name])]
        for name in scope.instruments
    ])  # fmt: skip


def advised(there: Situation, whole: Solved) -> Mapping[str, Mapping[str, Array]]:
    """What each choice moves where one world is the truth: truth -> choice -> moves.

    ``whole`` is the plan made with all worlds. Where one world alone responds there are no others
    to make a plan, and its own best stands alone.

    Raises
    ------
    TinbergenError
        E009, E010 when a choice can't be found.
    """
    names = [world.name for world in whole.scope.responding]
    bests = {own(n): moved(solved(responding(there, [n]))) for n in names}
    fearful = dataclasses.replace(
        there, case=dataclasses.replace(there.case, objective="regret", theta=None)
    )
    found = {}
    for name in names:
        rest = [n for n in names if n != name]
        others = _made_by(there, rest, OTHERS) | _made_by(fearful, rest, REGRET)
        found[name] = {**others, ALL: moved(whole), **bests}
    return found


def _made_by(there: Situation, worlds: Sequence[str], choice: str) -> dict[str, Array]:
    return {choice: moved(solved(responding(there, worlds)))} if worlds else {}
