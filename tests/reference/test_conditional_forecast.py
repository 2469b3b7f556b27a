"""Conditional forecasts against the Kalman smoother with observations of the future.

A forecast on a path is what a smoother says of periods of which only the path is observed
(Clarida and Coyle 1984, NBER Technical Working Paper 42; Banbura, Giannone and Lenza 2015,
International Journal of Forecasting 31(3)). The smoother is statsmodels', the state space that of
the autoregression in companion form, without measurement errors. Waggoner and Zha (1999, Review of
Economics and Statistics 81(4)): every draw meets the path exactly.
"""

import dataclasses

import numpy as np
import pytest
from scipy.stats import chi2
from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

from tinbergen.engine.linear.tracking import smooth
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.expectations_world import ExpectationsWorld
from tinbergen.statistics.forecast.bvar import fit_bvar
from tinbergen.statistics.forecast.least_shocks import least_shocks

HORIZON, LAGS = 8, 3
#: A rate held for six periods, output known in the second and the last.
PATH = {"rate": [2.0, 2.5, 3.0, 3.0, 3.0, 3.0], "output": [np.nan, 1.0, *[np.nan] * 5, -0.5]}


@pytest.fixture(scope="module")
def fit():
    rng = np.random.default_rng(8)
    law = np.array([[0.6, 0.1, -0.2], [0.2, 0.5, -0.1], [0.1, 0.3, 0.7]])
    data = [np.zeros(3)]
    for shock in rng.standard_normal((180, 3)) @ np.linalg.cholesky(law @ law.T + np.eye(3)).T:
        data.append(0.3 + law @ data[-1] + shock)
    return fit_bvar(data, LAGS, names=["output", "prices", "rate"], persistence=0.5)


@pytest.fixture(scope="module")
def smoothed(fit):
    """States (h, 3) smoothed, and standardised errors of the path's predictions."""
    n, k = 3, 3 * LAGS
    future = np.full((HORIZON, n), np.nan)
    for name, values in PATH.items():
        future[: len(values), fit.names.index(name)] = values
    space = KalmanSmoother(k_endog=n, k_states=k, k_posdef=n)
    space.bind(np.asfortranarray(future.T))
    law, constant = np.eye(k, k=-n), np.zeros(k)
    law[:n] = fit.coefficients[1:].T
    constant[:n] = fit.coefficients[0]
    space["transition"], space["state_intercept"] = law, constant[:, None]
    space["selection"], space["design"] = np.eye(k, n), np.eye(n, k)
    space["state_cov"] = fit.covariance * fit.row_scale[-1] ** 2
    start = constant + law @ fit.history[::-1].ravel()
    first = np.zeros((k, k))
    first[:n, :n] = space["state_cov"]
    space.initialize_known(start, first)
    found = space.smooth()
    return found.smoothed_state[:n].T, found.standardized_forecasts_error


def test_the_mean_on_a_path_is_the_smoothers(fit, smoothed) -> None:
    point = fit.forecast(HORIZON, given=PATH, draws=1).point
    np.testing.assert_allclose(point, smoothed[0], atol=1e-8)


def test_the_distance_is_that_of_the_smoothers_prediction_errors(fit, smoothed) -> None:
    held = fit.forecast(HORIZON, given=PATH, draws=1)
    assert held.distance == pytest.approx(np.nansum(smoothed[1] ** 2), rel=1e-8)
    assert held.probability == pytest.approx(chi2.sf(held.distance, 8))
    free = fit.forecast(HORIZON, draws=1)
    assert (free.distance, free.probability) == (0, 1)


def test_every_draw_meets_the_path(fit) -> None:
    draws = fit.forecast(HORIZON, given=PATH, draws=300, seed=2).draws
    for name, values in PATH.items():
        own = draws[:, : len(values), fit.names.index(name)]
        known = np.isfinite(values)
        assert (own[:, known] == np.array(values)[known]).all()
    assert draws[:, :, 1].std(axis=0).min() > 0.1


@pytest.fixture(scope="module")
def pictures() -> list[ExpectationsWorld]:
    return list(assess("us-stagflation").filtered)


@pytest.mark.parametrize("place", range(3))
def test_a_filtered_model_with_expected_shocks_is_the_smoothers(place, pictures) -> None:
    """The output gap known in three quarters to come, in each picture of 1974."""
    world = pictures[place]
    when, sizes = [1, 2, 6], np.array([-1.0, -2.0, 0.5])
    cost = least_shocks(world.loadings("GAP")[when], sizes)
    assert cost is not None
    told = dataclasses.replace(world, expected=world.innovations(cost.shocks))
    length = world.span.length
    gap = np.r_[np.full(world.data.span.length, np.nan), np.full(length, np.nan)]
    gap[world.data.span.length + np.array(when)] = world.baseline("GAP")[when] + sizes
    longer = world.data.window(world.data.span.start, world.span.end)
    seen = longer.assign(GAP=gap)
    found = smooth(world.equilibrium, seen, {**world.observed, "GAP": 0.0})
    for name in ("GROWTH", "U", "INFL", "r", "U_NATURAL"):
        rest = world.equilibrium.steady.values[name]
        column = world.equilibrium.model.endogenous.index(name)
        expected = found.states[-length:, column] + rest
        np.testing.assert_allclose(told.baseline(name), expected, atol=1e-8)
        assert np.abs(told.baseline(name) - world.baseline(name)).max() > 1e-3
