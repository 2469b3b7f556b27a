"""Forecasts and tables of effects: what they answer, what they don't, and what is not zero."""

import re
from html import unescape
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize

from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.serial import from_json, to_json
from tinbergen.core.text import Text
from tinbergen.loop.adopt import adopt
from tinbergen.loop.case import cases
from tinbergen.loop.cycle import turn
from tinbergen.loop.design import design
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.protocol import Choice
from tinbergen.loop.worlds.table_world import Effect, Forecast, TableWorld
from tinbergen.report.case import report

NEXT = Period.parse("2010Q1")
RESPONSE = 0.6 * 0.7 ** np.arange(8)
PATH = np.array([-1.0, -1.2, -1.1, -0.8, -0.6, -0.4, -0.2, -0.1])


@pytest.fixture
def tables(workshop):
    """A forecast of output and prices, and how both answer purchases, but not taxes."""
    workshop.table("forecast.csv", NEXT, {
        "y": PATH, "pi": 0.5 * PATH, "y_sd": np.linspace(0.3, 1.0, 8), "pi_sd": np.full(8, 0.4),
    })  # fmt: skip
    workshop.effects("effects.csv", {("g", "y"): RESPONSE, ("g", "pi"): 0.2 * RESPONSE})
    return {"name": "tables", "title": {"en": "Tables", "zh": "表"}, "forecast": "forecast.csv",
            "effects": "effects.csv"}  # fmt: skip


def matrix(response: np.ndarray) -> np.ndarray:
    """Effects of each period's setting, (8, 8)."""
    found = np.zeros((8, 8))
    for s in range(8):
        found[s:, s] = response[: 8 - s]
    return found


def settings(plan, name: str = "g") -> np.ndarray:
    return np.array(next(s.values for s in plan.instruments if s.name == name))


def path(plan, name: str) -> np.ndarray:
    return np.array(next(s.values for s in plan.planned if s.name == name))


def test_a_forecast_with_effects_is_a_least_squares_problem(workshop, tables) -> None:
    case = workshop.table_case(
        worlds=[tables], trip_wires={"variables": ["y"]},
        targets=[workshop.target("y", 1.0, tolerance=0.5), workshop.target("pi", 0.5)],
    )  # fmt: skip
    plan = design(case)
    B = np.vstack([matrix(RESPONSE), 0.2 * matrix(RESPONSE)])
    gap = np.r_[1.0 - PATH, 0.5 - 0.5 * PATH]
    idle = assess(case).worlds.lead.baseline("g")
    u = np.linalg.solve(B.T @ B + 0.1 * np.eye(8), B.T @ (gap + B @ idle) + 0.1 * idle)
    np.testing.assert_allclose(settings(plan), u, atol=1e-7)
    np.testing.assert_allclose(path(plan, "y"), PATH + matrix(RESPONSE) @ (u - idle), atol=1e-9)
    assert plan.kkt_residual < 1e-8
    assert len(plan.trip_wires) == 4
    assert 0 < plan.attainment[0].probability <= 1
    assert from_json(type(plan), to_json(plan)) == plan


def test_a_table_explains_nothing_and_says_so(workshop, tables) -> None:
    world = assess(workshop.table_case(worlds=[tables])).worlds.lead
    assert "explain" not in world.answers
    with pytest.raises(TinbergenError, match="L070") as caught:
        world.explain(
            workshop.table_case(worlds=[tables]).known(NEXT), NEXT.to(NEXT), Choice({}), ("y",)
        )
    assert caught.value.facts["question"] == "explain"


def test_where_a_table_lacks_an_instrument_it_is_silent(workshop, tables) -> None:
    """A missing effect is not zero: the world gets no weight, and says why."""
    both = [workshop.instrument("g"), workshop.instrument("tau")]
    plan = design(workshop.case(instruments=both, worlds=[tables]))
    views = {w.name: w for w in plan.worlds}
    assert "no effect of tau" in views["tables"].silent.en
    assert "没有 tau 的效应" in views["tables"].silent.zh
    assert views["tables"].response_weight == 0
    assert views["small"].response_weight == pytest.approx(1)
    assert views["tables"].loss is None
    # The forecast needs no effects to be an outlook.
    assert views["tables"].outlook_weight == pytest.approx(0.5)
    alone = design(workshop.case(worlds=[tables]))
    views = {w.name: w for w in alone.worlds}
    assert views["tables"].silent is None
    assert views["tables"].response_weight == pytest.approx(0.5)
    assert views["tables"].loss < views["tables"].baseline_loss


