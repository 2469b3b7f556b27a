from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.bry_boschan import turning_points


def test_a_plain_cycle():
    level = np.array([1, 2, 3, 4, 5, 4, 3, 2, 3, 4, 5, 6, 7, 8.0])
    result = turning_points(level, 4)
    assert (result.peaks, result.troughs) == ((4,), (7,))
    assert result.contraction.nonzero()[0].tolist() == [5, 6, 7]


def test_a_peak_without_a_trough_yet_lasts_to_the_end():
    result = turning_points(np.array([np.nan, 1, 2, 3, 4, 5, 6, 7, 6, 5.0]), 4)
    assert (result.peaks, result.troughs) == ((7,), ())
    assert result.contraction.nonzero()[0].tolist() == [8, 9]


def test_one_bad_quarter_is_no_recession():
    assert turning_points(np.array([1, 2, 3, 4, 3.9, 5, 6, 7, 8, 9.0]), 4).peaks == ()


def test_of_a_flat_top_the_last_period():
    assert turning_points(np.array([0, 1, 2, 5, 5, 5, 3, 2, 1.0]), 4).peaks == (5,)


def test_a_short_cycle_leaves_the_higher_peak():
    level = np.array([0, 1, 2, 8, 7, 6, 9, 8, 5, 4, 3, 2, 1.0])
    assert turning_points(level, 4).peaks == (6,)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([1, 4, 12]), st.integers(40, 120), st.integers(0, 2**32 - 1))
def test_the_rules_hold(frequency, length, seed):
    level = np.random.default_rng(seed).normal(size=length).cumsum()
    reach, phase, cycle = {1: (1, 1, 2), 4: (2, 2, 5), 12: (5, 6, 15)}[frequency]
    result = turning_points(level, frequency)
    both = sorted([(t, 1) for t in result.peaks] + [(t, -1) for t in result.troughs])
    assert all(a[1] != b[1] for a, b in pairwise(both))
    assert all(b[0] - a[0] >= phase for a, b in pairwise(both))
    assert all(b[0] - a[0] >= cycle for a, b in zip(both, both[2:], strict=False))
    for t, sign in both:
        around = sign * level[t - reach : t + reach + 1]
        assert around.argmax() == reach
    upside_down = turning_points(-level, frequency)
    assert (upside_down.peaks, upside_down.troughs) == (result.troughs, result.peaks)


def test_other_frequencies_are_refused():
    with pytest.raises(TinbergenError) as caught:
        turning_points(np.arange(30.0), 2)
    assert caught.value.code == "F053"
