r"""What each component of spending contributed to growth, in percentage points that add up.

Over one period a component contributes its growth weighted by its share of the total the period
before, and what the named components leave is the rest:

.. math:: \frac{Y_t}{Y_{t-1}} - 1 = \sum_i s_{i,t-1}\Bigl(\frac{X_{it}}{X_{i,t-1}} - 1\Bigr) + r_t

With volumes alone the shares are :math:`X_i/Y` and the sum is arithmetic. Chain-linked volumes do
not add up: give nominal shares (the Laspeyres approximation to the statistical offices' Fisher
formula; BEA, NIPA Handbook, chapter 4), and the rest holds the chain discrepancy besides the
components not named.

Annualised growth is not linear in the parts; they are scaled alike, by annualised over plain
growth. Growth over several periods chains the parts: each period's count as they lift the level
from which the first started.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import padded, require, same_length, stretch

Array = NDArray[np.float64]

REST = Text("rest", "其余")


@dataclass(frozen=True, slots=True)
class Contributions:
    """Growth of a total over T periods and its K named parts, the rest last.

    ``growth`` (T,): per cent; ``parts`` (K + 1, T): percentage points, summing to ``growth``;
    ``names`` (K + 1). NaN where there is no period to compare with.
    """

    growth: Array
    parts: Array
    names: tuple[Text, ...]


def annualised_contributions(
    total: ArrayLike,
    components: ArrayLike,
    names: Sequence[Text],
    periods_per_year: int,
    *,
    shares: ArrayLike | None = None,
) -> Contributions:
    """Contributions to growth on the period before, at an annual rate.

    Parameters
    ----------
    total
        (T,) volumes, positive.
    components
        (K, T) volumes in the same unit; negative ones (net exports) need ``shares`` None.
    names
        The K components' names.
    periods_per_year
        1, 4 or 12.
    shares
        (K, T) nominal shares of the components in the total, as fractions.

    Raises
    ------
    TinbergenError
        F050, F051, F052 when the data won't do, F053 when names and components differ in
        number, F054 when lengths differ.
    """
    level, plain, used, length = _one_period(total, components, names, shares)
    growth = level[1:] / level[:-1] - 1.0
    annualised = np.expm1(periods_per_year * np.log1p(growth))
    steep = np.abs(growth) > 1e-12
    factor = np.full(growth.size, float(periods_per_year))
    factor[steep] = annualised[steep] / growth[steep]
    return _assemble(annualised, plain * factor, 1, names, used, length)


def contributions_over(
    total: ArrayLike,
    components: ArrayLike,
    names: Sequence[Text],
    periods: int,
    *,
    shares: ArrayLike | None = None,
) -> Contributions:
    """Contributions to growth over ``periods`` (on a year earlier: 4 quarters, 12 months).

    Parameters and errors as for :func:`annualised_contributions`; F053 when ``periods`` is not
    positive.
    """
    require(periods >= 1, "periods", periods, "1, 2, ...")
    level, plain, used, length = _one_period(total, components, names, shares, periods)
    span = level.size - periods
    growth = level[periods:] / level[:span] - 1.0
    parts = np.zeros((plain.shape[0], span))
    for step in range(periods):
        lift = level[step : step + span] / level[:span]
        parts += lift * plain[:, step : step + span]
    return _assemble(growth, parts, periods, names, used, length)


def _one_period(
    total: ArrayLike,
    components: ArrayLike,
    names: Sequence[Text],
    shares: ArrayLike | None,
    periods: int = 1,
) -> tuple[Array, Array, slice, int]:
    """The level (n,), fractions contributed per period (K, n - 1), the stretch and its whole."""
    level = np.asarray(total, dtype=float)
    volumes = np.atleast_2d(np.asarray(components, dtype=float))
    weights = None if shares is None else np.atleast_2d(np.asarray(shares, dtype=float))
    require(volumes.shape[0] == len(names), "names", len(names), str(volumes.shape[0]))
    given = {"total": level[:, None], "components": volumes.T}
    if weights is not None:
        given["shares"] = weights.T
    length = same_length(**given)
    used = stretch(np.hstack(list(given.values())), "growth", periods + 1)
    level, volumes = level[used], volumes[:, used]
    stretch(level, "total", periods + 1, positive=True)
    if weights is None:
        return level, np.diff(volumes) / level[:-1], used, length
    stretch(volumes.T, "components", periods + 1, positive=True)
    growth = volumes[:, 1:] / volumes[:, :-1] - 1.0
    return level, weights[:, used][:, :-1] * growth, used, length


def _assemble(
    growth: Array, parts: Array, lost: int, names: Sequence[Text], used: slice, length: int
) -> Contributions:
    inside = slice(used.start + lost, used.stop)
    percent, points = 100.0 * growth, 100.0 * parts
    whole = np.vstack([points, percent - points.sum(axis=0)])
    return Contributions(
        growth=padded(percent, inside, length),
        parts=padded(whole.T, inside, length).T,
        names=(*names, REST),
    )
