"""A model that looks ahead, output unobserved: the IMF's quarterly projection model in gaps."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.plan import Plan
from tinbergen.core.period import Period
from tinbergen.core.serial import from_json, to_json
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.backward import simulate
from tinbergen.loop.adopt import adopt
from tinbergen.loop.case import cases
from tinbergen.loop.design import design
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.information import Belief
from tinbergen.loop.monitor import monitor
from tinbergen.loop.plan_tracking import situation_of
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.expectations_world import ExpectationsWorld
from tinbergen.loop.worlds.protocol import Choice

START, AS_OF = Period.parse("1990Q1"), Period.parse("2012Q4")
DATE = AS_OF - START
NEXT = AS_OF + 1


def world_of(case) -> ExpectationsWorld:
    world = assess(case).worlds.lead
    assert isinstance(world, ExpectationsWorld)
    return world


def column(world: ExpectationsWorld, name: str) -> int:
    return world.equilibrium.model.endogenous.index(name)


def test_published_responses(qpm) -> None:
    """A unit of the rule's shock, as the IMF's course has it."""
    solved = world_of(qpm()).equilibrium
    response = solved.responses("e", 12, size=1.0)
    at = solved.model.endogenous.index
    assert response[0, at("rs")] == pytest.approx(0.8888, abs=5e-5)
    assert response[:, at("y")].min() == pytest.approx(-0.3633, abs=5e-5)
    assert response[:, at("y")].argmin() == 2
    assert response[:, at("pi4")].min() == pytest.approx(-0.3033, abs=5e-5)
    assert response[:, at("pi4")].argmin() == 4
    assert response[0, at("z")] == pytest.approx(-0.3958, abs=5e-5)


def test_where_the_economy_stood(qpm, qpm_states) -> None:
    """As many observables as shocks: the output gap that nobody saw is found."""
    world = world_of(qpm())
    y = column(world, "y")
    np.testing.assert_allclose(world._now.state[y], qpm_states[0]["y"][DATE], atol=1e-5)
    assert "y" in world.foresees
    assert not any("(" in name for name in world.indicators)


def test_the_outlook_is_the_law_of_motion(qpm, qpm_states) -> None:
    world = world_of(qpm(draws=2000))
    paths, _ = qpm_states
    states = np.array([paths[n][DATE] for n in world.equilibrium.model.endogenous])
    for t in range(8):
        states = world._law @ states
        for name in ("y", "pi", "rs"):
            here = float(world.baseline(name)[t])
            assert here == pytest.approx(states[column(world, name)], abs=1e-5)
    drawn = world.outlook()
    shocks = world.equilibrium.ghu @ world.equilibrium.covariance @ world.equilibrium.ghu.T
    y = column(world, "y")
    assert drawn["y"][:, 0].std() == pytest.approx(np.sqrt(shocks[y, y]), rel=0.05)


@pytest.mark.parametrize("tail", [0, 6])
def test_announced_and_surprise_paths_differ(qpm, tail) -> None:
    world = world_of(qpm(tail=tail))
    choice = {"rs": world.baseline("rs")[:8] + 1.0}
    told, untold = (
        world.respond(Choice(choice, how), ("y", "rs")).central for how in ("announced", "surprise")
    )
    np.testing.assert_allclose(told["rs"][:8], choice["rs"], atol=1e-9)
    np.testing.assert_allclose(untold["rs"][:8], choice["rs"], atol=1e-9)
    assert np.abs(told["y"] - untold["y"]).max() > 1e-3


ENDS = {"surprise": Belief(0.0, 3), "announced": Belief(1.0, 20)}


@pytest.mark.parametrize("kept", ["rule", "path"])
@pytest.mark.parametrize("end", ENDS)
def test_a_path_believed_not_at_all_or_wholly(qpm, kept, end) -> None:
    """The ends of what is believed in part, on the central path and draw by draw."""
    world = world_of(qpm(tail=6, kept=kept))
    path = {"rs": world.baseline("rs")[:8] + np.linspace(1, -1, 8)}
    names = ("y", "pi", "rs")
    wanted, found = (world.respond(Choice(path, how), names) for how in (end, ENDS[end]))
    for name in names:
        np.testing.assert_allclose(found.central[name], wanted.central[name], atol=1e-9)
    np.testing.assert_allclose(found.draws.values, wanted.draws.values, atol=1e-9)
    half = world.respond(Choice(path, Belief(0.5, 4)), names)
    assert np.abs(half.central["y"] - wanted.central["y"]).max() > 1e-3


def test_what_is_believed_is_of_rules_alone(qpm) -> None:
    """An instrument that no rule sets comes as news, whatever is believed."""
    world = world_of(qpm(tail=6))
    alone, both = (
        world.effects(names, Belief(1.0, 20))[..., -1] for names in (("e_y",), ("rs", "e_y"))
    )
    np.testing.assert_allclose(alone, world.effects(("e_y",), "surprise")[..., 0], atol=1e-12)
    # Beside a rate whose path is announced the shock does not move that rate.
    assert np.abs(both[:8, column(world, "rs")]).max() < 1e-10
    assert not np.abs(both[:3, :, 3]).max() > 1e-12


def test_an_outturn_as_planned_has_no_news_where_it_was_believed_in_part(qpm) -> None:
    """What an announcement added is taken off before the outturn is smoothed."""
    case = qpm(
        tail=6, information="believed",
        credibility={"share": 0.7, "ahead": 4, "why": {"en": "w", "zh": "w"}},
    )  # fmt: skip
    world = world_of(case)
    assert case.information == Belief(0.7, 4)
    plan = Choice({"rs": world.baseline("rs")[:8] - 1.0}, case.information)
    went = world.respond(plan, ("pi", "rs", "z")).central
    data = case.known(case.as_of)
    rows = {n: np.r_[data[n], went[n][:4]] for n in ("pi", "rs", "z")}
    outturn = Dataset.of(data.span.start, rows)
    span = NEXT.to(NEXT + 3)
    said = world.explain(outturn, span, plan, ("rs", "pi"))
    for cause, part in said.parts.items():
        np.testing.assert_allclose(part, 0, atol=1e-6, err_msg=cause)
    untold = world.explain(outturn, span, Choice(plan.paths, "surprise"), ("rs", "pi"))
    assert max(np.abs(part).max() for part in untold.parts.values()) > 1e-3


def test_they_coincide_in_a_model_that_looks_back(workshop) -> None:
    """Leads only where nothing depends on them, so that the same class answers."""
    workshop.file(
        "back.mod",
        """
        var y i e1; varexo e_y e; model(linear);
        [name='output'] y = .8*y(-1) - .3*i(-1) + e_y;
        [name='rule'] i = .5*i(-1) + .4*y + e;
        [name='expected'] e1 = y(+1); end;
        shocks; var e_y; stderr 1; var e; stderr .5; end;""",
    )
    world = world_of(workshop.case(
        model="back.mod", exogenous=None, uncertainty=None, observed={"y": 0.0, "i": 0.0},
        instruments=[workshop.instrument("i", instead_of="rule")], targets=[workshop.target("y")],
        draws=50,
    ))  # fmt: skip
    choice = {"i": np.linspace(1, -1, 8)}
    told, untold = (world.respond(Choice(choice, how), ("y",)) for how in ("announced", "surprise"))
    np.testing.assert_allclose(told.central["y"], untold.central["y"], atol=1e-10)
    np.testing.assert_allclose(told.draws.values, untold.draws.values, atol=1e-10)


def test_an_announced_path_is_the_perfect_foresight_of_it(qpm) -> None:
    """Against the stacked system with the rule's shocks that bring the path about."""
    world = world_of(qpm(tail=12))
    change = np.array([1.0, 0.5, 0.5, -0.5, 0.3, 0.2, 0.1, 0.0])
    base = world.respond(Choice({}), ("y", "pi", "rs")).central
    moved = world.respond(Choice({"rs": base["rs"][:8] + change}), ("y", "pi", "rs")).central
    model = qpm().model
    rule = model.equation("rule")
    assert rule.name == "rule"
    span = NEXT.to(NEXT + 99)
    flat = Dataset.of(NEXT - 8, {n: np.zeros(116) for n in (*model.endogenous, *model.exogenous)})

    def paths(shocks: np.ndarray) -> dict[str, np.ndarray]:
        values = np.zeros(116)
        values[8:16] = shocks
        run = simulate(model, flat.assign(e=values), span)
        return {n: run[n][:20] for n in ("y", "pi", "rs")}

    units = np.column_stack([paths(np.eye(8)[s])["rs"][:8] for s in range(8)])
    found = paths(np.linalg.solve(units, change))
    for name in ("y", "pi", "rs"):
        np.testing.assert_allclose(moved[name] - base[name], found[name], atol=1e-6)


