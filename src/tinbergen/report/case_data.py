"""What a report says of its data: what the series are, and what of the future they can't know."""

from __future__ import annotations

import numpy as np

from tinbergen.core.errors import Advice
from tinbergen.core.text import Text
from tinbergen.loop.case import Case
from tinbergen.report.blocks import Callout, Column, Definitions, Table
from tinbergen.report.case_view import View, window
from tinbergen.report.case_words import OUTTURN, amount, capital, sentences, stretch
from tinbergen.report.chart import Chart, Panel
from tinbergen.report.document import Block, Section
from tinbergen.report.layers import Line
from tinbergen.report.typeset import number, period_text

_TITLE = Text("The data", "数据")
_LEAD = Text(
    "Diagnosis, model and plan read nothing dated after {as_of}. Later observations enter only "
    "where the report says so: in monitoring and evaluation.",
    "诊断、模型与计划均不使用{as_of}之后的数据。之后的观测仅用于文中明示之处，即监测与评估。",
)
_ALONE = Text(
    "Diagnosis, model and plan read nothing dated after {as_of}. The data hold nothing later.",
    "诊断、模型与计划均不使用{as_of}之后的数据。数据中也没有更晚的观测。",
)

#: Series that a reader knows how to read; of others the model's first ones are pictured.
_FAMILIAR = ("GROWTH", "U", "INFL", "r")


def data_section(view: View) -> Section:
    """What the series are, their vintage, and warnings of reading and estimation."""
    lead = _LEAD if view.run.cycle.monitoring is not None else _ALONE
    notes = Definitions(tuple((_NOTE.fill(n=n), note) for n, note in _numbered(view.run.case)))
    blocks: list[Block] = [series_table(view), glance(view)]
    if notes.items:
        blocks.append(notes)
    blocks += [_callout(a) for a in advice(view)]
    return Section(_TITLE, lead.fill(as_of=view.as_of_text), blocks)


_NOTE = Text("Note {n}", "说明 {n}")


def _numbered(case: Case) -> list[tuple[int, Text]]:
    return list(enumerate(case.notes, 1))


_SERIES = {
    "title": Text("The series", "数据序列"),
    "name": Text("Series", "序列"),
    "code": Text("Code", "代码"),
    "unit": Text("Unit", "单位"),
    "from": Text("Known", "已知区间"),
    "ago": Text("A year before", "一年前"),
    "note": Text("Values without a unit of their own are as in the source.", ""),
}


def series_table(view: View) -> Table:
    """Each series of the data: name, unit, the periods known and the last value."""
    rows = []
    own = [n for n in view.data.names if n in view.data.titles or n in view.run.case.model.titles]
    for name in own:
        extent = view.data.extent(name)
        if extent is None or not np.ptp(view.data[name][np.isfinite(view.data[name])]):
            continue
        digits = view.decimals(name)
        ago = view.data.at(name, view.as_of - view.data.frequency)
        rows.append(
            (
                capital(view.data.titles.get(name) or view.run.case.model.titles[name]),
                name,
                view.unit(name),
                stretch(extent.start, extent.end),
                number(ago, digits),
                number(view.data.at(name, view.as_of), digits),
            )
        )
    columns = (
        Column(_SERIES["name"], align="text"),
        Column(_SERIES["code"], align="text"),
        Column(_SERIES["unit"], align="text"),
        Column(_SERIES["from"], align="text"),
        Column(_SERIES["ago"]),
        Column(view.as_of_text),
    )
    return Table(_SERIES["title"], columns, rows, source=view.source())


_GLANCE = {
    "title": Text("{name} stood at {value} in {period}", "{period}，{name}为{value}"),
    "subtitle": Text("The economy up to the as-of date", "截至该日期的经济状况"),
}


def glance(view: View) -> Panel:
    """The main series over the last years."""
    names = [n for n in _FAMILIAR if n in view.data]
    if len(names) < 2:
        names = [n for n in view.run.case.model.endogenous if n in view.data][:4]
    span = view.back(15)
    charts = [
        Chart(view.title(n), span, (Line(OUTTURN, window(view.data, n, span)),), unit=view.unit(n))
        for n in names
    ]
    value = amount(view.data.at(names[0], view.as_of), view.unit(names[0]), view.decimals(names[0]))
    title = _GLANCE["title"].fill(
        name=view.title(names[0]), value=value, period=period_text(view.as_of)
    )
    return Panel(title, charts, 2, _GLANCE["subtitle"], None, view.source())


def advice(view: View) -> tuple[Advice, ...]:
    """Warnings of reading the data and of estimating the model."""
    return (*view.run.case.advice, *view.run.situation.fit.fit.advice)


def _callout(item: Advice) -> Callout:
    title, cause, fix = (
        Text(item.text(part, "en"), item.text(part, "zh")) for part in ("title", "cause", "fix")
    )
    return Callout(capital(title), sentences(cause, fix), "warning")
