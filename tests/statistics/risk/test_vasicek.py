"""One-factor losses: Monte Carlo, closed forms and exact distributions agree."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtri
from scipy.stats import binom, norm

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.risk.vasicek import (
    conditional_pd,
    credit_losses,
    granularity_adjustment,
    loss_quantile,
)


def test_like_creditriskengine():
    """creditriskengine 0.31.0: vasicek_loss_quantile(.01, .12, .45, .999), ttc_to_pit_pd(.02, -1.5,
    .15); its own conditional rate has the sign of the factor turned."""
    assert loss_quantile(0.01, 0.12, 0.45) == pytest.approx(0.04064662409672939, rel=1e-12)
    assert conditional_pd(0.02, 0.15, -1.5) == pytest.approx(0.055079663584241496, rel=1e-12)


def test_probabilities_are_right_on_average():
    mean = quad(lambda z: norm.pdf(z) * float(conditional_pd(0.03, 0.2, z)), -10, 10)[0]
    assert mean == pytest.approx(0.03, rel=1e-8)


def test_very_many_loans_lose_the_closed_form():
    losses = credit_losses([1.0, 3.0], [0.01, 0.03], [0.4, 0.6], 0.15, draws=200_000, seed=2)
    exact = 0.25 * loss_quantile(0.01, 0.15, 0.4) + 0.75 * loss_quantile(0.03, 0.15, 0.6)
    low, high = losses.interval(0.999, 0.999)
    assert low < exact < high
    assert losses.losses.mean() == pytest.approx(losses.expected, rel=0.01)
    assert losses.expected == pytest.approx(0.25 * 0.004 + 0.75 * 0.018)
    assert losses.to_frame().shape == (5, 2)
    assert losses.shortfall(0.99) > losses.value_at_risk(0.99)


def _exact_quantile(pd, rho, n, level):
    """Smallest share of n equal loans not exceeded with that chance, by quadrature."""
    z, weight = np.polynomial.legendre.leggauss(2000)
    z = 9.0 * z
    given = conditional_pd(pd, rho, z)
    mass = (9.0 * weight * norm.pdf(z)) @ binom.pmf(np.arange(n + 1), n, given[:, None])
    chance = np.cumsum(mass)
    # Between loans, so that whole numbers do not hide the first order.
    after = int(np.searchsorted(chance, level))
    return (after - 0.5 + (level - chance[after - 1]) / mass[after]) / n


@pytest.mark.parametrize(("n", "slack"), [(500, 0.06), (2000, 0.03)])
def test_granularity_adjusts_to_the_exact_distribution(n, slack):
    exact = _exact_quantile(0.02, 0.15, n, 0.999) - float(loss_quantile(0.02, 0.15, 1.0))
    adjustment = granularity_adjustment(0.02, 0.15, 1.0, 1 / n)
    assert adjustment == pytest.approx(exact, rel=slack)


def test_few_loans_by_monte_carlo():
    alike = credit_losses([1.0], 0.02, 1.0, 0.15, loans=500, seed=1)
    each = credit_losses(np.ones(500), 0.02, 1.0, 0.15, loans=1, draws=20_000, seed=1)
    exact = _exact_quantile(0.02, 0.15, 500, 0.99)
    assert alike.value_at_risk(0.99) == pytest.approx(exact, rel=0.03)
    assert each.value_at_risk(0.99) == pytest.approx(exact, rel=0.05)


def test_states_of_a_world_take_the_place_of_draws():
    found = credit_losses([1.0], 0.02, 0.5, 0.2, factor=[-1.0, 0.0, 2.0])
    np.testing.assert_allclose(found.losses, 0.5 * conditional_pd(0.02, 0.2, [-1.0, 0.0, 2.0]))


@pytest.mark.parametrize(
    "call",
    [
        lambda: conditional_pd(1.2, 0.1, 0.0),
        lambda: conditional_pd(0.1, 1.0, 0.0),
        lambda: granularity_adjustment(0.1, 0.0, 1.0, 0.1),
        lambda: granularity_adjustment(0.0, 0.1, 1.0, 0.1),
        lambda: granularity_adjustment(0.1, 0.1, 0.0, 0.1),
        lambda: credit_losses([-1.0], 0.1, 0.5, 0.1),
        lambda: credit_losses([1.0], 0.1, 0.5, 0.1).shortfall(1.0),
    ],
)
def test_refusals(call):
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == "F053"


def test_the_worst_state_is_the_quantile_s():
    assert loss_quantile(0.02, 0.2) == pytest.approx(conditional_pd(0.02, 0.2, ndtri(0.001)))
