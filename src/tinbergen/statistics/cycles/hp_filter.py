r"""The Hodrick-Prescott trend, its real-time version and how much the one revises the other.

The trend :math:`\tau` minimises :math:`\sum (y_t-\tau_t)^2 + \lambda \sum (\Delta^2\tau_t)^2`, so
:math:`(I + \lambda D'D)\tau = y` with :math:`D` the second-difference matrix: a system of five
diagonals, solved by a banded Cholesky factorisation.

Sources: Hodrick and Prescott (1997), JMCB 29(1); Ravn and Uhlig (2002), REStat 84(2), for the
frequency rule; Orphanides and van Norden (2002), REStat 84(4), for revisions as a yardstick.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solveh_banded

Array = NDArray[np.float64]

#: Years after which a trend counts as final (Orphanides and van Norden 2002 use two).
SETTLED_YEARS = 3


def ravn_uhlig(periods_per_year: int) -> float:
    """The smoothing parameter by frequency: 6.25 a year, 1600 a quarter, 129600 a month."""
    return 1600.0 * (periods_per_year / 4.0) ** 4


def revision_rule(periods_per_year: int) -> tuple[int, int, int]:
    """Periods before the first real-time trend, until it is final, and comparisons wanted.

    A series as long as their sum has a :func:`revision_spread` for its last period.
    """
    settled = SETTLED_YEARS * periods_per_year
    return max(2 * periods_per_year, 4), settled, max(settled, 5)


def hp_trend(values: Array, smoothing: float) -> Array:
    """The two-sided trend of ``values`` (T,), T at least 4, in their unit."""
    return np.asarray(
        solveh_banded(_bands(values.size, smoothing), values, lower=True, check_finite=False)
    )


def hp_vintages(values: Array, smoothing: float, first: int) -> Array:
    """The trends that each sample end from ``first`` on would have shown.

    Shape (T, T): row t is the trend from data up to and including t, NaN after t and in rows
    before ``first``.
    """
    length = values.size
    vintages = np.full((length, length), np.nan)
    for end in range(first, length):
        vintages[end, : end + 1] = hp_trend(values[: end + 1], smoothing)
    return vintages


def revision_spread(vintages: Array, settled: int, enough: int) -> Array:
    """Root mean square of the revisions still to come, by distance from the end of the sample.

    Element j, for j = 0 .. T - 1, compares the trend of a period when j later ones were known
    with its final estimate, over all periods that have at least ``settled`` and more than j later
    ones. Distances that fewer than ``enough`` periods can tell of get 0: so far back nothing moves.
    """
    length = vintages.shape[0]
    final = vintages[-1]
    spread = np.zeros(length)
    for distance in range(length):
        seen = np.diagonal(vintages, -distance)[: length - max(settled, distance + 1)]
        revisions = final[: seen.size] - seen
        revisions = revisions[~np.isnan(revisions)]
        if revisions.size >= enough:
            spread[distance] = np.sqrt(np.mean(revisions**2))
    return spread


def _bands(length: int, smoothing: float) -> Array:
    """I + smoothing D'D as LAPACK's lower band storage, shape (3, T)."""
    bands = np.zeros((3, length))
    second_difference = (1.0, -2.0, 1.0)
    for i, left in enumerate(second_difference):
        for j in range(i + 1):
            bands[i - j, j : j + length - 2] += smoothing * left * second_difference[j]
    bands[0] += 1.0
    return bands
