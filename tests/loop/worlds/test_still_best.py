"""Is a plan still the best: against least squares, where the answer is known."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.loop.design import design
from tinbergen.loop.plan_tracking import remaining
from tinbergen.loop.situation import assess
from tinbergen.loop.still_best import still_best

NEXT = Period.parse("2010Q1")
#: Effects end with the quarter, so that what is left of a plan is a problem of its own.
AT_ONCE = np.r_[1.0, np.zeros(11)]


@pytest.fixture
def economy(workshop):
    workshop.table("outlook.csv", NEXT, {
        "y": np.linspace(-1, 0.5, 12), "y_sd": np.full(12, 0.3),
    })  # fmt: skip
    error = {("g", "y"): np.r_[0.05, np.zeros(11)]}
    workshop.effects("effects.csv", {("g", "y"): AT_ONCE}, error)
    world = {"name": "table", "title": {"en": "Table", "zh": "表"}, "forecast": "outlook.csv",
             "effects": "effects.csv"}  # fmt: skip

    def make(**changes):
        return workshop.table_case(worlds=[world], targets=[workshop.target("y", 1.0)], **changes)

    return make


def reviewed(case, plan, shift: float = 0.0):
    """What is said in the first review of a plan that went another way by ``shift``."""
    moved = tuple(
        dataclasses.replace(s, values=tuple(v + shift for v in s.values)) for s in plan.instruments
    )
    other = dataclasses.replace(plan, instruments=moved)
    there = assess(remaining(assess(case), other, NEXT))
    return still_best(there, other)


def test_the_best_plan_stays(economy) -> None:
    case = economy()
    (found,) = reviewed(case, design(case))
    assert found.estimate == pytest.approx(0, abs=1e-9)
    assert found.severity == 0
    assert found.interval.lower < 0 < found.interval.upper
    assert "nothing speaks clearly" in found.statement.en


def test_a_plan_that_is_off_is_led_back(economy) -> None:
    """Half a unit too much in each quarter is half a unit to take off."""
    case = economy()
    (found,) = reviewed(case, design(case), shift=0.5)
    assert found.estimate == pytest.approx(-0.5, abs=1e-9)
    assert found.interval.lower < -0.5 < found.interval.upper < 0
    assert found.severity == 2
    said = dict(found.diagnostics)
    assert said["p value"] < 0.01
    assert said["loss when changed"] < said["loss as planned"]
    assert "0.50 lower than planned" in found.statement.en
    assert "低 0.50" in found.statement.zh


def test_a_bound_ends_a_change(economy, workshop) -> None:
    """Where all is at the bound there is nothing to move; just below it the way is short."""
    case = economy(instruments=[workshop.instrument("g", upper=2.5)])
    plan = design(case)
    assert reviewed(case, plan, shift=2.5) == ()
    low = economy(instruments=[workshop.instrument("g", upper=0.3, lower=-5)])
    (found,) = reviewed(low, design(low), shift=-0.2)
    assert 0 < found.estimate <= 0.2 + 1e-9


def test_a_budget_that_binds_is_kept(economy, workshop) -> None:
    """More would be better, but a limit on the sum that is used up leaves no way."""
    limit = {"name": "budget", "title": {"en": "Budget", "zh": "预算"}, "variable": "g",
             "sense": "at_most", "bound": 2.0, "cumulative": True,
             "unit": {"en": "percent", "zh": "百分比"}}  # fmt: skip
    case = economy(constraints=[limit])
    plan = design(case)
    assert sum(plan.instruments[0].values) == pytest.approx(2.0)
    # The data say what was used in the first quarter; the plan spends all that is left.
    used = case.known(NEXT).at("g", NEXT)
    left = (plan.instruments[0].values[0] - used) / 7
    assert reviewed(case, plan, shift=left) == ()
    (found,) = reviewed(case, plan, shift=left - 0.1)
    assert found.estimate > 0.1


def test_what_a_budget_holds_goes_neither_way(economy, workshop) -> None:
    """Purchases are at a limit and can't be changed; that taxes had better be says nothing of them."""
    workshop.effects(
        "effects.csv", {("g", "y"): AT_ONCE, ("tau", "y"): AT_ONCE},
        {(n, "y"): np.r_[0.05, np.zeros(11)] for n in ("g", "tau")},
    )  # fmt: skip
    limit = {"name": "budget", "title": {"en": "Budget", "zh": "预算"}, "variable": "g",
             "sense": "at_most", "bound": -1.0, "unit": {"en": "percent", "zh": "百分比"}}  # fmt: skip
    case = economy(constraints=[limit], instruments=[workshop.instrument(n) for n in ("g", "tau")])
    plan = design(case)
    off = tuple(
        dataclasses.replace(s, values=tuple(v - 0.5 for v in s.values)) if s.name == "tau" else s
        for s in plan.instruments
    )
    held, moved = reviewed(case, dataclasses.replace(plan, instruments=off))
    assert (held.name, held.estimate, held.interval.lower, held.interval.upper) == ("g", 0, 0, 0)
    assert held.severity == 1
    assert "is not clear" in held.statement.en
    assert moved.severity == 2


def test_no_doubt_no_test(economy, workshop) -> None:
    workshop.effects("effects.csv", {("g", "y"): AT_ONCE})
    case = economy()
    assert reviewed(case, design(case), shift=0.5) == ()
