"""A text as rows of cells, each of which knows its line and column in the file.

The ``csv`` module splits; where a cell stands is worked out only when a message must point at it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core import limits
from tinbergen.core.errors import Advice, Location, TinbergenError
from tinbergen.core.text import Text
from tinbergen.data.dates import readable
from tinbergen.data.filetext import FileText, read_file
from tinbergen.data.numerals import is_number

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 200
_MAX_TITLE_LINES = 20

Record = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Header and rows of one file; cells carry no surrounding blanks.

    ``header`` has one name a column, ``rows`` as many cells each; ``row_lines[i]`` is the line,
    from 1, on which row i begins. ``comments`` are the lines that start with ``#``. Columns in
    ``numbers`` (position -> values) came as numbers, NaN where missing: their cells are blank.
    ``entity`` is whose rows were kept of a table that stacks several.
    """

    file: str
    lines: tuple[str, ...]
    delimiter: str
    header: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[str, ...], ...]
    row_lines: tuple[int, ...]
    comments: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    numbers: Mapping[int, NDArray[np.float64]] = field(default_factory=dict)
    entity: str = ""

    @property
    def source(self) -> Text:
        """What the comment lines say, in both languages where they do: ``English | 中文``."""
        return Text.both(" ".join(self.comments))

    def column(self, index: int) -> list[str]:
        return [row[index] for row in self.rows]

    def at(self, row: int | None, column: int) -> Location:
        """Where a cell stands; row ``None`` is the header."""
        first = self.header_line if row is None else self.row_lines[row]
        return place(self.file, self.lines, first, self.delimiter, column)


def read_sheet(path: str | Path) -> Sheet:
    """Split a file into header and rows; the delimiter (``, ; tab |``) is found by trial.

    Lines that start with ``#``, blank lines, titles above the header and notes below the data are
    left out; the last two are mentioned in ``advice``.

    Raises
    ------
    TinbergenError
        D010 to D014 and C005 from :func:`tinbergen.data.filetext.read_file`; C240 too many rows or
        columns, D015 no rows, D016 one column, D017 no header, D018 a name twice, D020 and D021
        rows longer or shorter than the header, D022 an open quotation mark, D024 periods across.
    """
    return split_text(read_file(path))


def split_text(source: FileText, delimiter: str | None = None) -> Sheet:
    """A text as header and rows, split at ``delimiter`` or at the one found by trial; errors as for
    :func:`read_sheet`."""
    limits.check("table_rows", source.text.count("\n"), Location(source.name))
    lines = tuple(source.text.split("\n"))
    numbered = [(n, text) for n, text in enumerate(lines, 1) if not _is_comment(text)]
    comments = tuple(text.lstrip("# ").rstrip() for text in lines if _is_comment(text))
    if delimiter is None:
        delimiter = _declared(numbered) or _delimiter([text for _, text in numbered[:_SAMPLE]])
    filled = [pair for pair in numbered if pair[1].strip()]
    if not filled:
        raise TinbergenError("D013", at=Location(source.name))
    if delimiter is None:
        number, text = filled[0]
        raise TinbergenError("D016", at=Location(source.name, number, 1, text))
    records = list(_records(source.name, lines, numbered, delimiter))
    if not records:
        raise TinbergenError("D013", at=Location(source.name))
    titles, (header_line, header), body = _parts(records)
    width = _width(header)
    names = [cell.strip() for cell in header[:width]]
    where = _Where(source.name, lines, delimiter)
    _check_header(names, header_line, where)
    body, notes = _without_notes(body, width)
    if not body:
        raise TinbergenError("D015", at=where(header_line, 0))
    rows = tuple(_row(cells, width, line, header_line, where) for line, cells in body)
    advice = list(source.advice)
    if aside := [line for line, _ in (*titles, *notes)]:
        advice.append(
            Advice("D044", {"lines": ", ".join(map(str, aside))}, Location(source.name, aside[0]))
        )
    return Sheet(
        source.name,
        lines,
        delimiter,
        tuple(names),
        header_line,
        rows,
        tuple(line for line, _ in body),
        comments,
        tuple(advice),
    )


@dataclass(frozen=True, slots=True)
class _Where:
    file: str
    lines: Sequence[str]
    delimiter: str

    def __call__(self, line: int, column: int) -> Location:
        return place(self.file, self.lines, line, self.delimiter, column)


def place(file: str, lines: Sequence[str], first: int, delimiter: str, index: int) -> Location:
    """Where cell ``index`` of the record that begins on line ``first`` stands.

    A cell that the record lacks stands just behind the record's end.
    """
    line, seen, inside, begun, opened = first, 0, False, False, False
    while line <= len(lines):
        text = lines[line - 1]
        for column, char in enumerate(text, 1):
            if not inside and seen == index and not begun and char not in " ﻿":
                return Location(file, line, column, text)
            if char == '"' and (not begun or opened):
                inside, begun, opened = not inside, True, True
            elif char == delimiter and not inside:
                seen, begun, opened = seen + 1, False, False
            elif char != " ":
                begun = True
        if not inside:
            return Location(file, line, len(text) + 1, text)
        line += 1
    return Location(file, len(lines), len(lines[-1]) + 1, lines[-1])


