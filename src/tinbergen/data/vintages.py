"""Series as they stood at a date: long tables of vintages, and tables of figures never revised.

A long table has columns series, period, vintage and value, with a row only where a value differs
from the vintage before; a missing value takes one back. As of a date, a period's value is that of
its last row not later than the date. Vintages are quarters or months, each a day in the middle of
it or at its end (:mod:`tinbergen.data.store.dating`).
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.period import Frequency, Period
from tinbergen.data.store import dating
from tinbergen.data.store.dating import Dated
from tinbergen.data.store.files import read_parquet

Array = NDArray[np.float64]
Ordinals = NDArray[np.int64]

#: More than any day: keys are period x this + vintage.
_SPAN = 1_000_000


@dataclass(frozen=True, slots=True)
class Vintages:
    """One series in all its vintages.

    Attributes
    ----------
    frequency
        Of its periods, which are counted as :class:`~tinbergen.core.period.Period` does.
    periods, vintages, values
        (n,) rows sorted by period, then by vintage; vintages are days, counted in half months as in
        :mod:`tinbergen.data.store.dating`, and the same for all rows of figures that are never
        revised.
    first
        The first vintage there is. Earlier dates see this one, up to ``lag`` months before theirs.
    newest
        The last vintage there is.
    lag
        Months from the last month known to that of the date, where no vintage tells.
    """

    frequency: Frequency
    periods: Ordinals
    vintages: Ordinals
    values: Array
    first: int
    newest: int
    lag: int

    def as_of(self, day: int) -> tuple[int, Array]:
        """The first period known and the values from it on, NaN where missing.

        Parameters
        ----------
        day
            The date, in half months from the start of year 0.
        """
        at = max(day, self.first)
        unique = np.unique(self.periods)
        keys = self.periods * _SPAN + self.vintages
        row = np.searchsorted(keys, unique * _SPAN + at, side="right") - 1
        there = (row >= 0) & (self.periods[row] == unique)
        if day < self.first:
            width, month = 12 // int(self.frequency), dating.vintage(day, Frequency.MONTHLY).ordinal
            there &= unique * width + width - 1 <= month - self.lag
        unique, values = unique[there], self.values[row[there]]
        known = np.isfinite(values)
        if not known.any():
            return 0, np.empty(0)
        unique, values = unique[known], values[known]
        line = np.full(int(unique[-1] - unique[0]) + 1, np.nan)
        line[unique - unique[0]] = values
        return int(unique[0]), line


def read_vintages(
    path: Path, codes: Collection[str], lag: int = 0, dated: Dated | None = None
) -> dict[str, Vintages]:
    """Series of a Parquet file with columns series, period, vintage and value.

    Parameters
    ----------
    codes
        The series that are wanted.
    lag
        As in :class:`Vintages`, for dates before a series' first vintage.
    dated
        Which day a vintage stands for; what the file says when None, else the middle.

    Raises
    ------
    TinbergenError
        D010 when there is no file, F122 when a series is missing; those of reading a long table
        (:meth:`tinbergen.data.store.Store.read`).
    """
    if not path.is_file():
        raise TinbergenError("D010", path=path)
    table = read_parquet(path)
    names = table.series.names
    found = {}
    for code in codes:
        if code not in names:
            raise _missing(path, code, names)
        rows = np.flatnonzero(table.series.codes == names.index(code))
        (periods, frequency), (vintages, by) = (
            (ordinals[rows], Frequency(int(a_year[rows[0]])))
            for ordinals, a_year in (table.periods, table.vintages)
        )
        days = dating.day(vintages.astype(np.int64), by, dated or table.dated or "middle")
        order = np.lexsort((days, periods))
        found[code] = Vintages(
            frequency, periods[order], days[order], table.value[rows][order],
            int(days.min()), int(days.max()), lag,
        )  # fmt: skip
    return found


def read_unrevised(path: Path, codes: Collection[str], lag: int = 0) -> dict[str, Vintages]:
    """Columns of a CSV file, plain or gzipped, whose first column is the period.

    Lines that start with ``#`` and columns that are not asked for are passed over.

    Parameters
    ----------
    codes
        The columns that are wanted.
    lag
        Months from the last month known to the date of reading.

    Raises
    ------
    TinbergenError
        D010 when there is no file, D015 without rows, C005 when it can't be read or holds words,
        F122 when a column is missing, C001 when a period is none.
    """
    rows = csv.reader(line for line in _lines(path) if not line.startswith("#"))
    header = next(rows, [])
    body = [row for row in rows if row]
    periods = [Period.parse(row[0]) for row in body]
    if not periods:
        raise TinbergenError("D015", at=Location(str(path)))
    found = {}
    for code in codes:
        if code not in header:
            raise _missing(path, code, header[1:])
        column = header.index(code)
        kept = [
            (p.ordinal, row[column]) for p, row in zip(periods, body, strict=True) if row[column]
        ]
        try:
            values = np.array([float(text) for _, text in kept])
        except ValueError as fault:
            raise TinbergenError("C005", path=path, detail=fault) from None
        ordinals = np.array([ordinal for ordinal, _ in kept], dtype=np.int64)
        order = np.argsort(ordinals, kind="stable")
        never = np.full(len(kept), _SPAN - 1, dtype=np.int64)
        frequency = periods[0].frequency
        found[code] = Vintages(
            frequency, ordinals[order], never, values[order], _SPAN - 1, _SPAN - 1, lag
        )
    return found


def _missing(path: Path, code: str, known: Sequence[str]) -> TinbergenError:
    hint = did_you_mean(code, known)
    shown = ", ".join(known[:12])
    return TinbergenError("F122", at=Location(str(path)), hint=hint, name=code, known=shown)


def _lines(path: Path) -> io.StringIO:
    if not path.is_file():
        raise TinbergenError("D010", path=path)
    try:
        content = path.read_bytes()
        text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        return io.StringIO(text.decode("utf-8-sig"))
    except (OSError, EOFError, UnicodeDecodeError) as fault:
        raise TinbergenError("C005", path=path, detail=fault) from fault
