import numpy as np
import pytest

from tinbergen.statistics.forecast.backtest import Budget, schedule
from tinbergen.statistics.forecast.candidates import CANDIDATES


def series(n=70, seed=0):
    rng = np.random.default_rng(seed)
    return 80.0 + rng.normal(0.3, 1.0, n).cumsum() + np.resize([4.0, 0.0, -5.0, 1.0], n)


@pytest.mark.parametrize("key", CANDIDATES)
def test_a_replay_sees_nothing_after_its_origin(key):
    y = series()
    plan = schedule(70, 4, 6, Budget(origins=12, refits=4))
    cut = plan.origins[5]
    changed = np.append(y[:cut], y[cut:][::-1] + 30.0)
    before = CANDIDATES[key].replay(y, 4, plan.blocks, plan.horizon)
    after = CANDIDATES[key].replay(changed, 4, plan.blocks, plan.horizon)
    np.testing.assert_allclose(after.mean[:6], before.mean[:6], rtol=1e-12)
    np.testing.assert_allclose(after.sd[:6], before.sd[:6], rtol=1e-12)
    assert not np.allclose(after.mean[-1], before.mean[-1])


@pytest.mark.parametrize("key", CANDIDATES)
def test_every_candidate_forecasts_now(key):
    name, forecast = CANDIDATES[key].now(series(), 4, 7)
    assert name
    assert forecast.mean.shape == forecast.sd.shape == (7,)
    assert (forecast.sd > 0).all()


@pytest.mark.parametrize("key", CANDIDATES)
def test_the_last_origin_of_a_single_block_is_a_forecast_of_that_day(key):
    y = series()
    replay = CANDIDATES[key].replay(y, 4, [[60]], 5)
    _, now = CANDIDATES[key].now(y[:60], 4, 5)
    np.testing.assert_allclose(replay.mean[0], now.mean)


def test_a_structure_that_new_data_rule_out_is_chosen_again():
    y = series() - 60.0
    y[55:] -= 60.0
    assert y[:50].min() > 0 > y.min()
    replay = CANDIDATES["ets"].replay(y, 4, [[40, 41], [60, 61]], 3)
    assert np.isfinite(replay.mean).all()


def test_less_than_a_year_makes_the_naive_forecast():
    name, forecast = CANDIDATES["snaive"].now(np.array([1.0, 2.0, 4.0, 3.0]), 12, 3)
    assert name == "naive"
    np.testing.assert_array_equal(forecast.mean, 3.0)
