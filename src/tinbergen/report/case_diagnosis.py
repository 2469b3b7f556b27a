"""The diagnosis in a report: findings by weight, and the pictures behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tinbergen.core.documents import Finding
from tinbergen.core.text import NO_TEXT, Text
from tinbergen.report.blocks import Estimate, Findings
from tinbergen.report.case_view import View, cut, named
from tinbergen.report.case_words import amount, capital, change_of, sentences, short
from tinbergen.report.chart import Chart, Panel
from tinbergen.report.document import Block, Section
from tinbergen.report.layers import Fan, Layer, Line, Part, StackedBars
from tinbergen.report.typeset import number, period_text

_TITLE = Text("Diagnosis", "诊断")


def diagnosis_section(view: View) -> Section:
    """What is wrong, and why."""
    found = view.run.cycle.diagnosis.findings
    lead = sentences(*(f.statement for f in found[:2])) if found else None
    makers = (contributions, demand_supply, output_gap, norms, policy_rate)
    pictures = [chart for make in makers if (chart := make(view)) is not None]
    blocks: list[Block] = [Findings([estimate(f) for f in found]), *pictures]
    return Section(_TITLE, lead, blocks)


_WEIGHT = (
    Text("nothing unusual", "无异常"),
    Text("worth knowing", "值得关注"),
    Text("serious", "严重"),
    Text("alarming", "警报"),
)
_MESSAGE = Text("{title}: {weight}", "{title}：{weight}")
_METHOD = Text("{method}. Interval: {recipe}", "{method}。区间：{recipe}")

#: Findings whose number is no deviation, so that a plus sign would mislead.
_UNSIGNED = frozenset({"recession risk"})


def estimate(finding: Finding) -> Estimate:
    """A finding as the report prints it: how serious, what, how much, how found."""
    weight = _WEIGHT[min(3, max(0, round(finding.severity)))]
    interval, method = finding.interval, finding.method
    shown = interval is not None and interval.upper > interval.lower
    if interval is not None:
        method = _METHOD.fill(method=method, recipe=interval.recipe)
    value = math.nan if finding.estimate is None else finding.estimate
    return Estimate(
        _MESSAGE.fill(title=capital(finding.title), weight=weight),
        value,
        interval.lower if shown and interval else math.nan,
        interval.upper if shown and interval else math.nan,
        short(finding.unit),
        method,
        capital(finding.statement),
        interval.level if interval else 0.9,
        signed=finding.name not in _UNSIGNED,
    )


_GROWTH = {
    "took": Text(
        "{name} took {size} points off growth in {period}, more than any other part moved it",
        "{period}，{name}拖累增长 {size} 个百分点，影响大于其他各项",
    ),
    "added": Text(
        "{name} added {size} points to growth in {period}, more than any other part moved it",
        "{period}，{name}拉动增长 {size} 个百分点，影响大于其他各项",
    ),
    "subtitle": Text(
        "Contributions to growth on the previous {period}, annualised",
        "对较上一{period}增长率的贡献，年率",
    ),
    "total": Text("GDP growth", "GDP增长率"),
}


def contributions(view: View) -> Chart | None:
    """What each part of demand added to growth over the last five years."""
    finding = view.finding("growth")
    if finding is None:
        return None
    span = view.back(5)
    parts = [
        Part(capital(part.title), cut(series, span))
        for part, series in zip(finding.parts, finding.series, strict=True)
    ]
    total = [sum(p.values[t] for p in parts) for t in range(len(span))]
    most = max(finding.parts, key=lambda p: abs(p.value))
    message = _GROWTH["took" if most.value < 0 else "added"].fill(
        name=capital(most.title), size=number(abs(most.value), 1), period=view.as_of_text
    )
    return Chart(
        message,
        span,
        (StackedBars(parts, total, _GROWTH["total"]),),
        _GROWTH["subtitle"].fill(period=view.period),
        change_of(finding.unit),
        view.source(),
    )
