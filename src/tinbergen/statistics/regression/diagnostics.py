"""Tests of the residuals of one equation, and of linear hypotheses on coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinbergen.core.text import Text
from tinbergen.statistics.regression.algebra import wald
from tinbergen.statistics.regression.equation import Array, EquationData
from tinbergen.statistics.regression.k_class import two_stage_least_squares


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test.

    name: what it is called. statistic: its value, no unit. distribution: of the statistic when
    the hypothesis holds, such as ``"chi2(2)"`` or ``"F(3, 17)"``. p_value: probability of a
    larger statistic then; NaN when only a rule of thumb is known. hypothesis: what is tested.
    """

    name: Text
    statistic: float
    distribution: str
    p_value: float
    hypothesis: Text


def chi2_test(name: Text, statistic: float, df: int, hypothesis: Text) -> TestResult:
    """A test whose statistic is chi-squared with df degrees of freedom."""
    from scipy.special import chdtrc

    return TestResult(name, statistic, f"chi2({df})", float(chdtrc(df, statistic)), hypothesis)


def f_test(name: Text, statistic: float, df1: int, df2: int, hypothesis: Text) -> TestResult:
    """A test whose statistic is F with df1 and df2 degrees of freedom."""
    from scipy.special import fdtrc

    p_value = float(fdtrc(df1, df2, statistic))
    return TestResult(name, statistic, f"F({df1}, {df2})", p_value, hypothesis)


def linear_hypothesis(coefficients: Array, covariance: Array, R: Array, r: Array) -> TestResult:
    """Wald test of ``R b = r``: b (k,), its covariance (k, k), R (q, k), r (q,)."""
    statistic, df = wald(R @ coefficients - r, R @ covariance @ R.T)
    return chi2_test(Text("Wald", "瓦尔德"), statistic, df, Text("R b = r", "R b = r"))


def durbin_watson(residuals: Array, X: Array | None = None) -> TestResult:
    """Durbin and Watson (1950) on residuals (T,); exact p value when X (T, k) is given.

    The p value is the probability of a *smaller* statistic (positive autocorrelation) given
    normal disturbances and fixed X: P(sum (nu_i - d) z_i^2 < 0) with nu the non-zero eigenvalues
    of MA, by Imhof's (1961) integral.
    """
    change = np.diff(residuals)
    total = float(residuals @ residuals)
    d = float(change @ change) / total if total else np.nan
    p_value = (
        np.nan if X is None or not total else quadratic_form_below_zero(_residual_roots(X) - d)
    )
    return TestResult(
        name=Text("Durbin-Watson", "杜宾-瓦特森"),
        statistic=d,
        distribution="" if X is None else "exact",
        p_value=p_value,
        hypothesis=Text("no first-order autocorrelation", "无一阶自相关"),
    )


def _residual_roots(X: Array) -> Array:
    """(T - k,) eigenvalues of the first-difference form on the space orthogonal to X."""
    T, k = X.shape
    A = 2 * np.eye(T) - np.eye(T, k=1) - np.eye(T, k=-1)
    A[0, 0] = A[-1, -1] = 1.0
    outside = np.linalg.qr(X, mode="complete")[0][:, k:]
    return np.asarray(np.linalg.eigvalsh(outside.T @ A @ outside))


def quadratic_form_below_zero(weights: Array) -> float:
    """P(sum w_i z_i^2 < 0) for weights (n,) and independent standard normal z (Imhof 1961)."""
    w = weights / np.abs(weights).max()
    nodes, mass = np.polynomial.legendre.leggauss(400)
    share = (nodes + 1) / 2
    u = share / (1 - share)
    angle = 0.5 * np.arctan(np.outer(u, w)).sum(axis=1)
    log_modulus = 0.25 * np.log1p(np.outer(u, w) ** 2).sum(axis=1)
    height = np.sin(angle) * np.exp(-log_modulus) / u / (1 - share) ** 2
    return float(np.clip(0.5 - (height @ mass / 2) / np.pi, 0.0, 1.0))


def breusch_godfrey(residuals: Array, X: Array, lags: int = 1) -> TestResult:
    """LM test of autocorrelation up to ``lags`` in OLS residuals (T,) on X (T, k).

    T R^2 of the residuals on X and their lags, values before the sample at zero (Breusch 1978;
    Godfrey 1978). For 2SLS see `instrumental_autocorrelation`.
    """
    T = len(residuals)
    r2, _ = _r_squared(residuals, np.column_stack([X, _lags(residuals, lags)]))
    return chi2_test(
        Text("Breusch-Godfrey", "布罗施-戈弗雷"), T * r2, lags, _no_autocorrelation(lags)
    )


