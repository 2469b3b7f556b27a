"""The environment pack's case: the United Kingdom before its second and third carbon budgets."""

import dataclasses
import itertools

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.domains.environment.carbon_budget import price_of_cap
from tinbergen.domains.environment.carbon_policy import level_for_cap, under
from tinbergen.engine.simulate.backward import simulate
from tinbergen.loop.case import cases, packs
from tinbergen.loop.case.calibration import calibrate
from tinbergen.loop.case.modelparts import PathPart
from tinbergen.loop.case.question import Question
from tinbergen.loop.cycle import turn
from tinbergen.loop.design import design
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.questions import answer
from tinbergen.loop.scenarios.library import Change, ScenarioSpec, to_case
from tinbergen.loop.situation import assess

SECTORS = ("POWER", "INDUSTRY", "BUILDINGS", "TRANSPORT", "OTHER")
PRICES = ("CARBON_PRICE", "CARBON_TAX")
COUNTED = {"POWER": 0.0, "INDUSTRY": 0.474, "BUILDINGS": 1.0, "TRANSPORT": 1.0, "OTHER": 0.474}
CAP = 2100.0  # made up: below the 2,195 of no new policy, while the law's budgets are above
TERRITORY = 4150.0  # made up, on all emissions


@pytest.fixture(scope="module")
def uk():
    return dataclasses.replace(cases.load("uk-2012"), draws=120)


def bound(case, variable, cap):
    """The case with a cap that binds, on the central path."""
    return dataclasses.replace(
        case,
        objective="central",
        targets=tuple(
            dataclasses.replace(t, variable=variable, desired=cap / 10) for t in case.targets
        ),
        constraints=tuple(
            dataclasses.replace(c, variable=variable, bound=cap) for c in case.constraints
        ),
    )


@pytest.fixture(scope="module")
def law(uk):
    """The budgets as the law binds them."""
    return turn(uk)


@pytest.fixture(scope="module")
def circle(uk):
    return turn(bound(uk, "COUNTED", CAP))


@pytest.fixture(scope="module")
def standing(circle):
    return circle.situation


def path(plan, name):
    series = next(s for s in (*plan.instruments, *plan.planned) if s.name == name)
    return np.array(series.values, dtype=float)


def asked(pack, part, name):
    return next(q for q in getattr(pack, part) if q.name == name)


def test_the_circle_closes(circle):
    cycle = circle.cycle
    assert len(cycle.monitoring.reviews) == 5
    assert cycle.diagnosis.findings[0].name == "carbon price"
    assert {f.name for f in cycle.plan.alternatives} == {
        "ranking", "single instruments", "cap or tax", "double dividend",
        "social cost of carbon", "best carbon price", "warming limit",
    }  # fmt: skip
    assert cycle.evaluation.findings


def test_the_budgets_as_the_law_binds_them_need_no_new_policy(law):
    """The account as the government expected it in October 2012 is 132 and 71 below them.

    Budgets 2,782 and 2,544, projected 2,650 and 2,473: Environmental Audit Committee, HC 60, 2013.
    """
    (budget,) = law.case.constraints
    counted = law.situation.model_world.run["COUNTED"]
    assert budget.bound - counted.sum() == pytest.approx(132 + 71, abs=2)
    assert counted[:5].sum() == pytest.approx(2650 - 1078 - 5 * (93 - 6.5), abs=2)
    found = {f.name: f for f in law.cycle.diagnosis.findings}["carbon price"]
    assert dict(found.diagnostics)["price that keeps the cap"] == 0
    assert found.statement.en.endswith("with a chance of 12 %.")
    assert {f.name for f in law.cycle.plan.alternatives} == {
        "cap or tax", "social cost of carbon", "best carbon price", "warming limit",
    }  # fmt: skip
    assert not law.cycle.plan.binding or law.cycle.plan.binding[0].constraint != "carbon budgets"


def test_what_became_of_the_second_budget_is_what_was_published(law):
    """384 below, about 80 percent of it by the share of the cap: the rest is outside trading.

    Committee on Climate Change, letter of February 2019, and Croner-i's account of it.
    """
    counted = law.case.known(Period.parse("2017"))
    came = sum(share * counted[f"E_{s}"][-5:].sum() for s, share in COUNTED.items())
    assert 2782 - 1078 - 5 * (93 - 6.5) - came == pytest.approx(0.2 * 384, abs=5)


