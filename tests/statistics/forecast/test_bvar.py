"""Bayesian vector autoregressions against independent computations."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.vector_autoregression import fit_var
from tinbergen.statistics.forecast.bvar import fit_bvar
from tinbergen.statistics.forecast.bvar_likelihood import Surface, maximise
from tinbergen.statistics.forecast.bvar_prior import (
    Hyperparameters,
    draw_rows,
    log_hyperprior,
    prior_rows,
    shock_variances,
)
from tinbergen.statistics.forecast.bvar_scale import common_scale


def walk(seed=0, length=60, n=2):
    """Two variables that drift and lean on each other."""
    rng = np.random.default_rng(seed)
    data = np.zeros((length, n))
    data[0] = 50.0
    for t in range(1, length):
        step = 0.3 * (data[t - 1] - data[t - 2]) if t > 1 else 0.0
        gap = 0.1 * (data[t - 1].mean() - data[t - 1])
        data[t] = data[t - 1] + 0.2 + step + gap + rng.standard_normal(n) * [1.0, 2.0][:n]
    return data


CHOSEN = Hyperparameters(0.3, 1.5, 0.7, np.array([1.2, 3.4]))


@pytest.fixture(scope="module")
def fit():
    return fit_bvar(walk(), 2, names=["a", "b"], hyperparameters=CHOSEN)


def prior_by_hand(data, lags, h):
    """The prior's rows in levels: Giannone, Lenza and Primiceri's equations, written out."""
    n = data.shape[1]
    start = data[:lags].mean(axis=0)
    x, y = [], []
    for i in range(n):
        row = np.zeros(1 + n * lags)
        row[1 + i :: n] = start[i] / h.sums
        x.append(row)
        y.append(np.eye(n)[i] * start[i] / h.sums)
    x.append(np.concatenate([[1 / h.initial], *[start / h.initial] * lags]))
    y.append(start / h.initial)
    dummies = len(x)
    for lag in range(1, lags + 1):
        for j in range(n):
            row = np.zeros(1 + n * lags)
            weight = lag * np.sqrt(h.scales[j]) / h.tightness
            row[1 + (lag - 1) * n + j] = weight
            x.append(row)
            y.append(np.eye(n)[j] * weight * (lag == 1))
    x.append(np.eye(1 + n * lags)[0] / 1e3)
    y.append(np.zeros(n))
    return np.array(x), np.array(y), dummies


def test_posterior_mean_is_ridge_regression_on_stacked_rows(fit):
    data = walk()
    x = np.hstack([np.ones((58, 1)), data[1:-1], data[:-2]])
    px, py, dummies = prior_by_hand(data, 2, CHOSEN)
    X, Y = np.vstack([x, px]), np.vstack([data[2:], py])
    expected = np.linalg.lstsq(X, Y, rcond=None)[0]
    np.testing.assert_allclose(fit.coefficients, expected, atol=1e-8)
    left = Y - X @ expected
    np.testing.assert_allclose(fit.scale, np.diag(CHOSEN.scales) + left.T @ left, rtol=1e-8)
    assert fit.freedom == 4 + dummies + 58
    np.testing.assert_allclose(fit.root @ fit.root.T, np.linalg.inv(X.T @ X), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(fit.residuals, data[2:] - x @ expected, atol=1e-8)


def test_scales_are_residual_variances_of_autoregressions():
    """As statsmodels has them: squares over the periods less two coefficients."""
    import statsmodels.api as sm

    data, omit = walk(), np.arange(60) == 20
    rows = [t for t in range(1, 60) if t not in (20, 21)]
    fits = [sm.OLS(s[rows], sm.add_constant(s[np.array(rows) - 1])).fit() for s in data.T]
    found = shock_variances(data, omit, ("a", "b"))
    np.testing.assert_allclose(found, [fit.scale for fit in fits], rtol=1e-10)


def sequential(data, lags, h, omit=(), scale=None):
    """The density of each row given those before it: multivariate t, updated row by row."""
    n = data.shape[1]
    px, py, dummies = prior_by_hand(data, lags, h)
    K, M = px.T @ px, px.T @ py
    S, freedom = np.diag(h.scales) + py.T @ py - M.T @ np.linalg.solve(K, M), n + 2 + dummies
    total = 0.0
    for t in range(lags, len(data)):
        if any(t - lag in omit for lag in range(lags + 1)):
            continue
        s = 1.0 if scale is None else scale[t]
        x = np.concatenate([[1.0], *(data[t - lag] for lag in range(1, lags + 1))]) / s
        y = data[t] / s
        B = np.linalg.solve(K, M)
        width = 1 + x @ np.linalg.solve(K, x)
        df = freedom - n + 1
        total += stats.multivariate_t(x @ B, S * width / df, df).logpdf(y) - n * np.log(s)
        S = S + np.outer(y - x @ B, y - x @ B) / width
        K, M, freedom = K + np.outer(x, x), M + np.outer(x, y), freedom + 1
    return total


def test_marginal_likelihood_is_the_product_of_predictive_densities(fit):
    assert fit.log_marginal_likelihood == pytest.approx(sequential(walk(), 2, CHOSEN), abs=1e-6)


def test_marginal_likelihood_with_rows_left_out_and_scaled():
    data, rng = walk(3), np.random.default_rng(0)
    scale = rng.uniform(0.5, 2.0, 60)
    omit = np.zeros(60, bool)
    omit[[20, 21, 40]] = True
    expected = sequential(data, 2, CHOSEN, omit={20, 21, 40}, scale=scale)
    data[omit] = np.nan
    fit = fit_bvar(data, 2, omit=omit, row_scale=scale, hyperparameters=CHOSEN)
    assert fit.log_marginal_likelihood == pytest.approx(expected, abs=1e-6)
    gone = np.isnan(fit.residuals[:, 0])
    assert set(np.flatnonzero(gone) + 2) == {20, 21, 22, 23, 40, 41, 42}


def test_marginal_likelihood_by_integration_in_one_dimension():
    """One variable, one lag, no dummies: the integral over coefficients is done in closed form
    for each variance on a grid, the one over the variance by quadrature."""
    from scipy.integrate import quad

    data = walk(1, n=1, length=30)
    h = Hyperparameters(0.5, np.inf, np.inf, np.array([1.7]))
    fit = fit_bvar(data, 1, hyperparameters=h)
    x = np.column_stack([np.ones(29), data[:-1, 0]])
    omega = np.diag([1e6, 0.5**2 / 1.7])
    around = data[1:, 0] - data[:-1, 0]
    covariance = np.eye(29) + x @ omega @ x.T
    gauss = stats.multivariate_normal(np.zeros(29), covariance)

    def at(log_variance):
        v = np.exp(log_variance)
        density = gauss.logpdf(around / np.sqrt(v)) - 29 / 2 * np.log(v)
        prior = stats.invgamma(1.5, scale=1.7 / 2).logpdf(v) + log_variance
        return np.exp(density + prior - fit.log_marginal_likelihood)

    assert quad(at, -6, 6, epsabs=1e-10)[0] == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("free", [False, True])
def test_slopes_of_the_marginal_likelihood(free):
    data = walk(2)
    sample = draw_rows(data, 3, np.array([1.0, 0.4]), np.zeros(60, bool), np.ones(60))
    surface = Surface(sample, CHOSEN.scales, free)
    point = np.log([0.3, 1.5, 0.7, *([2.0, 0.9] if free else [])])
    _, slopes = surface.log_posterior(point)
    for i, slope in enumerate(slopes):
        step = 1e-5 * np.eye(len(point))[i]
        up, down = surface.log_posterior(point + step)[0], surface.log_posterior(point - step)[0]
        assert slope == pytest.approx((up - down) / 2e-5, rel=1e-5, abs=1e-5)


def test_the_maximum_is_one_and_no_dummy_weight_stays_where_it_started():
    data = walk(4, length=120)
    sample = draw_rows(data, 2, np.ones(2), np.zeros(120, bool), np.ones(120))
    surface = Surface(sample, np.array([1.0, 4.0]))
    chosen, best = maximise(surface)
    _, slopes = surface.log_posterior(np.log([chosen.tightness, chosen.sums, chosen.initial]))
    np.testing.assert_allclose(slopes, 0.0, atol=2e-2)
    rng = np.random.default_rng(0)
    for point in rng.uniform(-3, 2, (200, 3)):
        assert surface.log_posterior(point)[0] <= best + 1e-9
    assert abs(np.log(chosen.sums)) > 0.02 and abs(np.log(chosen.initial)) > 0.02


def test_hyperpriors_are_gamma_with_the_papers_modes():
    value, slopes = log_hyperprior(Hyperparameters(0.3, 1.5, np.inf, np.array([2.0])), True)
    tight = stats.gamma(*_gamma(0.2, 0.4)[:1], scale=_gamma(0.2, 0.4)[1])
    sums = stats.gamma(*_gamma(1, 1)[:1], scale=_gamma(1, 1)[1])
    psi = stats.invgamma(0.0004, scale=0.0004)
    assert value == pytest.approx(tight.logpdf(0.3) + sums.logpdf(1.5) + psi.logpdf(2.0))
    assert tight.std() == pytest.approx(0.4)
    assert sums.std() == pytest.approx(1.0)
    assert len(slopes) == 3


def _gamma(mode, sd):
    """Shape and scale, from a search rather than the formula."""
    from scipy.optimize import brentq

    shape = brentq(lambda k: np.sqrt(k) * mode / (k - 1) - sd, 1.0001, 1e4)
    return shape, mode / (shape - 1)


def test_a_loose_prior_is_least_squares():
    data = walk(5, length=200)
    loose = Hyperparameters(1e4, np.inf, np.inf, np.array([1.0, 4.0]))
    ours, ols = fit_bvar(data, 2, hyperparameters=loose), fit_var(data, 2)
    np.testing.assert_allclose(ours.coefficients[1:3].T, ols.coefficients[0], atol=1e-4)


def test_draws_have_the_posterior_moments(fit):
    draws = fit.draws(40000, seed=1)
    mean = np.vstack([draws.intercept.mean(0), *draws.coefficients.mean(0).transpose(0, 2, 1)])
    sd = np.sqrt(np.outer(np.diag(fit.root @ fit.root.T), np.diag(fit.covariance)))
    assert np.abs((mean - fit.coefficients) / sd).max() < 0.03
    np.testing.assert_allclose(draws.covariance.mean(0), fit.covariance, rtol=0.02, atol=0.02)
    np.testing.assert_allclose(
        draws.intercept.std(0),
        np.sqrt(fit.root[0] @ fit.root[0] * np.diag(fit.covariance)),
        rtol=0.02,
    )


def test_forecasts_iterate_the_posterior_mean(fit):
    forecast = fit.forecast(3, draws=20)
    last = walk()[-2:]
    for h in range(3):
        step = fit.coefficients[0] + last[::-1].ravel() @ fit.coefficients[1:]
        np.testing.assert_allclose(forecast.point[h], step, rtol=1e-12)
        last = np.vstack([last[1:], step])
    assert forecast.draws.shape == (20, 3, 2)
    assert forecast.to_frame().shape == (3, 12)
    assert forecast.plot() is not None
    assert "VarForecast" in repr(forecast)


@pytest.mark.parametrize("loud", [1.0, 1.7])
def test_density_of_what_came_is_the_gain_in_marginal_likelihood(loud):
    data, scale = walk(8), np.full(60, loud)
    early = fit_bvar(data[:57], 2, hyperparameters=CHOSEN, row_scale=scale[:57])
    late = fit_bvar(data, 2, hyperparameters=CHOSEN, row_scale=scale)
    gain = late.log_marginal_likelihood - early.log_marginal_likelihood
    assert early.log_density(data[57:]) == pytest.approx(gain, abs=1e-7)
    for outturn, code in ((data[57:, :1], "F054"), (data[57:] * np.nan, "F051")):
        with pytest.raises(TinbergenError, match=code):
            early.log_density(outturn)


def test_given_its_own_mean_a_forecast_stays(fit):
    free = fit.forecast(4, draws=10)
    held = fit.forecast(4, draws=10, given={"b": free.point[:, 1]})
    np.testing.assert_allclose(held.point, free.point, atol=1e-9)
    np.testing.assert_allclose(held.draws[:, :, 1], np.tile(free.point[:, 1], (10, 1)))


def narrow(fit):
    """The same posterior, all but certain."""
    return dataclasses.replace(
        fit, root=fit.root * 1e-9, scale=fit.covariance * 1e9, freedom=int(1e9) + 3
    )


def test_conditional_draws_are_the_regression_on_free_draws(fit):
    """With known parameters paths are jointly normal: conditional means and variances are those
    of a regression of the free cells on the given ones, over unconditional draws."""
    sure = narrow(fit)
    free = sure.forecast(3, draws=60000, seed=3).draws
    path = {"b": [np.nan, 58.0, 60.0]}
    held = sure.forecast(3, draws=60000, seed=4, given=path)
    cells = free.reshape(len(free), -1)
    fixed, others = [3, 5], [0, 1, 2, 4]
    x = np.column_stack([np.ones(len(cells)), cells[:, fixed]])
    b = np.linalg.lstsq(x, cells[:, others], rcond=None)[0]
    expected = np.array([1.0, 58.0, 60.0]) @ b
    covariance = np.cov((cells[:, others] - x @ b).T)
    ours = held.draws.reshape(len(free), -1)[:, others]
    np.testing.assert_allclose(ours.mean(0), expected, atol=0.12)
    np.testing.assert_allclose(held.point.ravel()[others], expected, atol=0.12)
    np.testing.assert_allclose(np.cov(ours.T), covariance, atol=0.08)


def test_conditional_draws_are_the_free_ones_that_meet_the_path(fit):
    """Brute force: of free draws keep those near the path. Parameters are then learnt from it."""
    free = fit.forecast(2, draws=400000, seed=5).draws
    target = np.quantile(free[:, 1, 1], 0.8)
    kept = free[np.abs(free[:, 1, 1] - target) < 0.05]
    held = fit.forecast(2, draws=20000, seed=6, given={"b": [np.nan, target]}, learn=True)
    assert len(kept) > 2000
    assert 2000 < held.effective < 20000
    np.testing.assert_allclose(held.draws.mean(0), kept.mean(0), atol=0.12)
    np.testing.assert_allclose(held.draws.std(0)[:, 0], kept.std(0)[:, 0], rtol=0.06)


def test_common_scale_finds_the_loud_years():
    rng = np.random.default_rng(0)
    loud = np.where(np.arange(200) < 100, 3.0, 1.0)
    residuals = rng.standard_normal((200, 5)) * loud[:, None] * [1.0, 5.0, 0.1, 1.0, 2.0]
    residuals[50] = np.nan
    scale = common_scale(residuals)
    assert scale[:80].mean() / scale[120:].mean() == pytest.approx(3.0, rel=0.15)
    known = np.isfinite(residuals[:, 0])
    assert np.mean(scale[known] ** 2) == pytest.approx(1.0)
    data = np.cumsum(np.nan_to_num(residuals[:, [0, 3]]), axis=0)
    fit = fit_bvar(data, 1, row_scale="common")
    plain = fit_bvar(data, 1)
    assert fit.log_marginal_likelihood > plain.log_marginal_likelihood + 20
    assert fit.forecast(1, draws=4000).draws.std() < plain.forecast(1, draws=4000).draws.std()


def test_estimated_scales_are_no_less_likely():
    data = walk(6, length=120)
    fixed, free = fit_bvar(data, 2), fit_bvar(data, 2, scales="estimated")
    assert free.log_marginal_likelihood > fixed.log_marginal_likelihood - 1.0
    assert free.hyperparameters.scales[1] / free.hyperparameters.scales[0] == pytest.approx(
        4, rel=0.6
    )


def test_prior_rows_without_dummies():
    sample = draw_rows(walk(), 2, np.ones(2), np.zeros(60, bool), np.ones(60))
    x, y, count = prior_rows(sample, Hyperparameters(0.2, np.inf, np.inf, np.ones(2)))
    assert (x.shape, y.any(), count) == ((5, 5), False, 0)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("F053", {"lags": 0}),
        ("F054", {"names": ["a"]}),
        ("F054", {"omit": [True]}),
        ("F054", {"persistence": [1.0, 1.0, 1.0]}),
        ("F053", {"row_scale": np.zeros(60)}),
        ("F053", {"row_scale": "loud"}),
        ("F053", {"scales": "none"}),
        ("F050", {"data": [], "omit": [], "row_scale": []}),
        ("F050", {"lags": 57}),
        ("F050", {"lags": 59}),
        ("F050", {"lags": 70}),
    ],
)
def test_refusals(code, change):
    with pytest.raises(TinbergenError) as fault:
        fit_bvar(**{"data": walk(), "lags": 2, **change})
    assert fault.value.code == code


def test_forecasts_start_from_periods_left_out():
    data, omit = walk(), np.arange(60) >= 58
    fit = fit_bvar(data, 2, omit=omit, hyperparameters=CHOSEN)
    short = fit_bvar(data[:58], 2, hyperparameters=CHOSEN)
    np.testing.assert_allclose(fit.coefficients, short.coefficients, rtol=1e-10)
    np.testing.assert_array_equal(fit.history, data[-2:])
    data[59, 0] = np.nan
    with pytest.raises(TinbergenError, match="F051"):
        fit_bvar(data, 2, omit=omit)


def test_refusals_of_data_and_paths(fit):
    holes = walk()
    holes[7, 0] = np.nan
    for data, code in ((holes, "F051"), (np.column_stack([walk()[:, 0], np.ones(60)]), "F055")):
        with pytest.raises(TinbergenError) as fault:
            fit_bvar(data, 2)
        assert fault.value.code == code
    for given, code in (
        ({"c": [1.0]}, "F120"),
        ({"a": [1.0] * 5}, "F121"),
        ({"a": [np.inf]}, "F121"),
    ):
        with pytest.raises(TinbergenError) as fault:
            fit.forecast(3, given=given)
        assert fault.value.code == code
    with pytest.raises(TinbergenError, match="F053"):
        fit.forecast(0)


def test_a_frame_names_its_variables():
    import pandas as pd

    fit = fit_bvar(pd.DataFrame(walk(), columns=["gdp", "prices"]), 1)
    assert fit.names == ("gdp", "prices")
    assert list(fit.to_frame().index) == ["constant", "gdp(-1)", "prices(-1)"]
    assert "BayesianVar" in repr(fit)
