"""Weights of a linear pool, beside two general optimisers and cases that can be solved by hand."""

import numpy as np
import pytest
from scipy.optimize import minimize

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.density_pool import optimal_pool
from tinbergen.statistics.forecast.scores import log_score


def pooled(weights, scores):
    return float(np.log(np.exp(scores) @ weights).mean())


@pytest.mark.parametrize("seed", range(6))
def test_no_optimiser_finds_a_better_pool(seed):
    """Sequential quadratic programming of SciPy, from equal weights."""
    rng = np.random.default_rng(seed)
    n, members = 120, 2 + seed
    came = rng.standard_t(4, n)
    means = rng.normal(0.3, 0.8, (n, members))
    scores = np.column_stack(
        [log_score(came, means[:, k], np.full(n, 0.6 + 0.4 * k)) for k in range(members)]
    )
    weights = optimal_pool(scores)
    found = minimize(
        lambda w: -pooled(w, scores), np.full(members, 1 / members), method="SLSQP",
        bounds=[(0, 1)] * members, constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()
    assert pooled(weights, scores) >= -found.fun - 1e-8
    np.testing.assert_allclose(weights, found.x, atol=2e-3)


def test_a_normal_and_a_wide_one():
    """Two members, of which the score's first order can be solved by bisection."""
    rng = np.random.default_rng(9)
    came = np.where(rng.random(400) < 0.2, 3.0, 1.0) * rng.standard_normal(400)
    narrow, wide = (log_score(came, np.zeros(400), np.full(400, s)) for s in (1.0, 3.0))
    ratio = np.exp(wide - narrow)
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        rising = ((ratio - 1) / (1 + middle * (ratio - 1))).mean() > 0
        low, high = (middle, high) if rising else (low, middle)
    weights = optimal_pool(np.column_stack([narrow, wide]))
    assert weights[1] == pytest.approx(low, abs=1e-5)
    # The mixture was made with a fifth of wide ones.
    assert 0.1 < weights[1] < 0.35


def test_one_of_two_that_are_never_better_gets_nothing():
    """Geweke and Amisano (2011), section 3: a member adds nothing where the mean of its density
    over that of the other is below one."""
    scores = np.column_stack([np.zeros(50), np.linspace(-2, -0.5, 50)])
    assert optimal_pool(scores) == pytest.approx([1, 0], abs=1e-6)


def test_those_that_are_alike_share():
    assert optimal_pool(np.full((30, 3), -700.0)) == pytest.approx([1 / 3] * 3)


def test_one_that_is_far_better_takes_all_and_pools_may_win_over_each():
    """A Bayesian weight would go to one of the two; the pool keeps both, which err in turn."""
    turn = np.tile([[0.0, -4.0], [-4.0, 0.0]], (60, 1))
    turn[:2] += [0.0, 1.0]
    weights = optimal_pool(turn)
    assert weights == pytest.approx([0.5, 0.5], abs=0.02)
    assert pooled(weights, turn) > turn.mean(axis=0).max() + 1


@pytest.mark.parametrize("scores", [[], [[]], [[np.nan, 0.0]], [0.0, 1.0]])
def test_scores_that_are_none(scores):
    with pytest.raises(TinbergenError) as fault:
        optimal_pool(scores)
    assert fault.value.code == "F053"