def test_what_was_law_belongs_to_no_policy(law):
    """The carbon price support as set by the end of 2012, and what measures already law save."""
    (support,) = [s for s in law.cycle.plan.baseline_instruments if s.name == "CARBON_PRICE"]
    april = 0.25 * 4.94 + 0.75 * 9.55
    assert support.values[:3] == pytest.approx((0.75 * 4.94, april, 9.55), abs=0.01)
    assert set(support.values[2:]) == {9.55}
    data = law.case.known(Period.parse("2017"))
    rules = law.situation.model_world.known
    np.testing.assert_array_equal(data["MEASURES"][-5:], rules["MEASURES"][-10:-5])
    found = {f.name: f for f in law.cycle.evaluation.findings}["outturn on E_POWER"]
    # What the rises of 2015 and 2016 did, on the emissions that came: by the response alone.
    response = law.situation.model_world.model.values["b_POWER"]
    more = np.array([0.0, 0.0, 15.95, 18.02, 18.0]) - [0.0, 0.0, 9.55, 9.55, 9.55]
    felt = np.convolve(more, [0.5, 0.3, 0.2])[:5]
    alone = (data["E_POWER"][-5:] * (1 - np.exp(response * felt))).mean()
    assert found.estimate == pytest.approx(alone, rel=0.02)
    assert "b_POWER" in found.assumptions[0].en


def test_series_that_follow_keep_the_accounts(standing):
    data = standing.data
    counted = sum(share * data[f"E_{s}"] for s, share in COUNTED.items())
    np.testing.assert_allclose(data["COUNTED"], counted)
    # What is left out is what the EU ETS verified in 2012: 231.2 (DECC, April 2013).
    assert data["EMISSIONS"][-1] - data["COUNTED"][-1] == pytest.approx(231.2, abs=0.1)
    total = sum(data[f"E_{s}"] for s in SECTORS)
    np.testing.assert_allclose(data["EMISSIONS"], total)
    np.testing.assert_allclose(data["INTENSITY"], total / data["GDP"])


def test_a_plan_keeps_a_budget_at_equal_marginal_costs(uk):
    """Prices, the standard and the premium cost the same at the margin: the budget's price.

    The cap is on all emissions, and no price was set before, so that all four cost from zero.
    """
    case = bound(uk, "EMISSIONS", TERRITORY)
    unset = {**case.paths, "CARBON_PRICE": PathPart(rule="constant")}
    plan = design(dataclasses.replace(case, paths=unset))
    assert path(plan, "EMISSIONS").sum() == pytest.approx(TERRITORY, abs=1e-4)
    (budget,) = [b for b in plan.binding if b.constraint == "carbon budgets"]
    middle = slice(3, 7)  # away from the horizon's ends, where lags cut responses short
    margins = [
        path(plan, "CARBON_PRICE")[middle].mean(),
        path(plan, "CARBON_TAX")[middle].mean(),
        10 * path(plan, "STANDARD")[middle].mean(),
        path(plan, "SUBSIDY")[middle].mean() / 0.4,
    ]
    assert margins == pytest.approx([budget.price] * 4, rel=0.2)


@pytest.mark.parametrize("name", ["kaya", "sectors", "water"])
def test_parts_sum_to_the_change(circle, name):
    (found,) = [f for f in circle.cycle.diagnosis.findings if f.name == name]
    assert sum(p.value for p in found.parts) == pytest.approx(found.estimate, abs=1e-8)


def test_kaya_and_sectors_explain_the_same_change(circle):
    found = {f.name: f for f in circle.cycle.diagnosis.findings}
    data = circle.situation.data["EMISSIONS"]
    assert found["kaya"].estimate == pytest.approx(data[-1] - data[-11])
    assert found["sectors"].estimate == pytest.approx(found["kaya"].estimate)


def test_the_tax_that_meets_the_cap(standing):
    level, run = level_for_cap(standing, PRICES, "COUNTED", CAP)
    assert run["COUNTED"].sum() == pytest.approx(CAP, abs=1e-5)
    less = under(standing, dict.fromkeys(PRICES, level - 0.5))
    assert less["COUNTED"].sum() > CAP
    assert level_for_cap(standing, PRICES, "COUNTED", 1e5)[0] == 0
    highest, _ = level_for_cap(standing, ("SUBSIDY",), "COUNTED", CAP)
    assert highest == 60  # what is traded counts at its cap: renewable power does nothing


