"""A long table, a row for each unit in each period, as arrays: units down, periods across."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.arguments import unfit
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dates import read_dates, readable
from tinbergen.data.frames import is_frame, sheet_of
from tinbergen.data.numerals import Mark, evidence, is_missing, likely_number, read_numbers
from tinbergen.data.opening import open_sheet
from tinbergen.data.sheet import Sheet
from tinbergen.data.spacing import to_periods

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
#: What stands for a panel: a pandas table, the path of a CSV or Parquet file, a panel.
PanelLike: TypeAlias = "Panel | pd.DataFrame | str | Path"
#: Periods of a calendar, or whole numbers in the order of time.
Moments: TypeAlias = tuple[Period, ...] | tuple[int, ...]
_Rows: TypeAlias = list[Period] | list[int]
#: Digits of a whole number that counts periods.
_LONGEST = 15

_WANTED = Text(
    "a pandas DataFrame with a row for each unit in each period, or the path of such a file",
    "pandas DataFrame（每个单位每期一行），或此类文件的路径",
)


@dataclass(frozen=True, slots=True)
class Panel:
    """N units in T periods; every unit has a row in every period.

    ``values`` holds each numeric column as (N, T), NaN where a cell is empty. Units keep the order
    of the file, periods that of time.
    """

    units: tuple[str, ...]
    periods: Moments
    values: Mapping[str, Array]
    file: str

    @property
    def horizon(self) -> Span | range:
        """The periods for a chart: a span, or a range where they are numbers or have gaps."""
        first, last = self.periods[0], self.periods[-1]
        if isinstance(first, Period) and isinstance(last, Period):
            span = first.to(last)
            return span if span.length == len(self.periods) else range(len(self.periods))
        start = first if isinstance(first, int) else 0
        whole = last == start + len(self.periods) - 1
        return range(start, start + len(self.periods)) if whole else range(len(self.periods))

    def position(self, moment: str | int | Period) -> int:
        """Which period, from 0; D094 where it is none of the panel's."""
        said = str(moment).strip()
        known = [str(period) for period in self.periods]
        if said in known:
            return known.index(said)
        if isinstance(self.periods[0], int) and (day := said.replace("-", "")) in known:
            return known.index(day)
        if isinstance(self.periods[0], Period):
            spelled = str(Period.parse(said))
            if spelled in known:
                return known.index(spelled)
        raise TinbergenError(
            "D094", at=Location(self.file), hint=did_you_mean(said, known), moment=said,
            first=known[0], last=known[-1],
        )  # fmt: skip

    def unit(self, name: str) -> int:
        """Which unit, from 0; D095 where there is none of that name."""
        if name in self.units:
            return self.units.index(name)
        raise TinbergenError(
            "D095", at=Location(self.file), hint=did_you_mean(name, self.units), name=name,
            count=len(self.units), known=", ".join(self.units[:8]),
        )  # fmt: skip


def read_panel(
    data: PanelLike, unit: str | None, time: str | None, columns: Sequence[str], *,
    days: bool = False,
) -> Panel:  # fmt: skip
    """Read the columns named of a long table.

    Parameters
    ----------
    data
        A row for each unit in each period, in any order.
    unit, time
        The columns that say whose row it is, and of when: dates in any form, or whole numbers.
        Without ``unit`` all rows belong to one; without ``time`` rows are numbered from 1.
    columns
        Numeric columns to keep; cells may be empty.
    days
        Whether dates may be days, which then count in their order, as the whole numbers 20010911.

    Raises
    ------
    TinbergenError
        C010 for what is no table, D034 and D040 for cells that are no numbers, D090 for a column
        that is not there, D091 for a row that stands twice, D092 where a unit lacks a period, D093
        for a row without unit; those of reading files and dates.
    """
    if isinstance(data, Panel):
        return data
    sheet = _sheet(data)
    whose = 0 if unit is None else _place(sheet, unit)
    names = [""] * len(sheet.rows) if unit is None else _units(sheet, whose)
    moments = _moments(sheet, time, days)
    units = tuple(dict.fromkeys(names))
    periods = _in_order(moments)
    cells = _cells(sheet, whose, names, units, moments, periods)
    places = {name: _place(sheet, name) for name in dict.fromkeys(columns)}
    seen = evidence((i, sheet.column(i)) for i in places.values() if i not in sheet.numbers)
    mark: Mark = "," if seen.comma and not seen.point else "."
    values = {name: _numbers(sheet, place, mark)[cells] for name, place in places.items()}
    return Panel(units, periods, values, sheet.file)


