"""What a report says of its data: what the series are, and what of the future they can't know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Line
from tinbergen.charts.quantities import amount
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.errors import Advice
from tinbergen.core.text import Text
from tinbergen.loop.words import title_of
from tinbergen.report.blocks import Callout, Cell, Column, Table
from tinbergen.report.case.view import View, window
from tinbergen.report.document import Block, Section
from tinbergen.report.wording import OUTTURN, capital, inside, sentences

_TITLE = Text("The data", "数据")
_READERS = {
    True: Text("Diagnosis, model and plan", "诊断、模型与计划"),
    False: Text("Diagnosis and plan", "诊断与计划"),
}
_LEAD = {
    "nothing": Text(
        "{readers} read nothing dated after {as_of}",
        "{readers}均不使用{as_of}之后的数据",
    ),
    "series": Text(
        "{readers} read no observation of the series dated after {as_of}; tables and "
        "given values are those named below and in the annex, some of them published later",
        "{readers}均不使用各序列在{as_of}之后的观测；所用的表与给定的参数值见下文及附录，"
        "其中部分公布于此后",
    ),
    "vintage": Text(
        "Diagnosis, model and plan read the vintage of {vintage} and nothing published after it; "
        "its last observations are of {as_of}",
        "诊断、模型与计划只使用{vintage}版本的数据，不使用此后发布的任何数据；其最新观测为{as_of}",
    ),
    "later": Text(
        "Later observations enter only where the report says so: in monitoring and evaluation",
        "之后的观测仅用于文中明示之处，即监测与评估",
    ),
    "projection": Text(
        "What the data hold after {as_of} is the institution's own projection: the plan starts "
        "from it, and no outturn is among it",
        "数据中{as_of}之后的部分是机构自身的预测：计划以此为起点，其中没有实际值",
    ),
    "alone": Text("The data hold nothing later", "数据中也没有更晚的观测"),
}

#: How many series are pictured: what the plan is about, then what the pack watches; over how many
#: years; and the fewest values that make a history.
_PICTURED, _YEARS, _HISTORY = 4, 15, 5


def data_section(view: View) -> Section:
    """What the series are, their vintage, and warnings of reading and estimation."""
    case = view.run.case
    blocks: list[Block] = [glance(view)]
    if case.notes:
        blocks.append(
            Callout(_NOTES["tables" if case.tables else "series"], sentences(*case.notes))
        )
    blocks += [series_table(view), *warnings(view)]
    return Section(_TITLE, _read(view), blocks)


def _read(view: View) -> Text:
    """Up to when what was read dates; of tables and given values nobody knows it."""
    case = view.run.case
    if case.reading.vintages:
        read = _LEAD["vintage"].fill(vintage=view.vintage_text, as_of=view.as_of_text)
        return sentences(read, *([] if view.run.cycle.monitoring is None else [_LEAD["later"]]))
    up_to = _LEAD["series" if case.tables or case.model.given else "nothing"]
    if case.baseline == "data":
        return sentences(_LEAD["projection"].fill(as_of=view.as_of_text))
    later = _LEAD["alone" if view.run.cycle.monitoring is None else "later"]
    readers = _READERS[bool(case.model.equations)]
    return sentences(up_to.fill(as_of=view.as_of_text, readers=readers), later)


_NOTES = {
    "series": Text("What the series are", "序列说明"),
    "tables": Text("What the series and tables are", "序列与表的说明"),
}
_SERIES = {
    "title": Text("The series and their last values", "各序列及其最新值"),
    "name": Text("Series", "序列"),
    "coded": Text("{name} ({code})", "{name}（{code}）"),
    "unit": Text("Unit", "单位"),
    "note": Text("Observations from {start} to {end}", "观测区间为{start}至{end}"),
}


def series_table(view: View) -> Table:
    """Each series of the data, and what a report on them watches: unit and last values."""
    given = view.run.situation.data
    names = [n for n in given.names if n in given.titles]
    case = view.run.case
    watched = (*(t.variable for t in case.targets), *case.trip_variables)
    names += [n for n in dict.fromkeys(watched) if n in view.data and n not in names]
    ago = view.as_of - view.data.frequency
    rows: list[list[Cell]] = []
    for name in names:
        title = capital(title_of(name, view.data, view.run.case.model))
        values = (view.data.at(name, ago), view.data.at(name, view.as_of))
        numbers = [number(v, view.decimals(name)) for v in values]
        rows.append([_SERIES["coded"].fill(name=title, code=name), view.unit(name), *numbers])
    columns = (
        Column(_SERIES["name"], align="text"),
        Column(_SERIES["unit"], align="text"),
        Column(period_text(ago)),
        Column(view.as_of_text),
    )
    span = view.data.span
    note = _SERIES["note"].fill(start=period_text(span.start), end=period_text(span.end))
    return Table(_SERIES["title"], columns, rows, note=sentences(note), source=view.source())


_GLANCE = {
    "title": Text("In {period} {name} stood at {value}", "{period}，{name}为{value}"),
    "subtitle": Text("The economy up to the as-of date", "截至该日期的经济状况"),
}


def glance(view: View) -> Panel:
    """What the plan is about over the last years, and what else the pack watches that moved."""
    case = view.run.case
    watched = (*view.shown(), *(i.code for i in case.pack.indicators), *case.model.endogenous)
    there = [n for n in dict.fromkeys(watched) if n in view.data]
    long = view.back(_YEARS)
    told = [n for n in there if _moved(window(view.data, n, long))]
    names = (told or there)[:_PICTURED]
    charts = []
    for name in names:
        span = view.back(_YEARS, name)
        line = Line(OUTTURN, window(view.data, name, span))
        charts.append(Chart(view.title(name), span, (line,), unit=view.unit(name)))
    value = amount(view.data.at(names[0], view.as_of), view.unit(names[0]), view.decimals(names[0]))
    title = _GLANCE["title"].fill(
        name=inside(view.title(names[0])), value=value, period=view.as_of_text
    )
    return Panel(title, charts, 2, _GLANCE["subtitle"], None, view.source())


def _moved(values: Sequence[float]) -> bool:
    """Whether there is a history to picture: known values enough, and not all the same."""
    known = [v for v in values if np.isfinite(v)]
    return len(known) >= _HISTORY and min(known) < max(known)


_WARNINGS = {
    "title": Text("Warnings on the data and the estimates", "数据与估计的提示"),
    "what": Text("Warning", "提示"),
    "why": Text("Why, and what to do", "原因与处理办法"),
}

#: Warnings set off one by one; more of them are a table.
_FEW = 3


def warnings(view: View) -> list[Callout | Table]:
    """What was met in reading the data and estimating the model: what, why, and what to do."""
    fit = view.run.situation.fit
    found = (*view.run.case.advice, *(fit.fit.advice if fit else ()))
    told = [
        (capital(_part(a, "title")), sentences(_part(a, "cause"), _part(a, "fix"))) for a in found
    ]
    if len(told) <= _FEW:
        return [Callout(what, why, "warning") for what, why in told]
    columns = [Column(_WARNINGS[name], align="text") for name in ("what", "why")]
    return [Table(_WARNINGS["title"], columns, told)]


def _part(item: Advice, part: Literal["title", "cause", "fix"]) -> Text:
    return Text(item.text(part, "en"), item.text(part, "zh"))
