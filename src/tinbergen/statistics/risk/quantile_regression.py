r"""Quantile regression, solved exactly as a linear program.

.. math:: \min_\beta \sum_t \rho_\tau(y_t - x_t'\beta), \quad \rho_\tau(u) = u(\tau - 1\{u < 0\})

The program's dual has as many equations as coefficients and a bounded variable an observation; its
prices are the coefficients. Iteratively reweighted least squares, which other programs use, may
stop short of the minimum.

Source: Koenker and Bassett (1978), Econometrica 46(1); Koenker (2005), Quantile Regression,
sections 3.4 (kernel covariance of Powell, bandwidth of Hall and Sheather) and 6.2 (dual).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require, same_length
from tinbergen.statistics.forecast.predictive import normal_density
from tinbergen.statistics.regression.algebra import factor
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.regression.probit import with_constant

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class QuantileRegression(Result):
    """Conditional quantiles, linear in a constant and k regressors, from n observations.

    Attributes
    ----------
    names
        (1 + k,) the constant first.
    quantiles
        (q,) levels, 0 to 1.
    coefficients, se
        (q, 1 + k). Standard errors by Powell's kernel cover sampling where observations are
        independent; where outturns overlap they are too small.
    n
        Observations used.
    """

    names: tuple[str, ...]
    quantiles: Array
    coefficients: Array
    se: Array
    n: int

    def predict(self, regressors: ArrayLike) -> Array:
        """(m, q) quantiles given ``regressors`` (m, k), put in order where lines cross
        (Chernozhukov, Fernández-Val and Galichon 2010, Econometrica 78(3))."""
        return np.sort(with_constant(regressors) @ self.coefficients.T, axis=1)

    def to_frame(self) -> pd.DataFrame:
        """A row a quantile and coefficient."""
        import pandas as pd

        index = pd.MultiIndex.from_product([self.quantiles, self.names], names=["quantile", "term"])
        return pd.DataFrame({"coef": self.coefficients.ravel(), "se": self.se.ravel()}, index=index)


def quantile_regression(
    y: ArrayLike,
    regressors: ArrayLike,
    quantiles: float | Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95),
    names: Sequence[str] | None = None,
) -> QuantileRegression:
    """Regress quantiles of ``y`` (n,) on a constant and ``regressors`` (n, k), called ``names``.

    Rows that miss something are left out; ``quantiles`` are levels strictly between 0 and 1.

    Raises
    ------
    TinbergenError
        F050 when rows are too few, F053 for a level out of bounds, F054 when lengths differ, F055
        when regressors are collinear.
    """
    target, x = np.asarray(y, dtype=float), with_constant(regressors)
    same_length(y=target, regressors=x)
    levels = np.atleast_1d(np.asarray(quantiles, dtype=float))
    for level in levels:
        require(0.0 < level < 1.0, "quantiles", level, "(0, 1)")
    rows = np.isfinite(target) & np.isfinite(x).all(axis=1)
    target, x = target[rows], x[rows]
    if len(target) < x.shape[1] + 2:
        raise TinbergenError(
            "F050", name="quantile regression", have=len(target), need=x.shape[1] + 2
        )
    if len(factor(x)[2]):
        raise TinbergenError("F055", name="quantile regression")
    coefficients = np.array([exact_quantile(target, x, float(level)) for level in levels])
    se = np.array(
        [
            np.sqrt(np.diagonal(kernel_covariance(target - x @ b, x, float(level))))
            for b, level in zip(coefficients, levels, strict=True)
        ]
    )
    found = tuple(names or (f"x{i}" for i in range(1, x.shape[1])))
    return QuantileRegression(("constant", *found), levels, coefficients, se, len(target))


def exact_quantile(y: Array, X: Array, level: float) -> Array:
    """(k,) coefficients that minimise the sum of tick losses of ``y`` (n,) on ``X`` (n, k).

    Raises
    ------
    TinbergenError
        F055 when the program has no solution.
    """
    from scipy.optimize import linprog

    size = np.abs(X).max(axis=0)
    scaled = X / size
    solved = linprog(
        -y, A_eq=scaled.T, b_eq=(1.0 - level) * scaled.sum(axis=0), bounds=(0.0, 1.0),
        method="highs",
    )  # fmt: skip
    if not solved.success:
        raise TinbergenError("F055", name="quantile regression")
    return np.asarray(-solved.eqlin.marginals / size)


def kernel_covariance(residuals: Array, X: Array, level: float) -> Array:
    """(k, k) Powell's covariance of the coefficients at ``level``, from residuals (n,), X (n, k).

    A normal kernel, with the bandwidth of Hall and Sheather in units of the residuals' spread.
    """
    n = len(residuals)
    z = float(ndtri(level))
    width = n ** (-1 / 3) * ndtri(0.975) ** (2 / 3)
    width *= (1.5 * normal_density(z) ** 2 / (2.0 * z**2 + 1.0)) ** (1 / 3)
    quartiles = np.percentile(residuals, [25.0, 75.0])
    spread = min(float(np.std(residuals, ddof=1)), float(quartiles[1] - quartiles[0]) / 1.34)
    width = spread * (ndtri(min(level + width, 1 - 1e-9)) - ndtri(max(level - width, 1e-9)))
    weight = normal_density(residuals / width) / width
    bread = np.linalg.pinv((X * weight[:, None]).T @ X)
    return np.asarray(level * (1.0 - level) * bread @ (X.T @ X) @ bread)


def tick_loss(y: Array, quantile: Array, level: ArrayLike) -> Array:
    """Loss of quantile forecasts, in the unit of ``y``; arguments broadcast, smaller is better."""
    error = np.asarray(y) - quantile
    return np.asarray(error * (np.asarray(level) - (error < 0.0)))
