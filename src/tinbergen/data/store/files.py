"""Long tables of observations in CSV and Parquet files, read."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np

from tinbergen.core import limits
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.period import Period
from tinbergen.core.text import NO_TEXT, Text
from tinbergen.data.filetext import read_file
from tinbergen.data.numerals import is_missing
from tinbergen.data.parquet import is_parquet, whole_table
from tinbergen.data.sheet import place
from tinbergen.data.store.dating import Dated
from tinbergen.data.store.labels import Labels
from tinbergen.data.store.table import Floats, Ints

NEEDED = ("series", "period", "vintage", "value")
COLUMNS = (*NEEDED, "entity", "sector")
_ALIASES = {"indicator": "series"}
#: What says in a file which day its vintages stand for, and its source: a comment line, a key.
DATED, SOURCE = "vintages", "source"

#: Ordinals and periods a year, (rows,) each.
Dates = tuple[Ints, Ints]


Place = Callable[[int, str], Location]


@dataclass(frozen=True, slots=True)
class LongTable:
    """What a file holds, in its order; ``at`` gives the place of a cell by row and column."""

    series: Labels
    periods: Dates
    vintages: Dates
    value: Floats
    entity: Labels | None
    sector: Labels | None
    source: Text
    dated: Dated | None
    at: Callable[[int, str], Location]

    def check_repeats(self, days: Ints) -> None:
        """D084 where a value of one day stands twice and differs; ``days`` are the vintages'."""
        said = [self.entity, self.sector, self.series]
        keys = [*(label.codes for label in said if label), *self.periods, days]
        order = np.lexsort(keys)
        same = np.ones(order.size - 1, dtype=bool)
        for key in keys:
            same &= key[order[1:]] == key[order[:-1]]
        first, second = self.value[order[:-1]], self.value[order[1:]]
        same &= ~((first == second) | (np.isnan(first) & np.isnan(second)))
        if same.any():
            place = int(np.flatnonzero(same)[0])
            first_row, row = int(order[place]), int(order[place + 1])
            raise TinbergenError(
                "D084", at=self.at(row, "value"), series=self.series.text(row),
                first=f"{self.value[first_row]:g}", second=f"{self.value[row]:g}",
                line=self.at(first_row, "value").line,
            )  # fmt: skip


def read(path: str | Path) -> LongTable:
    """A long table; faults are those of :meth:`tinbergen.data.store.Store.read`."""
    return read_parquet(path) if is_parquet(path) else _table(*_csv(path))


def read_parquet(path: str | Path) -> LongTable:
    """The same of a file that must be Parquet."""
    return _table(*_parquet(path))


def _table(
    texts: dict[str, Labels], value: Floats, comments: dict[str, str], at: Place
) -> LongTable:
    series = texts["series"]
    if "" in series.names:
        raise TinbergenError("D087", at=at(series.row_of(""), "series"))
    dated = comments.get(DATED)
    return LongTable(
        series, _dates(texts["period"], "period", at), _dates(texts["vintage"], "vintage", at),
        value, texts.get("entity"), texts.get("sector"),
        Text.both(comments[SOURCE]) if comments.get(SOURCE) else NO_TEXT,
        cast(Dated, dated) if dated in get_args(Dated) else None, at,
    )  # fmt: skip


_Read = tuple[dict[str, Labels], Floats, dict[str, str], Place]


def _dates(labels: Labels, column: str, at: Place) -> Dates:
    """Each text of a column as a period."""
    found = []
    for text in labels.names:
        try:
            found.append(Period.parse(text))
        except TinbergenError:
            row = labels.row_of(text)
            raise TinbergenError(
                "D082", at=at(row, column), text=text[:40], column=column
            ) from None
    ordinals = np.array([p.ordinal for p in found], dtype=np.int64)
    frequencies = np.array([p.frequency for p in found], dtype=np.int64)
    return ordinals[labels.codes], frequencies[labels.codes]


def _header(names: Sequence[str], at: Callable[[int], Location]) -> dict[str, int]:
    """Where each column stands; D080 for one that lacks, D081 for one that is strange or twice."""
    found: dict[str, int] = {}
    for i, name in enumerate(names):
        lower = name.strip().lower()
        column = _ALIASES.get(lower, lower)
        if column not in COLUMNS or column in found:
            hint = did_you_mean(lower, [*COLUMNS, *_ALIASES]) if column not in found else None
            raise TinbergenError("D081", at=at(i), hint=hint, name=name, known=", ".join(COLUMNS))
        found[column] = i
    for column in NEEDED:
        if column not in found:
            known = ", ".join(names)
            raise TinbergenError("D080", at=at(0), name=column, known=known)
    return found


