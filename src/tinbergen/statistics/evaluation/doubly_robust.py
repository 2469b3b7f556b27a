r"""The effect on the treated between two periods, doubly robust, with its influence function.

.. math:: \hat\tau = E_n\Big[\Big(\frac{D}{E_n D} - \frac{w}{E_n w}\Big)
          \big(\Delta Y - X\hat\gamma\big)\Big], \qquad w = \frac{\hat p(X)(1-D)}{1-\hat p(X)}

with :math:`\hat p` a logit of treatment and :math:`\hat\gamma` least squares on the untreated. It
is consistent when either of the two is right; with a constant alone it is the difference of means.

Source: Sant'Anna and Zhao (2020), Journal of Econometrics 219(1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.statistics.regression.logit import most_likely

Array = NDArray[np.float64]

_MODEL = Text("trend by covariates", "协变量趋势")
#: A chance of treatment above this has no counterpart among the untreated.
_CERTAIN = 1 - 1e-6


def doubly_robust(change: Array, treated: NDArray[np.bool_], X: Array) -> tuple[float, Array]:
    """The effect, and its influence function (n,), whose variance over n is the estimate's.

    Parameters
    ----------
    change
        (n,) outcome less its value in the base period.
    treated
        (n,) true for the treated, false for those they are compared with.
    X
        (n, k) a constant and covariates.

    Raises
    ------
    TinbergenError
        F055 when covariates are collinear, F166 when they tell for certain who is treated.
    """
    n, D = len(change), treated.astype(float)
    outside = X[~treated]
    if np.linalg.matrix_rank(outside) < X.shape[1]:
        raise TinbergenError("F055", name=_MODEL)
    gamma = np.linalg.lstsq(outside, change[~treated])[0]
    rest = change - X @ gamma
    chance = _chance(D, X)
    odds = chance / (1 - chance) * (1 - D)
    inside, matched = D.mean(), odds.mean()
    on_treated, on_matched = (D * rest).mean() / inside, (odds * rest).mean() / matched
    by_outcome = ((1 - D) * rest)[:, None] * X @ np.linalg.inv((X * (1 - D)[:, None]).T @ X / n)
    curvature = (X * (chance * (1 - chance))[:, None]).T @ X / n
    by_chance = (D - chance)[:, None] * X @ np.linalg.inv(curvature)
    moved = ((odds * (rest - on_matched))[:, None] * X).mean(axis=0)
    first = D * (rest - on_treated) - by_outcome @ (D[:, None] * X).mean(axis=0)
    second = odds * (rest - on_matched) + by_chance @ moved
    second = second - by_outcome @ (odds[:, None] * X).mean(axis=0)
    return float(on_treated - on_matched), first / inside - second / matched


def _chance(D: Array, X: Array) -> Array:
    """(n,) chances of treatment; F166 where covariates tell some for certain."""
    try:
        beta, _, _ = most_likely(D, X)
    except TinbergenError:
        raise TinbergenError("F166") from None
    chance = np.asarray(expit(X @ beta))
    if chance.max() >= _CERTAIN:
        raise TinbergenError("F166")
    return chance
