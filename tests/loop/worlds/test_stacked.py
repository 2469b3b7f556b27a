"""Satellites on worlds: what they must be like whatever the model."""

from collections.abc import Callable

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.serial import from_json, to_json
from tinbergen.loop.case.case import Case
from tinbergen.loop.design import design
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.plan_tracking import remaining, situation_of
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.protocol import Choice
from tinbergen.loop.worlds.stacked import StackedWorld

#: Losses on loans follow output and the rate, in a curve; dividends are set, or follow a rule.
BANK = """
var npl capital paid; varexo gap rate extra;
parameters rho slope pay; rho = .8; slope = .3; pay = .4;
model;
[name='loans'] npl = rho*npl(-1) + .4*exp(-slope*gap) + .1*rate(-1);
[name='payout'] paid = pay*(2 - npl);
[name='capital'] capital = capital(-1) + 2 - npl - paid + extra;
end;
"""
#: The world's own numbers again.
SAME = """
var same other; varexo gap rate;
parameters one; one = 1;
model;
[name='same'] same = one*gap;
[name='other'] other = rate;
end;
"""


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh": text + "。"}


def satellite(model: str, **more) -> dict:
    return {
        "model": model, "title": words("The bank"), "reads": {"gap": "y", "rate": "i"}, **more
    }  # fmt: skip


@pytest.fixture
def bank(workshop) -> Callable[..., Case]:
    """Two worlds with output and the rate, and a bank on them; its history is a table of its own."""
    workshop.file("bank.mod", BANK)
    workshop.file("same.mod", SAME)
    data = tb.read_table(workshop.folder / "data.csv").dataset
    rng = np.random.default_rng(4)
    own = {n: np.zeros(data.span.length) for n in ("npl", "capital", "paid", "extra")}
    own["npl"][0], own["capital"][0] = 2.0, 8.0
    own["extra"] = 0.1 * rng.standard_normal(data.span.length)
    for t in range(1, data.span.length):
        loans = 0.4 * np.exp(-0.3 * data["y"][t]) + 0.1 * data["i"][t - 1]
        own["npl"][t] = 0.8 * own["npl"][t - 1] + loans + 0.05 * rng.standard_normal()
        own["paid"][t] = 0.4 * (2 - own["npl"][t]) + 0.05 * rng.standard_normal()
        gain = 2 - own["npl"][t] - own["paid"][t] + own["extra"][t]
        own["capital"][t] = own["capital"][t - 1] + gain
    workshop.table("bank.csv", data.span.start, own)
    second = {
        "name": "curved", "title": words("Curved"), "model": "curved.mod",
        "uncertainty": {"disturbances": {"output": 0.4}},
        "exogenous": {n: {"rule": "constant", "value": 0} for n in ("g", "tau")},
    }  # fmt: skip

    def make(model: str = "bank.mod", **changes) -> Case:
        uncertain = {"disturbances": {"loans": 0.05}, "parameters": {"slope": 0.05}}
        if model == "bank.mod":
            said = satellite(
                model, data="bank.csv", uncertainty=uncertain, policy={"paid": "payout"},
                exogenous={"extra": {"rule": "constant", "value": 0}},
            )  # fmt: skip
        else:
            said = satellite(model)
        return workshop.case(**{
            "satellite": {**said, **changes.pop("said", {})}, "worlds": [second],
            "targets": [workshop.target("capital" if model == "bank.mod" else "same", 9.0)],
            "trip_wires": {"variables": ["y"]}, "monitor": {"until": "2010Q4"},
            "weights": {"curved": {"response": 0.5}},
            **changes,
        })  # fmt: skip

    return make


@pytest.mark.parametrize("tail", [0, 4])
def test_an_identity_says_what_the_world_says(bank, tail) -> None:
    for world in assess(bank("same.mod", tail=tail)).worlds:
        assert isinstance(world, StackedWorld)
        inner, choice = world.inner, Choice({"g": np.linspace(1, 2, 8)})
        for mine, theirs in (("same", "y"), ("other", "i")):
            np.testing.assert_allclose(world.baseline(mine), inner.baseline(theirs), atol=1e-12)
            drawn = world.outlook()
            np.testing.assert_allclose(drawn[mine], inner.outlook()[theirs], atol=1e-12)
            told = world.respond(choice, (mine, theirs))
            alone = inner.respond(choice, (theirs,))
            np.testing.assert_allclose(told.central[mine], alone.central[theirs], atol=1e-12)
            np.testing.assert_allclose(told.draws[mine], alone.draws[theirs], atol=1e-12)
            ours = world.dynamics(("g",), (mine, theirs))
            slopes = ours.slopes(ours.start()).reshape(8 + tail, 2, 8)
            np.testing.assert_allclose(slopes[:, 0], slopes[:, 1], atol=1e-12)
            plain = inner.dynamics(("g",), (theirs,))
            np.testing.assert_allclose(slopes[:, 1], plain.slopes(plain.start()), atol=1e-12)
        assert world.compared("same") == pytest.approx(inner.compared("y"))


