import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.statistics.forecast.seasonality import (
    is_seasonal,
    seasonal_pattern,
    seasonal_strength,
)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_a_pattern_on_a_line_is_found_exactly(season, seed):
    pattern = np.random.default_rng(seed).normal(size=season)
    pattern -= pattern.mean()
    y = 7.0 + 0.3 * np.arange(4 * season) + np.resize(pattern, 4 * season)
    found = seasonal_pattern(y, season, False)
    np.testing.assert_allclose(found, pattern, atol=1e-10)


def test_differences_sum_to_zero_where_a_trend_bends():
    """The averages about the moving average do not sum to zero by themselves there."""
    found = seasonal_pattern(np.arange(13.0) ** 2, 4, False)
    assert found.sum() == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("season", [3, 4])
def test_factors_on_a_level_average_one(season):
    factors = np.linspace(0.8, 1.2, season)
    y = 50.0 * np.resize(factors, 5 * season)
    found = seasonal_pattern(y, season, True)
    np.testing.assert_allclose(found, factors)
    assert found.mean() == pytest.approx(1.0)


def test_the_test_tells_a_season_from_noise():
    e = np.random.default_rng(1).normal(size=60)
    assert not is_seasonal(e, 4)
    assert is_seasonal(e + np.resize([3.0, 0.0, -3.0, 0.0], 60), 4)
    assert not is_seasonal(np.resize([3.0, 0.0, -3.0, 0.0], 8), 4)
    assert not is_seasonal(np.ones(40), 4)


@pytest.mark.parametrize("unit", [1e-4, 1e4])
def test_the_unit_tells_nothing_of_a_season(unit):
    """Autocorrelations are shares of the variance: those of noise stay small in large units."""
    e = np.random.default_rng(1).normal(size=60)
    assert not is_seasonal(unit * e, 4)
    assert is_seasonal(unit * (e + np.resize([3.0, 0.0, -3.0, 0.0], 60)), 4)


def test_strength_runs_from_nothing_to_one():
    wave = np.resize([1.0, 0.0, -1.0, 0.0], 80)
    assert seasonal_strength(wave, 4) == pytest.approx(1.0)
    assert seasonal_strength(np.random.default_rng(2).normal(size=80), 4) < 0.5
