"""Doubling on systems whose limit is known."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.engine.linear.doubling import double


@given(st.integers(0, 2**32 - 1))
def test_bounds_hold_and_the_rule_repeats_itself(seed) -> None:
    rng = np.random.default_rng(seed)
    k, f = rng.integers(1, 6, 2)
    blocks = [rng.standard_normal(shape) for shape in ((k, k), (k, f), (f, k), (f, f))]
    # Past and future weigh less than the present: one stable solution.
    E, G, H, F = (0.45 * b / np.abs(b).sum(axis=1).max() for b in blocks)
    found = double(E, G, H, F)
    assert found is not None
    transition = np.linalg.solve(np.eye(k) - G @ found.rule, E)
    np.testing.assert_allclose(found.rule, H + F @ found.rule @ transition, atol=1e-12)
    ahead = F @ np.linalg.inv(np.eye(f) - found.rule @ G)
    assert np.abs(np.linalg.eigvals(transition)).max() <= found.stable * (1 + 1e-9)
    assert np.abs(np.linalg.eigvals(ahead)).max() <= found.reciprocal * (1 + 1e-9)
    assert found.stable < 1
    assert found.reciprocal < 1


def test_slow_roots_take_few_steps() -> None:
    """f = .9999 f(+1) + s, s = .9999 s(-1): 1 / (1 - .9999^2)."""
    rho = np.array([[0.9999]])
    found = double(rho, np.zeros((1, 1)), rho, rho)
    assert found is not None
    np.testing.assert_allclose(found.rule, 0.9999 / (1 - 0.9999**2), rtol=1e-9)


def test_without_a_limit_there_is_none() -> None:
    """f = f(+1) + s, s = s(-1) has a sum that grows with every step; f = s(-1) + .5 f(+1),
    s = f(+1) leaves the middle of two periods open."""
    one = np.ones((1, 1))
    assert double(one, 0 * one, one, one) is None
    assert double(0 * one, one, one, 0.5 * one) is None
    assert double(one * np.nan, one, one, one) is None
