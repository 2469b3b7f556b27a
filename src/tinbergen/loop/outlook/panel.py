"""What was known at an origin: quarters, the months of the current one, and their completion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.data.store import dating
from tinbergen.data.vintages import Vintages, read_unrevised, read_vintages
from tinbergen.loop.outlook.file import OutlookFile, RegressorPart, SeriesPart, SourcePart
from tinbergen.statistics.forecast.ragged import bridge, known_months, month_signals
from tinbergen.statistics.forecast.slow_mean import exponential_mean, trailing_mean

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
#: A series that starts more quarters after the others, or ends more before an origin, is left out.
_LATE, _STALE = 20, 5


def load(outlook: OutlookFile, path: Path, vintages: Path | None) -> dict[str, Vintages]:
    """All series of a description, in all their vintages.

    Parameters
    ----------
    path
        The description's file, beside which tables lie.
    vintages
        The folder of vintages.

    Raises
    ------
    TinbergenError
        L121 when vintages are needed and no folder is given; those of reading.
    """
    found: dict[str, Vintages] = {}
    for name, file, part in files(outlook, path, vintages):
        wanted = {n: s for n, s in outlook.series.items() if s.source == name}
        for own in {s.lag for s in wanted.values()}:
            codes = sorted({s.code for s in wanted.values() if s.lag == own})
            lag = part.lag if own is None else own
            tables = (
                read_vintages(file, codes, lag, part.dated) if part.revised
                else read_unrevised(file, codes, lag)
            )  # fmt: skip
            found |= {n: tables[s.code] for n, s in wanted.items() if s.lag == own}
    return found


def files(
    outlook: OutlookFile, path: Path, vintages: Path | None
) -> list[tuple[str, Path, SourcePart]]:
    """Names, files and descriptions of the sources.

    Raises
    ------
    TinbergenError
        L121 when vintages are needed and no folder is given.
    """
    if outlook.needs_vintages and vintages is None:
        raise TinbergenError("L121", name=outlook.name)
    folders = {"vintages": vintages or path.parent, "outlook": path.parent}
    return [(n, folders[s.beside] / s.file, s) for n, s in outlook.sources.items()]


@dataclass(frozen=True)
class Panel:
    """Quarters up to the origin's, completed.

    Attributes
    ----------
    outlook
        The description.
    origin
        The quarter of the origin, the last row.
    quarters
        Name -> (T,) logarithms times 100 or levels; completed at the end, NaN before a series
        starts.
    months
        Name -> (T, 3) the same of monthly series.
    known
        Name -> how many leading quarters were known.
    """

    outlook: OutlookFile
    origin: Period
    quarters: Mapping[str, Array]
    months: Mapping[str, Array]
    known: Mapping[str, int]

    @cached_property
    def first(self) -> int:
        """The row with which estimation starts."""
        return self.outlook.start - self.outlook.history

    @cached_property
    def omit(self) -> Mask:
        return omitted(self.outlook, self.length)

    @property
    def length(self) -> int:
        return self.origin - self.outlook.history + 1

    def changes(self, name: str) -> Array:
        """(T,) a quarter's change, the first NaN."""
        return np.diff(self.quarters[name], prepend=np.nan)

    def regressor(self, part: RegressorPart) -> Array:
        """(T,) as :class:`RegressorPart` says."""
        line = self.quarters[part.series]
        if part.minus is not None:
            line = line - self.quarters[part.minus]
        return regressor_change(line, part.change)

    def informed(self, name: str) -> bool:
        """Whether anything but its own past tells of the series' last quarters."""
        return (
            self.known[name] == self.length
            or name in self.months
            or bool(self.outlook.series[name].bridge)
        )


def regressor_change(line: Array, quarters: int) -> Array:
    """(T,) change over so many quarters; the line itself for 0."""
    if not quarters:
        return line
    return np.concatenate([np.full(quarters, np.nan), line[quarters:] - line[:-quarters]])


def omitted(outlook: OutlookFile, length: int) -> Mask:
    """(T,) the quarters that estimation leaves out, counted from the start of history."""
    mask = np.zeros(length, bool)
    if outlook.mask:
        first, last = (max(0, p - outlook.history) for p in outlook.mask)
        mask[first : last + 1] = True
    return mask


