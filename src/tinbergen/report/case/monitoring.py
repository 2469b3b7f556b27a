"""Monitoring in a report: outturns against the plan, their causes, alarms and revisions."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Bounds, Part, Points, StackedBars
from tinbergen.core.documents.cycle import Monitoring, Review
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.report.case.instruments import revisions_panel
from tinbergen.report.case.view import View, grid, window
from tinbergen.report.document import Block, Section
from tinbergen.report.views.chances import chances_table
from tinbergen.report.views.context import fan_layer
from tinbergen.report.views.monitoring import (
    known,
    note_of_table,
    review_table,
    revision_table,
    since,
)
from tinbergen.report.views.monitoring import news as news_of
from tinbergen.report.views.still_best import perturbation_table, weights_table
from tinbergen.report.wording import OUTTURN, PLAN, capital, inside, sentences

_TITLE = Text("Monitoring", "监测")


def monitoring_section(view: View, monitoring: Monitoring) -> Section:
    """What came in, against what the plan said; how the plan was revised."""
    reviews = monitoring.reviews
    blocks: list[Block] = []
    if view.plan.trip_wires:
        blocks += [
            against_plan(view, reviews),
            news_panel(view, reviews),
            review_table(reviews, view.plan, note_of_table()),
        ]
    tables = (
        perturbation_table(reviews), chances_table(reviews), weights_table(monitoring.weights),
        revision_table(reviews),
    )  # fmt: skip
    blocks += [table for table in tables if table is not None]
    blocks += known(monitoring)
    if monitoring.revisions:
        blocks.append(revisions_panel(view, monitoring.revisions))
    verdict = since(reviews, view.plan)
    return Section(_TITLE, sentences(verdict.title, verdict.body or verdict.title), blocks)


_AGAINST = {
    "outside": Text(
        "{count} of {all} outturns fell outside the range that the plan gave them",
        "{all} 个实际值中有 {count} 个落在计划给出的区间之外",
    ),
    "inside": Text(
        "All {all} outturns checked lie in the range that the plan gave them",
        "受检的 {all} 个实际值均在计划给出的区间之内",
    ),
    "subtitle": Text("Outturns against the plan of {as_of}", "实际值与{as_of}计划的对照"),
    "wire": Text("Trip-wire", "触发线"),
    "since": Text("Outturn since adoption", "采纳以来的实际值"),
    "fired": Text("Trip-wire fired", "触发线被触发"),
    "note": Text("Dashed grey lines are the trip-wires", "灰色虚线为触发线"),
}


def against_plan(view: View, reviews: Sequence[Review]) -> Panel:
    """Fans of the plan with the outturns, the trip-wires and where they fired."""
    checked = [w for w in view.plan.trip_wires if w.period <= reviews[-1].period]
    count = sum(len(r.fired) for r in reviews)
    title = _AGAINST["outside" if count else "inside"].fill(count=count, all=len(checked))
    return Panel(
        title,
        *grid([_outturns(view, name, reviews) for name in _watched(view)]),
        _AGAINST["subtitle"].fill(as_of=view.vintage_text),
        None,
        view.source(reviews[-1].period),
        sentences(_AGAINST["note"]) if len({w.period for w in checked}) > 1 else None,
    )


def _watched(view: View) -> list[str]:
    return list(dict.fromkeys(w.variable for w in view.plan.trip_wires))


def _outturns(view: View, name: str, reviews: Sequence[Review]) -> Chart:
    back = view.back(2, name, at_least=6)
    end = min(reviews[-1].period + 2, view.horizon.end, key=lambda p: p.ordinal)
    span = back.start.to(end)
    past = window(view.data, name, span)
    for finding in (f for f in news_of(reviews) if f.name == name):
        past[span.position(finding.period)] = dict(finding.diagnostics)["outturn"]
    wires = {w.period: w for w in view.plan.trip_wires if w.variable == name}
    dates = {w.period for r in reviews for w in r.fired if w.variable == name}
    fan = next(f for f in view.plan.outcomes if f.name == name)
    layers = (
        fan_layer(fan, PLAN, span, view.data.at(name, view.as_of), end),
        Bounds(
            OUTTURN,
            past,
            [wires[p].lower if p in wires else math.nan for p in span],
            [wires[p].upper if p in wires else math.nan for p in span],
            [p in dates for p in span],
            "ink",
            _AGAINST["wire"],
            _AGAINST["wire"],
            _AGAINST["fired"],
        ),
        Points(
            _AGAINST["since"],
            [v if p > view.as_of else math.nan for p, v in zip(span, past, strict=True)],
        ),
    )
    return Chart(view.title(name), span, layers, unit=view.unit(name), markers=view.marker())


_NEWS = {
    "title": Text(
        "What took {name} furthest from the plan: {cause}",
        "{name}偏离计划的最大部分是{cause}",
    ),
    "subtitle": Text("Outturn less plan, by cause", "实际值减计划，按原因分解"),
    "levers": Text("Instruments not as planned", "工具未按计划"),
    "other": Text("Other causes", "其他原因"),
    "total": Text("Outturn less plan", "实际值减计划"),
    "note": Text(
        "The parts sum exactly. The news of a {period} holds what earlier surprises still do",
        "各部分严格加总。每期的偏差包含此前意外的后续影响",
    ),
}

#: Causes that get a colour of their own; the rest are one.
_CAUSES = 6


def news_panel(view: View, reviews: Sequence[Review]) -> Panel:
    """Outturn less plan, stacked by cause, for each variable watched."""
    news = news_of(reviews)
    instruments = {i.name for i in view.plan.instruments}
    shown = _largest(news, instruments)
    charts = [_news(view, name, news, instruments, shown) for name in _watched(view)]
    first = [f for f in news if f.name == _watched(view)[0]]
    totals = _grouped(first, instruments, shown)
    cause = max(totals, key=lambda c: sum(abs(v) for v in totals[c]))
    title = _NEWS["title"].fill(cause=inside(cause), name=inside(view.title(first[0].name)))
    return Panel(
        title, *grid(charts), _NEWS["subtitle"], None,
        view.source(reviews[-1].period), sentences(_NEWS["note"].fill(period=view.period)),
    )  # fmt: skip


def _largest(news: Sequence[Finding], instruments: set[str]) -> list[str]:
    """Causes that matter most anywhere, sizes measured against each variable's own news."""
    weights: dict[str, float] = {}
    for finding in news:
        scale = sum(abs(p.value) for p in finding.parts) or 1.0
        for part in finding.parts:
            if part.name not in instruments:
                weights[part.name] = weights.get(part.name, 0.0) + abs(part.value) / scale
    return sorted(weights, key=lambda n: -weights[n])[:_CAUSES]


def _grouped(
    news: Sequence[Finding], instruments: set[str], shown: Sequence[str]
) -> dict[Text, list[float]]:
    """Cause -> its part in each finding: the large ones, the instruments, the rest."""
    titles = {p.name: capital(p.title) for f in news for p in f.parts}
    groups = {titles[name]: [0.0] * len(news) for name in shown if name in titles}
    groups |= {_NEWS["levers"]: [0.0] * len(news), _NEWS["other"]: [0.0] * len(news)}
    for t, finding in enumerate(news):
        for part in finding.parts:
            own = titles[part.name] if part.name in shown else _NEWS["other"]
            groups[_NEWS["levers"] if part.name in instruments else own][t] += part.value
    return groups


def _news(
    view: View, name: str, news: Sequence[Finding], instruments: set[str], shown: Sequence[str]
) -> Chart:
    own = [f for f in news if f.name == name]
    parts = [Part(cause, values) for cause, values in _grouped(own, instruments, shown).items()]
    total = [f.estimate if f.estimate is not None else math.nan for f in own]
    span = Span(own[0].period, len(own))
    layers = (StackedBars(parts, total, _NEWS["total"]),)
    return Chart(view.title(name), span, layers, unit=view.change(name))
