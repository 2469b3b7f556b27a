"""Laws of full-information maximum likelihood."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.estimate.fiml import (
    JacobianTerm,
    Likelihood,
    affine_jacobian,
    fiml,
    gradient,
    log_likelihood,
)
from tinbergen.engine.estimate.system import (
    equation_by_equation,
    seemingly_unrelated,
    three_stage_least_squares,
)
from tinbergen.statistics.regression.equation import EquationData

seeds = st.integers(0, 10_000)
T = 80


def market_jacobian() -> JacobianTerm:
    """Derivatives of both residuals by (q, p): demand [1, -b1], supply [1, -b5]."""
    slopes = np.zeros((7, 2, 2))
    slopes[1, 0, 1] = slopes[5, 1, 1] = -1.0
    return affine_jacobian(np.array([[1.0, 0.0], [1.0, 0.0]]), slopes, T)


@given(seed=seeds)
@settings(max_examples=15, deadline=None)
def test_exactly_identified_fiml_is_2sls(market, seed) -> None:
    equations, Z = market(seed)
    exact = dataclasses.replace(
        equations[1],
        X=np.column_stack([equations[1].X, Z[:, 1]]),
        coefficient_names=("const", "p", "x2", "x0"),
    )
    slopes = np.zeros((8, 2, 2))
    slopes[1, 0, 1] = slopes[5, 1, 1] = -1.0
    term = affine_jacobian(np.array([[1.0, 0.0], [1.0, 0.0]]), slopes, T)
    fit = fiml([equations[0], exact], term, Z)
    single = equation_by_equation([equations[0], exact], "2sls")
    np.testing.assert_allclose(fit.coefficients, single.coefficients, rtol=1e-5, atol=1e-6)


def test_constant_jacobian_gives_iterated_sur(make) -> None:
    equations = [make(1, T=T), make(2, T=T)]
    flat = JacobianTerm(lambda b: np.zeros(T), lambda b: np.zeros((T, 8)))
    fit = fiml(equations, flat, start=seemingly_unrelated(equations))
    other = seemingly_unrelated(equations, iterate=True)
    np.testing.assert_allclose(fit.coefficients, other.coefficients, rtol=1e-6)


@given(seed=seeds)
@settings(max_examples=15, deadline=None)
def test_the_maximum_is_one(market, seed) -> None:
    equations, Z = market(seed)
    start = three_stage_least_squares(equations, Z)
    fit = fiml(equations, market_jacobian(), start=start)
    problem = likelihood(
        equations, fit.coefficients, np.linalg.cholesky(start.coefficient_covariance)
    )
    assert np.linalg.norm(gradient(problem, np.zeros(7))) < 1e-7
    assert fit.loglik == pytest.approx(log_likelihood(problem, np.zeros(7)))
    near = np.random.default_rng(seed).standard_normal((20, 7)) * 0.1
    assert all(log_likelihood(problem, phi) < fit.loglik for phi in near)


def likelihood(equations: list[EquationData], b, directions) -> Likelihood:
    u = [eq.y - eq.X @ part for eq, part in zip(equations, (b[:4], b[4:]), strict=True)]
    slopes = np.zeros((T, 2, 7))
    slopes[:, 0, :4], slopes[:, 1, 4:] = -equations[0].X, -equations[1].X
    return Likelihood(
        b,
        directions,
        np.column_stack(u),
        (slopes @ directions).reshape(2 * T, -1),
        market_jacobian(),
    )


@given(seed=seeds)
@settings(max_examples=15, deadline=None)
def test_gradient_is_that_of_the_likelihood(market, seed) -> None:
    equations, _ = market(seed)
    rng = np.random.default_rng(seed)
    b = np.array([1.0, -1.0, 1.0, 1.0, 2.0, 0.5, 1.0]) + 0.1 * rng.standard_normal(7)
    problem = likelihood(equations, b, np.eye(7))
    slope = [
        (log_likelihood(problem, h) - log_likelihood(problem, -h)) / 2e-6 for h in np.eye(7) * 1e-6
    ]
    np.testing.assert_allclose(gradient(problem, np.zeros(7)), slope, rtol=1e-4, atol=1e-4)


def test_a_jacobian_without_gradient_gives_the_same(market) -> None:
    equations, Z = market(6)
    term = market_jacobian()
    analytic = fiml(equations, term, Z)
    numeric = fiml(equations, JacobianTerm(term.log_abs_det), Z)
    np.testing.assert_allclose(numeric.coefficients, analytic.coefficients, rtol=1e-8)
    np.testing.assert_allclose(
        numeric.coefficient_covariance, analytic.coefficient_covariance, rtol=1e-5, atol=1e-8
    )


def test_jacobians_that_vary_over_time(market) -> None:
    equations, Z = market(6)
    slopes = np.zeros((7, T, 2, 2))
    slopes[1, :, 0, 1] = slopes[5, :, 1, 1] = -1.0
    constant = np.broadcast_to([[1.0, 0.0], [1.0, 0.0]], (T, 2, 2))
    varying = affine_jacobian(constant, slopes, T)
    b = np.arange(1.0, 8.0)
    np.testing.assert_allclose(varying.log_abs_det(b), market_jacobian().log_abs_det(b))
    np.testing.assert_allclose(varying.gradient(b), market_jacobian().gradient(b))
    left, right = fiml(equations, varying, Z), fiml(equations, market_jacobian(), Z)
    np.testing.assert_allclose(left.coefficients, right.coefficients, rtol=1e-8)


def test_restrictions_of_the_start_hold(market) -> None:
    equations, Z = market(8)
    R, r = np.array([[0.0, 0.0, 1.0, -1.0, 0.0, 0.0, 0.0]]), np.zeros(1)
    start = three_stage_least_squares(equations, Z, restrictions=(R, r))
    fit = fiml(equations, market_jacobian(), start=start)
    free = fiml(equations, market_jacobian(), Z)
    np.testing.assert_allclose(R @ fit.coefficients, r, atol=1e-10)
    assert fit.loglik < free.loglik


def test_covariances_agree_in_large_samples_and_are_named(market) -> None:
    equations, Z = market(3)
    hessian = fiml(equations, market_jacobian(), Z)
    outer = fiml(equations, market_jacobian(), Z, covariance="outer product")
    assert "Hessian" in hessian.covariance_basis.en
    assert "outer product" in outer.covariance_basis.en
    ratio = np.diagonal(outer.coefficient_covariance) / np.diagonal(hessian.coefficient_covariance)
    assert np.all((ratio > 0.5) & (ratio < 2))
    small = fiml(equations, market_jacobian(), Z, debiased=True)
    np.testing.assert_allclose(
        np.diagonal(small.coefficient_covariance) / np.diagonal(hessian.coefficient_covariance),
        T / (T - np.array([4, 4, 4, 4, 3, 3, 3])),
    )


def test_faults(market) -> None:
    equations, Z = market(3)

    def code(term, **options) -> str:
        with pytest.raises(TinbergenError) as fault:
            fiml(equations, term, Z, **options)
        return fault.value.code

    nowhere = JacobianTerm(lambda b: np.full(T, -np.inf), lambda b: np.zeros((T, 7)))
    assert code(nowhere) == "S012"
    assert code(market_jacobian(), max_iterations=1) == "S011"
    wrong = JacobianTerm(market_jacobian().log_abs_det, lambda b: np.ones((T, 7)))
    assert code(wrong) == "S011"
    shorter = [dataclasses.replace(eq, y=eq.y[:10], X=eq.X[:10], Z=eq.Z[:10]) for eq in equations]
    slopes = np.zeros((7, 2, 2))
    slopes[1, 0, 1] = slopes[5, 1, 1] = -1.0
    term = affine_jacobian(np.array([[1.0, 0.0], [1.0, 0.0]]), slopes, 10)
    with pytest.raises(TinbergenError) as fault:
        fiml(shorter, term, covariance="outer product")
    assert fault.value.code == "S020"


def test_unidentified_system_is_refused(market) -> None:
    """Two equations with the same variables can be mixed at will."""
    equations, Z = market(3)
    twins = [
        dataclasses.replace(
            equations[0],
            X=np.column_stack([np.ones(T), eq.X[:, 1], Z[:, 1:]]),
            coefficient_names=("const", "p", "x0", "x1", "x2"),
            name=eq.name,
            y=eq.y,
            Z=None,
        )
        for eq in equations
    ]
    twins[1] = dataclasses.replace(
        twins[1], y=twins[1].X[:, 1], X=np.column_stack([np.ones(T), equations[0].y, Z[:, 1:]])
    )
    slopes = np.zeros((10, 2, 2))
    slopes[1, 0, 1], slopes[6, 1, 0] = -1.0, -1.0
    term = affine_jacobian(np.eye(2), slopes, T)
    start = equation_by_equation(twins, "ols")
    nudged = dataclasses.replace(
        start,
        equations={
            name: dataclasses.replace(fit, coefficients=fit.coefficients * 0.5)
            for name, fit in start.equations.items()
        },
    )
    with pytest.raises(TinbergenError) as fault:
        fiml(twins, term, start=nudged, max_iterations=200)
    assert fault.value.code in {"S011", "S015"}
