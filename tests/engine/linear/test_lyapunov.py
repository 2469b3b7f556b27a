"""Variances of linear processes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import solve_discrete_lyapunov

from tinbergen.engine.linear.lyapunov import double_variance, stationary_variance


@given(st.integers(0, 2**32 - 1))
def test_doubling_agrees_with_scipy(seed) -> None:
    rng = np.random.default_rng(seed)
    k = int(rng.integers(1, 7))
    A = rng.standard_normal((k, k))
    A *= rng.uniform(0.0, 0.98) / np.abs(np.linalg.eigvals(A)).max()
    root = rng.standard_normal((k, k))
    Q = root @ root.T
    V = stationary_variance(A, Q)
    assert V.unit.shape == (k, 0)
    expected = solve_discrete_lyapunov(A, Q)
    np.testing.assert_allclose(V.variance, expected, atol=1e-8 * np.abs(expected).max())


def test_root_close_to_one() -> None:
    rho = 1 - 1e-5
    found = stationary_variance(np.array([[rho]]), np.ones((1, 1)))
    np.testing.assert_allclose(found.variance, 1 / (1 - rho**2), rtol=1e-8)


@pytest.mark.parametrize("root", [1.0, -1.0, 1.0 - 1e-8])
def test_unit_root_is_set_apart(root) -> None:
    """A random walk that feeds on a stationary process leaves that one its variance."""
    A = np.array([[root, 0.5], [0.0, 0.6]])
    Q = np.array([[[1.0, 0.2], [0.2, 2.0]], [[0.0, 0.0], [0.0, 1.0]]])
    found = stationary_variance(A, Q)
    np.testing.assert_allclose(np.abs(found.unit), [[1.0], [0.0]], atol=1e-12)
    np.testing.assert_allclose(found.variance[:, 1, 1], [2 / 0.64, 1 / 0.64], rtol=1e-12)
    assert double_variance(A, Q) is None


def test_complex_unit_roots_are_set_apart() -> None:
    """A seasonal pattern that never dies beside a process of its own."""
    A = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 0.5]])
    found = stationary_variance(A, np.eye(3))
    assert found.unit.shape == (3, 2)
    np.testing.assert_allclose(found.variance[2, 2], 4 / 3, rtol=1e-12)


@pytest.mark.parametrize("root", [1 - 1.02e-6, -(1 - 1.1e-6)])
def test_a_root_just_short_of_counting_as_one_has_its_variance(root) -> None:
    found = stationary_variance(np.array([[root]]), np.ones((1, 1)))
    assert found.unit.shape == (1, 0)
    np.testing.assert_allclose(found.variance, 1 / (1 - root**2), rtol=1e-8)


@pytest.mark.parametrize("link", [1e200, 1e307])
def test_a_variance_beyond_all_numbers_is_none(link) -> None:
    """A stable process whose variance overflows: nothing is raised, no direction has a variance."""
    A = np.array([[0.5, link], [0.0, 0.5]])
    found = stationary_variance(A, np.eye(2))
    np.testing.assert_array_equal(found.unit, np.eye(2))
    assert np.isfinite(found.variance).all()
    assert double_variance(A, np.eye(2)) is None
