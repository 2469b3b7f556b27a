"""Moments of filtered variables."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import toeplitz

from tinbergen.engine.linear.linear_model import DecisionRule
from tinbergen.engine.linear.moments import moments, variance_decomposition
from tinbergen.engine.linear.spectrum import (
    band_gain,
    filtered_moments,
    filtered_variance_decomposition,
    hp_gain,
)

seeds = st.integers(0, 2**32 - 1)


@given(seed=seeds)
def test_filter_that_keeps_all_changes_nothing(stable_rule, seed) -> None:
    rule = stable_rule(seed)
    m = rule.ghu.shape[1]
    root = np.random.default_rng(seed + 1).standard_normal((m, m))
    covariance = root @ root.T
    plain = moments(rule, covariance, lags=2)
    found = filtered_moments(rule, covariance, np.ones_like, lags=2, grid=4096)
    scale = np.abs(plain.covariance).max()
    np.testing.assert_allclose(found.covariance, plain.covariance, atol=1e-9 * scale)
    np.testing.assert_allclose(found.autocovariances, plain.autocovariances, atol=1e-9 * scale)
    shares = filtered_variance_decomposition(rule, covariance, np.ones_like, grid=4096)
    np.testing.assert_allclose(shares, variance_decomposition(rule, covariance), atol=1e-8)


@pytest.mark.parametrize("smoothing", [6.25, 1600.0])
def test_hp_moments_are_those_of_the_filter_in_the_middle_of_a_long_series(smoothing) -> None:
    """The filter as Hodrick and Prescott defined it: cycle = (I - (I + smoothing D'D)^-1) x."""
    rho, T = 0.9, 601
    rule = DecisionRule(np.array([[rho]]), np.ones((1, 1)), np.array([0]))
    second = np.diff(np.eye(T), n=2, axis=0)
    cycle = np.eye(T) - np.linalg.inv(np.eye(T) + smoothing * second.T @ second)
    autocovariance = toeplitz(rho ** np.arange(T)) / (1 - rho**2)
    middle = cycle[T // 2], cycle[T // 2 - 1]
    found = filtered_moments(rule, np.eye(1), hp_gain(smoothing), lags=1)
    expected = [middle[0] @ autocovariance @ other for other in middle]
    np.testing.assert_allclose(found.covariance[0, 0], expected[0], rtol=1e-9)
    np.testing.assert_allclose(found.autocovariances[0, 0, 0], expected[1], rtol=1e-9)


def test_filtered_random_walk_has_a_variance() -> None:
    walk = DecisionRule(np.ones((1, 1)), np.ones((1, 1)), np.array([0]))
    nearly = DecisionRule(np.full((1, 1), 1 - 1e-7), np.ones((1, 1)), np.array([0]))
    gain = hp_gain(1600.0)
    found = filtered_moments(walk, np.eye(1), gain, grid=4096).covariance
    expected = filtered_moments(nearly, np.eye(1), gain, grid=4096).covariance
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_bands_share_out_the_variance() -> None:
    """Cycles of up to 8, 8 to 32, and over 32 quarters make up all of a stationary process."""
    rule = DecisionRule(np.array([[0.7]]), np.ones((1, 1)), np.array([0]))
    edges = [2.0, 8.1, 32.1, np.inf]
    parts = [
        filtered_moments(rule, np.eye(1), band_gain(*edge)).covariance[0, 0]
        for edge in pairwise(edges)
    ]
    np.testing.assert_allclose(sum(parts), 1 / (1 - 0.49), rtol=1e-9)
    assert min(parts) > 0
