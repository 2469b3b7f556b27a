"""Scenarios imposed on outlooks: what is said holds, what goes with it, what can't be told.

Laws: zero changes nothing, twice the size moves twice the mean, the opposite mirrors it, spreads
and effects stay.
"""

import dataclasses
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from tinbergen.core.documents.problem import IndicatorChange, Scenario
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case
from tinbergen.loop.design import design
from tinbergen.loop.scenarios.imposed import imposed_findings
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.worlds.around import core_of
from tinbergen.loop.worlds.bank import Member
from tinbergen.loop.worlds.protocol import Choice

WORD = Text("a", "甲")
NEXT = Period.parse("2010Q1")
#: Years one to three: of output in percent, of inflation in points.
OUTPUT, INFLATION = (-2.0, -1.0, -0.5), (0.5, 0.25, 0.125)


def change(code: str, start: Period, sizes, *, percent: bool = False) -> IndicatorChange:
    return IndicatorChange(code, WORD, WORD, start, tuple(sizes), percent)


def under(case: Case, *changes: IndicatorChange) -> Case:
    return dataclasses.replace(case, scenario=Scenario("told", WORD, indicators=changes))


def member(situation: Situation, name: str) -> Member:
    return next(m for m in situation.worlds.members if m.world.name == name)


def moved(told: Situation, calm: Situation, world: str, name: str) -> np.ndarray:
    return member(told, world).world.baseline(name) - member(calm, world).world.baseline(name)


@pytest.fixture(scope="module")
def calm() -> dict[str, Situation]:
    return {name: assess(name) for name in ("us-stagflation", "us-rate-and-purchases")}


@pytest.fixture(scope="module")
def tell(calm) -> Callable[..., Situation]:
    """A scenario in output (percent) and inflation (points), of the sizes times ``scale``."""

    @cache
    def told(case: str, scale: float = 1.0, *, output: bool = True) -> Situation:
        start = calm[case].span.start
        said = [change("INFL", start, [scale * s for s in INFLATION])]
        if output:
            said.append(change("GDP", start, [scale * s for s in OUTPUT], percent=True))
        return assess(under(calm[case].case, *said))

    return told


OUTLOOKS = [("us-stagflation", "anchored"), ("us-stagflation", "accelerating"),
            ("us-stagflation", "sluggish"), ("us-rate-and-purchases", "record"),
            ("us-rate-and-purchases", "smets_wouters")]  # fmt: skip


@pytest.mark.parametrize(("case", "world"), OUTLOOKS)
def test_each_years_mean_is_what_the_scenario_says(case, world, calm, tell) -> None:
    """Output's is that of the level which growth adds up to; more than that is imposed nowhere."""
    told = tell(case)
    growth, inflation = (moved(told, calm[case], world, n)[:12] for n in ("GROWTH", "INFL"))
    level = 100 * np.expm1(np.cumsum(growth) / 400)
    np.testing.assert_allclose(inflation.reshape(3, 4).mean(axis=1), INFLATION, atol=1e-8)
    logs = 100 * np.log1p(level / 100).reshape(3, 4).mean(axis=1)
    np.testing.assert_allclose(logs, 100 * np.log1p(np.array(OUTPUT) / 100), atol=1e-8)
    np.testing.assert_allclose(level.reshape(3, 4).mean(axis=1), OUTPUT, atol=0.02)
    assert level.min() < -2.2


@pytest.mark.parametrize(("case", "world"), OUTLOOKS)
def test_nothing_imposed_changes_nothing(case, world, calm, tell) -> None:
    told = tell(case, 0.0)
    assert member(told, world).imposed.cost.distance == 0
    for name in ("GROWTH", "U", "INFL", "r"):
        assert (moved(told, calm[case], world, name) == 0).all()


@pytest.mark.parametrize(("case", "world"), OUTLOOKS)
def test_twice_the_size_moves_twice_the_mean_and_the_opposite_mirrors_it(
    case, world, calm, tell
) -> None:
    """In points exactly; percent of a level by its logarithm, hence inflation alone here."""
    once, twice, turned = (tell(case, k, output=False) for k in (1.0, 2.0, -1.0))
    for name in ("GROWTH", "U", "INFL"):
        change = moved(once, calm[case], world, name)
        np.testing.assert_allclose(moved(twice, calm[case], world, name), 2 * change, atol=1e-9)
        np.testing.assert_allclose(moved(turned, calm[case], world, name), -change, atol=1e-9)
    costs = [member(s, world).imposed.cost.distance for s in (once, twice, turned)]
    assert costs == pytest.approx([costs[0], 4 * costs[0], costs[0]])


@pytest.mark.parametrize(("case", "world"), OUTLOOKS)
def test_means_move_and_the_spread_stays(case, world, calm, tell) -> None:
    """But for what a bridge's own doubt about its coefficients makes of the scenario."""
    told = tell(case)
    after, before = (member(s, world).world.outlook() for s in (told, calm[case]))
    for name in ("GROWTH", "INFL", *(() if world == "smets_wouters" else ("U",))):
        gap = after[name] - before[name]
        expected = np.broadcast_to(moved(told, calm[case], world, name), gap.shape)
        np.testing.assert_allclose(gap, expected, atol=1e-8)


