"""A plan after its adoption: the situation it was made in, and the outturns that came since."""

from __future__ import annotations

from collections.abc import Iterable

from tinbergen.core.documents import Instrument, Plan, Series
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.loop.case import Case
from tinbergen.loop.situation import Situation, assess, with_policy_defaults
from tinbergen.loop.words import title_of


def situation_of(case: Case, plan: Plan) -> Situation:
    """The situation in which a plan was made."""
    differing = [
        f"{word} {theirs} / {ours}"
        for word, theirs, ours in (
            ("name", plan.name, case.name),
            ("instruments", _listed(plan.instruments), _listed(case.instruments)),
            ("horizon", plan.horizon, case.horizon),
            ("frequency", plan.start.frequency.letter, case.as_of.frequency.letter),
        )
        if theirs != ours
    ]
    unknown = {w.variable for w in plan.trip_wires} - {*case.model.endogenous}
    if unknown:
        differing.append(f"model {_listed(plan.planned)} / {', '.join(case.model.endogenous)}")
    if differing:
        raise TinbergenError("L010", plan=plan.id, detail="; ".join(differing))
    return assess(case.at(plan.start - 1))


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
    return with_policy_defaults(case, case.store.as_of(period))


def variable_title(adopted: Situation, name: str) -> Text:
    for target in adopted.case.targets:
        if target.variable == name:
            return target.title
    return title_of(name, adopted.data, adopted.model)