def _csv(path: str | Path) -> _Read:
    source = read_file(path)
    lines = source.text.split("\n")
    comments = _comments(lines)
    head = next((n for n, line in enumerate(lines) if line.strip()), None)
    if head is None:
        raise TinbergenError("D013", at=Location(source.name))
    delimiter = max(",;\t", key=lines[head].count)

    def where(line: int, column: int) -> Location:
        return place(source.name, lines, line, delimiter, column)

    # All cells in one list: a million rows as lists of their own would be slow to keep.
    cells: list[str] = []
    numbers: list[int] = []
    width = 0
    reader = csv.reader(lines[head:], delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        for row in reader:
            line = head + reader.line_num
            width = width or len(row)
            if len(row) == width:
                cells += row
                numbers.append(line)
            elif any(text.strip() for text in row):
                code = "D020" if len(row) > width else "D021"
                raise TinbergenError(
                    code, at=where(line, min(len(row), width)), cells=len(row), columns=width,
                    header=numbers[0],
                )  # fmt: skip
    except csv.Error as fault:
        line = (numbers[-1] if numbers else head) + 1
        raise TinbergenError("D022", at=Location(source.name, line, 1, lines[line - 1])) from fault

    def cell(row: int, column: int) -> Location:
        return where(numbers[row + 1], column)

    header = _header(cells[:width], lambda column: cell(-1, column))
    if len(numbers) == 1:
        raise TinbergenError("D015", at=cell(-1, 0))

    def at(row: int, column: str) -> Location:
        return cell(row, header[column])

    texts = {
        name: Labels.of(cells[width + i :: width]) for name, i in header.items() if name != "value"
    }
    value = _numbers(cells[width + header["value"] :: width], at)
    return texts, value, comments, at


def _comments(lines: list[str]) -> dict[str, str]:
    """What lines that begin with ``#`` say; the lines are made blank."""
    found, said = {}, []
    for i, line in enumerate(lines):
        if line.startswith("#"):
            key, _, text = (part.strip() for part in line.lstrip("# ").partition(":"))
            if key == DATED and text in get_args(Dated):
                found[DATED] = text
            else:
                said.append(line.lstrip("# ").rstrip())
            lines[i] = ""
    return {**found, SOURCE: " ".join(said)}


def _numbers(cells: Sequence[str], at: Place) -> Floats:
    """Values, NaN where a cell says nothing; D083 for what is no finite number."""
    try:
        values = np.array([cell or "nan" for cell in cells]).astype(np.float64)
    except ValueError:
        values = np.array([_number(cell) for cell in cells])
        # Infinite stands for what is no number too: both are refused below.
    if (beyond := np.flatnonzero(np.abs(values) > limits.LARGEST)).size:
        row = int(beyond[0])
        raise TinbergenError("D083", at=at(row, "value"), text=cells[row][:40])
    return values


def _number(cell: str) -> float:
    if is_missing(cell.strip()):
        return math.nan
    try:
        return float(cell)
    except ValueError:
        return math.inf


def _parquet(path: str | Path) -> _Read:
    name = str(path)
    table = whole_table(path, Location(name), "store_rows")

    def at(row: int, column: str) -> Location:
        return Location(name, row + 1)

    header = _header(table.column_names, lambda column: Location(name))
    if not table.num_rows:
        raise TinbergenError("D015", at=Location(name))
    texts = {
        column: _labels(table.column(i), Location(name))
        for column, i in header.items() if column != "value"
    }  # fmt: skip
    metadata = {k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()
                if k in (DATED.encode(), SOURCE.encode())}  # fmt: skip
    return texts, _floats(table.column(header["value"]), at), metadata, at


def _labels(column: Any, at: Location) -> Labels:
    import pyarrow

    try:
        coded = column.cast(pyarrow.string()).dictionary_encode(null_encoding="encode")
    except pyarrow.ArrowException as fault:
        raise TinbergenError("U074", at=at, detail=str(fault)[:120]) from fault
    coded = coded.combine_chunks()
    # Not to_numpy, nor fill_null, which import pandas.
    codes: Ints = np.asarray(np.from_dlpack(coded.indices.cast(pyarrow.int64())), dtype=np.int64)
    return Labels.coded([text or "" for text in coded.dictionary.to_pylist()], codes)


def _floats(column: Any, at: Place) -> Floats:
    import pyarrow

    try:
        numbers = column.cast(pyarrow.float64()).combine_chunks()
    except pyarrow.ArrowException:
        return _numbers(["" if v is None else str(v) for v in column.to_pylist()], at)
    there, content = numbers.buffers()
    shown = slice(numbers.offset, numbers.offset + len(numbers))
    values = np.frombuffer(content, dtype=np.float64)[shown].copy()
    if there is not None:
        bits = np.frombuffer(there, dtype=np.uint8)
        values[np.unpackbits(bits, bitorder="little")[shown] == 0] = np.nan
    if (np.abs(values) > limits.LARGEST).any():
        _numbers([str(v) for v in values.tolist()], at)
    return values
