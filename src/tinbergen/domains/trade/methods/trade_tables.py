"""Tables of flows, rates and shares, checked: a fault says which cell it is in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

Array = NDArray[np.float64]

#: At -100 per cent buyers would get goods for nothing: what they spend says nothing any more.
FREE = -1.0

#: What the axes of a table hold.
ROW, COLUMN = Text("row", "行"), Text("column", "列")
SELLER, BUYER = Text("seller", "卖方"), Text("buyer", "买方")
SECTOR, COUNTRY = Text("sector", "部门"), Text("country", "国家")
INPUT, USER = Text("input", "投入品"), Text("user", "使用部门")

#: An axis and its labels; 1, 2, … without them.
Axis = tuple[Text, Sequence[str] | None]


def square(
    values: ArrayLike,
    name: str,
    size: int | None = None,
    *,
    above: float | None = None,
    labels: Sequence[str] | None = None,
) -> Array:
    """A table (n, n) of finite numbers, each ``above`` a bound or, without one, zero or more.

    Raises
    ------
    TinbergenError
        F095 for another shape, F116 for a cell that is missing or out of bounds.
    """
    table = np.asarray(values, dtype=float)
    n = size if size is not None else (table.shape[0] if table.ndim == 2 else 0)
    if table.shape != (n, n) or n == 0:
        raise unfit(name, table, f"({n or 'n'}, {n or 'n'})")
    return cells(table, name, ((ROW, labels), (COLUMN, labels)), above=above)


def shaped(
    values: ArrayLike,
    name: str,
    shape: tuple[int, ...],
    axes: Sequence[Axis],
    *,
    above: float | None = None,
) -> Array:
    """A table of the shape wanted, checked as by :func:`square`; raises F095, F116."""
    table = np.asarray(values, dtype=float)
    if table.shape != shape:
        raise unfit(name, table, str(shape))
    return cells(table, name, axes, above=above)


def cells(table: Array, name: str, axes: Sequence[Axis], *, above: float | None = None) -> Array:
    """The table itself, if no cell is missing, infinite or out of bounds; raises F116."""
    with np.errstate(invalid="ignore"):
        right = np.isfinite(table) & (table >= 0.0 if above is None else table > above)
    if right.all():
        return table
    at = tuple(int(i) for i in np.argwhere(~right)[0])
    value = float(table[at])
    bounds = Text("zero or more", "不小于零")
    if above is not None:
        bounds = Text(f"above {above:g} ({100 * above:g} %)", f"大于 {above:g}（{100 * above:g}%）")
    raise TinbergenError(
        "F116",
        name=name,
        cell=_cell(at, axes),
        value=Text("missing", "缺失") if np.isnan(value) else Text(f"{value:g}", f" {value:g}"),
        bounds=bounds,
    )


def check_busy(flows: Array, names: Sequence[str]) -> None:
    """Every country sells and buys: flows are (..., n sellers, n buyers); raises F096."""
    whole = flows.reshape(-1, *flows.shape[-2:]).sum(axis=0)
    for axis, does in ((1, Text("sells", "销售")), (0, Text("buys", "购买"))):
        (idle,) = np.nonzero(whole.sum(axis=axis) <= 0.0)
        if idle.size:
            raise TinbergenError("F096", name=names[idle[0]], does=does)


def unfit(name: str, table: Array, shape: str) -> TinbergenError:
    """F095: a table of another shape."""
    return TinbergenError("F095", name=name, have=table.shape, shape=shape)


def _cell(at: tuple[int, ...], axes: Sequence[Axis]) -> Text:
    """Where a cell stands, by what its axes hold and their labels."""
    named = [
        (word, labels[i] if labels is not None and i < len(labels) else str(i + 1))
        for i, (word, labels) in zip(at, axes, strict=True)
    ]
    return Text(
        ", ".join(f"{word.en} {label}" for word, label in named),
        "、".join(f"{word.zh} {label}" for word, label in named),
    )
