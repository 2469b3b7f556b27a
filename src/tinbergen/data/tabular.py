"""A user's CSV, Parquet or Excel file as a dataset; every fault points at its cell.

The steps, each in a module of its own: bytes to text (:mod:`~tinbergen.data.filetext`), text to
cells (:mod:`~tinbergen.data.sheet`), cells to dates (:mod:`~tinbergen.data.dates`) and periods
(:mod:`~tinbergen.data.spacing`), cells to numbers (:mod:`~tinbergen.data.numerals`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from tinbergen.core.arguments import named
from tinbergen.core.errors import Advice, Location, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.columns import DateColumn, find_dates
from tinbergen.data.dataset import Array, Dataset
from tinbergen.data.dates import read_dates
from tinbergen.data.numerals import (
    SHEET_ERRORS,
    Mark,
    evidence,
    is_missing,
    is_number,
    likely_number,
    read_numbers,
)
from tinbergen.data.opening import open_sheet
from tinbergen.data.parquet import is_parquet
from tinbergen.data.sheet import Sheet
from tinbergen.data.spacing import Calendar, arrange, first_repeat, to_periods


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: ``dataset``, and what the user should know of how it was read.

    ``rows[t]`` is the row of ``sheet`` of period t, -1 where the file skips the period.
    ``left_out`` are columns without a number.
    """

    dataset: Dataset
    advice: tuple[Advice, ...]
    sheet: Sheet
    rows: tuple[int, ...]
    left_out: tuple[str, ...] = ()

    def at(self, name: str, period: Period | None = None) -> Location:
        """The place of a column's name or of one of its values."""
        column = self.sheet.header.index(name)
        row = self.rows[self.dataset.span.position(period)] if period else None
        return self.sheet.at(row if row != -1 else None, column)


_FILE = Text("the path of a table, or - for standard input", "表格文件路径，或以 - 表示标准输入")


def read_table(
    path: str | Path | Sheet,
    *,
    date: str | None = None,
    decimal: Literal["auto", ".", ","] = "auto",
    allow_missing: bool = False,
) -> Table:
    """Read a CSV, Parquet or Excel file, or CSV from standard input when ``path`` is ``-``.

    Parameters
    ----------
    path
        The file, or a sheet that was read already.
    date
        Name of the date column; found by name or content when None.
    decimal
        The decimal mark; found from the numbers when ``"auto"``.
    allow_missing
        Let periods and values be missing inside a series; they become NaN and are mentioned.

    Raises
    ------
    TinbergenError
        C010 for what is no path; those of :func:`tinbergen.data.opening.open_sheet` and
        :func:`tabulate`.
    """
    if not isinstance(path, Sheet):
        named("path", path, _FILE)
        decimal = "." if is_parquet(path) else decimal
    sheet = open_sheet(path)
    return tabulate(sheet, date=date, decimal=decimal, allow_missing=allow_missing)


def tabulate(
    sheet: Sheet,
    *,
    keep: Collection[str] | None = None,
    date: str | None = None,
    decimal: Literal["auto", ".", ","] = "auto",
    allow_missing: bool = False,
) -> Table:
    """A sheet as a dataset; of its columns only those in ``keep``, all when None.

    Missing values before the first and after the last value of a series are no fault, only
    mentioned.

    Raises
    ------
    TinbergenError
        D019 a column has no name, D023 no date column, D042 no such date column, D025 to D028 and
        D041 from :func:`tinbergen.data.dates.read_dates`, D029 a period twice, D030 several
        countries in one column, D031 to D033 from :mod:`tinbergen.data.spacing`, D034 words and
        D035 a failed formula among numbers, D036 and D037 decimal mark, D038 an empty column, D039
        a value is missing, D040 a number is too large, D045 no numbers at all.
    """
    dates = find_dates(sheet, date)
    place = dates.columns[0]

    def at(row: int) -> Location:
        return sheet.at(row, place)

    stamps, dated = read_dates(dates.cells, at)
    columns = _value_columns(sheet, dates.columns)
    words = [i for i in columns if i not in sheet.numbers and _holds_words(sheet.column(i))]
    periods = to_periods(stamps, dates.cells, at)
    if repeat := first_repeat(periods):
        raise _repeated(sheet, repeat, periods, dates, words)
    calendar = arrange(periods, at, allow_missing=allow_missing)
    if keep is None:
        numeric = [i for i in columns if i not in words]
    else:
        numeric, words = [i for i in columns if sheet.header[i] in keep], []
    mark, marked = _decimal_mark(sheet, numeric, decimal)
    series: dict[str, Array] = {}
    advice = [*sheet.advice, *dated, *calendar.advice, *marked]
    percents: list[str] = []
    empty: list[int] = []
    for i in numeric:
        values, percent = _column(sheet, i, mark)
        if percent:
            percents.append(sheet.header[i])
        if np.isnan(values).all():
            if not allow_missing:
                raise TinbergenError("D038", at=sheet.at(None, i), name=sheet.header[i])
            empty.append(i)
            continue
        series[sheet.header[i]] = _in_order(values, calendar)
    if not series:
        raise TinbergenError("D045", at=sheet.at(None, place))
    if aside := sorted((*words, *empty)):
        names = ", ".join(sheet.header[i] for i in aside)
        advice.append(Advice("D046", {"names": names}, sheet.at(None, aside[0])))
    if percents:
        advice.append(Advice("D054", {"names": ", ".join(percents)}, Location(sheet.file)))
    source = Text(sheet.file, sheet.file)
    dataset = Dataset.of(calendar.span.start, series, source=source)
    left_out = tuple(sheet.header[i] for i in aside)
    table = Table(dataset, (), sheet, calendar.rows, left_out)
    advice += _missing(table, allow_missing)
    return Table(dataset, tuple(advice), sheet, calendar.rows, left_out)


