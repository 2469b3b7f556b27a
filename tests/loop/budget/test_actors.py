"""Actors beside a budget: their losses in and out of a scenario, and what they read."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.text import Text
from tinbergen.loop.budget.actors import GOVERNMENT, Stake, actor, government, readings
from tinbergen.loop.budget.split import Member, allocate_budget
from tinbergen.loop.case import cases
from tinbergen.loop.plan import make_plan
from tinbergen.loop.problem import build_problem
from tinbergen.loop.scenarios.library import library
from tinbergen.loop.scenarios.outcomes import Told, tell_together
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.solving import solve_problem

SLUMP = library()["demand-slump"]


@pytest.fixture(scope="module")
def calm() -> dict[str, Situation]:
    names = ("japan-macro-2014", "japan-bank-2014", "japan-manufacturer-2014")
    loaded = (dataclasses.replace(cases.load(name), draws=50) for name in names)
    return {case.name: assess(case) for case in loaded}


@pytest.fixture(scope="module")
def found(calm) -> Told:
    return tell_together(SLUMP, list(calm.values()))


@pytest.fixture(scope="module")
def stakes(calm) -> dict[str, Stake]:
    return {name: Stake(there, make_plan(there), 2.0) for name, there in calm.items()}


def test_losses_are_parts_of_the_loss_with_neither(stakes, found) -> None:
    stake = stakes["japan-bank-2014"]
    told = actor(stake, found)
    under = found.situations["japan-bank-2014"]
    solved = solve_problem(under, build_problem(under))
    whole = stake.plan.baseline_loss
    assert told.loss == pytest.approx(stake.plan.loss / whole, rel=1e-9)
    assert told.under_without == pytest.approx(solved.baseline_loss / whole, rel=1e-9)
    assert told.under == pytest.approx(solved.loss / whole, rel=1e-9)
    assert told.under > told.loss  # A slump leaves a bank less to pay out.


def test_an_actor_reads_its_own_world(stakes, found, calm) -> None:
    told = actor(stakes["japan-bank-2014"], found)
    assert [r.indicator for r in told.reads] == ["GROWTH", "U"]
    growth = told.reads[0]
    after = found.situations["japan-bank-2014"].scope.baseline("GROWTH")
    before = calm["japan-bank-2014"].scope.baseline("GROWTH")
    np.testing.assert_array_equal(growth.before, before[:5])
    np.testing.assert_array_equal(growth.change, (after - before)[:5])
    assert growth.change[0] < -1


def test_the_government_is_the_weighted_mean_of_its_cases(stakes, found, calm) -> None:
    macro = stakes["japan-macro-2014"]
    other = dataclasses.replace(stakes["japan-bank-2014"], weight=1.0)
    readers = [calm["japan-bank-2014"], calm["japan-manufacturer-2014"]]
    told = government([macro, other], found, readers)
    parts = [actor(macro, found), actor(other, found)]
    for name in ("loss", "under_without", "under"):
        first, second = (getattr(part, name) for part in parts)
        assert getattr(told, name) == pytest.approx((2 * first + second) / 3, rel=1e-9)
    assert told.actor == GOVERNMENT
    assert {r.indicator for r in told.reads} == {"GROWTH", "U", "INFL", "r"}
    met = [a.met for stake in (macro, other) for a in stake.plan.attainment]
    assert f"{sum(met)} of {len(met)}" in told.verdict.en


def test_a_share_of_the_budget_holds_in_the_scenario_too(calm, found) -> None:
    """The plan made anew may spend no more than the plan."""
    there = calm["japan-macro-2014"]
    none = tuple(
        dataclasses.replace(c, bound=0.0) if c.name == "deficit limit" else c
        for c in there.case.constraints
    )
    limited = dataclasses.replace(there, case=dataclasses.replace(there.case, constraints=none))
    rich, poor = (actor(Stake(x, make_plan(x)), found) for x in (there, limited))
    assert poor.under > rich.under + 1e-3


def test_a_loss_of_nothing_has_no_parts(stakes, found) -> None:
    stake = stakes["japan-bank-2014"]
    free = dataclasses.replace(stake, plan=dataclasses.replace(stake.plan, baseline_loss=0.0))
    told = actor(free, found)
    assert (told.loss, told.under_without, told.under) == (None, None, None)


def test_a_crossing_with_actors(calm, spoken) -> None:
    from tinbergen.core.documents.budget import Crossing
    from tinbergen.core.serial import from_json, to_json
    from tinbergen.report.faces import VIEWS
    from tinbergen.report.views.context import Context

    member = Member(calm["japan-macro-2014"].case, "deficit limit", 1.0)
    beside = [calm["japan-bank-2014"].case]
    found = allocate_budget(
        "one", Text("One", "一"), Text("yen", "日元"), 2.0, [member], (), None, beside, SLUMP
    )
    assert [one.actor for one in found.actors] == [GOVERNMENT, "japan-bank-2014"]
    assert [plan.name for plan in found.actor_plans] == ["japan-bank-2014"]
    assert found.actor_plans[0].id in found.provenance.cites
    assert found.under == "demand-slump"
    assert from_json(Crossing, to_json(found)) == found
    spoken(*(one.verdict for one in found.actors))
    shown = VIEWS[Crossing](found, Context())
    (section,) = [s for s in shown.sections if s.title and "actors" in s.title.en]
    assert "to the digit" in section.lead.en
    first = dataclasses.replace(found.actors[1].reads[0], change=(0.0,) * 5)
    bent = dataclasses.replace(found.actors[1], reads=(first, *found.actors[1].reads[1:]))
    other = VIEWS[Crossing](dataclasses.replace(found, actors=(found.actors[0], bent)), Context())
    (section,) = [s for s in other.sections if s.title and "actors" in s.title.en]
    assert "have it differently" in section.lead.en
    nowhere = dataclasses.replace(found.actors[0], reads=())
    apart = VIEWS[Crossing](
        dataclasses.replace(found, actors=(nowhere, found.actors[1])), Context()
    )
    (section,) = [s for s in apart.sections if s.title and "actors" in s.title.en]
    assert "not in one economy" in section.lead.en


def test_what_a_case_reads_by_name(calm, found) -> None:
    (told,) = readings(calm["japan-macro-2014"], found, ["U"])
    assert told.title.zh
    assert told.unit.en
    assert len(told.before) == len(told.change) == 5
