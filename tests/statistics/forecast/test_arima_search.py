import numpy as np
import pytest

from tinbergen.statistics.forecast.arima import ArimaOrder, arima_forecasts, fit_arima
from tinbergen.statistics.forecast.arima_search import _Search, select_arima


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


def test_neighbours_differ_by_one_in_one_or_both_orders_then_in_the_constant():
    """Hyndman and Khandakar (2008), step 2: p, q, P, Q by one, p and q or P and Q together."""
    search = _Search(noise(), ArimaOrder(season=4))
    near = list(search._neighbours(ArimaOrder(p=2, q=1, P=1, Q=0, season=4)))
    steps = [(n.p - 2, n.q - 1, n.P - 1, n.Q) for n in near]
    assert len(set(steps)) == len(steps)
    plain = {(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)} - {(0, 0)}
    expected = {(a, b, 0, 0) for a, b in plain} | {(0, 0, a, b) for a, b in plain if b >= 0}
    constant = [n for n in near if n.constant]
    assert set(steps) - {(0, 0, 0, 0)} == expected
    assert [(n.p, n.q, n.P, n.Q) for n in constant] == [(2, 1, 1, 0)]


def test_a_strong_season_is_differenced():
    y = noise(96).cumsum() * 0.2 + np.resize([9.0, -3.0, 0.0, -6.0], 96)
    assert select_arima(y, 4).order.D == 1


@pytest.mark.parametrize("slope", [0.0, 2.0])
def test_a_series_without_error(slope):
    y = 5.0 + slope * np.arange(40) + np.resize([1.0, 0.0], 40)
    fit = select_arima(y, 2)
    assert fit.sigma2 < 1e-20
    assert (fit.ar.tolist(), fit.ma.tolist()) == ([1.0], [1.0])
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
