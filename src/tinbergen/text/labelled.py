"""A labelled table: texts, their labels, and what else is known of each."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core import limits
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.core.result import Result
from tinbergen.data.filetext import read_file
from tinbergen.data.parquet import is_parquet, whole_table
from tinbergen.text.experiment import DataPart

if TYPE_CHECKING:
    import pandas as pd

Whole = NDArray[np.int64]
Array = NDArray[np.float64]

#: What stands in a table for a row without a label.
UNLABELLED = -1
#: How the name of a file of JSON lines ends.
JSON_LINES = (".jsonl", ".jsonlines", ".ndjson")
#: Characters of one text at most.
MAX_CHARACTERS = 100_000
#: Half a character, and how much around it is shown.
_HALF, _SHOWN = re.compile("[\ud800-\udfff]"), 20


@dataclass(frozen=True, slots=True)
class Rows:
    """A file's rows as they stand: ``header``, ``cells`` by row, the line on which each begins."""

    file: str
    header: tuple[str, ...]
    cells: Sequence[Sequence[str]]
    lines: Sequence[int]

    def place(self, column: str) -> int:
        """The position of a column.

        Raises
        ------
        TinbergenError
            T002 when there is none of that name, D018 when there are two.
        """
        if column not in self.header:
            raise TinbergenError(
                "T002", at=Location(self.file, 1), hint=did_you_mean(column, self.header),
                column=column, known=", ".join(self.header),
            )  # fmt: skip
        first = self.header.index(column)
        if column in self.header[first + 1 :]:
            second = self.header.index(column, first + 1)
            at = Location(self.file, 1)
            raise TinbergenError("D018", at=at, name=column, first=first + 1, second=second + 1)
        return first

    def column(self, name: str | None) -> tuple[str, ...]:
        """A column's cells without blanks around them; empty for None."""
        if name is None:
            return ()
        place = self.place(name)
        return tuple(row[place].strip() for row in self.cells)

    def numbers(self, columns: Sequence[str]) -> Array:
        """Columns of numbers, (rows, columns); blank is NaN.

        Raises
        ------
        TinbergenError
            T002 when there is no such column, T006 for a cell that is no number, T736 for one
            too large to be squared.
        """
        found = np.full((len(self.cells), len(columns)), np.nan)
        for j, name in enumerate(columns):
            for i, cell in enumerate(self.column(name)):
                try:
                    found[i, j] = float(cell) if cell else np.nan
                except ValueError:
                    at = Location(self.file, self.lines[i])
                    raise TinbergenError("T006", at=at, column=name, given=cell) from None
                if abs(found[i, j]) > limits.LARGEST:
                    at = Location(self.file, self.lines[i])
                    raise TinbergenError("T736", at=at, column=name, given=cell)
        return found


def check_texts(texts: Iterable[str], at: Location | None = None) -> None:
    """Whether texts are whole: no half of a surrogate pair, no byte that was no UTF-8.

    Raises
    ------
    TinbergenError
        T730 when one is not.
    """
    for text in texts:
        if not text.isascii() and (found := _HALF.search(text)):
            start = text[max(found.start() - _SHOWN, 0) : found.end() + _SHOWN]
            given = _HALF.sub("\ufffd", start)
            raise TinbergenError("T730", at=at, half=f"U+{ord(found[0]):04X}", given=given)


def read_rows(path: str | Path) -> Rows:
    """The rows of a CSV (``,``, ``;`` or tab), JSON-lines or Parquet file, texts as they stand.

    Raises
    ------
    TinbergenError
        T204 for a line of JSON lines that is no object, T730 for half a character in one; D010 to
        D015, C005, D022 an open quotation mark, T001 a row of another length, C240 too many rows or
        columns; U073 and U074 for Parquet.
    """
    if is_parquet(path):
        return _parquet(path)
    if str(path).lower().endswith(JSON_LINES):
        return _json_lines(path)
    source = read_file(path)
    first = source.text.split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count)
    # Not by 'splitlines': within texts stand other ends of lines, such as U+2028.
    reader = csv.reader(io.StringIO(source.text, newline=""), delimiter=delimiter, strict=True)
    header: tuple[str, ...] = ()
    cells: list[list[str]] = []
    lines: list[int] = []
    begin = 1
    try:
        for row in reader:
            if not row:
                pass
            elif not header:
                header = tuple(cell.strip() for cell in row)
                limits.check("table_columns", len(header), Location(source.name))
            elif len(row) != len(header):
                raise TinbergenError(
                    "T001", at=Location(source.name, begin), given=len(row), needed=len(header)
                )
            else:
                cells.append(row)
                lines.append(begin)
            limits.check("table_rows", len(cells), Location(source.name))
            begin = reader.line_num + 1
    except csv.Error:
        raise TinbergenError("D022", at=Location(source.name, begin)) from None
    if not cells:
        raise TinbergenError("D015", at=Location(source.name))
    return Rows(source.name, header, cells, lines)