def test_in_the_tail_the_rule_resumes(qpm) -> None:
    world = world_of(qpm(tail=10))
    plan = world.respond(Choice({"rs": np.full(8, 1.5)}), tuple(world.indicators)).central
    for t in range(8, 14):
        rule = 0.7 * plan["rs"][t - 1] + 0.3 * (
            plan["pi4"][t + 1] + 0.5 * plan["pi4"][t + 4] + 0.5 * plan["y"][t]
        )
        assert plan["rs"][t] == pytest.approx(rule, abs=1e-9)
    before = 0.7 * plan["rs"][3] + 0.3 * (
        plan["pi4"][5] + 0.5 * plan["pi4"][8] + 0.5 * plan["y"][4]
    )
    assert abs(plan["rs"][4] - before) > 1e-3


def test_instruments_keep_their_plan_in_every_draw(qpm) -> None:
    """The paths of the draws scatter around the central one, the rate over the horizon does not."""
    world = world_of(qpm(tail=4, kept="path"))
    spread = world._spread(("rs",), "announced")
    rs, y = column(world, "rs"), column(world, "y")
    np.testing.assert_allclose(spread[:, :8, rs], 0, atol=1e-9)
    assert spread[:, 8:, rs].std() > 0.1
    assert spread[:, 3, y].std() > 0.1
    assert world._spread((), "surprise")[:, 3, rs].std() > 0.1


