"""Packs in one world agree: outcomes are compared between them, over all scenarios, not inputs."""

import numpy as np
import pytest

from tinbergen.core.documents.budget import Outcome
from tinbergen.loop.budget.file import read_crossing, worked
from tinbergen.loop.scenarios.library import library
from tinbergen.loop.scenarios.outcomes import FLOOR, TOLERANCE, Told, agree, tell_together
from tinbergen.loop.situation import Situation, assess

STORIES = list(library())
CONCEPTS = ("output", "jobs", "emissions", "exports")


@pytest.fixture(scope="module")
def calm() -> dict[str, Situation]:
    crossing = read_crossing(worked())
    every = (*(m.case for m in crossing.members), *crossing.actors)
    return {case.name: assess(case) for case in every}


@pytest.fixture(scope="module")
def told(calm) -> dict[str, Told]:
    return {name: tell_together(one, list(calm.values())) for name, one in library().items()}


def of(told: Told, concept: str, role: str) -> list[Outcome]:
    return [o for o in told.outcomes if (o.concept, o.role) == (concept, role)]


@pytest.mark.parametrize("scenario", STORIES)
@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_pack_agrees_with_the_owner_or_says_that_it_cannot_answer(
    scenario, concept, told, spoken
) -> None:
    found = told[scenario]
    (owner,) = of(found, concept, "owner")
    assert owner.change is not None
    for other in of(found, concept, "reads"):
        # Percentages of jobs are converted from points of unemployment at a rounded rate.
        np.testing.assert_allclose(
            other.changes, owner.changes, atol=2e-2 + 1e-2 * abs(owner.change)
        )
    for other in of(found, concept, "own"):
        assert other.change is not None
        assert agree(owner.change, other.change), (owner.change, other.change)
    for other in of(found, concept, "silent"):
        assert not other.changes
        spoken(other.note)
    answers = [o for o in found.outcomes if o.concept == concept]
    assert {o.pack for o in answers} == {
        "macro", "industry", "environment", "trade", "innovation", "digital"
    }  # fmt: skip


@pytest.mark.parametrize("scenario", STORIES)
def test_outcomes_are_those_of_the_models_own_paths(scenario, calm, told) -> None:
    """Compared on what the models give back, not on what is reported of them."""

    def moved(case: str, name: str) -> np.ndarray:
        after, before = told[scenario].situations[case].model_world.run, calm[case].model_world.run
        return 100 * (np.asarray(after[name]) / np.asarray(before[name]) - 1)

    output = moved("japan-macro-2014", "GDP")
    np.testing.assert_allclose(moved("japan-industry-2014", "VALUE"), output, atol=1e-6)
    np.testing.assert_allclose(moved("japan-carbon-2014", "GDP"), output, atol=1e-6)
    emissions, own = moved("japan-carbon-2014", "EMISSIONS"), moved("japan-industry-2014", "GHG")
    if of(told[scenario], "emissions", "own"):
        assert agree(emissions.mean(), own.mean())


def test_output_is_no_input_of_a_trade_war(told) -> None:
    """Tariffs are all that the scenario says; the IMF expected 0.8 percent of the world's output.

    World Economic Outlook, April 2025: growth down by 0.5 points in 2025 and 0.3 in 2026.
    """
    assert {c.indicator.split(".")[0] for c in library()["trade-war"].changes} == {"trade"}
    (owner,) = of(told["trade-war"], "output", "owner")
    assert -1.6 < owner.changes[1] < -0.4


def test_the_demand_slump_has_the_sign_and_order_of_published_multipliers(told) -> None:
    """A unit of spending for good moves output by one to two and a half units.

    Ramey (2019, Journal of Economic Perspectives 33:2): multipliers of purchases from 0.6 to 1.5 in
    reduced form, to 2 and more in Keynesian models at a rate near zero, as Japan's was.
    """
    (owner,) = of(told["demand-slump"], "output", "owner")
    assert all(-2.5 < change < -1 for change in owner.changes)


def test_who_cannot_answer_says_so_where_it_matters(told) -> None:
    """Fixed intensities know nothing of a carbon price, fixed import shares nothing of tariffs."""
    for scenario in STORIES:
        silent = {o.pack for o in of(told[scenario], "emissions", "silent")}
        blind = scenario.startswith(("carbon", "trade"))
        assert ("industry" in silent) == blind


def test_answers_agree_within_a_tolerance() -> None:
    assert agree(-1.0, -1.0 - TOLERANCE)
    assert not agree(-1.0, -1.0 - TOLERANCE - 0.01)
    assert not agree(-1.0, 0.2)
    assert agree(FLOOR / 2, -FLOOR / 2)


ACTORS = {"japan-manufacturer-2014": "enterprise", "japan-bank-2014": "bank"}


@pytest.mark.parametrize("scenario", STORIES)
@pytest.mark.parametrize("actor", ACTORS)
def test_actors_live_in_the_economy_of_the_packs(actor, scenario, calm, told) -> None:
    """Output, jobs, prices and rates of an actor's world are those of the pack that owns them, with
    and without a scenario, on the central path to the digit."""
    case, found = calm[actor].case, told[scenario].situations
    assert (case.pack.name, case.pack.on) == (ACTORS[actor], "macro")
    for name in ("GDP", "GROWTH", "U", "INFL", "r"):
        for mine, theirs in ((calm[actor], calm["japan-macro-2014"]),
                             (found[actor], found["japan-macro-2014"])):  # fmt: skip
            np.testing.assert_array_equal(
                mine.scope.baseline(name), theirs.scope.baseline(name), err_msg=name
            )


def test_actors_answer_what_moves_their_economy(calm, told) -> None:
    """A slump costs the manufacturer and spoils loans; a boom does the opposite."""

    def moved(actor: str, name: str, scenario: str) -> float:
        after, before = told[scenario].situations[actor], calm[actor]
        return float((after.scope.baseline(name) - before.scope.baseline(name))[:5].mean())

    for scenario, sign in (("demand-slump", -1), ("demand-boom", 1)):
        assert sign * moved("japan-manufacturer-2014", "VALUE", scenario) > 0.3
        assert sign * moved("japan-bank-2014", "NPL", scenario) < -0.05
        assert sign * moved("japan-bank-2014", "CAPITAL", scenario) > 0.01


def test_an_actor_alone_meets_what_it_meets_beside_the_others(calm, told) -> None:
    from tinbergen.loop.scenarios.world import under_scenario

    for actor in ACTORS:
        alone = assess(under_scenario(library()["trade-war"], calm[actor].case))
        np.testing.assert_array_equal(
            alone.scope.baseline("U"), told["trade-war"].situations[actor].scope.baseline("U")
        )
