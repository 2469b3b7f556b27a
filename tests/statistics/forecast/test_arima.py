import warnings

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.arima import (
    ArimaFit,
    ArimaOrder,
    arima_forecasts,
    difference,
    fit_arima,
)


def series(n=80, seed=3):
    """An airline model: seasonal and ordinary moving averages about stochastic levels."""
    e = np.random.default_rng(seed).normal(size=n + 5)
    w = e[5:] - 0.4 * e[4:-1] - 0.5 * e[1:-4] + 0.2 * e[:-5]
    for season in (1, 4):
        for t in range(season, n):
            w[t] += w[t - season]
    return 50.0 + w


def stationary(n=80, seed=3):
    e = np.random.default_rng(seed).normal(size=n + 2)
    w = np.zeros(n)
    for t in range(2, n):
        w[t] = 0.9 * w[t - 1] - 0.4 * w[t - 2] + e[t] + 0.5 * e[t - 1]
    return 20.0 + w


ORDERS = [
    ArimaOrder(p=2, q=1, constant=True),
    ArimaOrder(p=1, d=1, q=1, constant=True),
    ArimaOrder(q=1, d=1, D=1, Q=1, season=4),
    ArimaOrder(p=1, P=1, D=1, season=4, constant=True),
    ArimaOrder(d=2, q=1),
]


def test_names():
    names = [str(order) for order in ORDERS]
    assert names[0] == "ARIMA(2,0,1) with mean"
    assert names[1] == "ARIMA(1,1,1) with drift"
    assert names[2] == "ARIMA(0,1,1)(0,1,1)[4]"
    assert str(ArimaOrder(d=1, season=12)) == "ARIMA(0,1,0)"


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_maximum_and_forecasts_are_the_state_spaces(order):
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    y = stationary() if order.lost == 0 else series()
    fit = fit_arima(y, order)
    w = difference(y, order)
    model = SARIMAX(
        w,
        order=(order.p, 0, order.q),
        seasonal_order=(order.P, 0, order.Q, order.season if order.season > 1 else 0),
        exog=np.ones(len(w)) if order.constant else None,
        trend="n",
        concentrate_scale=True,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = model.fit(disp=False, maxiter=500)
    assert fit.loglik > peer.llf - 1e-4

    at_ours = model.smooth(_as_statsmodels(fit))
    assert fit.loglik == pytest.approx(at_ours.llf, abs=1e-6)
    ahead = at_ours.get_forecast(6, exog=np.ones(6) if order.constant else None)
    mean = np.asarray(ahead.predicted_mean)
    ours = arima_forecasts(fit, y, [len(y)], 6)
    history = np.append(y, ours.mean[0])
    np.testing.assert_allclose(difference(history, order)[-6:], mean, rtol=1e-6, atol=1e-6)
    if order.lost == 0:
        ratio = fit.sigma2 / at_ours.scale
        variance = np.asarray(ahead.var_pred_mean)
        np.testing.assert_allclose(ours.sd[0] ** 2, variance * ratio, rtol=1e-6)


def _as_statsmodels(fit):
    o = fit.order
    p, P, q, Q = np.split(fit.partials, np.cumsum([o.p, o.P, o.q]))
    from tinbergen.statistics.forecast.arma import coefficients

    ar, sar = coefficients(p), coefficients(P)
    ma, sma = ([-c for c in coefficients(x)] for x in (q, Q))
    return np.array([*([fit.mean] if o.constant else []), *ar, *ma, *sar, *sma])


def test_a_random_walks_error_grows_with_the_root_of_time():
    y = series()
    fit = fit_arima(y, ArimaOrder(d=1))
    forecast = arima_forecasts(fit, y, [len(y)], 9)
    np.testing.assert_allclose(forecast.mean, y[-1])
    np.testing.assert_allclose(forecast.sd[0], np.sqrt(fit.sigma2 * np.arange(1, 10)))


def test_forecast_variance_agrees_with_simulation():
    order = ArimaOrder(p=1, d=1, q=1, D=1, Q=1, season=4)
    fit = ArimaFit(order, np.array([0.6, 0.3, 0.4]), 0.0, 2.0, 0.0, 0.0)
    full = np.convolve(fit.ar, np.convolve([1.0, -1.0], [1.0, 0.0, 0.0, 0.0, -1.0]))
    horizon, paths, memory = 8, 100_000, len(full) - 1
    e = np.random.default_rng(0).normal(0, np.sqrt(fit.sigma2), (paths, horizon))
    path = np.zeros((paths, memory + horizon))
    for h in range(horizon):
        path[:, memory + h] = -path[:, h : memory + h][:, ::-1] @ full[1:]
        for lag, weight in enumerate(fit.ma[: h + 1]):
            path[:, memory + h] += weight * e[:, h - lag]
    forecast = arima_forecasts(fit, series(), [80], horizon)
    np.testing.assert_allclose(forecast.sd[0], path[:, memory:].std(axis=0), rtol=0.01)


def test_an_invertible_limit_is_approached_from_above():
    """A short past leaves a moving average less certain than a long one."""
    fit = ArimaFit(ArimaOrder(q=1), np.array([0.99]), 0.0, 1.0, 0.0, 0.0)
    sd = arima_forecasts(fit, series(), [5, 20, 80], 1).sd[:, 0]
    assert sd[0] > sd[1] > sd[2] > 1.0


def test_a_forecast_sees_nothing_after_its_origin():
    order = ORDERS[2]
    y = series()
    fit = fit_arima(y[:50], order)
    changed = np.append(y[:60], y[60:] + 9.0)
    both = arima_forecasts(fit, y, [50, 60], 4)
    np.testing.assert_allclose(arima_forecasts(fit, changed, [50, 60, 80], 4).mean[:2], both.mean)
    np.testing.assert_allclose(arima_forecasts(fit, y, [60], 4).mean[0], both.mean[1])
    np.testing.assert_allclose(arima_forecasts(fit, y, [60], 4).sd[0], both.sd[1])


def test_a_warm_start_ends_where_a_cold_one_does():
    y = series()
    cold = fit_arima(y, ORDERS[2])
    warm = fit_arima(y, ORDERS[2], fit_arima(y[:70], ORDERS[2]))
    assert warm.loglik == pytest.approx(cold.loglik, abs=1e-3)


def test_too_short_or_without_error():
    with pytest.raises(TinbergenError) as fault:
        fit_arima(series()[:8], ORDERS[2])
    assert fault.value.code == "F009"
    with pytest.raises(TinbergenError) as fault:
        fit_arima(np.arange(30.0), ArimaOrder(d=1, constant=True))
    assert fault.value.code == "F008"
