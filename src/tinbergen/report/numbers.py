"""The numbers behind a picture as tables, for readers who copy them or can't see it."""

from __future__ import annotations

import dataclasses
import math
from itertools import compress

from tinbergen.charts.axes import each_period, nice_ticks
from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.diagram import Diagram
from tinbergen.charts.heat import Heat
from tinbergen.charts.picture import Picture
from tinbergen.charts.ranking import Ranking
from tinbergen.charts.tokens import Tokens
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table

_PERIOD = Text("Period", "时期")
_RANKING = (
    Text("Value", "数值"),
    Text("Low", "下限"),
    Text("High", "上限"),
    Text("Target", "目标"),
)
_CHANCE = Text("Chance", "概率")
_NAME = Text("", "")
_ARROWS = (Text("From", "原因"), Text("To", "结果"), Text("Response", "反应"))
_UNIT = Text("Unit", "单位")
_WORD = Text("Word", "词")


def tables(picture: Picture) -> list[Table]:
    """One table a chart: periods down, series across, one decimal more than the axis shows."""
    match picture:
        case Chart():
            return [_chart(picture, None)]
        case Panel():
            parts = [_chart(chart, chart.title, picture.unit) for chart in picture.charts]
            # What the charts share is said once, below the last of them.
            source = parts[-1].source or picture.source
            return [*parts[:-1], dataclasses.replace(parts[-1], source=source)]
        case Ranking():
            return [_ranking(picture)]
        case Diagram():
            return [_diagram(picture)]
        case Heat():
            return [_heat(picture)]
        case Tokens():
            return [_tokens(picture)]
        case _:
            return []


def _chart(chart: Chart, title: Text | None, unit: Text | None = None) -> Table:
    """A chart's series; ``unit`` is that of its panel, for charts that have none of their own."""
    decimals = nice_ticks(*chart.extent()).decimals + 1
    series = [s for s in chart.series() if any(map(math.isfinite, s.values))]
    columns = [Column(s.name, decimals=decimals) for s in series]
    rows: list[tuple[Cell, ...]] = [
        (str(period), *(s.values[i] for s in series))
        for i, period in enumerate(each_period(chart.periods))
    ]
    first = Column(chart.x_label or _PERIOD, align="text")
    return Table(title, (first, *columns), rows, source=chart.source, unit=chart.unit or unit)


def _ranking(ranking: Ranking) -> Table:
    """The rows' values, and of bounds, targets and chances those that any row has."""
    columns = [Column(name, decimals=ranking.decimals) for name in _RANKING]
    columns.append(Column(_CHANCE, decimals=2))
    values = [(r.value, r.lower, r.upper, r.target, r.probability) for r in ranking.rows]
    known = [any(map(math.isfinite, column)) for column in zip(*values, strict=True)]
    rows: list[tuple[Cell, ...]] = [
        (row.name, *compress(own, known)) for row, own in zip(ranking.rows, values, strict=True)
    ]
    heads = (Column(_NAME, align="text"), *compress(columns, known))
    return Table(None, heads, rows, source=ranking.source, unit=ranking.unit)


def _diagram(diagram: Diagram) -> Table:
    titles = diagram.titles()
    rows: list[tuple[Cell, ...]] = [
        (titles[a.cause], titles[a.effect], a.label) for a in diagram.arrows
    ]
    columns = [Column(name, align="text") for name in _ARROWS]
    return Table(None, columns, rows, source=diagram.source)


def _heat(heat: Heat) -> Table:
    columns = [Column(_NAME, align="text"), Column(_UNIT, align="text")]
    columns += [Column(name, decimals=2, signed=True) for name in heat.columns]
    rows: list[tuple[Cell, ...]] = [(row.name, row.unit, *row.values) for row in heat.rows]
    return Table(None, columns, rows, source=heat.source)


def _tokens(tokens: Tokens) -> Table:
    columns = [Column(_WORD, align="text"), Column(tokens.unit or _NAME, decimals=3, signed=True)]
    rows: list[tuple[Cell, ...]] = list(zip(tokens.words, tokens.values, strict=True))
    return Table(None, columns, rows, source=tokens.source)
