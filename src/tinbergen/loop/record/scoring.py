"""Scores of a case's plans over all dates: losses by truth and choice, and trip-wires."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan_record import (
    AlarmScore,
    ChoiceScore,
    Gap,
    PlanRecord,
    PlanSample,
    Truth,
)
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.case.case import Case
from tinbergen.loop.record.alarms import Alarm
from tinbergen.loop.record.choices import ALL, FOLLOWED, OTHERS, REGRET, own
from tinbergen.loop.record.origin import Origin
from tinbergen.loop.record.truth import omitted
from tinbergen.statistics.forecast.scores import diebold_mariano

Array = NDArray[np.float64]

#: Dates that an interval needs.
FEWEST = 20

_TITLES = {
    FOLLOWED: Text("Policy as followed", "实际执行的政策"),
    OTHERS: Text("Plan of the other worlds", "其他世界的计划"),
    REGRET: Text("Least regret of the other worlds", "其他世界后悔值最小的选择"),
    ALL: Text("Plan of all worlds", "所有世界的计划"),
}
_OWN = Text("Best for: {title}", "最适合：{title}")
_WHOLE = Text("plans of which every period counts", "各期均计入的计划")
_EVERY = Text(
    "all plans, periods that worlds leave out not counted", "全部计划，各世界剔除的时期不计"
)
_SEES = Text(
    "{title} sees to {sees}: before, plans and truth know what was not known.",
    "{title}所见资料至 {sees}：此前的计划与“真实世界”含当时未知的信息。",
)
_FINAL = Text(
    "Data are as revised since: plans see later revisions, not later periods.",
    "数据为此后修订的数值：计划可见后来的修订，不可见后来的时期。",
)
_ANEW = Text(
    "Worlds that look ahead are estimated anew each year, on data from {start} to the end of the "
    "year before.",
    "前瞻世界逐年重新估计，样本自 {start} 至上年末。",
)
_GIVEN = Text(
    "Worlds have the values of the case at all dates.", "各世界在所有时点均用案例所给的数值。"
)
_CASE = Text(
    "What is wanted, and the worlds, are those of the case, which was written in {as_of}.",
    "目标与各世界均取自案例，而案例写于 {as_of}。",
)


def plan_record(case: Case, origins: Sequence[Origin], every: int) -> PlanRecord:
    """The record over origins in order, ``every`` so many periods."""
    names = tuple(origins[0].losses)
    specs = {spec.name: spec for spec in case.all_worlds}
    weights = truth_weights(case, names)
    overlap = -(-(case.horizon + case.tail) // every)
    whole = [o for o in origins if o.whole]
    asked = [(_WHOLE, whole), (_EVERY, origins)] if len(whole) < len(origins) else [(_WHOLE, whole)]
    late = [s for s in specs.values() if s.sees_to and not (case.record.start and s.looks_ahead)]
    return PlanRecord(
        case.name,
        case.title,
        every,
        case.horizon,
        case.tail,
        tuple(
            Truth(n, specs[n].title, w) for n, w in zip(names, weights.tolist(), strict=True)
        ),
        tuple(_sample(case, title, rows, weights, overlap) for title, rows in asked if rows),
        (
            *(() if case.reading.vintages else (_FINAL,)),
            _ANEW.fill(start=case.record.start) if case.record.start else _GIVEN,
            *(
                _SEES.fill(title=s.title, sees=s.sees_to)
                for s in late if s.sees_to and s.sees_to > origins[0].date
            ),
            _CASE.fill(as_of=case.as_of),
        ),
    )  # fmt: skip


def truth_weights(case: Case, truths: Sequence[str]) -> Array:
    """(W,) the weights of the responses of these worlds, which sum to one."""
    known = {spec.name: spec.response_weight for spec in case.all_worlds}
    weights = np.array([known[name] for name in truths])
    return np.asarray(weights / weights.sum())


def gap(ours: Array, followed: Array, overlap: int) -> Gap:
    """A choice's losses (n,) by consecutive dates against those of policy as followed.

    ``overlap`` is how many dates a plan's horizon spans.
    """
    lower = upper = None
    if len(ours) >= max(FEWEST, overlap + 1):
        with suppress(TinbergenError):  # both are the same
            lower, upper = diebold_mariano(ours, followed, overlap, kernel="bartlett").interval()
    return Gap(float(np.mean(ours - followed)), lower, upper, float(np.mean(ours < followed)))


def _sample(
    case: Case, title: Text, rows: Sequence[Origin], weights: Array, overlap: int
) -> PlanSample:
    truths = tuple(rows[0].losses)
    table = {
        choice: np.array([[o.losses[truth][choice] for truth in truths] for o in rows])
        for choice in rows[0].losses[truths[0]]
    }
    followed = table[FOLLOWED]

    def score(choice: str, losses: Array) -> ChoiceScore:
        return ChoiceScore(
            choice,
            _title(case, choice),
            tuple(losses.mean(axis=0).tolist()),
            float((losses @ weights).mean()),
            tuple(gap(losses[:, k], followed[:, k], overlap) for k in range(len(truths))),
            gap(losses @ weights, followed @ weights, overlap),
        )

    return PlanSample(
        title, len(rows), rows[0].date, rows[-1].date,
        tuple(score(choice, losses) for choice, losses in table.items()),
        tuple(_alarms(who, rows, truths, weights) for who in ("plan", "rules") if rows[0].alarms),
    )  # fmt: skip


def _title(case: Case, choice: str) -> Text:
    if choice in _TITLES:
        return _TITLES[choice]
    rules = {rule.name: rule.title for rule in case.record.rules}
    if choice in rules:
        return rules[choice]
    return next(_OWN.fill(title=s.title) for s in case.all_worlds if own(s.name) == choice)


def _alarms(
    who: Literal["plan", "rules"], rows: Sequence[Origin], truths: Sequence[str], weights: Array
) -> AlarmScore:
    def mean(of: Callable[[Alarm], float]) -> float:
        """Over dates, and truths by their weights."""
        return float(np.mean(_table(who, rows, truths, of) @ weights))

    power = _table(who, rows, truths, lambda a: a.power).mean(axis=0)
    return AlarmScore(
        who=who,
        stated=mean(lambda a: a.stated),
        power=tuple(power.tolist()),
        wires=mean(lambda a: a.wires),
        fired=mean(lambda a: a.fired),
        rang=mean(lambda a: a.fired > 0),
        false=mean(lambda a: a.fired > 0 and not a.missed),
        missed=mean(lambda a: bool(a.missed)),
        unforeseen=mean(_surprising),
        silent=mean(lambda a: bool(a.missed) and not a.fired),
        surprised=mean(lambda a: _surprising(a) and not a.fired),
    )


def _surprising(alarm: Alarm) -> bool:
    """Whether a target was missed of which the central path had not said so."""
    return bool(set(alarm.missed) - set(alarm.foreseen))


def _table(
    who: str, rows: Sequence[Origin], truths: Sequence[str], of: Callable[[Alarm], float]
) -> Array:
    """(dates, truths)"""
    return np.array([[float(of(o.alarms[truth][who])) for truth in truths] for o in rows])


def dates(case: Case, first: Period, last: Period, every: int) -> tuple[Period, ...]:
    """Every so many periods from the first to the last, but for those that worlds leave out."""
    span = first.to(last)
    left_out = omitted(case, span)
    return tuple(d for k, d in enumerate(span) if k % every == 0 and not left_out[k])