@pytest.mark.parametrize("information", ["announced", "surprise"])
def test_shocks_that_came_are_found_and_add_up(qpm, qpm_states, information) -> None:
    """Outturn minus plan: rate not as planned, each shock, nothing left for measurement."""
    case = qpm(information=information, kept="path", monitor={"until": "2014Q2"})
    world = world_of(case)
    plan = design(case)
    choice = Choice(
        {s.name: np.array(s.values, dtype=float) for s in plan.instruments}, information
    )
    span = NEXT.to(NEXT + 5)
    came = case.store.as_of(span.end)
    found = world.explain(came, span, choice, ("pi", "z"))
    planned = world.respond(choice, ("pi", "z")).central
    gap = [came.at(n, span.end) - planned[n][5] for n in ("pi", "z")]
    np.testing.assert_allclose(sum(found.parts.values()), gap, atol=1e-10)
    np.testing.assert_allclose(found.parts["measurement"], 0, atol=1e-5)
    np.testing.assert_allclose(found.parts["start"], 0, atol=1e-5)
    assert np.abs(found.parts["rs"]).max() > 0.01
    assert {"e_y", "e_pi"} < set(found.parts)
    if information == "surprise":
        # Without news in between the smoother sees the very shocks that made the data.
        smoothed = world._smoothed(came)
        np.testing.assert_allclose(
            smoothed.shocks[DATE + 1 : DATE + 7], qpm_states[1][DATE + 1 : DATE + 7], atol=1e-5
        )
    news = monitor(case, plan, revise=False).reviews[-1].findings[0]
    assert sum(p.value for p in news.parts) == pytest.approx(news.estimate, abs=1e-9)


