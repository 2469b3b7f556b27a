"""Finite differences of draws, some of which could not be solved."""

import numpy as np

from tinbergen.loop.worlds.differences import for_all, per_unit, size_of


def test_a_step_is_a_thousandth_of_the_largest_value_or_of_one() -> None:
    assert size_of(np.array([3.0, -40.0])) == 0.04
    assert size_of(np.array([0.1, 0.0])) == 0.001


def test_a_draw_that_was_lost_has_the_mean_effect_of_the_others() -> None:
    at = np.array([[1.0, 2.0], [3.0, 4.0], [np.nan, np.nan], [5.0, 6.0]])
    moved = at + 0.5 * np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 0.0], [np.nan, np.nan]])
    np.testing.assert_allclose(
        per_unit(moved, at, 0.5), [[1.0, 2.0], [3.0, 4.0], [2.0, 3.0], [2.0, 3.0]]
    )


def test_effects_of_all_draws_from_those_that_are_known() -> None:
    known = np.array([[[1.0]], [[5.0]]])
    assert for_all(known, np.array([0, 3]), 4).ravel().tolist() == [1.0, 3.0, 3.0, 5.0]
    assert for_all(known, np.array([0, 1]), 2) is known
