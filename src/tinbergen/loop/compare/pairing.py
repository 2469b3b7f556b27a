"""What compares with what: numbers of one unit and meaning, paths over the periods of both."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tinbergen.core.documents.comparison import (
    Compared,
    ComparedPath,
    NotCompared,
    PathTopic,
    Topic,
)
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Plan
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.loop.case.case import Case
from tinbergen.loop.plan import title_of_use

Item = TypeVar("Item")
#: Numbers that differ by no more than this share of their size are the same.
SAME = 1e-9

ONLY = (Text("only in A", "仅 A 有"), Text("only in B", "仅 B 有"))
UNITS = Text("other units: {a} in A, {b} in B", "单位不同：A 为{a}，B 为{b}")
FREQUENCIES = Text("other frequencies", "频率不同")
NO_PERIOD = Text("no period in common", "没有共同时期")
MEANINGS = Text("other definitions: {a} in A, {b} in B", "定义不同：A 为{a}，B 为{b}")
PERIODS = Text("of other periods in A and in B", "A 与 B 所涉时期不同")


@dataclass(slots=True)
class Names:
    """What variables are called, and their units in both languages, by name."""

    titles: dict[str, Text] = field(default_factory=dict)
    units: dict[str, Text] = field(default_factory=dict)

    def learn(self, plan: Plan) -> None:
        """What a plan says of its variables, where nobody said it before."""
        told: list[tuple[str, Text, Text | None]] = [
            (w.variable, w.title, w.unit) for w in plan.trip_wires
        ]
        told += [(a.variable, a.title, a.unit) for a in plan.attainment]
        if plan.fiscal is not None:
            told += [(line.name, line.title, None) for line in plan.fiscal.lines]
        told += [(p.name, t, None) for p in plan.loss_parts if (t := title_of_use(p.title))]
        for name, title, unit in told:
            self.titles.setdefault(name, title)
            if unit is not None:
                self.units.setdefault(name, unit)

    def fill(self, case: Case) -> None:
        """What a case says of variables of which nobody else said it."""
        own = case.instruments
        for title in ({i.name: i.title for i in own}, case.model.titles):
            self.titles = {**title, **self.titles}
        self.units = {**{i.name: i.unit for i in own if not i.percent}, **self.units}

    def title(self, name: str) -> Text:
        return self.titles.get(name) or Text(name, name)

    def unit(self, series: Series) -> Text:
        """A path's unit; as it is written where nobody says it in Chinese."""
        known = self.units.get(series.name)
        return known if known and known.en == series.unit else Text(series.unit, series.unit)


@dataclass(slots=True)
class Found:
    """What is collected: numbers, paths, and what was left out."""

    numbers: list[Compared] = field(default_factory=list)
    paths: list[ComparedPath] = field(default_factory=list)
    left_out: list[NotCompared] = field(default_factory=list)

    def number(
        self, topic: Topic, name: str, title: Text, units: tuple[Text, Text],
        values: tuple[float | None, float | None], apart: Text | None = None,
    ) -> None:  # fmt: skip
        """A number of both; of other units it is told and not subtracted."""
        a, b = values
        if a is None and b is None:
            return
        if apart is None and units[0].en != units[1].en:
            apart = UNITS.fill(a=units[0], b=units[1])
        self.numbers.append(Compared(topic, name, title, units[0], a, b, apart))

    def alone(self, topic: Topic, name: str, title: Text, unit: Text, value: float | None,
              side: int) -> None:  # fmt: skip
        """A number that only A (``side`` 0) or only B (1) has."""
        if value is not None:
            a, b = (value, None) if side == 0 else (None, value)
            self.numbers.append(Compared(topic, name, title, unit, a, b, ONLY[side]))

    def path(
        self, topic: PathTopic, title: Text, unit: Text, a: Series, b: Series, name: str = ""
    ) -> Span | None:
        """A path of both over their common periods, which are given back."""
        span, why = common(a, b)
        if span is None or why is not None:
            self.left_out.append(NotCompared(title, why or NO_PERIOD))
            return None
        sides = (tuple(cut(s, span)) for s in (a, b))
        self.paths.append(ComparedPath(topic, name or a.name, title, unit, span.start, *sides))
        return span


def common(a: Series, b: Series) -> tuple[Span | None, Text | None]:
    """The periods of both paths, or why they don't compare."""
    if a.start.frequency != b.start.frequency:
        return None, FREQUENCIES
    if a.unit != b.unit:
        return None, UNITS.fill(a=a.unit, b=b.unit)
    span = overlap(a.span, b.span)
    return (span, None) if span else (None, NO_PERIOD)


def overlap(a: Span, b: Span) -> Span | None:
    """The periods of both; None where there are none, or of another frequency."""
    if a.start.frequency != b.start.frequency or not a.length or not b.length:
        return None
    first, last = max(a.start, b.start), min(a.end, b.end)
    return first.to(last) if first <= last else None


def cut(series: Series, span: Span) -> list[float | None]:
    """A path over some of its periods."""
    t = span.start - series.start
    return list(series.values[t : t + span.length])


def mean(series: Series, span: Span) -> float | None:
    """The mean over some of its periods; None where one is missing."""
    values = [v for v in cut(series, span) if v is not None]
    return sum(values) / len(values) if values and len(values) == span.length else None


def close(a: float | None, b: float | None) -> bool:
    """Whether two numbers, or what is missing, are the same."""
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=SAME, abs_tol=SAME)


def pairs(
    a: Iterable[Item], b: Iterable[Item], key: Callable[[Item], str]
) -> list[tuple[Item | None, Item | None]]:
    """The items of both by key, those of A first."""
    left, right = ({key(one): one for one in items} for items in (a, b))
    return [(left.get(k), right.get(k)) for k in dict.fromkeys((*left, *right))]


def by_name(series: Sequence[Series]) -> Mapping[str, Series]:
    """The first path of each name."""
    found: dict[str, Series] = {}
    for s in series:
        found.setdefault(s.name, s)
    return found
