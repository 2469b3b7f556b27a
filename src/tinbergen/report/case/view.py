"""A turn of the circle as its report sees it: names, units, histories and layers for charts."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tinbergen.charts.chart import Chart
from tinbergen.charts.ground import Marker
from tinbergen.charts.picture import Picture
from tinbergen.charts.quantities import change_of, short
from tinbergen.charts.typeset import period_text
from tinbergen.core.documents.evidence import Finding, Series
from tinbergen.core.documents.plan import Plan
from tinbergen.core.documents.problem import Instrument
from tinbergen.core.period import Period, Span
from tinbergen.core.text import NO_TEXT, Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.derive import derive
from tinbergen.loop.cycle import Run
from tinbergen.loop.plan_notes import no_better, unrecorded
from tinbergen.loop.plan_tracking import outturn, variable_title
from tinbergen.loop.words import level_unit, unit_of
from tinbergen.report.views.context import Context, begun, cut, measured, titles_in
from tinbergen.report.views.finding_pictures import picture
from tinbergen.report.wording import PERIOD, PERIODS, capital, decimals_for, unstopped

_SOURCE = Text(
    "{source}; periods up to {vintage}; Tinbergen.", "{source}；数据至{vintage}；Tinbergen。"
)
_SOURCE_OF = Text(
    "{source}; vintage {vintage}, periods up to {period}; Tinbergen.",
    "{source}；{vintage}版本，数据至{period}；Tinbergen。",
)
_OWN = Text("the user's data", "用户数据")

#: Years of history that a finding's picture shows.
_YEARS = 30
#: Height in px of charts that stand three in a row.
_LOW = 150.0


@dataclass(frozen=True)
class View:
    """A run with what its report asks of it again and again."""

    run: Run

    @property
    def plan(self) -> Plan:
        return self.run.cycle.plan

    @cached_property
    def data(self) -> Dataset:
        """The data as of the date, with what an actor's definitions make of them; how its
        instruments were set is not among that."""
        there = self.run.situation
        if there.satellite is None:
            return there.data
        found = derive(there.satellite.model, there.data)
        unseen = {i.name for i in self.run.case.instruments} - {*there.data.names}
        return found.select([n for n in found.names if n not in unseen])

    @property
    def as_of(self) -> Period:
        return self.run.situation.as_of

    @property
    def as_of_text(self) -> Text:
        return period_text(self.as_of)

    @property
    def vintage_text(self) -> Text:
        """The date at which the data are read; the as-of period where they have no vintages."""
        return period_text(self.run.case.vintage)

    @cached_property
    def later(self) -> Dataset:
        """The data as of the last review; those of the as-of date when there was none."""
        monitoring = self.run.cycle.monitoring
        if monitoring is None:
            return self.data
        return outturn(self.run.case, monitoring.reviews[-1].period).data

    @property
    def horizon(self) -> Span:
        return Span(self.plan.start, self.plan.horizon)

    @property
    def period(self) -> Text:
        """What one period is called."""
        return PERIOD[self.data.frequency]

    @property
    def periods(self) -> Text:
        return PERIODS[self.data.frequency]

    def source(self, vintage: Period | None = None, of: Finding | None = None) -> Text:
        """The line below a picture: where the numbers come from and as of when.

        Those of a finding come from where it says; it may have read tables besides the series.
        """
        own = of.provenance.source if of is not None else NO_TEXT
        named = next((s for s in (own, self.data.source) if s.en), _OWN)
        source, period, reading = unstopped(named), vintage or self.as_of, self.run.case.reading
        if reading.vintages:
            made = period_text(reading.vintage(period))
            return _SOURCE_OF.fill(source=source, vintage=made, period=period_text(period))
        return _SOURCE.fill(source=source, vintage=period_text(period))

    def back(self, years: int, *names: str, at_least: int = 12) -> Span:
        """The last years up to the as-of period, as far as the data go, or the named series do."""
        wanted = max(years * self.data.frequency, at_least)
        length = min(wanted, self.data.span.position(self.as_of) + 1)
        span = Span(self.as_of - (length - 1), length)
        shown = [window(self.data, n, span) for n in names if n in self.data]
        return begun(span, shown, self.as_of) if names else span

    @cached_property
    def context(self) -> Context:
        """What the views of the documents may know of the case."""
        names = [s.name for s in (*self.plan.instruments, *self.plan.planned)]
        units = {i.name: level_unit(i, self.data) for i in self.run.case.instruments}
        units |= {n: unit_of(n, self.data) for n in names if n not in units}
        now = {n: self.data.at(n, self.as_of) for n in names if n in self.data}
        titles = {n: self.title(n) for n in names}
        case = self.run.case
        return Context(
            titles_in(self.plan) | titles, units, now, self.plan,
            unscored=unrecorded(case) if self.plan.outcomes else None,
            no_better=no_better(case),
            **measured(case),
        )  # fmt: skip

    def picture(self, finding: Finding) -> Picture | None:
        """A finding's picture over the last thirty years, as far as the data go."""
        return picture(finding, self.title, self.back(_YEARS), self.source(of=finding))

    def marker(self) -> tuple[Marker, ...]:
        return (Marker(self.as_of),)

    def title(self, name: str) -> Text:
        """A variable's name, to begin a line with."""
        for instrument in self.run.case.instruments:
            if instrument.name == name:
                return instrument.title
        known = variable_title(self.run.situation, name)
        indicator = self.run.case.pack.indicator(name)
        return capital(indicator.title if indicator and known.en == name else known)

    def unit(self, name: str) -> Text:
        """A variable's unit as charts print it."""
        own = [level_unit(i, self.data) for i in self.run.case.instruments if i.name == name]
        return short(own[0] if own else unit_of(name, self.data))

    def change(self, name: str) -> Text:
        """The unit of a difference of a variable."""
        return change_of(self.unit(name))

    def decimals(self, name: str) -> int:
        if name not in self.data:
            return 1
        recent = self.data[name][-8:]
        return decimals_for(recent[np.isfinite(recent)].tolist())

    def instrument(self, name: str) -> Instrument:
        return next(i for i in self.run.case.instruments if i.name == name)

    def finding(self, name: str) -> Finding | None:
        """The diagnosis's finding of that name; None when the data were too short for it."""
        found = self.run.cycle.diagnosis.findings
        return next((f for f in found if f.name == name), None)

    def shown(self) -> tuple[str, ...]:
        """Outcomes worth a picture: targets, trip-wires, constraints that the plan has paths of."""
        case = self.run.case
        names = dict.fromkeys(
            [
                *(t.variable for t in case.targets),
                *case.trip_variables,
                *(c.variable for c in case.constraints),
            ]
        )
        paths = {series.name for series in self.plan.outcomes or self.plan.planned}
        return tuple(name for name in names if name in paths)


def grid(charts: Sequence[Chart]) -> tuple[list[Chart], int]:
    """Charts of a panel and its columns, such that no corner stays empty where that can be."""
    if len(charts) % 3 or len(charts) % 2 == 0:
        return list(charts), min(2, len(charts))
    return [dataclasses.replace(chart, height=_LOW) for chart in charts], 3


def window(data: Dataset, name: str, span: Span) -> list[float]:
    """Values of a dataset's series over a span, NaN where it has none."""
    values: list[float] = data.window(span.start, span.end)[name].tolist()
    return values


def joined(series: Series, data: Dataset, span: Span) -> list[float]:
    """A path ahead that starts from the last value known, so that its line meets history's."""
    values = cut(series, span)
    before = series.start - 1
    if before in span and series.name in data:
        values[span.position(before)] = data.at(series.name, before)
    return values