@pytest.mark.parametrize("tail", [0, 4])
def test_slopes_are_finite_differences(bank, tail) -> None:
    """Of the world's instrument, of the satellite's rule set aside, of its own exogenous one."""
    names, variables = ("g", "paid", "extra"), ("npl", "y", "capital", "paid", "g", "extra")
    for world in assess(bank(tail=tail)).worlds:
        dynamics = world.dynamics(names, variables)
        run = dynamics.moved(dynamics.start(), 0.3 * np.ones((8, 3)))
        slopes = dynamics.slopes(run).reshape(8 + tail, len(variables), 8, 3)
        for s in range(8):
            for i in range(3):
                step = np.zeros((8, 3))
                step[s, i] = 1e-5
                ahead = dynamics.paths(dynamics.moved(run, step))
                behind = dynamics.paths(dynamics.moved(run, -step))
                np.testing.assert_allclose(
                    slopes[:, :, s, i], (ahead - behind) / 2e-5, atol=1e-7, err_msg=f"{s} {i}"
                )
        # The satellite answers nothing back.
        assert np.abs(slopes[:, variables.index("y"), :, 1:]).max() == 0
        assert np.abs(slopes[:, variables.index("capital"), :, 0]).max() > 0.01


@pytest.mark.parametrize("tail", [0, 4])
def test_a_choice_is_the_run_of_its_dynamics(bank, tail) -> None:
    world = assess(bank(tail=tail)).worlds.lead
    paths = {"g": np.ones(8), "paid": np.linspace(0, 1, 8)}
    told = world.respond(Choice(paths), ("npl", "capital", "y"))
    dynamics = world.dynamics(("g", "paid"), ("npl", "capital", "y"))
    start = dynamics.start()
    wanted = np.column_stack(list(paths.values()))
    moved = dynamics.paths(dynamics.moved(start, wanted - dynamics.instruments(start)))
    for k, name in enumerate(("npl", "capital", "y")):
        np.testing.assert_allclose(told.central[name], moved[:, k], atol=1e-9)
    # Beyond the horizon the payout follows its rule again.
    if tail:
        rest = world.respond(Choice(paths), ("paid", "npl")).central
        np.testing.assert_allclose(rest["paid"][8:], 0.4 * (2 - rest["npl"][8:]), atol=1e-9)


def test_draws_are_the_worlds_with_its_own(bank) -> None:
    case = bank()
    world = assess(case).worlds.lead
    drawn = world.outlook()
    assert drawn.values.shape[0] == case.draws and world.uncertain
    gap, rate = drawn["y"], drawn["i"]
    slope = world.own.draws.parameters["slope"]
    rest = world.own.draws.disturbances["loans"]
    last = world.own.run.data
    before = last["npl"][last.span.position(world.span.start) - 1]
    earlier = last["rate"][last.span.position(world.span.start) - 1]
    first = 0.8 * before + 0.4 * np.exp(-slope * gap[:, 0]) + 0.1 * earlier + rest[:, 0]
    np.testing.assert_allclose(drawn["npl"][:, 0], first, atol=1e-9)
    second = 0.8 * first + 0.4 * np.exp(-slope * gap[:, 1]) + 0.1 * rate[:, 0] + rest[:, 1]
    np.testing.assert_allclose(drawn["npl"][:, 1], second, atol=1e-9)
    # Its random numbers are not the world's again.
    shocks = core_shocks(world)
    assert abs(np.corrcoef(shocks, rest[:, 0])[0, 1]) < 0.3


def core_shocks(world) -> np.ndarray:
    return world.inner.draws.disturbances["output"][:, 0]


@pytest.mark.parametrize("size", [7, 10_000])
def test_a_part_of_the_outlook_is_the_outlooks(bank, size, monkeypatch) -> None:
    """In parts, and with the disturbances of a part alone in memory, to the digit."""
    monkeypatch.setattr("tinbergen.loop.worlds.satellite._PART", size)
    for world in assess(bank()).worlds:
        whole = world.outlook()
        some = world.outlook_of(("capital", "npl"))
        assert some.variables == ("capital", "npl")
        assert some.lost == whole.lost
        for name in some.variables:
            np.testing.assert_array_equal(some[name], whole[name])


