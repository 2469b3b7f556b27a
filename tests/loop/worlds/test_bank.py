"""Several worlds at once: weights, pooled draws, and the best choice for all of them."""

import dataclasses

import numpy as np
import pytest
from scipy.optimize import minimize

from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.problem import Scenario
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.design import design
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.pairs import Pair
from tinbergen.loop.worlds.protocol import Choice

NEXT = Period.parse("2010Q1")
DISTURBED = {"disturbances": {"output": 0.5, "prices": 0.3, "rule": 0.2}}
CONSTANT = {n: {"rule": "constant", "value": 0} for n in ("g", "tau")}


def model_world(name: str, model: str, **more):
    return {"name": name, "title": {"en": name, "zh": name + "。"}, "model": model,
            "exogenous": CONSTANT, "uncertainty": DISTURBED, **more}  # fmt: skip


def settings(plan, name: str = "g") -> np.ndarray:
    return np.array(next(s.values for s in plan.instruments if s.name == name))


def path(plan, name: str) -> np.ndarray:
    return np.array(next(s.values for s in plan.planned if s.name == name))


def loss_of(pair: Pair, choice: Choice, idle: np.ndarray) -> float:
    """Output at 1, prices at .5, and what purchases cost, by simulation alone."""
    plan = pair.response.respond(choice, ("y", "pi")).central
    still = pair.response.respond(Choice({"g": idle}), ("y", "pi")).central
    y, pi = (pair.baseline(n) + plan[n] - still[n] for n in ("y", "pi"))
    cost = 0.1 * ((choice.paths["g"] - idle) ** 2).sum()
    return float(((y[:8] - 1) ** 2 + (pi[:8] - 0.5) ** 2).sum() + cost)


@pytest.mark.parametrize("ruled", [False, True])
def test_two_worlds_that_are_the_same_count_as_one(workshop, ruled) -> None:
    """Half each; plan, bands and probabilities as they were, also where a rule moves in draws."""
    changes = {"trip_wires": {"variables": ["y"]},
               "targets": [workshop.target("y", 1.0, tolerance=0.5)]}  # fmt: skip
    policy = {}
    if ruled:
        policy = {"policy": {"i": "rule"}}
        changes["instruments"] = [
            workshop.instrument("g"),
            workshop.instrument("i", instead_of="rule"),
        ]
    one = design(workshop.case(**changes))
    two = design(workshop.case(worlds=[model_world("twin", "small.mod", **policy)], **changes))
    assert [w.outlook_weight for w in two.worlds] == pytest.approx([0.5, 0.5])
    assert [w.response_weight for w in two.worlds] == pytest.approx([0.5, 0.5])
    np.testing.assert_allclose(settings(two), settings(one), atol=1e-6)
    assert two.loss == pytest.approx(one.loss, rel=1e-9)
    assert two.baseline_loss == pytest.approx(one.baseline_loss, rel=1e-9)
    for a, b in ((one.outcomes, two.outcomes), (one.baseline_outcomes, two.baseline_outcomes)):
        fans = {f.name: f for f in a}
        for fan in b:
            np.testing.assert_allclose(fan.quantiles, fans[fan.name].quantiles, atol=1e-5)
    for a, b in zip(one.attainment, two.attainment, strict=True):
        assert (a.probability, a.probability_before) == (b.probability, b.probability_before)
    for a, b in zip(one.trip_wires, two.trip_wires, strict=True):
        assert (a.lower, a.upper) == pytest.approx((b.lower, b.upper), abs=1e-5)


