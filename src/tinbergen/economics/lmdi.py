r"""The logarithmic mean Divisia index (LMDI-I): what made a sum of products change, without rest.

A total :math:`V = \sum_i \prod_k x_{ik}` (emissions: sectors i; activity, structure and intensity
k) changes from 0 to T by parts that sum exactly,

.. math:: \Delta V_k = \sum_i L(V_{iT}, V_{i0}) \ln\frac{x_{ikT}}{x_{ik0}}, \qquad
          L(a, b) = \frac{a - b}{\ln a - \ln b},\ L(a, a) = a,

and by ratios whose product is exact, :math:`D_k = \exp(\Delta V_k / L(V_T, V_0))`. The parts of
groups of sectors add up to those of the whole: consistent in aggregation (Ang and Liu 2001, Energy
26(6); Ang 2005, Energy Policy 33(7)). Where a factor is zero before or after, the parts are the
limits as it goes to zero (Ang and Liu 2007, Energy Policy 35(1)): the factors that appear or vanish
share the sector's change equally, the others have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import same_length

Array = NDArray[np.float64]

KAYA = (
    Text("population", "人口"),
    Text("output per head", "人均产出"),
    Text("energy per unit of output", "单位产出能耗"),
    Text("emissions per unit of energy", "单位能耗排放"),
)
SECTORAL = (Text("activity", "规模"), Text("structure", "结构"), Text("intensity", "强度"))


@dataclass(frozen=True, slots=True)
class Divisia:
    """The change of a total between two dates.

    ``parts`` (K,) sum to ``after - before``; ``by_sector`` (n, K) sum over sectors to ``parts``;
    ``ratios`` (K,) multiply to ``after / before``, NaN where one of them is not positive.
    """

    names: tuple[Text, ...]
    before: float
    after: float
    parts: Array
    by_sector: Array
    ratios: Array


def logarithmic_mean(a: ArrayLike, b: ArrayLike) -> Array:
    """L(a, b) of positive numbers, elementwise; zero where one of them is zero."""
    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    mean = np.zeros(a.shape)
    both = (a > 0) & (b > 0)
    x, y = a[both], b[both]
    gap = np.log(x) - np.log(y)
    near = np.abs(gap) < 1e-6
    safe = np.where(near, 1.0, gap)
    # Near one another the quotient loses its digits; the series in the gap does not.
    mean[both] = np.where(near, np.sqrt(x * y) * (1 + gap**2 / 24), (x - y) / safe)
    return mean


def divisia(before: ArrayLike, after: ArrayLike, names: Sequence[Text]) -> Divisia:
    """Parts and ratios of a change.

    Parameters
    ----------
    before, after
        (n, K): K factors of each of n sectors, not negative. A factor that does not exist because
        its sector has nothing (0/0) may be given as its value at the other date.
    names
        Of the K factors.

    Raises
    ------
    TinbergenError
        F054 when shapes differ, F080 for a factor that is negative or missing.
    """
    old, new = (np.atleast_2d(np.asarray(x, dtype=float)) for x in (before, after))
    same_length(before=old, after=new)
    same_length(names=np.empty(len(names)), before=old.T, after=new.T)
    for values in (old, new):
        wrong = ~(values >= 0) | ~np.isfinite(values)
        if wrong.any():
            sector, factor = np.argwhere(wrong)[0].tolist()
            raise TinbergenError(
                "F080", factor=names[factor].en, factor_zh=names[factor].zh, position=sector + 1,
                value=f"{values[sector, factor]:g}",
            )  # fmt: skip
    v0, v1 = old.prod(axis=1), new.prod(axis=1)
    positive = (old > 0) & (new > 0)
    logs = np.log(np.where(positive, new, 1.0)) - np.log(np.where(positive, old, 1.0))
    by_sector = logarithmic_mean(v1, v0)[:, None] * logs
    by_sector += _limits(old, new, v0, v1)
    parts = by_sector.sum(axis=0)
    total0, total1 = float(v0.sum()), float(v1.sum())
    if total0 > 0 and total1 > 0:
        ratios = np.exp(parts / float(logarithmic_mean(total1, total0)))
    else:
        ratios = np.full(parts.size, np.nan)
    return Divisia(tuple(names), total0, total1, parts, by_sector, ratios)


def _limits(old: Array, new: Array, v0: Array, v1: Array) -> Array:
    """Parts (n, K) of sectors that appear or vanish: shared by the factors that do."""
    parts = np.zeros(old.shape)
    for gone, change in ((old == 0, np.where(v0 == 0, v1, 0.0)),
                         (new == 0, np.where(v1 == 0, -v0, 0.0))):  # fmt: skip
        count = np.maximum(gone.sum(axis=1), 1)
        parts += gone * (change / count)[:, None]
    return parts


def chained(factors: ArrayLike, names: Sequence[Text]) -> Array:
    """Parts of the change on the period before, summed over sectors, shape (T, K).

    ``factors`` has shape (T, n, K). The first row is NaN. The parts of a span of periods are the
    sums of its rows: with chaining, what counts is the way and not only its two ends.

    Raises
    ------
    TinbergenError
        Those of :func:`divisia`.
    """
    x = np.asarray(factors, dtype=float)
    parts = np.full((x.shape[0], x.shape[2]), np.nan)
    for t in range(1, x.shape[0]):
        parts[t] = divisia(x[t - 1], x[t], names).parts
    return parts


def kaya_factors(
    population: ArrayLike, output: ArrayLike, energy: ArrayLike, emissions: ArrayLike
) -> Array:
    """The Kaya identity's factors, shape (T, 1, 4): emissions = population x output per head x
    energy per output x emissions per energy (Kaya 1990). All (T,) and positive.

    Raises
    ------
    TinbergenError
        F052 when a series is not positive, F054 when lengths differ.
    """
    given = {"population": population, "output": output, "energy": energy, "emissions": emissions}
    series = {name: np.asarray(values, dtype=float) for name, values in given.items()}
    same_length(**series)
    for name, values in series.items():
        if not np.nanmin(values, initial=np.inf) > 0:
            raise TinbergenError("F052", name=name, lowest=f"{np.nanmin(values):g}")
    p, y, e, c = series.values()
    return np.stack([p, y / p, e / y, c / e], axis=1)[:, None, :]


def sectoral_factors(activity: ArrayLike, emissions: ArrayLike) -> Array:
    """Activity, structure and intensity of n sectors, shape (T, n, 3), from (T, n) each.

    A sector without activity has the intensity of the nearest date at which it has some.

    Raises
    ------
    TinbergenError
        F054 when shapes differ, F081 when a sector emits without activity.
    """
    q, e = (np.asarray(x, dtype=float) for x in (activity, emissions))
    same_length(activity=q, emissions=e)
    same_length(activity=q.T, emissions=e.T)
    idle = q == 0
    if (e[idle] > 0).any():
        t, i = np.argwhere(idle & (e > 0))[0].tolist()
        raise TinbergenError("F081", position=i + 1, date=t + 1)
    total = np.broadcast_to(q.sum(axis=1, keepdims=True), q.shape)
    intensity = np.divide(e, q, out=np.zeros(q.shape), where=~idle)
    for i in np.flatnonzero(idle.any(axis=0)):
        (known,) = np.nonzero(~idle[:, i])
        for t in np.flatnonzero(idle[:, i]):
            if known.size:
                intensity[t, i] = intensity[known[np.argmin(np.abs(known - t))], i]
    return np.stack([total, q / total, intensity], axis=2)
