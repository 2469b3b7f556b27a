"""The parts of a document besides pictures: tables, ranked findings, callouts, definitions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tinbergen.charts.typeset import number, period_words
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text

Cell = Text | str | float | Period | None


def show(cell: Cell, lang: Language, decimals: int = 1, signed: bool = False) -> str:
    """A cell as it is printed; a dash where there is nothing."""
    match cell:
        case Text():
            return cell(lang)
        case Period():
            return period_words(cell, lang)
        case str():
            return cell
        case bool():
            return "✓" if cell else ""
        case int():
            return number(cell, 0, signed)
        case _:
            return number(cell, decimals, signed)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; its unit stands under its name.

    ``align`` "number" sets cells flush right with ``decimals`` places so that points line up.
    A column of ``detail`` is left out where there is no room for it; words ``fold`` there, are
    ``cut`` or ``keep`` to their line.
    """

    name: Text
    unit: Text | None = None
    align: Literal["text", "number"] = "number"
    decimals: int = 1
    signed: bool = False
    detail: bool = False
    wrap: Literal["fold", "cut", "keep"] = "fold"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under named columns. ``strong`` are the positions of rows set off as totals.

    ``unit`` is that of all numbers, where the columns don't say theirs.

    Raises
    ------
    TinbergenError
        R006 when a row has more or fewer cells than there are columns.
    """

    title: Text | None
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: Text | None = None
    source: Text | None = None
    strong: Sequence[int] = ()
    unit: Text | None = None

    def __post_init__(self) -> None:
        for i, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise TinbergenError(
                    "R006", row=i, title=self.title or "", got=len(row), want=len(self.columns)
                )

    def cells(self, row: Sequence[Cell], lang: Language) -> list[str]:
        """The row as printed."""
        return [
            show(cell, lang, column.decimals, column.signed)
            for cell, column in zip(row, self.columns, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A finding: its message, its number in ``unit`` with the interval that holds it, its method.

    ``level`` is the probability that the interval holds (0 to 1), ``severity`` how grave it is, 0
    to 3; None where that is not asked.
    """

    message: Text
    value: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    unit: Text | None = None
    method: Text | None = None
    detail: Text | None = None
    level: float = 0.9
    decimals: int = 1
    signed: bool = False
    severity: float | None = None

    @property
    def weight(self) -> int:
        """The severity as a whole number from 0 to 3."""
        return max(0, min(3, round(self.severity or 0.0)))

    def headline(self) -> Text:
        """The message, and how grave it is."""
        if self.severity is None:
            return self.message
        return _WEIGHED.fill(message=self.message, weight=_WEIGHTS[self.weight])

    def figure(self) -> str:
        """The number alone, empty when there is none."""
        return number(self.value, self.decimals, self.signed) if math.isfinite(self.value) else ""

    def interval(self, lang: Language) -> str:
        """The interval in words, empty when there is none."""
        if not math.isfinite(self.lower - self.upper):
            return ""
        ends = [number(v, self.decimals, self.signed) for v in (self.lower, self.upper)]
        to = " 至 " if lang == "zh" else " to "
        return to.join(ends)


_WEIGHED = Text("{message}: {weight}", "{message}：{weight}")
_WEIGHTS = (
    Text("nothing unusual", "无异常"),
    Text("worth knowing", "值得关注"),
    Text("serious", "严重"),
    Text("alarming", "警报"),
)


@dataclass(frozen=True, slots=True)
class Findings:
    """Estimates in order of weight, numbered from 1."""

    items: Sequence[Estimate]


@dataclass(frozen=True, slots=True)
class Callout:
    """A passage set off: a note, a warning, or a constraint that binds (with its price)."""

    title: Text
    body: Text | None = None
    kind: Literal["note", "warning", "binding"] = "note"


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms and what they mean or are set to."""

    items: Sequence[tuple[Text, Cell]]
