"""Tests of instruments: are they valid (overidentification), are they strong (first stage)?"""

from __future__ import annotations

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.statistics.regression.diagnostics import TestResult, chi2_test, f_test
from tinbergen.statistics.regression.equation import Array, EquationData, EquationFit
from tinbergen.statistics.regression.k_class import (
    Design,
    prepare,
    required_instruments,
    two_stage_least_squares,
)

_VALID = Text("the instruments are uncorrelated with the disturbance", "工具变量与扰动项不相关")

#: A regressor is exogenous when what lies outside the instruments is below this share of it.
EXOGENOUS = 1e-8


def sargan(equation: EquationData, fit: EquationFit) -> TestResult:
    """Sargan (1958): T times the share of u'u inside the instruments, chi2(m - k).

    Raises
    ------
    TinbergenError
        S008 without instruments, S017 when exactly identified.
    """
    _, instruments, surplus = _overidentified(equation)
    inside = instruments.T @ fit.residuals
    statistic = fit.observations * float(inside @ inside / (fit.residuals @ fit.residuals))
    return chi2_test(Text("Sargan", "萨甘"), statistic, surplus, _VALID)


def hansen_j(equation: EquationData) -> TestResult:
    """Hansen's (1982) J of two-step GMM, robust to heteroskedasticity, chi2(m - k).

    The weight is the inverse of sum u_t^2 z_t z_t' / T at the 2SLS residuals.

    Raises
    ------
    TinbergenError
        As `sargan`.
    """
    design, instruments, surplus = _overidentified(equation)
    T = len(design.y)
    first = two_stage_least_squares(equation).residuals
    moments = instruments * first[:, None]
    root = np.linalg.cholesky(moments.T @ moments / T)
    left = np.linalg.solve(root, instruments.T @ design.Q)
    right = np.linalg.solve(root, instruments.T @ design.y)
    theta = np.linalg.lstsq(left, right, rcond=None)[0]
    gap = right - left @ theta
    return chi2_test(Text("Hansen J", "汉森 J"), float(gap @ gap) / T, surplus, _VALID)


def anderson_rubin(equation: EquationData, fit: EquationFit) -> TestResult:
    """Anderson and Rubin (1950): T log kappa of a LIML fit, chi2(m - k).

    Raises
    ------
    TinbergenError
        As `sargan`.
    """
    _, _, surplus = _overidentified(equation)
    assert fit.kappa is not None
    statistic = fit.observations * float(np.log(fit.kappa))
    return chi2_test(Text("Anderson-Rubin", "安德森-鲁宾"), statistic, surplus, _VALID)


def first_stage(equation: EquationData) -> dict[str, TestResult]:
    """F of the excluded instruments for each endogenous regressor, by the regressor's name.

    Raises
    ------
    TinbergenError
        S008 without instruments, S019 without endogenous regressors.
    """
    endogenous, names, included, instruments = _split(equation)
    T, m = instruments.shape
    excluded = m - included.shape[1]
    unexplained = endogenous - included @ (included.T @ endogenous)
    left = endogenous - instruments @ (instruments.T @ endogenous)
    hypothesis = Text(
        "the excluded instruments do not explain {name}", "被排除的工具变量对 {name} 没有解释力"
    )
    tests = {}
    for name, before, after in zip(names, (unexplained**2).sum(0), (left**2).sum(0), strict=True):
        statistic = float((before - after) / excluded / (after / (T - m)))
        tests[name] = f_test(
            Text("first-stage F", "第一阶段 F"),
            statistic,
            excluded,
            T - m,
            hypothesis.fill(name=name),
        )
    return tests


def cragg_donald(equation: EquationData) -> TestResult:
    """Cragg and Donald (1993) smallest eigenvalue in F form; for one regressor its first-stage F.

    Stock and Yogo (2005) read it as strength of the instruments; no p value belongs to that
    reading, and the usual rule of thumb (Staiger and Stock 1997) calls values below 10 weak.

    Raises
    ------
    TinbergenError
        As `first_stage`.
    """
    endogenous, _, included, instruments = _split(equation)
    T, m = instruments.shape
    inner = np.linalg.qr(endogenous - included @ (included.T @ endogenous))[0]
    cosine = float(np.linalg.svd(instruments.T @ inner, compute_uv=False)[-1])
    strength = cosine**2 / (1 - cosine**2) * (T - m) / (m - included.shape[1])
    return TestResult(
        name=Text("Cragg-Donald", "克拉格-唐纳德"),
        statistic=strength,
        distribution="weak < 10",
        p_value=np.nan,
        hypothesis=Text("the instruments are weak", "工具变量较弱"),
    )


def _overidentified(equation: EquationData) -> tuple[Design, Array, int]:
    """The design, its (T, m) orthonormal instruments and m - k."""
    design = prepare(equation, required_instruments(equation, "overidentification"))
    assert design.instruments is not None
    surplus = design.instruments.shape[1] - design.Q.shape[1]
    if surplus == 0:
        raise TinbergenError("S017", equation=equation.name)
    return design, design.instruments, surplus


def _split(equation: EquationData) -> tuple[Array, list[str], Array, Array]:
    """Endogenous regressors and their names, bases of the exogenous ones and of Z."""
    design = prepare(equation, required_instruments(equation, "first stage"))
    assert design.instruments is not None
    X, Z = equation.X, design.instruments
    outside = np.linalg.norm(X - Z @ (Z.T @ X), axis=0)
    is_endogenous = outside > EXOGENOUS * np.linalg.norm(X, axis=0)
    if not is_endogenous.any():
        raise TinbergenError("S019", equation=equation.name)
    names = [
        name for name, inner in zip(equation.coefficient_names, is_endogenous, strict=True) if inner
    ]
    included = np.linalg.qr(X[:, ~is_endogenous])[0]
    return X[:, is_endogenous], names, included, Z
