"""Whole turns of the circle on every kind of world, revisions and reports included."""

import numpy as np
import pytest
from scipy.optimize import minimize

from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.period import Period
from tinbergen.core.serial import from_json, to_json
from tinbergen.loop.cycle import turn
from tinbergen.loop.design import design
from tinbergen.loop.monitor import monitor
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.protocol import Choice

NEXT = Period.parse("2010Q1")


@pytest.fixture
def table(workshop):
    response = 0.6 * 0.7 ** np.arange(12)
    workshop.table("forecast.csv", NEXT, {
        "y": np.linspace(-1, 0, 12), "pi": np.zeros(12), "y_sd": np.full(12, 0.2),
    })  # fmt: skip
    workshop.effects("effects.csv", {("g", "y"): response, ("g", "pi"): 0.2 * response})
    return {"name": "table", "title": {"en": "Table", "zh": "表"}, "forecast": "forecast.csv",
            "effects": "effects.csv"}  # fmt: skip


#: Wires so narrow that they are torn, and three quarters of outturns.
TORN = {"trip_wires": {"variables": ["y"], "level": 0.05}, "monitor": {"until": "2010Q3"}}


def test_a_turn_on_tables(workshop, table) -> None:
    """A revision's baseline is the same forecast: no policy since the first plan."""
    run = turn(workshop.table_case(worlds=[table], **TORN))
    revised = run.cycle.monitoring.revisions
    assert revised
    first = run.cycle.plan
    for plan in revised:
        assert plan.start > first.start
        assert plan.horizon < 8
        idle = np.array(plan.baseline_instruments[0].values)
        np.testing.assert_allclose(
            idle, np.array(first.baseline_instruments[0].values)[-plan.horizon :]
        )
    assert run.cycle.evaluation is not None
    assert from_json(Cycle, to_json(run.cycle)) == run.cycle


def test_a_turn_on_two_kinds_of_worlds(workshop, table) -> None:
    run = turn(workshop.case(worlds=[table], tail=3, **TORN))
    assert run.cycle.monitoring.revisions
    assert from_json(Cycle, to_json(run.cycle)) == run.cycle


@pytest.mark.parametrize("information", ["announced", "surprise"])
def test_a_turn_on_a_model_that_looks_ahead(qpm, information) -> None:
    run = turn(qpm(
        information=information, tail=4, monitor={"until": "2013Q3"},
        trip_wires={"variables": ["pi"], "level": 0.05},
        constraints=[{
            "name": "cap", "title": {"en": "Cap", "zh": "上限"}, "variable": "rs",
            "sense": "at_most", "bound": 3, "unit": {"en": "percent", "zh": "百分比"},
        }],
    ))  # fmt: skip
    assert run.cycle.monitoring.revisions
    assert run.cycle.evaluation.findings
    assert from_json(Cycle, to_json(run.cycle)) == run.cycle


def test_uncertain_coefficients_against_an_independent_optimiser(workshop) -> None:
    """The expected loss over draws of a compiled model's coefficients and disturbances."""
    text = (workshop.folder / "curved.mod").read_text(encoding="utf-8")
    workshop.file("doubt.mod", text.replace("parameters a b;", "parameters a b m; m = .5;").replace(
        ".5*g", "m*g"))  # fmt: skip
    case = workshop.case(
        model="doubt.mod", horizon=4, draws=80, objective="expected",
        uncertainty={"disturbances": {"output": 0.2}, "parameters": {"m": 0.25}},
    )  # fmt: skip
    plan = design(case)
    world = assess(case).worlds.lead

    def loss(u: np.ndarray) -> float:
        runs = world.respond(Choice({"g": u}), ("y", "pi")).draws
        misses = (runs["y"] - 1) ** 2 + (runs["pi"] - 0.5) ** 2
        return float(misses.sum(axis=1).mean() + 0.1 * (u**2).sum())

    other = minimize(loss, np.zeros(4), method="SLSQP", options={"ftol": 1e-13, "maxiter": 300})
    planned = np.array(plan.instruments[0].values)
    np.testing.assert_allclose(planned, other.x, atol=1e-3)
    assert plan.loss == pytest.approx(other.fun, rel=1e-5)
    assert plan.baseline_loss == pytest.approx(loss(np.zeros(4)), rel=1e-9)
    central = design(workshop.case(model="doubt.mod", horizon=4, draws=80))
    assert np.linalg.norm(planned) < np.linalg.norm(central.instruments[0].values)


def test_a_model_and_a_table_are_scored(workshop, table) -> None:
    """Monitoring tells worlds apart by the density that each gave to what came."""
    case = workshop.case(worlds=[table], monitor={"until": "2010Q1"},
                         targets=[workshop.target("y", 1.0)])  # fmt: skip
    found = monitor(case, design(case), revise=False)
    assert {p.name for p in found.scores} == {"small", "table"}
    came = case.store.as_of("2010Q1").at("y", "2010Q1")
    for world in assess(case).worlds:
        drawn = world.outlook()["y"][:, 0]
        error = (came - drawn.mean()) / drawn.std(ddof=1)
        density = -0.5 * (np.log(2 * np.pi * drawn.var(ddof=1)) + error**2)
        given = {p.name: p.value for p in found.scores}[world.name]
        assert given == pytest.approx(density)
