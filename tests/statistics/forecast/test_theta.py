import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.theta import fit_theta, theta_forecast, theta_forecasts


def walk(n=60, seed=0):
    return 100.0 + np.random.default_rng(seed).normal(0.5, 1.0, n).cumsum()


def test_alpha_minimises_the_one_step_errors():
    y = walk()
    fit = fit_theta(y, 1)

    def cost(alpha):
        """Least squares over the first level by trying a fine grid around its optimum."""
        errors = []
        for first in (0.0, 1.0):
            level, e = first, []
            for value in y:
                e.append(value - level)
                level += alpha * e[-1]
            errors.append(np.array(e))
        base, slope = errors[0], errors[1] - errors[0]
        best = -(base @ slope) / (slope @ slope)
        return float(np.sum((base + best * slope) ** 2))

    least = cost(fit.alpha)
    assert fit.sigma2 == pytest.approx(least / (len(y) - 2))
    assert all(least <= cost(a) * (1 + 1e-9) for a in np.linspace(0.01, 0.9999, 60))


def test_half_the_slope_is_the_drift():
    y = 3.0 + 2.0 * np.arange(40)
    forecast = theta_forecast(fit_theta(y, 1), 5)
    np.testing.assert_allclose(np.diff(forecast.mean), 1.0)
    assert forecast.mean[0] == pytest.approx(y[-1] + 1.0, abs=0.01)


def test_a_season_is_taken_out_and_put_back():
    factors = np.array([1.2, 0.9, 0.8, 1.1])
    forecast = theta_forecast(fit_theta(50.0 * np.resize(factors, 42), 4), 4)
    np.testing.assert_allclose(forecast.mean, 50.0 * factors[[2, 3, 0, 1]], rtol=1e-6)


def test_values_below_nought_get_seasonal_terms():
    terms = np.resize([5.0, -1.0, -4.0, 0.0], 40)
    fit = fit_theta(terms, 4)
    assert not fit.multiplicative
    np.testing.assert_allclose(theta_forecast(fit, 4).mean, [5.0, -1.0, -4.0, 0.0], atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.floats(1e-3, 1e3))
def test_the_unit_does_not_matter(unit):
    y = walk()
    here, there = theta_forecast(fit_theta(y, 4), 6), theta_forecast(fit_theta(y * unit, 4), 6)
    np.testing.assert_allclose(there.mean, here.mean * unit, rtol=1e-4)
    np.testing.assert_allclose(there.sd, here.sd * unit, rtol=1e-3)


def test_replays_are_the_forecasts_of_their_day():
    y = walk()
    replay = theta_forecasts(y, 4, [30, 50], 3)
    np.testing.assert_array_equal(replay.mean[0], theta_forecast(fit_theta(y[:30], 4), 3).mean)


def test_three_values_are_too_few():
    with pytest.raises(TinbergenError) as fault:
        fit_theta(np.array([1.0, 2.0, 4.0]), 1)
    assert fault.value.code == "F003"
