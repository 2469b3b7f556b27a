"""Residual tests against statsmodels and exact distributions."""

import dataclasses
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tinbergen.statistics.regression.diagnostics import (
    arch_lm,
    breusch_godfrey,
    breusch_pagan,
    durbin_watson,
    instrumental_autocorrelation,
    jarque_bera,
    linear_hypothesis,
    quadratic_form_below_zero,
    white,
)
from tinbergen.statistics.regression.k_class import ols, two_stage_least_squares


def test_tests_equal_statsmodels(make) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import statsmodels.api as sm
        from statsmodels.stats import diagnostic, stattools

        equation = make(21)
        X, u = equation.X, ols(equation).residuals
        peer = sm.OLS(equation.y, X).fit()
        pairs = [
            (breusch_godfrey(u, X, 2), diagnostic.acorr_breusch_godfrey(peer, nlags=2)[:2]),
            (arch_lm(u, 3), diagnostic.het_arch(u, nlags=3)[:2]),
            (jarque_bera(u), stattools.jarque_bera(u)[:2]),
            (breusch_pagan(u, X), diagnostic.het_breuschpagan(u, X)[:2]),
            (white(u, X), diagnostic.het_white(u, X)[:2]),
        ]
        dw = stattools.durbin_watson(u)
    for ours, theirs in pairs:
        np.testing.assert_allclose((ours.statistic, ours.p_value), theirs, rtol=1e-8)
    assert durbin_watson(u).statistic == pytest.approx(dw)
    assert np.isnan(durbin_watson(u).p_value)


def test_linear_hypothesis_of_one_coefficient_is_its_squared_t(make) -> None:
    fit = ols(make(2), debiased=False)
    test = linear_hypothesis(
        fit.coefficients, fit.covariance, np.array([[0.0, 1.0, 0.0, 0.0]]), np.zeros(1)
    )
    assert test.statistic == pytest.approx(fit.t_statistics[1] ** 2)
    assert test.p_value == pytest.approx(fit.p_values[1])
    assert test.distribution == "chi2(1)"


@settings(max_examples=30)
@given(ratio=st.floats(0.05, 20), left=st.integers(1, 8), right=st.integers(1, 8))
def test_quadratic_forms_of_two_weights_are_f(ratio, left, right) -> None:
    weights = np.array([1.0] * left + [-ratio] * right)
    exact = stats.f(left, right).cdf(ratio * right / left)
    assert quadratic_form_below_zero(weights) == pytest.approx(exact, abs=2e-6)


def test_durbin_watson_p_value_is_the_share_of_smaller_statistics() -> None:
    rng = np.random.default_rng(1)
    X = np.column_stack([np.ones(20), np.arange(20.0), rng.standard_normal(20)])
    y = np.cumsum(rng.standard_normal(20))
    Q = np.linalg.qr(X)[0]
    test = durbin_watson(y - Q @ (Q.T @ y), X)
    noise = rng.standard_normal((20, 40_000))
    u = noise - Q @ (Q.T @ noise)
    simulated = np.sum(np.diff(u, axis=0) ** 2, axis=0) / np.sum(u**2, axis=0)
    share = np.mean(simulated < test.statistic)
    assert test.p_value == pytest.approx(share, abs=4 * np.sqrt(share / 40_000) + 1e-4)
    assert test.distribution == "exact"


def test_autocorrelation_of_2sls_residuals(make) -> None:
    rng = np.random.default_rng(0)
    equation = make(4, T=300)
    clean = two_stage_least_squares(equation)
    assert instrumental_autocorrelation(equation, clean.residuals, 2).p_value > 0.01
    shock = rng.standard_normal(300)
    for t in range(1, 300):
        shock[t] += 0.7 * shock[t - 1]
    dirty = dataclasses.replace(equation, y=clean.fitted + shock)
    residuals = two_stage_least_squares(dirty).residuals
    assert instrumental_autocorrelation(dirty, residuals).p_value < 1e-6


def test_autocorrelation_test_keeps_restrictions(make) -> None:
    equation = make(4)
    tied = dataclasses.replace(
        equation, restrictions=(np.array([[0.0, 1.0, -1.0, 0.0]]), np.zeros(1))
    )
    merged = dataclasses.replace(
        equation,
        X=np.column_stack([equation.X[:, 0], equation.X[:, 1:3].sum(1), equation.X[:, 3]]),
        coefficient_names=("const", "sum", "y0"),
    )
    u = two_stage_least_squares(merged).residuals
    np.testing.assert_allclose(
        instrumental_autocorrelation(tied, u).statistic,
        _merged_statistic(merged, equation, u),
        rtol=1e-8,
    )


def _merged_statistic(merged, equation, u) -> float:
    return instrumental_autocorrelation(dataclasses.replace(merged, Z=equation.Z), u).statistic


@settings(max_examples=20)
@given(seed=st.integers(0, 1000), scale=st.floats(1e-3, 1e3))
def test_statistics_have_no_unit(seed, scale) -> None:
    rng = np.random.default_rng(seed)
    u, X = rng.standard_normal(40), np.column_stack([np.ones(40), rng.standard_normal((40, 2))])
    for test in (
        lambda r, W: breusch_godfrey(r, W, 2),
        lambda r, W: arch_lm(r, 2),
        lambda r, W: jarque_bera(r),
        breusch_pagan,
        white,
        durbin_watson,
    ):
        left, right = test(u, X), test(u * scale, X * scale)
        assert left.statistic == pytest.approx(right.statistic, rel=1e-6)
        assert 0 <= left.p_value <= 1


def test_residuals_that_are_all_zero_say_nothing() -> None:
    u, X = np.zeros(30), np.column_stack([np.ones(30), np.arange(30.0)])
    tests = [durbin_watson(u, X), breusch_godfrey(u, X, lags=2), arch_lm(u), jarque_bera(u),
             breusch_pagan(u, X), white(u, X)]  # fmt: skip
    assert all(np.isnan([test.statistic, test.p_value]).all() for test in tests)


def test_moments_do_not_depend_on_the_unit(make) -> None:
    u = make(0).y
    assert jarque_bera(u * 1e-120).statistic == pytest.approx(jarque_bera(u).statistic)
