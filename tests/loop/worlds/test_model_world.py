"""Compiled models as worlds: frozen plans, revised data, and rules that resume in the tail."""

import dataclasses

import numpy as np
import pytest
from scipy.optimize import minimize

from tinbergen.core.documents.cycle import Monitoring
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.period import Period
from tinbergen.core.serial import from_json, is_intact, to_json
from tinbergen.data.store import Store
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.loop.adopt import adopt
from tinbergen.loop.case import cases
from tinbergen.loop.design import design
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.plan_tracking import situation_of
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.model_world import ModelWorld
from tinbergen.loop.worlds.protocol import Choice

from .conftest import SMALL

NEXT = Period.parse("2010Q1")
#: The small model, its output equation estimated.
ESTIMATED = """
var y pi i; varexo g;
parameters a b c;
model;
[name='output', estimate='ols'] y = a*y(-1) - b*(i(-1) - pi(-1)) + c*g;
[name='prices'] pi = .7*pi(-1) + .2*y(-1) + .03*y(-1)^2;
[name='rule'] i = .6*i(-1) + .6*pi + .2*y;
end;
"""


@pytest.fixture
def estimated(workshop):
    """A case whose model is estimated, nonlinear, with purchases and the rate as instruments."""
    workshop.file("estimated.mod", ESTIMATED)
    return workshop.case(
        model="estimated.mod",
        exogenous={n: {"rule": "constant", "value": 0} for n in ("g",)},
        uncertainty={"disturbances": {"prices": 0.3}},
        instruments=[
            workshop.instrument("g", upper=1.0), workshop.instrument("i", instead_of="rule"),
        ],
        trip_wires={"variables": ["y", "pi"], "level": 0.5}, monitor={"until": "2010Q4"},
    )  # fmt: skip


def settings(plan, name: str) -> np.ndarray:
    return np.array(next(s.values for s in plan.instruments if s.name == name))


def path(plan, name: str) -> np.ndarray:
    return np.array(next(s.values for s in plan.planned if s.name == name))


def test_the_whole_loop(estimated) -> None:
    situation = assess(estimated)
    assert situation.model_world.fit is not None
    diagnosis = diagnose(situation)
    plan = design(situation, diagnosis=diagnosis)
    assert plan.provenance.cites == (diagnosis.id,)
    assert plan.kkt_residual < 1e-6
    again = from_json(Plan, to_json(plan))
    assert again == plan
    assert is_intact(again)
    reviewed, later = monitor(estimated, plan), monitor(estimated, again)
    assert reviewed.id == later.id
    assert from_json(Monitoring, to_json(reviewed)) == reviewed
    assert [r.period for r in reviewed.reviews] == [NEXT + t for t in range(4)]
    for review in reviewed.reviews:
        for finding in review.findings:
            if finding.kind == "news":
                total = sum(p.value for p in finding.parts)
                assert total == pytest.approx(finding.estimate, abs=1e-8)
    assert evaluate(estimated, plan).id == evaluate(estimated, again).id


def test_monitoring_does_not_estimate_again(estimated, monkeypatch) -> None:
    plan = design(estimated)
    made = situation_of(estimated, plan)
    assert made.model_world.fit is None
    values = dict(plan.frozen.worlds[0].values)
    assert {"a", "b", "c"} <= set(values)
    assert made.model_world.model.values == values
    own = assess(estimated).model_world
    np.testing.assert_array_equal(made.model_world.baseline("y"), own.baseline("y"))
    choice = Choice({"g": np.ones(8), "i": np.zeros(8)})
    for name in ("y", "pi"):
        np.testing.assert_array_equal(
            made.model_world.respond(choice, (name,)).draws[name],
            own.respond(choice, (name,)).draws[name],
        )

    def never(*_, **__):
        raise AssertionError("estimated again")

    monkeypatch.setattr("tinbergen.loop.worlds.compiled.estimate", never)
    assert monitor(estimated, plan, revise=False).reviews
    assert evaluate(estimated, plan).findings