@pytest.mark.parametrize("information", ["announced", "surprise"])
def test_replaying_what_was_set_gives_back_the_outturn(qpm, information) -> None:
    case = qpm(information=information, kept="path")
    world, plan = world_of(case), design(case)
    span = NEXT.to(NEXT + 5)
    came = case.store.as_of(span.end)
    told = Choice({s.name: np.array(s.values, dtype=float) for s in plan.instruments}, information)
    actual = Choice({"rs": np.r_[came.window(NEXT, span.end)["rs"], 0, 0]}, "surprise")
    again = world.replay(came, span, {"actual": actual}, ("pi", "z", "rs"), plan=told)["actual"]
    window = came.window(NEXT, span.end)
    if information == "surprise":
        for name in ("pi", "z", "rs"):
            np.testing.assert_allclose(again[name][0], window[name], atol=1e-5)
    np.testing.assert_allclose(again["rs"][0], window["rs"], atol=1e-5)


def test_the_cycle(qpm) -> None:
    case = qpm(monitor={"until": "2013Q4"})
    plan = design(case)
    assert plan.kkt_residual < 1e-6
    assert plan.loss < plan.baseline_loss
    again = from_json(Plan, to_json(plan))
    assert again == plan
    frozen = situation_of(case, again).worlds.lead
    np.testing.assert_array_equal(frozen.baseline("y"), world_of(case).baseline("y"))
    reviewed = monitor(case, again)
    assert reviewed.id == monitor(case, plan).id
    assert not reviewed.notes
    worked = evaluate(case, adopt(plan, by="the central bank"))
    assert {f.name for f in worked.findings} == {"plan on pi", "outturn on pi"}


def test_a_plan_that_was_followed_explains_its_outturn(qpm) -> None:
    """Announced and kept: nothing is the rate's, and replaying the plan gives the outturn back."""
    case = qpm(kept="path")
    world, plan = world_of(case), design(case)
    told = Choice({s.name: np.array(s.values, dtype=float) for s in plan.instruments})
    rng = np.random.default_rng(1)
    shocks = np.column_stack([0.5 * rng.normal(size=8), 0.4 * rng.normal(size=8), np.zeros(8)])
    seen = ("pi", "rs", "z")
    central = world.respond(told, seen).central
    moved = world._held(shocks @ world.equilibrium.ghu.T, ("rs",))
    came = {n: central[n] + moved[:, column(world, n)] for n in seen}
    np.testing.assert_allclose(came["rs"], told.paths["rs"], atol=1e-9)
    known = case.store.as_of(AS_OF)
    outturn = known.window(START, AS_OF + 8)
    outturn = outturn.assign(**{n: np.r_[known[n], came[n]] for n in seen})
    span = NEXT.to(AS_OF + 8)
    again = world.replay(outturn, span, {"plan": told}, seen, plan=told)["plan"]
    for name in seen:
        np.testing.assert_allclose(again[name][0], came[name], atol=1e-5)
    found = world.explain(outturn, span, told, ("pi", "z"))
    np.testing.assert_allclose(found.parts["rs"], 0, atol=1e-5)
    np.testing.assert_allclose(
        found.parts["e_y"] + found.parts["e_pi"], [came[n][7] - central[n][7] for n in ("pi", "z")],
        atol=1e-5,
    )  # fmt: skip


def test_parameters_are_those_that_the_plan_froze(qpm, tmp_path) -> None:
    """The file says something else later: the plan is reviewed with what it was made with."""
    plan = design(qpm())
    model = tmp_path / "qpm.mod"
    text = model.read_text(encoding="utf-8").replace("dummy = 0;", "dummy = 1;")
    model.write_text(text, encoding="utf-8")
    later = cases.load(tmp_path / "case.yaml")
    assert later.model.values["dummy"] == 1
    assert situation_of(later, plan).worlds.lead.equilibrium.model.values["dummy"] == 0


