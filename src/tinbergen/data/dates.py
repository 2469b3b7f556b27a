"""What people write into date columns, read cell by cell and then settled for the column.

A cell alone may be ambiguous (1/4/2008, 2008:1); the column as a whole rarely is.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tinbergen.core.errors import Advice, Location, TinbergenError
from tinbergen.core.period import Frequency

#: From the number of a row to its place in the file.
RowPlace = Callable[[int], Location]

_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}
_YEARS = range(1000, 3000)
#: Years that are believed to be years where nothing else says so.
_LIKELY_YEARS = range(1500, 2201)
#: Excel's two-digit years: below this 20xx, from this on 19xx.
_CENTURY_TURN = 30

_Y = r"(?P<y>\d{4})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_Y}(?:\.0+)?(?:[aAyY]|年度?)?",
        rf"{_Y}[-/: .]?[qQ](?P<q>[1-4])",
        rf"[qQ](?P<q>[1-4])[-/: .]?{_Y}",
        rf"(?P<q>[1-4])[qQ][-/ ]?{_Y}",
        rf"{_Y}年?[-/ ]?第?(?P<q>[1-4一二三四])季度?",
        rf"{_Y}:(?P<part>\d{{1,2}})",
        rf"{_Y}[-/](?P<m>\d{{1,2}})",
        rf"{_Y}\.?(?P<m>\d{{2}})",
        rf"{_Y}[-: ]?[mM](?P<m>\d{{1,2}})",
        rf"{_Y}年(?P<m>\d{{1,2}})月份?",
        rf"(?P<m>\d{{1,2}})[-/]{_Y}",
        rf"{_Y}(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})",
        rf"{_Y}(?P<m>\d{{2}})(?P<d>\d{{2}})",
        rf"{_Y}年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日",
        r"(?P<name>[A-Za-z]{3,9})\.?[-/ ]?'?(?P<yy>\d{4}|\d{2})",
        rf"{_Y}[-/ ]?(?P<name>[A-Za-z]{{3,9}})\.?",
        r"(?P<d>\d{1,2})[-/. ]+(?P<name>[A-Za-z]{3,9})\.?[-/, ]+(?P<yy>\d{4}|\d{2})",
        r"(?P<name>[A-Za-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<yy>\d{4})",
        r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<yy>\d{4}|\d{2})",
    )
)
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")
_EXCEL_DAY = re.compile(r"\d{5}(\.0+)?")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date as far as it was written; 0 is what the cell doesn't say."""

    year: int
    quarter: int = 0
    month: int = 0
    day: int = 0

    @property
    def frequency(self) -> Frequency | None:
        """The frequency that the form says; None for months and days, whose spacing tells."""
        if self.month:
            return None
        return Frequency.QUARTERLY if self.quarter else Frequency.ANNUAL

    @property
    def months(self) -> int:
        """Months since year 0."""
        return self.year * 12 + self.month - 1


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a known form. ``part``: quarter or month; ``a``, ``b``: day and month in an order
    that only the column can tell."""

    stamp: Stamp
    part: str = ""
    a: int = 0
    b: int = 0
    dots: bool = False
    short: bool = False


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < _CENTURY_TURN else 1900)
    return year


def _valid(stamp: Stamp) -> bool:
    if stamp.year not in _YEARS:
        return False
    if not stamp.month and not stamp.day:
        return True
    days = calendar.monthrange(stamp.year, stamp.month)[1] if 1 <= stamp.month <= 12 else -1
    return stamp.day <= days


def _read(text: str) -> _Cell | None:
    """The first form that fits and makes a date of the calendar."""
    if len(text) > 40:
        return None
    text = _CLOCK.sub("", text)
    for form in _FORMS:
        if (match := form.fullmatch(text)) and (cell := _build(match.groupdict())):
            return cell
    return None


def _build(found: dict[str, str]) -> _Cell | None:
    year = _year(found.get("y") or found["yy"])
    short = len(found.get("yy", "")) == 2
    if "a" in found:
        a, b = int(found["a"]), int(found["b"])
        cell = _Cell(Stamp(year), a=a, b=b, dots=found["sep"] == ".", short=short)
        return cell if any(_valid(_ordered(cell, order)) for order in "dm") else None
    if "part" in found:
        fits = year in _YEARS and 1 <= int(found["part"]) <= 12
        return _Cell(Stamp(year), part=found["part"]) if fits else None
    if "name" in found and found["name"].lower() not in _MONTHS:
        return None
    quarter = found.get("q", "0")
    stamp = Stamp(
        year,
        quarter=_CHINESE.get(quarter) or int(quarter),
        month=_MONTHS[found["name"].lower()] if "name" in found else int(found.get("m", 0)),
        day=int(found.get("d", 0)),
    )
    said = {"m": stamp.month, "d": stamp.day}
    if any(key in found and not said[key] for key in said):
        return None
    return _Cell(stamp, short=short) if _valid(stamp) else None


def _ordered(cell: _Cell, order: str) -> Stamp:
    """Day first (``d``) or month first (``m``)."""
    day, month = (cell.a, cell.b) if order == "d" else (cell.b, cell.a)
    return Stamp(cell.stamp.year, month=month or 99, day=day or 99)


def readable(text: str, *, strict: bool = False) -> bool:
    """Whether a cell can be read as a date; ``strict``: and is hardly anything else.

    >>> readable("2008Q3"), readable("2710.349"), readable("9999", strict=True)
    (True, False, False)
    """
    cell = _read(text)
    return cell is not None and (not strict or cell.stamp.year in _LIKELY_YEARS)


def read_dates(cells: Sequence[str], at: RowPlace) -> tuple[list[Stamp], list[Advice]]:
    """One stamp a cell.

    ``2008:1`` is a quarter unless some part has a leading zero or exceeds 4. In ``1/4/2008`` a
    number above 12 anywhere in the column tells day from month; where none does, the order that
    gives a regular calendar is taken. Dots (``1.4.2008``) always put the day first.

    Raises
    ------
    TinbergenError
        D025 a cell is no date, D026 it is an Excel day number, D041 it is empty, D027 day and month
        stand now in one order, now in the other, D028 their order can't be told.
    """
    read: list[_Cell] = []
    for row, text in enumerate(cells):
        cell = _read(text)
        if cell is None:
            raise _unreadable(text, at(row))
        read.append(cell)
    parts = [cell.part for cell in read if cell.part]
    monthly = any(part.startswith("0") or int(part) > 4 for part in parts)
    order, advice = _order(read, cells, at)
    stamps = [_settled(cell, monthly, order) for cell in read]
    if short := [row for row, cell in enumerate(read) if cell.short]:
        row = short[0]
        facts = {"text": cells[row], "year": stamps[row].year, "turn": _CENTURY_TURN}
        advice.append(Advice("D048", facts, at(row)))
    return stamps, advice


def _settled(cell: _Cell, monthly: bool, order: str) -> Stamp:
    if cell.part:
        number = int(cell.part)
        year = cell.stamp.year
        return Stamp(year, month=number) if monthly else Stamp(year, quarter=number)
    if cell.a:
        return _ordered(cell, "d" if cell.dots else order)
    return cell.stamp


def _unreadable(text: str, at: Location) -> TinbergenError:
    if not text:
        return TinbergenError("D041", at=at)
    if _EXCEL_DAY.fullmatch(text) and 10_000 <= float(text) < 80_000:
        import datetime

        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(float(text)))
        return TinbergenError("D026", at=at, text=text, day=day.isoformat())
    return TinbergenError("D025", at=at, text=text)


def _order(read: Sequence[_Cell], cells: Sequence[str], at: RowPlace) -> tuple[str, list[Advice]]:
    """Which of two numbers is the day: ``d`` the first, ``m`` the second."""
    open_rows = [row for row, cell in enumerate(read) if cell.a and not cell.dots]
    if not open_rows:
        return "d", []
    day_first = next((row for row in open_rows if read[row].a > 12), None)
    month_first = next((row for row in open_rows if read[row].b > 12), None)
    if day_first is not None and month_first is not None:
        raise TinbergenError(
            "D027",
            at=at(max(day_first, month_first)),
            day_first=cells[day_first],
            month_first=cells[month_first],
            first_line=at(day_first).line,
            second_line=at(month_first).line,
        )
    if day_first is not None or month_first is not None:
        return ("d" if day_first is not None else "m"), []
    months = {order: [_ordered(read[row], order).months for row in open_rows] for order in "dm"}
    if months["d"] == months["m"]:
        return "d", []
    regular = [order for order in "dm" if _regular(months[order])]
    if len(regular) != 1:
        row = next(r for r in open_rows if read[r].a != read[r].b)
        day, month = _ordered(read[row], "d"), _ordered(read[row], "m")
        raise TinbergenError(
            "D028",
            at=at(row),
            text=cells[row],
            day_first=f"{day.year:04d}-{day.month:02d}-{day.day:02d}",
            month_first=f"{month.year:04d}-{month.month:02d}-{month.day:02d}",
        )
    order = regular[0]
    row = next(r for r in open_rows if read[r].a != read[r].b)
    stamp = _ordered(read[row], order)
    facts = {"text": cells[row], "day": f"{stamp.year:04d}-{stamp.month:02d}-{stamp.day:02d}"}
    return order, [Advice("D049", facts, at(row))]


def _regular(months: Sequence[int]) -> bool:
    """Whether neighbours are always one month, one quarter or one year apart."""
    ordered = sorted(months)
    steps = {later - earlier for earlier, later in pairwise(ordered)}
    return len(steps) == 1 and steps <= {1, 3, 12}