def test_no_policy_lets_the_rule_go_on(estimated) -> None:
    """Against the model's equations written out: without policy the rate answers what came, and
    nothing disturbs its rule; a choice of the rate keeps its own path."""
    world, span = assess(estimated).model_world, NEXT.to(NEXT + 3)
    came = estimated.known(span.end)
    v, before = world.model.values, came.span.position(span.start)
    y, pi, i, g = (np.array(came[n]) for n in ("y", "pi", "i", "g"))

    def demand(y, pi, i, t):
        return v["a"] * y[t - 1] - v["b"] * (i[t - 1] - pi[t - 1]) + v["c"] * g[t]

    def prices(y, pi, t):
        return 0.7 * pi[t - 1] + 0.2 * y[t - 1] + 0.03 * y[t - 1] ** 2

    def lived(held):
        own_y, own_pi, own_i = y.copy(), pi.copy(), i.copy()
        for k in range(4):
            t = before + k
            own_y[t] = demand(own_y, own_pi, own_i, t) + y[t] - demand(y, pi, i, t)
            own_pi[t] = prices(own_y, own_pi, t) + pi[t] - prices(y, pi, t)
            rule = 0.6 * own_i[t - 1] + 0.6 * own_pi[t] + 0.2 * own_y[t]
            own_i[t] = rule if held is None else held[k]
        return own_y[before:], own_pi[before:], own_i[before:]

    higher = world.baseline("i") + 1.0
    spent = {"g": g[before:][:4]}
    choices = {
        "idle": Choice({**spent, "i": world.baseline("i")}),
        "unnamed": Choice(spent),
        "plan": Choice({**spent, "i": higher}),
    }
    found = world.replay(came, span, choices, ("y", "pi", "i"))
    for who, held in (("idle", None), ("unnamed", None), ("plan", higher)):
        for name, path_ in zip(("y", "pi", "i"), lived(held), strict=True):
            np.testing.assert_allclose(found[who][name][0], path_, atol=1e-9)
    drawn = world.replay(came, span, choices, ("y", "pi"), draws=True)
    assert len(drawn["idle"]["y"]) == len(drawn["plan"]["y"]) > 1


def test_revised_data_are_said(estimated, workshop, small_history) -> None:
    plan = design(estimated)
    assert not monitor(estimated, plan, revise=False).notes
    revised = np.array(small_history["y"])
    revised[10] += 0.5
    columns = {n: small_history[n] for n in small_history}
    workshop.table("data.csv", "2000Q1", {**columns, "y": revised})
    later = cases.load(workshop.folder / "case.yaml")
    notes = monitor(later, plan, revise=False).notes
    assert len(notes) == 1
    assert "revised" in notes[0].en
    assert "修订" in notes[0].zh
    # The parameters are the plan's, not those of the revised data.
    assert situation_of(later, plan).model_world.model.values == dict(plan.frozen.worlds[0].values)
    assert assess(later).model_world.model.values != dict(plan.frozen.worlds[0].values)


def test_a_curved_model_against_an_independent_optimiser(workshop) -> None:
    case = workshop.case(model="curved.mod", draws=50)
    plan = design(case)
    world = assess(case).model_world

    def loss(u: np.ndarray) -> float:
        central = world.respond(Choice({"g": u}), ("y", "pi")).central
        return float(((central["y"] - 1) ** 2 + (central["pi"] - 0.5) ** 2 + 0.1 * u**2).sum())

    other = minimize(loss, np.zeros(8), method="SLSQP", options={"ftol": 1e-14, "maxiter": 200})
    np.testing.assert_allclose(settings(plan, "g"), other.x, atol=1e-4)
    assert plan.loss == pytest.approx(other.fun, rel=1e-8)


# --- the tail -------------------------------------------------------------------------------------
def ruled(workshop, **changes):
    """The curved model; the rate and purchases are instruments."""
    return workshop.case(
        model="curved.mod",
        instruments=[workshop.instrument("g"), workshop.instrument("i", instead_of="rule")],
        **changes,
    )


@pytest.mark.parametrize("draws", [False, True])
def test_in_the_tail_the_rule_holds_exactly(workshop, draws) -> None:
    case = ruled(workshop, tail=12)
    plan = design(case)
    world = assess(case).model_world
    assert world.span.length == 20
    choice = Choice({n: settings(plan, n) for n in ("g", "i")})
    found = world.respond(choice, ("y", "pi", "i", "g"))
    central = found.central
    np.testing.assert_allclose(central["i"][:8], settings(plan, "i"), atol=1e-9)
    np.testing.assert_allclose(central["g"][8:], world.baseline("g")[8:], atol=1e-12)
    for t in range(8, 20):
        rule = 0.6 * central["i"][t - 1] + 0.6 * central["pi"][t] + 0.2 * central["y"][t]
        assert central["i"][t] == pytest.approx(rule, abs=1e-8)
    off = central["i"][5] - 0.6 * central["i"][4] - 0.6 * central["pi"][5] - 0.2 * central["y"][5]
    assert abs(off) > 1e-3
    if draws:
        outcomes = world.respond(choice, ("y", "pi")).draws
        bumps = world.draws.disturbances
        d = 17
        shocks = {n: v[d] for n, v in bumps.items()}
        y, pi = outcomes["y"][d], outcomes["pi"][d]
        i = np.array(central["i"])
        for t in range(8, 20):
            i[t] = 0.6 * i[t - 1] + 0.6 * pi[t] + 0.2 * y[t] + shocks["rule"][t]
            lagged = 0.8 * y[t - 1] - 0.25 * (i[t - 1] - pi[t - 1])
            assert y[t] == pytest.approx(lagged + shocks["output"][t], abs=1e-8)


