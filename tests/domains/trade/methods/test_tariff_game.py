import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from tinbergen.core.errors import TinbergenError
from tinbergen.data.matrix import read_matrix
from tinbergen.domains.trade.methods.armington import counterfactual, world
from tinbergen.domains.trade.methods.tariff_game import (
    cooperative_tariffs,
    gros_tariff,
    nash_tariffs,
    optimal_tariff,
)
from tinbergen.domains.trade.methods.tariff_welfare import TariffWelfare
from tinbergen.loop.case import packs


def economy(seed: int, n: int = 4):
    """Balanced trade, some tariffs."""
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0.0, 0.5, (n, n)) + np.diag(rng.lognormal(3.0, 0.5, n))
    tariffs = rng.uniform(0.0, 0.2, (n, n)) * (1.0 - np.eye(n))
    return world(flows + flows.T, rng.uniform(3.0, 7.0), tariffs=tariffs)


def at(base, country: int, rate: float):
    tariffs = base.tariffs.copy()
    tariffs[:, country] = rate
    tariffs[country, country] = base.tariffs[country, country]
    return counterfactual(base, tariffs=tariffs)


@settings(max_examples=20)
@given(st.integers(0, 1000), st.sampled_from(("deficit", "ratio", "balance")))
def test_slopes_are_those_of_welfare(seed, closure):
    base = economy(seed)
    rng = np.random.default_rng(seed)
    game = TariffWelfare(base, (0, 2, 3), base.tariffs, closure)
    rates = rng.uniform(0.0, 0.5, 3)
    _, slopes = game(rates)
    h = 1e-5
    for j, step in enumerate(h * np.eye(3)):
        change = (game(rates + step)[0] - game(rates - step)[0]) / (2.0 * h)
        assert np.allclose(slopes[:, j], change, atol=1e-8)


@settings(max_examples=15)
@given(st.integers(0, 1000))
def test_optimal_tariff_is_the_argmax_of_welfare(seed):
    base = economy(seed)
    found = optimal_tariff(base, "2")
    search = minimize_scalar(
        lambda t: -at(base, 1, t).welfare[1], bounds=(0.0, 5.0), method="bounded",
        options={"xatol": 1e-9},
    )  # fmt: skip
    assert found.rates[0] == pytest.approx(search.x, abs=1e-5)
    assert found.gain[0] == pytest.approx(-100.0 * (search.fun + 1.0), abs=1e-9)
    assert found.counterfactual.excess < 1e-12


def test_war_of_equals_is_symmetric_and_hurts_both():
    base = world([[8.0, 2.0], [2.0, 8.0]], 5.0, countries=("A", "B"))
    war = nash_tariffs(base)
    assert war.rates[0] == pytest.approx(war.rates[1], rel=1e-8)
    bought = war.counterfactual.after.trade[:, 1]
    share = bought[1] / bought.sum()
    assert war.rates[0] == pytest.approx(gros_tariff(5.0, share), rel=1e-7)
    assert (war.gain < 0.0).all()
    assert np.allclose(war.regret, 0.0, atol=1e-10)
    peace = cooperative_tariffs(base)
    assert np.allclose(peace.rates, 0.0, atol=1e-6)
    assert (peace.regret > 0.1).all()
    bargain = cooperative_tariffs(base, objective="bargaining", nash=war)
    assert np.allclose(bargain.rates, bargain.rates[0], atol=1e-3)
    assert (bargain.gain > war.gain).all()


def test_no_player_gains_by_leaving_the_equilibrium():
    base = economy(7, n=5)
    war = nash_tariffs(base, ["1", "3", "4"])
    for j, player in enumerate(war.players):
        for other in (0.9 * war.rates[j], 1.1 * war.rates[j], 0.0):
            tariffs = war.counterfactual.after.tariffs.copy()
            i = base.position(player)
            tariffs[:, i] = np.where(np.arange(5) == i, tariffs[i, i], other)
            assert counterfactual(base, tariffs=tariffs).welfare[i] < 1.0 + war.gain[j] / 100.0
    frame = war.to_frame()
    assert np.isnan(frame.loc["2", "tariff"])
    assert frame.loc["3", "tariff"] == pytest.approx(100.0 * war.rates[1])


def gain_by(base, war, player: str, rate: float) -> float:
    """What a player of a war would gain by another rate, per cent of welfare, computed anew."""
    i = base.position(player)
    tariffs = war.counterfactual.after.tariffs.copy()
    home = tariffs[i, i]
    tariffs[:, i] = rate
    tariffs[i, i] = home
    start = war.counterfactual.wages
    there = counterfactual(base, tariffs=tariffs, start=start).welfare[i]
    return float(100.0 * (there / war.counterfactual.welfare[i] - 1.0))


def five_regions():
    """The world of 2014 with its deficits: the best reply has two local optima there."""
    folder = packs.pack("trade").folder
    flows, rates = (read_matrix(folder / f"{n}-2014.csv") for n in ("trade", "tariffs"))
    names = flows.rows
    tariffs = rates.block(names, names) / 100.0
    return world(flows.block(names, names), 5.0, tariffs=tariffs, countries=names)


