"""A plan after its adoption: the situation it was made in, and the outturns that came since."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents import Constraint, Instrument, Plan, Series
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.counterfactual import counterfactual
from tinbergen.engine.simulate.derive import derive
from tinbergen.loop.case.case import Case
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.words import title_of

Array = NDArray[np.float64]


def situation_of(case: Case, plan: Plan) -> Situation:
    """The situation in which a plan was made; a revised plan's horizon is what was left."""
    differing = [
        f"{word} {theirs} / {ours}"
        for word, theirs, ours in (
            ("name", plan.name, case.name),
            ("instruments", _listed(plan.instruments), _listed(case.instruments)),
            ("frequency", plan.start.frequency.letter, case.as_of.frequency.letter),
        )
        if theirs != ours
    ]
    unknown = {w.variable for w in plan.trip_wires} - {*case.model.endogenous}
    if unknown:
        differing.append(f"model {_listed(plan.planned)} / {', '.join(case.model.endogenous)}")
    if differing:
        raise TinbergenError("L010", plan=plan.id, detail="; ".join(differing))
    return assess(dataclasses.replace(case.at(plan.start - 1), horizon=plan.horizon))


def _listed(series: Iterable[Series | Instrument]) -> str:
    return ", ".join(sorted(s.name for s in series))


def latest(case: Case, plan: Plan) -> Period:
    """The last period to review: what the case says, at most the horizon and the data.

    What the case says counts for plans that start before.
    """
    last = min(case.store.vintages[-1], plan.start + (plan.horizon - 1))
    if case.monitor_until and case.monitor_until >= plan.start:
        last = min(last, case.monitor_until)
    if last < plan.start:
        raise TinbergenError("L009", as_of=plan.start - 1)
    return last


def outturn(case: Case, period: Period) -> Dataset:
    """The data as of a period, with the series that follow from others."""
    return derive(case.model, case.store.as_of(period))


def paths(series: Iterable[Series], span: Span) -> dict[str, Array]:
    """The first values of a plan's series, by name."""
    return {s.name: np.array(s.values[: span.length], dtype=float) for s in series}


def remaining(adopted: Situation, plan: Plan, period: Period) -> Case | None:
    """What a plan leaves to one that revises it as of ``period``: the rest of its horizon.

    What is relative in it stays so to the world without policy since the plan was adopted. Of the
    plan's budgets, limits on sums, what policy as followed has used is taken off. None when the
    plan is over.
    """
    rest = plan.horizon - (period - plan.start + 1)
    if rest < 1:
        return None
    data = outturn(adopted.case, period)
    no_policy = _no_policy(adopted, plan, data)
    spent = _used(adopted.case, plan, data, no_policy)
    limits = tuple(
        dataclasses.replace(c, used=spent.get(c.name, 0.0)) for c in adopted.case.constraints
    )
    return dataclasses.replace(
        adopted.case.at(period), horizon=rest, constraints=limits, no_policy=no_policy
    )


def _no_policy(adopted: Situation, plan: Plan, data: Dataset) -> Dataset:
    """The world without policy since the plan, at the disturbances that came."""
    span = plan.start.to(data.span.end)
    model = adopted.policy_model
    unset = paths(plan.baseline_instruments, span)
    runs = counterfactual(model, data, span, {"no policy": unset})["no policy"]
    longer = data.window(data.span.start, plan.start + (plan.horizon - 1))
    first = longer.span.position(plan.start)
    moved = {}
    for name in model.endogenous:
        moved[name] = np.array(longer[name])
        moved[name][first : first + span.length] = runs[name][0]
    for series in plan.baseline_instruments:
        moved[series.name] = np.array(longer[series.name])
        moved[series.name][first:] = series.values
    return longer.assign(**moved)


def _used(case: Case, plan: Plan, data: Dataset, no_policy: Dataset) -> dict[str, float]:
    """Sums that budgets limit, since the plan's start, with what the plan itself had found used.

    Where a budget counts from no policy, what the disturbances that came would have used without
    it is not counted.
    """
    span = plan.start.to(data.span.end)
    before = {c.name: c.used for c in plan.limits}

    def since(limit: Constraint) -> float:
        path = data.window(span.start, span.end)[limit.variable]
        if limit.relative:
            path = path - no_policy.window(span.start, span.end)[limit.variable]
        return float(path.sum())

    return {c.name: before.get(c.name, 0.0) + since(c) for c in case.constraints if c.cumulative}


def variable_title(adopted: Situation, name: str) -> Text:
    for target in adopted.case.targets:
        if target.variable == name:
            return target.title
    return title_of(name, adopted.data, adopted.model)