def test_without_its_instruments_the_worlds_rules_go_on(bank) -> None:
    """A choice of dividends leaves the world's draws where they were."""
    world = assess(bank()).worlds.lead
    told = world.respond(Choice({"paid": np.zeros(8)}), ("capital", "y"))
    np.testing.assert_array_equal(told.draws["y"], world.inner.outlook()["y"])
    np.testing.assert_array_equal(told.central["y"], world.inner.baseline("y"))
    assert world.scores("paid") == world.indicators


def test_effects_by_draw_are_differences_of_draws(bank) -> None:
    world = assess(bank()).worlds.lead
    choice = Choice({"g": np.ones(8), "extra": np.zeros(8)})
    variables = ("npl", "y", "capital", "extra")
    found = world.effect_draws(choice, variables).reshape(-1, 8, 4, 8, 2)
    for i, name in enumerate(choice.paths):
        moved = {**choice.paths, name: choice.paths[name] + 1e-3 * (np.arange(8) == 2)}
        at, after = (
            world.respond(Choice(paths), ("npl", "y", "capital")).draws
            for paths in (choice.paths, moved)
        )
        for k, variable in enumerate(("npl", "y", "capital")):
            step = (after[variable] - at[variable]) / 1e-3
            np.testing.assert_allclose(found[:, :, k, 2, i], step, atol=1e-6)
    np.testing.assert_allclose(found[0, :, 3, :, 1], np.eye(8), atol=1e-12)
    assert found[:, -1, 0, 0, 0].std() > 0
    # Where nothing of the satellite's is asked for they are the world's, in the same shape.
    theirs = world.effect_draws(choice, ("y",))
    assert theirs.shape == (len(found), 8, 16)
    np.testing.assert_array_equal(theirs.reshape(-1, 8, 8, 2), found[:, :, 1])


def test_what_came_is_explained_by_parts_that_sum(bank, spoken) -> None:
    made = assess(bank())
    case = bank()
    outturn = case.known(Period.parse("2010Q4"))
    for world in made.worlds:
        plan = Choice({"g": np.ones(8), "paid": np.zeros(8)})
        names = ("npl", "y", "capital", "i")
        span = Period.parse("2010Q1").to(Period.parse("2010Q3"))
        found = world.explain(outturn, span, plan, names)
        came = np.array([outturn.at(n, span.end) for n in names])
        planned = world.respond(plan, names).central
        gap = came - np.array([planned[n][2] for n in names])
        np.testing.assert_allclose(sum(found.parts.values()), gap, atol=1e-8)
        assert {
            "satellite bank gap",
            "satellite bank rate",
            "satellite bank loans",
            "paid",
            "g",
        } <= set(found.parts)
        assert found.parts["satellite bank gap"][1] == 0 == found.parts["g"][0]
        spoken(*found.titles.values())


def test_replay_of_what_was_set_is_what_came(bank) -> None:
    case = bank()
    outturn = case.known(Period.parse("2010Q4"))
    span = Period.parse("2010Q1").to(Period.parse("2010Q4"))
    names = ("npl", "capital", "y")
    window = outturn.window(span.start, span.end)
    for world in assess(case).worlds:
        set_ = Choice({"g": window["g"], "paid": window["paid"]})
        other = Choice({"g": window["g"] + 1, "paid": window["paid"]})
        for draws in (False, True):
            runs = world.replay(outturn, span, {"set": set_, "other": other}, names, draws=draws)
            for name in names:
                assert np.abs(runs["set"][name] - window[name]).max() < 1e-9
            assert runs["set"].values.shape[0] == (case.draws if draws else 1)
            assert (runs["other"]["npl"][:, -1] < window["npl"][-1]).all()


def test_a_case_goes_round_with_it(bank, workshop, spoken) -> None:
    """Design, adopt, monitor and evaluate; a plan keeps the satellite's numbers."""
    case = bank(instruments=[workshop.instrument("paid", lower=-1, upper=1)])
    plan = design(case)
    assert plan.kkt_residual < 1e-6
    assert [w.name for w in plan.frozen.worlds][-1] == "satellite bank"
    assert any("(a satellite) reads y, i" in a.en for a in plan.assumptions)
    spoken(*plan.assumptions)
    plan = from_json(type(plan), to_json(plan))
    again = assess(case, frozen=plan.frozen).worlds.lead
    np.testing.assert_array_equal(
        again.outlook()["capital"], assess(case).worlds.lead.outlook()["capital"]
    )
    reviews = monitor(case, plan).reviews
    assert len(reviews) == 4
    rest = remaining(situation_of(case, plan), plan, Period.parse("2010Q2"))
    assert rest is not None
    revised = assess(rest)
    lead = revised.worlds.lead
    assert revised.span.length == 6 and "capital" in rest.no_policy
    # Without policy the payout rule went on: relative targets count from there.
    assert not np.allclose(lead.compared("capital"), lead.baseline("capital"))
    assert design(revised).kkt_residual < 1e-6
    effects = {f.name: f for f in evaluate(case, plan).findings}
    assert effects["plan on capital"].estimate != 0


