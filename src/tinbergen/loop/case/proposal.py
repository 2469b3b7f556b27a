"""A case proposed for a table of any columns: a vector autoregression of them, and what is assumed.

The model is text in Dynare's language, estimated when the case is run. One column is proposed as
the instrument: it answers the others in the same period by its own equation, the rule, and acts on
them from the next period on (a recursive ordering, Sims 1980). A reader with better effects
replaces it by a model of his own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import COMMAS, Language, Text
from tinbergen.data.dataset import Array, Dataset
from tinbergen.loop.case.checks import check_date
from tinbergen.loop.case.roles import Column, Roles, roles

#: Years looked ahead, and years whose mean is the proposed target.
_AHEAD = {Frequency.ANNUAL: 3, Frequency.QUARTERLY: 2, Frequency.MONTHLY: 1}
_RECENT = 10


@dataclass(frozen=True, slots=True)
class Proposal:
    """``content`` is that of a case file, with ``comments`` by key; ``files`` are those beside it;
    ``assumed`` what a reader must check."""

    content: Mapping[str, Any]
    comments: Mapping[str, Text]
    assumed: tuple[Text, ...]
    files: Mapping[str, str]

    def text(self, lang: Language) -> str:
        """The case file, its comments in one language."""
        lines = [*_comment(_HEAD(lang))]
        for key, value in self.content.items():
            lines += ["", *_comment(self.comments[key](lang))] if key in self.comments else []
            flow = None if isinstance(value, dict | list) else False
            lines.append(yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=96,
                                        default_flow_style=flow).rstrip())  # fmt: skip
        return "\n".join(lines) + "\n"


def _comment(words: str) -> list[str]:
    return [f"# {line}" for line in words.split("\n")]


def propose(
    data: Dataset,
    name: str,
    source: str,
    canonical: Callable[[str], str | None],
    as_of: Period | None = None,
) -> Proposal:
    """A case for a table.

    Parameters
    ----------
    data
        Its series, NaN where they are missing.
    name, source
        What the case and the file of data are called.
    canonical
        The pack's code of a column that it knows by its header, None for others.
    as_of
        The last period that may be seen, the last by default: nothing that is proposed knows of
        later ones, which serve for monitoring.

    Raises
    ------
    TinbergenError
        L267 when fewer than two columns reach that date and are long enough; L007, L014 for a date
        that the data don't allow.
    """
    date = as_of or data.span.end
    check_date(date, data.frequency)
    if date > data.span.end:
        raise TinbergenError("L007", end=data.span.end, as_of=date, short=", ".join(list(data)[:8]))
    seen = data.window(min(date, data.span.start), date)
    found = roles(seen, source, canonical)
    columns, instrument = found.columns, found.instrument
    until = _until(data.select(list(found.data)), date)
    files = {f"{name}.mod": _model(columns, instrument, data.frequency)}
    if any(c.name != c.header for c in columns):
        source = f"{name}-series.csv"
        files[source] = _table(columns, data.window(found.data.span.start, until))
    assumed = [
        (_IS_SET if found.named else _LAST).fill(name=instrument.header, variable=instrument.moved),
        _GROWING.fill(names=", ".join(c.header for c in columns if c.grows) or "–",
                      others=", ".join(c.header for c in columns if not c.grows) or "–"),
        _WANTED.fill(years=_RECENT),
    ]  # fmt: skip
    if until > date:
        assumed.append(_SINCE.fill(date=date, until=until))
    if found.left_out:
        assumed.append(_LEFT_OUT.fill(names=COMMAS.join(found.left_out)))
    renamed = [f"{c.header} → {c.name}" for c in columns if c.name != c.header]
    if renamed:
        assumed.append(_RENAMED.fill(names=", ".join(renamed), file=source))
    return Proposal(_content(found, name, source, until), _COMMENTS, tuple(assumed), files)


def _until(data: Dataset, date: Period) -> Period:
    """The last period up to which all columns go on without a gap after a date."""
    end = date
    while end < data.span.end and all(np.isfinite(data.at(name, end + 1)) for name in data):
        end += 1
    return end


def _model(columns: Sequence[Column], instrument: Column, frequency: Frequency) -> str:
    """A vector autoregression of one lag as a model file."""
    f = int(frequency)
    names = [c.name for c in columns] + [c.moved for c in columns if c.grows]
    lines, parameters = [], []
    for column in columns:
        if column.grows:
            lines.append(f"[name='definition of {column.moved}']\n{column.moved} = "
                         f"{100 * f}*(log({column.name}) - log({column.name}(-1)));")  # fmt: skip
    for column in columns:
        terms = [(f"{c.moved}(-1)", c) for c in columns]
        if column is instrument:
            terms += [(c.moved, c) for c in columns if c is not instrument]
        own = [f"c_{column.name}"]
        said = own[0]
        for k, (term, _) in enumerate(terms, 1):
            own.append(f"b_{column.name}_{k}")
            said += f" + {own[-1]}*{term}"
        parameters += own
        lines.append(f"[name='{_called(column)}', estimate='ols']\n{column.moved} = {said};")
    told = [f"// {c.name}: {c.header}" for c in columns if c.name != c.header]
    return "\n".join([
        "// A vector autoregression of one lag, each equation by least squares when it is run.",
        f"// {instrument.moved} answers the others at once and acts on them a period later.",
        f"// g_…: growth in percent a year, {100 * f} times the change of the logarithm.",
        *told, "", f"var {' '.join(names)};", f"parameters {' '.join(parameters)};", "",
        "model;", *lines, "end;", "",
    ])  # fmt: skip


def _called(column: Column) -> str:
    """What an equation is called, and its surprises after it: as the reader's own column."""
    plain = " ".join(re.sub(r"[^\w.,%()/-]", " ", column.header).split()) or column.name
    return f"growth of {plain}" if column.grows else plain


