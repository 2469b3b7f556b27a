"""Limits that contradict one another are exceeded by as little as can be, and evenly."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.excess import least_excess

#: x <= 0 and x >= 1, x + y <= 5.
A = np.array([[1.0, 0.0], [-1.0, 0.0], [1.0, 1.0]])
B = np.array([0.0, -1.0, 5.0])


def test_excess_is_spread_evenly_where_its_sum_leaves_a_choice() -> None:
    found = least_excess(np.zeros(3, dtype=bool), A, B)
    np.testing.assert_allclose(found, [0.5, 0.5, 0.0], atol=1e-4)


def test_it_is_as_even_as_hard_limits_allow() -> None:
    """x <= 0 and x >= 1 with x <= .3 for certain: any x up to .3 has the same sum."""
    A, b = np.array([[1.0], [-1.0], [1.0]]), np.array([0.0, -1.0, 0.3])
    found = least_excess(np.array([False, False, True]), A, b)
    np.testing.assert_allclose(found, [0.3, 0.7, 0.0], atol=1e-4)


def test_hard_limits_hold_while_others_can_give_way() -> None:
    found = least_excess(np.array([True, False, False]), A, B)
    np.testing.assert_allclose(found, [0.0, 1.0, 0.0], atol=1e-4)
    # Two hard limits that contradict one another give way as well.
    found = least_excess(np.array([True, True, False]), A, B)
    np.testing.assert_allclose(found, [0.5, 0.5, 0.0], atol=1e-4)


def test_nothing_is_exceeded_where_all_can_hold() -> None:
    found = least_excess(np.zeros(3, dtype=bool), A, np.array([2.0, -1.0, 5.0]))
    np.testing.assert_allclose(found, 0.0, atol=1e-6)


def test_limits_that_nothing_can_meet() -> None:
    with pytest.raises(TinbergenError) as fault:
        least_excess(np.zeros(1, dtype=bool), np.array([[np.nan]]), np.array([1.0]))
    assert fault.value.code == "E009"
