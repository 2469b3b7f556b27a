r"""The linear pool of densities that would have scored best.

Forecasts that are mixed by weights, as draws of several are, make a linear pool. Its weights are
chosen for what is then used: they maximise the mean log score of the pool itself,

.. math:: \max_w \frac1n \sum_t \log \sum_k w_k p_{tk},\qquad w_k \ge 0,\ \sum_k w_k = 1.

Weights by each one's own total score (Jore, Mitchell and Vahey 2010, Journal of Applied
Econometrics 25(4)) are those of models of which one is true: with years of data nearly all goes to
one, also where two err at different times and would do better together.

Sources: Hall and Mitchell (2007), International Journal of Forecasting 23(1); Geweke and Amisano
(2011), Journal of Econometrics 164(1). The weights are found as Cover (1984), IEEE Transactions on
Information Theory 30(2), finds the portfolio of the largest growth, which is the same problem.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.forecast.predictive import Array

#: The search ends when no weights at all score better by more than this.
_ENOUGH = 1e-9
_MOST = 200_000


def optimal_pool(log_scores: ArrayLike) -> Array:
    """Weights of a linear pool of densities, adding to one.

    Parameters
    ----------
    log_scores
        (n, members): natural logarithms of the densities that each gave to what came.

    Raises
    ------
    TinbergenError
        F053 when there are no scores or some are not finite.

    >>> optimal_pool([[0.0, -9.0], [-9.0, 0.0]]).round(3)
    array([0.5, 0.5])
    """
    scores = np.asarray(log_scores, dtype=float)
    require(
        scores.ndim == 2 and scores.size > 0 and bool(np.isfinite(scores).all()),
        "log_scores", scores.shape, "(n, members), finite",
    )  # fmt: skip
    densities = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = np.full(scores.shape[1], 1.0 / scores.shape[1])
    for _ in range(_MOST):
        # How much a member would add at the margin; one where the weights are the best.
        worth = (densities / (densities @ weights)[:, None]).mean(axis=0)
        if worth.max() <= 1 + _ENOUGH:
            break
        weights = weights * worth
    return np.asarray(weights / weights.sum())
