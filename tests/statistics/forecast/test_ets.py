import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.ets import (
    FORMS,
    EtsFit,
    EtsForm,
    admissible_forms,
    ets_forecasts,
    smooth,
)

SEASON = 4
LANE = np.array([0.4, 0.3, 0.25, 0.9, 10.0, 0.2, 1.3, 0.8, 0.7, 1.2])


def a_fit(text, sigma2, n=40):
    form = EtsForm.parse(text)
    lane = LANE.copy()
    if form.seasonal == "A":
        lane[6:] -= 1.0
    if form.trend == "N":
        lane[[1, 5]] = 0.0
    if form.trend != "Ad":
        lane[3] = 1.0
    if form.seasonal == "N":
        lane = np.append(lane[:6], 0.0)
        lane[2] = 0.0
    return EtsFit(form, SEASON, n, lane, sigma2, 0.0, 0.0)


def plainly(fit, y):
    """The book's equations, one observation at a time: fitted values and final states."""
    level, trend = fit.parameters[4:6]
    seasonal = list(fit.parameters[6:])
    fitted = []
    for value in y:
        q, s = level + fit.phi * trend, seasonal.pop(0)
        f = q * s if fit.form.seasonal == "M" else q + s
        if fit.form.seasonal == "M":
            error = (value - f) / f
            level, trend = q * (1 + fit.alpha * error), fit.phi * trend + fit.beta * q * error
            seasonal.append(s * (1 + fit.gamma * error))
        else:
            error = value - f
            level, trend = q + fit.alpha * error, fit.phi * trend + fit.beta * error
            seasonal.append(s + fit.gamma * error)
        fitted.append(f)
    return np.array(fitted), [level, trend, *seasonal]


def test_fifteen_forms_named_as_in_the_book():
    assert len(FORMS) == 15
    assert all(EtsForm.parse(str(form)) == form for form in FORMS)
    with pytest.raises(TinbergenError) as fault:
        EtsForm.parse("A,N,M")
    assert fault.value.code == "F008"


def test_parameters_are_counted_as_in_the_book():
    assert EtsForm.parse("A,N,N").k(1) == 3
    assert EtsForm.parse("M,Ad,M").k(12) == 18


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_the_recursion_is_the_books(form):
    fit = a_fit(str(form), 0.01)
    y = 10.0 + np.random.default_rng(2).normal(size=30).cumsum() * 0.3
    lanes = np.column_stack([fit.parameters, fit.parameters * 1.01])
    fitted, states = smooth(y, lanes, form.seasonal == "M", at=[30])
    expected, last = plainly(fit, y)
    np.testing.assert_allclose(fitted[:, 0], expected, rtol=1e-12)
    period = len(last) - 2
    order = [0, 1, *(2 + np.arange(period))]
    np.testing.assert_allclose(states[0], np.array(last)[order], rtol=1e-12)


def simulated(fit, horizon, paths, rng):
    """(paths, horizon) futures after the initial state."""
    level = np.full(paths, fit.parameters[4])
    trend = np.full(paths, fit.parameters[5])
    seasonal = [np.full(paths, s) for s in fit.parameters[6:]]
    out = np.empty((paths, horizon))
    for h in range(horizon):
        q, s = level + fit.phi * trend, seasonal.pop(0)
        mult = fit.form.seasonal == "M"
        f = q * s if mult else q + s
        shock = rng.normal(0.0, np.sqrt(fit.sigma2), paths)
        error = shock * f if fit.form.error == "M" else shock
        out[:, h] = f + error
        rise = error / s if mult else error
        level, trend = q + fit.alpha * rise, fit.phi * trend + fit.beta * rise
        seasonal.append(s + fit.gamma * (error / q if mult else error))
    return out


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_forecast_moments_agree_with_simulation(form):
    horizon = 10
    fit = a_fit(str(form), 0.01 if form.error == "M" else 1.0)
    y = foretold(fit)
    forecast = ets_forecasts(fit, y, [SEASON], horizon)
    start = a_state(fit, y)
    paths = simulated(start, horizon, 100_000, np.random.default_rng(5))
    np.testing.assert_allclose(forecast.mean[0], paths.mean(axis=0), rtol=0.01)
    exact = SEASON if form.seasonal == "M" else horizon
    spread = paths.std(axis=0)
    np.testing.assert_allclose(forecast.sd[0, :exact], spread[:exact], rtol=0.02)
    np.testing.assert_allclose(forecast.sd[0, exact:], spread[exact:], rtol=0.06)


def foretold(fit):
    """A year that the model foretells exactly, so that its states stay on course."""
    y = []
    for _ in range(SEASON):
        fitted, _ = plainly(fit, [*y, 1.0])
        y.append(fitted[-1])
    return np.array(y)


def a_state(fit, y):
    from dataclasses import replace

    _, states = plainly(fit, y)
    return replace(fit, parameters=np.array([*fit.parameters[:4], *states]))


def test_a_forecast_sees_nothing_after_its_origin():
    fit = a_fit("M,Ad,M", 0.01)
    y = 10.0 + np.random.default_rng(3).random(30)
    changed = np.append(y[:20], y[20:] * 3.0)
    early, late = ets_forecasts(fit, y, [10, 20], 5), ets_forecasts(fit, changed, [10, 20], 5)
    np.testing.assert_array_equal(early.mean, late.mean)
    np.testing.assert_array_equal(ets_forecasts(fit, y, [20], 5).mean[0], early.mean[1])


def test_what_a_series_can_carry():
    y = np.arange(1.0, 31.0)
    assert len(admissible_forms(y, 4)) == 15
    assert {f.error for f in admissible_forms(y - 5.0, 4)} == {"A"}
    assert {f.seasonal for f in admissible_forms(y[:7], 4)} == {"N"}
    assert {f.seasonal for f in admissible_forms(np.ones(99), 52)} == {"N"}
    assert [str(f) for f in admissible_forms(y[:5] - 9.0, 1)] == ["ETS(A,N,N)"]