def test_a_tail_that_nothing_looks_at_changes_nothing(workshop) -> None:
    """Targets count over the horizon, and a model that looks back does not foresee the tail."""
    short, long = (design(ruled(workshop, tail=tail)) for tail in (0, 10))
    for name in ("g", "i"):
        np.testing.assert_allclose(settings(long, name), settings(short, name), atol=1e-6)
    assert long.loss == pytest.approx(short.loss, rel=1e-9)
    assert len(long.planned[0].values) == 8
    assert long.kkt_residual < 1e-6


def test_no_tail_is_the_policy_model_alone(workshop) -> None:
    """Bit for bit what simulating the model without its rule gives."""
    world = assess(ruled(workshop)).model_world
    choice = Choice({"g": np.ones(8), "i": np.linspace(1, 0, 8)})
    data = world._with(choice)
    run = simulate(world.policy_model, data, world.span)
    np.testing.assert_array_equal(world.respond(choice, ("y",)).central["y"], run["y"])


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_constraint_after_the_horizon_binds_in_the_tail(workshop, everywhere) -> None:
    ceiling = {
        "name": "calm afterwards", "title": {"en": "Calm", "zh": "平稳"}, "variable": "y",
        "sense": "at_most", "bound": 0.15, "unit": {"en": "percent", "zh": "百分比"},
        "after": True, "everywhere": everywhere,
    }  # fmt: skip
    free = design(ruled(workshop, tail=6))
    case = ruled(workshop, tail=6, constraints=[ceiling])
    bound = design(case)
    world = assess(case).model_world

    def after(plan) -> np.ndarray:
        choice = Choice({n: settings(plan, n) for n in ("g", "i")})
        return world.respond(choice, ("y",)).central["y"][8:]

    assert after(free).max() > 0.2
    assert after(bound).max() == pytest.approx(0.15, abs=1e-6)
    assert bound.loss > free.loss
    assert {b.constraint for b in bound.binding} == {"calm afterwards"}
    assert bound.binding[0].period >= NEXT + 8
    assert bound.kkt_residual < 1e-6


def test_a_revised_plan_has_a_tail_too(workshop, small_history) -> None:
    """The rest of the horizon, then the tail, from no policy since the first plan."""
    case = ruled(
        workshop, tail=5, trip_wires={"variables": ["y"], "level": 0.05},
        monitor={"until": "2010Q2"},
    )  # fmt: skip
    plan = design(case)
    reviewed = monitor(case, plan)
    revised = reviewed.revisions
    assert revised
    assert revised[-1].horizon < 8
    assert np.isfinite(settings(revised[-1], "i")).all()


# --- adoption -------------------------------------------------------------------------------------
def test_monitoring_reads_what_was_set(estimated) -> None:
    plan = design(estimated)
    kept = adopt(
        plan, by="the council", settings={n: list(settings(plan, n)[:4]) for n in ("g", "i")}
    )
    news = monitor(estimated, kept, revise=False).reviews[-1].findings[0]
    parts = {p.name: p.value for p in news.parts}
    assert parts["g"] == pytest.approx(0, abs=1e-9)
    assert parts["i"] == pytest.approx(0, abs=1e-9)
    seen = {
        p.name: p.value
        for p in monitor(estimated, plan, revise=False).reviews[-1].findings[0].parts
    }
    assert abs(seen["g"]) > 1e-3
    again = from_json(Adoption, to_json(kept))
    assert monitor(estimated, again, revise=False).id == monitor(estimated, kept, revise=False).id
    # What the policy followed did is what the plan did.
    worked = {f.name: f.estimate for f in evaluate(estimated, kept).findings}
    assert worked["outturn on y"] == pytest.approx(worked["plan on y"], abs=1e-8)


def test_settings_that_the_data_do_not_have(estimated) -> None:
    """Purchases unrecorded after the plan's start: known from the adoption, else as planned."""
    plan = design(estimated)
    known = estimated.store.as_of("2014Q4")
    hidden = np.array(known["g"])
    hidden[known.span.position(NEXT) :] = np.nan
    blind = dataclasses.replace(estimated, store=Store.final_values(known.assign(g=hidden)))
    recorded = adopt(plan, by="x", settings={"g": list(known.window(NEXT, NEXT + 3)["g"])})
    seen = monitor(blind, recorded, revise=False)
    assert not seen.notes
    open_eyed = monitor(estimated, plan, revise=False)
    for a, b in zip(seen.reviews[-1].findings, open_eyed.reviews[-1].findings, strict=True):
        assert a.estimate == b.estimate
        assert [p.value for p in a.parts] == pytest.approx([p.value for p in b.parts])
    unseen = monitor(blind, plan, revise=False)
    assert any("g" in note.en for note in unseen.notes)
    parts = {p.name: p.value for p in unseen.reviews[-1].findings[0].parts}
    assert parts["g"] == pytest.approx(0, abs=1e-9)
    assert {f.name for f in evaluate(blind, plan).findings} == {"plan on y", "plan on pi"}


