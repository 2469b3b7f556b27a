"""Paths of a comparison: both as pictures, and their difference by period."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Line
from tinbergen.charts.quantities import change_of, short
from tinbergen.charts.typeset import period_text
from tinbergen.core.documents.comparison import ComparedPath, Comparison
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Block
from tinbergen.report.views.comparison_gist import digits_of
from tinbergen.report.wording import capital

#: Small charts of a picture.
_PANELS = 8
SIDE_A, SIDE_B, PERIOD = Text("A", "A"), Text("B", "B"), Text("Period", "时期")

_WORDS = {
    "line": Text("{side}, {called}", "{side}，{called}"),
    "paths": Text("{what}: A and B, period by period", "{what}：A 与 B 的各期路径"),
    "both": Text("A and B, period by period", "A 与 B 的各期路径"),
    "by_period": Text("B less A, period by period", "各期 B 减 A"),
}


def drawn(found: Comparison, paths: Sequence[ComparedPath], what: Text) -> list[Block]:
    """Both paths as pictures where they differ, and their differences by period."""
    other = [p for p in paths if any(abs(v or 0.0) > 1e-9 for v in p.change)][:_PANELS]
    if not other:
        return []
    blocks: list[Block] = [picture(found, other, _WORDS["paths"].fill(what=what))]
    spans = {p.span for p in other}
    return [*blocks, *(_by_period([p for p in other if p.span == span]) for span in spans)]


def picture(found: Comparison, paths: Sequence[ComparedPath], title: Text) -> Panel:
    """A small chart a path, A beside B."""
    names = [
        _WORDS["line"].fill(side=side, called=s.called)
        for side, s in ((SIDE_A, found.a), (SIDE_B, found.b))
    ]
    charts = [
        Chart(
            capital(p.title), p.span,
            (Line(names[0], _floats(p.a), style="dashed", tone=2),
             Line(names[1], _floats(p.b), tone=1)),
            unit=short(p.unit),
        )
        for p in paths
    ]  # fmt: skip
    return Panel(title, charts, 2)


def paths(found: Comparison) -> Panel | None:
    """The picture of a comparison: instruments and targets that differ; None where there are none
    of both."""
    aims = {n.name for n in found.of("with")}
    shown = [p for p in found.paths if p.topic in ("instrument", "effect") or p.name in aims]
    shown = [p for p in shown if p.topic in ("instrument", "outcome", "effect")][:_PANELS]
    return picture(found, shown, _WORDS["both"]) if shown else None


def _floats(values: Iterable[float | None]) -> list[float]:
    return [math.nan if v is None else v for v in values]


def _by_period(paths: Sequence[ComparedPath]) -> Table:
    columns = [Column(PERIOD, align="text")]
    for p in paths:
        known = [v for v in p.change if v is not None]
        digits = digits_of(known)
        columns.append(Column(capital(p.title), change_of(p.unit), decimals=digits, signed=True))
    rows: list[list[Cell]] = [
        [period_text(period), *(p.change[t] for p in paths)]
        for t, period in enumerate(paths[0].span)
    ]
    return Table(_WORDS["by_period"], columns, rows)
