r"""Structural decomposition: which determinants of a chain of matrices made its product change.

Emissions caused by final demand are :math:`V = e L y`: intensities, Leontief inverse, demand.
Replacing one determinant after the other, from before to after, gives parts that sum exactly, but
each of the K! orders gives others. The full mean averages all orders; the mean of the two polar
orders (first to last, last to first) is close to it (Dietzenbacher and Los 1998, Economic Systems
Research 10(4)). LMDI applied to the cells :math:`e_i L_{ij} y_j` is a third, symmetric in the
determinants and free of the choice of order (Su and Ang 2012, Energy Economics 34(1)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.economics.lmdi import divisia
from tinbergen.statistics.cycles.sample import require, same_length

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: More determinants have too many orders for the full mean.
_MOST = 8


@dataclass(frozen=True, slots=True)
class Structural(Result):
    """``parts`` (K, r, c), one for each determinant, sum to the change of the product (r, c).

    ``spread`` (K, 2): the smallest and largest part of the summed product over the orders used.
    """

    names: tuple[Text, ...]
    parts: Array
    spread: Array

    @property
    def totals(self) -> Array:
        """Parts of the summed product, (K,)."""
        return np.asarray(self.parts.sum(axis=(1, 2)))

    def to_frame(self) -> pd.DataFrame:
        """Parts of the summed product, a row each determinant, with their range over the orders."""
        import pandas as pd

        low, high = self.spread.T
        columns = {"part": self.totals, "low": low, "high": high}
        return pd.DataFrame(columns, index=pd.Index([n.en for n in self.names], name="determinant"))


def structural_decomposition(
    before: Sequence[ArrayLike],
    after: Sequence[ArrayLike],
    names: Sequence[str | Text],
    *,
    mean: Literal["polar", "full"] = "polar",
) -> Structural:
    """Parts of the change of a product of K matrices.

    Parameters
    ----------
    before, after
        K matrices each that can be multiplied in their order; a vector counts as a row when it
        comes first and as a column after. For parts by sector give intensities as a diagonal.
    names
        What the K determinants are called.
    mean
        Over the two polar orders, or over all K! (at most eight determinants).

    Raises
    ------
    TinbergenError
        F053 for too many determinants, F054 when numbers of determinants or their shapes differ.
    """
    old, new = _matrices(before), _matrices(after)
    same_length(names=np.empty(len(names)), before=np.empty(len(old)), after=np.empty(len(new)))
    for a, b in zip(old, new, strict=True):
        same_length(before=a, after=b)
        same_length(before=a.T, after=b.T)
    k = len(old)
    if mean == "full":
        require(k <= _MOST, "determinants", k, f"[1, {_MOST}]")
        orders = list(permutations(range(k)))
    else:
        orders = [tuple(range(k)), tuple(reversed(range(k)))]
    found = np.array([_in_order(old, new, order) for order in orders])
    summed = found.sum(axis=(2, 3))
    said = tuple(n if isinstance(n, Text) else Text.both(n) for n in names)
    return Structural(
        said, found.mean(axis=0), np.stack([summed.min(axis=0), summed.max(axis=0)], axis=1)
    )


def divisia_structural(
    before: tuple[ArrayLike, ArrayLike, ArrayLike], after: tuple[ArrayLike, ArrayLike, ArrayLike],
    names: Sequence[Text],
) -> Structural:  # fmt: skip
    """LMDI over the cells of ``e L y``: (n,), (n, n), (n,) each, not negative.

    Raises
    ------
    TinbergenError
        F080 for a negative value, F054 when shapes differ.
    """
    cells = [_cells(*x) for x in (before, after)]
    split = divisia(cells[0], cells[1], names)
    n = np.asarray(before[0]).shape[0]
    parts = split.by_sector.T.reshape(len(names), n, n)
    return Structural(tuple(names), parts, np.stack([split.parts, split.parts], axis=1))


def _cells(e: ArrayLike, inverse: ArrayLike, y: ArrayLike) -> Array:
    inverse = np.asarray(inverse, dtype=float)
    shape = inverse.shape
    rows = np.broadcast_to(np.asarray(e, dtype=float)[:, None], shape)
    columns = np.broadcast_to(np.asarray(y, dtype=float), shape)
    return np.stack([rows.ravel(), inverse.ravel(), columns.ravel()], axis=1)


def _matrices(chain: Sequence[ArrayLike]) -> list[Array]:
    arrays = [np.asarray(x, dtype=float) for x in chain]
    return [x if x.ndim == 2 else x[None, :] if i == 0 else x[:, None]
            for i, x in enumerate(arrays)]  # fmt: skip


def _in_order(old: list[Array], new: list[Array], order: Sequence[int]) -> Array:
    """Parts (K, r, c) when the determinants are replaced in this order."""
    current = list(old)
    last = _product(current)
    parts = np.zeros((len(old), *last.shape))
    for k in order:
        current[k] = new[k]
        now = _product(current)
        parts[k] = now - last
        last = now
    return parts


def _product(chain: list[Array]) -> Array:
    result = chain[0]
    for matrix in chain[1:]:
        result = result @ matrix
    return result
