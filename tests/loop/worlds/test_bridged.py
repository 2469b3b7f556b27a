"""A world with an indicator more, by a regression on the case's data."""

import dataclasses

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.serial import from_json, to_json
from tinbergen.core.text import Text
from tinbergen.data.sources import us_quarterly
from tinbergen.loop.case import cases
from tinbergen.loop.case.worldspec import BridgeSpec
from tinbergen.loop.design import design
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds import bridges
from tinbergen.loop.worlds.around import core_of
from tinbergen.loop.worlds.bridged import BridgedWorld
from tinbergen.loop.worlds.bridges import bridge
from tinbergen.loop.worlds.protocol import Choice

OKUN = BridgeSpec(Text("Okun's law", "奥肯定律"), "GROWTH", 1)


def test_okuns_law_as_a_regression_of_another_program_has_it() -> None:
    """Coefficients and errors are those of statsmodels' OLS with HAC of the same lags."""
    sm = pytest.importorskip("statsmodels.api")
    data = us_quarterly().until(Period.parse("2007Q4"))
    found = bridge("U", OKUN, data, ["GROWTH"])
    change, growth = np.diff(data["U"]), data["GROWTH"]
    rows = np.isfinite(growth[:-1])
    X = sm.add_constant(np.column_stack([growth[1:], growth[:-1]]))[rows]
    lags = int(4 * (rows.sum() / 100) ** (2 / 9))
    theirs = sm.OLS(change[rows], X).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False}
    )
    np.testing.assert_allclose(found.coefficients, theirs.params, rtol=1e-9)
    np.testing.assert_allclose(found.covariance, theirs.cov_params(), rtol=1e-8)
    assert found.r2 == pytest.approx(theirs.rsquared)
    assert found.observations == rows.sum() == len(found.sample)
    # Knotek (2007, Economic Review of the Federal Reserve Bank of Kansas City) has -.07 a quarter
    # for growth at annual rates without lags, on 1948-2007.
    alone = bridge("U", dataclasses.replace(OKUN, lags=0), data, ["GROWTH"])
    assert alone.coefficients[1] == pytest.approx(-0.07, abs=0.01)


def test_left_out_periods_and_the_start_shorten_the_sample() -> None:
    data = us_quarterly()
    whole = bridge("U", OKUN, data, ["GROWTH"])
    omitted = bridge("U", OKUN, data, ["GROWTH"], [Span.parse("2020Q1:2021Q1")])
    # The change of 2021Q2 and the lag of it read 2021Q1 too.
    assert whole.observations - omitted.observations == 6
    late = bridge("U", dataclasses.replace(OKUN, start=Period.parse("2000Q1")), data, ["GROWTH"])
    assert str(late.sample.start) == "2000Q1"
    assert late.observations == len(late.sample)


def test_its_path_sums_its_changes() -> None:
    data = us_quarterly().until(Period.parse("2007Q4"))
    found = bridge("U", dataclasses.replace(OKUN, lags=2), data, ["GROWTH"])
    path = np.array([3.0, -1.0, 2.0, 0.5])
    growth = np.r_[data["GROWTH"][-2:], path]
    level = data["U"][-1]
    for t in range(4):
        level += found.coefficients[0] + found.coefficients[1:] @ growth[t : t + 3][::-1]
        assert found.path(path)[t] == pytest.approx(level)
    moved = found.path(path + np.eye(4)[0]) - found.path(path)
    np.testing.assert_allclose(moved, found.matrix(4)[:, 0])
    assert found.total[0] == pytest.approx(found.coefficients[1:].sum())