def test_cap_and_tax_agree_but_for_the_lags(circle):
    (found,) = [f for f in circle.cycle.plan.alternatives if f.name == "cap or tax"]
    numbers = dict(found.diagnostics)
    felt_share = (0.5 + 0.8 + 8) / 10
    assert numbers["tax"] * felt_share == pytest.approx(numbers["permit price"], rel=0.03)
    assert numbers["emissions at the tax"] == pytest.approx(CAP, abs=1e-4)
    assert found.interval.lower <= numbers["permit price"] <= found.interval.upper


def test_a_tax_where_emissions_count_costs_least(circle):
    """A price on power too costs more and saves nothing that counts; the price alone falls short."""
    (found,) = [f for f in circle.cycle.plan.alternatives if f.name == "single instruments"]
    costs = {p.name: p.value for p in found.parts}
    assert min(costs, key=costs.__getitem__) == "CARBON_TAX"
    assert found.estimate == costs["CARBON_TAX"] < costs["one price"]
    assert not {"CARBON_PRICE", "SUBSIDY"} & set(costs)


def test_recycling_is_what_tells_the_dividends_apart(circle):
    (found,) = [f for f in circle.cycle.plan.alternatives if f.name == "double dividend"]
    parts = {p.name: p.value for p in found.parts}
    assert sum(parts.values()) == pytest.approx(found.estimate)
    assert parts["resource"] < 0 and parts["interaction"] < 0 < parts["recycling"]
    kept, given = (v for _, v in found.diagnostics)
    assert kept < given < 0


def test_no_cap_no_dividend_to_speak_of(standing):
    loose = [dataclasses.replace(c, bound=1e6) for c in standing.case.constraints]
    case = dataclasses.replace(standing.case, constraints=tuple(loose))
    easy = dataclasses.replace(standing, case=case)
    question = asked(case.pack, "alternatives", "double dividend")
    assert not list(answer(question)(easy, question))


def test_the_cap_must_be_one_of_the_case(standing):
    question = asked(standing.case.pack, "diagnosis", "carbon price")
    wrong = dataclasses.replace(question, arguments={**question.arguments, "cap": "carbon budget"})
    with pytest.raises(TinbergenError) as caught:
        list(answer(wrong)(standing, wrong))
    assert caught.value.code == "L091"
    assert "carbon budgets" in str(caught.value)


def test_a_price_on_power_leaves_the_others_alone(standing):
    """Other sectors feel it through output only."""
    moved, none = (under(standing, {"CARBON_PRICE": price}) for price in (12.8, 0.0))
    cut = {s: moved[f"E_{s}"][-1] / none[f"E_{s}"][-1] - 1 for s in SECTORS}
    assert cut["POWER"] == pytest.approx(-0.23, abs=0.005)
    assert all(abs(cut[s]) < 0.002 for s in SECTORS[1:])


def test_the_model_without_policy_is_the_data(standing):
    """Simulated at its own disturbances the model gives back the history."""
    span = standing.span
    again = simulate(standing.model_world.model, standing.model_world.known, span)
    np.testing.assert_allclose(again["EMISSIONS"], standing.model_world.run["EMISSIONS"])
    none = under(standing, {"CARBON_PRICE": 0.0})
    assert (none["COST"] == 0).all()
    np.testing.assert_allclose(none["ENERGY_COST"], 100)


SCENES = {
    "environment.DAMAGE": 2.0,
    "environment.ENERGY_COST": 30.0,
    "environment.CARBON_PRICE": 20.0,
    "environment.EMISSIONS": -5.0,
    "macro.GDP": -4.0,
}


@pytest.mark.parametrize("indicator", SCENES)
def test_scenarios_reach_the_case(uk, standing, indicator):
    told = ScenarioSpec(
        "s", Text("s", "s"), Text("s", "s"), "", (Change(indicator, SCENES[indicator]),)
    )
    scenario = to_case(told, uk)
    assert scenario.exogenous or scenario.disturbs
    shaken = assess(dataclasses.replace(uk, scenario=scenario))
    assert (shaken.model_world.run["EMISSIONS"] < standing.model_world.run["EMISSIONS"]).all()


