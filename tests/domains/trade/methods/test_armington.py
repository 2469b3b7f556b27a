import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.trade.methods.armington import aggregate, counterfactual, world

CLOSURES = ("deficit", "ratio", "balance")
seeds = st.integers(0, 10_000)


def economy(seed: int, n: int = 5, *, balanced: bool = False, home: float = 3.0):
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0.0, 0.7, (n, n)) + np.diag(rng.lognormal(home, 0.5, n))
    if balanced:
        flows = flows + flows.T
    tariffs = rng.uniform(0.0, 0.3, (n, n)) * (1.0 - np.eye(n))
    return world(flows, rng.uniform(1.5, 9.0), tariffs=tariffs), rng


def shocks(rng, n: int = 5):
    return {
        "costs": rng.lognormal(0.0, 0.2, (n, n)),
        "tariffs": rng.uniform(0.0, 0.4, (n, n)),
        "productivity": rng.lognormal(0.0, 0.1, n),
    }


@given(seeds, st.sampled_from(("deficit", "ratio")))
def test_no_change_leaves_hats_of_one(seed, closure):
    base, _ = economy(seed)
    result = counterfactual(base, closure=closure)
    for hats in (result.wages, result.prices, result.welfare, result.terms_of_trade):
        assert np.allclose(hats, 1.0, atol=1e-12)
    assert np.allclose(result.after.trade, base.trade, rtol=1e-12)


@given(seeds, st.sampled_from(CLOSURES))
def test_markets_clear_budgets_hold_and_world_income_is_the_numeraire(seed, closure):
    base, rng = economy(seed)
    result = counterfactual(base, **shocks(rng), closure=closure)
    after = result.after
    assert result.excess < 1e-12
    assert np.allclose(after.output, result.wages * base.output, rtol=1e-11)
    assert after.output.sum() == pytest.approx(base.output.sum(), rel=1e-12)
    # Walras: each country spends its income, its tariff revenue and its deficit.
    spent = after.output + after.revenue + after.deficits
    assert np.allclose(after.expenditure, spent, rtol=1e-11)
    assert abs(after.deficits.sum()) < 1e-11 * after.output.sum()
    if closure == "deficit":
        assert np.allclose(after.deficits, base.deficits, atol=1e-11 * base.output.sum())
    if closure == "balance":
        assert np.allclose(after.deficits, 0.0, atol=1e-11 * base.output.sum())


@given(seeds, st.sampled_from(CLOSURES), st.floats(1e-6, 1e6))
def test_units_of_the_flows_do_not_matter(seed, closure, scale):
    base, rng = economy(seed)
    changes = shocks(rng)
    one = counterfactual(base, **changes, closure=closure)
    scaled = world(scale * base.trade, base.sigma, tariffs=base.tariffs)
    other = counterfactual(scaled, **changes, closure=closure)
    assert np.allclose(one.welfare, other.welfare, rtol=1e-10)
    assert np.allclose(scale * one.after.trade, other.after.trade, rtol=1e-9)


@given(seeds, st.sampled_from(("deficit", "ratio")))
def test_there_and_back_again(seed, closure):
    base, rng = economy(seed)
    changes = shocks(rng)
    there = counterfactual(base, **changes, closure=closure)
    back = counterfactual(
        there.after,
        costs=1.0 / changes["costs"],
        tariffs=base.tariffs,
        productivity=1.0 / changes["productivity"],
        closure=closure,
    )
    assert np.allclose(there.welfare * back.welfare, 1.0, rtol=1e-10)
    assert np.allclose(back.after.trade, base.trade, rtol=1e-9)


@given(seeds)
def test_welfare_is_the_formula_of_arkolakis_costinot_and_rodriguez_clare(seed):
    """Without tariffs and deficits: the home share to the power of minus one over theta."""
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0.0, 0.7, (5, 5)) + np.diag(rng.lognormal(3.0, 0.5, 5))
    base = world(flows + flows.T, 4.0)
    costs = rng.lognormal(0.0, 0.2, (5, 5))
    np.fill_diagonal(costs, 1.0)
    result = counterfactual(base, costs=costs)
    home = np.diagonal(result.after.shares) / np.diagonal(base.shares)
    assert np.allclose(result.welfare, home ** (1.0 / (1.0 - 4.0)), rtol=1e-11)
    autarky = counterfactual(base, costs=np.where(np.eye(5) > 0.0, 1.0, np.inf))
    assert np.allclose(autarky.welfare, np.diagonal(base.shares) ** (1.0 / 3.0), rtol=1e-12)


