r"""Tests that an event moved no returns, from the abnormal ones of each unit.

With :math:`SCAR_i = CAR_i / s_i` and :math:`\nu` degrees of freedom of the models:

.. math:: t = \frac{CAAR}{s(CAR)/\sqrt N}, \qquad
          z_{Patell} = \sum_i SCAR_i \Big/ \sqrt{N \nu/(\nu - 2)}, \qquad
          t_{BMP} = \frac{\overline{SCAR}}{s(SCAR)/\sqrt N}

Patell's takes variances as they were before; the other two let the event change them. Where units
share the event's date their returns go together: with :math:`\bar\rho` the mean correlation of
residuals, statistics with spreads over units shrink by
:math:`\sqrt{(1-\bar\rho)/(1+(N-1)\bar\rho)}` (Kolari and Pynnönen 2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, stdtr, stdtrit

from tinbergen.statistics.evaluation.measured import Estimate
from tinbergen.statistics.evaluation.simplex import Array


@dataclass(frozen=True, slots=True)
class Abnormal:
    """Abnormal returns of N units in the m periods of a window.

    Attributes
    ----------
    returns, sizes
        (N, m) and their standard errors.
    errors
        (N,) standard errors of their sums.
    residuals
        (N, L) of the estimation window.
    degrees
        Degrees of freedom of each unit's model.
    """

    returns: Array
    sizes: Array
    errors: Array
    residuals: Array
    degrees: int

    @property
    def sums(self) -> Array:
        """(N,) cumulative abnormal returns."""
        return np.asarray(self.returns.sum(axis=1))


@dataclass(frozen=True, slots=True)
class EventTests:
    """The mean of sums with its interval, and statistics with two-sided p-values by name.

    ``correlation`` is the mean correlation of units' residuals where they share the event's date,
    else zero; ``interval`` and ``adjusted`` count it. One unit has its model's error alone.
    """

    interval: Estimate
    p_value: float
    correlation: float
    statistics: dict[str, tuple[float, float]]


def event_tests(found: Abnormal, together: bool, level: float) -> EventTests:
    """All tests that the number of units allows.

    ``together`` says whether units share the event's date.
    """
    sums, n = found.sums, len(found.sums)
    standard = sums / found.errors
    mean, degrees, shrink, rho = float(sums.mean()), found.degrees, 1.0, 0.0
    patell = float(standard.sum() / np.sqrt(n * degrees / (degrees - 2)))
    statistics = {"patell": (patell, float(2 * ndtr(-abs(patell))))}
    if n == 1:
        se = float(found.errors[0])
    else:
        if together:
            rho = float(np.asarray(np.corrcoef(found.residuals)).sum() - n) / (n * (n - 1))
            shrink = float(np.sqrt((1 - rho) / (1 + (n - 1) * rho)))
        degrees = n - 1
        for name, each in (("cross-section", sums), ("bmp", standard)):
            t = float(each.mean() / (each.std(ddof=1) / np.sqrt(n)))
            statistics[name] = t, _both_sides(t, degrees)
        t = statistics["bmp"][0] * shrink
        statistics["adjusted"] = t, _both_sides(t, degrees)
        se = float(sums.std(ddof=1) / np.sqrt(n)) / shrink
    reach = float(stdtrit(degrees, 0.5 + level / 2)) * se
    interval = Estimate(mean, se, mean - reach, mean + reach, level)
    return EventTests(interval, _both_sides(mean / se, degrees), rho, statistics)


def _both_sides(t: float, degrees: int) -> float:
    return float(2 * stdtr(degrees, -abs(t)))
