"""What a view may know besides its document, and paths as views read them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from tinbergen.charts.layers import Fan
from tinbergen.charts.quantities import short
from tinbergen.charts.typeset import period_text
from tinbergen.core.documents.evidence import Fan as FanDocument
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Plan
from tinbergen.core.documents.problem import Constraint
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.loop.case.case import Case
from tinbergen.loop.plan_notes import NoBetter
from tinbergen.report.wording import capital


class Measured(TypedDict):
    """How losses and targets are measured, as a context knows it."""

    linear: bool
    worst: float
    relative: frozenset[str]


@dataclass(frozen=True, slots=True)
class Context:
    """``titles`` and ``units`` of variables that a document names by code alone; ``now`` their
    last outturns, known ``as_of``; the ``plan`` that a document rests on; ``unsigned`` findings,
    whose number is no deviation; ``unscored`` what to say of an outlook without a record, and of
    what one is ``no_better`` than its benchmark; whether a loss is ``linear`` in its misses, not
    quadratic; the ``ceilings`` that a plan keeps in every period; the percent of draws, the
    ``worst`` ones, that an expected loss counts; targets that are ``relative`` to the path without
    policy. ``brief`` asks for the gist."""

    titles: Mapping[str, Text] = field(default_factory=dict)
    units: Mapping[str, Text] = field(default_factory=dict)
    now: Mapping[str, float] = field(default_factory=dict)
    plan: Plan | None = None
    brief: bool = False
    unsigned: frozenset[str] = frozenset()
    unscored: Text | None = None
    no_better: NoBetter | None = None
    linear: bool = False
    ceilings: tuple[Constraint, ...] = ()
    worst: float | None = None
    relative: frozenset[str] = frozenset()

    def title(self, name: str) -> Text:
        """What a variable is called, to begin a line with; its code where nobody says."""
        known = self.titles.get(name)
        return capital(known) if known else Text(name, name)

    def unit(self, series: Series | FanDocument) -> Text:
        """The unit of a path, as tables print it."""
        return short(self.units.get(series.name) or Text(series.unit, series.unit))


def measured(case: Case) -> Measured:
    """What a case says of how its plan's loss and targets are measured."""
    return Measured(
        linear=case.penalty == "linear",
        worst=100.0 if case.risk is None else 100 * (1 - case.risk),
        relative=frozenset(t.variable for t in case.targets if t.relative),
    )


def titles_in(plan: Plan) -> dict[str, Text]:
    """The names of variables that a plan says."""
    known = {w.variable: w.title for w in plan.trip_wires}
    return known | {a.variable: a.title for a in plan.attainment}


def effects_from(plan: Plan) -> Literal["model", "table", "both", "satellite"]:
    """Whether models, tables of effects or both say what a plan's instruments do, or an actor's
    own model, whose instruments they are."""
    frozen = plan.frozen.worlds if plan.frozen else ()
    if any(world.kind == "satellite" for world in frozen):
        return "satellite"
    answering = {view.name for view in plan.worlds if view.response_weight}
    tables = {
        world.kind == "table" for world in frozen if world.name in answering or not plan.worlds
    }
    return "both" if len(tables) > 1 else "table" if True in tables else "model"


def span_of(plan: Plan) -> Span:
    return Span(plan.start, plan.horizon)


def vintage_of(plan: Plan) -> Text:
    """The date as of which a plan was made."""
    return period_text(Period.parse(plan.provenance.vintage))


def named(series: Sequence[Series], name: str) -> Series:
    return next(s for s in series if s.name == name)


def cut(series: Series, span: Span) -> list[float]:
    """Values of a document's series over a span, NaN where it has none."""
    values = []
    for period in span:
        t = period - series.start
        value = series.values[t] if 0 <= t < len(series.values) else None
        values.append(math.nan if value is None else value)
    return values


def begun(span: Span, paths: Iterable[Sequence[float]], keep: Period) -> Span:
    """The span without the periods at its beginning for which no path has a value.

    It begins with ``keep`` at the latest: blank periods before say nothing, but what is planned
    from then on must be seen to follow on then.
    """
    known = [t for path in paths for t, value in enumerate(path) if math.isfinite(value)]
    first = min([*known, max(0, keep - span.start)])
    return Span(span.start + first, span.length - first)


def fan_layer(
    fan: FanDocument, name: Text, span: Span, opening: float = math.nan, last: Period | None = None
) -> Fan:
    """A fan over ``span`` up to ``last`` that opens from ``opening`` in the period before it."""
    end = fan.span.end if last is None else last
    paths = []
    for quantile in fan.quantiles:
        kept = quantile[: end - fan.start + 1]
        values = cut(Series(fan.name, fan.unit, fan.start, kept), span)
        if fan.start - 1 in span:
            values[span.position(fan.start - 1)] = opening
        paths.append(values)
    half = len(paths) // 2
    return Fan(
        name,
        tuple(fan.levels[-1 - i] - fan.levels[i] for i in range(half)),
        paths[:half],
        paths[: -half - 1 : -1],
        paths[half] if len(paths) % 2 else None,
    )
