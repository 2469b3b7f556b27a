r"""Control charts: when do outturns stop being noise around what was expected?

All charts work on standardised values :math:`z_t` (mean 0 and standard deviation 1 when nothing is
wrong, independent over time: one-step forecast errors, say) and know their average run length, the
mean number of periods to an alarm. With ``shift`` 0 that is the time between false alarms.

Sources: Montgomery (2013), Introduction to Statistical Quality Control, 7th ed., chapters 6 and 9;
Page (1954), Biometrika 41(1/2), Goel and Wu (1971), Technometrics 13(2), and Crowder (1987),
Technometrics 29(4), for run lengths as integral equations; Lucas and Saccucci (1990), Technometrics
32(1), for the choice of weights.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.data.accept import SeriesLike, series_of
from tinbergen.statistics.cycles.control_result import Chart, Cusum
from tinbergen.statistics.cycles.run_length import (
    cusum_run_length,
    cusum_threshold,
    ewma_run_length,
    shewhart_run_length,
)
from tinbergen.statistics.cycles.sample import padded, require, stretch

Array = NDArray[np.float64]
Kind = Literal["shewhart", "ewma", "cusum"]

_KINDS: tuple[Kind, ...] = ("shewhart", "ewma", "cusum")


def control_chart(
    values: SeriesLike,
    kind: Kind = "ewma",
    *,
    width: float | None = None,
    weight: float = 0.2,
    allowance: float = 0.5,
    threshold: float | None = None,
    run_length: float | None = None,
    name: str = "outturns",
) -> Chart | Cusum:
    """When standardised outturns stop being noise around what was expected.

    Parameters
    ----------
    values
        (T,) mean 0 and standard deviation 1 when nothing is wrong, independent over time, such as
        one-step forecast errors over their standard deviation: a pandas Series with its dates, or
        plain numbers. NaN only at the ends.
    kind
        ``shewhart``, each value against its limits, sees a large shift at once; ``ewma``, an
        exponentially weighted mean, and ``cusum``, cumulative sums, see small ones that last.
    width
        Standard deviations from zero to the limits of ``shewhart`` (3) and ``ewma`` (2.962).
    weight
        Of the newest value in ``ewma``.
    allowance, threshold
        Of ``cusum``: half the shift looked for, and the sum that gives the alarm (5).
    run_length
        In place of the threshold: periods between two false alarms on average.
    name
        The series in messages.

    Raises
    ------
    TinbergenError
        C010, F011 when ``values`` are no series, F050, F051 when they won't do, F053 for settings
        out of bounds, F058 for an unknown kind.
    """
    given = series_of(values)
    if kind not in _KINDS:
        hint = did_you_mean(str(kind), _KINDS)
        raise TinbergenError("F058", hint=hint, kind=kind, known=", ".join(_KINDS))
    found: Chart | Cusum
    match kind:
        case "shewhart":
            found = shewhart(given.values, width=3.0 if width is None else width, name=name)
        case "ewma":
            limit = 2.962 if width is None else width
            found = ewma(given.values, weight=weight, width=limit, name=name)
        case _:
            bound = 5.0 if threshold is None else threshold
            if run_length is not None:
                bound = cusum_threshold(allowance, run_length)
            found = cusum(given.values, allowance=allowance, threshold=bound, name=name)
    return replace(found, start=given.start)


def shewhart(values: ArrayLike, *, width: float = 3.0, name: str = "outturns") -> Chart:
    """Each value (T,) against plus and minus ``width``: quick to see a large shift.

    Raises
    ------
    TinbergenError
        F050, F051 when ``values`` won't do; F053 for a width that isn't positive.
    """
    require(width > 0.0, "width", width, "> 0")
    table = np.asarray(values, dtype=float)
    stretch(table, name, 1)
    limit = np.full(table.size, width)
    return Chart(table, -limit, limit, np.abs(table) > width, shewhart_run_length(width))


def ewma(
    values: ArrayLike, *, weight: float = 0.2, width: float = 2.962, name: str = "outturns"
) -> Chart:
    """Exponentially weighted mean of the values (T,): quick to see a small lasting shift.

    The limits are ``width`` standard deviations of the statistic, which grow from the start. The
    defaults have a run length of 500 (Lucas and Saccucci 1990, table 3).

    Raises
    ------
    TinbergenError
        F050, F051 when ``values`` won't do; F053 for settings out of bounds.
    """
    require(0.0 < weight <= 1.0, "weight", weight, "(0, 1]")
    require(width > 0.0, "width", width, "> 0")
    table = np.asarray(values, dtype=float)
    used = stretch(table, name, 1)
    smoothed, state = np.empty(used.stop - used.start), 0.0
    for t, value in enumerate(table[used]):
        state += weight * (value - state)
        smoothed[t] = state
    age = np.arange(1, smoothed.size + 1)
    limit = width * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * age)))
    statistic, limits = padded(smoothed, used, table.size), padded(limit, used, table.size)
    return Chart(
        statistic, -limits, limits, np.abs(statistic) > limits, ewma_run_length(weight, width)
    )


def cusum(
    values: ArrayLike,
    *,
    allowance: float = 0.5,
    threshold: float = 5.0,
    name: str = "outturns",
) -> Cusum:
    """Tabular cumulative sums of what exceeds the ``allowance``, half the shift looked for.

    The sums run on after an alarm; whoever acts on one starts a new chart.

    Raises
    ------
    TinbergenError
        F050, F051 when ``values`` (T,) won't do; F053 for settings out of bounds.
    """
    require(allowance >= 0.0, "allowance", allowance, ">= 0")
    require(threshold > 0.0, "threshold", threshold, "> 0")
    table = np.asarray(values, dtype=float)
    used = stretch(table, name, 1)
    high, high_since = _one_sided_sum(table[used], allowance)
    low, low_since = _one_sided_sum(-table[used], allowance)
    upward, downward = high > threshold, low > threshold
    direction = np.where(upward, 1, np.where(downward, -1, 0))
    since = np.where(upward, high_since, low_since) + used.start
    whole_direction = np.zeros(table.size, dtype=np.int64)
    whole_onset = np.full(table.size, -1, dtype=np.int64)
    whole_direction[used] = direction
    whole_onset[used] = np.where(direction != 0, since, -1)
    return Cusum(
        high=padded(high, used, table.size),
        low=padded(low, used, table.size),
        threshold=threshold,
        alarm=whole_direction != 0,
        direction=whole_direction,
        onset=whole_onset,
        run_length=cusum_run_length(allowance, threshold),
    )


def _one_sided_sum(values: Array, allowance: float) -> tuple[Array, NDArray[np.int64]]:
    """The sum (n,) and, for each period, the position where its current run above zero began."""
    sums = np.empty(values.size)
    since = np.empty(values.size, dtype=np.int64)
    level, began = 0.0, 0
    for t, value in enumerate(values):
        if level == 0.0:
            began = t
        level = max(0.0, level + value - allowance)
        sums[t], since[t] = level, began
    return sums, since