def test_the_best_choice_for_two_different_worlds(workshop) -> None:
    """Against an optimiser that only simulates."""
    workshop.file(
        "other.mod", (workshop.folder / "curved.mod").read_text().replace(".5*g", "1.1*g")
    )
    case = workshop.case(
        model="curved.mod", worlds=[model_world("other", "other.mod")], draws=50,
        weights={"curved": {"outlook": 2.0, "response": 0.3}, "other": {"response": 0.7}},
    )  # fmt: skip
    plan = design(case)
    scope = assess(case).scope
    assert len(scope.pairs) == 4
    assert sum(p.weight for p in scope.pairs) == pytest.approx(1)
    idle = np.zeros(8)

    def loss(u: np.ndarray) -> float:
        return sum(p.weight * loss_of(p, Choice({"g": u}), idle) for p in scope.pairs)

    other = minimize(loss, idle, method="SLSQP", options={"ftol": 1e-15, "maxiter": 300})
    np.testing.assert_allclose(settings(plan), other.x, atol=1e-4)
    assert plan.loss == pytest.approx(other.fun, rel=1e-8)
    assert plan.kkt_residual < 1e-6
    weights = {w.name: (w.outlook_weight, w.response_weight) for w in plan.worlds}
    assert weights["curved"] == pytest.approx((2 / 3, 0.3))
    assert weights["other"] == pytest.approx((1 / 3, 0.7))


def test_a_model_and_a_table(workshop) -> None:
    response = 0.9 * 0.6 ** np.arange(8)
    workshop.effects("effects.csv", {("g", "y"): response, ("g", "pi"): 0.1 * response})
    table = {"name": "table", "title": {"en": "Table", "zh": "表"}, "effects": "effects.csv"}
    limit = {"name": "cap", "title": {"en": "Cap", "zh": "上限"}, "variable": "y",
             "sense": "at_most", "bound": 0.6, "unit": {"en": "percent", "zh": "百分比"}}  # fmt: skip
    case = workshop.case(model="curved.mod", worlds=[table], constraints=[limit], draws=50)
    plan = design(case)
    scope = assess(case).scope
    assert [p.outlook.name for p in scope.pairs] == ["curved", "curved"]
    idle = np.zeros(8)

    def loss(u: np.ndarray) -> float:
        return sum(p.weight * loss_of(p, Choice({"g": u}), idle) for p in scope.pairs)

    def room(u: np.ndarray) -> np.ndarray:
        total = np.zeros(8)
        for p in scope.pairs:
            plan, still = (
                p.response.respond(Choice({"g": v}), ("y",)).central["y"] for v in (u, idle)
            )
            total += p.weight * (p.baseline("y") + plan - still)
        return 0.6 - total

    other = minimize(
        loss, idle, method="SLSQP", constraints={"type": "ineq", "fun": room},
        options={"ftol": 1e-15, "maxiter": 300},
    )  # fmt: skip
    np.testing.assert_allclose(settings(plan), other.x, atol=1e-4)
    assert plan.binding
    assert plan.kkt_residual < 1e-6
    assert path(plan, "y").max() == pytest.approx(0.6, abs=1e-6)


@pytest.mark.parametrize("chosen", ["curved", "other"])
def test_all_weight_on_one_world_gives_its_plan(workshop, chosen) -> None:
    workshop.file(
        "other.mod", (workshop.folder / "curved.mod").read_text().replace(".5*g", "1.1*g")
    )
    weights = {n: {"outlook": float(n == chosen), "response": float(n == chosen)}
               for n in ("curved", "other")}  # fmt: skip
    case = workshop.case(
        model="curved.mod", worlds=[model_world("other", "other.mod")], weights=weights, draws=50
    )
    plan, alone = design(case), design(workshop.case(model=f"{chosen}.mod", draws=50))
    np.testing.assert_allclose(settings(plan), settings(alone), atol=1e-7)
    assert plan.loss == pytest.approx(alone.loss)
    assert {w.name: w.response_weight for w in plan.worlds}[chosen] == 1
    np.testing.assert_allclose(plan.outcomes[0].mean, alone.outcomes[0].mean, atol=1e-7)


