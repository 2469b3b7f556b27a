"""Growth rates, differences, lags and lower frequencies.

Arrays have shape (T,), NaN is missing; where a value before the first would be needed, the result
is NaN. Rates are in percent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.data.dataset import Array, Dataset

How = Literal["mean", "sum", "last"]


def lag(values: Array, periods: int = 1) -> Array:
    """The value ``periods`` before; a negative number leads."""
    shifted = np.full(values.size, np.nan)
    if periods >= 0:
        shifted[periods:] = values[: max(values.size - periods, 0)]
    else:
        shifted[:periods] = values[-periods:]
    return shifted


def difference(values: Array, periods: int = 1) -> Array:
    """The change over ``periods``, in the unit of the values."""
    return values - lag(values, periods)


def log_difference(values: Array, periods: int = 1) -> Array:
    """The change of the natural logarithm over ``periods`` (no percent); NaN where not positive."""
    logs = np.log(np.where(values > 0, values, np.nan))
    return difference(logs, periods)


def growth(values: Array, frequency: Frequency, periods: int = 1, *, annualised: bool) -> Array:
    """Growth over ``periods``, in percent.

    ``annualised`` compounds it to a year: 100 ((x_t / x_{t-k})^{f/k} - 1) with f periods a year.
    NaN where a value is not positive.
    """
    power = frequency / periods if annualised else 1.0
    return 100 * np.expm1(power * log_difference(values, periods))


def inflation(prices: Array, frequency: Frequency) -> Array:
    """Annualised inflation 100 f Δlog P, in percent a year."""
    return 100 * frequency * log_difference(prices)


def to_lower(
    data: Dataset,
    frequency: Frequency,
    how: How | Mapping[str, How],
    *,
    partial: bool = False,
) -> Dataset:
    """Data at a lower frequency: of each new period the mean, the sum or the last value.

    Only new periods that the data cover in full are kept. A missing value makes the mean and the
    sum missing; ``last`` is the value of the last period, missing or not. A flow at an annual rate
    takes the mean, a flow at its own rate the sum, a stock the last.

    With ``partial`` new periods covered in part are kept too, and the mean and the last are those
    of the values that are there; a sum is of all or missing.

    Raises
    ------
    TinbergenError
        D047 when ``frequency`` is not lower than that of the data, D002 when ``how`` is a mapping
        that lacks a series.
    """
    if frequency >= data.frequency:
        raise TinbergenError("D047", present=data.frequency.letter, wanted=frequency.letter)
    if not isinstance(how, str) and (lacking := [name for name in data if name not in how]):
        raise TinbergenError("D002", name=lacking[0], known=", ".join(how))
    each = data.frequency // frequency
    if partial:
        before, after = data.span.start.ordinal % each, (-data.span.end.ordinal - 1) % each
        data = data.window(data.span.start - before, data.span.end + after)
    reduce = _REDUCE | (_REDUCE_PARTIAL if partial else {})
    first = -(-data.span.start.ordinal // each)
    count = max((data.span.end.ordinal + 1) // each - first, 0)
    offset = first * each - data.span.start.ordinal
    reduced = {}
    for name, values in data.series.items():
        block = values[offset : offset + count * each].reshape(count, each)
        chosen = how if isinstance(how, str) else how[name]
        reduced[name] = reduce[chosen](block)
    return Dataset.of(
        Period(frequency, first),
        reduced,
        vintage=data.vintage,
        titles=data.titles,
        units=data.units,
        source=data.source,
    )


def _mean(block: Array) -> Array:
    return np.asarray(block.mean(axis=1), dtype=float)


def _sum(block: Array) -> Array:
    return np.asarray(block.sum(axis=1), dtype=float)


def _last(block: Array) -> Array:
    return block[:, -1]


_REDUCE = {"mean": _mean, "sum": _sum, "last": _last}


def _mean_of_known(block: Array) -> Array:
    known = ~np.isnan(block)
    count = known.sum(axis=1)
    total = np.where(known, block, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _last_known(block: Array) -> Array:
    known = ~np.isnan(block)
    last = block.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    return np.asarray(block[np.arange(block.shape[0]), last])


_REDUCE_PARTIAL = {"mean": _mean_of_known, "last": _last_known}
