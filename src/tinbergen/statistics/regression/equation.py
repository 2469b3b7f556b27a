"""One linear equation before and after estimation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import Advice
from tinbergen.core.period import Span
from tinbergen.core.text import Text

Array: TypeAlias = NDArray[np.float64]

ASYMPTOTIC = Text(
    "asymptotic (no degrees-of-freedom correction: divided by T)", "渐近（不作自由度调整：除以 T）"
)
SMALL_SAMPLE = Text(
    "small-sample (corrected for degrees of freedom: divided by T - k)",
    "小样本（作自由度调整：除以 T - k）",
)


@dataclass(frozen=True, slots=True, eq=False)
class EquationData:
    """The sample of one equation ``y = X b + u``.

    name: the equation's name. y: (T,). X: (T, k) regressors, a constant being a column of ones.
    Z: (T, m) instruments, among them the exogenous columns of X; None for least squares.
    coefficient_names: k names. restrictions: ``(R, r)`` with R (q, k) and r (q,) for R b = r.
    sample: the T periods, when they are known. Units are those of the data.
    """

    name: str
    y: Array
    X: Array
    Z: Array | None
    coefficient_names: tuple[str, ...]
    restrictions: tuple[Array, Array] | None = None
    sample: Span | None = None

    def __post_init__(self) -> None:
        T, k = self.X.shape
        if self.y.shape != (T,) or len(self.coefficient_names) != k:
            raise ValueError(f"{self.name}: y, X and the names of the coefficients do not match")
        if self.Z is not None and self.Z.shape[0] != T:
            raise ValueError(f"{self.name}: Z has {self.Z.shape[0]} rows, X has {T}")
        if self.sample is not None and len(self.sample) != T:
            raise ValueError(f"{self.name}: the sample has {len(self.sample)} periods, X has {T}")


@dataclass(frozen=True, slots=True, eq=False)
class EquationFit:
    """One estimated equation.

    name: the equation. method: ols, 2sls, liml, sur, 3sls, iterated 3sls or fiml.
    coefficient_names: k names. coefficients: (k,) in units of y per unit of the regressor.
    covariance: (k, k) of the coefficients. residuals, fitted: (T,) in units of y.
    sigma2: variance of the disturbance by this fit's convention, in squared units of y.
    debiased: True when variances divide by T - k, False when by T.
    df_residual: T less the number of free coefficients. r2, adjusted_r2: shares of the variance of
    y about its mean (about zero when no constant is among the regressors).
    f_statistic: Wald statistic of all slopes being zero over its degrees of freedom f_df, from
    this covariance; NaN when the restrictions forbid zero slopes.
    ser: standard error of regression, root of SSR / (T - k), units of y.
    kappa: k-class scalar, 0 for OLS, 1 for 2SLS, the LIML root for LIML; None in systems.
    sample: the T periods, when known. advice: warnings met on the way.
    """

    name: str
    method: str
    coefficient_names: tuple[str, ...]
    coefficients: Array
    covariance: Array
    residuals: Array
    fitted: Array
    sigma2: float
    debiased: bool
    df_residual: int
    r2: float
    adjusted_r2: float
    f_statistic: float
    f_df: int
    ser: float
    kappa: float | None
    sample: Span | None = None
    advice: tuple[Advice, ...] = ()

    @property
    def observations(self) -> int:
        return len(self.residuals)

    @property
    def standard_errors(self) -> Array:
        """(k,) roots of the covariance's diagonal; 0 where a restriction fixes a coefficient."""
        return np.sqrt(np.maximum(np.diagonal(self.covariance), 0.0))

    @property
    def t_statistics(self) -> Array:
        """(k,) coefficients over their standard errors; NaN where a restriction fixes one."""
        return t_ratio(self.coefficients, self.standard_errors)

    @property
    def p_values(self) -> Array:
        """(k,) two-sided: Student's t when debiased, else normal."""
        return two_sided_p(self.t_statistics, self.df_residual if self.debiased else None)

    @property
    def f_p_value(self) -> float:
        from scipy.special import chdtrc, fdtrc

        if self.debiased:
            return float(fdtrc(self.f_df, self.df_residual, self.f_statistic))
        return float(chdtrc(self.f_df, self.f_df * self.f_statistic))

    @property
    def durbin_watson(self) -> float:
        change = np.diff(self.residuals)
        return float(change @ change / (self.residuals @ self.residuals))

    @property
    def loglik(self) -> float:
        """Gaussian log-likelihood of the residuals alone, variance at SSR / T."""
        T = self.observations
        ssr = float(self.residuals @ self.residuals)
        return float(-T / 2 * (1 + np.log(2 * np.pi) + np.log(ssr / T)))

    @property
    def convention(self) -> Text:
        return SMALL_SAMPLE if self.debiased else ASYMPTOTIC


def t_ratio(coefficients: Array, standard_errors: Array) -> Array:
    """Coefficients over standard errors; NaN where the standard error is zero."""
    ratio = np.full(coefficients.shape, np.nan)
    np.divide(coefficients, standard_errors, out=ratio, where=standard_errors > 0)
    return ratio


def two_sided_p(t: Array, df: int | None) -> Array:
    """Two-sided p values of t statistics: Student's t with df, or normal when df is None."""
    from scipy.special import ndtr, stdtr

    tail = ndtr(-np.abs(t)) if df is None else stdtr(df, -np.abs(t))
    return np.asarray(2 * tail, dtype=np.float64)
