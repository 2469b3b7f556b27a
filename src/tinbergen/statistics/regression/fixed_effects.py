"""Taking many fixed effects out of columns, with weights, without a column of dummies each.

Deviations from means, effect by effect, converge to the residual on all effects; conjugate
gradients make a handful of sweeps enough (Guimarães and Portugal 2010, Stata Journal 10(4);
Correia 2017, "Linear Models with High-Dimensional Fixed Effects").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

_SWEEPS = 1000


class FixedEffects:
    """Effects given by codes (n,) each; ``residuals`` takes them out of columns."""

    def __init__(self, codes: Sequence[Codes]) -> None:
        self._codes = [compact(c) for c in codes]
        rows = self._codes[0].size if self._codes else 0
        self._sums: list[Any] = [
            csr_array((np.ones(rows), (c, np.arange(rows))), shape=(int(c.max()) + 1, rows))
            for c in self._codes
        ]

    def residuals(
        self, columns: Array, weights: Array, scale: Array, tolerance: float = 1e-12
    ) -> Array:
        """Residuals (n, k) of weighted least squares of columns (n, k) on the effects.

        They are exact up to ``tolerance`` times ``scale`` (k,), the weighted norms of the columns
        before anything was taken out of them.
        """
        if not self._codes:
            return columns
        masses = [sums @ weights for sums in self._sums]
        order = range(len(self._codes))

        def centred(values: Array, i: int) -> Array:
            means = (self._sums[i] @ (weights[:, None] * values)) / masses[i][:, None]
            return np.asarray(values - means[self._codes[i]])

        def sweep(values: Array) -> Array:
            # There and back, so that the sweep is symmetric and conjugate gradients apply.
            for i in (*order, *reversed(order[:-1])):
                values = centred(values, i)
            return values

        if len(self._codes) == 1:
            return centred(columns, 0)

        def product(a: Array, b: Array) -> Array:
            return np.asarray(np.einsum("n,nk,nk->k", weights, a, b))

        # Solve (I - sweep) x = (I - sweep) columns; what is left of the columns are the residuals.
        left = columns - sweep(columns)
        found = np.zeros_like(columns)
        direction, size = left, product(left, left)
        enough = (tolerance * np.maximum(scale, 1e-300)) ** 2
        for _ in range(_SWEEPS):
            if (size <= enough).all():
                break
            image = direction - sweep(direction)
            curvature = product(direction, image)
            going = (size > enough) & (curvature > 0.0)
            length = np.divide(size, curvature, out=np.zeros_like(size), where=going)
            found = found + length * direction
            left = left - length * image
            now = product(left, left)
            direction = left + direction * np.divide(
                now, size, out=np.zeros_like(size), where=going
            )
            size = np.where(going, now, 0.0)
        return np.asarray(columns - found)

    def count(self) -> int:
        """Effects that are free: of a second set less one for each component the first two have
        in common; of later sets less those shared with the first, which is at least as many as
        are free in truth.
        """
        if not self._codes:
            return 0
        first = self._codes[0]
        total = int(first.max()) + 1
        for other in self._codes[1:]:
            total += int(other.max()) + 1 - _components(first, other)
        return total


def compact(labels: Any) -> Codes:
    """(n,) codes 0 … levels - 1 of labels of any kind."""
    return np.asarray(np.unique(np.asarray(labels), return_inverse=True)[1]).reshape(-1)


def lonely(codes: Sequence[Codes], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The rows kept (N,) less those that are alone in some effect, again until none is."""
    kept = kept.copy()
    while True:
        alone = np.zeros_like(kept)
        for c in codes:
            alone |= kept & (np.bincount(c[kept], minlength=int(c.max()) + 1)[c] == 1)
        if not alone.any():
            return kept
        kept &= ~alone


def _components(a: Codes, b: Codes) -> int:
    rows, columns = int(a.max()) + 1, int(b.max()) + 1
    graph = coo_array((np.ones(a.size), (a, rows + b)), shape=(rows + columns, rows + columns))
    count, _ = connected_components(graph, directed=False)
    return int(count)