def test_what_instruments_do_is_as_without_the_scenario(calm, tell) -> None:
    """Effects on straight lines: a choice half a point from each baseline does the same."""
    told, still = tell("us-stagflation"), calm["us-stagflation"]
    for world in ("anchored", "accelerating", "sluggish", "evidence"):
        effects = []
        for s in (told, still):
            one = member(s, world).world
            path = one.baseline("r")[: one.settings]
            more, same = (one.respond(Choice({"r": path + k}), ("U",)) for k in (0.5, 0.0))
            effects.append(more.central["U"] - same.central["U"])
        np.testing.assert_allclose(effects[0], effects[1], atol=1e-9)
        assert member(told, world).apart is None


def test_a_filtered_world_lays_to_the_scenario_what_it_expected(calm, tell) -> None:
    """If all comes as the scenario has it, there is next to nothing to explain: measurement errors
    alone, which the data have and the scenario has not."""
    told = tell("us-stagflation")
    world = core_of(member(told, "accelerating").world)
    names = ("GROWTH", "U", "INFL")
    data = told.case.known(told.as_of)
    length = 12
    came = {n: np.r_[data[n], world.baseline(n)[:length]] for n in (*names, "r")}
    outturn = type(data).of(data.span.start, came)
    span = told.span.start.to(told.span.start + (length - 1))
    found = world.explain(outturn, span, Choice({}), names)
    for part in found.parts.values():
        np.testing.assert_allclose(part, 0, atol=0.005)
    calm_world = core_of(member(calm["us-stagflation"], "accelerating").world)
    still = calm_world.explain(outturn, span, Choice({}), names)
    np.testing.assert_allclose(
        sum(still.parts.values()) - sum(found.parts.values()),
        [moved(told, calm["us-stagflation"], "accelerating", n)[length - 1] for n in names],
        atol=1e-8,
    )


def test_a_later_date_imposes_what_is_still_to_come(calm) -> None:
    """Two quarters on, what output has lost is in the data: half a percent comes back in year 2."""
    case = calm["us-stagflation"].case
    start = calm["us-stagflation"].span.start
    said = change("GDP", start, (-2.0, -1.5, -1.5), percent=True)
    later = case.at(case.as_of + 2)
    told, still = assess(under(later, said)), assess(later)
    growth = moved(told, still, "anchored", "GROWTH")[:12]
    level = np.cumsum(growth) / 4
    assert level[:2].mean() == pytest.approx(0, abs=1e-8)
    back = 100 * (np.log(0.985) - np.log(0.98))
    for first in (2, 6):
        assert level[first : first + 4].mean() == pytest.approx(back)


# --- tables ----------------------------------------------------------------------------------


def ministry(workshop, **columns) -> Case:
    workshop.table("ministry.csv", NEXT, columns)
    workshop.effects("effects.csv", {("g", n): np.ones(8) for n in ("y", "pi")})
    return workshop.table_case(
        worlds=[
            {"name": "ministry", "title": {"en": "Ministry", "zh": "财政部"},
             "forecast": "ministry.csv", "sees_to": "2009Q4"},
            {"name": "studies", "title": {"en": "Studies", "zh": "研究"},
             "effects": "effects.csv"},
        ]
    )  # fmt: skip


def test_a_forecast_with_standard_deviations_is_high_or_low_throughout(workshop) -> None:
    case = ministry(
        workshop, y=np.full(8, 200.0), y_sd=np.full(8, 4.0), pi=np.ones(8), pi_sd=np.ones(8)
    )
    told = assess(under(case, change("y", NEXT, (1.5, 1.5), percent=True)))
    found = member(told, "ministry")
    np.testing.assert_allclose(found.world.baseline("y"), 203)
    np.testing.assert_allclose(found.world.baseline("pi"), 1)
    assert found.imposed.cost.distance == pytest.approx((3 / 4) ** 2)
    assert (found.imposed.cost.freedom, found.apart) == (1, None)
    assert member(told, "studies").apart is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ((change("y", NEXT, (1.0, 0.5)),), "no errors of its outlook"),
        ((change("elsewhere", NEXT, (1.0,)),), "nothing that the scenario changes"),
        ((), None),
    ],
)
def test_a_world_that_can_not_be_told_says_why(workshop, said, reason, spoken) -> None:
    both = {"y_sd": np.ones(8), "pi_sd": np.ones(8)}
    case = ministry(workshop, y=np.zeros(8), pi=np.zeros(8), **both)
    found = member(assess(under(case, *said)), "ministry")
    assert found.imposed is None
    if reason is None:
        assert found.apart is None
    else:
        assert reason in found.apart.en
        spoken(found.apart)


def test_a_forecast_without_spread_is_silent_and_nothing_is_designed_on_it(workshop) -> None:
    from tinbergen.core.errors import TinbergenError

    case = under(ministry(workshop, y=np.zeros(8), pi=np.zeros(8)), change("y", NEXT, (1.0,)))
    assert "no spread" in member(assess(case), "ministry").apart.en
    with pytest.raises(TinbergenError) as fault:
        design(case)
    assert fault.value.code == "L071"


def test_what_an_outlook_lacks_is_left_out_and_said(calm) -> None:
    start = calm["us-stagflation"].span.start
    case = cases.load("us-stagflation")
    said = (change("INFL", start, (1.0,)), change("DEFICIT", start, (1.0,)))
    there = assess(under(case, *said))
    imposed = member(there, "anchored").imposed
    assert [c.indicator for c in imposed.changes] == ["INFL"]
    assert [c.indicator for c in imposed.left_out] == ["DEFICIT"]
    for found in imposed_findings(there):
        assert any("want of an outlook of it: a" in a.en for a in found.assumptions)
