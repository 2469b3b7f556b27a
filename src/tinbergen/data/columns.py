"""Which column of a sheet holds the dates: by name, else by content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.data.dates import readable
from tinbergen.data.sheet import Sheet

#: Names of date columns, the surest first; blanks, dots and underscores don't count.
DATE_NAMES = (
    *("date", "period", "timeperiod", "observationdate", "yearquarter", "yearmonth", "yyyymm"),
    *("日期", "时期", "期间", "时间", "obs", "time", "quarter", "month", "季度", "月份"),
    *("year", "年份", "年度", "年", "月", "季", "index", "ds", "datetime"),
)
_YEAR_NAMES = ("year", "年份", "年度", "年")
_WITHIN_YEAR = {
    "quarter": "Q",
    "qtr": "Q",
    "季度": "Q",
    "季": "Q",
    "month": "M",
    "月份": "M",
    "月": "M",
}
_PROBE = 200


@dataclass(frozen=True, slots=True)
class DateColumn:
    """Where the dates stand: one column, or years beside quarters or months; ``cells`` as text."""

    columns: tuple[int, ...]
    cells: tuple[str, ...]


def normal(name: str) -> str:
    """A column's name without case, unit in brackets, blanks and punctuation.

    >>> normal("Real_GDP (bn €)")
    'realgdp'
    """
    bare = re.sub(r"[(（\[【].*?[)）\]】]", "", name)
    return re.sub(r"[\W_]+", "", bare or name).casefold()


def find_dates(sheet: Sheet, wanted: str | None = None) -> DateColumn:
    """The column called ``wanted``; when None the one whose name or content says that it is.

    Raises
    ------
    TinbergenError
        D023 there is none, D042 none is called ``wanted``.
    """
    names = [normal(name) for name in sheet.header]
    if wanted is not None:
        if wanted not in sheet.header:
            raise TinbergenError(
                "D042",
                at=sheet.at(None, 0),
                hint=did_you_mean(wanted, sheet.header),
                name=wanted,
                known=", ".join(sheet.header[:12]),
            )
        return _single(sheet, sheet.header.index(wanted))
    if pair := _year_and_part(sheet, names):
        return pair
    named = sorted(
        (i for i, name in enumerate(names) if name in DATE_NAMES),
        key=lambda i: DATE_NAMES.index(names[i]),
    )
    for i in named:
        if _share_of_dates(sheet.column(i), strict=False) >= 0.5:
            return _single(sheet, i)
    for i in range(len(names)):
        cells = sheet.column(i)
        # A column of four-digit numbers may be data; only the first is believed to be years.
        bare = i > 0 and all(cell.isdigit() for cell in cells)
        if not bare and _share_of_dates(cells, strict=True) >= 0.8:
            return _single(sheet, i)
    if named:
        return _single(sheet, named[0])
    known = [name for name in sheet.header if name]
    hint = next((n for n in known if did_you_mean(normal(n), DATE_NAMES)), None)
    raise TinbergenError("D023", at=sheet.at(None, 0), hint=hint, known=", ".join(known[:12]))


def _single(sheet: Sheet, column: int) -> DateColumn:
    return DateColumn((column,), tuple(sheet.column(column)))


def _year_and_part(sheet: Sheet, names: Sequence[str]) -> DateColumn | None:
    """A column of years beside one of quarters or months, read as one date."""
    year = next((names.index(name) for name in _YEAR_NAMES if name in names), None)
    part = next((names.index(name) for name in _WITHIN_YEAR if name in names), None)
    if year is None or part is None:
        return None
    parts = [re.sub(r"(\.0+)?$|^[QqMm]|季度?$|月份?$", "", cell) for cell in sheet.column(part)]
    if not all(text.isdigit() and len(text) <= 2 for text in parts):
        return None
    letter = _WITHIN_YEAR[names[part]]
    years = [re.sub(r"\.0+$|年$", "", cell) for cell in sheet.column(year)]
    cells = [f"{y}{letter}{p}" if y else "" for y, p in zip(years, parts, strict=True)]
    return DateColumn((year, part), tuple(cells))


def _share_of_dates(cells: Sequence[str], *, strict: bool) -> float:
    probe = [cell for cell in cells[:_PROBE] if cell]
    return sum(readable(cell, strict=strict) for cell in probe) / max(len(probe), 1)
