import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.statistics.cycles.hp_filter import (
    hp_trend,
    hp_vintages,
    ravn_uhlig,
    revision_rule,
    revision_spread,
)


def test_smoothing_by_frequency():
    assert [ravn_uhlig(f) for f in (1, 4, 12)] == [6.25, 1600.0, 129600.0]


@settings(max_examples=50, deadline=None)
@given(st.integers(4, 60), st.floats(0.1, 1e6), st.integers(0, 2**32 - 1))
def test_the_trend_meets_its_first_order_condition(length, smoothing, seed):
    values = np.random.default_rng(seed).normal(size=length).cumsum()
    difference = np.diff(np.eye(length), n=2, axis=0)
    trend = hp_trend(values, smoothing)
    slack = trend + smoothing * difference.T @ difference @ trend - values
    assert np.abs(slack).max() < 1e-8 * max(1.0, smoothing)


def test_a_line_is_its_own_trend():
    line = 3.0 + 0.5 * np.arange(40)
    np.testing.assert_allclose(hp_trend(line, 1600.0), line, rtol=1e-9)


def test_vintages_know_nothing_later():
    values = np.random.default_rng(1).normal(size=60).cumsum()
    vintages = hp_vintages(values, 1600.0, 8)
    changed = hp_vintages(np.append(values[:40], values[40:] + 5.0), 1600.0, 8)
    np.testing.assert_array_equal(vintages[:40], changed[:40])
    np.testing.assert_allclose(vintages[30, :31], hp_trend(values[:31], 1600.0))
    assert np.isnan(vintages[:8]).all()
    assert np.isnan(vintages[30, 31:]).all()


def test_revisions_shrink_with_distance_and_match_their_definition():
    values = np.random.default_rng(2).normal(size=160).cumsum()
    first, settled, enough = revision_rule(4)
    vintages = hp_vintages(values, 1600.0, first)
    spread = revision_spread(vintages, settled, enough)
    revisions = [vintages[-1, t] - vintages[t + 2, t] for t in range(first - 2, 160 - settled)]
    assert spread[2] == pytest.approx(np.sqrt(np.mean(np.square(revisions))))
    assert spread[0] > spread[4] > spread[12] > spread[60] > 0.0
    assert spread[-1] == 0.0


@pytest.mark.parametrize("frequency", [1, 4, 12])
def test_the_shortest_sample_allowed_still_has_an_interval(frequency):
    first, settled, enough = revision_rule(frequency)
    values = np.random.default_rng(3).normal(size=first + settled + enough).cumsum()
    vintages = hp_vintages(values, ravn_uhlig(frequency), first)
    assert revision_spread(vintages, settled, enough)[0] > 0.0
