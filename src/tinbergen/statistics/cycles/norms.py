"""An indicator against its own norm: how far off, how unusual, and how sure.

Two kinds of norm. The *record* of the years before (mean, median or trend) asks whether today is
out of the ordinary; it never contains the value it judges. The *natural rate* (a smooth trend
through the whole sample) asks how far the indicator stands from where it would settle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from tinbergen.core.text import Text
from tinbergen.statistics.cycles.hp_filter import (
    hp_vintages,
    ravn_uhlig,
    revision_rule,
    revision_spread,
)
from tinbergen.statistics.cycles.sample import padded, require, stretch
from tinbergen.statistics.cycles.unobserved_components import estimate

Array = NDArray[np.float64]
Centre = Literal["mean", "median", "trend"]
Natural = Literal["hp", "unobserved_components"]

#: Makes the median absolute deviation of a normal sample estimate its standard deviation.
_MAD = 1.4826
#: No autocorrelation beyond this is believed when it widens an interval.
_MOST_PERSISTENT = 0.95


@dataclass(frozen=True, slots=True)
class Norm:
    """An indicator of T periods against its norm, NaN where there is none yet.

    ``norm`` (T,) and ``deviation`` (T,) from it: in the indicator's unit; ``lower``, ``upper``
    (T,): bounds of the deviation that hold with probability ``level``, found as ``recipe`` says;
    ``score`` (T,): the deviation in units of the usual one (NaN when the record never varied);
    ``percentile`` (T,): 0 to 100, where the value stands in the record.
    """

    norm: Array
    deviation: Array
    lower: Array
    upper: Array
    score: Array
    percentile: Array
    level: float
    recipe: Text


def against_record(
    values: ArrayLike,
    periods_per_year: int,
    centre: Centre = "median",
    *,
    years: int = 10,
    level: float = 0.9,
    name: str = "indicator",
) -> Norm:
    """Each value against the ``years`` before it, or as many of them as there are (at least 3).

    The scale is the standard deviation for ``mean`` and ``trend``, the median absolute deviation
    made comparable for ``median``. ``trend`` is a straight line drawn on to the value judged. The
    interval is that of the norm; autocorrelation of the record widens it as in a first-order
    autoregression.

    Raises
    ------
    TinbergenError
        F050, F051 when ``values`` (T,) won't do; F053 when a setting is out of bounds.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(years >= 3, "years", years, ">= 3")
    table = np.asarray(values, dtype=float)
    fewest = max(3 * periods_per_year, 8)
    used = stretch(table, name, fewest + 1)
    known = table[used]
    norm, scale, error, rank = (np.full(known.size, np.nan) for _ in range(4))
    measure = _MEASURES[centre]
    for t in range(fewest, known.size):
        record = known[max(0, t - years * periods_per_year) : t]
        norm[t], scale[t], error[t] = measure(record)
        rank[t] = _percentile(known[t], record)
    return _norm(known, norm, scale, error, rank, used, table.size, level, _RECORD)


