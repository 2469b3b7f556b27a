"""The classic regression: ordinary least squares with the table every economist knows.

Formulas: Greene, Econometric Analysis (8th ed.), chapters 3 to 5; the conventions for R², F, AIC
and BIC are those of statsmodels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import fdtrc, stdtrit

from tinbergen.core.arguments import listed
from tinbergen.core.period import Period, Span, SpanLike
from tinbergen.data.accept import DataLike, dataset_of
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.regression.algebra import wald
from tinbergen.statistics.regression.diagnostics import jarque_bera, skewness_and_kurtosis
from tinbergen.statistics.regression.equation import Array, EquationData, t_ratio, two_sided_p
from tinbergen.statistics.regression.k_class import ols
from tinbergen.statistics.regression.newey_west import newey_west
from tinbergen.statistics.regression.regress_advice import objections
from tinbergen.statistics.regression.regress_result import Errors, Regression
from tinbergen.statistics.regression.regress_sample import Sample, draw_sample


def regress(
    data: DataLike,
    y: str,
    x: str | Sequence[str],
    *,
    sample: SpanLike | None = None,
    intercept: bool = True,
    first: Period | str | None = None,
    last: Period | str | None = None,
    errors: Errors = "classic",
    level: float = 0.95,
) -> Regression:
    """Regress ``y`` on ``x`` by ordinary least squares.

    Parameters
    ----------
    data
        A dataset, a pandas table, the name of packaged data, or the path of a file.
    y, x
        Series of the data or terms: ``YD(-1)``, ``log(C)``, ``d(r)``, ``dlog(GDP)``. Several may
        stand in one text, ``"C, YD(-1)"``.
    sample
        The periods to use, such as ``"1961Q1:2008Q3"``; of them, or of all when None, those in
        which every term is known.
    intercept
        Whether a constant is added.
    first, last
        Where the sample starts or ends, when only one end is said.
    errors
        How standard errors are found; HAC uses 4 (n/100)^(2/9) lags (Newey and West 1994).
    level
        Confidence of the intervals.

    Raises
    ------
    TinbergenError
        F030 too few observations, F031 regressors are collinear, F032 y or F033 a regressor never
        varies, F034 and F035 and D002 a term, F036 a term twice, F240 values that can't
        be squared, F053 ``level`` out of bounds; C001 and C008-C010 for wrong arguments.
    """
    data, x = dataset_of(data), listed(x)
    start = None if first is None else Period.parse(first)
    end = None if last is None else Period.parse(last)
    if sample is not None:
        span = Span.parse(sample)
        start, end = span.start, span.end
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    drawn = draw_sample(data, y, x, intercept, start, end)
    result = _estimate(drawn, errors, level)
    return replace(result, advice=objections(drawn, result))


def _estimate(sample: Sample, errors: Errors, level: float) -> Regression:
    y, X = sample.y, sample.X
    n, k = X.shape
    fit = ols(EquationData(sample.target.text, y, X, None, sample.names))
    coef, df, residuals = fit.coefficients, fit.df_residual, fit.residuals
    lags = int(4 * (n / 100) ** (2 / 9)) if errors == "HAC" else 0
    covariance = fit.covariance
    if errors != "classic":
        robust = newey_west(X, y, lags, sample.target.text)[1]
        covariance = robust * (n / df if errors == "HC1" else 1.0)
    se = np.sqrt(np.diagonal(covariance))
    t = t_ratio(coef, se)
    margin = stdtrit(df, 0.5 + level / 2) * se
    centre = y - y.mean() if sample.intercept else y
    sum_of_squares = float(residuals @ residuals)
    r2 = 1 - sum_of_squares / float(centre @ centre)
    free = n - int(sample.intercept)
    f, f_p = _all_slopes(coef, covariance, df, sample.intercept)
    log_likelihood = -n / 2 * (np.log(2 * np.pi * max(sum_of_squares, 1e-300) / n) + 1)
    skew, kurtosis = skewness_and_kurtosis(residuals)
    normal = jarque_bera(residuals)
    singular = np.linalg.svd(X, compute_uv=False)
    return Regression(
        y=sample.target.text,
        names=sample.names,
        coef=coef,
        se=se,
        t=t,
        p=two_sided_p(t, df),
        lower=coef - margin,
        upper=coef + margin,
        covariance=covariance,
        level=level,
        periods=sample.periods,
        fitted=fit.fitted,
        residuals=residuals,
        sigma=fit.ser,
        df=df,
        r2=r2,
        r2_adjusted=1 - (1 - r2) * free / df,
        f=f,
        f_p=f_p,
        log_likelihood=float(log_likelihood),
        aic=float(-2 * log_likelihood + 2 * k),
        bic=float(-2 * log_likelihood + np.log(n) * k),
        dw=float(np.sum(np.diff(residuals) ** 2) / max(sum_of_squares, 1e-300)),
        jb=normal.statistic,
        jb_p=normal.p_value,
        skew=skew,
        kurtosis=kurtosis,
        condition=float(singular[0] / singular[-1]),
        errors=errors,
        lags=lags,
        source=sample.data.source,
    )


def _all_slopes(coef: Array, covariance: Array, df: int, intercept: bool) -> tuple[float, float]:
    """Wald F-test that every coefficient but the constant is zero; NaN without slopes."""
    slopes = coef[int(intercept) :]
    if not slopes.size:
        return float("nan"), float("nan")
    statistic, rank = wald(slopes, covariance[int(intercept) :, int(intercept) :])
    f = statistic / rank
    return f, float(fdtrc(rank, df, f))
