"""An adoption: who adopted which plan, when, and what was set beside what was planned."""

from __future__ import annotations

import math

from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Adoption
from tinbergen.core.text import SPACES, Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Section
from tinbergen.report.views.context import Context, cut, named
from tinbergen.report.wording import PLAN, decimals_for, readable

_TITLE = Text("Adoption: {title}", "采纳：{title}")
_SAID = Text("{by} adopted the plan {plan} in {on}.", "{by}于{on}采纳计划 {plan}。")
_EDITED = Text(
    "It was changed by hand from {plan}, as which it was designed.",
    "该计划由原设计 {plan} 经人工修改而成。",
)
_SET = Text("{name} as set, {unit}", "{name}的实际设定（{unit}）")
_PERIOD = Text("Period", "时期")
_OUTCOME = Text("Set", "实际设定")


def view(found: Adoption, context: Context) -> Section:
    """The decision; what was set, where it was recorded."""
    said = _SAID.fill(by=found.by, plan=found.plan.id, on=period_text(found.on))
    if found.edited:
        said = SPACES.join([said, _EDITED.fill(plan=found.edited)])
    tables = [_table(found, series, context) for series in found.settings if series.values]
    return Section(_TITLE.fill(title=readable(found.plan.title)), said, tables, _note(found.id))


def _note(identity: str) -> Text:
    return Text(identity, identity)


def _table(found: Adoption, series: Series, context: Context) -> Table:
    """An instrument as it was set and as it was planned, a row a period."""
    was, planned = (
        cut(path, series.span) for path in (series, named(found.plan.instruments, series.name))
    )
    digits = decimals_for([v for v in (*was, *planned) if math.isfinite(v)], fine=True)
    rows: list[list[Cell]] = [
        [period_text(period), number(a, digits), number(b, digits)]
        for period, a, b in zip(series.span, was, planned, strict=True)
    ]
    columns = (Column(_PERIOD, align="text"), Column(_OUTCOME), Column(PLAN))
    title = _SET.fill(name=context.title(series.name), unit=context.unit(series))
    return Table(title, columns, rows)
