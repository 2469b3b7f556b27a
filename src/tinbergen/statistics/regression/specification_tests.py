"""Tests of what a regression assumes, on plain arrays.

``X`` (n, k) are the regressors with their constant, ``residuals`` (n,) those of least squares on
it. Source: Hausman (1978), Econometrica 46.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

from tinbergen.data.dataset import Array
from tinbergen.statistics.regression.algebra import factor
from tinbergen.statistics.regression.diagnostics import breusch_godfrey


def variance_inflation(X: Array, intercept: bool) -> Array:
    """1/(1 - R²) of each regressor on the others, the constant left out; NaN for a single one."""
    slopes = X.shape[1] - int(intercept)
    factors = np.full(slopes, np.nan)
    if slopes < 2:
        return factors
    for j in range(slopes):
        column = X[:, int(intercept) + j]
        others = np.delete(X, int(intercept) + j, axis=1)
        left = column - projection(others, column)
        around = column - column.mean() if intercept else column
        factors[j] = float(around @ around) / max(float(left @ left), 1e-300)
    return factors


@dataclass(frozen=True, slots=True)
class Hausman:
    """``f`` and ``p`` of exogeneity; ``coef`` (k,) and ``residuals`` (m,) of two-stage least
    squares; ``serial_p`` of no autocorrelation in these residuals."""

    f: float
    p: float
    coef: Array
    residuals: Array
    serial_p: float


def hausman(
    y: Array, X: Array, suspects: NDArray[np.intp], instruments: Array, order: int
) -> Hausman | None:
    """Are some regressors exogenous? By the regression form of the test.

    The residuals of the suspects' first stage are added to the equation; the coefficients of X are
    then those of two-stage least squares. Their residuals are tested for autocorrelation up to
    ``order`` against the instruments (Godfrey 1994), because with it lags are no instruments.

    Parameters
    ----------
    suspects
        Columns of X whose exogeneity is in doubt.
    instruments
        Shape (n, m), m at least the number of suspects, beside the other columns of X; rows with
        NaN are left out.

    Returns
    -------
    None when there are too few observations or the instruments are collinear.
    """
    Z = np.column_stack([np.delete(X, suspects, axis=1), instruments])
    known = np.isfinite(Z).all(axis=1)
    Z, y, X = Z[known], y[known], X[known]
    n, k = X.shape
    q = suspects.size
    doubtful = X[:, suspects]
    wide = np.column_stack([X, doubtful - projection(Z, doubtful)])
    if n < Z.shape[1] + q + order + 5 or any(len(factor(M)[2]) for M in (Z, wide)):
        return None
    coef = np.asarray(np.linalg.lstsq(wide, y, rcond=None)[0], dtype=np.float64)
    free = float(np.sum((y - wide @ coef) ** 2))
    bound = float(np.sum((y - projection(X, y)) ** 2))
    f = (bound - free) / q / (free / (n - k - q))
    residuals = y - X @ coef[:k]
    serial_p = breusch_godfrey(residuals, Z, order).p_value
    return Hausman(f, float(fdtrc(q, n - k - q, f)), coef[:k], residuals, serial_p)


def projection(X: Array, y: Array) -> Array:
    """Least-squares fit of y, (n,) or (n, m), on X."""
    fitted: Array = X @ np.linalg.lstsq(X, y, rcond=None)[0]
    return fitted
