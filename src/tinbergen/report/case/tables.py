"""The numbers of a turn of the circle as tidy tables: one value a row, with period and unit.

They are for programs and spreadsheets, so they speak English whatever language the report is in:
names do not change with the reader, and spreadsheets open plain ASCII alike everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tinbergen.core.documents.evidence import Fan, Finding, Series
from tinbergen.core.table import csv_text
from tinbergen.loop.cycle import Run
from tinbergen.loop.measures import bounds
from tinbergen.loop.words import unit_of

Row = tuple[object, ...]


def findings(run: Run) -> str:
    """The diagnosis: estimates, intervals, parts, and the series behind them."""
    header = ("finding", "name", "kind", "item", "period", "unit", "value")
    return csv_text(header, (r for f in run.cycle.diagnosis.findings for r in _finding(f)))


def _finding(finding: Finding) -> Iterator[Row]:
    own = (finding.id, finding.name)
    now = (finding.period, finding.unit.en)
    yield (*own, "estimate", "", *now, finding.estimate)
    if finding.interval:
        yield (*own, "lower", "", *now, finding.interval.lower)
        yield (*own, "upper", "", *now, finding.interval.upper)
    yield (*own, "severity", "", finding.period, "0 to 3", finding.severity)
    for part in finding.parts:
        yield (*own, "part", part.name, *now, part.value)
    for series in finding.series:
        for period, value in zip(series.span, series.values, strict=True):
            if value is not None:
                yield (*own, "series", series.name, period, series.unit, value)


def plan(run: Run) -> str:
    """Instruments and outcomes: baseline, plan, bounds, and quantiles of both distributions."""
    header = ("variable", "period", "unit", "kind", "value")
    return csv_text(header, _plan(run))


def _plan(run: Run) -> Iterator[Row]:
    document = run.cycle.plan
    instruments = {s.name for s in document.instruments}
    for kind, paths in (
        ("baseline", document.baseline_instruments),
        ("plan", document.instruments),
        ("baseline", [s for s in document.baseline if s.name not in instruments]),
        ("plan", [s for s in document.planned if s.name not in instruments]),
    ):
        for series in paths:
            yield from _series(series, kind)
    for instrument in run.case.instruments:
        ends = bounds(instrument, run.situation.scope.anchor(instrument.name))
        for kind, bound in zip(("lower bound", "upper bound"), ends, strict=True):
            if bound is not None:
                path = Series(
                    instrument.name, instrument.unit.en, document.start, tuple(bound.tolist())
                )
                yield from _series(path, kind)
    for kind, fans in (("baseline", document.baseline_outcomes), ("plan", document.outcomes)):
        for fan in fans:
            yield from _quantiles(fan, kind)


def _series(series: Series, kind: str) -> Iterator[Row]:
    for period, value in zip(series.span, series.values, strict=True):
        yield (series.name, period, series.unit, kind, value)


def _quantiles(fan: Fan, kind: str) -> Iterator[Row]:
    for level, path in zip(fan.levels, fan.quantiles, strict=True):
        label = f"{kind} q{100 * level:02.0f}"
        yield from _series(Series(fan.name, fan.unit, fan.start, path), label)
    yield from _series(Series(fan.name, fan.unit, fan.start, fan.mean), f"{kind} mean")


def budget(run: Run) -> str:
    """The plan in money: by measure and fiscal year, sums, and by group of households."""
    header = ("measure", "kind", "fiscal_year", "first_period", "periods", "group", "owner",
              "decide_by", "first_effect", "unit", "value")  # fmt: skip
    return csv_text(header, _budget(run))


def _budget(run: Run) -> Iterator[Row]:
    fiscal = run.cycle.plan.fiscal
    if fiscal is None:
        return
    sums = {"measures together": fiscal.direct, "answer of the economy": fiscal.induced,
            "change in the deficit": fiscal.deficit}  # fmt: skip
    lines: list[tuple[str, str, tuple[float, ...], Row]] = [
        (line.name, "measure", line.amounts, (line.owner.en, line.decide, line.first))
        for line in fiscal.lines
    ]
    lines += [(name, "sum", amounts, (None, None, None)) for name, amounts in sums.items()]
    for name, kind, amounts, dates in lines:
        for year, value in zip(fiscal.years, amounts, strict=bool(amounts)):
            own = (year.name, year.start, year.periods, None)
            yield (name, kind, *own, *dates, fiscal.unit.en, value)
    for one in fiscal.incidence:
        for group in one.groups:
            kind = f"spread like {one.way.en}"
            blank = (None, None, None, group.name, None, None, None)
            yield (one.instrument, kind, *blank, fiscal.unit.en, group.value)


def monitoring(run: Run) -> str:
    """Reviews: outturn, plan, news with its parts, trip-wires and whether they fired."""
    header = ("variable", "period", "unit", "kind", "item", "value")
    return csv_text(header, _monitoring(run))


def _monitoring(run: Run) -> Iterator[Row]:
    document = run.cycle.monitoring
    wires = {(w.variable, w.period): w for w in run.cycle.plan.trip_wires}
    for review in document.reviews if document else ():
        fired = {(w.variable, w.period) for w in review.fired}
        for finding in (f for f in review.findings if f.kind == "news"):
            own = (finding.name, finding.period)
            level = unit_of(finding.name, run.situation.data).en
            said = dict(finding.diagnostics)
            yield (*own, level, "outturn", "", said["outturn"])
            yield (*own, level, "plan", "", said["plan"])
            yield (*own, finding.unit.en, "news", "", finding.estimate)
            for part in finding.parts:
                yield (*own, finding.unit.en, "part", part.name, part.value)
            if wire := wires.get(own):
                yield (*own, level, "trip-wire lower", "", wire.lower)
                yield (*own, level, "trip-wire upper", "", wire.upper)
                yield (*own, "1 = yes", "trip-wire fired", "", int(own in fired))


def evaluation(run: Run) -> str:
    """Outturn, path without new policy, path with the plan; effects with their intervals."""
    header = ("variable", "period", "unit", "kind", "value")
    return csv_text(header, _evaluation(run))


def _evaluation(run: Run) -> Iterator[Row]:
    document = run.cycle.evaluation
    if document is None:
        return
    for kind, paths in (
        ("outturn", document.outturn),
        ("no new policy", document.counterfactual),
        ("plan", document.planned),
    ):
        for series in paths:
            yield from _series(series, kind)
    for finding in document.findings:
        who, _, variable = finding.name.partition(" on ")
        for series in finding.series:
            kind = f"{_EFFECT_OF[who]}: {series.name}"
            yield from _series(Series(variable, series.unit, series.start, series.values), kind)


_EFFECT_OF = {"plan": "effect of the plan", "outturn": "effect of the policy followed"}


def estimates(run: Run) -> str:
    """Coefficients of the estimated equations."""
    header = ("equation", "coefficient", "estimate", "se", "t", "p", "method", "observations")
    return csv_text(header, _estimates(run))


def _estimates(run: Run) -> Iterator[Row]:
    if run.situation.fit is None:
        return
    for name, fit in run.situation.fit.fit.equations.items():
        columns = (fit.coefficients, fit.standard_errors, fit.t_statistics, fit.p_values)
        numbers = zip(*(c.tolist() for c in columns), strict=True)
        for coefficient, values in zip(fit.coefficient_names, numbers, strict=True):
            yield (name, coefficient, *values, fit.method, fit.observations)


#: File name -> maker of its content.
TABLES: dict[str, Callable[[Run], str]] = {
    "findings": findings,
    "plan": plan,
    "budget": budget,
    "monitoring": monitoring,
    "evaluation": evaluation,
    "estimates": estimates,
}