def test_no_world_that_answers(workshop, tables) -> None:
    workshop.effects("effects.csv", {("g", "y"): RESPONSE, ("tau", "y"): RESPONSE,
                                     ("g", "pi"): RESPONSE})  # fmt: skip
    with pytest.raises(TinbergenError, match="L006"):
        workshop.table_case(targets=[workshop.target("U")], worlds=[tables])
    case = workshop.table_case(
        instruments=[workshop.instrument("g"), workshop.instrument("tau")], worlds=[tables]
    )
    with pytest.raises(TinbergenError, match="L071") as caught:
        design(case)
    assert "tau → pi" in caught.value.render("en")


def test_a_ministrys_own_forecast_as_outlook(workshop) -> None:
    """The baseline is the ministry's, the effects are the model's."""
    workshop.table("ministry.csv", NEXT, {"y": PATH, "pi": 0.5 * PATH})
    ministry = {"name": "ministry", "title": {"en": "Ministry", "zh": "财政部"},
                "forecast": "ministry.csv"}  # fmt: skip
    weights = {"small": {"outlook": 0.0, "response": 1.0}}
    case = workshop.case(worlds=[ministry], weights=weights, trip_wires={"variables": ["y"]})
    plan = design(case)
    np.testing.assert_allclose(
        next(s.values for s in plan.baseline if s.name == "y"), PATH, atol=1e-12
    )
    model = assess(case).worlds.lead
    change = settings(plan) - model.baseline("g")[:8]
    own = model.respond(Choice({"g": settings(plan)}), ("y",)).central["y"] - model.baseline("y")
    np.testing.assert_allclose(path(plan, "y"), PATH + own, atol=1e-8)
    assert np.abs(change).max() > 0.1

    def loss(u: np.ndarray) -> float:
        moved = model.respond(Choice({"g": u}), ("y", "pi")).central
        y, pi = (f * PATH + moved[n] - model.baseline(n) for n, f in (("y", 1), ("pi", 0.5)))
        return float(((y - 1) ** 2 + (pi - 0.5) ** 2).sum() + 0.1 * (u**2).sum())

    other = minimize(loss, np.zeros(8), method="SLSQP", options={"ftol": 1e-14, "maxiter": 200})
    np.testing.assert_allclose(settings(plan), other.x, atol=1e-4)
    assert plan.loss == pytest.approx(other.fun, rel=1e-7)
    views = {w.name: w for w in plan.worlds}
    assert views["ministry"].outlook_weight == pytest.approx(1)
    assert views["ministry"].response_weight == 0
    assert views["small"].response_weight == pytest.approx(1)
    assert views["small"].outlook_weight == 0
    # It has no distribution: no fan, no probability, no wire, and the plan says so.
    assert plan.outcomes == plan.baseline_outcomes == plan.trip_wires == ()
    assert all(a.probability is None for a in plan.attainment)
    assert any("no fan" in a.en for a in plan.assumptions)
    assert any("没有扇形图" in a.zh for a in plan.assumptions)


def test_outlooks_are_weighted(workshop) -> None:
    workshop.table("ministry.csv", NEXT, {"y": PATH, "pi": 0.5 * PATH})
    ministry = {"name": "ministry", "title": {"en": "Ministry", "zh": "财政部"},
                "forecast": "ministry.csv"}  # fmt: skip
    weights = {"small": {"outlook": 1.0}, "ministry": {"outlook": 3.0}}
    case = workshop.case(worlds=[ministry], weights=weights)
    plan = design(case)
    own = assess(case).worlds.lead.baseline("y")
    np.testing.assert_allclose(
        next(s.values for s in plan.baseline if s.name == "y"), 0.25 * own + 0.75 * PATH, atol=1e-12
    )


def test_brainard(workshop) -> None:
    """u = E[B'WB + C]^-1 E[B]'W gap (Brainard 1967); certain effects: the central plan."""
    error = {("g", "y"): 0.5 * RESPONSE}
    workshop.effects("effects.csv", {("g", "y"): RESPONSE}, error)
    workshop.table("forecast.csv", NEXT, {"y": PATH, "y_sd": np.full(8, 0.5)})
    world = {"name": "tables", "title": {"en": "Tables", "zh": "表"}, "forecast": "forecast.csv",
             "effects": "effects.csv"}  # fmt: skip
    parts = {"targets": [workshop.target("y", 0.0)], "worlds": [world],
             "instruments": [workshop.instrument("h", cost=0.01)], "draws": 400}  # fmt: skip
    workshop.effects("effects.csv", {("h", "y"): RESPONSE}, {("h", "y"): error[("g", "y")]})
    expected = design(workshop.table_case(objective="expected", **parts))
    certain = design(workshop.table_case(**parts))
    situation = assess(workshop.table_case(**parts))
    table = situation.worlds.lead
    still = Choice({"h": np.zeros(8)})
    B = table.effect_draws(still, ("y",))
    gaps = -table.respond(still, ("y",)).draws["y"]
    square = np.mean([b.T @ b for b in B], axis=0) + 0.01 * np.eye(8)
    pull = np.mean([b.T @ g for b, g in zip(B, gaps, strict=True)], axis=0)
    np.testing.assert_allclose(settings(expected, "h"), np.linalg.solve(square, pull), atol=1e-6)
    assert np.linalg.norm(settings(expected, "h")) < 0.95 * np.linalg.norm(settings(certain, "h"))
    assert expected.objective == "expected"
    assert expected.loss > certain.loss
    workshop.effects("effects.csv", {("h", "y"): RESPONSE})
    sure = design(workshop.table_case(objective="expected", **parts))
    middle = design(workshop.table_case(**parts))
    mean = -np.mean(table.outlook()["y"], axis=0)
    B0 = matrix(RESPONSE)
    u = np.linalg.solve(B0.T @ B0 + 0.01 * np.eye(8), B0.T @ mean)
    np.testing.assert_allclose(settings(sure, "h"), u, atol=1e-6)
    np.testing.assert_allclose(settings(middle, "h"), settings(certain, "h"), atol=1e-9)
    # The mean of finitely many draws is not quite the forecast.
    np.testing.assert_allclose(settings(sure, "h"), settings(middle, "h"), atol=0.2)


