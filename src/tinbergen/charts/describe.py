"""A picture in words, for readers who can't see it."""

from __future__ import annotations

import math

from tinbergen.charts.axes import each_period, nice_ticks
from tinbergen.charts.chart import Chart, Panel, Picture, Ranking
from tinbergen.charts.diagram import Diagram
from tinbergen.charts.ground import period_name
from tinbergen.charts.heat import Heat
from tinbergen.charts.layers import Series
from tinbergen.charts.typeset import number
from tinbergen.core.errors import Language
from tinbergen.core.text import Text

_SERIES = Text(
    "{name}: {first} in {start}, {last} in {end}; "
    "lowest {low} in {trough}, highest {high} in {peak}.",
    "{name}：{start}为 {first}，{end}为 {last}；最低 {low}（{trough}），最高 {high}（{peak}）。",
)
_ARROW = Text("{cause} → {effect}: {label}.", "{cause} → {effect}：{label}。")
_CELL = Text("{row}, {column}: {value} {unit}.", "{row}，{column}：{value}（{unit}）。")
_ROW = Text("{name}: {value}{target}{chance}.", "{name}：{value}{target}{chance}。")
_TARGET = Text(", target {target}", "，目标 {target}")
_CHANCE = Text(", probability {chance}%", "，概率 {chance}%")


def describe(picture: Picture, lang: Language) -> str:
    """The measure and, of each named series, its ends and extremes."""
    match picture:
        case Chart():
            decimals = nice_ticks(*picture.extent()).decimals + 1
            lines = [_series(s, picture, decimals, lang) for s in picture.series()]
            parts = [part(lang) for part in (picture.subtitle, picture.unit) if part is not None]
            return "\n".join([*parts, *(text for text in lines if text)])
        case Ranking():
            return "\n".join(
                _ROW.fill(
                    name=row.name,
                    value=number(row.value, picture.decimals),
                    target=_fact(_TARGET, target=row.target, decimals=picture.decimals),
                    chance=_fact(_CHANCE, chance=100 * row.probability, decimals=0),
                )(lang)
                for row in picture.rows
            )
        case Panel():
            return "\n".join(f"{c.title(lang)}\n{describe(c, lang)}" for c in picture.charts)
        case Diagram():
            titles = picture.titles()
            return "\n".join(
                _ARROW.fill(cause=titles[a.cause], effect=titles[a.effect], label=a.label)(lang)
                for a in picture.arrows
            )
        case Heat():
            return "\n".join(
                _CELL.fill(row=row.name, column=column, unit=row.unit,
                           value=number(value, row.decimals, signed=True))(lang)
                for row in picture.rows
                for column, value in zip(picture.columns, row.values, strict=True)
            )  # fmt: skip
        case _:
            return ""


def _series(series: Series, chart: Chart, decimals: int, lang: Language) -> str:
    known = [
        (value, period_name(period, lang))
        for value, period in zip(series.values, each_period(chart.periods), strict=True)
        if math.isfinite(value)
    ]
    if not known:
        return ""
    (low, trough), (high, peak) = min(known), max(known)
    return _SERIES.fill(
        name=series.name,
        first=number(known[0][0], decimals),
        start=known[0][1],
        last=number(known[-1][0], decimals),
        end=known[-1][1],
        low=number(low, decimals),
        trough=trough,
        high=number(high, decimals),
        peak=peak,
    )(lang)


def _fact(form: Text, decimals: int, **fact: float) -> Text:
    """The phrase with its number, or nothing when there is no number."""
    if any(not math.isfinite(value) for value in fact.values()):
        return Text("", "")
    return form.fill(**{name: number(value, decimals) for name, value in fact.items()})
