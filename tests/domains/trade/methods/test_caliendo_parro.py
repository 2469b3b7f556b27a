import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.trade.methods.armington import counterfactual, world
from tinbergen.domains.trade.methods.caliendo_parro import sectoral_counterfactual, sectoral_world

seeds = st.integers(0, 10_000)


def economy(seed: int, J: int = 3, n: int = 4):
    """A consistent world: spending that input shares and final demand imply, tariffs, deficits."""
    rng = np.random.default_rng(seed)
    value_added = rng.uniform(0.3, 0.8, (J, n))
    inputs = rng.lognormal(0.0, 1.0, (J, J, n))
    inputs *= (1.0 - value_added) / inputs.sum(axis=0)
    frictions = rng.lognormal(-2.0, 1.0, (J, n, n)) * (1.0 - np.eye(n)) + np.eye(n)
    shares = frictions / frictions.sum(axis=1, keepdims=True)
    tariffs = rng.uniform(0.0, 0.2, (J, n, n)) * (1.0 - np.eye(n))
    final = rng.lognormal(0.0, 0.5, (J, n))
    bought = final
    for _ in range(400):
        output = np.einsum("jin,jn->ji", shares / (1.0 + tariffs), bought)
        bought = final + np.einsum("kjn,jn->kn", inputs, output)
    trade = shares / (1.0 + tariffs) * bought[:, None, :]
    theta = rng.uniform(2.0, 9.0, J)
    base = sectoral_world(trade, theta, value_added=value_added, inputs=inputs, tariffs=tariffs)
    assert np.allclose(base.final, final / final.sum(axis=0))
    return base, rng


def shocks(rng, J: int = 3, n: int = 4):
    costs = rng.lognormal(0.0, 0.15, (J, n, n))
    for sector in costs:
        np.fill_diagonal(sector, 1.0)
    return {"costs": costs, "tariffs": rng.uniform(0.0, 0.3, (J, n, n)) * (1.0 - np.eye(n))}


@settings(max_examples=30)
@given(seeds)
def test_one_sector_without_inputs_is_armington(seed):
    rng = np.random.default_rng(seed)
    n = 5
    trade = rng.lognormal(0.0, 0.5, (n, n)) + np.diag(rng.lognormal(3.0, 0.5, n))
    tariffs = rng.uniform(0.0, 0.2, (n, n)) * (1.0 - np.eye(n))
    sigma = rng.uniform(2.0, 8.0)
    costs, new = rng.lognormal(0.0, 0.15, (n, n)), rng.uniform(0.0, 0.3, (n, n))
    made = rng.lognormal(0.0, 0.1, n)
    one = counterfactual(
        world(trade, sigma, tariffs=tariffs), costs=costs, tariffs=new, productivity=made
    )
    many = sectoral_counterfactual(
        sectoral_world(
            trade[None], sigma - 1.0, value_added=np.ones((1, n)), tariffs=tariffs[None]
        ),
        costs=costs[None],
        tariffs=new[None],
        productivity=made[None],
    )
    assert np.allclose(one.wages, many.wages, rtol=1e-11)
    assert np.allclose(one.welfare, many.welfare, rtol=1e-11)
    assert np.allclose(one.after.trade, many.after.trade[0], rtol=1e-10)


@settings(max_examples=30)
@given(seeds)
def test_no_change_leaves_hats_of_one(seed):
    base, _ = economy(seed)
    result = sectoral_counterfactual(base)
    for hats in (result.wages, result.prices, result.costs, result.welfare, result.real_wage):
        assert np.allclose(hats, 1.0, atol=1e-12)
    assert np.allclose(result.after.trade, base.trade, rtol=1e-12)
    assert np.allclose(result.terms_of_trade, 0.0, atol=1e-10)
    assert np.allclose(result.volume_of_trade, 0.0, atol=1e-10)


@settings(max_examples=30)
@given(seeds)
def test_markets_clear_and_budgets_hold(seed):
    base, rng = economy(seed)
    result = sectoral_counterfactual(base, **shocks(rng))
    after = result.after
    assert result.excess < 1e-12
    assert np.allclose(after.income, result.wages * base.income, rtol=1e-11)
    assert after.income.sum() == pytest.approx(base.income.sum(), rel=1e-12)
    assert np.allclose(after.deficits, base.deficits, atol=1e-11 * base.income.sum())
    final = after.spending - np.einsum("kjn,jn->kn", base.inputs, after.output)
    spent = after.income + after.revenue + after.deficits
    assert np.allclose(final, base.final * spent, rtol=1e-10)