def test_a_world_without_what_it_reads_is_silent_and_says_why(bank, workshop) -> None:
    workshop.table("forecast.csv", "2010Q1", {"y": np.ones(8), "pi": np.ones(8)})
    lacking = {"name": "ministry", "title": words("Ministry"), "forecast": "forecast.csv"}
    made = assess(bank(worlds=[lacking], weights={}))
    assert made.scope.silent["ministry"].en.startswith("no outlook of i")
    assert not isinstance(list(made.worlds)[1], StackedWorld)


def test_effects_alone_are_laid_over_the_outlooks_of_others(bank, workshop) -> None:
    """A table of effects answers for the satellite around what the other worlds foresee."""
    workshop.effects("effects.csv", {("g", "y"): [0.5] * 8, ("g", "i"): [0.1] * 8})
    table = {"name": "studies", "title": words("Studies"), "effects": "effects.csv"}
    made = assess(bank(worlds=[table], weights={}))
    lead, studies = made.worlds
    assert "capital" not in studies.foresees and "capital" in studies.scores("g")
    np.testing.assert_allclose(studies.baseline("npl"), lead.baseline("npl"))
    told = studies.respond(Choice({"g": np.ones(8)}), ("npl",)).central["npl"]
    gap, rate = lead.baseline("y"), lead.baseline("i")
    known = lead.own.run.data
    npl = known["npl"][known.span.position(lead.span.start) - 1]
    before = known["rate"][known.span.position(lead.span.start) - 1]
    for t in range(8):
        npl = 0.8 * npl + 0.4 * np.exp(-0.3 * (gap[t] + 0.5 * (t + 1))) + 0.1 * before
        assert told[t] == pytest.approx(npl)
        before = rate[t] + 0.1 * (t + 1)
    assert len(made.scope.pairs) == 2
    assert design(made).kkt_residual < 1e-6


def test_estimates_with_their_covariance(bank, workshop) -> None:
    """A table of estimates gives values that vary together."""
    table = "parameter,estimate,rho,slope\nrho,0.75,0.0004,0.0003\nslope,0.25,0.0003,0.0009\n"
    workshop.file("estimates.csv", table)
    said = {"calibration": [{"use": "estimates", "with": {"table": "bank"}}],
            "uncertainty": {"disturbances": {"loans": 0.05}}}  # fmt: skip
    case = bank(said=said, tables={"bank": "estimates.csv"}, draws=4000)
    world = assess(case).worlds.lead
    assert world.satellite.model.values["rho"] == 0.75
    drawn = world.own.draws.parameters
    moments = np.cov(drawn["rho"], drawn["slope"])
    np.testing.assert_allclose(moments, [[0.0004, 0.0003], [0.0003, 0.0009]], rtol=0.1)
    frozen = world.satellite.frozen()
    assert frozen.coefficients == ("rho", "slope")
    again = assess(case, frozen=assess(case).frozen()).worlds.lead
    np.testing.assert_array_equal(again.own.draws.parameters["rho"], drawn["rho"])


def test_the_sheet_of_a_satellite_is_checked(bank, workshop) -> None:
    workshop.file("ahead.mod", BANK.replace("rho*npl(-1)", "rho*npl(-1) + .1*npl(+1)"))
    workshop.file("taken.mod", BANK.replace("npl", "pi"))
    for code, changes in {
        "L003": {"model": "ahead.mod"},
        "L048": {"reads": {"gap": "y", "rate": "i", "other": "y"}},
        "L062": {"policy": {"paid": "loans"}},
        "L150": {"reads": {"gap": "nothing", "rate": "i"}},
        "L013": {"exogenous": {}},
        "L014": {"sees_to": "2009"},
    }.items():
        with pytest.raises(TinbergenError) as caught:
            assess(bank(said=changes))
        assert caught.value.code == code, (code, changes)
    workshop.table("both.csv", "2000Q1", {"npl": np.ones(40), "y": np.ones(40)})
    with pytest.raises(TinbergenError, match=r"the case's data have y too") as caught:
        bank(said={"data": "both.csv"})
    assert (caught.value.code, caught.value.facts["place"]) == ("L003", "satellite.data")
    with pytest.raises(TinbergenError) as caught:
        assess(bank(said={"model": "taken.mod", "data": None, "uncertainty": {}}))
    assert caught.value.code in ("L151", "L003")


def test_what_sees_too_late_does_not_count(bank) -> None:
    with pytest.raises(TinbergenError, match="L071"):
        design(bank(said={"sees_to": "2011Q1"}))
    assert design(bank(said={"sees_to": "2011Q1", "hindsight": True})).kkt_residual < 1e-6
