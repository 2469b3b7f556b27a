"""The split of a budget equalises what one more unit saves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.economics.allocation import Use, split


def quadratic(value: float, curvature: float, most: float = 10.0) -> Use:
    """Loss = -value s + curvature s² / 2, until a unit more saves nothing."""
    s = np.linspace(0, most, 9)
    inside = np.minimum(s, value / curvature)
    return Use(s, -value * inside + curvature * inside**2 / 2, np.maximum(value - curvature * s, 0))


def test_the_closed_form_of_two_quadratics() -> None:
    """Savings 4 - s and 3 - s/2 are equal, and the amounts sum to 5, at 7/3 and 8/3."""
    found = split([quadratic(4, 1, 4), quadratic(3, 0.5, 6)], 5.0)
    np.testing.assert_allclose(found.amounts, [7 / 3, 8 / 3])
    assert found.price == pytest.approx(5 / 3)


def test_a_use_that_saves_too_little_gets_nothing() -> None:
    found = split([quadratic(10, 1, 10), quadratic(1, 1, 1)], 5.0)
    np.testing.assert_allclose(found.amounts, [5, 0], atol=1e-9)
    assert found.price == pytest.approx(5)


def test_what_nobody_can_use_is_left() -> None:
    found = split([quadratic(2, 1), quadratic(1, 1)], 100.0)
    assert found.price == 0
    assert found.amounts.sum() < 100
    assert found.amounts[0] == pytest.approx(2.5)


def test_the_loss_between_points() -> None:
    use = quadratic(4, 1, 4)
    for s in (0.0, 0.3, 1.7, 4.0):
        assert use.loss(s) == pytest.approx(-4 * s + s**2 / 2)
    assert use.loss(9.0) == use.loss(4.0)


@given(
    st.lists(st.tuples(st.floats(0.1, 10), st.floats(0.1, 5)), min_size=1, max_size=5),
    st.floats(0.1, 20),
)
def test_no_better_split_exists(shapes, budget) -> None:
    """All that is shared is shared, and every use that gets some saves at least the price."""
    uses = [quadratic(v, c, v / c) for v, c in shapes]
    found = split(uses, budget)
    room = sum(use.amounts[-1] for use in uses)
    assert found.amounts.sum() == pytest.approx(min(budget, room), rel=1e-6)
    for use, amount in zip(uses, found.amounts, strict=True):
        if amount > 1e-6:
            assert use.saving(amount) >= found.price - 1e-6
        if amount < use.amounts[-1] - 1e-6:
            assert use.saving(amount) <= found.price + 1e-6


def test_a_point_replaces_one_at_the_same_amount() -> None:
    use = Use(np.array([0.0, 1.0]), np.array([1.0, 0.5]), np.array([1.0, 0.2]))
    assert use.with_point(1.0, 0.4, 0.1).losses.tolist() == [1, 0.4]
    assert use.with_point(0.5, 0.7, 0.5).amounts.tolist() == [0, 0.5, 1]


def test_a_point_close_by_is_known() -> None:
    use = Use(np.array([0.0, 1.0]), np.array([1.0, 0.5]), np.array([1.0, 0.2]))
    assert use.known(1.01, 0.02)
    assert not use.known(1.03, 0.02)
    assert not Use(np.array([]), np.array([]), np.array([])).known(0.0, 1.0)
