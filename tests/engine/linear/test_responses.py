"""Responses, simulations, forecasts, attribution."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.engine.linear.linear_model import DecisionRule
from tinbergen.engine.linear.moments import moments
from tinbergen.engine.linear.responses import (
    forecast,
    historical_decomposition,
    impulse_responses,
    simulate,
)

seeds = st.integers(0, 2**32 - 1)


@given(seed=seeds)
def test_responses_sum_to_the_long_run_effect(stable_rule, seed) -> None:
    rule = stable_rule(seed)
    m = rule.ghu.shape[1]
    total = impulse_responses(rule, np.eye(m), 2000).sum(axis=0)
    lasting = np.linalg.solve(np.eye(len(rule.states)) - rule.transition, rule.impact)
    expected = rule.ghu + rule.ghx @ lasting
    np.testing.assert_allclose(total, expected, atol=1e-7 * (1 + np.abs(expected).max()))


@given(seed=seeds)
def test_simulation_of_one_impulse_is_its_response(stable_rule, seed) -> None:
    rule = stable_rule(seed)
    m = rule.ghu.shape[1]
    impulses = np.zeros((m, 12, m))
    impulses[:, 0] = np.eye(m)
    paths = simulate(rule, impulses)
    expected = impulse_responses(rule, np.eye(m), 12)
    np.testing.assert_allclose(paths, expected.transpose(2, 0, 1), atol=1e-12)


@given(seed=seeds)
def test_contributions_sum_to_the_path(stable_rule, seed) -> None:
    rule = stable_rule(seed)
    rng = np.random.default_rng(seed + 1)
    shocks = rng.standard_normal((20, rule.ghu.shape[1]))
    start = rng.standard_normal(len(rule.states))
    found = historical_decomposition(rule, shocks, start)
    path = simulate(rule, shocks, start)
    np.testing.assert_allclose(found.total, path, atol=1e-10 * (1 + np.abs(path).max()))
    silent = shocks.copy()
    silent[:, 0] = 0.0
    np.testing.assert_allclose(
        found.shocks[:, :, 0], path - simulate(rule, silent, start), atol=1e-9
    )


def test_simulation_follows_the_rule_step_by_step() -> None:
    rule = DecisionRule(np.array([[0.5], [2.0]]), np.array([[1.0], [0.0]]), np.array([0]))
    path = simulate(rule, np.array([[0.0], [1.0], [0.0]]), np.array([8.0]))
    np.testing.assert_allclose(path, [[4.0, 16.0], [3.0, 8.0], [1.5, 6.0]])


@given(seed=seeds)
def test_forecast_errors_grow_to_the_unconditional_variance(stable_rule, seed) -> None:
    rule = stable_rule(seed)
    m, k = rule.ghu.shape[1], len(rule.states)
    root = np.random.default_rng(seed + 1).standard_normal((m, m))
    covariance = root @ root.T
    found = forecast(rule, covariance, np.ones(k), 1000)
    assert np.all(np.diff(found.deviations, axis=0) >= -1e-9 * found.deviations.max())
    expected = moments(rule, covariance).covariance
    np.testing.assert_allclose(
        found.covariance[-1], expected, atol=1e-6 * (1e-12 + np.abs(expected).max())
    )
    np.testing.assert_allclose(found.mean[0], rule.ghx @ np.ones(k))
    np.testing.assert_allclose(found.covariance[0], rule.ghu @ covariance @ rule.ghu.T)


def test_band_holds_what_it_says() -> None:
    rule = DecisionRule(np.array([[0.5]]), np.ones((1, 1)), np.array([0]))
    found = forecast(rule, np.array([[4.0]]), np.array([2.0]), 2, np.array([[8.0]]))
    np.testing.assert_allclose(found.mean, [[1.0], [0.5]])
    np.testing.assert_allclose(found.deviations**2, [[6.0], [5.5]])
    lower, upper = found.band(0.95)
    np.testing.assert_allclose((upper - lower) / 2 / found.deviations, 1.959964, rtol=1e-6)
    np.testing.assert_allclose((upper + lower) / 2, found.mean)