@given(seeds, st.sampled_from(CLOSURES))
def test_parts_of_welfare_sum(seed, closure):
    base, rng = economy(seed)
    result = counterfactual(base, **shocks(rng), closure=closure)
    parts = result.parts()
    assert np.allclose(sum(parts.values()), 100.0 * np.log(result.welfare), atol=1e-10)


def test_a_uniform_rise_in_productivity_raises_all_alike():
    base, _ = economy(3)
    result = counterfactual(base, productivity=np.full(5, 1.1))
    assert np.allclose(result.welfare, 1.1, rtol=1e-12)
    assert np.allclose(result.terms_of_trade, 1.0, rtol=1e-12)


def test_a_tariff_turns_the_terms_of_trade_to_who_levies_it():
    base = world([[8.0, 2.0], [2.0, 8.0]], 5.0, countries=("A", "B"))
    result = counterfactual(base, tariffs=[[0.0, 0.0], [0.1, 0.0]])
    assert result.terms_of_trade[0] > 1.0 > result.terms_of_trade[1]
    assert result.terms_of_trade.prod() == pytest.approx(1.0)
    assert result.of("A") > 0.0 > result.of("B")
    frame = result.to_frame()
    assert list(frame.index) == ["A", "B"]
    assert frame.loc["A", "welfare"] == pytest.approx(result.of("A"))
    assert frame.loc["A", "imports"] < 0.0


def test_deficits_asked_for_are_met():
    base, _ = economy(4)
    wanted = np.array([1.0, -2.0, 0.5, 0.25, 0.25])
    result = counterfactual(base, deficits=wanted)
    assert np.allclose(result.after.deficits, wanted, atol=1e-10)


