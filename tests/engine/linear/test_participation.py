"""Who takes part in which root."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.engine.linear.linear_model import Jacobian, Labels
from tinbergen.engine.linear.participation import participations
from tinbergen.engine.linear.pencil import eigenvalues, pencil


@given(st.integers(0, 2**32 - 1))
def test_shares_sum_to_one_whatever_the_units(determinate, seed) -> None:
    jacobian = determinate(seed)
    kinds = jacobian.incidence()
    if not len(kinds.states) + len(kinds.forward):
        return
    units = np.exp(np.random.default_rng(seed).uniform(-2, 2, len(jacobian.now)))
    other = Jacobian(
        jacobian.ahead * units, jacobian.now * units, jacobian.back * units, jacobian.shocks
    )
    roots = participations(pencil(jacobian, kinds), kinds)
    moduli = np.abs(eigenvalues(pencil(jacobian, kinds)))
    assert sum(root.multiplicity for root in roots) == len(moduli)
    apart = np.diff(np.sort(moduli)).min(initial=1.0) > 1e-3
    for root, same in zip(roots, participations(pencil(other, kinds), kinds), strict=True):
        assert abs(root.shares.sum() - 1) < 1e-12
        assert -1e-12 <= root.lagged <= 1 + 1e-12
        if apart and 1e-3 < abs(root.value) < 1e3:
            np.testing.assert_allclose(root.shares, same.shares, atol=1e-5)


def test_separate_blocks_do_not_mix() -> None:
    jacobian = Jacobian(np.diag([0.0, -0.5]), np.eye(2), np.diag([-0.9, 0.0]), np.eye(2))
    kinds = jacobian.incidence()
    slow, fast = participations(pencil(jacobian, kinds), kinds)
    np.testing.assert_allclose(slow.shares, [1.0, 0.0])
    np.testing.assert_allclose(fast.shares, [0.0, 1.0])
    assert (slow.lagged, fast.lagged) == (1.0, 0.0)
    assert slow.told(Labels(["debt", "price"])) == "0.9 (debt 100%)"
    assert fast.told(Labels()) == "2 (#2 100%)"


def test_infinite_root_is_told_as_such() -> None:
    one = np.ones((1, 1))
    jacobian = Jacobian(0 * one, 0 * one, one, one)
    kinds = jacobian.incidence()
    (root,) = participations(pencil(jacobian, kinds), kinds)
    assert root.told(Labels(["k"])) == "∞ (k 100%)"
