"""The current quarter from the months of it that are known.

Of a quarter's three months the first k are known, k a number that differs from series to series and
from date to date. What they say is put into two numbers a quarter, computed for past quarters *as
if only their first k months had been known*, so that a regression on them weighs them by what they
were worth when they were all there was.

Sources: Baffigi, Golinelli and Parigi (2004), International Journal of Forecasting 20(3), for
bridges from months to quarters; Wallis (1986), Journal of Forecasting 5(1), for the ragged edge.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.statistics.cycles.sample import require, same_length
from tinbergen.statistics.forecast.ridge import ridge

Array = NDArray[np.float64]


def known_months(months: ArrayLike) -> int:
    """How many months of the last quarter are known, from its first on; ``months`` (T, 3)."""
    last = np.isfinite(np.asarray(months, dtype=float)[-1])
    return int(np.cumprod(last).sum())


def month_signals(
    months: ArrayLike, quarters: ArrayLike, known: int, trend: ArrayLike | None = None
) -> Array:
    """What the first ``known`` months of each quarter say of it.

    Parameters
    ----------
    months, quarters
        (T, 3) and (T,): the same series by months and as quarterly means, of one scale.
    known
        0 to 3; with 0 the last month of the quarter before speaks.
    trend
        (T,) change a quarter that was to be expected, seen from the quarter before; signals are
        deviations from it. 0 by default.

    Returns
    -------
    (T, 2): mean of the known months less the mean of the quarter before; the last known month less
    the one three months before it. NaN where months are missing.

    Raises
    ------
    TinbergenError
        F053 when ``known`` is out of bounds, F054 when lengths differ.
    """
    require(known in (0, 1, 2, 3), "known", known, "0, 1, 2, 3")
    table, means = np.asarray(months, dtype=float), np.asarray(quarters, dtype=float)
    expected = np.zeros(len(means)) if trend is None else np.asarray(trend, dtype=float)
    same_length(months=table, quarters=means, trend=expected)
    before = np.concatenate([[np.nan], means[:-1]])
    line = np.concatenate([np.full(6, np.nan), table.ravel()])
    last = 6 + 3 * np.arange(len(means)) + known - 1
    mean = table[:, :known].mean(axis=1) if known else line[last]
    # From the middle of the quarter before to the middle of the known months, in quarters.
    gap = (known + 3) / 6 if known else 1 / 3
    return np.column_stack([mean - before - gap * expected, line[last] - line[last - 3] - expected])


def bridge(
    change: ArrayLike,
    own: ArrayLike,
    others: ArrayLike,
    *,
    trend: ArrayLike | None = None,
    penalty: float = 0.3,
    omit: ArrayLike | None = None,
) -> float:
    """The last period's change, by regression on signals that are known of it.

    Parameters
    ----------
    change
        (T,) changes of the series; the last one is looked for and not read.
    own, others
        (T, k), (T, m) signals of each period; those of ``others`` are shrunk by ``penalty``, and so
        are two lags of the change itself, the series' own signals are not.
    trend
        (T,) change that was to be expected, seen from the period before: what is explained are
        deviations from it. 0 by default.
    omit
        (T,) true for periods left out as targets and as lags.

    Raises
    ------
    TinbergenError
        As :func:`tinbergen.statistics.forecast.ridge.ridge`; F054 when lengths differ.
    """
    y, mine, theirs = (np.asarray(v, dtype=float) for v in (change, own, others))
    expected = np.zeros(len(y)) if trend is None else np.asarray(trend, dtype=float)
    left_out = np.zeros(len(y), bool) if omit is None else np.asarray(omit, dtype=bool)
    same_length(change=y, own=mine, others=theirs, trend=expected, omit=left_out)
    deviation = y - expected
    lagged = [np.concatenate([np.full(k, np.nan), deviation[:-k]]) for k in (1, 2)]
    x = np.column_stack([mine, theirs, *lagged])
    weights = np.full(x.shape[1], penalty)
    weights[: mine.shape[1]] = 0.0
    used = ~left_out
    for k in (1, 2):
        used[k:] &= ~left_out[:-k]
    used[-1] = False
    fit = ridge(x[used], deviation[used], weights)
    return float(fit.predict(x[-1:])[0] + expected[-1])
