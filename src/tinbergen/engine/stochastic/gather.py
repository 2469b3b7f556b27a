"""Means, deviations and quantiles of replicas that pass by once, in memory that does not grow.

The first replicas are kept and give exact quantiles; when more come, their order statistics become
the bounds of bins in which all are counted. A quantile is then read off the counts: its rank is
off by at most one bin, 1/512 of the replicas where the first ones are like the rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Replicas kept before counting begins, and so the number of bins; a power of two.
FIRST = 512
#: Replicas that are counted together.
_TOGETHER = 128


class Gathering:
    """What is known of ``cells`` (periods x variables) after the replicas added so far.

    Replicas are added in the order of their numbers, so that sums don't depend on who was faster.
    """

    def __init__(self, periods: int, variables: int) -> None:
        self.count = 0
        self._shape = (periods, variables)
        self._mean = np.zeros(self._shape)
        self._squares = np.zeros(self._shape)
        self._waiting: list[Array] = []
        self._bins: _Bins | None = None

    def add(self, values: Array) -> None:
        """Take in one replica, shape (periods, variables)."""
        self.count += 1
        # Welford (1962): one pass, no cancellation.
        off = values - self._mean
        self._mean += off / self.count
        self._squares += off * (values - self._mean)
        if self._bins is None and len(self._waiting) == FIRST:
            self._bins = _Bins(np.stack(self._waiting).reshape(FIRST, -1))
            self._waiting = []
        self._waiting.append(values.copy())
        if self._bins is not None and len(self._waiting) == _TOGETHER:
            self._count_waiting()

    def _count_waiting(self) -> None:
        if self._bins is not None and self._waiting:
            self._bins.count(np.stack(self._waiting).reshape(len(self._waiting), -1))
            self._waiting = []

    def mean(self) -> Array:
        """Shape (periods, variables)."""
        return self._mean.copy()

    def deviation(self) -> Array:
        """Standard deviations, shape (periods, variables); NaN for fewer than two replicas."""
        if self.count < 2:
            return np.full(self._shape, np.nan)
        return np.asarray(np.sqrt(self._squares / (self.count - 1)))

    def quantiles(self, levels: Array) -> Array:
        """Shape (levels, periods, variables); exact for up to ``FIRST`` replicas."""
        if self._bins is None:
            return np.asarray(np.quantile(np.stack(self._waiting), levels, axis=0))
        self._count_waiting()
        return self._bins.quantiles(levels).reshape(len(levels), *self._shape)


class _Bins:
    """Counts of values between the order statistics of the first ``FIRST`` of them, by cell."""

    def __init__(self, first: Array) -> None:
        # A cell's edges lie side by side, so that looking values up stays in the cache.
        self._edges = np.sort(np.ascontiguousarray(first.T), axis=1)
        self._least, self._most = self._edges[:, 0].copy(), self._edges[:, -1].copy()
        # Each edge is itself the one value in the bin that it ends.
        self._counts = np.ones((len(self._edges), FIRST + 1), dtype=np.int32)
        self._counts[:, FIRST] = 0

    def count(self, values: Array) -> None:
        """Count values (replicas, cells), each in the bin that ends at the first edge not below."""
        by_cell = np.ascontiguousarray(values.T)
        cells = np.arange(len(by_cell))[:, None]
        edges, origin = self._edges.ravel(), cells * FIRST
        # Bisection of all at once: ``at`` edges are known to lie below the value.
        at = np.zeros(by_cell.shape, dtype=np.int64)
        step = FIRST // 2
        while step:
            at += step * (edges[origin + at + (step - 1)] < by_cell)
            step //= 2
        at += edges[origin + at] < by_cell
        np.add.at(self._counts.reshape(-1), (cells * (FIRST + 1) + at).ravel(), 1)
        np.minimum(self._least, by_cell.min(axis=1), out=self._least)
        np.maximum(self._most, by_cell.max(axis=1), out=self._most)

    def quantiles(self, levels: Array) -> Array:
        """Shape (levels, cells): straight lines between the edges at the ranks counted there."""
        points = np.concatenate([self._least[:, None], self._edges, self._most[:, None]], axis=1)
        ranks = np.zeros(points.shape)
        np.cumsum(self._counts, axis=1, out=ranks[:, 1:])
        total, cells = ranks[0, -1], np.arange(len(points))
        found = np.empty((len(levels), len(points)))
        for k, level in enumerate(levels):
            rank = level * total
            low = np.minimum((ranks <= rank).sum(axis=1) - 1, FIRST)
            left, right = points[cells, low], points[cells, low + 1]
            below, above = ranks[cells, low], ranks[cells, low + 1]
            width = np.where(above > below, above - below, 1.0)
            found[k] = left + (right - left) * np.clip((rank - below) / width, 0.0, 1.0)
        return found
