"""Monitoring: what came in against what the plan said, and what made the difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Line, Points
from tinbergen.charts.quantities import short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.cycle import Monitoring, Review
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.documents.plan import Plan
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Cell, Column, Estimate, Findings, Table
from tinbergen.report.document import Block, Section
from tinbergen.report.views.chances import chances_table, fallen
from tinbergen.report.views.context import Context
from tinbergen.report.views.findings import estimate
from tinbergen.report.views.still_best import outdated, perturbation_table, weights_table
from tinbergen.report.wording import (
    OUTTURN,
    PERIOD,
    PLAN,
    capital,
    decimals_for,
    inside,
    listed,
    sentences,
    stretches,
)

_TITLE = Text("Monitoring", "监测")
_OF = Text("{id}, of {plan}", "{id}，监测 {plan}")


def view(found: Monitoring, context: Context) -> Section:
    """All reviews; a gist shows them side by side, else each says its causes."""
    blocks: list[Block] = [since(found.reviews, context.plan)]
    if context.brief or not found.reviews:
        blocks.append(timeline(found.reviews))
    else:
        blocks.append(review_table(found.reviews, context.plan))
        tables = (
            perturbation_table(found.reviews), chances_table(found.reviews),
            weights_table(found.weights), revision_table(found.reviews),
        )  # fmt: skip
        blocks += [table for table in tables if table is not None]
        for review in found.reviews:
            blocks += [period_text(review.period), Findings(_explained(review))]
    blocks += known(found)
    return Section(_TITLE, None, blocks, _OF.fill(id=found.id, plan=found.plan))


def view_review(review: Review, context: Context) -> Section:
    """One review: what came in and why, and the plan that it led to."""
    title = Text("Review of {period}", "{period}监测").fill(period=period_text(review.period))
    blocks: list[Block] = [timeline([review])]
    if not context.brief:
        blocks.append(Findings(_explained(review)))
    revised = review.revised
    return Section(title, None, blocks, Text(revised.id, revised.id) if revised else None)


def _explained(review: Review) -> list[Estimate]:
    """What came in, and why; an alarm shows in the severity."""
    alarms = {w.variable for w in review.fired}
    return [
        estimate(f.replace(severity=3.0) if f.name in alarms else f)
        for f in review.findings
        if f.kind == "news"
    ]


def news(reviews: Sequence[Review]) -> list[Finding]:
    return [f for r in reviews for f in r.findings if f.kind == "news"]


def fired(reviews: Sequence[Review]) -> dict[str, list[Period]]:
    """Variables whose trip-wires fired, and when."""
    found: dict[str, list[Period]] = {}
    for review in reviews:
        for wire in review.fired:
            found.setdefault(wire.variable, []).append(wire.period)
    return found


_SINCE = {
    "falsified": Text(
        "Since the plan began: {count} of {all} trip-wires fired",
        "计划开始以来：{all} 条触发线中 {count} 条被触发",
    ),
    "some": Text(
        "Since the plan began: {count} trip-wires fired", "计划开始以来：{count} 条触发线被触发"
    ),
    "holds": Text(
        "Since the plan began: none of {all} trip-wires fired",
        "计划开始以来：{all} 条触发线均未触发",
    ),
    "quiet": Text("Since the plan began: no trip-wire fired", "计划开始以来：没有触发线被触发"),
    "none": Text("Nothing has come in since the plan began", "计划开始以来尚无新数据"),
    "unwatched": Text(
        "No trip-wires were set: nothing can falsify the plan", "未设触发线：没有实际值可证伪计划"
    ),
    "which": Text("{name} in {periods}", "{name}（{periods}）"),
    "outside": Text(
        "Outside the bands fixed when the plan was made: {which}. The plan's picture of the "
        "economy was falsified{revised}",
        "超出制定计划时确定的区间：{which}。计划对经济的判断被证伪{revised}",
    ),
    "revised": Text(", and the plan was revised", "，计划已作修订"),
    "inside": Text(
        "Every outturn up to {last} lies inside the bands fixed when the plan was made",
        "截至{last}，所有实际值均在制定计划时确定的区间之内",
    ),
}  # fmt: skip


def since(reviews: Sequence[Review], plan: Plan | None) -> Callout:
    """Whether the plan's picture stands; how many wires were checked only the ``plan`` knows."""
    if not reviews:
        return Callout(_SINCE["none"])
    checked = [w for w in plan.trip_wires if w.period <= reviews[-1].period] if plan else []
    found, told = fired(reviews), [*filter(None, [outdated(reviews)]), *fallen(reviews, plan)]
    tone: Literal["warning", "note"] = "warning" if told else "note"
    if plan is not None and not checked:
        return Callout(_SINCE["unwatched"], sentences(*told) if told else None, tone)
    if not found:
        last = checked[-1].period if checked else reviews[-1].period
        stands = _SINCE["inside"].fill(last=period_text(last))
        return Callout(
            _SINCE["holds"].fill(all=len(checked)) if plan else _SINCE["quiet"],
            sentences(stands, *told),
            tone,
        )
    titles = {w.variable: w.title for r in reviews for w in r.fired}
    titles |= {f.name: f.title for f in news(reviews)}
    which = [
        _SINCE["which"].fill(name=inside(titles[name]), periods=stretches(periods))
        for name, periods in found.items()
    ]
    count = sum(len(periods) for periods in found.values())
    title = _SINCE["falsified" if plan else "some"].fill(count=count, all=len(checked))
    revised = _SINCE["revised"] if any(r.revised for r in reviews) else Text("", "")
    said = _SINCE["outside"].fill(which=listed(which), revised=revised)
    return Callout(title, sentences(said, *told), "warning")


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
    "revised": Text("New plan", "新计划"),
    "note": Text(
        "In the units of the charts above. The plan is its central path",
        "单位同上图。计划指其中心路径",
    ),
    "timeline": Text("Outturn, in brackets the plan; ✗ a trip-wire fired",
                     "实际值，括号内为计划；✗ 表示触发线被触发"),
}  # fmt: skip


