"""Turning points of a level: where expansions end and contractions end.

The quarterly form of Bry and Boschan's (1971, NBER) rules by Harding and Pagan (2002, J. of
Monetary Economics 49(2)), known as BBQ: a peak exceeds its neighbours on both sides, peaks and
troughs alternate, phases and whole cycles have a least length. Months and years scale the lengths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tinbergen.charts.axes import each_period
from tinbergen.charts.chart import Chart
from tinbergen.charts.ground import Shade
from tinbergen.charts.layers import Line
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.accept import SeriesLike, series_of
from tinbergen.statistics.cycles.sample import stretch

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

_LEVEL = Text("Level", "水平值")
#: Periods a year -> neighbours to exceed on each side, least phase, least cycle.
_LENGTHS = {1: (1, 1, 2), 4: (2, 2, 5), 12: (5, 6, 15)}


@dataclass(frozen=True, slots=True)
class TurningPoints(Result):
    """Positions of ``peaks`` and ``troughs`` in a series of T periods, alternating in time.

    ``contraction`` (T,): true after a peak up to and including the next trough (to the end when
    none has come, from the start when a trough comes first). The last turning points may move
    with new data, and one within the last neighbours is not yet to be seen. ``values`` (T,) is the
    level and ``start`` its first period, where known.
    """

    peaks: tuple[int, ...]
    troughs: tuple[int, ...]
    contraction: NDArray[np.bool_]
    values: Array
    start: Period | None = None

    @property
    def dates(self) -> dict[str, tuple[Period, ...]]:
        """Peaks and troughs as periods; none of a level without dates."""
        if self.start is None:
            return {"peak": (), "trough": ()}
        first = self.start
        return {
            "peak": tuple(first + t for t in self.peaks),
            "trough": tuple(first + t for t in self.troughs),
        }

    def to_frame(self) -> pd.DataFrame:
        """A row each turning point: ``kind``, and the level there, by period or position."""
        import pandas as pd

        points = sorted([(t, "peak") for t in self.peaks] + [(t, "trough") for t in self.troughs])
        places = [t for t, _ in points]
        columns = {"kind": [kind for _, kind in points], "level": self.values[places]}
        if self.start is None:
            return pd.DataFrame(columns, index=pd.Index(places, name="position"))
        span = Span(self.start, self.values.size)
        return pd.DataFrame(columns, index=span.to_index()[places])

    def plot(self) -> Chart:
        """The level, contractions shaded."""
        size = self.values.size
        periods = range(1, size + 1) if self.start is None else Span(self.start, size)
        at = each_period(periods)
        edges = np.flatnonzero(np.diff(np.r_[False, self.contraction, False]))
        shades = [Shade(at[a], at[b - 1]) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        return Chart(_LEVEL, periods, (Line(_LEVEL, self.values, tone=1),), shades=shades)


def turning_points(
    values: SeriesLike, periods_per_year: int | None = None, *, name: str = "output"
) -> TurningPoints:
    """Date the peaks and troughs of a level.

    Parameters
    ----------
    values
        (T,) a level or its log (the dates are the same): a pandas Series with its dates, or plain
        numbers. NaN only at the ends.
    periods_per_year
        1, 4 or 12; that of the dates by default.
    name
        The series in messages.

    Raises
    ------
    TinbergenError
        C010, F011 when ``values`` are no series; F050, F051 when the series won't do; F053 for
        another frequency than 1, 4 or 12, or none.
    """
    given = series_of(values)
    if periods_per_year is None:
        periods_per_year = given.frequency
    if periods_per_year not in _LENGTHS:
        raise TinbergenError(
            "F053", name="periods_per_year", value=periods_per_year, bounds="1, 4, 12"
        )
    reach, phase, cycle = _LENGTHS[periods_per_year]
    table = given.values
    used = stretch(table, name, 2 * reach + cycle)
    level = table[used]
    points = _alternating(_extremes(level, reach), level)
    while (fewer := _censored(points, level, phase, cycle)) != points:
        points = _alternating(fewer, level)
    dated = [(position + used.start, peak) for position, peak in points]
    return TurningPoints(
        peaks=tuple(position for position, peak in dated if peak),
        troughs=tuple(position for position, peak in dated if not peak),
        contraction=_contraction(dated, table.size),
        values=table,
        start=given.start,
    )


# A turning point is its position and whether it is a peak.
Point = tuple[int, bool]


def _extremes(level: Array, reach: int) -> list[Point]:
    """Local peaks and troughs; of a flat top or bottom the last period."""
    points: list[Point] = []
    for t in range(reach, level.size - reach):
        before, after = level[t - reach : t], level[t + 1 : t + 1 + reach]
        if level[t] >= before.max() and level[t] > after.max():
            points.append((t, True))
        elif level[t] <= before.min() and level[t] < after.min():
            points.append((t, False))
    return points


def _alternating(points: list[Point], level: Array) -> list[Point]:
    """Of neighbours of one kind only the most extreme, the later of equals."""
    kept: list[Point] = []
    for position, peak in points:
        if not kept or kept[-1][1] != peak:
            kept.append((position, peak))
        elif level[position] == level[kept[-1][0]] or (
            (level[position] > level[kept[-1][0]]) == peak
        ):
            kept[-1] = (position, peak)
    return kept


def _censored(points: list[Point], level: Array, phase: int, cycle: int) -> list[Point]:
    """The points without the first offence against the least lengths, if there is any."""
    if points and _outdone(points[0], level, slice(0, points[0][0])):
        return points[1:]
    if points and _outdone(points[-1], level, slice(points[-1][0] + 1, None)):
        return points[:-1]
    for i in range(len(points) - 2):
        (early, peak), (late, _) = points[i], points[i + 2]
        if late - early < cycle:
            weaker = i if (level[early] < level[late]) == peak else i + 2
            return points[:weaker] + points[weaker + 1 :]
    for i in range(len(points) - 1):
        if points[i + 1][0] - points[i][0] < phase:
            return points[:i] + points[i + 2 :]
    return points


def _outdone(point: Point, level: Array, outside: slice) -> bool:
    """Whether the level goes beyond a turning point in the periods between it and the end."""
    position, peak = point
    beyond = level[outside] > level[position] if peak else level[outside] < level[position]
    return bool(beyond.any())


def _contraction(points: list[Point], length: int) -> NDArray[np.bool_]:
    contraction = np.zeros(length, dtype=bool)
    start = 0
    for position, peak in points:
        contraction[start : position + 1] = not peak
        start = position + 1
    if points:
        contraction[start:] = points[-1][1]
    return contraction
