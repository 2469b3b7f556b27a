"""A case's targets, instruments and constraints as a control problem over its worlds.

Losses, limits and instruments are said in measures of paths (:mod:`tinbergen.loop.measures`), which
are straight lines in the level, so that terms and limits are too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.problem import Constraint, Instrument, Target
from tinbergen.core.text import Text
from tinbergen.engine.control.plausibility import Plausibility
from tinbergen.engine.control.problem import Limit, Problem, Term
from tinbergen.engine.control.scenarios import Chance
from tinbergen.loop.measures import measure
from tinbergen.loop.nature import STILL, natural_terms, plausibility_of
from tinbergen.loop.situation import Situation
from tinbergen.loop.worlds.pairs import Pair, Scope

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ControlProblem:
    """A problem for each pair of worlds, and what each of its limits means to a reader.

    ``problems`` have the same terms and limits but for what they want and their bounds, in the
    order of ``scope``'s pairs. ``everywhere`` names the limits that hold in every world, ``once``
    the one that holds in one period at least; ``chances`` are those that hold in a share of draws,
    in the order of the case's constraints; ``plausibility`` is that of nature's paths, period by
    period.
    """

    scope: Scope
    problems: tuple[Problem, ...]
    meanings: Mapping[str, tuple[Text, Text]]
    everywhere: frozenset[str]
    chances: tuple[Chance, ...] = ()
    once: str | None = None
    plausibility: Plausibility | None = None

    @property
    def problem(self) -> Problem:
        """That of the first pair."""
        return self.problems[0]

    def in_period(self, period: int) -> ControlProblem:
        """The problem in which the limit that may hold in any period holds in this one."""
        problems = tuple(
            dataclasses.replace(problem, limits=tuple(
                m for m in problem.limits if m.name != self.once or m.period == period
            ))
            for problem in self.problems
        )  # fmt: skip
        return dataclasses.replace(self, problems=problems, once=None)


def build_problem(situation: Situation) -> ControlProblem:
    """Terms and limits over the horizon, and limits on the tail, as levels of paths.

    Quadratic losses of averages are scaled by the horizon, so that a target weighs the same
    whether it is asked for on average or in every period.

    Raises
    ------
    TinbergenError
        L063, and those of :attr:`Situation.scope`.
    """
    case, scope = situation.case, situation.scope
    variables = tuple(
        dict.fromkeys(
            [
                *(i.name for i in case.instruments),
                *(t.variable for t in case.targets),
                *(c.variable for c in case.constraints),
            ]
        )
    )
    plausibility = plausibility_of(situation) if case.nature else None
    problems = tuple(_problem(situation, pair, variables, plausibility) for pair in scope.pairs)
    meanings: dict[str, tuple[Text, Text]] = {}
    for instrument in case.instruments:
        for kind, words in _BOUND_WORDS.items():
            if kind == "lag" and not instrument.lag:
                continue
            title = words.fill(name=instrument.title)
            meanings[f"{instrument.name} {kind}"] = (title, instrument.unit)
    if plausibility is not None:
        meanings[STILL] = (_STILL, _STILL_UNIT)
    for constraint in case.constraints:
        meanings[constraint.name] = (constraint.title, constraint.unit)
    certain = [c for c in case.constraints if c.share is None]
    everywhere = frozenset(c.name for c in certain if c.everywhere)
    once = next((c.name for c in case.constraints if c.once), None)
    chances = _chances(situation, variables)
    return ControlProblem(scope, problems, meanings, everywhere, chances, once, plausibility)


def _chances(situation: Situation, variables: tuple[str, ...]) -> tuple[Chance, ...]:
    """Constraints that hold in a share of draws."""
    pairs = situation.scope.pairs
    world = pairs[0].response
    grid = _Grid(variables, world.settings, world.span.length)

    def limits(constraint: Constraint) -> tuple[tuple[Limit, ...], ...]:
        on, name = _on(situation, constraint), constraint.variable
        return tuple(
            tuple(_constraint_limits(constraint, grid, pair.compared(name), on)) for pair in pairs
        )

    return tuple(
        Chance(c.name, c.share, limits(c), c.jointly, c.everywhere)
        for c in situation.case.constraints
        if c.share is not None
    )


_STILL = Text("what does not vary in the outlook stays", "展望中不变者保持不变")
_STILL_UNIT = Text("standard deviations", "标准差")
_BOUND_WORDS = {
    "lower": Text("{name}: lower bound", "{name}：下限"),
    "upper": Text("{name}: upper bound", "{name}：上限"),
    "rise": Text("{name}: largest rise in a period", "{name}：单期最大上调"),
    "fall": Text("{name}: largest fall in a period", "{name}：单期最大下调"),
    "lag": Text("{name}: not yet in effect", "{name}：尚未生效"),
}


class _Grid(NamedTuple):
    """Where a problem's coefficients stand: its variables, the horizon and the whole span."""

    variables: tuple[str, ...]
    settings: int
    periods: int

    def pick(self, name: str, t: int | None) -> Array:
        """Coefficients that read a variable in one period, or summed over the horizon."""
        coefficients = np.zeros((self.periods, len(self.variables)))
        rows = slice(0, self.settings) if t is None else t
        coefficients[rows, self.variables.index(name)] = 1.0
        return coefficients