@settings(max_examples=30)
@given(seeds)
def test_real_wage_is_the_formula_and_its_parts_sum(seed):
    """Equation 15 of Caliendo and Parro, home costs unchanged."""
    base, rng = economy(seed)
    result = sectoral_counterfactual(base, **shocks(rng))

    def home(w):
        spent = w.trade * (1.0 + w.tariffs)
        return np.diagonal(spent / spent.sum(axis=1, keepdims=True), axis1=1, axis2=2)

    opened = np.log(home(result.after) / home(base)) / base.theta[:, None]
    prices = np.log(result.prices)
    links = np.einsum("kjn,kjn->jn", base.inputs, prices[:, None, :] - prices[None, :, :])
    per_sector = -(opened + links) / base.value_added
    assert np.allclose(np.log(result.real_wage), (base.final * per_sector).sum(axis=0), atol=1e-11)
    parts = result.parts()
    assert np.allclose(sum(parts.values()), 100.0 * np.log(result.real_wage), atol=1e-10)
    expected = -100.0 * (base.final * opened).sum(axis=0)
    assert np.allclose(parts["final_goods"], expected, atol=1e-10)
    assert np.allclose(parts["productivity"], 0.0, atol=1e-12)


@settings(max_examples=20)
@given(seeds, st.floats(1e-4, 1e4))
def test_units_of_the_flows_do_not_matter(seed, scale):
    base, rng = economy(seed)
    changes = shocks(rng)
    scaled = sectoral_world(
        scale * base.trade,
        base.theta,
        value_added=base.value_added,
        inputs=base.inputs,
        tariffs=base.tariffs,
    )
    one, other = (sectoral_counterfactual(w, **changes) for w in (base, scaled))
    assert np.allclose(one.welfare, other.welfare, rtol=1e-10)


@settings(max_examples=20)
@given(seeds)
def test_terms_and_volume_of_trade_add_up_to_welfare_for_small_changes(seed):
    base, rng = economy(seed)
    step = 1e-5 * rng.normal(size=base.tariffs.shape) * (1.0 - np.eye(4))
    result = sectoral_counterfactual(base, tariffs=base.tariffs + step)
    first_order = result.terms_of_trade + result.volume_of_trade
    assert np.allclose(first_order, 100.0 * (result.welfare - 1.0), atol=2e-7)


def test_equal_countries_fare_alike():
    n, J = 4, 2
    trade = np.ones((J, n, n)) + 5.0 * np.eye(n)
    inputs = np.full((J, J, n), 0.25)
    base = sectoral_world(trade, [3.0, 6.0], value_added=np.full((J, n), 0.5), inputs=inputs)
    tariffs = 0.2 * (1.0 - np.eye(n)) * np.ones((J, 1, 1))
    result = sectoral_counterfactual(base, tariffs=tariffs)
    assert np.allclose(result.wages, 1.0, rtol=1e-12)
    assert np.allclose(result.welfare, result.welfare[0], rtol=1e-12)
    assert result.welfare[0] < 1.0
    assert np.allclose(result.terms_of_trade, 0.0, atol=1e-12)


def test_links_between_sectors_raise_the_gains_from_trade():
    """The multiplier of inputs: half of output value added doubles the log gain."""
    n = 3
    trade = np.ones((1, n, n)) + 5.0 * np.eye(n)
    costs = np.where(np.eye(n) > 0.0, 1.0, 0.8)[None]
    gains = []
    for share in (1.0, 0.5):
        inputs = np.full((1, 1, n), 1.0 - share)
        base = sectoral_world(trade, 4.0, value_added=np.full((1, n), share), inputs=inputs)
        gains.append(float(np.log(sectoral_counterfactual(base, costs=costs).welfare[0])))
    assert gains[1] == pytest.approx(2.0 * gains[0], rel=1e-12)


def test_productivity_and_deficits():
    base, rng = economy(8)
    made = rng.lognormal(0.0, 0.1, (3, 4))
    result = sectoral_counterfactual(base, productivity=made, deficits=np.zeros(4))
    assert np.allclose(result.after.deficits, 0.0, atol=1e-11 * base.income.sum())
    parts = result.parts()
    assert np.allclose(sum(parts.values()), 100.0 * np.log(result.real_wage), atol=1e-10)
    expected = 100.0 * (base.final * np.log(made) / base.value_added).sum(axis=0)
    assert np.allclose(parts["productivity"], expected)
    again = sectoral_counterfactual(
        base, productivity=made, deficits=np.zeros(4), start=result.wages
    )
    assert again.iterations < result.iterations
    frame = result.to_frame()
    assert frame.loc["1", "welfare"] == pytest.approx(result.of("1"))


