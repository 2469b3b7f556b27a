"""A plan after its adoption: the situation it was made in, and the outturns that came since."""

from __future__ import annotations

from tinbergen.core.documents import Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.loop.case import Case
from tinbergen.loop.situation import Situation, assess, with_policy_defaults
from tinbergen.loop.words import title_of


def situation_of(case: Case, plan: Plan) -> Situation:
    """The situation in which a plan was made."""
    names = {i.name for i in case.instruments}
    planned = {i.name for i in plan.instruments}
    if plan.name != case.name or names != planned:
        detail = f"{plan.name}: {', '.join(sorted(planned))}"
        raise TinbergenError("L010", plan=plan.id, detail=detail)
    return assess(case.at(plan.start - 1))


def latest(case: Case, plan: Plan) -> Period:
    """The last period to review: what the case says, at most the horizon and the data."""
    available = case.store.vintages[-1]
    last = min(
        available, plan.start + (plan.horizon - 1), case.monitor_until or available,
        key=lambda p: p.ordinal,
    )  # fmt: skip
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