def _problem(
    situation: Situation,
    pair: Pair,
    variables: tuple[str, ...],
    plausibility: Plausibility | None,
) -> Problem:
    case = situation.case
    grid = _Grid(variables, pair.response.settings, pair.response.span.length)
    terms: list[Term] = []
    limits: list[Limit] = []
    for target in case.targets:
        terms += _target_terms(target, grid, pair.compared(target.variable))
    for instrument in case.instruments:
        start = _start(situation, instrument.name, pair)
        path = pair.anchor(instrument.name)
        terms += _instrument_terms(instrument, grid, start, path, closes=case.tail > 0)
        limits += _bounds(instrument, grid, path, _pipeline(situation, instrument, path))
        limits += _steps(instrument, grid, start, path, closes=case.tail > 0)
    for constraint in case.constraints:
        if constraint.share is not None:
            continue
        path = pair.compared(constraint.variable)
        limits += _constraint_limits(constraint, grid, path, _on(situation, constraint))
    if plausibility is not None:
        natural, still = natural_terms(plausibility, case.nature, variables, grid.periods)
        terms, limits = [*terms, *natural], [*limits, *still]
    instruments = tuple(i.name for i in case.instruments)
    return Problem(instruments, variables, tuple(terms), tuple(limits))


class Start(NamedTuple):
    """Where an instrument stood last, and where it would have stood with no policy."""

    value: float
    unset: float


def _start(situation: Situation, name: str, pair: Pair) -> Start:
    """A new instrument, of which there are no data, starts from its baseline."""
    if name not in situation.data or np.isnan(situation.data.at(name, situation.as_of)):
        first = float(pair.baseline(name)[0])
        return Start(first, first)
    value = situation.data.at(name, situation.as_of)
    idle = situation.case.no_policy
    if idle is None or name in situation.case.policies:
        return Start(value, value)
    return Start(value, idle.at(name, situation.as_of))


def _target_terms(target: Target, grid: _Grid, path: Array) -> list[Term]:
    horizon = grid.settings
    scale = measure(target, path, target.variable)
    wanted = target.desired + scale.offset
    if target.average:
        row = grid.pick(target.variable, None) * _column(scale.factor) / horizon
        mean = float(wanted[:horizon].mean())
        return [Term(target.variable, row, mean, target.weight * horizon, target.sense)]
    return [
        Term(
            target.variable,
            grid.pick(target.variable, t) * scale.factor[t],
            float(wanted[t]),
            target.weight,
            target.sense,
        )
        for t in range(grid.periods if target.after else horizon)
    ]


def _column(factor: Array) -> Array:
    return factor[:, None]


def _instrument_terms(
    instrument: Instrument, grid: _Grid, start: Start, path: Array, *, closes: bool
) -> list[Term]:
    """Squared deviations from the reference path and squared changes of these deviations.

    Where the world goes on after the horizon, the return to the path is a change like others.
    """
    scale = measure(instrument, path, instrument.name)
    own = scale.factor * path
    terms = []
    for t in range(grid.settings):
        now = grid.pick(instrument.name, t) * scale.factor[t]
        if instrument.cost:
            terms.append(Term(f"{instrument.name} cost", now, float(own[t]), instrument.cost))
        if instrument.smoothness:
            change = now
            level = float(own[0]) + float(scale.factor[0]) * (start.value - start.unset)
            if t:
                before = grid.pick(instrument.name, t - 1) * scale.factor[t - 1]
                change, level = now - before, float(own[t] - own[t - 1])
            terms.append(
                Term(f"{instrument.name} smoothness", change, level, instrument.smoothness)
            )
    if closes and instrument.smoothness:
        terms.append(
            Term(f"{instrument.name} smoothness", now, float(own[t]), instrument.smoothness)
        )
    return terms


