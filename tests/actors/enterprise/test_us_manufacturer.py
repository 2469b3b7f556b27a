"""The manufacturer of the pack: its plan, its findings, its numbers, on three worlds."""

from __future__ import annotations

import dataclasses
from itertools import product

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
        return tail_mean(np.maximum(4 - profit, 0), weights, 0.9)

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
    assert {"market", "cost of capital", "exposure"} <= names
    for finding in diagnosis.findings:
        assert sum(p.value for p in finding.parts) == pytest.approx(finding.estimate)
        assert finding.statement.en and finding.statement.zh


def test_the_market_of_a_year_is_the_change_of_operating_profit(
    diagnosis: Diagnosis, there: Situation
) -> None:
    """By hand, from the table's quarters 2025Q2 and 2026Q2 and the shares of projects.csv."""
    known, v = there.satellite.own.known, there.satellite.own.model.values

    def made(date: str) -> float:
        at = {n: known.at(n, tb.Period.parse(date)) / v[f"{n}_0"]
              for n in ("OUTPUT", "PRICE", "MATERIALS", "WAGE", "OIL")}  # fmt: skip
        return (
            250 * at["PRICE"] * at["OUTPUT"] - 127.5 * at["MATERIALS"] * at["OUTPUT"]
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


def test_a_question_without_its_model_is_refused() -> None:
    from tinbergen.actors.enterprise.projects import satellite_of

    with pytest.raises(TinbergenError) as caught:
        satellite_of(assess(dataclasses.replace(cases.load("us-now"), draws=50)))
    assert caught.value.code == "L072"