def _value_columns(sheet: Sheet, dates: tuple[int, ...]) -> list[int]:
    """All columns but the dates; one without a name must be empty, and goes."""
    columns = [i for i in range(len(sheet.header)) if i not in dates]
    for i in columns:
        if not sheet.header[i] and any(sheet.column(i)):
            raise TinbergenError("D019", at=sheet.at(None, i), number=i + 1)
    return [i for i in columns if sheet.header[i]]


def _holds_words(cells: Sequence[str]) -> bool:
    """Whether there is something in the column, but no number and no failed formula."""
    said = False
    for cell in cells:
        if is_missing(cell):
            continue
        if cell in SHEET_ERRORS or is_number(cell):
            return False
        said = True
    return said


def _repeated(
    sheet: Sheet,
    repeat: tuple[int, int],
    periods: Sequence[Period],
    dates: DateColumn,
    words: Sequence[int],
) -> TinbergenError:
    first, second = repeat
    facts: dict[str, Any] = {
        "text": dates.cells[second],
        "period": periods[second],
        "first": sheet.at(first, 0).line,
        "second": sheet.at(second, 0).line,
    }
    for i in words:
        column = sheet.column(i)
        if column[first] != column[second]:
            some = ", ".join(list(dict.fromkeys(column))[:3])
            facts |= {"name": sheet.header[i], "some": some, "example": column[first]}
            return TinbergenError("D030", at=sheet.at(second, i), **facts)
    return TinbergenError("D029", at=sheet.at(second, dates.columns[0]), **facts)


def _decimal_mark(
    sheet: Sheet, columns: Sequence[int], wanted: Literal["auto", ".", ","]
) -> tuple[Mark, list[Advice]]:
    if wanted != "auto":
        return wanted, []
    seen = evidence((i, sheet.column(i)) for i in columns)
    if seen.comma and seen.point:
        (column, row), (other, line) = seen.comma, seen.point
        raise TinbergenError(
            "D036",
            at=sheet.at(row, column),
            comma=sheet.rows[row][column],
            comma_line=sheet.row_lines[row],
            point=sheet.rows[line][other],
            point_line=sheet.row_lines[line],
        )
    if seen.comma:
        column, row = seen.comma
        return ",", [Advice("D055", {"text": sheet.rows[row][column]}, sheet.at(row, column))]
    if seen.either and not seen.point and sheet.delimiter != ",":
        column, row = seen.either
        text = sheet.rows[row][column]
        whole = re.sub(r"[.,]", "", text)
        split = re.sub(r"[.,]", ".", text)
        raise TinbergenError("D037", at=sheet.at(row, column), text=text, whole=whole, split=split)
    return ".", []


def _column(sheet: Sheet, column: int, mark: Mark) -> tuple[Array, bool]:
    """The values in the order of the file, and whether percent signs were dropped."""
    if column in sheet.numbers:
        return sheet.numbers[column], False
    cells = sheet.column(column)
    numbers = read_numbers(cells, mark)
    name = sheet.header[column]
    if numbers.bad:
        row = next((r for r in numbers.bad if cells[r] in SHEET_ERRORS), numbers.bad[0])
        at = sheet.at(row, column)
        facts: dict[str, Any] = {"text": cells[row][:40], "name": name, "count": len(numbers.bad)}
        if cells[row] in SHEET_ERRORS:
            raise TinbergenError("D035", at=at, **facts)
        raise TinbergenError("D034", at=at, hint=likely_number(cells[row]), **facts)
    if numbers.infinite:
        row = numbers.infinite[0]
        raise TinbergenError("D040", at=sheet.at(row, column), text=cells[row], name=name)
    return numbers.values, bool(numbers.percent)


def _in_order(values: Array, calendar: Calendar) -> Array:
    rows = np.array(calendar.rows)
    return np.where(rows >= 0, values[rows], np.nan)


def _missing(table: Table, allow_missing: bool) -> list[Advice]:
    """Missing values of the file: inside a series a fault or, if allowed, advice as at its ends."""
    data = table.dataset
    advice: list[Advice] = []
    short: list[str] = []
    for name, values in data.series.items():
        extent = data.extent(name) or data.span
        if extent != data.span:
            short.append(f"{name} {extent.start}–{extent.end}")
        first = data.span.position(extent.start)
        (holes,) = np.nonzero(np.isnan(values[first : first + extent.length]))
        periods = [data.span.start + int(h) for h in holes + first if table.rows[h] >= 0]
        if not periods:
            continue
        shown = ", ".join(map(str, periods[:6])) + (" …" if len(periods) > 6 else "")
        facts: dict[str, Any] = {"name": name, "count": len(periods), "periods": shown}
        at = table.at(name, periods[0])
        if not allow_missing:
            raise TinbergenError("D039", at=at, **facts)
        advice.append(Advice("D052", facts, at))
    if short:
        shown = "; ".join(short[:4]) + (" …" if len(short) > 4 else "")
        facts = {"span": f"{data.span.start}–{data.span.end}", "extents": shown}
        advice.append(Advice("D053", facts, Location(table.sheet.file)))
    return advice
