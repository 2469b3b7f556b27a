"""What income leads one to expect, and how far a unit is from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.sample import same_length

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Expected:
    """A unit against the line through the n others.

    ``gap`` is the value less the line's; the interval allows for the line's error and for the
    others' scatter. ``slope`` is that on the logarithm of income.
    """

    value: float
    expected: float
    gap: float
    lower: float
    upper: float
    slope: float
    slope_error: float
    r2: float
    n: int


def against_income(values: Array, income: Array, unit: int, level: float = 0.9) -> Expected:
    """A unit's value less what others' values lead one to expect at its income.

    Parameters
    ----------
    values, income
        (units,), NaN where missing; income is positive and enters by its logarithm.
    unit
        Its position; it is left out of the line.

    Raises
    ------
    TinbergenError
        F050 with fewer than five others, F054 when lengths differ, F055 when income is the same
        everywhere.
    """
    same_length(values=values, income=income)
    x, y = np.log(income), values
    others = np.isfinite(x) & np.isfinite(y)
    others[unit] = False
    n = int(others.sum())
    if n < 5:
        raise TinbergenError("F050", name="income", have=n, need=5)
    xs, ys = x[others], y[others]
    spread = float(((xs - xs.mean()) ** 2).sum())
    if spread <= 0:
        raise TinbergenError("F055", name="regression on income")
    slope = float(((xs - xs.mean()) * (ys - ys.mean())).sum() / spread)
    residuals = ys - ys.mean() - slope * (xs - xs.mean())
    sigma2 = float((residuals**2).sum()) / (n - 2)
    expected = float(ys.mean() + slope * (x[unit] - xs.mean()))
    error = np.sqrt(sigma2 * (1 + 1 / n + (x[unit] - xs.mean()) ** 2 / spread))
    reach = float(stats.t.ppf((1 + level) / 2, n - 2) * error)
    gap = float(y[unit]) - expected
    return Expected(
        float(y[unit]), expected, gap, gap - reach, gap + reach, slope,
        float(np.sqrt(sigma2 / spread)),
        1 - float((residuals**2).sum() / ((ys - ys.mean()) ** 2).sum()), n,
    )  # fmt: skip