@pytest.mark.parametrize("sense", ["at", "at_least"])
def test_one_sided_losses_over_draws(workshop, tables, sense) -> None:
    """Against an optimiser that only evaluates the loss."""
    target = [workshop.target("y", 0.5, sense=sense)]
    case = workshop.table_case(worlds=[tables], targets=target, objective="expected")
    plan = design(case)
    world = assess(case).worlds.lead
    idle = world.baseline("g")[:8]

    def loss(u: np.ndarray) -> float:
        gaps = 0.5 - world.respond(Choice({"g": u}), ("y",)).draws["y"]
        missed = gaps if sense == "at" else np.maximum(gaps, 0)
        return float((missed**2).sum(axis=1).mean() + 0.1 * ((u - idle) ** 2).sum())

    other = minimize(loss, idle, options={"gtol": 1e-9})
    np.testing.assert_allclose(settings(plan), other.x, atol=1e-4)
    assert plan.loss == pytest.approx(other.fun, rel=1e-7)
    assert plan.baseline_loss == pytest.approx(loss(idle), rel=1e-9)


def test_a_lag_between_decision_and_effect_never_helps(workshop) -> None:
    losses, plans = [], []
    workshop.table("forecast.csv", NEXT, {"y": PATH})
    for lag in (None, 0, 1, 2, 4):
        column = RESPONSE if lag is None else np.r_[np.zeros(lag), RESPONSE][:8]
        workshop.effects("effects.csv", {("h", "y"): column})
        world = {"name": "tables", "title": {"en": "Tables", "zh": "表"},
                 "forecast": "forecast.csv", "effects": "effects.csv"}  # fmt: skip
        plan = design(workshop.table_case(
            worlds=[world], instruments=[workshop.instrument("h")],
            targets=[workshop.target("y", 1.0)],
        ))  # fmt: skip
        losses.append(plan.loss)
        plans.append(settings(plan, "h"))
    np.testing.assert_array_equal(plans[0], plans[1])
    assert losses[0] == losses[1]
    assert all(b >= a - 1e-12 for a, b in pairwise(losses))
    assert losses[-1] > losses[1]


def test_monitoring_and_evaluation_of_a_table(workshop, tables, small_history) -> None:
    """Outturns are compared, not explained; effects follow from instruments alone."""
    case = workshop.table_case(
        worlds=[tables], trip_wires={"variables": ["y"]}, monitor={"until": "2010Q4"}
    )
    plan = design(case)
    found = monitor(case, plan, revise=False)
    assert len(found.reviews) == 4
    news = [f for r in found.reviews for f in r.findings if f.kind == "news"]
    assert all(not f.parts for f in news)
    assert "no world of the plan" in news[0].method.en
    worked = {f.name: f for f in evaluate(case, plan).findings}
    gap = settings(plan)[:4] - np.array(plan.baseline_instruments[0].values)[:4]
    effect = (matrix(RESPONSE)[:4, :4] @ gap).mean()
    assert worked["plan on y"].estimate == pytest.approx(effect, abs=1e-9)
    came = small_history.window(NEXT, NEXT + 3)["g"]
    followed = matrix(RESPONSE)[:4, :4] @ (came - np.array(plan.baseline_instruments[0].values)[:4])
    assert worked["outturn on y"].estimate == pytest.approx(followed.mean(), abs=1e-9)