def test_a_shock_as_instrument(qpm) -> None:
    """A demand impulse that the government sets; the rate's rule goes on beside it."""
    case = qpm(
        instruments=[{
            "name": "e_y", "title": {"en": "Impulse", "zh": "冲动"}, "unit": {"en": "percent", "zh": "百分比"},
            "cost": 0.5,
        }],
        tail=6, monitor={"until": "2013Q2"},
    )  # fmt: skip
    world, plan = world_of(case), design(case)
    impulse = np.array(plan.instruments[0].values)
    assert np.abs(impulse).max() > 0.01
    solved = world.equilibrium
    step = np.zeros(8)
    step[3] = 1.0
    moved = world.respond(Choice({"e_y": step}, "surprise"), ("y", "rs")).central
    response = solved.responses("e_y", 11, size=1.0)
    for name in ("y", "rs"):
        np.testing.assert_allclose(
            (moved[name] - world.baseline(name))[3:], response[:, column(world, name)], atol=1e-9
        )
    told = world.respond(Choice({"e_y": step}), ("y",)).central["y"] - world.baseline("y")
    assert np.abs(told[:3]).max() > 1e-3
    # In the draws nothing but the plan moves it.
    drawn = world._spread(("e_y",), "announced")
    free = world._spread((), "announced")
    assert drawn[:, 0, column(world, "y")].std() < free[:, 0, column(world, "y")].std()
    news = monitor(case, plan, revise=False).reviews[-1].findings[0]
    assert sum(p.value for p in news.parts) == pytest.approx(news.estimate, abs=1e-9)
    assert evaluate(case, plan).findings


def test_two_that_are_the_same_count_as_one(qpm, tmp_path) -> None:
    twin = {
        "name": "twin", "title": {"en": "Twin", "zh": "孪生"}, "model": "qpm.mod",
        "policy": {"rs": "rule"}, "observed": {"pi": 0.0, "rs": 0.0, "z": 0.0},
    }  # fmt: skip
    one, two = design(qpm()), design(qpm(worlds=[twin]))
    assert [w.response_weight for w in two.worlds] == pytest.approx([0.5, 0.5])
    np.testing.assert_allclose(two.instruments[0].values, one.instruments[0].values, atol=1e-6)
    fans = {f.name: f for f in one.outcomes}
    for fan in two.outcomes:
        np.testing.assert_allclose(fan.quantiles, fans[fan.name].quantiles, atol=1e-5)
    assert two.loss == pytest.approx(one.loss)