def _json_lines(path: str | Path) -> Rows:
    """A line an object, as CLUE writes them; a key that one lacks is blank, values are JSON."""
    name, keys = str(path), dict[str, None]()
    objects: list[dict[str, Any]] = []
    lines: list[int] = []
    # Only a line feed ends a line: within texts may stand others, such as U+2028.
    for at, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise TinbergenError("T204", at=Location(name, at))
        check_texts((*found, *map(_cell, found.values())), Location(name, at))
        keys |= dict.fromkeys(found)
        objects.append(found)
        lines.append(at)
        limits.check("table_rows", len(objects), Location(name))
        limits.check("table_columns", len(keys), Location(name, at))
    if not objects:
        raise TinbergenError("D015", at=Location(name))
    limits.check_memory(len(objects), len(keys), at=Location(name))
    cells = [[_cell(each.get(key)) for key in keys] for each in objects]
    return Rows(name, tuple(keys), cells, lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parquet(path: str | Path) -> Rows:
    name = str(path)
    table = whole_table(path, Location(name))
    try:
        columns = [
            ["" if cell is None else str(cell) for cell in column.to_pylist()]
            for column in table.columns
        ]
    except (ArithmeticError, ValueError, LookupError) as fault:
        # Dates beyond what Python counts, a zone that there is none of.
        raise TinbergenError("U074", at=Location(name), detail=fault) from None
    if not columns or not table.num_rows:
        raise TinbergenError("D015", at=Location(name))
    cells = list(zip(*columns, strict=True))
    return Rows(name, tuple(table.column_names), cells, range(2, len(cells) + 2))


@dataclass(frozen=True, slots=True)
class LabelledTable(Result):
    """Texts with labels.

    ``labels[i]`` is the position of row i's label in ``names``, :data:`UNLABELLED` without one.
    ``dates``, ``groups``, ``sources`` and ``languages`` are empty where the table has none;
    ``numbers`` has shape (rows, columns). ``marks`` say on which side of a split a row stands,
    where the table says so. ``lines`` are the rows' lines in ``file``.
    """

    file: str
    texts: tuple[str, ...]
    labels: Whole
    names: tuple[str, ...]
    dates: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    numbers: Array = field(default_factory=lambda: np.empty((0, 0)))
    marks: tuple[str, ...] = ()
    annotators: tuple[tuple[str, ...], ...] = ()
    lines: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: Sequence[int] | Whole) -> LabelledTable:
        """Some of the rows, in the order given."""
        chosen = [int(i) for i in rows]

        def of(column: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(column[i] for i in chosen) if column else ()

        return LabelledTable(
            self.file, of(self.texts), self.labels[chosen], self.names, of(self.dates),
            of(self.groups), of(self.sources), of(self.languages),
            self.numbers[chosen] if self.numbers.size else self.numbers, of(self.marks),
            tuple(of(column) for column in self.annotators),
            tuple(self.lines[i] for i in chosen) if self.lines else (),
        )  # fmt: skip

    def balance(self) -> dict[str, int]:
        """Rows a label."""
        counts = Counter(self.labels.tolist())
        return {name: counts.get(i, 0) for i, name in enumerate(self.names)}

    def to_frame(self) -> pd.DataFrame:
        """One row a text."""
        import pandas as pd

        labels = [self.names[i] if i >= 0 else None for i in self.labels]
        return pd.DataFrame({"text": self.texts, "label": labels})


def read_labelled(data: DataPart, folder: Path) -> LabelledTable:
    """The table of an experiment; paths are relative to ``folder``.

    Raises
    ------
    TinbergenError
        Those of :func:`read_rows`; T002 a column that is not there, T003 a label without a name,
        T004 no row is kept, T005 fewer than two labels, T006 a number that is none, T007 a text
        that is too long; C240 for more labels than the limit.
    """
    rows = read_rows(folder / data.table)
    kept = _kept(rows, data.keep)
    if not kept:
        raise TinbergenError("T004", at=Location(rows.file), keep=data.keep)
    cells, lines = [rows.cells[i] for i in kept], [rows.lines[i] for i in kept]
    rows = Rows(rows.file, rows.header, cells, lines)
    texts = rows.column(data.text)
    for text, line in zip(texts, rows.lines, strict=True):
        if len(text) > MAX_CHARACTERS:
            raise TinbergenError("T007", at=Location(rows.file, line), most=MAX_CHARACTERS)
    labels, names = _labels(rows, data)
    return LabelledTable(
        rows.file, texts, labels, names, rows.column(data.date), rows.column(data.group),
        rows.column(data.source), rows.column(data.language), rows.numbers(data.numbers),
        rows.column(data.split.column), tuple(rows.column(name) for name in data.annotators),
        tuple(rows.lines),
    )  # fmt: skip


def _kept(rows: Rows, keep: dict[str, str]) -> list[int]:
    """Rows whose columns hold one of the words, separated by ``|``."""
    wanted = [
        (rows.place(column), {word.strip() for word in words.split("|")})
        for column, words in keep.items()
    ]
    return [
        i for i, row in enumerate(rows.cells)
        if all(row[place].strip() in known for place, known in wanted)
    ]  # fmt: skip


def _labels(rows: Rows, data: DataPart) -> tuple[Whole, tuple[str, ...]]:
    written = rows.column(data.label)
    known = data.labels or {word: word for word in sorted({w for w in written if w})}
    names = tuple(dict.fromkeys(known.values()))
    limits.check("labels", len(names), Location(rows.file, 1))
    if len(names) < 2:
        raise TinbergenError("T005", at=Location(rows.file, 1), column=data.label)
    found = np.full(len(written), UNLABELLED, dtype=np.int64)
    for i, word in enumerate(written):
        if not word:
            continue
        if word not in known:
            raise TinbergenError(
                "T003", at=Location(rows.file, rows.lines[i]), hint=did_you_mean(word, list(known)),
                label=word, known=", ".join(known),
            )  # fmt: skip
        found[i] = names.index(known[word])
    return found, names