def _pipeline(situation: Situation, instrument: Instrument, path: Array) -> Array:
    """Where an instrument goes until a decision takes effect, (lag,).

    On its path, or as a plan under revision has decided.
    """
    going = np.array(path[: min(instrument.lag, situation.span.length)])
    decided = situation.case.decided
    if decided is not None and instrument.name in decided and going.size:
        span = situation.span
        before = decided.window(span.start, span.start + (going.size - 1))[instrument.name]
        going = np.where(np.isnan(before), going, before)
    return going


def _bounds(instrument: Instrument, grid: _Grid, path: Array, pipeline: Array) -> list[Limit]:
    scale = measure(instrument, path, instrument.name)
    limits = []
    for t, value in enumerate(pipeline.tolist()):
        row = grid.pick(instrument.name, t)
        limits += [
            Limit(f"{instrument.name} lag", row, value, t, True),
            Limit(f"{instrument.name} lag", -row, -value, t, True),
        ]
    for t in range(len(pipeline), grid.settings):
        row, offset = grid.pick(instrument.name, t) * scale.factor[t], float(scale.offset[t])
        if instrument.lower is not None:
            bound = -(instrument.lower + offset)
            limits.append(Limit(f"{instrument.name} lower", -row, bound, t, True))
        if instrument.upper is not None:
            bound = instrument.upper + offset
            limits.append(Limit(f"{instrument.name} upper", row, bound, t, True))
    return limits


def _steps(
    instrument: Instrument, grid: _Grid, start: Start, path: Array, *, closes: bool
) -> list[Limit]:
    """Changes of at most ``max_step`` a period, around the reference path's own where relative.

    Where the world goes on after the horizon, the return to the path is such a change too.
    """
    if instrument.max_step is None:
        return []
    scale = measure(instrument, path, instrument.name)
    limits = []
    for t in range(instrument.lag, grid.settings):
        row = grid.pick(instrument.name, t) * scale.factor[t]
        offset = float(scale.offset[t])
        if t:
            row = row - grid.pick(instrument.name, t - 1) * scale.factor[t - 1]
            ahead = offset - float(scale.offset[t - 1])
        elif instrument.relative:
            # What the last setting was above its own path without policy stays.
            ahead = offset + float(scale.factor[0]) * (start.value - start.unset)
        else:
            ahead = start.value
        limits += [
            Limit(f"{instrument.name} rise", row, ahead + instrument.max_step, t, True),
            Limit(f"{instrument.name} fall", -row, -ahead + instrument.max_step, t, True),
        ]
    if closes:
        last = grid.settings - 1
        row = grid.pick(instrument.name, last) * scale.factor[last]
        home = float(scale.factor[last] * path[last])
        limits += [
            Limit(f"{instrument.name} rise", -row, instrument.max_step - home, last + 1, True),
            Limit(f"{instrument.name} fall", row, instrument.max_step + home, last + 1, True),
        ]
    return limits


def _on(situation: Situation, constraint: Constraint) -> int | None:
    """The place of the one period in which a constraint holds."""
    return None if constraint.on is None else constraint.on - situation.span.start


def _constraint_limits(
    constraint: Constraint, grid: _Grid, path: Array, on: int | None
) -> list[Limit]:
    """Limits in each period of the horizon (or of the tail), ``on`` one, or on the horizon's sum.

    One that is over by the horizon's first period limits nothing.
    """
    sign = 1.0 if constraint.sense == "at_most" else -1.0
    scale = measure(constraint, path, constraint.variable)
    if constraint.cumulative:
        row = grid.pick(constraint.variable, None) * _column(scale.factor)
        own = float(scale.offset[: grid.settings].sum())
        return [
            Limit(constraint.name, sign * row, sign * (constraint.bound - constraint.used + own))
        ]
    periods = range(grid.settings, grid.periods) if constraint.after else range(grid.settings)
    return [
        Limit(
            constraint.name,
            sign * grid.pick(constraint.variable, t) * scale.factor[t],
            sign * (constraint.bound + float(scale.offset[t])),
            t,
        )
        for t in periods
        if on in (None, t)
    ]
