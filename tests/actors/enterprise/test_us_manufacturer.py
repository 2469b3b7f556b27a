"""The manufacturer of the pack: its plan, its findings, its numbers, on three worlds."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.app.case import demo_of
from tinbergen.core.documents.cycle import Diagnosis
from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.economics.investment.tail import tail_mean
from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case
from tinbergen.loop.scenarios.library import story, to_case
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.worlds.protocol import Choice

PROJECTS = ("PLANT", "SECOND", "ROBOTS", "CELLS", "HEAT")


@pytest.fixture(scope="module")
def case() -> Case:
    return dataclasses.replace(cases.load("us-manufacturer"), draws=100)


@pytest.fixture(scope="module")
def there(case: Case) -> Situation:
    return assess(case)


@pytest.fixture(scope="module")
def plan(there: Situation) -> Plan:
    return tb.design(there)


@pytest.fixture(scope="module")
def diagnosis(there: Situation) -> Diagnosis:
    return tb.diagnose(there)


def chosen(plan: Plan) -> dict[str, float]:
    return {s.name: float(s.values[0] or 0.0) for s in plan.instruments}


def test_demo_enterprise_is_this_case() -> None:
    assert demo_of("enterprise") == "us-manufacturer"


def test_three_outlooks_say_what_projects_make_in_their_own_draws(there: Situation) -> None:
    """Nothing answers a project, so that no pair mixes the outlook of one world with another's."""
    scope = there.scope
    assert [p.outlook.name for p in scope.pairs] == ["record", "anchored", "accelerating"]
    assert all(p.own for p in scope.pairs)
    assert scope.weights.tolist() == pytest.approx([0.5, 0.25, 0.25])


def test_limits_are_kept(plan: Plan, there: Situation) -> None:
    found, values = chosen(plan), there.satellite.own.model.values
    assert all(found[f"DO_{k}"] in (0.0, 1.0) for k in PROJECTS)
    assert sum(values[f"COST_{k}"] * found[f"DO_{k}"] for k in PROJECTS) <= 110
    assert found["DO_ROBOTS"] + found["DO_CELLS"] <= 1
    assert found["DO_SECOND"] <= found["DO_PLANT"]
    assert 0 <= found["HEDGE"] <= 1


def test_no_other_projects_have_a_better_tail(plan: Plan, there: Situation) -> None:
    """Every combination within the limits, with the plan's hedge and with none, on the plan's
    draws: the tail of what lacks to the hurdle."""
    case, scope = there.case, there.scope
    length, values = case.horizon, there.satellite.own.model.values
    names = [f"VALUE_{k}" for k in PROJECTS]
    paths = {n: np.ones(length) for n in scope.instruments}
    drawn = scope.after([Choice(paths, p.information) for p in scope.pairs],
                        [*names, "VALUE_BASE", "HEDGED"])  # fmt: skip
    made = {n: drawn[n].mean(axis=1) for n in (*names, "VALUE_BASE", "HEDGED")}
    weights = np.full(case.draws, 1 / case.draws)

    def tail(done, hedge: float) -> float:
        profit = made["VALUE_BASE"] + hedge * made["HEDGED"]
        profit = profit + sum(d * made[n] for d, n in zip(done, names, strict=True))
        return tail_mean(np.maximum(8 - profit, 0), weights, 0.9)

    able = [
        d for d in product((0, 1), repeat=5)
        if sum(values[f"COST_{k}"] * x for k, x in zip(PROJECTS, d, strict=True)) <= 110
        and d[2] + d[3] <= 1 and d[1] <= d[0]
    ]  # fmt: skip
    found = chosen(plan)
    own = tail(tuple(found[f"DO_{k}"] for k in PROJECTS), found["HEDGE"])
    best = min(tail(d, h) for d in able for h in (0.0, 0.5, found["HEDGE"], 1.0))
    assert own == pytest.approx(best, rel=1e-3)
    assert plan.loss == pytest.approx(12 * own, rel=1e-3)


