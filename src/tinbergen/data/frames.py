"""A pandas table as the sheet that a file would have been, and as periods and series.

Dates are an index of periods or of days, or a column of dates in any form that files may have them
in. Faults name the column and show the row.
"""

from __future__ import annotations

from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from tinbergen.core import limits
from tinbergen.core.arguments import unfit
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.columns import DATE_NAMES, find_dates, normal
from tinbergen.data.dates import read_dates, readable
from tinbergen.data.sheet import Sheet
from tinbergen.data.spacing import arrange, first_repeat, to_periods

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: What messages call a table that is no file.
NAME = "DataFrame"
_WANTED = Text("a pandas DataFrame or Series", "pandas 的 DataFrame 或 Series")


def is_frame(value: object) -> TypeGuard[pd.DataFrame | pd.Series[Any]]:
    """Whether it is a table or a series of pandas."""
    import pandas as pd

    return isinstance(value, pd.DataFrame | pd.Series)


def dated(frame: Any) -> bool:
    """Whether the index of a table or series holds its dates."""
    return _dated_index(frame, []) is not None


def read_frame(frame: Any, date: str | None = None) -> tuple[Span, dict[str, Array]]:
    """The periods of a table and its columns, (periods,) each; NaN where a period has no row.

    Parameters
    ----------
    frame
        A pandas DataFrame or Series, a row each period, in any order.
    date
        The column that holds the dates; found when None.

    Raises
    ------
    TinbergenError
        Those of :func:`sheet_of`; D023, D042 without dates, D025 to D033 and D041 for what is wrong
        with them, D073 for a column that holds other things than numbers, D040 for a number that is
        infinite.
    """
    sheet = sheet_of(frame)
    dates = find_dates(sheet, date)

    def at(row: int) -> Location:
        return sheet.at(row, dates.columns[0])

    stamps, _ = read_dates(dates.cells, at)
    periods = to_periods(stamps, dates.cells, at)
    if repeat := first_repeat(periods):
        first, second = repeat
        raise TinbergenError(
            "D029", at=at(second), text=dates.cells[second], period=periods[second],
            first=at(first).line, second=at(second).line,
        )  # fmt: skip
    calendar = arrange(periods, at, allow_missing=True)
    rows = np.array(calendar.rows)
    series = {}
    for i, name in enumerate(sheet.header):
        if i not in dates.columns:
            values = _numbers(sheet, i)
            series[name] = np.where(rows >= 0, values[rows], np.nan)
    return calendar.span, series


def sheet_of(frame: Any) -> Sheet:
    """The table as the sheet that a file would have been; dates of its index are its first column.

    Raises
    ------
    TinbergenError
        C010 when it is no table, D015 without rows, D018 for two columns of one name.
    """
    import pandas as pd

    if isinstance(frame, pd.Series):
        frame = frame.to_frame("values" if frame.name is None else frame.name)
    if not isinstance(frame, pd.DataFrame):
        raise unfit("frame", frame, _WANTED)
    if isinstance(frame.index, pd.MultiIndex):
        frame = frame.reset_index()
    columns = [(_label(name), frame.iloc[:, i]) for i, name in enumerate(frame.columns)]
    if (dated := _dated_index(frame, [name for name, _ in columns])) is not None:
        columns.insert(0, dated)
    header = tuple(name for name, _ in columns)
    if not len(frame) or not header:
        raise TinbergenError("D015", at=Location(NAME))
    for i, name in enumerate(header):
        if name in header[:i]:
            first = header.index(name) + 1
            raise TinbergenError("D018", at=Location(NAME), name=name, first=first, second=i + 1)
    numbers = {}
    cells = []
    for i, (_, column) in enumerate(columns):
        values = _as_numbers(column)
        if values is not None:
            numbers[i] = values
        cells.append(_cells(column, values))
    rows = tuple(zip(*cells, strict=True))
    lines = (",".join(header), *(",".join(map(_quoted, row)) for row in rows))
    at_lines = tuple(range(2, len(rows) + 2))
    return Sheet(NAME, lines, ",", header, 1, rows, at_lines, numbers=numbers)


def _label(name: Any) -> str:
    parts = name if isinstance(name, tuple) else (name,)
    return " ".join(str(part) for part in parts).strip()


def _dated_index(frame: pd.DataFrame | pd.Series[Any], taken: list[str]) -> tuple[str, Any] | None:
    """The index as a column where it holds the dates, under a name that says so."""
    import pandas as pd

    index = frame.index
    known = isinstance(index, pd.PeriodIndex | pd.DatetimeIndex)
    if not known:
        cells = [str(label) for label in index]
        counted = isinstance(index, pd.RangeIndex) and index.name is None
        if counted or not cells or not all(readable(cell, strict=True) for cell in cells):
            return None
    own = _label(index.name) if index.name is not None else ""
    names = [own] if own and normal(own) in DATE_NAMES else []
    name = next(n for n in (*names, "date", "period", "time period", "index") if n not in taken)
    return name, index.to_series()


def _as_numbers(column: pd.Series[Any]) -> Array | None:
    """A column of numbers as such, NaN where there is none; None for a column of other things."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_complex_dtype(column):
        return np.array(column.to_numpy(dtype=float, na_value=np.nan))
    if column.dtype != object:
        return None
    missing = column.isna()
    if not all(isinstance(v, Real | Decimal) for v in column[~missing]):
        return None
    return np.array([np.nan if gone else float(v) for v, gone in zip(column, missing, strict=True)])


def _cells(column: pd.Series[Any], values: Array | None) -> list[str]:
    """The column as text: whole numbers as such, for they may be years, and days without time."""
    import pandas as pd

    if values is not None:
        whole = np.isfinite(values) & (values == np.round(values))
        return [
            f"{v:.0f}" if integer else "" if np.isnan(v) else repr(float(v))
            for v, integer in zip(values, whole, strict=True)
        ]
    if isinstance(column.dtype, pd.DatetimeTZDtype) or column.dtype.kind == "M":
        return ["" if pd.isna(v) else v.date().isoformat() for v in column]
    return ["" if pd.isna(v) else str(v).strip() for v in column]


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell


def _numbers(sheet: Sheet, column: int) -> Array:
    """The values of a column; D073 where it holds other things, D040 where one is too large."""
    name, cells = sheet.header[column], sheet.column(column)
    if column not in sheet.numbers:
        row = next((r for r, cell in enumerate(cells) if cell and not _number(cell)), 0)
        raise TinbergenError("D073", at=sheet.at(row, column), name=name, text=cells[row][:40])
    values = sheet.numbers[column]
    if (rows := np.flatnonzero(np.abs(values) > limits.LARGEST)).size:
        row = int(rows[0])
        raise TinbergenError("D040", at=sheet.at(row, column), text=cells[row], name=name)
    return values


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
