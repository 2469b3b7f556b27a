"""A wire on an index: when first published values leave what those before them led to expect.

Each new value is forecast from all before it by an autoregression of order one; its error over the
errors' standard deviation so far goes on a two-sided cumulative-sum chart (Page, 1954). A value
known at a date is compared with values of that date alone: nothing later is seen.
"""

from __future__ import annotations

import numpy as np

from tinbergen.core.period import Period
from tinbergen.statistics.cycles.control_chart import control_chart
from tinbergen.text.index.measure import TextIndex
from tinbergen.text.labelled import Array

#: Values before the first that is watched.
LEARNED = 20


def first_values(index: TextIndex) -> dict[Period, float]:
    """Each period's value as its first publication left it, by period."""
    found: dict[Period, float] = {}
    for period, value in zip(index.periods, index.values, strict=True):
        found.setdefault(period, float(value))
    return found


def surprises(values: Array) -> Array:
    """(n - LEARNED,) errors of one-step forecasts over the standard deviation of those so far.

    The autoregression's slope and the deviation are of values before the one forecast.
    """
    found = []
    for t in range(LEARNED, len(values)):
        past = values[:t]
        x = np.column_stack([np.ones(t - 1), past[:-1]])
        b, *_ = np.linalg.lstsq(x, past[1:], rcond=None)
        left = past[1:] - x @ b
        spread = float(np.sqrt(left @ left / max(t - 3, 1)))
        found.append((values[t] - b[0] - b[1] * past[-1]) / spread if spread else 0.0)
    return np.array(found)


def watch(index: TextIndex, run_length: float = 100.0) -> tuple[Period, ...] | None:
    """Periods in which the chart sounds; ``run_length`` periods pass between false alarms.

    None where there are not more than :data:`LEARNED` + 1 periods. One without a document is passed
    over: the values beside it count as neighbours.
    """
    first = first_values(index)
    periods = list(first)
    told = surprises(np.array(list(first.values())))
    if told.size < 2:
        return None
    chart = control_chart(told, "cusum", run_length=run_length)
    return tuple(periods[LEARNED + int(t)] for t in np.flatnonzero(chart.alarm))
