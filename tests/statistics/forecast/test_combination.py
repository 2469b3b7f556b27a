import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.statistics.forecast.combination import (
    combine,
    known_before,
    replay_combination,
    weigh,
)
from tinbergen.statistics.forecast.predictive import Predictive


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_weights_add_to_one_and_favour_the_better(members, seed):
    rng = np.random.default_rng(seed)
    size = np.arange(1.0, members + 1.0)
    errors = rng.normal(size=(5, 3)) * size[:, None, None]
    errors = np.array([errors[i % members] for i in range(members)]) if members < 5 else errors
    weights = weigh(errors)
    assert np.isclose(weights.sum(), 1.0)
    mean_square = (errors**2).mean(axis=(1, 2)) if errors.ndim == 3 else (errors**2).mean(axis=1)
    np.testing.assert_allclose(weights * mean_square, (weights * mean_square)[0])


def test_the_best_takes_all():
    errors = np.array([[2.0, 2.0], [1.0, -1.0], [3.0, 0.0]])
    np.testing.assert_array_equal(weigh(errors, "best"), [0.0, 1.0, 0.0])


def test_equal_weights_when_nothing_is_known_or_nothing_wrong():
    np.testing.assert_array_equal(weigh(np.full((2, 3), np.nan)), [0.5, 0.5])
    np.testing.assert_array_equal(weigh(np.zeros((4, 2))), np.full(4, 0.25))


def test_unknown_outturns_do_not_count():
    errors = np.array([[1.0, np.nan], [2.0, np.nan]])
    np.testing.assert_allclose(weigh(errors), [0.8, 0.2])


def test_an_exact_member_takes_nearly_all():
    weights = weigh(np.array([[0.0, 0.0], [1.0, 1.0]]))
    assert weights[0] > 1.0 - 1e-9


def test_what_is_known_at_an_origin():
    known = known_before([10, 11, 13], 2)
    np.testing.assert_array_equal(known[0], False)
    np.testing.assert_array_equal(known[1], [[True, False], [False, False], [False, False]])
    np.testing.assert_array_equal(known[2], [[True, True], [True, True], [False, False]])


def test_a_replay_uses_only_the_errors_known_then():
    rng = np.random.default_rng(0)
    origins = list(range(20, 30))
    actual = rng.normal(size=(10, 3))
    members = [Predictive(rng.normal(size=(10, 3)), np.ones((10, 3))) for _ in range(2)]
    changed = actual.copy()
    dates = np.array(origins)[:, None] + np.arange(1, 4)
    changed[dates > 26] += 50.0
    before = replay_combination(members, actual, origins)
    after = replay_combination(members, changed, origins)
    np.testing.assert_array_equal(before.mean[:7], after.mean[:7])
    assert not np.allclose(before.mean[-1], after.mean[-1])


def test_a_combination_lies_between_its_members():
    members = [Predictive(np.array([1.0, 5.0]), np.ones(2)), Predictive(np.zeros(2), np.ones(2))]
    both = combine(members, np.array([0.25, 0.75]))
    np.testing.assert_allclose(both.mean, [0.25, 1.25])
    np.testing.assert_allclose(both.sd, 1.0)
