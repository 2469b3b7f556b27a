import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.methods.arima import ArimaOrder, arima_forecasts, difference, fit_arima


def series(n=80, seed=3):
    rng = np.random.default_rng(seed)
    e = rng.normal(size=n + 4)
    w = e[4:] + 0.5 * e[3:-1] - 0.4 * e[:-4]
    return 50.0 + w.cumsum() + np.resize([3.0, -1.0, 0.0, -2.0], n)


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

    y = series()
    fit = fit_arima(y, order)
    w = difference(y, order)
    peer = SARIMAX(
        w,
        order=(order.p, 0, order.q),
        seasonal_order=(order.P, 0, order.Q, order.season if order.season > 1 else 0),
        exog=np.ones(len(w)) if order.constant else None,
        trend="n",
        concentrate_scale=True,
    ).fit(disp=False, maxiter=500)
    assert fit.loglik > peer.llf - 1e-4

    at_ours = peer.model.smooth(_as_statsmodels(fit))
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
    from tinbergen.methods.arma import coefficients

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
    y = series()
    fit = fit_arima(y, order)
    full = np.convolve(fit.ar, np.convolve([1.0, -1.0], [1.0, 0.0, 0.0, 0.0, -1.0]))
    horizon, paths = 8, 100_000
    e = np.random.default_rng(0).normal(0, np.sqrt(fit.sigma2), (paths, horizon))
    path = np.zeros((paths, horizon + len(full) - 1))
    for h in range(horizon):
        at = h + len(full) - 1
        path[:, at] = -path[:, h:at][:, ::-1] @ full[1:]
        for lag, weight in enumerate(fit.ma[: h + 1]):
            path[:, at] += weight * e[:, h - lag]
    forecast = arima_forecasts(fit, y, [len(y)], horizon)
    np.testing.assert_allclose(forecast.sd[0], path[:, len(full) - 1 :].std(axis=0), rtol=0.02)


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
