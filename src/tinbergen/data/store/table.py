"""Observations as arrays, sorted once: a cell is one series' value in one period, its rows in order
of publication.

A cell's number holds entity, sector, frequency, series and period, in this order, so that all of an
economy's rows of one frequency lie together and reading as of a date is one pass over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Period
from tinbergen.data.store import dating
from tinbergen.data.store.dating import FREQUENCIES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """Observations in any order, all arrays of one length.

    ``series``, ``entity``, ``sector`` number names; ``frequency`` of the period and ``made`` of the
    vintage number :data:`FREQUENCIES`;
    ``period`` is the period's ordinal, ``day`` that of the
    vintage (see :mod:`~tinbergen.data.store.dating`); ``value`` is NaN where one is taken back.
    """

    series: Ints
    entity: Ints
    sector: Ints
    frequency: Ints
    period: Ints
    day: Ints
    made: Ints
    value: Floats

    @classmethod
    def joined(cls, parts: Sequence[Columns]) -> Columns:
        """One below the other."""
        return cls(*(
            np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__
        ))  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Observations sorted by cell and day, no two of one day: the last said is kept.

    ``first`` is the smallest ordinal of a period, ``shape`` the numbers of sectors, series and
    ordinals, by which ``cell`` is read.
    """

    cell: Ints
    day: Ints
    made: NDArray[np.int8]
    value: Floats
    first: int
    shape: tuple[int, int, int]

    @classmethod
    def of(cls, columns: Columns) -> Table:
        """Sort; arrays in order already are taken as they are."""
        first = int(columns.period.min())
        sectors, names = int(columns.sector.max()) + 1, int(columns.series.max()) + 1
        shape = (sectors, names, int(columns.period.max()) - first + 1)
        cell = columns.entity * sectors + columns.sector
        cell = (cell * len(FREQUENCIES) + columns.frequency) * names + columns.series
        cell = cell * shape[2] + columns.period - first
        day, made, value = columns.day, columns.made.astype(np.int8), columns.value
        rising = (cell[1:] > cell[:-1]) | ((cell[1:] == cell[:-1]) & (day[1:] > day[:-1]))
        if not rising.all():
            order = np.lexsort((day, cell))
            cell, day = cell[order], day[order]
            last = np.append((cell[1:] != cell[:-1]) | (day[1:] != day[:-1]), True)
            kept = order[last]
            cell, day, made, value = cell[last], day[last], made[kept], value[kept]
        return cls(cell, day, made, value, first, shape)

    def rows(self, entity: int, sector: int) -> slice:
        """The rows of one entity and sector."""
        sectors, names, ordinals = self.shape
        low = (entity * sectors + sector) * len(FREQUENCIES) * names * ordinals
        ends = np.searchsorted(self.cell, [low, low + len(FREQUENCIES) * names * ordinals])
        return slice(int(ends[0]), int(ends[1]))

    def cell_rows(self, entity: int, sector: int, series: int, period: Period) -> slice:
        """The rows of one value, in order of publication."""
        sectors, names, ordinals = self.shape
        place = period.ordinal - self.first
        if not 0 <= place < ordinals:
            return slice(0, 0)
        cell = (entity * sectors + sector) * len(FREQUENCIES)
        cell += FREQUENCIES.index(period.frequency)
        cell = (cell * names + series) * ordinals + place
        ends = np.searchsorted(self.cell, [cell, cell + 1])
        return slice(int(ends[0]), int(ends[1]))

    def known(self, rows: slice, day: int) -> Ints:
        """Of each cell its last row up to a day, unless that takes the value back."""
        seen = np.flatnonzero(self.day[rows] <= day)
        cell = self.cell[rows][seen]
        last = seen[np.append(cell[1:] != cell[:-1], True)[: cell.size]] + rows.start
        return np.asarray(last[~np.isnan(self.value[last])])

    def places(self, rows: Ints) -> tuple[Ints, Ints]:
        """Series and ordinals of the periods of rows."""
        _, names, ordinals = self.shape
        whole, place = np.divmod(self.cell[rows], ordinals)
        return whole % names, place + self.first

    def frequency(self, rows: Ints | slice) -> Ints:
        """That of the periods of rows, as a number of :data:`FREQUENCIES`."""
        _, names, ordinals = self.shape
        return np.asarray(self.cell[rows] // (names * ordinals) % len(FREQUENCIES))

    def frequencies(self, rows: Ints | slice) -> tuple[int, ...]:
        """Those of the periods of rows, lowest first."""
        return tuple(int(f) for f in np.unique(self.frequency(rows)))

    @cached_property
    def vintages(self) -> tuple[Period, ...]:
        """When something was published or taken back, in order."""
        pairs = np.unique(self.day * len(FREQUENCIES) + self.made)
        days, made = np.divmod(pairs, len(FREQUENCIES))
        return tuple(
            dating.vintage(int(d), FREQUENCIES[int(m)]) for d, m in zip(days, made, strict=True)
        )