def panel(outlook: OutlookFile, series: Mapping[str, Vintages], origin: Period) -> Panel:
    """What was known at an origin, the current quarter completed by its months.

    Systems that a series asks besides come later, in :mod:`tinbergen.loop.outlook.forecast`.

    Raises
    ------
    TinbergenError
        L124 when a target's series is not known from soon after the start to lately.
    """
    day = dating.day(origin.ordinal, origin.frequency, outlook.origins)
    quarters: dict[str, Array] = {}
    months: dict[str, Array] = {}
    known: dict[str, int] = {}
    for name, part in outlook.series.items():
        line, by_month = laid_out(outlook, part, series[name], day, origin)
        rows = np.flatnonzero(np.isfinite(line))
        if len(rows) and _reaches(outlook, rows, len(line)):
            quarters[name], known[name] = line, int(rows[-1]) + 1
            if by_month is not None:
                months[name] = by_month
    for target in outlook.targets:
        if target.series not in quarters:
            raise TinbergenError("L124", name=target.series, origin=origin, member=target.name)
    found = Panel(outlook, origin, quarters, months, known)
    for row in range(min(known[n] for n in quarters), found.length):
        unknown = [n for n in quarters if known[n] <= row]
        for name in unknown:
            quarters[name][row] = quarters[name][row - 1] + _bridged(found, name, row)
        for name in unknown if row < found.length - 1 else ():
            if name in months:
                _fill_months(months[name][row], quarters[name][row])
    return found


def _reaches(outlook: OutlookFile, rows: NDArray[np.intp], length: int) -> bool:
    """Whether a series is known from soon after the start of estimation to lately."""
    first = outlook.start - outlook.history
    return bool(rows[0] <= first + _LATE) and bool(rows[-1] >= length - 1 - _STALE)


def _fill_months(months: Array, quarter: float) -> None:
    """Months (3,) that are missing, all alike, so that the mean is that of the quarter."""
    missing = ~np.isfinite(months)
    months[missing] = (3 * quarter - months[~missing].sum()) / missing.sum()


def laid_out(
    outlook: OutlookFile,
    part: SeriesPart,
    vintages: Vintages,
    day: int,
    last: Period,
    *,
    fill: bool = True,
) -> tuple[Array, Array | None]:
    """A series as of a day: (T,) quarters from the start of history to ``last``, and (T, 3) its
    months if it has some; scaled. ``fill`` closes holes inside by straight lines."""
    close = _filled if fill else _as_it_is
    length = last - outlook.history + 1
    start, values = vintages.as_of(day)
    scaled = 100 * np.log(values) if part.scale == "log" else values
    if vintages.frequency is Frequency.QUARTERLY:
        return close(_placed(scaled, start - outlook.history.ordinal, length)), None
    shift = start - outlook.history.ordinal * 3
    raw = close(_placed(values, shift, 3 * length)).reshape(length, 3)
    means = raw.mean(axis=1)
    if part.scale == "log":
        return 100 * np.log(means), 100 * np.log(raw)
    return means, raw


def _placed(values: Array, shift: int, length: int) -> Array:
    """Values from position ``shift`` on, in (length,) with NaN elsewhere."""
    line = np.full(length, np.nan)
    first, last = max(0, shift), min(length, shift + len(values))
    if last > first:
        line[first:last] = values[first - shift : last - shift]
    return line


def _as_it_is(line: Array) -> Array:
    return line


def _filled(line: Array) -> Array:
    known = np.flatnonzero(np.isfinite(line))
    if len(known):
        inside = slice(known[0], known[-1] + 1)
        line[inside] = np.interp(np.arange(known[0], known[-1] + 1), known, line[known])
    return line


def trend(panel: Panel, name: str, changes: Array) -> Array:
    """(T,) the change a quarter that was to be expected after each quarter."""
    match panel.outlook.series[name].trend:
        case "slow":
            return trailing_mean(changes, omit=panel.omit[: len(changes)])
        case "ewma":
            return exponential_mean(changes, omit=panel.omit[: len(changes)])
        case _:
            return np.zeros(len(changes))


def _bridged(found: Panel, name: str, row: int) -> float:
    """The change in quarter ``row`` by what is known of it, rows before it complete."""
    rows = slice(found.first, row + 1)

    def expected(which: str) -> Array:
        changes = np.diff(found.quarters[which][: row + 1], prepend=np.nan)
        seen = np.concatenate([[np.nan], trend(found, which, changes[:-1])])
        return seen[rows]

    def signals(which: str) -> Array:
        months = found.months[which][: row + 1]
        known = known_months(months)
        ready = found.quarters[which][: row + 1]
        return month_signals(months[rows], ready[rows], known, expected(which))

    nothing = np.empty((row + 1 - found.first, 0))
    own = signals(name) if name in found.months else nothing
    others = [signals(n)[:, :1] for n in found.outlook.series[name].bridge if n in found.months]
    changes = np.diff(found.quarters[name][: row + 1], prepend=np.nan)[rows]
    return bridge(
        changes, own, np.hstack([nothing, *others]), trend=expected(name), omit=found.omit[rows]
    )
