"""Optimal tariffs against the formula of Gros (1987, J. of International Economics 23)."""

import numpy as np
import pytest
from scipy.optimize import brentq

from tinbergen.domains.trade.methods.armington import world
from tinbergen.domains.trade.methods.tariff_game import gros_tariff, optimal_tariff


def two_countries(sigma: float, size: float, cost: float = 1.6):
    """Home with one worker, Foreign with ``size``, equal technologies, iceberg costs."""
    workers = np.array([1.0, size])

    def flows(wage: float):
        wages = np.array([wage, 1.0])
        prices = np.array([[1.0, cost], [cost, 1.0]]) * wages[:, None]
        shares = prices ** (1.0 - sigma)
        return shares / shares.sum(axis=0) * (wages * workers)

    wage = brentq(lambda w: flows(w)[0].sum() - w, 1e-3, 1e3, xtol=1e-15)
    return world(flows(wage), sigma, countries=("Home", "Foreign"))


@pytest.mark.parametrize(
    ("sigma", "size", "tariff", "gain"),
    [(5.0, 3.0, 0.263475, 1.0925), (5.0, 1e4, 0.250104, None), (3.0, 1.0, 0.612442, 3.3484)],
)
def test_argmax_of_welfare_is_the_formula(sigma, size, tariff, gain):
    result = optimal_tariff(two_countries(sigma, size), "Home")
    assert result.rates[0] == pytest.approx(tariff, abs=5e-7)
    if gain is not None:
        assert result.gain[0] == pytest.approx(gain, abs=5e-5)
    foreign_home_share = result.counterfactual.after.shares[1, 1]
    assert result.rates[0] == pytest.approx(gros_tariff(sigma, foreign_home_share), abs=1e-9)


def test_a_small_country_takes_the_markup_of_its_goods():
    """Facing a world that buys nearly all at home: 1 / (sigma - 1)."""
    result = optimal_tariff(two_countries(5.0, 1e7), "Home")
    assert result.rates[0] == pytest.approx(0.25, abs=1e-6)
