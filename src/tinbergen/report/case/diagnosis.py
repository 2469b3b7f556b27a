"""The diagnosis in a report: findings by weight, and the pictures behind them."""

from __future__ import annotations

import math
from collections.abc import Collection

from tinbergen.charts.picture import Picture
from tinbergen.core.documents import Finding
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Estimate, Findings
from tinbergen.report.case.findings import picture
from tinbergen.report.case.hints import hints
from tinbergen.report.case.view import View
from tinbergen.report.document import Block, Section
from tinbergen.report.wording import capital, sentences, short

_TITLE = Text("Diagnosis", "诊断")


def diagnosis_section(view: View) -> Section:
    """What is wrong, and why."""
    found = view.run.cycle.diagnosis.findings
    lead = sentences(*(f.statement for f in found[:2])) if found else None
    special, unsigned = hints(view.run.case)
    names = {f.name for f in found}
    makers = dict.fromkeys(make for name, make in special.items() if name in names)
    pictures: list[Picture] = [chart for make in makers if (chart := make(view)) is not None]
    rest = (f for f in found if f.name not in special)
    pictures += [drawn for f in rest if (drawn := picture(view, f)) is not None]
    blocks: list[Block] = [Findings([estimate(f, unsigned=unsigned) for f in found])]
    if unanswered := view.run.cycle.diagnosis.unanswered:
        reasons = sentences(*(_REASON.fill(name=u.question, why=u.reason) for u in unanswered))
        blocks.append(Callout(_UNANSWERED, reasons))
    blocks += pictures
    return Section(_TITLE, lead, blocks)


_UNANSWERED = Text("Not answered, for want of data", "数据不足，未作回答")
_REASON = Text("{name}: {why}", "{name}：{why}")

_WEIGHT = (
    Text("nothing unusual", "无异常"),
    Text("worth knowing", "值得关注"),
    Text("serious", "严重"),
    Text("alarming", "警报"),
)
_MESSAGE = Text("{title}: {weight}", "{title}：{weight}")
_METHOD = Text("{method}. Interval: {recipe}", "{method}。区间：{recipe}")
_EXACT = Text("{method}; {recipe}", "{method}；{recipe}")


def estimate(finding: Finding, *, weighed: bool = True, unsigned: Collection[str] = ()) -> Estimate:
    """A finding as the report prints it: what, how much, how found; how serious if ``weighed``.

    A plus sign would mislead before the number of ``unsigned`` findings, which is no deviation.
    """
    title = capital(finding.title)
    if weighed:
        weight = _WEIGHT[min(3, max(0, round(finding.severity)))]
        title = _MESSAGE.fill(title=title, weight=weight)
    interval, method = finding.interval, finding.method
    shown = interval is not None and interval.upper > interval.lower
    if interval is not None:
        method = (_METHOD if shown else _EXACT).fill(method=method, recipe=interval.recipe)
    value = math.nan if finding.estimate is None else finding.estimate
    ends = (interval.lower, interval.upper) if shown and interval else (math.nan, math.nan)
    small = all(abs(v) < 1 for v in (value, *ends) if math.isfinite(v))
    return Estimate(
        title,
        value,
        *ends,
        short(finding.unit),
        sentences(method),
        sentences(finding.statement),
        interval.level if interval else 0.9,
        decimals=2 if small else 1,
        signed=finding.name not in unsigned,
    )