def natural_rate(
    values: ArrayLike,
    periods_per_year: int,
    method: Natural = "hp",
    *,
    level: float = 0.9,
    name: str = "indicator",
) -> Norm:
    """Each value against a smooth trend through all of them, logs not taken.

    ``hp``: the Hodrick-Prescott trend, with the interval of past revisions;
    ``unobserved_components``: a random walk under an AR(2) cycle, with the smoother's interval.
    The score's scale is the standard deviation of all deviations, the percentile their rank.

    Raises
    ------
    TinbergenError
        F050, F051 when ``values`` (T,) won't do; F053 when ``level`` is out of bounds; F055 when
        they never vary.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    table = np.asarray(values, dtype=float)
    first, settled, enough = revision_rule(periods_per_year)
    used = stretch(table, name, first + settled + enough)
    known = table[used]
    if method == "hp":
        vintages = hp_vintages(known, ravn_uhlig(periods_per_year), first)
        norm, error = vintages[-1], revision_spread(vintages, settled, enough)[::-1]
        recipe = _REVISIONS
    else:
        split = estimate(known, slope=False)
        norm, error = split.trend, np.sqrt(split.variance + split.dispersion)
        recipe = _STATES
    deviations = known - norm
    rank = np.array([_percentile(d, deviations) for d in deviations])
    scale = np.full(known.size, deviations.std(ddof=1))
    return _norm(known, norm, scale, error, rank, used, table.size, level, recipe)


def _mean(record: Array) -> tuple[float, float, float]:
    """Norm, scale and standard error of the norm."""
    scale = float(record.std(ddof=1))
    error = scale / np.sqrt(record.size) * _widening(record - record.mean())
    return float(record.mean()), scale, float(error)


def _median(record: Array) -> tuple[float, float, float]:
    """As :func:`_mean`; the standard error is the one of a normal sample's median."""
    norm = float(np.median(record))
    deviations = record - norm
    scale = _MAD * float(np.median(np.abs(deviations)))
    if scale == 0.0:
        scale = float(record.std(ddof=1))
    error = scale * np.sqrt(np.pi / 2 / record.size) * _widening(deviations)
    return norm, scale, float(error)


def _trend(record: Array) -> tuple[float, float, float]:
    """As :func:`_mean`, for a least-squares line at the period after the record."""
    n = record.size
    time = np.arange(n) - (n - 1) / 2
    spread = float(time @ time)
    slope = float(time @ record) / spread
    residuals = record - record.mean() - slope * time
    scale = float(np.sqrt(residuals @ residuals / (n - 2)))
    ahead = (n + 1) / 2
    error = scale * np.sqrt(1 / n + ahead**2 / spread) * _widening(residuals)
    return float(record.mean() + slope * ahead), scale, float(error)


_MEASURES: dict[Centre, Callable[[Array], tuple[float, float, float]]] = {
    "mean": _mean,
    "median": _median,
    "trend": _trend,
}


def _widening(deviations: Array) -> float:
    """Factor on a standard error by first-order autocorrelation, at least 1."""
    variance = float(deviations @ deviations)
    if variance == 0.0:
        return 1.0
    correlation = float(deviations[1:] @ deviations[:-1]) / variance
    bounded = min(max(correlation, 0.0), _MOST_PERSISTENT)
    return float(np.sqrt((1 + bounded) / (1 - bounded)))


def _percentile(value: float, record: Array) -> float:
    """Share of the record below ``value``, equals counted half, in per cent."""
    return float(100.0 * ((record < value).mean() + 0.5 * (record == value).mean()))


def _norm(
    known: Array,
    norm: Array,
    scale: Array,
    error: Array,
    rank: Array,
    used: slice,
    length: int,
    level: float,
    recipe: Text,
) -> Norm:
    deviation = known - norm
    margin = float(ndtri(0.5 + level / 2)) * error
    # A record that is flat but for rounding has no usual deviation.
    flat = scale <= 1e-12 * np.abs(known).max()
    score = deviation / np.where(flat, np.nan, scale)
    return Norm(
        norm=padded(norm, used, length),
        deviation=padded(deviation, used, length),
        lower=padded(deviation - margin, used, length),
        upper=padded(deviation + margin, used, length),
        score=padded(score, used, length),
        percentile=padded(rank, used, length),
        level=level,
        recipe=recipe,
    )


_RECORD = Text(
    "standard error of the norm, widened for the record's autocorrelation, normal quantiles",
    "常态值的标准误，按历史记录的自相关放宽，按正态分位数",
)
_REVISIONS = Text(
    "root mean square of past revisions of trends equally far from the end of the data",
    "取距样本末端同样远的趋势估计其后修订的均方根",
)
_STATES = Text(
    "smoother variance plus the spread over parameters the data allow, normal quantiles",
    "平滑方差加参数不确定性引起的离散度，按正态分位数",
)