def test_economic_profits_sum_to_the_present_value_of_cash(there: Situation) -> None:
    """Outlay, profit after tax and wear replaced, a sale at cost: discounted at the path's own cost
    of capital (Preinreich 1938)."""
    world, values = there.worlds.lead, there.satellite.own.model.values
    choice = Choice({f"DO_{k}": np.ones(12) for k in PROJECTS} | {"HEDGE": np.zeros(12)})
    shown = ("CAPITAL_COST", "MADE_PLANT", "VALUE_PLANT")
    told = world.respond(choice, shown).central
    cost, wear = values["COST_PLANT"], values["WEAR_PLANT"]
    cash = (1 - values["TAX_RATE"]) * (told["MADE_PLANT"] - wear * cost)
    cash[-1] += cost
    rates = np.r_[0.0, told["CAPITAL_COST"] / 400]
    worth = tb.net_present_value(np.r_[-cost, cash], rates)
    # Parameters in the case are rounded to six digits.
    assert float(worth) == pytest.approx(float(told["VALUE_PLANT"].sum()), rel=1e-4)


def test_findings_have_parts_that_sum(diagnosis: Diagnosis) -> None:
    names = {f.name for f in diagnosis.findings}
    assert names == {"market", "cost of capital", "exposure", "markets", "drivers"}
    for finding in diagnosis.findings:
        if finding.name == "drivers":  # what each would do alone
            continue
        assert finding.parts
        assert sum(p.value for p in finding.parts) == pytest.approx(finding.estimate)
        assert finding.statement.en and finding.statement.zh


def test_the_market_of_a_year_is_the_change_of_operating_profit(
    diagnosis: Diagnosis, there: Situation
) -> None:
    """By hand, from the table's quarters 2025Q2 and 2026Q2 and the shares of projects.csv."""
    known, v = there.satellite.own.known, there.satellite.own.model.values

    def made(date: str) -> float:
        at = {n: known.at(n, tb.Period.parse(date)) / v[f"{n}_0"]
              for n in ("OUTPUT", "PRICE", "MATERIALS", "IMPORTS", "WAGE", "OIL")}  # fmt: skip
        duty = (100 + known.at("TARIFF", tb.Period.parse(date))) / 107.0619
        materials = (1 - 0.2287) * at["MATERIALS"] + 0.2287 * at["IMPORTS"] * duty
        return (
            250 * at["PRICE"] * at["OUTPUT"] - 127.5 * materials * at["OUTPUT"]
            - 37.25 * at["WAGE"] * (0.5 + 0.5 * at["OUTPUT"]) - 5 * at["OIL"] * at["OUTPUT"]
            - 55 * at["PRICE"]
        )  # fmt: skip

    found = next(f for f in diagnosis.findings if f.name == "market")
    assert found.estimate == pytest.approx(made("2026Q2") - made("2025Q2"), abs=1e-6)


def test_every_project_is_appraised(plan: Plan) -> None:
    found = {f.name: f for f in plan.alternatives}
    assert [n for n in found if n.startswith("project ")] == [f"project {k}" for k in PROJECTS]
    for name in PROJECTS:
        one = found[f"project {name}"]
        facts = dict(one.diagnostics)
        assert one.interval.lower <= one.estimate <= one.interval.upper
        assert facts["waiting"] >= 0
        assert -facts["shortfall"] <= one.estimate
    other = dict(found["return against risk"].diagnostics)
    assert other["mean of the other"] >= other["mean"] - 0.02
    assert other["worst share of the other"] <= other["worst share"] + 0.02


def test_the_library_of_scenarios_reaches_it(case: Case, there: Situation) -> None:
    """Output is two percent lower: said of the macroeconomy, met by the pack that stands in it."""
    told = to_case(story("pandemic-supply-shock"), case)
    changes = {c.code if hasattr(c, "code") else c.indicator: c for c in told.indicators}
    assert set(changes) == {"GDP", "INFL"}
    hit = assess(dataclasses.replace(case, scenario=told))
    assert hit.scope.baseline("OUTPUT")[3] < there.scope.baseline("OUTPUT")[3] - 0.5
    assert hit.scope.baseline("VALUE").sum() < there.scope.baseline("VALUE").sum() - 5


