"""What a choice would have cost, had one world been the truth.

What came in is what policy as followed brought about. A choice is laid over it: the outturn plus
what the choice moves in the world. Rules go on and answer what comes as they did, so that only the
difference from what they would have set counts, in the outcomes as in instruments' costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.dynamics import Dynamics
from tinbergen.engine.control.problem import Problem
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.recording import SimpleRule
from tinbergen.loop.measures import desired
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import Solved
from tinbergen.loop.worlds.pairs import Pair

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """A world as the truth over a plan's horizon and tail.

    ``came`` (periods, variables) are outturns in the order of ``problem.variables``, NaN where
    nothing came; of instruments and of what counts as a difference, the path with no policy.
    ``data`` hold what was set, ``left_out`` (periods,) tells the periods that don't count.
    """

    situation: Situation
    pair: Pair
    problem: Problem
    came: Array
    data: Dataset
    left_out: NDArray[np.bool_]

    @property
    def name(self) -> str:
        return self.pair.response.name

    def effect(self, moves: Array, names: Sequence[str] | None = None) -> Array:
        """What moves (settings, instruments) from the rules do to paths, (periods, variables).

        Of other ``names`` than the problem's variables where they are given. No instrument passes
        its bounds from where it was really set.
        """
        moves = self._possible(moves)
        dynamics = self.pair.dynamics(self.problem.instruments, names or self.problem.variables)
        start = self.pair.start(dynamics, self.problem.instruments)
        return np.asarray(dynamics.paths(dynamics.moved(start, moves)) - dynamics.paths(start))

    def loss(self, effect: Array | float = 0.0) -> float:
        """The case's loss on what would have come, terms of unknown or omitted outturns left out.

        The same periods count for every choice.
        """
        errors = self.problem.errors(np.nan_to_num(self.came) + effect)
        case = self.situation.case
        size = errors**2 if case.penalty == "quadratic" else np.abs(errors)
        return float(self.problem.weights @ np.where(self._counted, size, 0.0))

    @cached_property
    def _counted(self) -> NDArray[np.bool_]:
        """(terms,) whether outturns are known in all periods of a term."""
        known = np.isfinite(self.came) & ~self.left_out[:, None]
        outcome = [name not in self.problem.instruments for name in self.problem.variables]
        known[:, np.logical_not(outcome)] = True
        needed = self.problem.target_matrix != 0
        return np.asarray((~needed | known.reshape(-1)).all(axis=1))

    def _bounds(self, name: str) -> tuple[float, float]:
        """Of an instrument's level; a deviation from its path has none here."""
        part = next(i for i in self.situation.case.instruments if i.name == name)
        lower, upper = (None, None) if part.relative else (part.lower, part.upper)
        return -np.inf if lower is None else lower, np.inf if upper is None else upper

    def _set(self, name: str) -> Array:
        """(settings,) as the data show it, no policy where they don't."""
        span = self.situation.span
        idle = self.pair.baseline(name)[: span.length]
        was = observed(self.data, name, span)
        return np.where(np.isnan(was), idle, was)

    def _possible(self, moves: Array) -> Array:
        """Moves (settings, instruments) that keep each instrument within its bounds."""
        kept = []
        for name, path in zip(self.problem.instruments, moves.T, strict=True):
            was, (lower, upper) = self._set(name), self._bounds(name)
            kept.append(np.clip(was + path, np.minimum(lower, was), np.maximum(upper, was)) - was)
        return np.column_stack(kept)

    def follow(self, rule: SimpleRule) -> Array:
        """What a simple rule would have done to paths, each of its moves a surprise.

        It answers what would have come under it, within the instrument's bounds; after the horizon
        rules resume. Where what it answers was not observed it follows what was set.
        """
        lead = self.rule_setting(rule)
        moves = lead.moves(rule, self.came[None], self._set(rule.instrument)[None])[0]
        dynamics, start, _ = self._surprised
        return np.asarray(dynamics.paths(dynamics.moved(start, moves)) - dynamics.paths(start))

    @cached_property
    def _surprised(self) -> tuple[Dynamics, Any, Array]:
        """How the world answers moves that nobody foresaw, its run with rules, its slopes there."""
        dynamics = self.pair.response.dynamics(
            self.problem.instruments, self.problem.variables, "surprise"
        )
        start = dynamics.start()
        return dynamics, start, dynamics.slopes(start)

    def rule_setting(self, rule: SimpleRule) -> RuleSetting:
        """What a simple rule needs to know of this world."""
        names, variables = self.problem.instruments, self.problem.variables
        wanted = {
            variables.index(t.variable): (t.variable, desired(t, self.pair.compared(t.variable)))
            for t in self.situation.case.targets
            if t.variable in rule.answers
        }
        return RuleSetting(
            names.index(rule.instrument), self._surprised[2], len(names),
            len(variables), wanted, self._bounds(rule.instrument),
            self.situation.data.at(rule.instrument, self.situation.as_of),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What a simple rule for one of ``instruments`` answers in a world, each move a surprise.

    ``slopes`` (periods * variables, settings * instruments); ``wanted`` are targets by the place of
    their variable, ``last`` is where the instrument (``column``) stood at first.
    """

    column: int
    slopes: Array
    instruments: int
    variables: int
    wanted: Mapping[int, tuple[str, Array]]
    bounds: tuple[float, float]
    last: float

    def moves(self, rule: SimpleRule, came: Array, was: Array) -> Array:
        """How far the rule goes from what was set, (draws, settings, instruments).

        ``came`` are paths (draws, periods, variables) with what ``was`` set, (draws, settings).
        """
        draws, periods = came.shape[:2]
        slopes = self.slopes.reshape(periods, self.variables, -1, self.instruments)
        settings, column = slopes.shape[2], self.column
        moves = np.zeros((draws, settings, self.instruments))
        last = np.full(draws, self.last)
        for t in range(settings):
            told, bend = rule.constant + rule.inertia * last, 0.0
            for k, (name, wanted) in self.wanted.items():
                before = came[:, t, k] + moves[:, :t, column] @ slopes[t, k, :t, column]
                told = told + rule.answers[name] * (before - wanted[t])
                bend += rule.answers[name] * slopes[t, k, t, column]
            # What the rule answers moves with its own setting within the period.
            setting = was[:, t] + (told - was[:, t]) / (1 - bend)
            last = np.clip(np.where(np.isfinite(setting), setting, was[:, t]), *self.bounds)
            moves[:, t, column] = last - was[:, t]
        return moves


def truths(there: Situation, whole: Solved, data: Dataset) -> tuple[Truth, ...]:
    """Every responding world as the truth, beside what came in after the situation's date.

    ``data`` are the latest figures. Periods that any world omits don't count.
    """
    found = {}
    for pair, problem in zip(whole.scope.pairs, whole.problem.problems, strict=True):
        if pair.response.name not in found:
            span, came = pair.response.span, _came(there.case, pair, problem, data)
            left_out = omitted(there.case, span)
            found[pair.response.name] = Truth(there, pair, problem, came, data, left_out)
    return tuple(found.values())


def _came(case: Case, pair: Pair, problem: Problem, data: Dataset) -> Array:
    """(periods, variables)"""
    span = pair.response.span
    relative = {t.variable for t in case.targets if t.relative}
    relative |= {c.variable for c in case.constraints} - {t.variable for t in case.targets}
    paths = []
    for name in problem.variables:
        if name in problem.instruments or name in relative:
            paths.append(pair.baseline(name))
        else:
            paths.append(observed(data, name, span))
    return np.column_stack(paths)


def observed(data: Dataset, name: str, span: Span) -> Array:
    """(periods,) what came in, NaN where nothing did."""
    if name not in data:
        return np.full(span.length, np.nan)
    return np.asarray(data.window(span.start, span.end)[name])


def omitted(case: Case, span: Span) -> NDArray[np.bool_]:
    """(periods,) whether any world omits a period's values."""
    return np.array([
        any(period in left_out for spec in case.all_worlds for left_out in spec.omitted)
        for period in span
    ])  # fmt: skip


def losses(
    truth: Truth, advised: Mapping[str, Array], rules: Sequence[SimpleRule]
) -> dict[str, float]:
    """What each choice would have cost where a world is the truth; simple rules by their names."""
    found = {choice: truth.loss(truth.effect(moves)) for choice, moves in advised.items()}
    return found | {rule.name: truth.loss(truth.follow(rule)) for rule in rules}