def test_a_revision_starts_from_what_was_set(estimated) -> None:
    plan = design(estimated)
    tight = dataclasses.replace(
        estimated,
        instruments=tuple(
            dataclasses.replace(i, max_step=0.1) if i.name == "g" else i
            for i in estimated.instruments
        ),
    )
    kept = adopt(plan, by="x", settings={"g": [-2.0]})
    revised = monitor(tight, kept).reviews[0].revised
    assert revised is not None
    assert settings(revised, "g")[0] == pytest.approx(-1.9, abs=1e-6)


def test_what_is_tracked_is_the_data(estimated) -> None:
    world = assess(estimated).model_world
    assert isinstance(world, ModelWorld)
    data = estimated.store.as_of("2010Q4")
    errors = track(world.policy_model, data, NEXT.to(NEXT + 3))
    actual = {n: data.window(NEXT, NEXT + 3)[n] for n in ("g", "i")}
    again = world.replay(data, NEXT.to(NEXT + 3), {"as it was": Choice(actual)}, ("y", "pi"))
    for name in ("y", "pi"):
        np.testing.assert_allclose(
            again["as it was"][name][0], data.window(NEXT, NEXT + 3)[name], atol=1e-9
        )
    assert np.isfinite(errors["output"]).all()


def test_parts_explain_the_last_period_of_a_span(estimated) -> None:
    """Over several periods: from what the plan assumed to what came, at the end of them."""
    world = assess(estimated).model_world
    data, span = estimated.store.as_of("2010Q3"), NEXT.to(NEXT + 2)
    found = world.explain(data, span, Choice({}), ("y", "pi"))
    came = np.array([data.at(n, span.end) for n in ("y", "pi")])
    assumed = np.array([world.run[n][2] for n in ("y", "pi")])
    np.testing.assert_allclose(sum(found.parts.values()), came - assumed, atol=1e-8)


def test_effects_by_draw_are_what_a_choice_adds_in_each_draw(workshop) -> None:
    """The small model is linear in the instrument: a whole unit more adds the effect itself."""
    uncertain = {"disturbances": {"output": 0.5}, "parameters": {"a": 0.05, "b": 0.05}}
    world = assess(workshop.case(uncertainty=uncertain, horizon=4, draws=50)).model_world
    still = np.zeros(4)
    found = world.effect_draws(Choice({"g": still}), ("y", "g")).reshape(50, 4, 2, 4)
    before = world.respond(Choice({"g": still}), ("y",)).draws["y"]
    for s in range(4):
        after = world.respond(Choice({"g": still + (np.arange(4) == s)}), ("y",)).draws["y"]
        np.testing.assert_allclose(found[:, :, 0, s], after - before, atol=1e-9)
    np.testing.assert_array_equal(found[:, :, 1], np.broadcast_to(np.eye(4), (50, 4, 4)))
    assert found[:, 2, 0, 0].std() > 0.01


def test_effects_of_a_draw_stay_its_own_where_others_have_none(workshop) -> None:
    """y = .8 y(-1) + .5 sqrt(c + g): with a draw of c below zero there is no y, and no effect."""
    model = SMALL.replace(".5*g", ".5*sqrt(c + g)").replace("b = .25;", "b = .25; c = 1;")
    workshop.file("rooted.mod", model.replace("parameters a b", "parameters a b c"))
    uncertain = {"disturbances": {"output": 0.5}, "parameters": {"c": 0.7}}
    case = workshop.case(uncertainty=uncertain, horizon=4, draws=200, model="rooted.mod")
    world = assess(case).model_world
    still = Choice({"g": np.zeros(4)})
    c, lost = world.draws.parameters["c"], list(world.respond(still, ("y",)).draws.lost)
    assert lost == np.flatnonzero(c < 0).tolist() and 5 < len(lost) < 40
    found = world.effect_draws(still, ("y",)).reshape(200, 4, 4)[:, 0, 0]
    solved = c > 0.01
    np.testing.assert_allclose(found[solved], 0.25 / np.sqrt(c[solved]), rtol=0.03)
    np.testing.assert_allclose(found[lost], found[c > 0].mean())
    plan = design(case)
    assert plan.loss < plan.baseline_loss
