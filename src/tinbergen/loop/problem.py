"""A case's targets, instruments and constraints as a control problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents import Constraint, Instrument, Target
from tinbergen.core.text import Text
from tinbergen.engine.control.problem import Limit, Problem, Term
from tinbergen.engine.simulate.backward import Simulation
from tinbergen.loop.situation import Situation

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ControlProblem:
    """A control problem and what each of its limits means to a reader."""

    problem: Problem
    meanings: Mapping[str, tuple[Text, Text]]


def build_problem(situation: Situation) -> ControlProblem:
    """Terms and limits over the horizon, all as levels of the variables' paths.

    Quadratic losses of averages are scaled by the horizon, so that a target weighs the same
    whether it is asked for on average or in every period.
    """
    case, base, none = situation.case, situation.baseline, situation.compared
    variables = tuple(
        dict.fromkeys(
            [
                *(i.name for i in case.instruments),
                *(t.variable for t in case.targets),
                *(c.variable for c in case.constraints),
            ]
        )
    )
    terms: list[Term] = []
    limits: list[Limit] = []
    meanings: dict[str, tuple[Text, Text]] = {}
    for target in case.targets:
        terms += _target_terms(target, variables, none)
    for instrument in case.instruments:
        start = _start(situation, instrument.name)
        terms += _instrument_terms(instrument, variables, start, base)
        bounds = _bounds(instrument, variables, base) + _steps(instrument, variables, start, base)
        limits += bounds
        for limit in bounds:
            meanings[limit.name] = (_BOUND_WORDS[limit.name.split()[-1]].fill(
                name=instrument.title), instrument.unit)  # fmt: skip
    for constraint in case.constraints:
        limits += _constraint_limits(constraint, variables, none)
        meanings[constraint.name] = (constraint.title, constraint.unit)
    instruments = tuple(i.name for i in case.instruments)
    return ControlProblem(Problem(instruments, variables, tuple(terms), tuple(limits)), meanings)


_BOUND_WORDS = {
    "lower": Text("{name}: lower bound", "{name}：下限"),
    "upper": Text("{name}: upper bound", "{name}：上限"),
    "rise": Text("{name}: largest rise in a period", "{name}：单期最大上调"),
    "fall": Text("{name}: largest fall in a period", "{name}：单期最大下调"),
}


class Start(NamedTuple):
    """Where an instrument stood last, and where it would have stood with no policy."""

    value: float
    unset: float


def _start(situation: Situation, name: str) -> Start:
    value = situation.data.at(name, situation.as_of)
    no_policy = situation.case.no_policy
    if no_policy is None or name not in situation.model.exogenous:
        return Start(value, value)
    return Start(value, no_policy.at(name, situation.as_of))


def _pick(variables: tuple[str, ...], name: str, periods: int, t: int | None) -> Array:
    """Coefficients that read a variable in one period, or summed over all."""
    coefficients = np.zeros((periods, len(variables)))
    coefficients[slice(None) if t is None else t, variables.index(name)] = 1.0
    return coefficients


def desired(target: Target, base: Simulation) -> Array:
    """The target's level in each period, shape (periods,)."""
    path = np.full(base.span.length, target.desired)
    return path + base[target.variable] if target.relative else path


def _target_terms(target: Target, variables: tuple[str, ...], base: Simulation) -> list[Term]:
    periods = base.span.length
    wanted = desired(target, base)
    if target.average:
        return [
            Term(
                target.variable,
                _pick(variables, target.variable, periods, None) / periods,
                float(wanted.mean()),
                target.weight * periods,
                target.sense,
            )
        ]
    return [
        Term(
            target.variable,
            _pick(variables, target.variable, periods, t),
            float(wanted[t]),
            target.weight,
            target.sense,
        )
        for t in range(periods)
    ]


def _instrument_terms(
    instrument: Instrument, variables: tuple[str, ...], start: Start, base: Simulation
) -> list[Term]:
    """Squared deviations from the baseline and squared changes of these deviations."""
    periods, path = base.span.length, base[instrument.name]
    terms = []
    for t in range(periods):
        now = _pick(variables, instrument.name, periods, t)
        if instrument.cost:
            terms.append(Term(f"{instrument.name} cost", now, float(path[t]), instrument.cost))
        if instrument.smoothness:
            change, level = now, float(path[0]) + (start.value - start.unset)
            if t:
                change = now - _pick(variables, instrument.name, periods, t - 1)
                level = float(path[t] - path[t - 1])
            terms.append(
                Term(f"{instrument.name} smoothness", change, level, instrument.smoothness)
            )
    return terms


def bounds(instrument: Instrument, base: Simulation) -> tuple[Array | None, Array | None]:
    """Lower and upper levels of an instrument, shape (periods,) each, None where it has none."""
    path = base[instrument.name] if instrument.relative else np.zeros(base.span.length)
    lower = None if instrument.lower is None else path + instrument.lower
    upper = None if instrument.upper is None else path + instrument.upper
    return lower, upper


def _bounds(instrument: Instrument, variables: tuple[str, ...], base: Simulation) -> list[Limit]:
    limits = []
    lower, upper = bounds(instrument, base)
    for t in range(base.span.length):
        row = _pick(variables, instrument.name, base.span.length, t)
        if lower is not None:
            limits.append(Limit(f"{instrument.name} lower", -row, -float(lower[t]), t, True))
        if upper is not None:
            limits.append(Limit(f"{instrument.name} upper", row, float(upper[t]), t, True))
    return limits


def _steps(
    instrument: Instrument, variables: tuple[str, ...], start: Start, base: Simulation
) -> list[Limit]:
    """Changes of at most ``max_step`` a period, around the baseline's own where relative."""
    if instrument.max_step is None:
        return []
    limits = []
    periods, path = base.span.length, base[instrument.name]
    own = np.diff(path, prepend=start.unset) if instrument.relative else np.zeros(periods)
    for t in range(periods):
        row = _pick(variables, instrument.name, periods, t)
        up = float(own[t]) + (start.value if t == 0 else 0.0)
        if t:
            row = row - _pick(variables, instrument.name, periods, t - 1)
        limits += [
            Limit(f"{instrument.name} rise", row, up + instrument.max_step, t, True),
            Limit(f"{instrument.name} fall", -row, -up + instrument.max_step, t, True),
        ]
    return limits


def _constraint_limits(
    constraint: Constraint, variables: tuple[str, ...], base: Simulation
) -> list[Limit]:
    periods, sign = base.span.length, 1.0 if constraint.sense == "at_most" else -1.0
    path = base[constraint.variable] if constraint.relative else np.zeros(periods)
    if constraint.cumulative:
        row = _pick(variables, constraint.variable, periods, None)
        bound = constraint.bound - constraint.used + float(path.sum())
        return [Limit(constraint.name, sign * row, sign * bound)]
    return [
        Limit(
            constraint.name,
            sign * _pick(variables, constraint.variable, periods, t),
            sign * (constraint.bound + float(path[t])),
            t,
        )
        for t in range(periods)
    ]
