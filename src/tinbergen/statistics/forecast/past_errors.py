"""Forecasts pooled by a rule fixed beforehand, and bands from the errors they have made.

A band is the point plus and minus a quantile of the forecaster's own absolute errors at the same
horizon, of those errors alone that were known when the forecast was made. It claims no distribution
and needs no model; that it is symmetric is the price.

Sources: Timmermann (2006), Handbook of Economic Forecasting 1, chapter 4, for equal weights;
Reifschneider and Tulip (2019), International Journal of Forecasting 35(4), for bands from past
errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.sample import require, same_length

Array = NDArray[np.float64]


def pool(members: Mapping[str, ArrayLike], groups: Sequence[Sequence[str]]) -> Array:
    """Groups of like members weigh the same, and so does each member within its group.

    Parameters
    ----------
    members
        Name -> (...) forecasts, all of one shape.
    groups
        Names of members.

    Returns
    -------
    (...) the pooled forecast.

    Raises
    ------
    TinbergenError
        F122 when a member is missing.
    """
    for name in (name for group in groups for name in group):
        if name not in members:
            raise TinbergenError("F122", name=name, known=", ".join(members))
    said = {name: np.asarray(member, dtype=float) for name, member in members.items()}
    means = [np.mean([said[name] for name in group], axis=0) for group in groups]
    return np.asarray(np.mean(means, axis=0))


def known_errors(errors: ArrayLike, ready: ArrayLike, origin: float, most: int = 80) -> Array:
    """The last absolute errors that were known at an origin.

    Parameters
    ----------
    errors
        (m,) by consecutive origins, NaN where an error is left out or not there yet.
    ready
        (m,) when each was known, in the same count as ``origin``.
    most
        How many to look back on.

    Returns
    -------
    (n,) at most ``most`` of them.

    Raises
    ------
    TinbergenError
        F054 when lengths differ.
    """
    made, when = np.asarray(errors, dtype=float), np.asarray(ready, dtype=float)
    same_length(errors=made, ready=when)
    seen = np.abs(made[(when <= origin) & np.isfinite(made)])
    return np.asarray(seen[-most:])


def error_band(point: float, errors: ArrayLike, level: float) -> tuple[float, float]:
    """The point less and plus the quantile ``level`` of absolute ``errors`` (n,).

    NaN without errors. The quantile is the ⌈level (n + 1)⌉th smallest error, which holds the next
    one with probability ``level`` where errors are exchangeable.

    Raises
    ------
    TinbergenError
        F053 when ``level`` is not between 0 and 1.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    ordered = np.sort(np.abs(np.asarray(errors, dtype=float)))
    if not len(ordered):
        return np.nan, np.nan
    rank = min(len(ordered), int(np.ceil(level * (len(ordered) + 1) - 1e-9)))
    width = float(ordered[rank - 1])
    return point - width, point + width
