"""The usable stretch of data: leading and trailing gaps dropped, everything else refused."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.limits import LARGEST, SMALLEST

Array = NDArray[np.float64]


def stretch(values: ArrayLike, name: str, least: int, *, positive: bool = False) -> slice:
    """Where a series is known: from its first to its last number.

    Parameters
    ----------
    values
        Shape (T,) or (T, n), NaN where missing; a row counts as known when all of it is.
    name
        The series' name, for messages.
    least
        The fewest consecutive periods the method can work on.
    positive
        Whether logarithms will be taken.

    Raises
    ------
    TinbergenError
        F050 when too short, F051 with holes or infinities inside, F052 when not positive.
    """
    table = np.asarray(values, dtype=float)
    rows = table.reshape(table.shape[0], -1)
    (known,) = np.nonzero(~np.isnan(rows).any(axis=1))
    if known.size < least:
        raise TinbergenError("F050", name=name, have=known.size, need=least)
    used = slice(int(known[0]), int(known[-1]) + 1)
    holes = int((~np.isfinite(rows[used])).any(axis=1).sum())
    if holes:
        raise TinbergenError("F051", name=name, holes=holes)
    if positive and rows[used].min() <= 0.0:
        raise TinbergenError("F052", name=name, lowest=f"{rows[used].min():g}")
    return used


def padded(inside: Array, used: slice, length: int) -> Array:
    """Results for the used stretch laid into ``length`` periods (the first axis), NaN around."""
    whole = np.full((length, *inside.shape[1:]), np.nan)
    whole[used] = inside
    return whole


def check_scale(values: ArrayLike, name: str) -> None:
    """Refuse a series whose squares would leave the range of the machine's numbers.

    Raises
    ------
    TinbergenError
        F240 where its largest value is neither zero nor between 1e-50 and 1e50.
    """
    largest = float(np.nanmax(np.abs(np.asarray(values, dtype=float)), initial=0.0))
    if largest and not SMALLEST <= largest <= LARGEST:
        raise TinbergenError("F240", name=name, largest=f"{largest:.1g}")


def require(condition: bool, name: str, value: object, bounds: str) -> None:
    """Refuse a setting out of bounds.

    Raises
    ------
    TinbergenError
        F053.
    """
    if not condition:
        raise TinbergenError("F053", name=name, value=value, bounds=bounds)


def require_names(names: Iterable[str], known: Iterable[object]) -> None:
    """Refuse a series that is not among those known.

    Raises
    ------
    TinbergenError
        F122.
    """
    given = list(known)
    for name in names:
        if name not in given:
            said = [str(other) for other in given]
            hint = did_you_mean(name, said)
            raise TinbergenError("F122", hint=hint, name=name, known=", ".join(said[:12]))


def same_length(**series: Array) -> int:
    """The length that all series share.

    Raises
    ------
    TinbergenError
        F054 when they differ.
    """
    lengths = {name: int(values.shape[0]) for name, values in series.items()}
    if len(set(lengths.values())) != 1:
        raise TinbergenError("F054", lengths=", ".join(f"{k} {n}" for k, n in lengths.items()))
    return next(iter(lengths.values()))
