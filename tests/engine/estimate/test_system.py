"""Laws of the system estimators, and agreement with linearmodels."""

import dataclasses
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.engine.estimate.system import (
    equation_by_equation,
    inverse_covariance,
    seemingly_unrelated,
    three_stage_least_squares,
)
from tinbergen.statistics.regression.k_class import two_stage_least_squares

seeds = st.integers(0, 10_000)


@given(seed=seeds)
def test_one_equation_is_2sls(make, seed) -> None:
    equation = make(seed)
    single, system = two_stage_least_squares(equation), three_stage_least_squares([equation])
    np.testing.assert_allclose(system.coefficients, single.coefficients, rtol=1e-8, atol=1e-9)


@given(seed=seeds)
def test_exactly_identified_equations_are_2sls(market, seed) -> None:
    equations, Z = market(seed)
    exact = dataclasses.replace(
        equations[1],
        X=np.column_stack([equations[1].X, Z[:, 1]]),
        coefficient_names=("const", "p", "x2", "x0"),
    )
    pair = [equations[0], exact]
    single = equation_by_equation(pair, "2sls")
    system = three_stage_least_squares(pair, Z)
    np.testing.assert_allclose(system.coefficients, single.coefficients, rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(
        system.coefficient_covariance, single.coefficient_covariance, rtol=1e-6, atol=1e-9
    )


@given(seed=seeds)
def test_uncorrelated_residuals_give_2sls(market, seed) -> None:
    equations, Z = market(seed)
    demand, supply = equations
    u = two_stage_least_squares(demand).residuals
    plain = two_stage_least_squares(supply).residuals
    share = two_stage_least_squares(dataclasses.replace(supply, y=u)).residuals
    supply = dataclasses.replace(supply, y=supply.y - u * (u @ plain) / (u @ share))
    single = equation_by_equation([demand, supply], "2sls")
    assert abs(single.residual_covariance[0, 1]) < 1e-9
    system = three_stage_least_squares([demand, supply], Z)
    np.testing.assert_allclose(system.coefficients, single.coefficients, rtol=1e-6, atol=1e-7)


@given(seed=seeds)
@settings(max_examples=30)
def test_identical_regressors_make_sur_ols(make, seed) -> None:
    equation = make(seed)
    other = dataclasses.replace(make(seed + 1), X=equation.X, name="other")
    single = equation_by_equation([equation, other], "ols", debiased=False)
    system = seemingly_unrelated([equation, other])
    np.testing.assert_allclose(system.coefficients, single.coefficients, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(
        system.coefficient_covariance, single.coefficient_covariance, rtol=1e-7, atol=1e-10
    )


@given(seed=seeds)
@settings(max_examples=30)
def test_iterating_reaches_a_fixed_point(market, seed) -> None:
    equations, Z = market(seed)
    fit = three_stage_least_squares(equations, Z, iterate=True)
    weight = np.linalg.inv(fit.residual_covariance)
    score = []
    for i, equation in enumerate(equations):
        fitted = Z @ np.linalg.lstsq(Z, equation.X, rcond=None)[0]
        score.append(fitted.T @ fit.residuals @ weight[i])
    np.testing.assert_allclose(np.concatenate(score), 0, atol=1e-6)
    assert fit.iterations > 1


@given(seed=seeds, q=st.integers(1, 3))
@settings(max_examples=30)
def test_restrictions_across_equations_hold(market, seed, q) -> None:
    equations, Z = market(seed)
    rng = np.random.default_rng(seed)
    R, r = rng.standard_normal((q, 7)), rng.standard_normal(q)
    fit = three_stage_least_squares(equations, Z, restrictions=(R, r))
    np.testing.assert_allclose(R @ fit.coefficients, r, atol=1e-8)
    np.testing.assert_allclose(R @ fit.coefficient_covariance @ R.T, 0, atol=1e-9)


def test_own_restrictions_equal_the_same_across(market, make) -> None:
    equations, Z = market(4)
    R, r = np.array([[0.0, 1.0, 0.0, 1.0]]), np.array([0.3])
    own = [dataclasses.replace(equations[0], restrictions=(R, r)), equations[1]]
    left = three_stage_least_squares(own, Z)
    right = three_stage_least_squares(equations, Z, restrictions=(np.pad(R, ((0, 0), (0, 3))), r))
    np.testing.assert_allclose(left.coefficients, right.coefficients, rtol=1e-9)
    np.testing.assert_allclose(
        left.coefficient_covariance, right.coefficient_covariance, atol=1e-12
    )


@pytest.mark.parametrize("debiased", [False, True])
@pytest.mark.parametrize("iterate", [False, True])
def test_3sls_and_sur_equal_linearmodels(make, debiased, iterate) -> None:
    """Equations of equal size, for only then do its small-sample weights agree with ours."""
    equations = [make(seed) for seed in (41, 42, 43)]
    u = equations[0].y - equations[0].X @ np.ones(4)
    equations = [dataclasses.replace(eq, y=eq.y + 0.5 * u) for eq in equations]
    options = {"cov_type": "unadjusted", "debiased": debiased, "iterate": iterate}
    if iterate:
        options |= {"iter_limit": 500, "tol": 1e-12}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from linearmodels.system import IV3SLS, SUR

        instrumented = {
            eq.name: dict(
                zip(
                    ("dependent", "exog", "endog", "instruments"),
                    (eq.y[:, None], eq.X[:, :3], eq.X[:, 3:], eq.Z[:, 3:]),
                    strict=True,
                )
            )
            for eq in equations
        }
        plain = {eq.name: {"dependent": eq.y[:, None], "exog": eq.X} for eq in equations}
        pairs = [
            (
                three_stage_least_squares(equations, None, iterate, debiased=debiased),
                IV3SLS(instrumented).fit(**options),
            ),
            (
                seemingly_unrelated(equations, iterate, debiased=debiased),
                SUR(plain).fit(**options),
            ),
        ]
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours.coefficients, theirs.params, rtol=1e-7)
        np.testing.assert_allclose(ours.coefficient_covariance, theirs.cov, rtol=1e-6, atol=1e-10)


def test_restricted_3sls_equals_linearmodels(make) -> None:
    import pandas as pd

    equations = [make(seed) for seed in (41, 42)]
    R = np.array([[0.0, 1, 0, 0, 0, -1, 0, 0], [0, 0, 0, 1, 0, 0, 0, 1]])
    r = np.array([0.1, 0.4])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from linearmodels.system import SUR

        model = SUR({eq.name: {"dependent": eq.y[:, None], "exog": eq.X} for eq in equations})
        model.add_constraints(pd.DataFrame(R, columns=model.param_names), pd.Series(r))
        other = model.fit(cov_type="unadjusted", iterate=True, iter_limit=500, tol=1e-12)
    fit = seemingly_unrelated(equations, True, restrictions=(R, r))
    np.testing.assert_allclose(fit.coefficients, other.params, rtol=1e-7)
    np.testing.assert_allclose(fit.coefficient_covariance, other.cov, rtol=1e-6, atol=1e-10)


def test_weights_do_not_carry_the_small_sample_correction(market) -> None:
    equations, Z = market(7)
    large, small = (three_stage_least_squares(equations, Z, debiased=d) for d in (False, True))
    np.testing.assert_array_equal(small.coefficients, large.coefficients)
    scale = np.sqrt(80 / (80 - np.array([4, 4, 4, 4, 3, 3, 3])))
    np.testing.assert_allclose(
        small.coefficient_covariance, large.coefficient_covariance * np.outer(scale, scale)
    )


@pytest.mark.parametrize("method", ["ols", "2sls", "liml"])
def test_joint_covariance_of_separate_equations(market, method) -> None:
    equations, _ = market(9)
    fit = equation_by_equation(equations, method)
    V = fit.coefficient_covariance
    assert np.linalg.eigvalsh(V)[0] > 0
    np.testing.assert_array_equal(V[:4, :4], fit.equations["demand"].covariance)
    if method == "2sls":
        a, b = ((Z := eq.Z) @ np.linalg.lstsq(Z, eq.X, rcond=None)[0] for eq in equations)
        cross = np.linalg.inv(a.T @ a) @ a.T @ b @ np.linalg.inv(b.T @ b)
        np.testing.assert_allclose(V[:4, 4:], fit.residual_covariance[0, 1] * cross, atol=1e-12)


def test_each_equation_by_its_own_method(market) -> None:
    equations = market(9)[0]
    fit = equation_by_equation(equations, ["ols", "2sls"])
    for one, method in zip(equations, ("ols", "2sls"), strict=True):
        alone = equation_by_equation([one], method).equations[one.name]
        np.testing.assert_array_equal(fit.equations[one.name].coefficients, alone.coefficients)
        np.testing.assert_array_equal(fit.equations[one.name].covariance, alone.covariance)
    assert fit.method == "by equation"
    assert not fit.debiased
    assert "OLS" in fit.convention.en
    assert np.linalg.eigvalsh(fit.coefficient_covariance)[0] > 0
    np.testing.assert_allclose(
        np.diagonal(fit.residual_covariance), [one.sigma2 for one in fit.equations.values()]
    )
    assert "each equation by its own method" in fit.summary()
    with pytest.raises(ValueError, match="fiml is not a method for one equation"):
        equation_by_equation(equations, "fiml")


def test_samples_that_differ(market) -> None:
    demand, supply = market(3)[0]
    start = Period.parse("1990Q1")
    dated = dataclasses.replace(demand, sample=start.to(start + 79))
    later = dataclasses.replace(
        supply,
        y=supply.y[10:],
        X=supply.X[10:],
        Z=supply.Z[10:],
        sample=(start + 10).to(start + 79),
    )
    fit = equation_by_equation([dated, later], "2sls")
    assert fit.sample is None
    assert not fit.coefficient_covariance[:4, 4:].any()
    u, v = (fit.equations[name].residuals for name in ("demand", "supply"))
    np.testing.assert_allclose(fit.residual_covariance[0, 1], u[10:] @ v / 70)
    undated = dataclasses.replace(later, sample=None)
    for call in (equation_by_equation, three_stage_least_squares):
        with pytest.raises(TinbergenError) as fault:
            call([demand, undated])
        assert fault.value.code == "S013"
    apart = dataclasses.replace(later, sample=(start + 200).to(start + 269))
    with pytest.raises(TinbergenError) as fault:
        equation_by_equation([dated, apart])
    assert fault.value.code == "S013"


def test_debiased_residual_covariance_is_that_of_each_equation(market) -> None:
    fit = equation_by_equation(market(3)[0], "ols")
    sigma2 = [one.sigma2 for one in fit.equations.values()]
    np.testing.assert_allclose(np.diagonal(fit.residual_covariance), sigma2)


def test_dependent_residuals_name_the_equations(market, make) -> None:
    equations, Z = market(5)
    third = make(5, T=80)
    twin = dataclasses.replace(equations[1], name="twin", y=equations[1].y * 2 + 1)
    with pytest.raises(TinbergenError, match="supply, twin are") as fault:
        three_stage_least_squares([third, *equations, twin], np.column_stack([Z, third.Z[:, 1:]]))
    assert fault.value.code == "S009"
    with pytest.raises(TinbergenError) as fault:
        inverse_covariance(np.random.default_rng(0).standard_normal((3, 4)), "abcd")
    assert fault.value.code == "S009"


@given(seed=seeds)
def test_inverse_covariance(seed) -> None:
    U = np.random.default_rng(seed).standard_normal((40, 3)) * [1e-4, 1.0, 1e5]
    product = inverse_covariance(U, "abc") @ (U.T @ U / 40)
    np.testing.assert_allclose(
        product / [1e-4, 1, 1e5] * [[1e-4], [1], [1e5]], np.eye(3), atol=1e-8
    )


def test_non_convergence_tells_how_far_it_got(market) -> None:
    equations, Z = market(5)
    with pytest.raises(TinbergenError, match="did not converge in 2 iterations") as fault:
        three_stage_least_squares(equations, Z, iterate=True, max_iterations=2)
    assert fault.value.code == "S010"
    assert float(fault.value.facts["change"]) > 0