@pytest.fixture
def case(workshop):
    """The small economy, in which z follows y, and a world that has y alone."""
    rng = np.random.default_rng(1)
    data = tb.read_table(workshop.folder / "data.csv").dataset
    change = 0.2 - 0.4 * data["y"] - 0.2 * np.r_[0, data["y"][:-1]]
    z = 5 + np.cumsum(change + 0.05 * rng.standard_normal(len(change)))
    workshop.table("data.csv", data.span.start, {**{n: data[n] for n in data}, "z": z})

    def make(led=None, **changes):
        said = {"z": {"title": {"en": "Law", "zh": "定律"}, "from": "y", "lags": 1}}
        world = {
            "name": "small", "title": {"en": "Small", "zh": "小"}, "model": "small.mod",
            "uncertainty": {"disturbances": {"output": 0.5, "prices": 0.3, "rule": 0.2}},
            "exogenous": {n: {"rule": "constant", "value": 0} for n in ("g", "tau")},
            "bridges": said if led is None else led, **changes.pop("world", {}),
        }  # fmt: skip
        return cases.load(workshop.path(**{
            "model": None, "exogenous": None, "uncertainty": None, "worlds": [world],
            "targets": [workshop.target("z", 5.0)], "trip_wires": {"variables": ["z", "y"]},
            "monitor": {"until": "2010Q4"}, **changes,
        }))  # fmt: skip

    return make


def test_a_plan_aims_at_it(case) -> None:
    made = assess(case())
    world = made.worlds.lead
    assert isinstance(world, BridgedWorld) and core_of(world).name == "small"
    assert world.bridge.coefficients == pytest.approx([0.2, -0.4, -0.2], abs=0.05)
    plan = design(made)
    assert plan.kkt_residual < 1e-6
    planned = {s.name: np.array(s.values) for s in plan.planned}
    np.testing.assert_allclose(planned["z"], world.bridge.path(planned["y"]), atol=1e-8)
    assert np.abs(planned["z"] - 5).mean() < np.abs(world.baseline("z")[:8] - 5).mean()
    assert any("z follows y by Law" in a.en for a in plan.assumptions)
    assert any("定律" in a.zh for a in plan.assumptions)


def test_its_own_errors_are_in_the_draws(case) -> None:
    made = assess(case())
    world = made.worlds.lead
    drawn = world.outlook()
    changes = np.diff(drawn["z"], axis=1)[:, -1]
    certain = np.diff(world.bridge.path(drawn["y"]), axis=1)[:, -1]
    left = changes - certain
    assert 0.8 < left.std() / world.bridge.deviation < 1.6
    choice = Choice({"g": np.ones(8)})
    told = world.respond(choice, ("y", "z"))
    np.testing.assert_allclose(told.central["z"], world.bridge.path(told.central["y"]))
    # Disturbances are the same with a choice and without: what is left differs by coefficients.
    moved = told.draws["z"] - drawn["z"]
    assert 0 < moved[:, -1].std() < drawn["z"][:, -1].std()
    slopes = world.dynamics(("g",), ("z", "y"), "announced")
    base = slopes.slopes(slopes.start())
    by_draw = world.effect_draws(choice, ("z", "y"))
    np.testing.assert_allclose(by_draw.mean(axis=0), base, atol=0.05 * np.abs(base).max())
    assert by_draw.std(axis=0)[-2].max() > 0.01 > 1e-9 > by_draw.std(axis=0)[-1].max()


def test_its_random_numbers_are_not_those_of_the_world_again(case) -> None:
    made = assess(case())
    world = made.worlds.lead
    own = world._random[1] / world.bridge.deviation
    worlds = np.random.default_rng(made.case.seed).standard_normal(4 * own.size)
    assert not np.isin(np.round(own, 9), np.round(worlds, 9)).any()


def test_reviews_explain_it_and_take_the_plans_numbers(case, monkeypatch) -> None:
    made = assess(case())
    plan = from_json(type(design(made)), to_json(design(made)))
    frozen = {w.name: w for w in plan.frozen.worlds}
    assert frozen["small bridge to z"].coefficients == ("constant", "y", "y(-1)")
    monkeypatch.setattr(bridges, "newey_west", None)  # From here on nothing is estimated.
    again = assess(case(), frozen=plan.frozen).worlds.lead
    np.testing.assert_allclose(again.outlook()["z"], made.worlds.lead.outlook()["z"])
    review = monitor(case(), plan, revise=False).reviews[-1]
    news = next(f for f in review.findings if f.name == "z" and f.kind == "news")
    assert sum(p.value for p in news.parts) == pytest.approx(news.estimate)
    assert "Law, what it leaves" in [p.title.en for p in news.parts]
    found = evaluate(case(), plan)
    effects = {f.name: f.estimate for f in found.findings}
    assert effects["plan on z"] != 0