def test_damage_is_not_counted_twice(uk, standing):
    """It reaches output by the model and through the owner of output: the outcome is the owner's."""
    told = ScenarioSpec(
        "s", Text("s", "s"), Text("s", "s"), "", (Change("environment.DAMAGE", 2.0),)
    )
    scenario = to_case(told, uk)
    assert [s.name for s in scenario.exogenous] == ["DAMAGE"]
    assert [s.values for s in scenario.outcomes] == [(-2.0,) * 10]
    hit = assess(dataclasses.replace(uk, scenario=scenario)).model_world.run
    np.testing.assert_allclose(hit["GDP"] / standing.model_world.run["GDP"], 0.98, rtol=1e-9)


def test_dearer_fuel_lowers_emissions_and_output(standing):
    data = standing.model_world.policy_data
    first = data.span.position(standing.span.start)
    fuel = np.array(data["FUEL_COST"])
    fuel[first:] = 120
    run = simulate(standing.model_world.policy_model, data.assign(FUEL_COST=fuel), standing.span)
    assert (run["GDP"] < standing.model_world.run["GDP"]).all()
    assert (run["ENERGY_COST"] > 120).all()  # the carbon price is on top
    change = run["E_POWER"] / standing.model_world.run["E_POWER"] / (
        run["GDP"] / standing.model_world.run["GDP"]) ** standing.model_world.model.values["h_POWER"]  # fmt: skip
    np.testing.assert_allclose(change, 1.2**-0.2, rtol=1e-9)


def table(**columns):
    rows = tuple(columns.pop("rows"))
    values = np.array(list(columns.values()), dtype=float).T
    return Matrix("mac", rows, tuple(columns), values, Text("", ""))


def costs(**changes):
    given = {"rows": ("A", "B"), "price": [10, 20], "cut": [10, 5], "levy": [1, 0],
             "standard": [0, 1], "renewables": [0.4, 0]}  # fmt: skip
    return {"mac": table(**{**given, **changes})}


def test_calibration_of_abatement_costs():
    question = Question("abatement costs", {"table": "mac", "emissions": {"A": "80"},
                                            "titles": {"A": {"en": "a", "zh": "甲"}}})  # fmt: skip
    found = calibrate(costs(), question)
    assert found.defines == {"SECTORS": ["A", "B"]}
    assert found.values["b_A"] == pytest.approx(-np.log(0.9) / 10)
    assert found.values["replaced_A"] == pytest.approx(0.5)
    assert (found.values["levy_B"], found.values["standard_B"]) == (0, 1)
    assert found.titles["E_A"]("zh") == "排放：甲"
    assert found.notes


@pytest.mark.parametrize(
    ("arguments", "changes", "code"),
    [
        ({}, {}, "L090"),
        ({"emissions": {"A": -1}}, {}, "L042"),
        ({"emissions": [1]}, {}, "L042"),
        ({"emissions": {"A": 80}, "titles": {"A": "a"}}, {}, "L042"),
        ({"emissions": {"A": 80}}, {"cut": [100, 5]}, "F082"),
    ],
)
def test_faults_of_the_calibration(arguments, changes, code):
    question = Question("abatement costs", {"table": "mac", **arguments})
    with pytest.raises(TinbergenError) as caught:
        calibrate(costs(**changes), question)
    assert caught.value.code == code


def test_a_kuznets_curve_from_tables(standing):
    rng = np.random.default_rng(3)
    years, countries = [str(y) for y in range(2000, 2012)], tuple("abcdefghijkl")
    x = rng.uniform(7.5, 10.5, 12) + 0.02 * np.arange(12)[:, None] + rng.normal(0, 0.1, (12, 12))
    y = -0.3 * (x - 9) ** 2 + rng.normal(0, 0.02, (12, 12))
    tables = {
        name: Matrix(name, tuple(years), countries, np.exp(values), Text("", ""))
        for name, values in (("emissions", y), ("income", x))
    }
    case = dataclasses.replace(standing.case, tables=tables)
    question = Question("kuznets curve", {"emissions": "emissions", "income": "income"})
    (found,) = answer(question)(dataclasses.replace(standing, case=case), question)
    assert found.interval.lower < np.exp(9) < found.interval.upper
    rough = 0.2 * x + rng.normal(0, 1, x.shape)
    for other in (-y, rough):
        moved = dataclasses.replace(tables["emissions"], values=np.exp(other))
        case = dataclasses.replace(standing.case, tables={**tables, "emissions": moved})
        (found,) = answer(question)(dataclasses.replace(standing, case=case), question)
        assert found.estimate is None and found.interval is None


