import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.statistics.forecast.backtest import (
    Budget,
    Schedule,
    outturns,
    replayed_radii,
    schedule,
    score,
    seasonal_scale,
    smape,
)
from tinbergen.statistics.forecast.naive import seasonal_naive
from tinbergen.statistics.forecast.predictive import Predictive, normal_radius


@settings(max_examples=200, deadline=None)
@given(st.integers(4, 300), st.sampled_from([1, 4, 12]), st.integers(1, 40), st.integers(1, 60))
def test_a_schedule_keeps_its_promises(n, season, horizon, most):
    plan = schedule(n, season, horizon, Budget(origins=most))
    if plan is None:
        assert n - max(3 * season, 10) < 5 or most < 4
        return
    origins = plan.origins
    assert list(origins) == list(range(origins[0], origins[-1] + 1))
    assert origins[-1] + plan.horizon == n
    assert origins[0] >= max(3 * season, 10)
    assert 4 <= len(origins) <= most
    assert 1 <= plan.horizon <= horizon
    assert len(plan.blocks) == min(6, len(origins))


def test_outturns_follow_their_origins():
    plan = Schedule(((3, 4), (5,)), 2)
    np.testing.assert_array_equal(outturns(np.arange(8.0), plan), [[3, 4], [4, 5], [5, 6]])


def test_scores_by_hand():
    y = np.array([1.0, 2.0, 4.0, 3.0, 5.0, 4.0])
    plan = Schedule(((3, 4),), 2)
    forecast = Predictive(np.array([[3.0, 4.0], [5.0, 5.0]]), np.ones((2, 2)))
    naive = seasonal_naive(y, 1, plan.origins, 2)
    result = score(y, 1, plan, forecast, naive)
    assert (result.origins, result.horizon, result.first) == (2, 2, 3)
    assert result.mase == pytest.approx((0 + 1 + 0 + 1) / 4 / 1.5)
    assert result.mase_naive == pytest.approx((1 + 1 + 2 + 1) / 4 / 1.5)
    assert result.smape == pytest.approx(np.mean([0, 200 / 9, 0, 200 / 9]))
    assert result.beats_naive
    assert result.coverage80 == 100.0


def test_the_naive_forecast_does_not_beat_itself():
    y = np.random.default_rng(0).normal(size=60).cumsum()
    plan = schedule(60, 4, 8, Budget())
    naive = seasonal_naive(y, 4, plan.origins, plan.horizon)
    result = score(y, 4, plan, naive, naive)
    assert result.mase == result.mase_naive
    assert not result.beats_naive


def test_bands_of_a_true_model_cover_as_they_say():
    y = np.random.default_rng(7).normal(size=3000)
    plan = schedule(3000, 1, 3, Budget(origins=2900))
    truth = Predictive(np.zeros((2900, 3)), np.ones((2900, 3)))
    result = score(y, 1, plan, truth, truth)
    assert result.coverage80 == pytest.approx(80, abs=3)
    assert result.coverage95 == pytest.approx(95, abs=1.5)
    # CRPS of the standard normal for itself is 1/√π.
    assert result.crps == pytest.approx(1 / np.sqrt(np.pi), rel=0.03)


def test_bands_at_an_origin_know_only_earlier_errors():
    rng = np.random.default_rng(0)
    errors, sd = rng.normal(size=(12, 2)), np.ones((12, 2))
    origins = list(range(20, 32))
    wild = errors.copy()
    wild[8:] *= 100.0
    before = replayed_radii(errors, sd, origins, (80,))[80]
    after = replayed_radii(wild, sd, origins, (80,))[80]
    np.testing.assert_array_equal(before[:9], after[:9])
    np.testing.assert_allclose(before[0], normal_radius(80))
    assert (after[-1] > before[-1]).all()


def test_the_scale_of_errors_is_never_nil():
    assert seasonal_scale(np.array([1.0, 2.0, 4.0, 8.0]), 1, 3) == 1.5
    assert seasonal_scale(np.resize([1.0, 3.0], 10), 2, 8) == 2.0
    assert seasonal_scale(np.ones(5), 1, 4) == 1.0


def test_two_zeros_are_no_error():
    assert smape(np.array([0.0, 1.0]), np.array([0.0, 3.0])) == pytest.approx(50.0)
