"""Least squares with standard errors that allow for heteroskedastic, serially correlated errors.

Source: Newey and West (1987), Econometrica 55(3), with Bartlett weights and no small-sample factor.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.algebra import factor

Array = NDArray[np.float64]


def newey_west(regressors: Array, target: Array, lags: int, name: str) -> tuple[Array, Array]:
    """Coefficients (k,) and their covariance (k, k) from ``regressors`` (n, k), ``target`` (n,).

    Raises
    ------
    TinbergenError
        F055 when the regressors are collinear; ``name`` says what was being estimated.
    """
    orthogonal, triangular, collinear = factor(regressors)
    if len(collinear):
        raise TinbergenError("F055", name=name)
    root = solve_triangular(triangular, np.eye(len(triangular)))
    coefficients = root @ (orthogonal.T @ target)
    scores = orthogonal * (target - regressors @ coefficients)[:, None]
    return coefficients, root @ long_run_sum(scores, lags) @ root.T


def long_run_sum(scores: Array, lags: int) -> Array:
    """(k, k) covariance of the sum of ``scores`` (n, k), with Bartlett weights on ``lags`` lags."""
    middle = scores.T @ scores
    for lag in range(1, min(lags, scores.shape[0] - 1) + 1):
        cross = scores[lag:].T @ scores[:-lag]
        middle += (1.0 - lag / (lags + 1.0)) * (cross + cross.T)
    return middle
