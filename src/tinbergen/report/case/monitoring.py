"""Monitoring in a report: outturns against the plan, their causes, alarms and revisions."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Bounds, Part, Points, StackedBars
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents import Finding, Monitoring, Review
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Cell, Column, Table
from tinbergen.report.case.instruments import revisions_panel
from tinbergen.report.case.view import View, fan_layer, grid, window
from tinbergen.report.document import Block, Section
from tinbergen.report.wording import OUTTURN, PLAN, capital, inside, listed, sentences, stretches

_TITLE = Text("Monitoring", "监测")


def monitoring_section(view: View, monitoring: Monitoring) -> Section:
    """What came in, against what the plan said; how the plan was revised."""
    reviews = monitoring.reviews
    blocks: list[Block] = []
    if view.plan.trip_wires:
        blocks += [
            against_plan(view, reviews),
            news_panel(view, reviews),
            review_table(view, reviews),
        ]
    if monitoring.revisions:
        blocks.append(revisions_panel(view, monitoring.revisions))
    verdict = since(view, monitoring)
    return Section(_TITLE, sentences(verdict.title, verdict.body or verdict.title), blocks)


def _fired(reviews: Sequence[Review]) -> dict[str, list[Period]]:
    """Variables whose trip-wires fired, and when."""
    found: dict[str, list[Period]] = {}
    for review in reviews:
        for wire in review.fired:
            found.setdefault(wire.variable, []).append(wire.period)
    return found


_SINCE = {
    "falsified": Text(
        "Since adoption: {count} of {all} trip-wires fired",
        "采纳以来：{all} 条触发线中 {count} 条被触发",
    ),
    "holds": Text(
        "Since adoption: none of {all} trip-wires fired", "采纳以来：{all} 条触发线均未触发"
    ),
    "unwatched": Text(
        "No trip-wires were set: nothing can falsify the plan", "未设触发线：没有实际值可证伪计划"
    ),
    "which": Text("{name} in {periods}", "{name}（{periods}）"),
    "outside": Text(
        "Outside the bands fixed at adoption: {which}. The plan's picture of the economy was "
        "falsified, and the plan was revised",
        "超出采纳时确定的区间：{which}。计划对经济的判断被证伪，计划已作修订",
    ),
    "inside": Text(
        "Every outturn up to {last} lies inside the bands fixed at adoption",
        "截至{last}，所有实际值均在采纳时确定的区间之内",
    ),
}  # fmt: skip


def since(view: View, monitoring: Monitoring) -> Callout:
    """What was falsified since adoption."""
    reviews = monitoring.reviews
    checked = [w for w in view.plan.trip_wires if w.period <= reviews[-1].period]
    if not checked:
        return Callout(_SINCE["unwatched"])
    found = _fired(reviews)
    if not found:
        return Callout(
            _SINCE["holds"].fill(all=len(checked)),
            sentences(_SINCE["inside"].fill(last=period_text(checked[-1].period))),
        )
    which = [
        _SINCE["which"].fill(name=inside(view.title(name)), periods=stretches(periods))
        for name, periods in found.items()
    ]
    count = sum(len(periods) for periods in found.values())
    return Callout(
        _SINCE["falsified"].fill(count=count, all=len(checked)),
        sentences(_SINCE["outside"].fill(which=listed(which))),
        "warning",
    )


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
        _AGAINST["subtitle"].fill(as_of=view.as_of_text),
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
    for finding in (f for r in reviews for f in r.findings if f.kind == "news" and f.name == name):
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
    news = [f for r in reviews for f in r.findings if f.kind == "news"]
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


_REVIEW = {
    "title": Text("Review by {period}", "逐{period}监测"),
    "period": Text("Period", "时期"),
    "what": Text("Outcome", "指标"),
    "outturn": Text("Outturn", "实际值"),
    "plan": Text("Plan", "计划"),
    "less": Text("Difference", "差异"),
    "cause": Text("Largest cause", "最大原因"),
    "sized": Text("{name} {size}", "{name} {size}"),
    "wire": Text("Trip-wire", "触发线"),
    "fired": Text("fired", "触发"),
    "quiet": Text("quiet", "未触发"),
    "note": Text(
        "In the units of the charts above. The plan is its central path",
        "单位同上图。计划指其中心路径",
    ),
}  # fmt: skip


def review_table(view: View, reviews: Sequence[Review]) -> Table:
    """Each review, a row a variable: outturn, plan, what made the difference, trip-wire."""
    wires = {(w.variable, w.period) for w in view.plan.trip_wires}
    rows: list[list[Cell]] = []
    for review in reviews:
        news = [f for f in review.findings if f.kind == "news"]
        alarms = {w.variable for w in review.fired}
        for k, finding in enumerate(news):
            said = dict(finding.diagnostics)
            state = _REVIEW["fired" if finding.name in alarms else "quiet"]
            rows.append(
                [review.period if k == 0 else "", view.title(finding.name),
                 said["outturn"], said["plan"], number(finding.estimate, 1, signed=True),
                 _cause(finding), state if (finding.name, review.period) in wires else "–"]
            )  # fmt: skip
    columns = (
        Column(_REVIEW["period"], align="text"),
        Column(_REVIEW["what"], align="text"),
        *(Column(_REVIEW[name]) for name in ("outturn", "plan", "less")),
        Column(_REVIEW["cause"], align="text"),
        Column(_REVIEW["wire"], align="text"),
    )
    title = _REVIEW["title"].fill(period=view.period)
    return Table(title, columns, rows, note=sentences(_REVIEW["note"]))


def _cause(finding: Finding) -> Text:
    most = max(finding.parts, key=lambda p: abs(p.value))
    size = number(most.value, 1, signed=True)
    return _REVIEW["sized"].fill(name=capital(most.title), size=size)