def test_a_sector_that_is_not_traded_and_one_a_country_does_not_have():
    base, _ = economy(9)
    trade = base.trade.copy()
    trade[0] *= np.eye(4)
    trade[1, 0] = 0.0
    trade[1, :, 0] = 0.0
    inputs = base.inputs.copy()
    inputs[1, :, 0] = 0.0
    inputs *= 0.02
    value_added = 1.0 - inputs.sum(axis=0)
    odd = sectoral_world(trade, base.theta, value_added=value_added, inputs=inputs)
    result = sectoral_counterfactual(odd, tariffs=odd.tariffs + 0.1 * (1.0 - np.eye(4)))
    assert result.excess < 1e-12
    assert (result.after.trade[1, 0] == 0.0).all() and (result.after.trade[1, :, 0] == 0.0).all()
    assert np.allclose(sum(result.parts().values()), 100.0 * np.log(result.real_wage), atol=1e-10)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"trade": np.ones((3, 4))}, "F095"),
        ({"tariffs": np.ones((3, 4, 3))}, "F095"),
        ({"value_added": np.ones((2, 4))}, "F095"),
        ({"value_added": -np.ones((3, 4))}, "F116"),
        ({"tariffs": np.full((3, 4, 4), -1.0)}, "F116"),
        ({"inputs": np.full((3, 3, 4), np.nan)}, "F116"),
        ({"theta": [1.0, 2.0, -1.0]}, "F098"),
        ({"theta": [1.0, 2.0]}, "F098"),
        ({"trade": np.zeros((3, 4, 4))}, "F096"),
        ({"countries": ("A", "B")}, "F097"),
        ({"value_added": np.full((3, 4), 0.5)}, "F108"),
        ({"trade": "idle sector"}, "F109"),
    ],
)
def test_a_base_year_that_contradicts_itself_is_refused(changes, code):
    base, _ = economy(1)
    given_ = {
        "trade": base.trade,
        "theta": base.theta,
        "value_added": base.value_added,
        "inputs": base.inputs,
    } | changes
    if isinstance(given_["trade"], str):
        given_["trade"] = base.trade * np.array([1.0, 1.0, 0.01])[:, None, None]
    with pytest.raises(TinbergenError) as caught:
        sectoral_world(given_.pop("trade"), given_.pop("theta"), **given_)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"costs": np.zeros((3, 4, 4))}, "F098"),
        ({"costs": np.full((3, 4, 4), np.inf)}, "F098"),
        ({"deficits": np.ones(4)}, "F099"),
        ({"deficits": 1e4 * np.array([1.0, -1.0, 0.0, 0.0])}, "F100"),
        ({"tariffs": np.ones((4, 4))}, "F095"),
        ({"tariffs": np.full((3, 4, 4), -1.0)}, "F116"),
    ],
)
def test_changes_that_will_not_do_are_refused(changes, code):
    base, _ = economy(1)
    with pytest.raises(TinbergenError) as caught:
        sectoral_counterfactual(base, **changes)
    assert caught.value.code == code


def test_transfers_that_nothing_can_carry_are_refused_without_a_warning():
    base, _ = economy(1)
    closed = np.where(np.eye(4) > 0.0, 1.0, 1e30) * np.ones((3, 4, 4))
    with np.errstate(all="raise", under="ignore"), pytest.raises(TinbergenError) as caught:
        sectoral_counterfactual(base, costs=closed, deficits=[5.0, -5.0, 0.0, 0.0])
    assert caught.value.code == "F100"


def test_a_fault_in_a_table_says_where_it_is():
    base, _ = economy(1)
    flows = base.trade.copy()
    flows[1, 0, 3] = np.nan
    names = {"countries": ("A", "B", "C", "D"), "sectors": ("x", "y", "z")}
    with pytest.raises(TinbergenError) as caught:
        sectoral_world(flows, base.theta, value_added=base.value_added, inputs=base.inputs, **names)
    assert "trade at sector y, seller A, buyer D is missing" in caught.value.text("title")
    assert "部门 y、卖方 A、买方 D" in caught.value.text("title", "zh")
