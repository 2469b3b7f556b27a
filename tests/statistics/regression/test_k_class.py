"""Laws of the single-equation estimators, and agreement with other programs."""

import dataclasses
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.statistics.regression.equation import EquationData
from tinbergen.statistics.regression.k_class import liml, ols, two_stage_least_squares

seeds = st.integers(0, 10_000)


def code(call, *arguments) -> str:
    with pytest.raises(TinbergenError) as fault:
        call(*arguments)
    return fault.value.code


@given(seed=seeds)
def test_2sls_with_regressors_as_instruments_is_ols(make, seed) -> None:
    equation = make(seed)
    own = dataclasses.replace(equation, Z=equation.X)
    left, right = two_stage_least_squares(own, debiased=True), ols(equation)
    np.testing.assert_allclose(left.coefficients, right.coefficients, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(left.covariance, right.covariance, rtol=1e-9, atol=1e-12)


@given(seed=seeds)
def test_liml_root_is_at_least_one_and_one_when_exactly_identified(make, seed) -> None:
    assert liml(make(seed)).kappa >= 1
    exact = make(seed, excluded=1)
    fit = liml(exact)
    assert fit.kappa == pytest.approx(1.0)
    np.testing.assert_allclose(
        fit.coefficients, two_stage_least_squares(exact).coefficients, rtol=1e-6, atol=1e-8
    )


@given(seed=seeds)
def test_liml_does_not_depend_on_the_normalisation(make, seed) -> None:
    equation = make(seed)
    b = liml(equation).coefficients
    swapped = dataclasses.replace(
        equation,
        y=equation.X[:, 3],
        X=np.column_stack([equation.X[:, :3], equation.y]),
    )
    c = liml(swapped).coefficients
    np.testing.assert_allclose(c[3], 1 / b[3], rtol=1e-5)
    np.testing.assert_allclose(c[:3], -b[:3] / b[3], rtol=1e-4, atol=1e-5)


@given(seed=seeds)
def test_liml_root_solves_its_eigenvalue_problem(make, seed) -> None:
    from scipy.linalg import eigvalsh

    equation = make(seed, endogenous=2, excluded=4)
    W = np.column_stack([equation.y, equation.X[:, 3:]])

    def outside(on):
        left = W - on @ np.linalg.lstsq(on, W, rcond=None)[0]
        return left.T @ left

    smallest = eigvalsh(outside(equation.X[:, :3]), outside(equation.Z))[0]
    assert liml(equation).kappa == pytest.approx(smallest, rel=1e-9)


@given(seed=seeds, scale=st.floats(1e-3, 1e3))
def test_units_of_y_and_X_only_rescale(make, seed, scale) -> None:
    equation = make(seed)
    base = two_stage_least_squares(equation)
    other = two_stage_least_squares(
        dataclasses.replace(equation, y=equation.y * scale, X=equation.X * 7)
    )
    np.testing.assert_allclose(other.coefficients, base.coefficients * scale / 7, rtol=1e-8)
    np.testing.assert_allclose(other.t_statistics, base.t_statistics, rtol=1e-7)
    assert other.r2 == pytest.approx(base.r2, rel=1e-8)


@given(seed=seeds, q=st.integers(1, 3))
def test_restricted_estimates_obey_and_equal_the_textbook_formula(make, seed, q) -> None:
    equation = make(seed)
    rng = np.random.default_rng(seed)
    R, r = rng.standard_normal((q, 4)), rng.standard_normal(q)
    for estimate, fitted in (
        (ols, equation.X),
        (two_stage_least_squares, _projected(equation)),
    ):
        free = estimate(equation)
        tied = estimate(dataclasses.replace(equation, restrictions=(R, r)))
        inverse = np.linalg.inv(fitted.T @ fitted)
        gain = inverse @ R.T @ np.linalg.inv(R @ inverse @ R.T)
        expected = free.coefficients - gain @ (R @ free.coefficients - r)
        np.testing.assert_allclose(tied.coefficients, expected, rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(R @ tied.coefficients, r, atol=1e-9)
        unit = inverse - gain @ R @ inverse
        np.testing.assert_allclose(
            tied.covariance, tied.sigma2 * unit, rtol=1e-6, atol=1e-7 * np.abs(unit).max()
        )
        assert tied.df_residual == free.df_residual + q
        assert np.isnan(tied.f_statistic)


def _projected(equation: EquationData):
    return equation.Z @ np.linalg.lstsq(equation.Z, equation.X, rcond=None)[0]


def test_f_of_restricted_least_squares_is_the_f_of_the_restricted_model(make) -> None:
    equation = make(3)
    R = np.array([[0.0, 1.0, -1.0, 0.0]])
    tied = ols(dataclasses.replace(equation, restrictions=(R, np.zeros(1))))
    X = equation.X
    merged = ols(
        dataclasses.replace(
            equation,
            X=np.column_stack([X[:, 0], X[:, 1] + X[:, 2], X[:, 3]]),
            coefficient_names=("const", "sum", "y0"),
        )
    )
    assert tied.f_df == merged.f_df == 2
    assert tied.f_statistic == pytest.approx(merged.f_statistic)
    assert tied.adjusted_r2 == pytest.approx(merged.adjusted_r2)
    np.testing.assert_allclose(tied.coefficients[[0, 1, 3]], merged.coefficients)


def test_restrictions_can_identify_what_the_sample_cannot() -> None:
    rng = np.random.default_rng(5)
    lags = rng.standard_normal((12, 15))
    beta = 1.0 + 0.5 * np.arange(15)
    R = np.diff(np.eye(15), n=2, axis=0)
    equation = EquationData(
        "pdl", lags @ beta, lags, None, tuple(f"l{i}" for i in range(15)), (R, np.zeros(13))
    )
    np.testing.assert_allclose(ols(equation).coefficients, beta)


def test_r2_is_uncentred_without_a_constant_and_finds_hidden_constants() -> None:
    rng = np.random.default_rng(2)
    season = np.tile(np.eye(4), (10, 1))
    x = rng.standard_normal(40)
    y = 5 + season @ [1.0, 2.0, 3.0, 4.0] + x + 0.1 * rng.standard_normal(40)
    dummies = EquationData("s", y, np.column_stack([season, x]), None, ("a", "b", "c", "d", "x"))
    shift = EquationData(
        "s",
        y,
        np.column_stack([np.ones(40), season[:, 1:], x]),
        None,
        ("one", "b", "c", "d", "x"),
    )
    left, right = ols(dummies), ols(shift)
    assert left.r2 == pytest.approx(right.r2)
    assert left.f_df == right.f_df == 4
    assert left.f_statistic == pytest.approx(right.f_statistic)
    bare = ols(EquationData("b", y, x[:, None], None, ("x",)))
    assert bare.r2 == pytest.approx(1 - bare.residuals @ bare.residuals / (y @ y))


def test_ols_equals_statsmodels(make) -> None:
    import statsmodels.api as sm

    equation = make(11)
    fit, other = ols(equation), sm.OLS(equation.y, equation.X).fit()
    np.testing.assert_allclose(fit.coefficients, other.params)
    np.testing.assert_allclose(fit.covariance, other.cov_params())
    np.testing.assert_allclose(fit.p_values, other.pvalues)
    assert fit.f_statistic == pytest.approx(other.fvalue)
    assert fit.f_p_value == pytest.approx(other.f_pvalue)
    assert fit.adjusted_r2 == pytest.approx(other.rsquared_adj)
    assert fit.loglik == pytest.approx(other.llf)


@pytest.mark.parametrize("debiased", [False, True])
def test_2sls_and_liml_equal_linearmodels(make, debiased) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from linearmodels.iv import IV2SLS, IVLIML

        equation = make(12, endogenous=2, excluded=4)
        parts = (equation.y, equation.X[:, :3], equation.X[:, 3:], equation.Z[:, 3:])
        for estimate, peer in ((two_stage_least_squares, IV2SLS), (liml, IVLIML)):
            fit = estimate(equation, debiased=debiased)
            other = peer(*parts).fit(cov_type="unadjusted", debiased=debiased)
            np.testing.assert_allclose(fit.coefficients, other.params, rtol=1e-8)
            np.testing.assert_allclose(fit.covariance, other.cov, rtol=1e-7, atol=1e-12)
            assert fit.r2 == pytest.approx(other.rsquared)
            if peer is IVLIML:
                assert fit.kappa == pytest.approx(other.kappa)


def test_missing_values_are_placed(make) -> None:
    equation = make(1)
    equation.X[[3, 7], 1] = np.nan
    equation.y[9] = np.inf
    start = Period.parse("1990Q1")
    dated = dataclasses.replace(equation, sample=start.to(start + 59))
    with pytest.raises(TinbergenError, match=r"3 period\(s\): 1990Q4, 1991Q4, 1992Q2"):
        ols(dated)
    assert code(ols, equation) == "S001"


def test_every_fault_has_its_code(make) -> None:
    equation = make(1)
    X, Z = equation.X, equation.Z
    short = EquationData("e", equation.y[:4], X[:4], None, equation.coefficient_names)
    assert code(ols, short) == "S002"
    double = dataclasses.replace(equation, X=np.column_stack([X[:, :3], X[:, 1] * 2]))
    with pytest.raises(TinbergenError, match="regressors x0, y0 are collinear"):
        ols(double)
    assert code(two_stage_least_squares, dataclasses.replace(equation, Z=None)) == "S008"
    assert code(liml, dataclasses.replace(equation, Z=None)) == "S008"
    assert code(two_stage_least_squares, dataclasses.replace(equation, Z=Z[:, :3])) == "S004"
    wide = np.random.default_rng(0).standard_normal((60, 60))
    assert code(two_stage_least_squares, dataclasses.replace(equation, Z=wide)) == "S006"
    with_y = np.column_stack([Z, equation.y, X[:, 3]])
    assert code(liml, dataclasses.replace(equation, Z=with_y)) == "S018"


@pytest.mark.parametrize("size", [1e-156, 1e-52, 1e52])
def test_columns_whose_squares_are_no_numbers_are_named(make, size) -> None:
    fine = make(0)
    X = fine.X.copy()
    X[:, 1] *= size
    with pytest.raises(TinbergenError, match=fine.coefficient_names[1]) as told:
        ols(dataclasses.replace(fine, X=X))
    assert told.value.code == "F240"
    assert code(ols, dataclasses.replace(fine, y=size * fine.y)) == "F240"


def test_rank_condition_names_the_regressor(make) -> None:
    equation = make(1)
    useless = (
        equation.Z[:, 3] - equation.X @ np.linalg.lstsq(equation.X, equation.Z[:, 3], rcond=None)[0]
    )
    Z = np.column_stack([equation.Z[:, :3], useless])
    with pytest.raises(TinbergenError, match="y0") as fault:
        two_stage_least_squares(dataclasses.replace(equation, Z=Z))
    assert fault.value.code == "S005"


def test_redundant_instruments_change_nothing_and_are_told(make) -> None:
    equation = make(1)
    extra = np.column_stack([equation.Z, equation.Z[:, 1] - equation.Z[:, 4], np.zeros(60)])
    base = two_stage_least_squares(equation)
    fit = two_stage_least_squares(dataclasses.replace(equation, Z=extra))
    np.testing.assert_allclose(fit.coefficients, base.coefficients, rtol=1e-9)
    assert [note.code for note in fit.advice] == ["S014"]
    assert fit.advice[0].facts["rank"] == 6
    assert base.advice == ()


def test_y_in_the_span_of_X_is_a_perfect_fit(make) -> None:
    equation = make(1)
    exact = dataclasses.replace(equation, y=equation.X @ [1.0, 2.0, 3.0, 4.0])
    for estimate in (ols, two_stage_least_squares, liml):
        fit = estimate(exact)
        np.testing.assert_allclose(fit.coefficients, [1.0, 2.0, 3.0, 4.0])
        assert fit.r2 == pytest.approx(1.0)
