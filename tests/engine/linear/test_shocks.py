"""Covariances of shocks as independent ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.linear.shocks import orthogonal_factor


@given(st.integers(0, 2**32 - 1))
def test_factor_squares_to_the_covariance(seed) -> None:
    rng = np.random.default_rng(seed)
    m, rank = int(rng.integers(1, 6)), int(rng.integers(0, 6))
    root = rng.standard_normal((m, rank)) * 10.0 ** rng.integers(-4, 3, (m, 1))
    covariance = root @ root.T
    factor = orthogonal_factor(covariance)
    scale = np.sqrt(np.diagonal(covariance))
    gap = np.abs(factor @ factor.T - covariance)
    assert np.all(gap <= 1e-8 * np.outer(scale, scale))
    np.testing.assert_array_equal(factor, np.tril(factor))


def test_shock_without_variance_moves_nothing() -> None:
    factor = orthogonal_factor(np.diag([4.0, 0.0, 9.0]))
    np.testing.assert_array_equal(factor, np.diag([2.0, 0.0, 3.0]))


def test_perfectly_correlated_shock_is_the_earlier_one() -> None:
    factor = orthogonal_factor(np.array([[1.0, 2.0], [2.0, 4.0]]))
    np.testing.assert_array_equal(factor, [[1.0, 0.0], [2.0, 0.0]])


@pytest.mark.parametrize(
    ("covariance", "said"),
    [
        ([[1.0, 0.5], [0.4, 1.0]], "not symmetric"),
        ([[1.0, 2.0], [2.0, 1.0]], "shock 2 would have a negative variance"),
        ([[0.0, 0.5], [0.5, 1.0]], "shock 1 has correlations that do not fit"),
        ([[1.0, np.nan], [np.nan, 1.0]], "not symmetric"),
    ],
)
def test_what_is_no_covariance_is_told(covariance, said) -> None:
    with pytest.raises(TinbergenError, match=said) as caught:
        orthogonal_factor(np.array(covariance))
    assert caught.value.code == "E036"
    assert "冲击" in caught.value.render("zh")
