r"""Composite indices by the steps of the OECD and JRC: impute, normalise, weigh, aggregate.

Source: OECD and Joint Research Centre (2008), Handbook on Constructing Composite Indicators.
Weights by entropy: Shannon's, as in Zeleny (1982), Multiple Criteria Decision Making. Benefit of
the doubt: Cherchye, Moesen, Rogge and Van Puyenbroeck (2007), Social Indicators Research 82(1):
each unit is weighed as suits it best, so that with these weights no unit scores above one.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.sample import require, same_length

Array = NDArray[np.float64]

Imputation = Literal["mean", "regression", "renormalise"]
Normalisation = Literal["min-max", "z", "rank"]
Weighting = Literal["equal", "components", "entropy"]
Aggregation = Literal["arithmetic", "geometric"]

#: What stands for a zero where logarithms are taken, of a scale from 0 to 1.
_FLOOR = 0.01


def impute(values: Array, how: Imputation = "mean") -> Array:
    """Indicators (units, n) without gaps; ``renormalise`` leaves gaps to the aggregation.

    ``mean`` is that of the units observed; ``regression`` is on the mean of a unit's other
    indicators, all standardised.

    Raises
    ------
    TinbergenError
        F050 when an indicator is observed in fewer than three units.
    """
    known = np.isfinite(values)
    least = int(known.sum(axis=0).min())
    if least < 3:
        raise TinbergenError("F050", name="indicator", have=least, need=3)
    if how == "renormalise" or known.all():
        return values.copy()
    mean = np.nanmean(values, axis=0)
    filled = np.where(known, values, mean)
    if how == "mean":
        return np.asarray(filled)
    spread = np.nanstd(values, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    z = np.where(known, (values - mean) / spread, np.nan)
    for j in np.flatnonzero(~known.all(axis=0)):
        others = np.nanmean(np.delete(z, j, axis=1), axis=1)
        seen = known[:, j]
        slope, level = np.polyfit(others[seen], z[seen, j], 1)
        filled[~seen, j] = mean[j] + spread[j] * (level + slope * others[~seen])
    return np.asarray(filled)


def normalise(values: Array, how: Normalisation = "min-max", bounds: Array | None = None) -> Array:
    """Indicators (units, n) on one scale; NaN stays.

    ``min-max``: 0 at the lower and 1 at the upper bound, (2, n), by default the lowest and highest
    unit. ``z``: standardised. ``rank``: from 0 for the lowest unit to 1 for the highest.
    """
    if how == "min-max":
        low, high = (
            bounds if bounds is not None
            else np.array([np.nanmin(values, axis=0), np.nanmax(values, axis=0)])
        )  # fmt: skip
        return np.asarray((values - low) / np.where(high > low, high - low, 1.0))
    if how == "z":
        spread = np.nanstd(values, axis=0)
        return np.asarray((values - np.nanmean(values, axis=0)) / np.where(spread > 0, spread, 1))
    ranks = stats.rankdata(values, axis=0, nan_policy="omit")
    return np.asarray((ranks - 1.0) / np.maximum(np.isfinite(values).sum(axis=0) - 1, 1))


def weights(scaled: Array, how: Weighting = "equal") -> Array:
    """Weights from normalised indicators (units, n): (n,) that sum to one.

    ``components``: squared loadings of principal components with an eigenvalue above one, each as
    the share of variance that it explains (Nicoletti, Scarpetta and Boylaud 2000, without
    rotation). ``entropy``: indicators that tell units apart weigh more.
    """
    n = scaled.shape[1]
    if how == "equal":
        return np.full(n, 1.0 / n)
    if how == "components":
        values, vectors = np.linalg.eigh(np.corrcoef(scaled, rowvar=False))
        kept = values > 1.0 if (values > 1.0).any() else values == values.max()
        size = (vectors[:, kept] ** 2 * values[kept]).sum(axis=1)
        return np.asarray(size / size.sum())
    positive = np.clip(scaled - scaled.min(axis=0) if scaled.min() < 0 else scaled, 1e-12, None)
    share = positive / positive.sum(axis=0)
    apart = 1.0 + (share * np.log(share)).sum(axis=0) / np.log(scaled.shape[0])
    return np.asarray(apart / apart.sum())


def benefit_of_the_doubt(scaled: Array, unit: int, least: float = 0.0) -> Array:
    """The weights (n,) that suit one unit best, at which no unit scores above one.

    ``scaled`` (units, n) is positive; ``least`` is the smallest share of the unit's score that each
    indicator has to have.
    """
    n = scaled.shape[1]
    require(0 <= least <= 1 / n, "least", least, f"[0, {1 / n:.3g}]")
    own = scaled[unit]
    limits, bounds = [scaled], [np.ones(scaled.shape[0])]
    if least > 0:
        limits.append(least * own[None, :] - np.diag(own))
        bounds.append(np.zeros(n))
    solved = optimize.linprog(-own, A_ub=np.vstack(limits), b_ub=np.concatenate(bounds))
    return np.asarray(solved.x)


def aggregate(scaled: Array, weight: Array, how: Aggregation = "arithmetic") -> Array:
    """Scores (units,) from normalised indicators (units, n) and weights (n,) or (units, n).

    Indicators that a unit lacks leave their weight to its others. The geometric mean is for scales
    from 0 to 1; what lies below 0.01 counts as that.
    """
    same_length(indicators=scaled.T, weights=np.atleast_2d(weight).T)
    used = np.where(np.isfinite(scaled), weight, 0.0)
    used = used / used.sum(axis=1, keepdims=True)
    if how == "arithmetic":
        return np.asarray(np.nansum(used * scaled, axis=1))
    logs = np.log(np.clip(scaled, _FLOOR, None))
    return np.asarray(np.exp(np.nansum(used * logs, axis=1)))
