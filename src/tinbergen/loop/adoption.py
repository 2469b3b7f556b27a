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
from tinbergen.engine.counterfactual import counterfactual
from tinbergen.engine.derive import derive
from tinbergen.loop.case import Case
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

    Of its budgets, limits on sums, what policy as followed has used is taken off. None when the
    plan is over.
    """
    rest = plan.horizon - (period - plan.start + 1)
    if rest < 1:
        return None
    spent = _used(adopted, plan, period)
    limits = tuple(
        dataclasses.replace(c, used=spent.get(c.name, 0.0)) for c in adopted.case.constraints
    )
    return dataclasses.replace(adopted.case.at(period), horizon=rest, constraints=limits)


def _used(adopted: Situation, plan: Plan, period: Period) -> dict[str, float]:
    """Sums that budgets limit, up to a period, with what the plan itself had found used.

    Where a budget counts from no new policy, what the disturbances that came would have used
    without it is not counted.
    """
    budgets = [c for c in adopted.case.constraints if c.cumulative]
    if not budgets:
        return {}
    span = plan.start.to(period)
    data = outturn(adopted.case, period)
    actual = data.window(span.start, span.end)
    idle = paths(plan.baseline_instruments, span)
    computed = [c.variable for c in budgets if c.relative and c.variable not in idle]
    if computed:
        runs = counterfactual(adopted.policy_model, data, span, {"idle": idle}, variables=computed)[
            "idle"
        ]
        idle |= {name: runs[name][0] for name in computed}
    before = {c.name: c.used for c in plan.limits}

    def since(limit: Constraint) -> float:
        path = actual[limit.variable]
        return float((path - idle[limit.variable] if limit.relative else path).sum())

    return {c.name: before.get(c.name, 0.0) + since(c) for c in budgets}


def variable_title(adopted: Situation, name: str) -> Text:
    for target in adopted.case.targets:
        if target.variable == name:
            return target.title
    return title_of(name, adopted.data, adopted.model)
