"""What a scenario did to an outlook is said: imposed, what follows, how far away it is."""

import dataclasses

import numpy as np
import pytest
from scipy.stats import chi2

from tinbergen.core.text import Text
from tinbergen.loop.case import cases
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.plan_notes import of_worlds
from tinbergen.loop.scenarios.imposed import imposed_findings
from tinbergen.loop.scenarios.library import Change, ScenarioSpec, library
from tinbergen.loop.scenarios.world import under_scenario
from tinbergen.loop.situation import Situation, assess
from tinbergen.report.views.finding_pictures import picture
from tinbergen.report.views.findings import estimate

OUTLOOK = "us-rate-and-purchases"


def told(scenario: str, case: str = "us-stagflation") -> Situation:
    return assess(under_scenario(library()[scenario], cases.load(case)))


@pytest.fixture(scope="module")
def pandemic() -> Situation:
    return told("pandemic-supply-shock", OUTLOOK)


def test_a_finding_says_what_was_imposed_and_what_goes_with_it(pandemic, spoken) -> None:
    """The sizes are those of the library; a smaller economy has more unemployment, as ever."""
    (found,) = imposed_findings(pandemic)
    spoken(found.title, found.statement, found.method, *found.assumptions)
    said = found.statement.en
    assert "gross domestic product -2.00, -1.00, -0.50 (percent of what it is else)" in said
    assert "inflation +0.50, +0.25, +0.12 (percentage points, annualised)" in said
    assert "before the economy answers" not in said
    facts = dict(found.diagnostics)
    assert facts["freedom"] == 6
    assert found.estimate == pytest.approx(100 * chi2.sf(facts["distance"], 6))
    follows = {s.name: np.array(s.values, dtype=float) for s in found.series}
    assert set(follows) == {"GROWTH", "U", "INFL4", "r"}
    assert 0.3 < follows["U"][:4].mean() < 0.9
    assert any("80 past paths" in a.en for a in found.assumptions)
    assert not any("not imposed" in a.en for a in found.assumptions)
    assert picture(found, lambda name: Text(name, name)) is None
    assert not estimate(found).signed


def test_diagnosis_and_plan_say_it(pandemic) -> None:
    (found,) = imposed_findings(pandemic)
    assert found in diagnose(pandemic).findings
    assert any(found.statement.en in note.en for note in of_worlds(pandemic))
    assert "conditional forecast" in pandemic.scope.meaning.en


def test_without_a_scenario_nothing_is_said() -> None:
    assert imposed_findings(assess("us-stagflation")) == ()


def test_each_outlook_that_counts_is_told(spoken) -> None:
    """Three pictures of 1974; each year's tail of a chi-square is a share."""
    found = imposed_findings(told("trade-war"))
    assert len(found) == 3
    for one in found:
        spoken(one.title, one.statement)
        assert "before the economy answers (of gross domestic product; inflation)" in (
            one.statement.en
        )
        assert one.estimate is not None and 0 < one.estimate < 100


@pytest.mark.parametrize("scenario", list(library()))
@pytest.mark.parametrize("case", ["us-stagflation"])
def test_every_scenario_of_the_library_reaches_outlooks_without_its_equations(
    case, scenario
) -> None:
    situation = told(scenario, case)
    members = [m for m in situation.worlds.members if m.imposed is not None]
    assert len(members) == 3
    for member in members:
        assert max(np.abs(path).max() for path in member.imposed.shifts.values()) > 0.01
    assert situation.scope.silent.keys() == assess(case).scope.silent.keys()


def test_opposites_turn_all_signs() -> None:
    """But for the logarithm of a level."""
    there, back = (told(s) for s in ("pandemic-supply-shock", "supply-recovery"))
    for one, other in zip(there.worlds.members, back.worlds.members, strict=True):
        if one.imposed is not None:
            for name in ("GROWTH", "U", "INFL"):
                path, turned = (m.imposed.shifts[name] for m in (one, other))
                np.testing.assert_allclose(turned, -path, atol=0.03 * np.abs(path).max())


def test_a_scenario_that_reaches_nothing_says_so() -> None:
    word = Text("a", "甲")
    far = ScenarioSpec("far", word, word, word, (Change("trade.IMPORTS", 1.0),))
    known = {c.indicator for t in library().values() for c in t.changes}
    assert "trade.IMPORTS" not in known
    case = under_scenario(far, cases.load("us-stagflation"))
    assert [a.code for a in case.advice if a.code == "L149"] == ["L149"]
    near = under_scenario(library()["climate-damage"], cases.load("us-stagflation"))
    assert not any(a.code == "L149" for a in near.advice)


def test_what_a_plan_sets_is_left_to_it() -> None:
    word = Text("a", "甲")
    rate = ScenarioSpec("rate", word, word, word, (Change("macro.r", 1.0),))
    case = under_scenario(rate, cases.load("us-stagflation"))
    assert case.scenario is not None and not case.scenario.indicators


def test_a_frozen_plan_is_told_the_same_again(pandemic) -> None:
    again = assess(dataclasses.replace(pandemic.case), frozen=pandemic.frozen())
    for name in ("GROWTH", "U", "INFL4", "r"):
        np.testing.assert_allclose(again.scope.baseline(name), pandemic.scope.baseline(name))