def test_instruments_that_nobody_saw(workshop, tables) -> None:
    """What was not observed is not zero; an adoption says how it was set."""
    workshop.effects("effects.csv", {("h", "y"): RESPONSE, ("h", "pi"): 0.2 * RESPONSE})
    case = workshop.table_case(
        worlds=[tables], instruments=[workshop.instrument("h")], monitor={"until": "2010Q2"},
        trip_wires={"variables": ["y"]},
    )  # fmt: skip
    plan = design(case)
    reviewed = monitor(case, plan)
    assert len(reviewed.reviews) == 2
    assert any("not known" in note.en for note in reviewed.notes)
    worked = {f.name: f for f in evaluate(case, plan).findings}
    assert "plan on y" in worked
    assert "outturn on y" not in worked
    set_to = adopt(plan, by="the council", settings={"h": [0.5, 0.25]})
    worked = {f.name: f for f in evaluate(case, set_to).findings}
    assert not monitor(case, set_to).notes
    followed = matrix(RESPONSE)[:2, :2] @ np.array([0.5, 0.25])
    assert worked["outturn on y"].estimate == pytest.approx(followed.mean())


def test_tables_that_were_rewritten_are_said(workshop, tables) -> None:
    case = workshop.table_case(
        worlds=[tables], trip_wires={"variables": ["y"]}, monitor={"until": "2010Q1"}
    )
    plan = from_json(Plan, to_json(design(case)))
    assert not monitor(case, plan, revise=False).notes
    for name in ("forecast.csv", "effects.csv"):
        text = (workshop.folder / name).read_text(encoding="utf-8")
        workshop.file(name, text.replace("-1.0", "-0.9").replace(f"{float(RESPONSE[2])!r}", "0.3"))
        changed = cases.load(workshop.folder / "case.yaml")
        (note,) = monitor(changed, plan, revise=False).notes
        assert "tables" in note.en
        workshop.file(name, text)


def test_reports_name_a_table_and_no_model(workshop, tables) -> None:
    """No equation stands behind a table: its report speaks of none, and of no shocks explained."""
    case = workshop.table_case(worlds=[tables], trip_wires={"variables": ["y"]})
    run = turn(case)
    cycle, page = run.cycle, report.build(run)
    (news, *_) = (f for r in cycle.monitoring.reviews for f in r.findings)
    for lang, model, here, unexplained in (
        ("en", r"\bmodels?\b", ("the table's effects", "Worlds"), "no world of the plan can say"),
        ("zh", "模型", ("效应表", "世界"), "均无法说明其成因"),
    ):
        shown = re.sub(r"<style.*?</style>|<[^>]+>", " ", page.html(lang), flags=re.DOTALL)
        found = re.search(model, unescape(shown), flags=re.IGNORECASE)
        assert not found, unescape(shown)[found.start() - 200 : found.end() + 100]
        for said in here:
            assert said in unescape(shown)
        assert unexplained in news.statement(lang) and unexplained in news.method(lang)
    assert "model" not in cycle.evaluation.summary()
    # Beside the case's own model both are named.
    both = design(workshop.case(worlds=[tables], weights={"small": {"outlook": 1, "response": 1}}))
    assert "models and tables together" in both.summary()


def test_what_a_rule_sets_is_replayed_by_its_shift(workshop, small_history) -> None:
    """A table knows no rule: what came went by it, and a plan counts by how far it goes from it.

    No shift goes below the floor.
    """
    response = np.r_[1.0, np.zeros(11)]
    world = TableWorld(
        "table", Text("Table", "表"), Span(Period.parse("2010Q1"), 8), 8, 10, 1,
        effects={("i", "y"): Effect(response, 0 * response)}, idle={"i": np.full(8, 2.0)},
        ruled=frozenset({"i"}), floors={"i": 0.0},
    )  # fmt: skip
    span = Span(Period.parse("2010Q1"), 4)
    data = small_history.assign(
        i=np.r_[small_history["i"][:-20], np.full(20, 0.5)], y=0 * small_history["y"]
    )
    assert data.at("i", "2010Q2") == 0.5
    choices = {"idle": Choice({"i": np.full(8, 2.0)}), "up": Choice({"i": np.full(8, 3.0)}),
               "down": Choice({"i": np.full(8, 1.0)})}  # fmt: skip
    found = world.replay(data, span, choices, ["y"])
    np.testing.assert_allclose(found["idle"]["y"][0], 0)
    np.testing.assert_allclose(found["up"]["y"][0], 1)
    np.testing.assert_allclose(found["down"]["y"][0], -0.5)


def test_an_outlook_keeps_its_floor() -> None:
    world = TableWorld(
        "table", Text("Table", "表"), Span(Period.parse("2010Q1"), 3), 3, 500, 1,
        Forecast({"i": np.array([0.2, -0.5, 1.0])}, {"i": np.ones(3)}), floors={"i": 0.0},
    )  # fmt: skip
    np.testing.assert_allclose(world.baseline("i"), [0.2, 0, 1])
    assert world.outlook()["i"].min() == 0