def test_a_replay_carries_what_moves_of_the_source(case, workshop) -> None:
    """What was set gives the outturn; purchases set otherwise move z by the law, through y."""
    made = case()
    world, span = assess(made).worlds.lead, Period.parse("2010Q1").to(Period.parse("2010Q4"))
    outturn = made.known(span.end)
    came = outturn.window(span.start, span.end)
    choices = {"set": Choice({"g": came["g"]}), "more": Choice({"g": came["g"] + 1})}
    found = world.replay(outturn, span, choices, ("z", "y"))
    np.testing.assert_allclose(found["set"]["z"][0], came["z"], atol=1e-9)
    moved = found["more"]["y"][0] - came["y"]
    assert moved[0] == pytest.approx(0.5)
    wanted = came["z"] + world.bridge.matrix(4) @ moved
    np.testing.assert_allclose(found["more"]["z"][0], wanted, atol=1e-9)


@pytest.mark.parametrize(
    "led, said",
    [
        ({"z": {"from": "q"}}, "the world has no 'q'"),
        ({"pi": {"from": "y"}}, "the world has 'pi' itself"),
        ({"v": {"from": "y"}}, "the data have no series 'v'"),
    ],
)
def test_bridges_that_lead_nowhere(case, led, said) -> None:
    named = {n: {"title": {"en": "Law", "zh": "定律"}, **b} for n, b in led.items()}
    target = next(iter(named))
    with pytest.raises(TinbergenError) as fault:
        assess(case(named, targets=[{"variable": target, "title": {"en": "t", "zh": "t"},
                                     "unit": {"en": "u", "zh": "u"}, "desired": 0}],
                    trip_wires={"variables": []}))  # fmt: skip
    assert fault.value.code == "L143" and said in str(fault.value)
    assert fault.value.at is not None


def test_too_few_observations(case) -> None:
    late = {"z": {"title": {"en": "L", "zh": "定"}, "from": "y", "start": "2008Q1"}}
    with pytest.raises(TinbergenError, match="L008"):
        assess(case(late))


def test_a_world_that_knows_too_much_stands_apart(case, workshop) -> None:
    """As of a date before what its numbers know it neither counts nor is scored."""
    workshop.table("f.csv", "2010Q1", {"z": np.full(8, 5.0), "z_sd": np.full(8, 0.5)})
    late = {"name": "late", "title": {"en": "Late", "zh": "晚"}, "forecast": "f.csv",
            "sees_to": "2010Q4"}  # fmt: skip
    own = {"name": "small", "title": {"en": "Small", "zh": "小"}, "model": "small.mod",
           "uncertainty": {"disturbances": {"output": 0.5}},
           "exogenous": {n: {"rule": "constant", "value": 0} for n in ("g", "tau")},
           "bridges": {"z": {"title": {"en": "Law", "zh": "定律"}, "from": "y"}}}  # fmt: skip
    said = {}
    for hindsight in (False, True):
        made = case(
            worlds=[own, {**late, "hindsight": hindsight}], trip_wires={"variables": []},
            monitor={"until": "2010Q1"},
        )  # fmt: skip
        plan = design(made)
        world = next(w for w in plan.worlds if w.name == "late")
        scored = {p.name for p in monitor(made, plan, revise=False).scores}
        said[hindsight] = (
            world.outlook_weight,
            str(world.silent or ""),
            "late" in scored,
            any("not all of it was known" in a.en for a in plan.assumptions),
        )
    assert said[False][0] == 0 and "its numbers see to 2010Q4, later than" in said[False][1]
    assert said[False][2:] == (False, False)
    assert said[True][0] == 0.5 and said[True][2:] == (True, True)