def _table(columns: Sequence[Column], data: Dataset) -> str:
    lines = [",".join(["date", *(c.name for c in columns)])]
    for t, period in enumerate(data.span):
        lines.append(",".join([str(period), *(repr(float(data[c.header][t])) for c in columns)]))
    return "\n".join(lines) + "\n"


def _path(column: Column, data: Dataset) -> Array:
    values = data[column.header]
    return 100 * int(data.frequency) * np.diff(np.log(values)) if column.grows else values


def _title(column: Column) -> dict[str, str]:
    if not column.grows:
        return {"en": column.header, "zh": column.header}
    return {"en": f"growth of {column.header}", "zh": f"{column.header}增长率"}


def _unit(column: Column) -> dict[str, str]:
    return ({"en": "percent a year", "zh": "年率百分比"} if column.grows
            else {"en": "as in the file", "zh": "同文件单位"})  # fmt: skip


def _round(value: float) -> float:
    return float(f"{value:.4g}")


def _content(found: Roles, name: str, source: str, until: Period) -> dict[str, Any]:
    data, instrument, others = found.data, found.instrument, found.others
    f = int(data.frequency)
    moved = _path(instrument, data)
    recent = {c.moved: _path(c, data)[-_RECENT * f :] for c in others}
    spread = {c.moved: float(np.var(_path(c, data))) for c in others}
    as_of: Period = data.span.end
    return {
        "name": name,
        "title": {"en": name, "zh": name},
        "data": {"source": source, "columns": "own"},
        "as_of": str(as_of),
        "model": f"{name}.mod",
        "horizon": f * _AHEAD[data.frequency],
        "draws": 500,
        "diagnosis": [],
        "instruments": [{
            "name": instrument.moved, "title": _title(instrument), "unit": _unit(instrument),
            "instead_of": _called(instrument),
            "lower": _round(float(moved.min())), "upper": _round(float(moved.max())),
            "max_step": _round(float(np.abs(np.diff(moved)).max())),
            "cost": _round(0.1 / float(np.var(moved))),
            "smoothness": _round(0.5 / float(np.var(moved))),
        }],
        "targets": [
            {"variable": c.moved, "title": _title(c), "unit": _unit(c),
             "desired": _round(float(np.mean(recent[c.moved]))), "sense": "at",
             "weight": _round(1 / spread[c.moved])}
            for c in others
        ],
        "trip_wires": {"variables": [c.moved for c in others], "periods": min(4, 2 * f)},
        **({"monitor": {"until": str(until)}} if until > as_of else {}),
    }  # fmt: skip


