import numpy as np
import pytest

from tinbergen.statistics.forecast.arima import ArimaOrder, arima_forecasts, fit_arima
from tinbergen.statistics.forecast.arima_search import select_arima


def noise(n=150, seed=0):
    return np.random.default_rng(seed).normal(size=n)


def test_white_noise_keeps_few_parameters():
    best = select_arima(10.0 + noise(), 1)
    assert best.order.d == 0
    assert best.order.constant
    assert best.aicc <= fit_arima(10.0 + noise(), ArimaOrder(constant=True)).aicc + 1e-6


def test_no_neighbour_is_better():
    y = noise(seed=4).cumsum()
    best = select_arima(y, 1)
    for step in ({"p": 1}, {"q": 1}, {"p": -1}, {"q": -1}):
        from dataclasses import replace

        moved = {k: getattr(best.order, k) + v for k, v in step.items()}
        if min(moved.values()) < 0:
            continue
        other = fit_arima(y, replace(best.order, **moved))
        roots = [np.abs(np.roots(c)).max() if len(c) > 1 else 0.0 for c in (other.ar, other.ma)]
        assert other.aicc > best.aicc - 0.01 or max(roots) > 1 / 1.01


def test_a_strong_season_is_differenced():
    y = noise(96).cumsum() * 0.2 + np.resize([9.0, -3.0, 0.0, -6.0], 96)
    assert select_arima(y, 4).order.D == 1


@pytest.mark.parametrize("slope", [0.0, 2.0])
def test_a_series_without_error(slope):
    y = 5.0 + slope * np.arange(40) + np.resize([1.0, 0.0], 40)
    fit = select_arima(y, 2)
    assert fit.sigma2 < 1e-20
    forecast = arima_forecasts(fit, y, [40], 4)
    np.testing.assert_allclose(
        forecast.mean[0], y[-2:][[0, 1, 0, 1]] + slope * np.array([2, 2, 4, 4])
    )


def test_a_parabola_is_differenced_twice_and_keeps_its_error():
    y = np.arange(30.0) ** 2
    fit = select_arima(y, 1)
    assert fit.order.d == 2
    assert fit.sigma2 == pytest.approx(4.0)


def test_a_short_series_gets_small_orders():
    order = select_arima(noise(9).cumsum(), 4).order
    assert max(order.p, order.q) <= 3
    assert order.P == order.Q == 0
