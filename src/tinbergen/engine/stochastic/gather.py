"""Means, deviations and quantiles of replicas that pass by once, in memory that does not grow.

The first replicas are kept and give exact quantiles; when more come, their order statistics become
the bounds of bins in which all are counted. A quantile is then read off the counts: its rank is
off by at most one bin, 1/512 of the replicas where the first ones are like the rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Replicas kept before counting begins, and so the number of bins.
FIRST = 512


class Gathering:
    """What is known of ``cells`` (periods x variables) after the replicas added so far.

    Replicas are added in the order of their numbers, so that sums don't depend on who was faster.
    """

    def __init__(self, periods: int, variables: int) -> None:
        self.count = 0
        self._shape = (periods, variables)
        self._mean = np.zeros(self._shape)
        self._squares = np.zeros(self._shape)
        self._kept: list[Array] = []
        self._edges: Array | None = None
        self._counts = np.zeros((0, periods * variables), dtype=np.int64)

    def add(self, values: Array) -> None:
        """Take in one replica, shape (periods, variables)."""
        self.count += 1
        # Welford (1962): one pass, no cancellation.
        off = values - self._mean
        self._mean += off / self.count
        self._squares += off * (values - self._mean)
        if self._edges is None and len(self._kept) < FIRST:
            self._kept.append(values.copy())
            return
        if self._edges is None:
            self._edges = np.sort(np.stack(self._kept).reshape(len(self._kept), -1), axis=0)
            self._counts = np.zeros((FIRST + 1, self._edges.shape[1]), dtype=np.int64)
            self._least, self._most = self._edges[0].copy(), self._edges[-1].copy()
            for each in self._kept:
                self._tally(each.ravel())
            self._kept = []
        self._tally(values.ravel())

    def _tally(self, values: Array) -> None:
        """Count each cell's value in the bin that ends at the first edge not below it."""
        assert self._edges is not None
        low = np.zeros(values.size, dtype=np.int64)
        high = np.full(values.size, FIRST, dtype=np.int64)
        cells = np.arange(values.size)
        while np.any(open_ := low < high):
            middle = (low + high) // 2
            below = open_ & (self._edges[np.minimum(middle, FIRST - 1), cells] < values)
            low = np.where(below, middle + 1, low)
            high = np.where(open_ & ~below, middle, high)
        self._counts[low, cells] += 1
        np.minimum(self._least, values, out=self._least)
        np.maximum(self._most, values, out=self._most)

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
        if self._edges is None:
            return np.asarray(np.quantile(np.stack(self._kept), levels, axis=0))
        edges = np.concatenate([self._least[None], self._edges, self._most[None]])
        ranks = np.concatenate([np.zeros((1, edges.shape[1])), np.cumsum(self._counts, axis=0)])
        found = [
            [np.interp(level * self.count, ranks[:, c], edges[:, c]) for c in range(edges.shape[1])]
            for level in levels
        ]
        return np.array(found).reshape(len(levels), *self._shape)