def lopsided(seed: int):
    """Trade far from balanced."""
    flows = np.random.default_rng(seed).lognormal(0.0, 0.3, (3, 3)) + 20.0 * np.eye(3)
    return world(flows, 5.0)


@pytest.mark.parametrize(
    "base",
    [five_regions(), lopsided(2), lopsided(4), economy(3)],
)
def test_what_is_called_nash_is_an_equilibrium_over_the_whole_range(base):
    war = nash_tariffs(base)
    assert war.regret.max() < 1e-6
    for player in war.players:
        for rate in (0.0, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.5, 5.0):
            assert gain_by(base, war, player, rate) < 1e-6, (player, rate)


def test_an_equilibrium_that_is_not_reached_is_not_returned():
    with pytest.raises(TinbergenError) as caught:
        nash_tariffs(five_regions(), rounds=2)
    assert caught.value.code == "F110"
    assert 0.0 <= float(caught.value.facts["regret"]) < 2.0
    # A tolerance too wide to say anything does not make an equilibrium either.
    loose = nash_tariffs(five_regions(), tolerance=10.0)
    assert loose.regret.max() < 1e-6


def test_who_does_not_trade_gains_nothing_by_tariffs():
    """Wages of countries that trade with no one have no derivatives; nothing is divided by zero."""
    with np.errstate(all="raise", under="ignore"):
        alone = world(np.diag([5.0, 8.0, 3.0]), 5.0)
        assert optimal_tariff(alone, "2").gain[0] == 0.0
        assert nash_tariffs(alone).gain.tolist() == [0.0, 0.0, 0.0]
        apart = world([[100.0, 0.0, 0.0], [0.0, 8.0, 2.0], [0.0, 2.0, 8.0]], 5.0)
        war = nash_tariffs(apart)
    pair = nash_tariffs(world([[8.0, 2.0], [2.0, 8.0]], 5.0))
    assert war.gain[0] == pytest.approx(0.0, abs=1e-10)
    assert war.rates[1:] == pytest.approx(pair.rates, rel=1e-7)
    assert war.gain[1:] == pytest.approx(pair.gain, rel=1e-8)


def test_bargaining_leaves_everyone_better_off_than_the_war():
    base = economy(11)
    war = nash_tariffs(base)
    deal = cooperative_tariffs(base, objective="bargaining", nash=war)
    assert (deal.gain > war.gain).all()
    best = np.log(deal.gain - war.gain).sum()
    rng = np.random.default_rng(1)
    for _ in range(20):
        rates = np.clip(deal.rates + rng.normal(0.0, 0.01, 4), 0.0, 5.0)
        tariffs = np.where(np.eye(4) > 0.0, base.tariffs, rates)
        gains = 100.0 * (counterfactual(base, tariffs=tariffs).welfare - 1.0) - war.gain
        assert gains.min() <= 0.0 or np.log(gains).sum() <= best + 1e-9


def test_joint_welfare_is_at_its_most():
    base = economy(12)
    deal = cooperative_tariffs(base)
    weights = base.expenditure / base.expenditure.sum()
    most = weights @ np.log(deal.counterfactual.welfare)
    assert most > 0.0
    rng = np.random.default_rng(1)
    for _ in range(20):
        rates = np.clip(deal.rates + rng.normal(0.0, 0.05, 4), 0.0, 5.0)
        tariffs = np.where(np.eye(4) > 0.0, base.tariffs, rates)
        assert weights @ np.log(counterfactual(base, tariffs=tariffs).welfare) <= most + 1e-12


def test_a_giant_wins_the_war_and_keeps_its_gains_in_a_bargain():
    """Between very unequal countries the larger gains by the war (Johnson 1953-54)."""
    base = world([[1000.0, 3.0], [3.0, 1.0]], 2.5, countries=("giant", "dwarf"))
    war = nash_tariffs(base)
    assert war.gain[0] > 0.0 > war.gain[1]
    # Still both do better by trading less war for peace than by fighting it out.
    deal = cooperative_tariffs(base, objective="bargaining", nash=war)
    assert (deal.gain > war.gain).all() and deal.gain[0] > 0.0


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda base: optimal_tariff(base, "Z"), "F101"),
        (lambda base: nash_tariffs(base, rounds=1), "F110"),
        (lambda base: nash_tariffs(base, []), "F053"),
        (lambda base: cooperative_tariffs(base, []), "F053"),
        (lambda base: gros_tariff(5.0, 0.0), "F053"),
        (lambda base: gros_tariff(1.0, 0.5), "F053"),
        (lambda base: cooperative_tariffs(base, objective="fair"), "F113"),
        (lambda base: cooperative_tariffs(base, ["1"], objective="bargaining"), "F111"),
    ],
)
def test_what_will_not_do_is_refused(call, code):
    with pytest.raises(TinbergenError) as caught:
        call(economy(1))
    assert caught.value.code == code
