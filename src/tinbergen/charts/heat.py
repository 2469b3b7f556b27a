"""Heat tables: numbers in rows and columns, each row shaded by its size and by what it means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tinbergen.charts.frame import Block, Entry, footer, header, measure
from tinbergen.charts.markup import line, tag, words
from tinbergen.charts.picture import Picture
from tinbergen.charts.theme import FOOT, LABEL
from tinbergen.charts.typeset import number, text_width, wrap
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.text import Text

#: Whether a rise is good, bad or neither.
Rise = Literal["good", "bad", "neither"]

_GOOD, _BAD, _OTHER = "3", "2", "1"
_KEY = (
    (Text("Nearer to the target", "更接近目标"), _GOOD),
    (Text("Further from it", "更远离目标"), _BAD),
    (Text("Rise or fall", "上升或下降"), _OTHER),
)
_TOLD = Text("{row}, {column}: {value} {unit}.", "{row}，{column}：{value}（{unit}）。")
_CELL, _LINE, _GROUP = 27.0, 14.0, 24.0
#: The deepest shade.
_DEEPEST = 0.62


@dataclass(frozen=True, slots=True)
class HeatRow:
    """Numbers of one unit, a column each; NaN where there is none. ``group`` stands above it."""

    name: Text
    unit: Text
    values: tuple[float, ...]
    rise: Rise = "neither"
    decimals: int = 1
    group: Text | None = None


@dataclass(frozen=True, slots=True)
class Heat(Picture):
    """Rows of numbers under named columns, each shaded relative to the largest of its row.

    Raises
    ------
    TinbergenError
        R002 when no row has a number, R006 when a row is longer or shorter than the columns.
    """

    title: Text
    columns: Sequence[Text]
    rows: Sequence[HeatRow]
    subtitle: Text | None = None
    source: Text | None = None
    note: Text | None = None
    width: float = 720.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(self.columns))
        object.__setattr__(self, "rows", tuple(self.rows))
        if not any(math.isfinite(v) for row in self.rows for v in row.values):
            raise TinbergenError("R002", title=self.title)
        for i, row in enumerate(self.rows, 1):
            if len(row.values) != len(self.columns):
                raise TinbergenError(
                    "R006", row=i, title=self.title, got=len(row.values), want=len(self.columns)
                )

    def draw(self, lang: Language, width: float) -> Block:
        return draw_heat(self, lang, width)

    def describe(self, lang: Language) -> str:
        return "\n".join(
            _TOLD.fill(row=row.name, column=column, unit=row.unit,
                       value=number(value, row.decimals, signed=True))(lang)
            for row in self.rows
            for column, value in zip(self.columns, row.values, strict=True)
        )  # fmt: skip


def draw_heat(heat: Heat, lang: Language, width: float) -> Block:
    """The table from (0, 0) right and down."""
    left = width * 0.33
    column = (width - left) / len(heat.columns)
    heads = [wrap(name(lang), LABEL, column - 6, bold=True) for name in heat.columns]
    y = max(len(head) for head in heads) * _LINE + 6
    drawn = []
    for k, head in enumerate(heads):
        first = y - 8 - (len(head) - 1) * _LINE
        middle = left + (k + 0.5) * column
        drawn += [
            words(middle, first + i * _LINE, part, LABEL, "ink strong", "middle")
            for i, part in enumerate(head)
        ]
    group: Text | None = None
    for row in heat.rows:
        if row.group is not None and row.group != group:
            group = row.group
            y += _GROUP
            drawn.append(words(0, y - 7, group(lang), LABEL, "muted strong"))
            drawn.append(line(0, y - 1, width, y - 1, "grid"))
        name = wrap(row.name(lang), LABEL + 0.5, left - 10)
        unit = wrap(row.unit(lang), FOOT, left - 10)
        height = max(_CELL, (len(name) + len(unit)) * _LINE + 8)
        drawn += [
            words(0, y + 15 + i * _LINE, part, LABEL + 0.5, "ink") for i, part in enumerate(name)
        ]
        drawn += [
            words(0, y + 15 + (len(name) + i) * _LINE, part, FOOT, "muted")
            for i, part in enumerate(unit)
        ]
        drawn += _cells(row, left, y, column, height)
        y += height
        drawn.append(line(0, y, width, y, "grid"))
    below = measure(heat.subtitle, None, lang)
    rises = {row.rise for row in heat.rows}
    tones = [_GOOD, _BAD] if rises - {"neither"} else []
    tones += [_OTHER] if "neither" in rises else []
    key = [Entry(name(lang), "bar", tone) for name, tone in _KEY if tone in tones]
    top = header(heat.title, below, key, width, lang)
    foot = footer(heat.note, heat.source, width, lang)
    return Block(
        top.height + y + 8 + foot.height,
        top.body
        + tag("g", "".join(drawn), transform=f"translate(0 {top.height:g})")
        + tag("g", foot.body, transform=f"translate(0 {top.height + y + 6:g})"),
    )


def tone_of(value: float, rise: Rise) -> str:
    if rise == "neither":
        return _OTHER
    return _GOOD if (value > 0) == (rise == "good") else _BAD


def _cells(row: HeatRow, left: float, y: float, column: float, height: float) -> list[str]:
    largest = max((abs(v) for v in row.values if math.isfinite(v)), default=0.0)
    drawn = []
    for k, value in enumerate(row.values):
        x = left + k * column
        if math.isfinite(value) and largest > 0:
            drawn.append(
                tag(
                    "rect", x=x + 1, y=y + 1, width=column - 2, height=height - 2,
                    class_=f"f{tone_of(value, row.rise)}",
                    fill_opacity=_DEEPEST * abs(value) / largest,
                )
            )  # fmt: skip
        shown = number(value, row.decimals, signed=True)
        size = LABEL if text_width(shown, LABEL) < column - 4 else FOOT
        drawn.append(words(x + column / 2, y + height / 2 + 4, shown, size, "ink", "middle"))
    return drawn
