"""Are the coefficients of an OLS equation the same throughout the sample?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.statistics.regression.diagnostics import TestResult, f_test
from tinbergen.statistics.regression.equation import Array, EquationData
from tinbergen.statistics.regression.k_class import Design, prepare

_STABLE = Text("the coefficients are constant", "系数恒定")


@dataclass(frozen=True, slots=True, eq=False)
class SupF:
    """Andrews' test and the path it is the maximum of.

    test: the maximum of the Wald statistics. at: index of the first observation after the most
    likely break. candidates: (n,) indices tried. statistics: (n,) Wald statistics, k times F.
    """

    test: TestResult
    at: int
    candidates: NDArray[np.intp]
    statistics: Array


def chow(equation: EquationData, at: int, *, predictive: bool = False) -> TestResult:
    """Chow (1960): do observations from index ``at`` on obey the coefficients of those before?

    The two-sample form compares separate coefficients on both sides; the predictive form asks
    whether the first part forecasts the second, which may be shorter than the coefficients.

    Raises
    ------
    TinbergenError
        S001 to S003 as `ols`, S016 when a side is too short.
    """
    design = prepare(equation, None)
    T, k = design.Q.shape
    if not k < at < (T if predictive else T - k):
        raise TinbergenError("S016", equation=equation.name, observation=at)
    D = equation.X @ design.free.basis
    whole, before = _ssr(D, design.y), _ssr(D[:at], design.y[:at])
    if predictive:
        statistic = (whole - before) / (T - at) / (before / (at - k))
        name = Text("Chow (predictive)", "邹检验（预测）")
        return f_test(name, statistic, T - at, at - k, _STABLE)
    apart = before + _ssr(D[at:], design.y[at:])
    statistic = (whole - apart) / k / (apart / (T - 2 * k))
    return f_test(Text("Chow", "邹检验"), statistic, k, T - 2 * k, _STABLE)


def sup_f(equation: EquationData, trim: float = 0.15) -> SupF:
    """Andrews (1993): the largest Wald statistic of a break anywhere but in the outer ``trim``.

    The p value is the tail formula of DeLong (1981) and Estrella (2003),
    (c/2)^(k/2) e^(-c/2) / Gamma(k/2) [(1 - k/c) log(lambda) + 2/c]; it is accurate in the tail,
    where decisions are made, and too small above about 0.3.

    Raises
    ------
    TinbergenError
        S001 to S003 as `ols`, S016 when a side is too short.
    """
    design = prepare(equation, None)
    T, k = design.Q.shape
    first = max(int(np.ceil(trim * T)), k + 1)
    candidates = np.arange(first, T - first + 1)
    if not len(candidates):
        raise TinbergenError("S016", equation=equation.name, observation=first)
    statistics = _wald_path(design)[candidates - 1]
    best = int(np.argmax(statistics))
    statistic, share = float(statistics[best]), first / T
    test = TestResult(
        name=Text("sup-F", "sup-F"),
        statistic=statistic,
        distribution=f"sup-F({k}; {share:.2f})",
        p_value=bessel_supremum_tail(statistic, k, share),
        hypothesis=_STABLE,
    )
    return SupF(test, int(candidates[best]), candidates, statistics)


def bessel_supremum_tail(c: float, k: int, share: float) -> float:
    """P(sup of a k-dimensional squared standardised bridge on [share, 1 - share] > c)."""
    from scipy.special import gammaln

    if c <= 0:
        return 1.0
    # The formula rises before it falls; a tail probability only falls.
    x = c + np.linspace(0.0, k + 20.0, 500)
    log_range = 2 * np.log((1 - share) / share)
    front = np.exp(k / 2 * np.log(x / 2) - x / 2 - gammaln(k / 2))
    tail = front * ((1 - k / x) * log_range + 2 / x)
    return float(np.clip(tail.max(), 0.0, 1.0))


def cusum(equation: EquationData) -> TestResult:
    """OLS-based CUSUM (Ploberger and Kraemer 1992): largest |sum of residuals| / (s root T).

    Its limit is the supremum of a Brownian bridge; the equation must hold a constant.

    Raises
    ------
    TinbergenError
        S001 to S003 as `ols`.
    """
    from scipy.special import kolmogorov

    design = prepare(equation, None)
    T, k = design.Q.shape
    u = design.y - design.Q @ (design.Q.T @ design.y)
    statistic = float(np.abs(np.cumsum(u)).max() / np.sqrt(u @ u / (T - k) * T))
    return TestResult(
        name=Text("CUSUM", "累积和"),
        statistic=statistic,
        distribution="sup|Brownian bridge|",
        p_value=float(kolmogorov(statistic)),
        hypothesis=_STABLE,
    )


def _ssr(D: Array, y: Array) -> float:
    left = y - D @ np.linalg.lstsq(D, y, rcond=None)[0]
    return float(left @ left)


def _wald_path(design: Design) -> Array:
    """(T - 1,) Wald statistics of a break after observation s = 1..T-1.

    On orthonormal regressors q_t with C = sum_{t<=s} q_t q_t' and d = sum_{t<=s} q_t u_t, a break
    lowers the sum of squares by d'(C^-1 + (I - C)^-1) d = d' [C (I - C)]^-1 d.
    """
    Q, y = design.Q, design.y
    T, k = Q.shape
    u = y - Q @ (Q.T @ y)
    C = np.cumsum(Q[:, :, None] * Q[:, None, :], axis=0)[k : T - k]
    d = np.cumsum(Q * u[:, None], axis=0)[k : T - k]
    share, axes = np.linalg.eigh(C)
    spread = share * (1 - share)
    # A regressor that is zero on one side of the break (a dummy) has no spread and tells nothing.
    told = spread > 1e-10
    along = np.einsum("tij,ti->tj", axes, d) ** 2
    reduction = np.full(T - 1, np.nan)
    reduction[k : T - k] = np.sum(np.where(told, along / np.where(told, spread, 1.0), 0.0), axis=1)
    ssr = float(u @ u)
    return np.asarray(reduction / ((ssr - reduction) / (T - 2 * k)))