def _sheet(data: object) -> Sheet:
    if is_frame(data):
        return sheet_of(data)
    if isinstance(data, str | Path):
        return open_sheet(data)
    raise unfit("data", data, _WANTED)


def _place(sheet: Sheet, name: str) -> int:
    if name in sheet.header:
        return sheet.header.index(name)
    at = Location(sheet.file, sheet.header_line)
    hint = did_you_mean(name, sheet.header)
    raise TinbergenError("D090", at=at, hint=hint, name=name, known=", ".join(sheet.header[:12]))


def _units(sheet: Sheet, place: int) -> list[str]:
    cells = sheet.column(place)
    for row, cell in enumerate(cells):
        if not cell:
            raise TinbergenError("D093", at=sheet.at(row, place), name=sheet.header[place])
    return cells


def _in_order(moments: _Rows) -> Moments:
    """Each once, by time; they are all of one kind."""
    return tuple(sorted(set(moments)))  # type: ignore[type-var, return-value]


def _moments(sheet: Sheet, time: str | None, days: bool) -> _Rows:
    """The period of each row; whole numbers that can't all be dates count as they are."""
    if time is None:
        return list(range(1, len(sheet.rows) + 1))
    place = _place(sheet, time)
    cells = sheet.column(place)
    first = {cell: row for row, cell in reversed(list(enumerate(cells)))}
    kinds, rows = list(first), list(first.values())
    whole = all(kind.isdecimal() and len(kind) <= _LONGEST for kind in kinds)
    if whole and not (all(len(kind) == 4 for kind in kinds) and any(map(readable, kinds))):
        return [int(cell) for cell in cells]
    order = sorted(range(len(kinds)), key=lambda k: rows[k])
    kinds, rows = [kinds[k] for k in order], [rows[k] for k in order]

    def at(row: int) -> Location:
        return sheet.at(rows[row], place)

    stamps, _ = read_dates(kinds, at)
    if days and all(s.day for s in stamps) and len({s.months for s in stamps}) < len(stamps):
        numbers = [10_000 * s.year + 100 * s.month + s.day for s in stamps]
        day = dict(zip(kinds, numbers, strict=True))
        return [day[cell] for cell in cells]
    known = dict(zip(kinds, to_periods(stamps, kinds, at), strict=True))
    return [known[cell] for cell in cells]


def _cells(
    sheet: Sheet, place: int, names: Sequence[str], units: Sequence[str],
    moments: Sequence[Period] | Sequence[int], periods: Moments,
) -> NDArray[np.int64]:  # fmt: skip
    """(N, T) the row of each unit in each period."""
    down = {name: i for i, name in enumerate(units)}
    across = {moment: t for t, moment in enumerate(periods)}
    found = np.full((len(units), len(periods)), -1)
    for row, (name, moment) in enumerate(zip(names, moments, strict=True)):
        cell = down[name], across[moment]
        if found[cell] >= 0:
            first = sheet.at(int(found[cell]), 0).line
            at = sheet.at(row, place)
            raise TinbergenError("D091", at=at, unit=name, period=moment, first=first)
        found[cell] = row
    (short, gone) = np.nonzero(found < 0)
    if short.size:
        unit = units[int(short[0])]
        raise TinbergenError(
            "D092", at=sheet.at(names.index(unit), place), unit=unit, period=periods[int(gone[0])],
            count=short.size, units=len(set(short.tolist())),
        )  # fmt: skip
    return found


def _numbers(sheet: Sheet, place: int, mark: Mark) -> Array:
    """A column as numbers; D034 or D040 at the cell that is none."""
    if place in sheet.numbers:
        return sheet.numbers[place]
    cells, name = sheet.column(place), sheet.header[place]
    read = read_numbers(cells, mark)
    if wrong := read.bad or read.infinite:
        row, code = wrong[0], "D034" if read.bad else "D040"
        raise TinbergenError(
            code, at=sheet.at(row, place), hint=likely_number(cells[row]), text=cells[row][:40],
            name=name, count=len(wrong),
        )  # fmt: skip
    if all(map(is_missing, cells)):
        raise TinbergenError("D038", at=sheet.at(None, place), name=name)
    return read.values