def review_table(reviews: Sequence[Review], plan: Plan | None, note: Text | None = None) -> Table:
    """Each review, a row a variable: outturn, plan, what made the difference, trip-wire.

    Without the ``plan`` it is not known where a wire was quiet and where there was none.
    """
    wires = {(w.variable, w.period) for w in plan.trip_wires} if plan else set()
    rows: list[list[Cell]] = []
    for review in reviews:
        alarms = {w.variable for w in review.fired}
        for k, finding in enumerate(news([review])):
            said = dict(finding.diagnostics)
            watched = (finding.name, review.period) in wires or finding.name in alarms
            state = _REVIEW["fired" if finding.name in alarms else "quiet"]
            rows.append(
                [review.period if k == 0 else "", capital(finding.title),
                 said["outturn"], said["plan"], number(finding.estimate, 1, signed=True),
                 _cause(finding), state if watched else "–"]
            )  # fmt: skip
    columns = (
        Column(_REVIEW["period"], align="text"),
        Column(_REVIEW["what"], align="text"),
        *(Column(_REVIEW[name]) for name in ("outturn", "plan", "less")),
        Column(_REVIEW["cause"], align="text"),
        Column(_REVIEW["wire"], align="text"),
    )
    title = _REVIEW["title"].fill(period=PERIOD[reviews[-1].period.frequency])
    return Table(title, columns, rows, note=note)


_KNOWN = Text("What to know of the data behind the reviews", "监测所用数据的说明")


def known(found: Monitoring) -> list[Callout]:
    """What the document notes of its data; nothing where there is nothing to note."""
    return [Callout(_KNOWN, sentences(*found.notes))] if found.notes else []


