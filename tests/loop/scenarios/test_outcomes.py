"""Cases of one world read outcomes year by year; others say that they read from no one."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case
from tinbergen.loop.scenarios.library import library
from tinbergen.loop.scenarios.outcomes import Told, target_responses, tell_together, world_of
from tinbergen.loop.scenarios.world import under_scenario
from tinbergen.loop.situation import assess

SLUMP = library()["demand-slump"]


@pytest.fixture(scope="module")
def quarterly() -> Case:
    us = cases.load("us-2008").at(Period.parse("2007Q4"))
    return dataclasses.replace(us, economy="made up", draws=50)


@pytest.fixture(scope="module")
def yearly() -> Case:
    uk = cases.load("uk-2012").at(Period.parse("2007"))
    return dataclasses.replace(uk, economy="made up", draws=50)


def tell(*told: Case) -> Told:
    return tell_together(SLUMP, [assess(case) for case in told])


def test_years_are_means_of_quarters_and_the_last_one_stays(quarterly, yearly) -> None:
    found = tell(yearly, quarterly)
    owner = next(o for o in found.outcomes if o.role == "owner" and o.concept == "output")
    reader = next(o for o in found.outcomes if o.role == "reads")
    after, before = (s.model_world.run["GDP"] for s in (found.situations["us-2008"],
                                                        assess(quarterly)))  # fmt: skip
    by_hand = (100 * (after / before - 1)).reshape(3, 4).mean(axis=1)
    np.testing.assert_allclose(owner.changes, by_hand, rtol=1e-9)
    assert len(reader.changes) == yearly.horizon
    wanted = [*by_hand, *[by_hand[-1]] * (yearly.horizon - 3)]
    np.testing.assert_allclose(reader.changes, wanted, atol=1e-6)
    assert "us-2008" in reader.note.en
    assert next(o.case for o in found.outcomes) == "uk-2012"


def test_targets_answer_by_their_mean_unless_their_case_is_silent(quarterly) -> None:
    calm = assess(quarterly)
    found = tell(quarterly)
    responses = {r.variable: r for r in target_responses(SLUMP, calm, found)}
    assert list(responses) == [t.variable for t in quarterly.targets]
    under = found.situations["us-2008"].scope
    moved = float(np.mean(under.baseline("U") - calm.scope.baseline("U")))
    assert responses["U"].change == pytest.approx(moved)
    assert moved > 0
    concept = next(m.concept for m in quarterly.pack.concepts if m.indicator == "macro.U")
    silent = tuple(
        dataclasses.replace(o, role="silent") if o.concept == concept else o for o in found.outcomes
    )
    left = target_responses(SLUMP, calm, dataclasses.replace(found, outcomes=silent))
    assert {r.variable for r in left} == set(responses) - {"U"}


@pytest.mark.parametrize("change", [{"economy": "another"}, {"economy": None}])
def test_another_economy_is_another_world(quarterly, yearly, change) -> None:
    found = tell(quarterly, dataclasses.replace(yearly, **change))
    (alone,) = (o for o in found.outcomes if o.case == "uk-2012" and o.concept == "output")
    assert alone.role == "own"
    assert "stands in" in alone.note.en
    np.testing.assert_allclose(alone.changes, -1.0, atol=1e-6)


def test_another_beginning_is_another_world(quarterly, yearly) -> None:
    later = quarterly.at(Period.parse("2008Q1"))
    assert world_of(later) != world_of(yearly) == world_of(quarterly)
    found = tell(later, yearly)
    assert "reads" not in {o.role for o in found.outcomes}


def test_a_case_of_its_own_reads_from_worked_cases_of_its_world() -> None:
    case = dataclasses.replace(cases.load("japan-carbon-2014"), draws=50)
    hit = under_scenario(SLUMP, case)
    assert hit.advice == case.advice
    macro = dataclasses.replace(cases.load("japan-macro-2014"), draws=50)
    owner = next(o for o in tell(macro).outcomes if o.concept == "output")
    assert hit.scenario is not None
    (read,) = hit.scenario.outcomes
    np.testing.assert_allclose(read.values, owner.changes, rtol=1e-6)


def test_a_case_that_reads_from_no_one_says_so() -> None:
    hit = under_scenario(SLUMP, dataclasses.replace(cases.load("uk-2012"), draws=50))
    assert [a.code for a in hit.advice] == ["L139"]
    assert hit.scenario is not None
    assert hit.scenario.outcomes[0].values[0] == -1.0