def _is_comment(text: str) -> bool:
    return text.startswith("#") and not text.upper().startswith("#N/A")


def _declared(numbered: list[tuple[int, str]]) -> str | None:
    """The delimiter that Excel's first line ``sep=;`` names; the line is taken out."""
    if numbered and numbered[0][1].lower().startswith("sep=") and len(numbered[0][1]) == 5:
        return numbered.pop(0)[1][4]
    return None


def _delimiter(sample: Sequence[str]) -> str | None:
    """The one that splits most lines into the same number of cells, two at least."""
    best: tuple[int, int, str] | None = None
    for delimiter in _DELIMITERS:
        try:
            records = list(csv.reader(sample, delimiter=delimiter, skipinitialspace=True))
        except csv.Error:
            continue
        widths = Counter(len(cells) for cells in records if len(cells) > 1)
        if not widths:
            continue
        width, lines = widths.most_common(1)[0]
        if best is None or (lines, width) > best[:2]:
            best = (lines, width, delimiter)
    return best[2] if best else None


def _records(
    file: str, lines: Sequence[str], numbered: Sequence[tuple[int, str]], delimiter: str
) -> Iterator[Record]:
    """Each record that isn't blank, with the line on which it begins."""
    texts = (text + "\n" for _, text in numbered)
    reader = csv.reader(texts, delimiter=delimiter, skipinitialspace=True, strict=True)
    begin = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            line = numbered[min(begin, len(numbered) - 1)][0]
            at = _open_quote(file, lines[line - 1], line, delimiter)
            raise TinbergenError("D022", at=at) from fault
        line, begin = numbered[begin][0], reader.line_num
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        yield line, cells


def _open_quote(file: str, text: str, line: int, delimiter: str) -> Location:
    """The last quotation mark that begins a cell of the line."""
    starts = [
        column
        for column, char in enumerate(text, 1)
        if char == '"' and text[: column - 1].rstrip(" ")[-1:] in ("", delimiter)
    ]
    return Location(file, line, starts[-1] if starts else 1, text)


def _parts(records: list[Record]) -> tuple[list[Record], Record, list[Record]]:
    """Titles above, the header, and what follows.

    Titles fill their first cell only, or are narrower than the table and stand above a row of its
    full width that doesn't begin with a date or a number.
    """
    typical = Counter(len(cells) for _, cells in records).most_common(1)[0][0]
    top = [cells for _, cells in records[:_MAX_TITLE_LINES]]
    lone = [bool(cells[0]) and not any(cells[1:]) for cells in top]
    full = next((i for i, cells in enumerate(top) if len(cells) >= typical and not lone[i]), 0)
    if readable(top[full][0]) or is_number(top[full][0]):
        full = next((i for i, alone in enumerate(lone) if not alone), 0)
    return records[:full], records[full], records[full + 1 :]


def _width(header: Sequence[str]) -> int:
    """Columns up to the last one that has a name."""
    return max(i for i, cell in enumerate(header, 1) if cell)


def _check_header(names: Sequence[str], line: int, where: _Where) -> None:
    limits.check("table_columns", len(names), Location(where.file, line))
    periods = [i for i, name in enumerate(names) if readable(name, strict=True)]
    if len(periods) >= 3 and len(periods) >= len(names) / 2:
        raise TinbergenError(
            "D024",
            at=where(line, periods[0]),
            first=names[periods[0]],
            last=names[periods[-1]],
        )
    if all(is_number(name) or readable(name) for name in names if name):
        raise TinbergenError("D017", at=where(line, 0), first=names[0] or names[1])
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        if name and name in seen:
            raise TinbergenError(
                "D018", at=where(line, i), name=name, first=seen[name] + 1, second=i + 1
            )
        seen[name] = i


def _without_notes(body: list[Record], width: int) -> tuple[list[Record], list[Record]]:
    """The rows, and the notes below them: short records that don't begin with a date."""
    last = len(body)
    while last:
        cells = body[last - 1][1]
        filled = sum(1 for cell in cells if cell)
        short = filled == 1 or (len(cells) < width and filled <= 2)
        if not short or not cells[0] or readable(cells[0]):
            break
        last -= 1
    return body[:last], body[last:]


def _row(
    cells: list[str], width: int, line: int, header_line: int, where: _Where
) -> tuple[str, ...]:
    if len(cells) > width and not any(cells[width:]):
        cells = cells[:width]
    if len(cells) == width:
        return tuple(cells)
    facts: dict[str, Any] = {"cells": len(cells), "columns": width, "header": header_line}
    if len(cells) < width:
        raise TinbergenError("D021", at=where(line, len(cells)), **facts)
    if where.delimiter == "," and (split := _split_thousands(cells)):
        whole = f'"{cells[split]},{cells[split + 1]}"'
        raise TinbergenError("D020", at=where(line, split), hint=whole, **facts)
    raise TinbergenError("D020", at=where(line, width), **facts)


def _split_thousands(cells: list[str]) -> int | None:
    """The first of two neighbours that look like one number with a comma in it."""
    for i in range(1, len(cells) - 1):
        if re.fullmatch(r"-?[1-9]\d{0,2}", cells[i]) and re.fullmatch(
            r"\d{3}(\.\d+)?", cells[i + 1]
        ):
            return i
    return None
