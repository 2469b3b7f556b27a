"""A manufacturer in Japan, by the year: its equations, its profits by hand, its plan."""

import numpy as np
import pytest
import statsmodels.api as sm

import tinbergen as tb
from tinbergen.core.period import Period
from tinbergen.loop.situation import Situation, assess


@pytest.fixture(scope="module")
def there() -> Situation:
    return assess("japan-manufacturer-2014")


def test_the_industry_follows_growth_and_inflation(there) -> None:
    """By statsmodels on the same table: a percent of growth moves manufacturing by 2.7."""
    data, values = (
        there.data.window(Period.parse("1990"), there.as_of),
        there.satellite.own.model.values,
    )
    for name, cause, slope, constant in (
        ("OUTPUT", "GROWTH", "q1", "q0"), ("PRICE", "INFL", "p1", "p0")
    ):  # fmt: skip
        y = 100 * np.diff(np.log(data[name]))
        fit = sm.OLS(y, sm.add_constant(np.asarray(data[cause])[1:])).fit()
        assert values[constant] == pytest.approx(fit.params[0], rel=1e-6)
        assert values[slope] == pytest.approx(fit.params[1], rel=1e-6)
    assert 2 < values["q1"] < 3.5


def test_profits_by_hand(there) -> None:
    (world,) = there.worlds
    v = world.satellite.own.model.values
    read = {n: world.baseline(n)[:5] for n in ("GROWTH", "INFL", "r")}
    output, price, costs, rolled = 100.0, v["PRICE_0"], 1.0, 1.0
    for t in range(5):
        output *= np.exp((v["q0"] + v["q1"] * read["GROWTH"][t]) / 100)
        price *= np.exp((v["p0"] + v["p1"] * read["INFL"][t]) / 100)
        costs *= 1 + read["INFL"][t] / 100
        cost = read["r"][t] + 3
        rolled *= 1 + cost / 100
        made = 101 * price / v["PRICE_0"] * output / 100 - 56.8 * costs * (0.5 + output / 200)
        value = ((1 - 0.3462) * (made - 0.0448 * 468) - cost / 100 * 468) / rolled
        assert world.baseline("VALUE")[t] == pytest.approx(value, rel=1e-9)


def test_shares_are_the_published_ones(there) -> None:
    """Value added of 100,986 billion yen in 2014, of which a thousandth; Penn World Table 9.1, Japan
    2014: labour's share .5621, capital 22,361,666 on output of 4,823,628, depreciation .0448."""
    v = there.satellite.own.model.values
    assert v["LABOUR_BASE"] / v["SALES_BASE"] == pytest.approx(0.562063, abs=1e-3)
    assert v["COST_BASE"] / v["SALES_BASE"] == pytest.approx(22361666 / 4823628, abs=5e-3)
    assert v["WEAR_BASE"] == pytest.approx(0.044797, abs=1e-4)


def test_the_plan_is_the_best_of_all_choices(there) -> None:
    """Two projects and a budget for one: all three choices tried."""
    from tinbergen.economics.investment.tail import tail_mean
    from tinbergen.loop.worlds.protocol import Choice

    plan = tb.design(there)
    chosen = {s.name: s.values[0] for s in plan.instruments}
    assert chosen == {"DO_LINE": 1.0, "DO_ROBOTS": 0.0}
    scope = there.scope
    losses = {}
    for line, robots in ((0, 0), (1, 0), (0, 1)):
        paths = {"DO_LINE": np.full(5, float(line)), "DO_ROBOTS": np.full(5, float(robots))}
        choices = [Choice(paths, pair.information) for pair in scope.pairs]
        drawn = scope.after(choices, ["VALUE"])["VALUE"][:, :5].mean(axis=1)
        short = 5 * np.maximum(10 - drawn, 0)
        losses[line, robots] = tail_mean(short, np.full(len(short), 1 / len(short)), 0.9)
    assert min(losses, key=losses.get) == (1, 0)
    assert plan.loss == pytest.approx(losses[1, 0], rel=1e-6)


def test_what_it_is_told(there, spoken) -> None:
    diagnosis = tb.diagnose(there)
    assert {f.name for f in diagnosis.findings} == {"cost of capital", "exposure"}
    for found in diagnosis.findings:
        spoken(found.title, found.statement, found.method)
        assert sum(p.value for p in found.parts) == pytest.approx(found.estimate, abs=1e-6)


def test_money_is_told_in_the_unit_of_the_case(there) -> None:
    """Five years of -6.2 billion yen a year are -30.9 billion yen, not million dollars."""
    found = {f.name: f for f in tb.diagnose(there).findings}["exposure"]
    assert found.unit.en == "billions of yen"
    assert "billion yen of economic profit" in found.statement.en
    assert "（十亿日元）" in found.statement.zh
    assert "dollar" not in found.statement.en and "美元" not in found.statement.zh


def test_what_it_reads_is_named_as_a_reader_knows_it(there) -> None:
    """By the title that the model inside has where the data have none, in running text."""
    plan = tb.design(there)
    news = next(
        f for f in tb.monitor(there, plan, revise=False).reviews[0].findings if f.name == "VALUE"
    )
    titles = [p.title.en for p in news.parts]
    assert "GDP growth, read by the manufacturer" in titles
    (recipe,) = {fan.recipe.en for fan in plan.outcomes if fan.name == "VALUE"}
    assert recipe.endswith(
        "; on each of these the manufacturer, whose own coefficients and disturbances are drawn too"
    )
