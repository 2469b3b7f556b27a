import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.ets import FORMS, EtsForm, smooth
from tinbergen.statistics.forecast.ets_fit import fit_ets, select_ets


def seasonal_series(n=80, season=4, seed=0):
    rng = np.random.default_rng(seed)
    level = 100.0 + rng.normal(0.4, 1.0, n).cumsum()
    return level * np.resize([1.1, 0.95, 0.9, 1.05], n) * np.exp(rng.normal(0.0, 0.01, n))


@pytest.mark.parametrize("text", ["A,N,N", "A,Ad,N", "A,A,A", "M,Ad,A", "M,N,N"])
def test_the_likelihood_is_statsmodels(text):
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    y = seasonal_series()
    form = EtsForm.parse(text)
    fit = fit_ets(y, 4, form)
    peer = ETSModel(
        y,
        error={"A": "add", "M": "mul"}[form.error],
        trend=None if form.trend == "N" else "add",
        damped_trend=form.trend == "Ad",
        seasonal=None if form.seasonal == "N" else "add",
        seasonal_periods=4 if form.seasonal != "N" else None,
    )
    values = {
        "smoothing_level": fit.alpha,
        "smoothing_trend": fit.beta,
        "smoothing_seasonal": fit.gamma,
        "damping_trend": fit.phi,
        "initial_level": fit.parameters[4],
        "initial_trend": fit.parameters[5],
        # statsmodels lists the seasons backwards from the one just before the sample.
        **{f"initial_seasonal.{i}": fit.parameters[-1 - i] for i in range(4)},
    }
    point = np.array([values[name] for name in peer.param_names])
    assert fit.loglik == pytest.approx(peer.loglike(point), abs=1e-8)
    assert fit.loglik > peer.fit(disp=False).llf - 0.01


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_the_fit_is_a_maximum(form):
    y = seasonal_series()
    fit = fit_ets(y, 4, form)
    free = [i for i, v in enumerate(fit.parameters[:4]) if 2e-4 < v < 0.979]

    def loglik(parameters):
        fitted = smooth(y, parameters[:, None], form.seasonal == "M")[0][:, 0]
        e = y / fitted - 1.0 if form.error == "M" else y - fitted
        jacobian = np.log(fitted).sum() if form.error == "M" else 0.0
        return -0.5 * len(y) * (np.log(2 * np.pi * np.mean(e**2)) + 1.0) - jacobian

    assert loglik(fit.parameters) == pytest.approx(fit.loglik, abs=1e-8)
    for i in [*free, 4]:
        for step in (0.999, 1.001):
            moved = fit.parameters.copy()
            moved[i] *= step
            assert loglik(moved) < fit.loglik + 1e-4


def test_selection_takes_the_least_aicc():
    y = seasonal_series()
    best = select_ets(y, 4)
    assert best.aicc == pytest.approx(min(fit_ets(y, 4, f).aicc for f in FORMS), abs=1e-3)
    assert best.form.seasonal == "M"


def test_a_fit_restarted_from_itself_stays():
    y = seasonal_series()
    first = fit_ets(y, 4, EtsForm.parse("M,A,M"))
    again = fit_ets(y, 4, first.form, first)
    assert again.loglik == pytest.approx(first.loglik, abs=1e-4)


@settings(max_examples=8, deadline=None)
@given(st.floats(1e-6, 1e6))
def test_the_unit_does_not_matter(unit):
    y = seasonal_series(40)
    here, there = select_ets(y, 4), select_ets(y * unit, 4)
    assert here.form == there.form
    assert there.loglik == pytest.approx(here.loglik - len(y) * np.log(unit), abs=1e-3)


def test_a_line_is_fitted_exactly():
    fit = select_ets(5.0 + 2.0 * np.arange(30), 1)
    assert fit.form.trend == "A"
    assert fit.sigma2 < 1e-6


def test_what_cannot_be_fitted_is_said():
    y = seasonal_series(30)
    for values, form in ((y - 200.0, "M,N,N"), (y[:5], "A,A,A"), (np.zeros(20), "A,N,N")):
        with pytest.raises(TinbergenError) as fault:
            fit_ets(values, 4, EtsForm.parse(form))
        assert fault.value.code == "F008"
