"""Direct forecasts with many predictors: ridge regression on factors and others.

Each horizon has a regression of its own, of what comes h periods later on what is known now. With
regressors of mean zero and variance one,

.. math:: b = (X'X/T + \\Lambda)^{-1} X'y/T

with a penalty :math:`\\Lambda` that is the same for all predictors, or zero for some of them.

Sources: Stock and Watson (2002), Journal of the American Statistical Association 97(460), for
factors in forecasts; De Mol, Giannone and Reichlin (2008), Journal of Econometrics 146(2), for
shrinking instead of selecting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.statistics.cycles.sample import require, same_length

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ridge:
    """``centre`` (k,) and ``intercept``: means of regressors and target; ``slopes`` (k,)."""

    centre: Array
    intercept: float
    slopes: Array

    def predict(self, x: ArrayLike) -> Array:
        """(m,) for regressors (m, k)."""
        return np.asarray(self.intercept + (np.asarray(x, dtype=float) - self.centre) @ self.slopes)


def ridge(x: ArrayLike, y: ArrayLike, penalty: ArrayLike) -> Ridge:
    """Ridge regression with an intercept that is not penalised.

    Parameters
    ----------
    x, y
        (T, k) and (T,); rows with a value missing are left out. A regressor that does not vary
        gets a slope of zero.
    penalty
        () or (k,), at least 0: λ for regressors of variance one.

    Raises
    ------
    TinbergenError
        F053 when a penalty is negative or fewer than three rows are complete, F054 when lengths
        differ.
    """
    regressors, target = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    same_length(x=regressors, y=target)
    weight = np.broadcast_to(np.asarray(penalty, dtype=float), regressors.shape[1:])
    require(bool((weight >= 0).all()), "penalty", float(weight.min(initial=0.0)), ">= 0")
    rows = np.isfinite(target) & np.isfinite(regressors).all(axis=1)
    require(int(rows.sum()) >= 3, "observations", int(rows.sum()), ">= 3")
    regressors, target = regressors[rows], target[rows]
    centre, intercept = regressors.mean(axis=0), float(target.mean())
    deviations = regressors - centre
    spread = deviations.std(axis=0)
    varies = spread > 1e-12 * np.maximum(1.0, np.abs(centre))
    spread = np.where(varies, spread, 1.0)
    standard = np.where(varies, deviations / spread, 0.0)
    gram = standard.T @ standard / len(target) + np.diag(weight + ~varies)
    slopes = np.linalg.lstsq(gram, standard.T @ (target - intercept) / len(target), rcond=None)[0]
    return Ridge(centre, intercept, slopes / spread)


def direct_forecasts(
    target: ArrayLike,
    x: ArrayLike,
    horizon: int,
    penalty: ArrayLike,
    *,
    base: ArrayLike | None = None,
    omit: ArrayLike | None = None,
    reach: int = 0,
) -> Array:
    """Forecasts 1 to ``horizon`` periods ahead, by a ridge regression each.

    Parameters
    ----------
    target
        (T,) what is forecast.
    x
        (T, k) what is known in each period; the last row is forecast from and must be complete.
    penalty
        As in :func:`ridge`.
    base
        (T,) from what the target h periods later is measured: its value now, or a trend; 0 by
        default.
    omit
        (T,) true for periods left out: as targets, and as regressors in rows that look back on
        one, ``reach`` periods or less.

    Returns
    -------
    (horizon,) in the unit of the target.

    Raises
    ------
    TinbergenError
        As :func:`ridge`; F053 when the horizon is below 1, F054 when lengths differ.
    """
    require(horizon >= 1, "horizon", horizon, "1, 2, ...")
    y, known = np.asarray(target, dtype=float), np.asarray(x, dtype=float)
    start = np.zeros(len(y)) if base is None else np.asarray(base, dtype=float)
    left_out = np.zeros(len(y), bool) if omit is None else np.asarray(omit, dtype=bool)
    same_length(target=y, x=known, base=start, omit=left_out)
    touched = left_out.copy()
    for back in range(1, reach + 1):
        touched[back:] |= left_out[:-back]
    usable = np.where(touched[:, None], np.nan, known)
    came = np.where(left_out, np.nan, y)
    found = np.empty(horizon)
    for h in range(1, horizon + 1):
        fit = ridge(usable[:-h], came[h:] - start[:-h], penalty)
        found[h - 1] = fit.predict(known[-1:])[0] + start[-1]
    return found


def principal_components(panel: ArrayLike, count: int, *, omit: ArrayLike | None = None) -> Array:
    """Scores of the first components of a panel of stationary series.

    Parameters
    ----------
    panel
        (T, n); a series that misses a value or does not vary is left out.
    count
        How many; fewer where there are fewer series.
    omit
        (T,) true for periods on which means, variances and loadings do not rest; they have scores
        all the same.

    Returns
    -------
    (T, count), each of variance one over the periods not left out.

    Raises
    ------
    TinbergenError
        F053 when ``count`` is below 1, F054 when lengths differ.
    """
    require(count >= 1, "count", count, "1, 2, ...")
    table = np.asarray(panel, dtype=float)
    kept = np.ones(len(table), bool) if omit is None else ~np.asarray(omit, dtype=bool)
    same_length(panel=table, omit=kept)
    table = table[:, np.isfinite(table).all(axis=0)]
    table = table[:, table[kept].std(axis=0) > 0]
    standard = (table - table[kept].mean(axis=0)) / table[kept].std(axis=0)
    _, _, loadings = np.linalg.svd(standard[kept], full_matrices=False)
    scores = standard @ loadings[:count].T
    return np.asarray(scores / scores[kept].std(axis=0))
