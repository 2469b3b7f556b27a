import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.vector_autoregression import (
    choose_lags,
    fit_var,
    historical_decomposition,
    impulse_responses,
    largest_root,
    posterior_draws,
    variance_shares,
)

TRUE = np.array([[[0.5, 0.1], [-0.2, 0.4]], [[0.2, 0.0], [0.1, 0.1]]])


def simulated(length: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    y = np.zeros((length, 2))
    for t in range(2, length):
        shock = rng.normal(size=2) @ [[1.0, 0.4], [0.0, 0.8]]
        y[t] = [0.5, 1.0] + TRUE[0] @ y[t - 1] + TRUE[1] @ y[t - 2] + shock
    return y[20:]


DATA = simulated(160, 0)


def test_agrees_with_statsmodels():
    from statsmodels.tsa.vector_ar.var_model import VAR

    fit, peer = fit_var(DATA, 2), VAR(DATA).fit(2, trend="c")
    np.testing.assert_allclose(fit.intercept, peer.intercept, rtol=1e-9)
    np.testing.assert_allclose(fit.coefficients, peer.coefs, rtol=1e-9)
    np.testing.assert_allclose(fit.covariance, peer.sigma_u, rtol=1e-9)
    root = np.linalg.cholesky(fit.covariance)
    responses = impulse_responses(fit.coefficients, root, 12)
    np.testing.assert_allclose(responses, peer.irf(12).orth_irfs, atol=1e-10)
    shares = variance_shares(responses)
    np.testing.assert_allclose(shares[:10].transpose(1, 0, 2), peer.fevd(10).decomp, atol=1e-9)
    orders = VAR(DATA).select_order(6, trend="c").selected_orders
    for criterion in ("aic", "bic", "hqic"):
        assert choose_lags(DATA, 6, criterion) == orders[criterion]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_the_decomposition_sums_to_the_data(seed, lags):
    rng = np.random.default_rng(seed)
    data = rng.normal(size=(60, 3)) + rng.normal(size=3) * 10
    fit = fit_var(data, lags)
    impact = np.linalg.cholesky(fit.covariance)
    parts, shocks = historical_decomposition(data, fit.intercept, fit.coefficients, impact)
    np.testing.assert_allclose(parts.sum(axis=0), data[lags:], atol=1e-9)
    np.testing.assert_allclose(shocks @ impact.T, fit.residuals, atol=1e-9)


def test_a_shock_contributes_its_impulse_response():
    fit = fit_var(DATA, 2)
    impact = np.linalg.cholesky(fit.covariance)
    parts, shocks = historical_decomposition(DATA, fit.intercept, fit.coefficients, impact)
    responses = impulse_responses(fit.coefficients, impact, 30)
    for shock in range(2):
        convolved = sum(responses[h, :, shock] * shocks[30 - h, shock] for h in range(31))
        np.testing.assert_allclose(parts[shock, 30], convolved, atol=1e-10)


def test_many_parameter_vectors_at_once_give_what_each_gives():
    fit = fit_var(DATA, 2)
    draws = posterior_draws(fit, 5, seed=1)
    impact = np.linalg.cholesky(draws.covariance)
    together, _ = historical_decomposition(DATA, draws.intercept, draws.coefficients, impact)
    alone, _ = historical_decomposition(DATA, draws.intercept[3], draws.coefficients[3], impact[3])
    np.testing.assert_allclose(together[3], alone, atol=1e-12)
    batch = impulse_responses(draws.coefficients, impact, 6)
    np.testing.assert_allclose(
        batch[3], impulse_responses(draws.coefficients[3], impact[3], 6), atol=1e-12
    )
    np.testing.assert_allclose(variance_shares(batch).sum(axis=-1), 1.0)


def test_posterior_is_centred_and_as_wide_as_least_squares_says():
    fit = fit_var(simulated(520, 5), 2)
    draws = posterior_draws(fit, 4000, seed=2)
    np.testing.assert_allclose(draws.coefficients.mean(axis=0), fit.coefficients, atol=5e-3)
    np.testing.assert_allclose(draws.covariance.mean(axis=0), fit.covariance, rtol=0.03, atol=0.01)
    error = np.sqrt(fit.covariance[0, 0] * np.sum(fit.root[1] ** 2))
    assert draws.coefficients[:, 0, 0, 0].std() == pytest.approx(error, rel=0.05)
    assert (largest_root(draws.coefficients) < 1.0).all()


def test_largest_root():
    assert largest_root(np.array([[[0.5]], [[0.3]]])) == pytest.approx((0.5 + 1.45**0.5) / 2)


def test_constant_series_are_refused():
    with pytest.raises(TinbergenError) as caught:
        fit_var(np.column_stack([DATA[:, 0], np.full(len(DATA), 3.0)]), 1)
    assert caught.value.code == "F055"