_REVISED = {
    "title": Text("What was revised between the reviews", "各次监测之间的数据修订"),
    "vintage": Text("Vintage", "版本"),
    "period": Text("Last period known before", "此前已知的最新时期"),
    "before": Text("Before", "修订前"),
    "after": Text("Now", "修订后"),
    "change": Text("Revision", "修订"),
    "size": Text("Mean size", "平均幅度"),
    "rebased": Text("rebased", "更换基期"),
    "note": Text(
        "Revisions are no news of the period under review. Their mean size is over the last eight "
        "periods known before",
        "修订不是所监测时期的新信息。平均幅度按此前已知的最近八期计",
    ),
}


def revision_table(reviews: Sequence[Review]) -> Table | None:
    """Periods known before that were revised, a row each variable and review; None without any."""
    rows: list[list[Cell]] = []
    for review in reviews:
        for k, finding in enumerate(f for f in review.findings if f.kind == "revision"):
            said = dict(finding.diagnostics)
            digits = decimals_for([said["before"], said["after"]], fine=True)
            change: Cell = _REVISED["rebased"]
            if finding.estimate is not None:
                change = number(finding.estimate, digits, signed=True)
            made = period_text(Period.parse(finding.provenance.vintage))
            rows.append(
                [made if k == 0 else "", capital(finding.title), finding.period,
                 number(said["before"], digits), number(said["after"], digits), change,
                 number(said["mean size"], digits)]
            )  # fmt: skip
    if not rows:
        return None
    text = (_REVISED["vintage"], _REVIEW["what"], _REVISED["period"])
    numbers = (_REVISED[name] for name in ("before", "after", "change", "size"))
    columns = (*(Column(t, align="text") for t in text), *(Column(t) for t in numbers))
    return Table(_REVISED["title"], columns, rows, note=sentences(_REVISED["note"]))


def note_of_table() -> Text:
    """What stands below the table where charts with units stand above it."""
    return sentences(_REVIEW["note"])


def _cause(finding: Finding) -> Text:
    if not finding.parts:
        return Text("–", "–")
    most = max(finding.parts, key=lambda p: abs(p.value))
    size = number(most.value, 1, signed=True)
    return _REVIEW["sized"].fill(name=capital(most.title), size=size)


def timeline(reviews: Sequence[Review]) -> Table:
    """Reviews down, variables across: outturn (plan), and where a trip-wire fired."""
    titles = {f.name: f for f in news(reviews)}
    columns = [Column(_REVIEW["period"], align="text")]
    columns += [Column(capital(f.title)) for f in titles.values()]
    columns.append(Column(_REVIEW["revised"], align="text"))
    rows: list[list[Cell]] = [
        [r.period, *(_against(r, name) for name in titles), "✓" if r.revised else "·"]
        for r in reviews
    ]
    return Table(None, columns, rows, note=sentences(_REVIEW["timeline"]))


def _against(review: Review, name: str) -> str:
    finding = next((f for f in news([review]) if f.name == name), None)
    if finding is None:
        return "·"
    said = dict(finding.diagnostics)
    digits = decimals_for(said.values())
    mark = " ✗" if any(w.variable == name for w in review.fired) else "  "
    return f"{number(said['outturn'], digits)} ({number(said['plan'], digits)}){mark}"


def picture(found: Monitoring, context: Context) -> Panel | None:
    """Outturns beside the plan's central path, a chart a variable."""
    own: dict[str, list[Finding]] = {}
    for finding in news(found.reviews):
        own.setdefault(finding.name, []).append(finding)
    if not own:
        return None
    span = Span(found.reviews[0].period, len(found.reviews))
    charts = []
    for finds in own.values():
        said = {f.period: dict(f.diagnostics) for f in finds}
        plan, outturn = (
            [said[p][what] if p in said else math.nan for p in span] for what in ("plan", "outturn")
        )
        layers = (Line(PLAN, plan, tone=1), Points(OUTTURN, outturn))
        charts.append(Chart(capital(finds[0].title), span, layers, unit=short(finds[0].unit)))
    return Panel(since(found.reviews, context.plan).title, charts, min(3, len(charts)))