def instrumental_autocorrelation(
    equation: EquationData, residuals: Array, lags: int = 1
) -> TestResult:
    """Test of autocorrelation in 2SLS residuals (T,) (Wooldridge 1991).

    The equation is estimated again by 2SLS with lagged residuals among regressors and instruments;
    the Wald statistic is that of their coefficients.
    """
    assert equation.Z is not None
    past = _lags(residuals, lags)
    k = equation.X.shape[1]
    restrictions = equation.restrictions and (
        np.pad(equation.restrictions[0], ((0, 0), (0, lags))),
        equation.restrictions[1],
    )
    augmented = EquationData(
        name=equation.name,
        y=equation.y,
        X=np.column_stack([equation.X, past]),
        Z=np.column_stack([equation.Z, past]),
        coefficient_names=(*equation.coefficient_names, *(f"u(-{i + 1})" for i in range(lags))),
        restrictions=restrictions,
    )
    fit = two_stage_least_squares(augmented)
    statistic, _ = wald(fit.coefficients[k:], fit.covariance[k:, k:])
    return chi2_test(
        Text("autocorrelation of 2SLS residuals", "2SLS 残差自相关"),
        statistic,
        lags,
        _no_autocorrelation(lags),
    )


def _no_autocorrelation(lags: int) -> Text:
    return Text("no autocorrelation up to order {p}", "{p} 阶以内无自相关").fill(p=lags)


def arch_lm(residuals: Array, lags: int = 1) -> TestResult:
    """Engle's (1982) LM test of ARCH: (T - p) R^2 of squared residuals on p of their lags."""
    squares = residuals**2
    past = _lags(squares, lags)[lags:]
    r2, _ = _r_squared(_centred(squares[lags:]), _with_constant(past))
    return chi2_test(
        Text("ARCH LM", "ARCH 拉格朗日乘子"),
        (len(residuals) - lags) * r2,
        lags,
        Text("no conditional heteroskedasticity", "无条件异方差"),
    )


def jarque_bera(residuals: Array) -> TestResult:
    """Jarque and Bera (1980): T/6 (skewness^2 + (kurtosis - 3)^2 / 4)."""
    skewness, kurtosis = skewness_and_kurtosis(residuals)
    statistic = len(residuals) / 6 * (skewness**2 + (kurtosis - 3) ** 2 / 4)
    return chi2_test(
        Text("Jarque-Bera", "雅克-贝拉"),
        statistic,
        2,
        Text("normal disturbances", "扰动项服从正态分布"),
    )


def skewness_and_kurtosis(residuals: Array) -> tuple[float, float]:
    """Skewness and kurtosis, which is 3 for the normal; not a number where nothing varies."""
    u = _centred(residuals)
    largest = float(np.abs(u).max())
    if not largest:
        return np.nan, np.nan
    u = u / largest
    variance = float(np.mean(u**2))
    return float(np.mean(u**3)) / variance**1.5, float(np.mean(u**4)) / variance**2


def breusch_pagan(residuals: Array, X: Array) -> TestResult:
    """Breusch and Pagan (1979) as studentised by Koenker (1981): T R^2 of u^2 on X (T, k)."""
    r2, rank = _r_squared(_centred(residuals**2), _with_constant(X))
    return chi2_test(
        Text("Breusch-Pagan", "布罗施-帕甘"), len(residuals) * r2, rank - 1, _HOMOSKEDASTIC
    )


def white(residuals: Array, X: Array) -> TestResult:
    """White (1980): T R^2 of u^2 on X (T, k), its squares and cross products."""
    left, right = np.triu_indices(X.shape[1])
    regressors = np.column_stack([X, X[:, left] * X[:, right]])
    r2, rank = _r_squared(_centred(residuals**2), _with_constant(regressors))
    return chi2_test(Text("White", "怀特"), len(residuals) * r2, rank - 1, _HOMOSKEDASTIC)


_HOMOSKEDASTIC = Text("constant variance", "方差恒定")


def _r_squared(z: Array, W: Array) -> tuple[float, int]:
    """Share of z'z that W explains, and the rank of W."""
    length = np.linalg.norm(W, axis=0)
    scaled = W / np.where(length > 0, length, 1.0)
    solution, _, rank, _ = np.linalg.lstsq(scaled, z, rcond=1e-10)
    left, total = z - scaled @ solution, float(z @ z)
    return 1 - float(left @ left) / total if total else np.nan, int(rank)


def _lags(series: Array, lags: int) -> Array:
    """(T, p) the first p lags, zero before the sample."""
    return np.column_stack([np.concatenate([np.zeros(i), series[:-i]]) for i in range(1, lags + 1)])


def _with_constant(W: Array) -> Array:
    return np.column_stack([np.ones(len(W)), W])


def _centred(series: Array) -> Array:
    return np.asarray(series - series.mean())