_HEAD = Text(
    "A case written by 'tinbergen init'. It runs as it stands; what it assumes stands beside each "
    "part.\nAll keys: docs/reference/case.md, or 'tinbergen schema case'.",
    "由 'tinbergen init' 写出的案例，可直接运行；所作假设写在各部分旁。\n"
    "全部字段见 docs/reference/case.zh.md，或 'tinbergen schema case'。",
)
_COMMENTS = {
    "title": Text("One language is enough, as plain text.", "写一种语言即可，直接写文字。"),
    "data": Text(
        "The table, relative to this file; 'own': its columns under their own names.",
        "数据表，路径相对于本文件；own：列名照原样。",
    ),
    "as_of": Text(
        "The last period that may be seen. With an earlier one, what came later serves for "
        "monitoring: add\nmonitor: {until: PERIOD}.",
        "可见的最后时期。若取更早的时期，之后的数据用于监测：请加\nmonitor: {until: 时期}。",
    ),
    "model": Text(
        "ASSUMED: a vector autoregression of the columns. A model of your own, a .mod file, takes "
        "its place.",
        "假设：各列构成向量自回归。可换成自己的模型（.mod 文件）。",
    ),
    "horizon": Text("Periods ahead, and draws of the future.", "向前的期数，以及未来的抽样次数。"),
    "diagnosis": Text(
        "Questions that these columns answer; 'tinbergen packs macro' lists all.",
        "这些列所能回答的诊断问题；'tinbergen packs macro' 列出全部。",
    ),
    "instruments": Text(
        "ASSUMED: what is set. TO FILL IN: bounds, largest step and cost; here the range and the "
        "largest\nchange seen in the data.",
        "假设：所设定的变量。请填写：界限、最大步长与成本；此处取数据中的范围与最大变动。",
    ),
    "targets": Text(
        "TO FILL IN: what is wanted; here the mean of the last ten years. sense: at, at_least or "
        "at_most.",
        "请填写：想要什么；此处取最近十年均值。sense：at、at_least 或 at_most。",
    ),
    "monitor": Text("What came in since, up to this period.", "此后的实际值，监测至这一时期。"),
    "trip_wires": Text("Outturns that would falsify the plan.", "会推翻计划的实际结果。"),
}
_IS_SET = Text(
    "{name} is what is set ({variable}): its name says so. It answers the others at once and acts "
    "on them a period later",
    "所设定的是 {name}（{variable}）：依其名称判断；它当期对其他各列作出反应，下一期起产生影响",
)
_LAST = Text(
    "{name} is what is set ({variable}): no name says which column is, so the last was taken that "
    "is no outcome by its name. It answers the others at once and acts on them a period later",
    "所设定的是 {name}（{variable}）：名称未说明，取名称不像结果变量的最后一列；它当期对其他各列"
    "作出反应，下一期起产生影响",
)
_GROWING = Text(
    "in growth rates: {names}; in levels: {others}", "按增长率：{names}；按水平：{others}"
)
_WANTED = Text(
    "targets are the means of the last {years} years, to be filled in",
    "目标为最近 {years} 年均值，请填写",
)
_SINCE = Text(
    "what came after {date}, up to {until}, is not looked at and serves for monitoring",
    "{date}之后至{until}的数据不参与设定，用于监测",
)
_LEFT_OUT = Text("left out: {names}", "未采用：{names}")
_RENAMED = Text(
    "the model's names are {names}; {file} holds a copy of the series under them, to which later "
    "observations are to be added",
    "模型中的名称：{names}；{file} 以这些名称保存序列的副本，此后的观测请加入其中",
)
