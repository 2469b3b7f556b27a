"""Blocks for the terminal, as commands put them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tinbergen.charts.typeset import decimals, number
from tinbergen.core.text import Language, Text, clean
from tinbergen.report.blocks import Cell, Column, show
from tinbergen.report.terminal_tables import BAD as BAD
from tinbergen.report.terminal_tables import GOOD as GOOD
from tinbergen.report.terminal_tables import NAME as NAME
from tinbergen.report.terminal_tables import QUIET as QUIET
from tinbergen.report.terminal_tables import definitions, styled, table

if TYPE_CHECKING:
    from rich.console import Console


def as_text(words: str | Text) -> Text:
    """A name that is the same in both languages, or one that is not."""
    return words if isinstance(words, Text) else Text(words, words)


def left(name: str | Text) -> Column:
    """A column of codes, which stay on one line."""
    return Column(as_text(name), align="text", wrap="keep")


def meaning(name: str | Text, *, cut: bool = False) -> Column:
    """A column of words, which fold, or are ``cut``, where there is no room."""
    return Column(as_text(name), align="text", wrap="cut" if cut else "fold")


def right(name: str | Text) -> Column:
    """A column of numbers."""
    return Column(as_text(name))


def put(
    screen: Console, lang: Language, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> None:
    """A table, or several where one has no room."""
    cells = [[clean(show(cell, lang)) for cell in row] for row in rows]
    screen.print(*table(columns, cells, lang, screen.width), sep="\n")


def across(
    screen: Console, lang: Language, head: str | Text, labels: Sequence[str],
    columns: Iterable[tuple[str | Text, Sequence[Cell]]],
) -> None:  # fmt: skip
    """A table by columns: labels down, names across."""
    listed = list(columns)
    rows = [[label, *(cells[t] for _, cells in listed)] for t, label in enumerate(labels)]
    put(screen, lang, [left(head), *(right(name) for name, _ in listed)], rows)


def heading(screen: Console, words: str) -> None:
    screen.print(styled(words, "bold"))


def facts(screen: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Names and values, one a line."""
    items = [(as_text(name), value) for name, value in rows]
    screen.print(*definitions(items, "en", screen.width))


def numbers(values: Sequence[float | None], least: int = 0, *, signed: bool = False) -> list[str]:
    """Numbers of one column, with decimals that suit the largest, ``least`` of them at least."""
    places = max(decimals(values), least)
    return [number(v, places, signed) for v in values]
