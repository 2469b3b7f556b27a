import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.statistics.forecast.arma import (
    coefficients,
    covariance_band,
    log_likelihood,
    polynomial,
    whiten,
)

PARTS = [
    ([], [], [0.4], []),
    ([0.7], [], [], []),
    ([0.5, -0.3], [], [0.2, 0.6, -0.1], []),
    ([0.3], [0.5], [0.4, 0.1], [0.6]),
    ([], [0.4, 0.2], [], [0.7, -0.2]),
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(-0.95, 0.95), min_size=1, max_size=5))
def test_partials_in_the_cube_make_a_stationary_process(partials):
    roots = np.roots([1.0, *(-c for c in coefficients(partials))])
    assert np.abs(roots).max() < 1.0


def test_the_last_coefficient_is_the_last_partial():
    assert coefficients([0.5, -0.2, 0.3])[-1] == 0.3


def test_a_seasonal_polynomial_is_a_product():
    np.testing.assert_allclose(polynomial([0.5], [0.4], 3), [1.0, -0.5, 0.0, -0.4, 0.2])


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("season", [4, 12])
def test_the_likelihood_is_the_state_spaces(parts, season):
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    p, P, q, Q = parts
    ar, ma = polynomial(p, P, season), polynomial(q, Q, season)
    w = np.random.default_rng(1).normal(size=60).cumsum() * 0.3
    white = whiten(w, ar, ma, constant=False)
    sigma2 = white.innovations @ white.innovations / len(w)
    peer = SARIMAX(
        w, order=(len(p), 0, len(q)), seasonal_order=(len(P), 0, len(Q), season), trend="n"
    )
    theta, Theta = (-np.array(coefficients(x)) for x in (q, Q))
    point = np.concatenate([coefficients(p), theta, coefficients(P), Theta, [sigma2]])
    assert log_likelihood(white) == pytest.approx(peer.loglike(point), abs=1e-8)


@pytest.mark.parametrize("parts", PARTS)
def test_the_band_is_the_covariance(parts):
    """Against impulse responses: w = ψ(B)e by brute force, z by its definition."""
    p, P, q, Q = parts
    ar, ma = polynomial(p, P, 3), polynomial(q, Q, 3)
    n, burn = 12, 2000
    impulse = np.zeros(burn)
    impulse[: len(ma)] = ma
    for t in range(burn):
        reach = min(t, len(ar) - 1)
        impulse[t] -= ar[1 : reach + 1] @ impulse[t - reach : t][::-1]
    autocovariance = np.array([impulse[k:] @ impulse[: burn - k] for k in range(n)])
    lags = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    transform = np.eye(n)
    order = len(ar) - 1
    for t in range(order, n):
        transform[t, t - order : t + 1] = ar[::-1]
    full = transform @ autocovariance[lags] @ transform.T
    band = covariance_band(ar, ma, n)
    for lag in range(n):
        expected = np.diag(full, -lag)
        got = band[lag, : n - lag] if lag < len(band) else np.zeros(n - lag)
        np.testing.assert_allclose(got, expected, atol=1e-9)


def test_the_mean_is_the_generalised_least_squares_one():
    ar = polynomial([0.8], [], 1)
    w = 5.0 + np.random.default_rng(2).normal(size=40)
    white = whiten(w, ar, np.ones(1), constant=True)
    for moved in (white.mean - 0.01, white.mean + 0.01):
        assert log_likelihood(whiten(w - moved, ar, np.ones(1), False)) < log_likelihood(white)


def test_a_unit_root_has_no_likelihood():
    assert whiten(np.arange(9.0), np.array([1.0, -1.0]), np.ones(1), False) is None