def test_the_review_of_several_worlds(workshop) -> None:
    """Effects are weighted means with a part for each world; densities tell worlds apart."""
    workshop.file(
        "other.mod", (workshop.folder / "curved.mod").read_text().replace(".5*g", "1.1*g")
    )
    case = workshop.case(
        model="curved.mod", worlds=[model_world("other", "other.mod")],
        weights={"other": {"response": 3.0}}, trip_wires={"variables": ["y"]},
        monitor={"until": "2010Q3"},
    )  # fmt: skip
    plan = design(case)
    found = monitor(case, plan, revise=False)
    assert {p.name for p in found.scores} == {"curved", "other"}
    assert all(np.isfinite(p.value) for p in found.scores)
    worked = {f.name: f for f in evaluate(case, plan).findings}
    effect = worked["plan on y"]
    assert "which covers the coefficients and what the worlds say" in effect.statement.en
    assert "涵盖系数与各世界的差异" in effect.statement.zh
    assert sum(p.value for p in effect.parts) == pytest.approx(effect.estimate)
    shares = {p.name: p.value for p in effect.parts}
    single = {}
    for name in ("curved", "other"):
        alone = workshop.case(model=f"{name}.mod", trip_wires={"variables": ["y"]},
                              monitor={"until": "2010Q3"})  # fmt: skip
        world = assess(alone).worlds.lead
        data = alone.store.as_of("2010Q3")
        choices = {"plan": Choice({"g": settings(plan)}), "idle": Choice({"g": np.zeros(8)})}
        runs = world.replay(data, NEXT.to(NEXT + 2), choices, ("y",))
        single[name] = float((runs["plan"]["y"] - runs["idle"]["y"]).mean())
    assert shares["curved"] == pytest.approx(0.25 * single["curved"])
    assert shares["other"] == pytest.approx(0.75 * single["other"])


def test_an_expected_loss_over_two_worlds(workshop) -> None:
    """Straight lines, two-sided targets: expected and central plans are the same."""
    workshop.file("other.mod", (workshop.folder / "small.mod").read_text().replace(".5*g", "1.1*g"))
    worlds = [model_world("other", "other.mod")]
    central = design(workshop.case(worlds=worlds))
    expected = design(workshop.case(worlds=worlds, objective="expected", draws=4000))
    np.testing.assert_allclose(settings(expected), settings(central), atol=0.1)
    assert expected.loss > central.loss


def test_wires_on_what_a_world_does_not_know(workshop) -> None:
    """A wire needs an outlook of what it watches: a world without one is silent."""
    workshop.table("ministry.csv", NEXT, {"y": np.zeros(8)})
    ministry = {"name": "ministry", "title": {"en": "Ministry", "zh": "财政部"},
                "forecast": "ministry.csv"}  # fmt: skip
    case = workshop.case(
        worlds=[ministry], targets=[workshop.target("y", 1.0)], trip_wires={"variables": ["pi"]}
    )
    plan = design(case)
    views = {w.name: w for w in plan.worlds}
    assert "pi" in views["ministry"].silent.en
    assert views["ministry"].outlook_weight == 0
    assert len(plan.trip_wires) == 4


def test_a_world_that_can_not_be_told_a_scenario_does_not_count(workshop) -> None:
    """Its baseline would be one in which nothing happens."""
    workshop.table("ministry.csv", NEXT, {"y": np.zeros(8), "pi": np.zeros(8)})
    ministry = {"name": "ministry", "title": {"en": "Ministry", "zh": "财政部"},
                "forecast": "ministry.csv"}  # fmt: skip
    case = workshop.case(worlds=[ministry])
    title = Text("Taxes", "税")
    told = Scenario("taxes", title, exogenous=(Series("tau", "percent", NEXT, (1.0,)),))
    plan = design(dataclasses.replace(case, scenario=told))
    views = {w.name: w for w in plan.worlds}
    assert "scenario" in views["ministry"].silent.en
    assert views["ministry"].outlook_weight == 0
    assert views["small"].outlook_weight == 1
    calm = {w.name: w for w in design(case).worlds}
    assert calm["ministry"].outlook_weight == pytest.approx(0.5)