def test_tariffs_and_carbon_of_a_scenario_reach_it_by_its_own_equations(
    case: Case, there: Situation
) -> None:
    """At the baseline's prices and volumes, by hand: the tariff on the imported part of materials,
    lost exports, and the carbon price on energy."""
    told = to_case(story("trade-war"), case)
    assert {c.name: c.values[0] for c in told.impulses} == {"TARIFF": 14.0, "TARIFF_ABROAD": 13.1}
    hit = assess(dataclasses.replace(case, scenario=told))
    calm, moved = there.scope.baseline, hit.scope.baseline
    assert moved("TARIFF")[:12] == pytest.approx(calm("TARIFF")[:12] + 14)
    assert moved("TARIFF_ABROAD")[:12] == pytest.approx(np.full(12, 13.1))
    lost = 1 - 0.1343 + 0.1343 / 1.131
    demand = moved("OUTPUT") / there.satellite.own.model.values["OUTPUT_0"] * lost
    assert moved("DEMAND")[:12] == pytest.approx(demand[:12], rel=1e-4)
    found = {f.name: f for f in tb.diagnose(hit).findings}["scenario"]
    parts = {p.name: p.value for p in found.parts}
    assert sum(parts.values()) == pytest.approx(found.estimate)
    # 127.5 million a quarter, of which .2287 imported, at prices of a tenth more; after tax.
    duty = 0.79 * 127.5 * 0.2287 * 14 / 107.0619 * 12
    assert parts["TARIFF"] == pytest.approx(-duty, rel=0.1)
    assert parts["TARIFF_ABROAD"] < -5 and abs(parts["economy"]) < 10
    told = to_case(story("carbon-price"), case)
    hit = assess(dataclasses.replace(case, scenario=told))
    dollars = 18.08 * 1.5853
    assert hit.scope.baseline("CARBON_PRICE")[:12] == pytest.approx(np.full(12, dollars))
    energy = hit.scope.baseline("ENERGY") - hit.scope.baseline("OIL") / 95.7533
    assert energy[:12] == pytest.approx(np.full(12, 5 * dollars / 1000), rel=1e-4)


def test_drivers_say_what_no_world_foresees(diagnosis: Diagnosis, there: Situation) -> None:
    """A carbon price by hand: five tonnes for a thousand dollars of energy, five million of which
    are burned at today's demand, after tax and discounted."""
    found = next(f for f in diagnosis.findings if f.name == "drivers")
    effects = dict(found.diagnostics)
    baseline = there.scope.baseline
    rolled = there.satellite.own.model.values["ROLLED_0"] / baseline("ROLLED")
    burned = 5 * 5 * 50 / 1000 * baseline("DEMAND") * rolled
    assert effects["CARBON_PRICE"] == pytest.approx(-0.79 * burned[:12].sum(), rel=0.02)
    assert effects["TARIFF"] < 0 < effects["DOLLAR"] and effects["OIL"] < 0
    assert found.estimate == pytest.approx(min(effects.values()))
    assert "how likely they are is unknown" in found.statement.en


def test_a_stronger_dollar_makes_imports_cheaper(there: Situation) -> None:
    """Least squares on 1985Q1-2019Q4, by statsmodels: price of imports on the dollar, oil and its
    own past -.1982, .0816, .3857; materials on it .5531."""
    values = there.satellite.own.model.values
    found = [values[n] for n in ("i1", "i2", "i3", "m3")]
    assert found == pytest.approx([-0.1982, 0.0816, 0.3857, 0.5531], abs=5e-5)


def test_the_table_is_built_from_published_figures(shared: Path, tmp_path: Path) -> None:
    data, root = shared / "data", Path(__file__).parents[3]
    out = tmp_path / "us-manufacturing.csv"
    subprocess.run(
        [sys.executable, root / "tools/build_manufacturing_table.py",
         "--fred-md", data / "track/us_fred_md.csv.gz", "--frbus", data / "us_quarterly_frbus.csv",
         "--oecd", data / "track/oecd_qna_panel_6c.csv", "--out", out],
        check=True,
    )  # fmt: skip
    shipped = root / "src/tinbergen/actors/enterprise/us-manufacturing.csv"
    assert out.read_text("utf-8") == shipped.read_text("utf-8")


def test_a_question_without_its_model_is_refused() -> None:
    from tinbergen.actors.enterprise.projects import satellite_of

    with pytest.raises(TinbergenError) as caught:
        satellite_of(assess(dataclasses.replace(cases.load("us-now"), draws=50)))
    assert caught.value.code == "L072"
