"""DICE: what a limit costs, what prices do, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.environment.methods import dice
from tinbergen.domains.environment.methods.dice import Climate


@pytest.fixture(scope="module")
def best() -> Climate:
    return dice.optimal()


def test_a_limit_is_kept_and_costs_something(best: Climate) -> None:
    limited = dice.optimal(limit=2.5)
    assert limited["TATM"][:-1].max() <= 2.5 + 1e-9
    assert best["TATM"].max() > 4
    assert dice.cost(best, limited) > dice.cost(best, dice.optimal(limit=3.0)) > 0
    assert (limited["CPRICE"][1:20] > best["CPRICE"][1:20]).all()


def test_a_limit_that_does_not_bind_changes_nothing(best: Climate) -> None:
    loose = dice.optimal(limit=6.0)
    assert dice.cost(best, loose) == pytest.approx(0.0, abs=1e-5)
    assert np.allclose(loose["MIU"][:90], best["MIU"][:90], atol=1e-6)


def test_a_limit_beyond_reach_is_refused_with_what_can_be_reached() -> None:
    least = dice.least_warming()
    with pytest.raises(TinbergenError) as fault:
        dice.optimal(limit=2.0)
    assert fault.value.code == "E087"
    assert f"{least:.3f}" in str(fault.value)
    assert dice.optimal(limit=least + 0.02).kkt <= 1e-10


def test_paying_the_best_price_is_the_best_path(best: Climate) -> None:
    decentral = dice.at_price(best["CPRICE"])
    assert dice.cost(best, decentral) == pytest.approx(0.0, abs=1e-6)
    assert np.allclose(decentral.social_cost[:90], best.social_cost[:90], rtol=1e-5)
    assert dice.cost(best, dice.at_price(0 * best["CPRICE"])) > 10


def test_stocks_stand_at_the_beginning_of_their_period(best: Climate) -> None:
    assert (best.at("K", 2015), best.at("TATM", 2015), best.at("MAT", 2015)) == (223, 0.85, 851)
    assert best.at("L", 2015) == 7403
    carbon = (1 - 0.12) * best["MAT"] + 0.12 * 588 / 360 * best["MU"] + best["E"] * 5 / 3.666
    assert np.allclose(carbon[:-1], best["MAT"][1:], rtol=1e-9)
    assert best.to_frame().shape == (100, 32)


def test_patience_and_sensitivity_raise_the_social_cost(best: Climate) -> None:
    assert dice.optimal({"prstp": 0.005}).at("SCC", 2020) > best.at("SCC", 2020)
    assert dice.optimal({"t2xco2": 4.5}).at("SCC", 2020) > best.at("SCC", 2020)


def test_unknown_years_and_parameters_are_refused(best: Climate) -> None:
    with pytest.raises(TinbergenError) as year:
        best.at("SCC", 2021)
    assert year.value.code == "E086"
    with pytest.raises(TinbergenError) as parameter:
        dice.optimal({"a22": 0.1})
    assert parameter.value.code == "M007"