def test_sectors_with_activities_of_their_own(standing):
    question = Question("emissions by sector", {
        "activities": ["GDP", "POP"], "sectors": ["E_POWER", "E_BUILDINGS"],
        "emissions": "EMISSIONS", "years": 5,
    })  # fmt: skip
    (found,) = answer(question)(standing, question)
    assert [p.name for p in found.parts] == ["activity", "structure", "intensity"]
    data = standing.data
    total = data["E_POWER"] + data["E_BUILDINGS"]
    assert sum(p.value for p in found.parts) == pytest.approx(total[-1] - total[-6])


def test_every_finding_speaks_both_languages(circle):
    found = (*circle.cycle.diagnosis.findings, *circle.cycle.plan.alternatives)
    for finding in found:
        for text in (finding.title, finding.statement, finding.method, finding.unit):
            assert text("en") and text("zh") and "{" not in text.en + text.zh
        assert any("\u4e00" <= c <= "\u9fff" for c in finding.statement.zh)


def test_the_pack_describes_what_its_case_shows(uk):
    pack = packs.pack("environment")
    known = {i.code for i in pack.indicators}
    shown = [*uk.store.as_of(uk.as_of), *uk.model.endogenous]
    missing = {n for n in shown if n not in known and not uk.model.titles.get(n)}
    assert missing <= {"RECYCLE", "FUEL_COST"}
    for one, other in itertools.pairwise(pack.indicators):
        assert one.code != other.code


def test_findings_are_the_same_each_time(standing, circle):
    assert diagnose(standing).id == circle.cycle.diagnosis.id


def test_a_carbon_price_is_passed_on_along_the_table():
    """On the industry pack's economy: what final demand pays more is the revenue."""
    japan = assess(dataclasses.replace(cases.load("japan-industry-2014"), draws=60))
    question = Question("carbon price passed on", {"price": 3000, "unit": 0.001})
    (found,) = answer(question)(japan, question)
    rises = {p.name: p.value for p in found.parts}
    assert max(rises, key=rises.__getitem__) == "UTL"
    assert 0 < found.estimate < max(rises.values())
    assert min(rises.values()) > 0
    wrong = dataclasses.replace(question, arguments={**question.arguments, "emissions": "zz"})
    with pytest.raises(TinbergenError) as caught:
        list(answer(wrong)(japan, wrong))
    assert caught.value.code == "L092"


def test_the_price_that_keeps_a_cap_is_a_level(uk_2016) -> None:
    """Where a price is in force already, the sectors' curves are cleared from no price at all."""
    situation, question = uk_2016
    found = price_of_cap(situation, question)
    sectors, responses = question.names("sectors"), question.names("responses")
    values, base = situation.model_world.model.values, situation.model_world.run
    felt = [base[name] for name in question.names("felt")]
    assert felt[0].max() > 10  # the carbon price support

    def emitted(price: float) -> float:
        return sum(
            share * float((base[s] * np.exp(values[b] * (p - price))).sum())
            for s, b, p, share in zip(sectors, responses, felt, COUNTED.values(), strict=True)
        )

    assert emitted(found.price) == pytest.approx(950.0, rel=1e-9)
    whole = dataclasses.replace(question, arguments={
        **question.arguments, "traded": [],
    })  # fmt: skip
    case = dataclasses.replace(situation.case, constraints=tuple(
        dataclasses.replace(c, variable="EMISSIONS", bound=1650.0)
        for c in situation.case.constraints
    ))  # fmt: skip
    everything = price_of_cap(dataclasses.replace(situation, case=case), whole)
    assert everything.price > 18.0  # the emissions of today's price are above the cap


@pytest.fixture(scope="module")
def uk_2016():
    case = cases.load("uk-2012")
    limits = tuple(dataclasses.replace(c, bound=950.0) for c in case.constraints)
    case = dataclasses.replace(
        case.at(Period.parse("2016")), horizon=5, draws=60, constraints=limits
    )
    question = next(q for q in case.pack.diagnosis if q.name == "carbon price")
    return assess(case), question


def test_a_cap_limits_a_sum(uk_2016) -> None:
    situation, question = uk_2016
    limits = tuple(dataclasses.replace(c, cumulative=False) for c in situation.case.constraints)
    case = dataclasses.replace(situation.case, constraints=limits)
    with pytest.raises(TinbergenError) as caught:
        price_of_cap(dataclasses.replace(situation, case=case), question)
    assert caught.value.code == "L093"
