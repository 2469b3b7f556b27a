r"""Least squares on a panel with effects of units, estimated with all that a forecast needs.

.. math:: y_{it} = \mu_i + x_{it}'\beta + e_{it}

Effects are columns of their own, so that their covariance with the slopes is known: what a draw of
parameters takes. With a lagged y among the regressors slopes are biased by about 1/T (Nickell 1981,
Econometrica 49(6)). Where there are thousands of effects see
:mod:`tinbergen.statistics.regression.fixed_effects`.

Source: Greene, Econometric Analysis (8th ed.), chapter 11; HC1 is MacKinnon and White (1985),
Journal of Econometrics 29(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import stdtrit

from tinbergen.core.arguments import listed
from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require, require_names
from tinbergen.statistics.regression.algebra import factor
from tinbergen.statistics.regression.fixed_effects import compact
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.regression.sandwich import sandwich

if TYPE_CHECKING:
    import pandas as pd

PanelErrors = Literal["classic", "HC1", "cluster"]


@dataclass(frozen=True, slots=True)
class PanelRegression(Result):
    """A regression of n observations on k regressors and effects of m units.

    Attributes
    ----------
    y
        What was regressed.
    names
        (k + m,) regressors, then units.
    slopes
        k.
    coefficients, covariance
        (k + m,) and (k + m, k + m), effects and slopes together.
    errors
        What the covariance allows for: equal variances (``classic``), unequal ones (``HC1``), or
        dependence within units (``cluster``). It covers sampling of the coefficients.
    df
        Degrees of freedom of the t distribution of bounds: n - k - m, or clusters less one.
    level
        Confidence of the bounds.
    residuals, used
        (n,), in the unit of y, and (N,) which of the rows given they are.
    sigma
        Standard deviation of the residuals, corrected for n - k - m.
    r2, r2_within
        With effects among the regressors, and of what varies within units.
    """

    y: str
    names: tuple[str, ...]
    slopes: int
    coefficients: Array
    covariance: Array
    errors: PanelErrors
    df: int
    level: float
    residuals: Array
    used: np.ndarray[tuple[int], np.dtype[np.bool_]]
    sigma: float
    r2: float
    r2_within: float

    @property
    def se(self) -> Array:
        """(k + m,) standard errors."""
        return np.asarray(np.sqrt(np.diagonal(self.covariance)))

    def draws(self, count: int, seed: int = 0) -> Array:
        """(count, k + m) coefficients drawn from their asymptotic normal distribution: uncertain
        parameters, without the residuals."""
        values, vectors = np.linalg.eigh(self.covariance)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        z = np.random.default_rng(seed).standard_normal((count, len(self.coefficients)))
        return np.asarray(self.coefficients + z @ root.T)

    def to_frame(self) -> pd.DataFrame:
        """One row a coefficient, with its bounds at ``level``."""
        import pandas as pd

        margin = stdtrit(self.df, 0.5 + self.level / 2) * self.se
        columns = {"coef": self.coefficients, "se": self.se, "t": self.coefficients / self.se}
        columns |= {"lower": self.coefficients - margin, "upper": self.coefficients + margin}
        return pd.DataFrame(columns, index=list(self.names))


def panel_regression(
    data: pd.DataFrame,
    y: str,
    x: str | Sequence[str],
    unit: str,
    *,
    errors: PanelErrors = "HC1",
    level: float = 0.95,
) -> PanelRegression:
    """Regress column ``y`` on columns ``x`` and an effect of each ``unit``.

    Parameters
    ----------
    data
        A row a unit and period; lags are columns of their own. Rows that miss something are left
        out.
    unit
        Column of labels, such as banks.
    errors
        How standard errors are found.
    level
        Confidence of the bounds, between 0 and 1.

    Raises
    ------
    TinbergenError
        F053 for a level out of bounds, F055 when regressors are collinear or constant within units,
        F107 when rows are too few or there is one cluster, F122 for a column that is not there.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    regressors = listed(x)
    require_names((y, *regressors, unit), data.columns)
    target = data[y].to_numpy(dtype=float, na_value=np.nan)
    X = data[list(regressors)].to_numpy(dtype=float, na_value=np.nan)
    used = np.isfinite(target) & np.isfinite(X).all(axis=1) & data[unit].notna().to_numpy()
    labels = data[unit].to_numpy()[used].astype(str)
    target, X, code = target[used], X[used], compact(labels)
    k, m = X.shape[1], int(code.max(initial=-1)) + 1
    if len(target) <= k + m:
        raise TinbergenError("F107", have=len(target), what="observations", need=k + m)
    dummies = np.eye(m)[code]
    Z = np.hstack([X, dummies])
    orthogonal, triangular, collinear = factor(Z)
    if len(collinear):
        raise TinbergenError("F055", name=y)
    root = np.linalg.solve(triangular, np.eye(k + m))
    coefficients = np.asarray(root @ (orthogonal.T @ target), dtype=float)
    residuals = target - Z @ coefficients
    df, squares = len(target) - k - m, float(residuals @ residuals)
    bread = np.asarray(root @ root.T, dtype=float)
    if errors == "classic":
        covariance = squares / df * bread
    else:
        by = [code] if errors == "cluster" else []
        covariance = sandwich(bread, Z * residuals[:, None], by, "regression", k + m)
    within = target - (dummies.T @ target / dummies.sum(axis=0))[code]
    about = target - target.mean()
    return PanelRegression(
        y=y,
        names=(*regressors, *np.unique(labels).tolist()),
        slopes=k,
        coefficients=coefficients,
        covariance=covariance,
        errors=errors,
        df=m - 1 if errors == "cluster" else df,
        level=level,
        residuals=residuals,
        used=np.asarray(used),
        sigma=float(np.sqrt(squares / df)),
        r2=1.0 - squares / float(about @ about),
        r2_within=1.0 - squares / float(within @ within),
    )
