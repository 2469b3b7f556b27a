"""The summary of a turn of the circle: what a minister reads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tinbergen.core.documents import Attainment, Series
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Column, Table
from tinbergen.report.case_view import View, named, window
from tinbergen.report.case_words import (
    amount,
    change_of,
    decimals_for,
    listed,
    sentences,
    short,
    stretch,
    stretches,
)
from tinbergen.report.chart import Ranking, Row
from tinbergen.report.document import Block, Section
from tinbergen.report.typeset import number, period_text

_TITLE = Text("Summary", "摘要")


def summary(view: View) -> Section:
    """Verdict, the numbers that matter, what binds, and what was falsified since."""
    blocks: list[Block] = [what_to_do(view), chances(view)]
    if bound := _bound(view):
        blocks.append(bound)
    if since := _since(view):
        blocks.append(since)
    return Section(_TITLE, _lead(view), blocks)


_AHEAD = Text(
    "As of {as_of} the plan for {horizon} is this.", "截至{as_of}，{horizon}的计划如下。"
)


def _lead(view: View) -> Text:
    findings = view.run.cycle.diagnosis.findings
    wrong = (findings[0].statement,) if findings else ()
    return sentences(*wrong, view.plan.verdict)


_DO = {
    "title": Text("What the plan sets", "计划如何设定"),
    "instrument": Text("Instrument", "工具"),
    "first": Text("First step, {period}", "第一步，{period}"),
    "mean": Text("Average {span}", "{span}平均"),
    "idle": Text("Average with no new policy", "无新政策时平均"),
    "most": Text("Largest move from no new policy", "与无新政策相比的最大变动"),
    "in": Text("{move} in {period}", "{period} {move}"),
    "none": Text("none", "无"),
    "note": Text(
        "Baseline: {baseline}.",
        "基线：{baseline}。",
    ),
    "with_unit": Text("{name}, {unit}", "{name}（{unit}）"),
}


def what_to_do(view: View) -> Table:
    """The instruments now, at first, on average and at their farthest from the baseline."""
    plan = view.plan
    rows = []
    for planned in plan.instruments:
        idle = named(plan.baseline_instruments, planned.name)
        path, base = (np.array(s.values, dtype=float) for s in (planned, idle))
        before = view.data.at(planned.name, view.as_of) if planned.name in view.data else np.nan
        digits = decimals_for([*path.tolist(), *base.tolist()])
        rows.append(
            (
                _DO["with_unit"].fill(
                    name=view.title(planned.name), unit=view.unit(planned.name)
                ),
                *(
                    number(v, digits)
                    for v in (before, float(path[0]), float(path.mean()), float(base.mean()))
                ),
                _largest_move(planned, path - base, digits),
            )
        )
    text, span = "text", stretch(plan.start, plan.start + (plan.horizon - 1))
    columns = (
        Column(_DO["instrument"], align="text"),
        Column(view.as_of_text),
        Column(_DO["first"].fill(period=period_text(plan.start))),
        Column(_DO["mean"].fill(span=span)),
        Column(_DO["idle"]),
        Column(_DO["most"]),
    )
    assert text
    baseline = plan.provenance.baseline or Text("-", "-")
    return Table(_DO["title"], columns, rows, note=_DO["note"].fill(baseline=baseline))


def _largest_move(planned: Series, moves: np.ndarray, digits: int) -> Text:
    t = int(np.argmax(np.abs(moves)))
    if abs(moves[t]) < 0.5 * 10**-digits:
        return _DO["none"]
    move = number(float(moves[t]), digits, signed=True)
    return _DO["in"].fill(move=move, period=period_text(planned.start + t))
