"""Turning points of a level: where expansions end and contractions end.

The quarterly form of Bry and Boschan's (1971, NBER) rules by Harding and Pagan (2002, J. of
Monetary Economics 49(2)), known as BBQ: a peak exceeds its neighbours on both sides, peaks and
troughs alternate, phases and whole cycles have a least length. Months and years scale the lengths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.sample import stretch

Array = NDArray[np.float64]

#: Periods a year -> neighbours to exceed on each side, least phase, least cycle.
_LENGTHS = {1: (1, 1, 2), 4: (2, 2, 5), 12: (5, 6, 15)}


@dataclass(frozen=True, slots=True)
class TurningPoints:
    """Positions of ``peaks`` and ``troughs`` in a series of T periods, alternating in time.

    ``contraction`` (T,): true after a peak up to and including the next trough (to the end when
    none has come, from the start when a trough comes first). The last turning points may move
    with new data, and one within the last neighbours is not yet to be seen.
    """

    peaks: tuple[int, ...]
    troughs: tuple[int, ...]
    contraction: NDArray[np.bool_]


def turning_points(
    values: ArrayLike, periods_per_year: int, *, name: str = "output"
) -> TurningPoints:
    """Date the cycles of ``values`` (T,), a level or its log (the dates are the same).

    Raises
    ------
    TinbergenError
        F050, F051 when the series won't do; F053 for another frequency than 1, 4 or 12.
    """
    if periods_per_year not in _LENGTHS:
        raise TinbergenError(
            "F053", name="periods_per_year", value=periods_per_year, bounds="1, 4, 12"
        )
    reach, phase, cycle = _LENGTHS[periods_per_year]
    table = np.asarray(values, dtype=float)
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
