"""Constraints that hold in a share of draws: checked on draws that the search has not seen.

The draws with which a plan was made flatter it: it was fitted to them. Where on fresh draws of the
full worlds the share is below what was asked for by more than their Monte Carlo error, more is
asked of the plan's own draws, and it is made again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import ChanceKept
from tinbergen.core.documents.problem import Constraint
from tinbergen.core.text import Text
from tinbergen.engine.control.scenarios import Chance, unreached
from tinbergen.loop.problem import ControlProblem
from tinbergen.loop.sampling import drawn_paths
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.solving import Solved, solve_problem
from tinbergen.loop.worlds.pairs import Scope
from tinbergen.loop.worlds.protocol import Choice

Array = NDArray[np.float64]

#: How often more is asked of a plan's own draws.
_ROUNDS = 4
#: Half of a 95 percent interval, in standard errors.
_HALF = 1.96
#: Where all draws or none keep a limit: its 95 percent bound in draws (the rule of three).
_NONE_SEEN = 3.0
#: Relative to its bound, by how much a limit may be passed and still counts as kept.
_KEPT = 1e-6


@dataclasses.dataclass(frozen=True, slots=True)
class Fresh:
    """The worlds of a situation on draws that a search has not seen, made once for each round."""

    situation: Situation
    known: dict[int, Scope] = dataclasses.field(default_factory=dict)

    def scope(self, round_: int = 0) -> Scope:
        if round_ not in self.known:
            case = self.situation.case
            other = dataclasses.replace(case, seed=case.seed + 1 + round_)
            self.known[round_] = assess(other, frozen=self.situation.frozen()).scope
        return self.known[round_]


def solve_checked(
    situation: Situation, posed: ControlProblem, fresh: Fresh
) -> tuple[Solved, tuple[ChanceKept, ...]]:
    """The best choice of a case, its chances checked on fresh draws.

    Raises
    ------
    TinbergenError
        Those of :func:`~tinbergen.loop.solving.solve_problem`; E021 also where fresh draws keep
        falling short.
    """
    solved = solve_problem(situation, posed)
    asked = {chance.name: chance.share for chance in posed.chances}
    found: tuple[ChanceKept, ...] = ()
    for round_ in range(_ROUNDS if asked else 0):
        scope = fresh.scope(round_)
        found = kept(situation, posed, solved.choices, solved.pair_paths, scope)
        short = {
            k.constraint: k.share - k.achieved for k in found if k.achieved + k.error < k.share
        }
        if not short:
            break
        if round_ == _ROUNDS - 1 or all(c.share >= 1 for c in posed.chances if c.name in short):
            raise unreached(asked, {k.constraint: k.achieved for k in found})
        tighter = tuple(
            dataclasses.replace(c, share=min(c.share + short.get(c.name, 0.0), 1.0))
            for c in posed.chances
        )
        posed = dataclasses.replace(posed, chances=tighter)
        solved = solve_problem(situation, posed)
    return solved, found


def kept(
    situation: Situation,
    posed: ControlProblem,
    choices: Sequence[Choice],
    central: Sequence[Array],
    scope: Scope,
) -> tuple[ChanceKept, ...]:
    """In which share of a scope's draws choices keep the problem's chances.

    ``central`` are the pairs' paths (periods, variables), of which those of instruments count.
    """
    chances, variables = posed.chances, posed.problem.variables
    if not chances:
        return ()
    constraints = {c.name: c for c in situation.case.constraints}
    apart = any(chance.everywhere for chance in chances)
    after, before = (
        drawn_paths(scope, central, variables, chosen, apart=apart) for chosen in (choices, None)
    )
    return tuple(
        _kept(situation, chance, constraints[chance.name], scope, after, before, apart)
        for chance in chances
    )


_Draws = tuple[Array, NDArray[np.intp], NDArray[np.intp]]


def _kept(
    situation: Situation,
    chance: Chance,
    constraint: Constraint,
    scope: Scope,
    after: _Draws,
    before: _Draws,
    apart: bool,
) -> ChanceKept:
    """One constraint, at the period and the pair of worlds that keep it least."""
    shares, errors = _shares(chance, scope, after, apart)
    group, column = np.unravel_index(int(shares.argmin()), shares.shape)
    idle, _ = _shares(chance, scope, before, apart)
    limit = chance.limits[0][int(column)]
    pair = scope.pairs[int(group)]
    title = _PAIR.fill(outlook=pair.outlook.title, response=pair.response.title)
    return ChanceKept(
        constraint=chance.name, title=constraint.title, unit=constraint.unit,
        sense=constraint.sense, bound=constraint.bound, share=float(constraint.share or 0.0),
        jointly=chance.jointly, everywhere=chance.everywhere,
        achieved=float(shares[group, column]), error=float(errors[group, column]),
        before=float(idle[group, column]), draws=len(after[0]),
        margin=chance.share - float(constraint.share or 0.0),
        period=None if chance.jointly or limit.period is None
        else situation.span.start + limit.period,
        world=title if chance.everywhere and len(scope.pairs) > 1 else None,
    )  # fmt: skip


_PAIR = Text("outlook of “{outlook}”, effects of “{response}”",
             "展望来自“{outlook}”，效应来自“{response}”")  # fmt: skip


def _shares(chance: Chance, scope: Scope, drawn: _Draws, apart: bool) -> tuple[Array, Array]:
    """Shares of draws that keep a constraint and half of their 95 percent intervals.

    Shapes (groups, columns): pairs of worlds where it holds everywhere, periods one by one where it
    does not hold jointly. Draws of several pairs from the same random numbers count as one.
    """
    paths, chosen, places = drawn
    bounds = chance.bounds
    slack = bounds[chosen] - paths.reshape(len(paths), -1) @ chance.coefficients.T
    held = slack >= -_KEPT * (1 + np.abs(bounds[0]))
    held = held.all(axis=1, keepdims=True) if chance.jointly else held
    weights = scope.weights[chosen] if apart else np.ones(len(paths))
    groups = (
        [chosen == k for k in range(len(scope.pairs))]
        if chance.everywhere else [np.ones(len(paths), dtype=bool)]
    )  # fmt: skip
    shares, errors = [], []
    for group in groups:
        own = weights[group, None] / weights[group].sum()
        share = (own * held[group]).sum(axis=0)
        off = np.zeros((int(places.max()) + 1, held.shape[1]))
        np.add.at(off, places[group], own * (held[group] - share))
        shares.append(share)
        alike = np.isclose(np.abs(share - 0.5), 0.5)
        seen = _NONE_SEEN / len(np.unique(places[group]))
        errors.append(np.where(alike, seen, _HALF * np.sqrt((off**2).sum(axis=0))))
    return np.array(shares), np.array(errors)
