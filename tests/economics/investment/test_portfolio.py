"""Portfolios against Rockafellar and Uryasev's published numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import tinbergen as tb

#: Rockafellar and Uryasev (2000), tables 1 and 2: shares, long government bonds, small companies.
MEAN = [0.0101110, 0.0043532, 0.0137058]
COVARIANCE = [
    [0.00324625, 0.00022983, 0.00420395],
    [0.00022983, 0.00049937, 0.00019247],
    [0.00420395, 0.00019247, 0.00764097],
]


def test_the_least_variance() -> None:
    """Their table 3: .452013, .115573, .432414, variance .00378529; table 4: values at risk and
    beyond of the normal distribution. Their means are printed to seven decimals, whose rounding alone
    moves weights by up to 1e-5."""
    found = tb.mean_variance(MEAN, COVARIANCE, 0.011)
    np.testing.assert_allclose(found.weights, [0.452013, 0.115573, 0.432414], atol=2e-6)
    assert found.variance == pytest.approx(0.00378529, abs=5e-9)
    assert found.expected == pytest.approx(0.011)
    spread = np.sqrt(found.variance)
    for level, var, cvar in [
        (0.9, 0.067847, 0.096975),
        (0.95, 0.090200, 0.115908),
        (0.99, 0.132128, 0.152977),
    ]:
        z = stats.norm.ppf(level)
        assert z * spread - 0.011 == pytest.approx(var, abs=1e-6)
        assert stats.norm.pdf(z) / (1 - level) * spread - 0.011 == pytest.approx(cvar, abs=1e-6)
    assert len(found.plot().charts) == 1 and found.to_frame().shape == (3, 1)


def test_the_least_tail_of_draws_is_near_that_of_the_normal_distribution() -> None:
    """Their table 5: with 20,000 points the weights are within some hundredths, the risk within
    two percent. Draws with exactly the moments do no worse than the weights of least variance."""
    rng = np.random.default_rng(1)
    drawn = rng.standard_normal((20_000, 3))
    drawn = np.concatenate([drawn, -drawn])
    root = np.linalg.cholesky(drawn.T @ drawn / len(drawn))
    exact = drawn @ np.linalg.inv(root).T @ np.linalg.cholesky(COVARIANCE).T + MEAN
    found = tb.mean_cvar(exact, 0.011, 0.95)
    assert found.expected_shortfall == pytest.approx(0.115908, rel=0.02)
    assert found.value_at_risk == pytest.approx(0.0902, rel=0.02)
    assert found.expected_shortfall >= found.value_at_risk
    np.testing.assert_allclose(found.weights, [0.452, 0.1156, 0.4324], atol=0.08)
    plain = -(exact @ [0.452013, 0.115573, 0.432414])
    assert found.expected_shortfall <= np.sort(plain)[-2000:].mean() + 1e-9
    assert found.weights.sum() == pytest.approx(1.0) and found.expected >= 0.011 - 1e-9


def test_weights_of_draws_are_copies_of_them() -> None:
    rng = np.random.default_rng(2)
    returns = 0.05 * rng.standard_t(4, (400, 3)) + [0.01, 0.02, 0.03]
    twice = rng.integers(1, 4, 400)
    one = tb.mean_cvar(returns, 0.02, 0.9, weights=twice)
    two = tb.mean_cvar(np.repeat(returns, twice, axis=0), 0.02, 0.9)
    assert one.expected_shortfall == pytest.approx(two.expected_shortfall, abs=1e-8)


def test_a_return_that_nothing_gives_is_infeasible() -> None:
    with pytest.raises(tb.TinbergenError, match="E009"):
        tb.mean_variance(MEAN, COVARIANCE, 0.02)
    with pytest.raises(tb.TinbergenError, match="E009"):
        tb.mean_cvar(np.ones((60, 2)) * 0.01, 0.02)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: tb.mean_variance([1, 2], [[1.0]]),
        lambda: tb.mean_variance([1, 2], [[1, 2], [2, 1]]),
        lambda: tb.mean_variance(MEAN, COVARIANCE, names=["a"]),
        lambda: tb.mean_cvar([1, 2, 3]),
        lambda: tb.mean_cvar(np.ones((5, 2)), level=0),
        lambda: tb.mean_cvar(np.ones((5, 2)), weights=np.zeros(5)),
    ],
)
def test_what_does_not_fit_is_refused(wrong) -> None:
    with pytest.raises(tb.TinbergenError, match="F053"):
        wrong()
