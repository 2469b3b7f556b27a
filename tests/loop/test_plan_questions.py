"""Questions of any plan, against simulations and designs made by hand."""

import dataclasses

import numpy as np
import pytest

from tinbergen.loop.case.question import Question
from tinbergen.loop.plan_questions import contributions, other_weights
from tinbergen.loop.problem import build_problem
from tinbergen.loop.questions import answer, names, owner
from tinbergen.loop.situation import assess
from tinbergen.loop.solving import solve_problem
from tinbergen.loop.worlds.protocol import Choice


@pytest.fixture(scope="module")
def solved(situation):
    return solve_problem(situation, build_problem(situation))


def test_parts_sum_to_what_the_plan_moves(situation, plan) -> None:
    found = {f.name: f for f in contributions(situation, Question("contributions"))}
    for a in plan.attainment:
        finding = found[f"contributions to {a.variable}"]
        assert finding.estimate == pytest.approx(a.planned - a.before, rel=1e-9)
        assert sum(p.value for p in finding.parts) == pytest.approx(finding.estimate, rel=1e-12)
        paths = np.array([s.values for s in finding.series], dtype=float)
        np.testing.assert_allclose(
            paths.mean(axis=1), [p.value for p in finding.parts], rtol=1e-12, atol=1e-12
        )


def test_the_part_of_two_instruments_is_the_mean_of_both_orders(situation, solved) -> None:
    two = tuple(i for i in situation.case.instruments if i.name != "TAX")
    case = dataclasses.replace(situation.case, instruments=two)
    there = assess(case)
    plan = solve_problem(there, build_problem(there))
    world = there.model_world
    idle = {i.name: world.baseline(i.name) for i in two}

    def growth(**taken) -> float:
        paths = {n: plan.settings[n] if taken.get(n) else idle[n] for n in idle}
        return float(world.respond(Choice(paths), ("GROWTH",)).central["GROWTH"].mean())

    first = growth(r=True) - growth()
    last = growth(r=True, G_gov=True) - growth(G_gov=True)
    found = next(
        f for f in contributions(there, Question("contributions")) if f.name.endswith("GROWTH")
    )
    rate = next(p.value for p in found.parts if p.name == "r")
    assert rate == pytest.approx((first + last) / 2, rel=1e-6)


def test_more_weight_on_a_target_never_makes_it_miss_more(situation) -> None:
    found = {f.name: f for f in other_weights(situation, Question("other weights"))}
    assert set(found) == {
        "weight of GDP growth", "weight of Unemployment rate", "weight of Inflation",
        "weight of use of Federal purchases", "weight of use of Measure on federal taxes less transfers",
        "weight of use of Short-term interest rate",
    }  # fmt: skip
    own = {"weight of GDP growth": "GROWTH", "weight of Unemployment rate": "U",
           "weight of Inflation": "INFL"}  # fmt: skip
    for name, variable in own.items():
        change = next(p.value for p in found[name].parts if p.name == variable)
        assert change <= 1e-9
    dear = found["weight of use of Federal purchases"]
    assert dear.estimate > 0, "dearer spending leaves growth further from its target"


def test_words_in_both_languages(situation, spoken) -> None:
    for ask in (contributions, other_weights):
        for finding in ask(situation, Question("any")):
            spoken(finding.title, finding.statement, finding.method)


def test_they_are_asked_by_name_and_belong_to_no_pack() -> None:
    for name in ("contributions", "other weights"):
        assert name in names()
        assert owner(Question(name)) is None
    assert answer(Question("contributions")) is contributions