@pytest.mark.parametrize(
    ("seed", "closure"), [(108, "deficit"), (162, "deficit"), (316, "ratio"), (544, "balance")]
)
def test_extreme_worlds_and_shocks(seed, closure):
    """Flows over many powers of ten, deficits as large as income, tariffs of up to 500%."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 40))
    spread, home = rng.uniform(0.1, 4.0), rng.uniform(0.0, 6.0)
    flows = rng.lognormal(0.0, spread, (n, n)) + np.diag(rng.lognormal(home, 1.0, n))
    base = world(flows, 1.0 + rng.lognormal(1.2, 0.8), tariffs=rng.uniform(0.0, 0.5, (n, n)))
    result = counterfactual(
        base,
        tariffs=rng.uniform(0.0, 5.0, (n, n)),
        costs=rng.lognormal(0.0, 1.0, (n, n)),
        productivity=rng.lognormal(0.0, 0.5, n),
        closure=closure,
    )
    assert result.excess < 1e-12


def test_a_start_near_by_saves_steps_and_changes_nothing():
    base, rng = economy(5, n=8)
    changes = shocks(rng, 8)
    cold = counterfactual(base, **changes)
    warm = counterfactual(base, **changes, start=cold.wages)
    assert warm.iterations <= 1 < cold.iterations
    assert np.allclose(warm.wages, cold.wages, rtol=1e-12)


def test_regions_keep_totals_and_revenue():
    base, _ = economy(6)
    joined = aggregate(base, {"north": ["1", "2"], "south": ["4"]})
    assert joined.countries == ("north", "south", "ROW")
    assert joined.trade.sum() == pytest.approx(base.trade.sum())
    assert joined.deficits.sum() == pytest.approx(0.0, abs=1e-12)
    paid = base.trade * base.tariffs
    across = paid[np.ix_([0, 1], [3])].sum() + paid[np.ix_([2, 4], [3])].sum()
    assert joined.revenue[1] == pytest.approx(across)
    assert (np.diagonal(joined.tariffs) == 0.0).all()
    whole = aggregate(base, {c: [c] for c in base.countries})
    assert np.allclose(whole.trade, base.trade) and np.allclose(whole.tariffs, base.tariffs)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: world([[1.0, 2.0]], 5.0), "F095"),
        (lambda: world([[1.0, np.nan], [1.0, 1.0]], 5.0), "F116"),
        (lambda: world([[1.0, -1.0], [1.0, 1.0]], 5.0), "F116"),
        (lambda: world(np.ones((2, 2)), 5.0, tariffs=[[0.0, -1.0], [0.0, 0.0]]), "F116"),
        (lambda: counterfactual(economy(1)[0], tariffs=-np.ones((5, 5))), "F116"),
        (lambda: world(np.ones((2, 2)), 1.0), "F053"),
        (lambda: world([[1.0, 0.0], [0.0, 0.0]], 5.0), "F096"),
        (lambda: world(np.ones((2, 2)), 5.0, countries=("A", "A")), "F097"),
        (lambda: world(np.ones((2, 2)), 5.0, countries=("A", "B")).position("C"), "F101"),
        (lambda: aggregate(economy(1)[0], {"x": ["1"], "y": ["1"]}), "F097"),
        (lambda: counterfactual(economy(1)[0], costs=np.ones(5)), "F098"),
        (lambda: counterfactual(economy(1)[0], costs=np.full((5, 5), np.inf)), "F098"),
        (lambda: counterfactual(economy(1)[0], productivity=np.zeros(5)), "F098"),
        (lambda: counterfactual(economy(1)[0], deficits=np.ones(5)), "F099"),
        (lambda: counterfactual(economy(1)[0], deficits=np.ones(4)), "F098"),
        (lambda: counterfactual(economy(1)[0], closure="nominal"), "F113"),
        (lambda: counterfactual(economy(1)[0], deficits=1e3 * np.array([1, -1, 0, 0, 0])), "F100"),
    ],
)
def test_what_will_not_do_is_refused(call, code):
    with pytest.raises(TinbergenError) as caught:
        call()
    assert caught.value.code == code


FLOWS = np.array([[9.0, 1.0, 1.0], [1.0, 9.0, 1.0], [1.0, 1.0, 9.0]])


def changed(cell: tuple[int, int], value: float, base=FLOWS):
    table = base.copy()
    table[cell] = value
    return table


@pytest.mark.parametrize(
    ("flows", "rates", "said"),
    [
        (
            changed((0, 2), -1.0),
            None,
            "trade at row JPN, column KOR is -1; it must be zero or more",
        ),
        (changed((2, 1), np.nan), None, "trade at row KOR, column USA is missing"),
        (changed((2, 1), np.inf), None, "trade at row KOR, column USA is inf"),
        (
            FLOWS,
            changed((1, 0), -1.0, np.zeros((3, 3))),
            "tariffs at row USA, column JPN is -1; it must be above -1 (-100 %)",
        ),
        (changed((1, slice(None)), 0.0), None, "USA sells nothing"),
        (changed((slice(None), 1), 0.0), None, "USA buys nothing"),
        (FLOWS[:2], None, "trade has the shape (2, 3); a table (2, 2) is needed"),
    ],
)
def test_a_fault_in_a_table_says_where_it_is(flows, rates, said):
    with pytest.raises(TinbergenError) as caught:
        world(flows, 5.0, tariffs=rates, countries=("JPN", "USA", "KOR"))
    assert said in caught.value.text("title")
    assert "{" not in caught.value.render("zh")


def test_a_tariff_just_above_what_leaves_nothing_to_pay_is_taken():
    base = world(FLOWS, 5.0, countries=("JPN", "USA", "KOR"))
    with np.errstate(all="raise", under="ignore"):
        found = counterfactual(base, tariffs=changed((0, 1), -0.5, np.zeros((3, 3))))
    assert found.excess < 1e-12


def test_a_country_that_trades_with_no_one_is_no_obstacle():
    flows = np.array([[100.0, 0.0, 0.0], [0.0, 80.0, 2.0], [0.0, 3.0, 50.0]])
    with np.errstate(all="raise", under="ignore"):
        found = counterfactual(world(flows, 5.0), closure="balance")
        frame = found.to_frame()
    pair = counterfactual(world(flows[1:, 1:], 5.0), closure="balance")
    assert found.welfare[0] == pytest.approx(1.0)
    assert found.welfare[1:] == pytest.approx(pair.welfare, rel=1e-9)
    assert frame.loc["1", ["exports", "imports"]].isna().all()
    assert frame.loc[["2", "3"]].notna().all().all()
