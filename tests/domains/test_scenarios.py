"""The scenario library: every scenario is felt in every pack, and opposites mirror each other."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.text import Text
from tinbergen.loop.case import cases, packs
from tinbergen.loop.scenarios.concepts import concepts
from tinbergen.loop.scenarios.library import Change, ScenarioSpec, library, reached, to_case
from tinbergen.loop.situation import assess

WORKED = [case for name in packs.names() for case in packs.pack(name).cases]
DEMOS = [str(packs.pack(name).demo) for name in packs.names()]
FIRST = [told.name for told in library().values() if told.opposite is None]
TURNED = {told.opposite: told.name for told in library().values() if told.opposite}


@pytest.fixture(scope="module")
def responses():
    """Case -> scenario -> change of each target's mean over the horizon."""
    return {name: dict(_responses(dataclasses.replace(cases.load(name), draws=50)))
            for name in DEMOS}  # fmt: skip


def _responses(case):
    calm = {}
    for told in library().values():
        there = assess(dataclasses.replace(case, scenario=to_case(told, case)))
        # A world that can't be told it counts in neither, such as a scenario of someone else's.
        silent = frozenset(m.world.name for m in there.worlds.members if m.apart)
        if silent not in calm:
            none = dict.fromkeys(silent, (0.0, 0.0))
            calm[silent] = assess(dataclasses.replace(case, weights={**case.weights, **none}))
        yield told.name, {
            t.variable: float(np.mean(
                there.scope.baseline(t.variable)[: case.horizon]
                - calm[silent].scope.baseline(t.variable)[: case.horizon]
            ))
            for t in case.targets
        }  # fmt: skip


def test_the_links_form_no_circle() -> None:
    found = concepts(packs.pack(name) for name in packs.names())
    assert len(found.order) == len(found.indicators)


def test_every_scenario_has_an_opposite_and_says_where_its_sizes_are_from(spoken) -> None:
    assert set(TURNED) == set(FIRST)
    assert len(FIRST) == 9
    for told in library().values():
        spoken(told.title, told.story)
        assert any(
            part.isdigit() and len(part) == 4
            for part in told.basis.en.replace("(", " ").replace(",", " ").split()
        )


def test_scenarios_name_indicators_that_there_are() -> None:
    everything = concepts(packs.pack(name) for name in packs.names()).indicators
    for told in library().values():
        for change in told.changes:
            pack = change.indicator.split(".")[0]
            assert change.indicator in everything or pack not in packs.names()


@pytest.mark.parametrize("scenario", FIRST)
@pytest.mark.parametrize("case", DEMOS)
def test_every_scenario_moves_a_target_of_every_pack(case, scenario, responses) -> None:
    moved = responses[case][scenario].values()
    assert max(abs(change) for change in moved) > 1e-6


@pytest.mark.parametrize("scenario", FIRST)
@pytest.mark.parametrize("case", DEMOS)
def test_opposites_have_opposite_signs(case, scenario, responses) -> None:
    here, there = responses[case][scenario], responses[case][TURNED[scenario]]
    largest = max(abs(change) for change in here.values())
    for variable, change in here.items():
        if abs(change) > 1e-3 * largest:
            assert change * there[variable] < 0


OWN_MODEL = [n for n in WORKED if (c := cases.load(n)).model.equations and c.satellite is None]


@pytest.mark.parametrize("case", OWN_MODEL)
def test_to_first_order_a_response_is_linear(case) -> None:
    """A hundredth of a scenario does a hundredth of it: opposites mirror each other exactly."""
    loaded = cases.load(case)
    calm = assess(loaded).model_world.run
    told = library()["climate-damage"]
    small = [
        dataclasses.replace(told, changes=tuple(
            dataclasses.replace(c, by=sign * c.by / 100) for c in told.changes))
        for sign in (1, -1)
    ]  # fmt: skip
    up, down = (
        assess(dataclasses.replace(loaded, scenario=to_case(s, loaded))).model_world.run
        for s in small
    )
    for target in loaded.targets:
        more, less = (b[target.variable] - calm[target.variable] for b in (up, down))
        np.testing.assert_allclose(more, -less, atol=1e-2 * np.abs(more).max() + 1e-9)


def test_changes_of_packs_that_are_not_there_are_left_out() -> None:
    word = Text("a", "甲")
    told = ScenarioSpec(
        "odd", word, word, "", (Change("nowhere.X", 1.0), Change("macro.INFL", 1.0))
    )
    assert "nowhere.X" not in reached(told, 3)
    assert reached(told, 3)["macro.INFL"].tolist() == [1, 1, 1]


def test_percent_as_a_unit_is_not_percent_of_a_path() -> None:
    """An indicator in percent whose changes are in its unit moves a path of zeros."""
    word = Text("a", "甲")
    told = ScenarioSpec("demand", word, word, "", (Change("industry.DEMAND", -2.0),))
    case = cases.load("japan-industry-2014")
    found = assess(dataclasses.replace(case, scenario=to_case(told, case)))
    assert (
        found.model_world.known.window(found.span.start, found.span.end)["DEMAND"].tolist()
        == [-2.0] * 5
    )
