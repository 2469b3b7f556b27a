"""Scenarios are said in indicators and reach a model's inputs; opposites mirror each other."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.problem import Scenario
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.loop.case.cases import load
from tinbergen.loop.scenarios.library import Change, ScenarioSpec, read_scenarios, story, to_case
from tinbergen.loop.scenarios.shifts import determining
from tinbergen.loop.situation import assess

TEXT = """\
scenarios:
  - name: dear-bread
    title: {en: Dear bread, zh: 面包涨价}
    story: {en: prices jump, zh: 物价上涨}
    basis: {en: made up for this test, zh: 为测试虚构}
    changes:
      - {indicator: macro.INFL, by: 2, years: 1, fading: 0.5}
      - {indicator: macro.G_gov, by: -3}
    opposite:
      name: cheap-bread
      title: {en: Cheap bread, zh: 面包降价}
      story: {en: prices fall, zh: 物价下跌}
"""


@pytest.fixture
def told(tmp_path):
    path = tmp_path / "scenarios.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return read_scenarios(path)


def test_a_scenario_of_a_file(tmp_path) -> None:
    (tmp_path / "my.yaml").write_text(TEXT, encoding="utf-8")
    assert story("my.yaml", tmp_path).name == "dear-bread"
    assert story(f"{tmp_path}/my.yaml:cheap-bread").name == "cheap-bread"
    with pytest.raises(TinbergenError) as fault:
        story("my.yaml:cheap-bred", tmp_path)
    assert fault.value.code == "L051"
    assert "my.yaml has: dear-bread, cheap-bread" in fault.value.render()
    (tmp_path / "none.yaml").write_text("scenarios: []\n", encoding="utf-8")
    with pytest.raises(TinbergenError) as fault:
        story("none.yaml", tmp_path)
    assert fault.value.code == "L003"
    assert story("trade-war").name == "trade-war"


def test_a_path_of_change() -> None:
    assert Change("a.b", 2.0).path(3).tolist() == [2, 2, 2]
    assert Change("a.b", 2.0, start=2, years=1).path(3).tolist() == [0, 2, 0]
    assert Change("a.b", 4.0, years=1, fading=0.5).path(4).tolist() == [4, 2, 1, 0.5]


def test_opposites_mirror_each_other(told, us) -> None:
    here, there = (to_case(told[name], us) for name in ("dear-bread", "cheap-bread"))
    for one, other in zip(
        (*here.exogenous, *here.impulses), (*there.exogenous, *there.impulses), strict=True
    ):
        np.testing.assert_array_equal(one.values, -np.array(other.values))


def test_a_scenario_moves_exogenous_paths_and_disturbances(told, us) -> None:
    scenario = to_case(told["dear-bread"], us)
    assert [s.name for s in scenario.exogenous] == ["G_gov"]
    assert [s.name for s in scenario.impulses] == ["INFL"]
    assert scenario.impulses[0].values == (2,) * 4 + (1,) * 4 + (0.5,) * 4
    calm = assess(us)
    shaken = assess(dataclasses.replace(us, scenario=scenario))
    np.testing.assert_allclose(
        shaken.model_world.known.window(shaken.span.start, shaken.span.end)["G_gov"],
        calm.model_world.known.window(calm.span.start, calm.span.end)["G_gov"] - 3,
    )
    final = dataclasses.replace(scenario, shocks=scenario.impulses, impulses=())
    spent = dataclasses.replace(scenario, impulses=())
    without, there = (
        assess(dataclasses.replace(us, scenario=s)).model_world.run for s in (spent, final)
    )
    np.testing.assert_allclose(
        there["INFL"] - without["INFL"], scenario.impulses[0].values, atol=1e-6
    )
    # Ex ante the first period is the same but for what output does to prices at once.
    first = shaken.model_world.run["INFL"][0] - without["INFL"][0]
    assert first == pytest.approx(2, abs=0.2)
    np.testing.assert_allclose(
        shaken.model_world.outlook().mean("INFL") - calm.model_world.outlook().mean("INFL"),
        shaken.model_world.run["INFL"] - calm.model_world.run["INFL"],
        atol=0.15,
    )


def test_an_indicator_that_no_pack_has(us) -> None:
    story = ScenarioSpec("odd", Text("a", "甲"), Text("a", "甲"), "", (Change("macro.INFLL", 1.0),))
    with pytest.raises(TinbergenError) as fault:
        to_case(story, us)
    assert (fault.value.code, fault.value.hint) == ("L052", "macro.INFL")


def test_which_equation_determines_a_variable(us) -> None:
    assert determining(us, "INFL") == "inflation"
    assert determining(us, "GDP") == "rest of demand"
    assert determining(dataclasses.replace(us, scenario_inputs={}), "GDP") == "product"
    assert determining(us, "nothing") is None


def test_a_scenario_is_said_in_the_packs_units_and_felt_in_the_cases() -> None:
    """Ten pounds a tonne are 1,680 yen a tonne; what moves in percent needs no rate."""
    changes = (Change("environment.CARBON_PRICE", 10.0), Change("macro.GDP", -1.0))
    dear = ScenarioSpec("dear-carbon", Text("", ""), Text("", ""), Text("", ""), changes)
    here, there = (to_case(dear, load(name)) for name in ("japan-carbon-2014", "uk-2012"))
    assert {s.name: s.values[0] for s in here.exogenous} == {"CARBON_PRICE": 1680.0}
    assert {s.name: s.values[0] for s in there.exogenous} == {"CARBON_PRICE": 10.0}
    assert here.outcomes[0].values[:5] == there.outcomes[0].values[:5]


def test_two_changes_of_one_variable_add_up(us) -> None:
    calm = assess(us)
    span = calm.span
    rise = Series("G_gov", "billion", span.start, (10.0,) * span.length)
    both = Scenario(
        "both", Text("", ""), exogenous=(rise, dataclasses.replace(rise, values=(5.0,)))
    )
    moved = assess(dataclasses.replace(us, scenario=both)).model_world.known
    np.testing.assert_allclose(
        (moved["G_gov"] - calm.model_world.known["G_gov"])[-span.length :], 15.0, rtol=1e-12
    )


def test_feels_may_name_a_variable_of_the_model() -> None:
    """An indicator under another name in the model is felt there, not passed over."""
    case = load("uk-2012")
    case = dataclasses.replace(case, scenario_inputs={**case.scenario_inputs, "ENERGY": "E_POWER"})
    told = ScenarioSpec(
        "n", Text("", ""), Text("", ""), Text("", ""), (Change("environment.ENERGY", 5.0),)
    )
    assert [s.name for s in to_case(told, case).impulses] == ["E_POWER"]


def test_an_impulse_is_what_a_variable_does_with_all_else_as_it_is() -> None:
    """By hand: a point of the ratio REST/GDP is a point of its equation's disturbance, for good."""
    case = load("japan-macro-2014")
    told = ScenarioSpec("n", Text("", ""), Text("", ""), Text("", ""), (Change("macro.GDP", -1.0),))
    calm = assess(case).model_world.run
    hit = assess(dataclasses.replace(case, scenario=to_case(told, case))).model_world.run
    shift = hit.residuals["rest of demand"] - calm.residuals["rest of demand"]
    np.testing.assert_allclose(shift, [-1, 0, 0, 0, 0], atol=1e-9)
    for equation in set(hit.residuals) - {"rest of demand"}:
        np.testing.assert_allclose(hit.residuals[equation], calm.residuals[equation], atol=1e-9)
    # The model multiplies it: households spend less of what they no longer earn.
    assert (100 * (hit["GDP"] / calm["GDP"] - 1) < -1.2).all()


def test_ex_post_is_where_the_variable_ends() -> None:
    case = load("japan-macro-2014")
    change = Change("macro.GDP", -1.0, size="ex post")
    told = ScenarioSpec("n", Text("", ""), Text("", ""), Text("", ""), (change,))
    calm = assess(case).model_world.run
    hit = assess(dataclasses.replace(case, scenario=to_case(told, case))).model_world.run
    np.testing.assert_allclose(100 * (hit["GDP"] / calm["GDP"] - 1), -1, atol=1e-6)


def test_what_is_read_from_another_pack_is_changed_there_alone(us) -> None:
    change = Change("environment.GDP", -1.0)
    told = ScenarioSpec("odd", Text("", ""), Text("", ""), Text("", ""), (change,))
    with pytest.raises(TinbergenError) as fault:
        to_case(told, us)
    assert fault.value.code == "L137"
    assert "macro.GDP" in fault.value.render()
