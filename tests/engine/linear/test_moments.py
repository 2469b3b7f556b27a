"""Second moments and variance decompositions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.engine.linear.linear_model import DecisionRule
from tinbergen.engine.linear.moments import (
    conditional_variance_decomposition,
    moments,
    variance_decomposition,
)
from tinbergen.engine.linear.responses import impulse_responses
from tinbergen.engine.linear.shocks import orthogonal_factor

seeds = st.integers(0, 2**32 - 1)


def _covariance(seed: int, m: int) -> np.ndarray:
    root = np.random.default_rng(seed + 1).standard_normal((m, m))
    return root @ root.T


@given(seed=seeds)
def test_variances_are_sums_of_squared_responses(stable_rule, seed) -> None:
    rule = stable_rule(seed)
    covariance = _covariance(seed, rule.ghu.shape[1])
    found = moments(rule, covariance, lags=2)
    responses = impulse_responses(rule, orthogonal_factor(covariance), 1500)
    for lag, block in enumerate((found.covariance, *found.autocovariances)):
        later, earlier = responses[lag:], responses[: len(responses) - lag]
        expected = np.einsum("tir,tjr->ij", later, earlier)
        np.testing.assert_allclose(block, expected, atol=1e-8 * np.abs(found.covariance).max())


@given(seed=seeds)
def test_shares_sum_to_one(stable_rule, seed) -> None:
    rule = stable_rule(seed)
    covariance = _covariance(seed, rule.ghu.shape[1])
    shares = variance_decomposition(rule, covariance)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    conditional = conditional_variance_decomposition(rule, covariance, [1, 4, 2000])
    np.testing.assert_allclose(conditional.sum(axis=2), 1.0)
    np.testing.assert_allclose(conditional[2], shares, atol=1e-8)
    direct = (rule.ghu @ orthogonal_factor(covariance)) ** 2
    np.testing.assert_allclose(conditional[0], direct / direct.sum(axis=1, keepdims=True))


def test_autoregression_in_closed_form() -> None:
    rule = DecisionRule(np.array([[0.8], [1.6]]), np.array([[1.0], [2.0]]), np.array([0]))
    found = moments(rule, np.array([[0.36]]), lags=3)
    np.testing.assert_allclose(found.deviations, [1.0, 2.0], rtol=1e-12)
    np.testing.assert_allclose(found.correlation, np.ones((2, 2)), rtol=1e-12)
    expected = 0.8 ** np.arange(1, 4)
    np.testing.assert_allclose(found.autocorrelations[:, 0, 1], expected, rtol=1e-12)


def test_only_variables_with_a_unit_root_lose_their_variance() -> None:
    """A price level, its inflation, and an unrelated process."""
    rule = DecisionRule(
        ghx=np.array([[1.0, 0.5, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.9]]),
        ghu=np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]),
        states=np.arange(3),
    )
    found = moments(rule, np.eye(2), lags=1)
    assert np.isnan(found.covariance[0]).all()
    assert np.isnan(found.covariance[:, 0]).all()
    expected = np.diag([1 / 0.75, 1 / 0.19])
    np.testing.assert_allclose(found.covariance[1:, 1:], expected, atol=1e-12)
    np.testing.assert_allclose(np.diagonal(found.autocorrelations[0])[1:], [0.5, 0.9])
    shares = variance_decomposition(rule, np.eye(2))
    assert np.isnan(shares[0]).all()
    np.testing.assert_allclose(shares[1:], np.eye(2), atol=1e-14)
    conditional = conditional_variance_decomposition(rule, np.eye(2), [8])
    np.testing.assert_allclose(conditional[0, 0], [1.0, 0.0])


def test_earlier_of_two_correlated_shocks_takes_what_they_share() -> None:
    rule = DecisionRule(np.zeros((1, 0)), np.array([[1.0, 1.0]]), np.empty(0, dtype=int))
    shares = variance_decomposition(rule, np.array([[1.0, 0.5], [0.5, 1.0]]))
    np.testing.assert_allclose(shares, [[2.25 / 3, 0.75 / 3]])


def test_variable_that_does_not_vary_has_no_shares_and_no_correlation() -> None:
    rule = DecisionRule(np.array([[0.5], [0.0]]), np.array([[1.0], [0.0]]), np.array([0]))
    assert np.isnan(variance_decomposition(rule, np.eye(1))[1]).all()
    found = moments(rule, np.eye(1))
    np.testing.assert_array_equal(found.covariance[1], [0.0, 0.0])
    assert np.isnan(found.correlation[1]).all()
    nothing = variance_decomposition(rule, np.zeros((1, 1)))
    assert np.isnan(nothing).all()