def test_an_institutions_projection_and_a_return_to_the_rule(qpm, tmp_path, qpm_states) -> None:
    """The same model following data beyond the date, all foreseen: in the tail the rule is back."""
    columns, _ = qpm_states
    names = ("y", "pi", "pi4", "rs", "rr", "z", "s", "p")
    rows = ["date," + ",".join([*names, "e_y", "e_pi", "e"])]
    for t in range(100):
        cells = [repr(float(columns[n][t])) for n in names] + ["0", "0", "0"]
        rows.append(f"{START + t}," + ",".join(cells))
    (tmp_path / "data.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    plans = {}
    for tail in (0, 12):
        case = qpm(observed=None, baseline="data", as_of="2008Q4", tail=tail)
        plans[tail] = design(case)
        assert plans[tail].kkt_residual < 1e-6
        world = assess(case).worlds.lead
        # Data, unlike an institution's projection, are what outturns can be compared with.
        assert world.observed
        rate = np.array(plans[tail].instruments[0].values)
        found = world.respond(Choice({"rs": rate}), world.indicators).central
        np.testing.assert_allclose(found["rs"][:8], rate, atol=1e-8)
        for t in range(8, 8 + tail - 4):
            rule = 0.7 * found["rs"][t - 1] + 0.3 * (
                found["pi4"][t + 1] + 0.5 * found["pi4"][t + 4] + 0.5 * found["y"][t]
            )
            add_factor = world.residuals.window(world.span.start, world.span.end)["rule"][t]
            assert found["rs"][t] == pytest.approx(rule + add_factor, abs=1e-7)
    gap = np.array(plans[0].instruments[0].values) - np.array(plans[12].instruments[0].values)
    assert np.abs(gap).max() > 1e-3


def test_what_nobody_observes_is_not_reviewed_and_that_is_said(qpm) -> None:
    """Silence is not safety: a wire on the output gap can't be torn by data without one."""
    case = qpm(trip_wires={"variables": ["y", "pi"]}, monitor={"until": "2013Q2"})
    found = monitor(case, design(case), revise=False)
    assert {f.name for r in found.reviews for f in r.findings if f.kind == "news"} == {"pi"}
    assert any("y" in note.en and "不在数据中" in note.zh for note in found.notes)
    none = qpm(trip_wires=None, monitor={"until": "2013Q2"})
    assert monitor(none, design(none), revise=False).notes


def test_the_rule_goes_on_around_a_plan(qpm) -> None:
    """Surprises are answered as they would be without a plan, which shifts the whole fan."""
    world = world_of(qpm())
    choice = Choice({"rs": world.baseline("rs")[:8] + 0.5})
    names = ("y", "pi")
    moved = world.respond(choice, names)
    still = world.outlook()
    for name in names:
        shift = moved.central[name] - world.baseline(name)
        np.testing.assert_allclose(moved.draws[name], still[name] + shift, atol=1e-9)
        assert np.abs(shift).max() > 0.01


@pytest.fixture
def followed(qpm):
    """A world, its plan and an outturn: the plan, shocks, and a rate set off the rule."""
    case = qpm()
    world, plan = world_of(case), design(case)
    told = Choice({s.name: np.array(s.values, dtype=float) for s in plan.instruments})
    rng = np.random.default_rng(1)
    shocks = rng.normal(size=(8, 3)) * [0.5, 0.4, 0.25]
    central = world.respond(told, ("pi", "rs", "z", "y")).central
    by_shock = [
        world._held(np.outer(shocks[:, j], world.equilibrium.ghu[:, j]), ()) for j in range(3)
    ]
    came = {n: central[n] + sum(by_shock)[:, column(world, n)] for n in ("pi", "rs", "z")}
    known = case.store.as_of(AS_OF)
    outturn = known.window(START, AS_OF + 8).assign(
        **{n: np.r_[known[n], came[n]] for n in ("pi", "rs", "z")}
    )
    return world, told, outturn, central, by_shock


def test_surprises_of_policy_are_found_beside_the_others(followed) -> None:
    world, told, outturn, _, by_shock = followed
    found = world.explain(outturn, NEXT.to(AS_OF + 8), told, ("pi", "z"))
    columns = [column(world, n) for n in ("pi", "z")]
    # What the rule's own shock did is that the rate was not set as planned.
    for j, name in enumerate(("e_y", "e_pi", "rs")):
        np.testing.assert_allclose(found.parts[name], by_shock[j][7, columns], atol=1e-5)
    assert "e" not in found.parts
    np.testing.assert_allclose(found.parts["measurement"], 0, atol=1e-5)


def test_measurement_is_what_the_smoother_leaves(qpm) -> None:
    """All is measured with error: what news says of the start and of shocks moves the economy on,
    and ends where the smoother has it."""
    case = qpm(observed={"pi": 1.0, "rs": 0.5, "z": 1.0})
    world, span = world_of(case), NEXT.to(NEXT + 5)
    came = case.store.as_of(span.end)
    found = world.explain(came, span, Choice({}), ("pi", "z"))
    states = world._smoothed(came).states[came.span.position(span.end)]
    left = [came.at(n, span.end) - states[column(world, n)] for n in ("pi", "z")]
    np.testing.assert_allclose(found.parts["measurement"], left, atol=1e-8)
    assert abs(found.parts["start"][0]) > 0.01


def test_without_policy_the_rules_go_on(followed) -> None:
    """The same shocks but for those of policy; a plan is laid over that."""
    world, told, outturn, central, by_shock = followed
    idle = Choice({"rs": world.baseline("rs")[:8]})
    span = NEXT.to(AS_OF + 8)
    found = world.replay(outturn, span, {"idle": idle, "plan": told}, ("pi", "rs"), plan=told)
    assert world.equilibrium.model.exogenous == ("e_y", "e_pi", "e")
    for name in ("pi", "rs"):
        k = column(world, name)
        pushed = by_shock[0][:, k] + by_shock[1][:, k]
        np.testing.assert_allclose(
            found["idle"][name][0], world.baseline(name)[:8] + pushed, atol=1e-5
        )
        np.testing.assert_allclose(found["plan"][name][0], central[name][:8] + pushed, atol=1e-5)


def test_no_rule_goes_below_its_floor(followed) -> None:
    """At the floor a surprise lifts the rate just that far, and what follows answers it."""
    world, told, outturn, _, _ = followed
    idle = Choice({"rs": world.baseline("rs")[:8]})
    span = NEXT.to(AS_OF + 8)
    free = world.replay(outturn, span, {"idle": idle}, ("y", "rs"), plan=told)["idle"]
    floor = float(np.median(free["rs"][0]))
    held = dataclasses.replace(world, floors={"rs": floor})
    found = held.replay(outturn, span, {"idle": idle}, ("y", "rs"), plan=told)["idle"]
    rate, before = found["rs"][0], free["rs"][0]
    assert rate.min() == pytest.approx(floor)
    first = int(np.argmax(before < floor))
    np.testing.assert_allclose(rate[:first], before[:first])
    # The first time only that quarter's shock has moved anything: the law of motion does the rest.
    shock = (floor - before[first]) * world.equilibrium.ghu[:, 2]
    shock /= world.equilibrium.ghu[column(world, "rs"), 2]
    k = column(world, "y")
    assert found["y"][0][first] - free["y"][0][first] == pytest.approx(shock[k])
    nowhere = dataclasses.replace(world, floors={"rs": before.min() - 1})
    same = nowhere.replay(outturn, span, {"idle": idle}, ("y", "rs"), plan=told)["idle"]
    np.testing.assert_array_equal(same["rs"], free["rs"])


def test_an_instrument_without_a_rule_is_as_it_was_set(workshop) -> None:
    """Nothing in the data tells it but its own column; where that is silent, it is as planned."""
    workshop.file(
        "spent.mod",
        """
        var y i e1; varexo e_y e g; model(linear);
        [name='output'] y = .8*y(-1) - .3*i(-1) + .5*g + e_y;
        [name='rule'] i = .5*i(-1) + .4*y + e;
        [name='expected'] e1 = y(+1); end;
        shocks; var e_y; stderr 1; var e; stderr .5; end;""",
    )
    case = workshop.case(
        model="spent.mod", exogenous=None, uncertainty=None, observed={"y": 0.0, "i": 0.0},
        instruments=[workshop.instrument("g")], targets=[workshop.target("y")], draws=50,
    )  # fmt: skip
    world = world_of(case)
    plan = Choice({"g": np.ones(case.horizon)})
    first = case.as_of + 1
    came = world.respond(Choice({"g": np.r_[2.0, np.ones(case.horizon - 1)]}), ("y", "i")).central
    known = world.data
    outturn = known.window(known.span.start, first).assign(
        **{n: np.r_[known[n], came[n][:1]] for n in ("y", "i")}
    )
    silent = world.explain(outturn, first.to(first), plan, ("y",))
    assert silent.parts["e_y"] == pytest.approx([0.5], abs=1e-6)
    assert "g" not in silent.parts
    told = outturn.assign(g=np.r_[np.zeros(known.span.length), 2.0])
    found = world.explain(told, first.to(first), plan, ("y",))
    assert found.parts["g"] == pytest.approx([0.5], abs=1e-9)
    assert found.parts["e_y"] == pytest.approx([0.0], abs=1e-6)


def test_the_root_of_a_covariance_has_no_signs_to_choose(qpm) -> None:
    """Another library's eigenvectors, with other signs, give the same draws for the same seed."""
    world = world_of(qpm())
    of_start, of_shocks = world._roots
    for root, covariance in (
        (of_start, world._now.covariance), (of_shocks, world.equilibrium.covariance)
    ):  # fmt: skip
        np.testing.assert_allclose(root, root.T, atol=1e-12)
        np.testing.assert_allclose(root @ root, covariance, atol=1e-9)
        assert np.linalg.eigvalsh(root).min() > -1e-7
