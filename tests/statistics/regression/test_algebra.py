"""Restrictions, rank and Wald statistics."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.algebra import free_coefficients, orthonormal, wald

seeds = st.integers(0, 10_000)


@given(seed=seeds, k=st.integers(2, 6), data=st.data())
def test_free_coefficients_obey_and_exhaust_the_restrictions(seed, k, data) -> None:
    q = data.draw(st.integers(1, k - 1))
    rng = np.random.default_rng(seed)
    R, r = rng.standard_normal((q, k)), rng.standard_normal(q)
    free = free_coefficients("a", k, (R, r))
    theta = rng.standard_normal(k - q)
    np.testing.assert_allclose(R @ (free.origin + free.basis @ theta), r, atol=1e-8)
    np.testing.assert_allclose(free.basis.T @ free.basis, np.eye(k - q), atol=1e-12)


def test_restrictions_at_very_different_scales_are_independent() -> None:
    R, r = np.array([[1e-9, 0.0, 0.0], [0.0, 1e6, 0.0]]), np.array([1e-9, 2e6])
    np.testing.assert_allclose(free_coefficients("a", 3, (R, r)).origin, [1.0, 2.0, 0.0])


@pytest.mark.parametrize(
    "R", [np.array([[1.0, 0.0], [2.0, 0.0]]), np.zeros((1, 2)), np.eye(3)[:, :2]]
)
def test_repeated_or_empty_restrictions_are_refused(R) -> None:
    with pytest.raises(TinbergenError) as fault:
        free_coefficients("a", 2, (R, np.ones(len(R))))
    assert fault.value.code == "S007"


def test_wrong_shape_of_restrictions() -> None:
    with pytest.raises(ValueError, match="R has shape"):
        free_coefficients("a", 3, (np.eye(2), np.ones(2)))


def test_all_coefficients_may_be_fixed() -> None:
    free = free_coefficients("a", 2, (np.eye(2), np.array([1.0, 2.0])))
    assert free.basis.shape == (2, 0)
    np.testing.assert_allclose(free.origin, [1.0, 2.0])


@given(seed=seeds)
def test_collinear_columns_are_named_and_no_others(seed) -> None:
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((30, 5)) * 10.0 ** rng.integers(-4, 5, 5)
    X[:, 3] = 2 * X[:, 0] - 0.5 * X[:, 2]
    X[:, 0], X[:, 3] = X[:, 0].copy(), X[:, 3].copy()
    *_, columns = orthonormal(X, "abcde", np.eye(5))
    largest = np.abs(X[:, 3]).max()
    expected = {
        c
        for c, part in (("a", 2 * X[:, 0]), ("c", 0.5 * X[:, 2]))
        if np.abs(part).max() > 1e-5 * largest
    }
    assert expected <= set(columns) <= {"a", "c", "d"}
    assert "d" in columns


def test_two_separate_collinearities_and_a_zero_column() -> None:
    rng = np.random.default_rng(0)
    X = rng.standard_normal((20, 6))
    X[:, 2], X[:, 4], X[:, 5] = X[:, 0], X[:, 3] * 3, 0.0
    *_, columns = orthonormal(X, "abcdef", np.eye(6))
    assert columns == ["a", "c", "d", "e", "f"]


@given(seed=seeds)
def test_wald_of_a_singular_covariance(seed) -> None:
    rng = np.random.default_rng(seed)
    root = rng.standard_normal((4, 2))
    z = rng.standard_normal(2)
    statistic, rank = wald(root @ z, root @ root.T)
    assert rank == 2
    assert statistic == pytest.approx(z @ z, rel=1e-5)
