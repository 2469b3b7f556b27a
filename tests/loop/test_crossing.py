"""Several cases on one budget: alike cases share alike, and the shadow price is what a unit buys."""

import dataclasses

import pytest

from tinbergen.core.documents import Crossing
from tinbergen.core.serial import from_json, to_json
from tinbergen.core.text import Text
from tinbergen.loop import crossing as module
from tinbergen.loop.crossing import Member, cross
from tinbergen.loop.scenarios import Change, Story

UNIT = Text("percent of quarterly GDP", "占季度GDP百分比")
STORY = Story(
    "dear-money", Text("Dear money", "银根收紧"), Text("rates rise", "利率上升"), "made up",
    (Change("macro.U", 1.0, years=1),),
)  # fmt: skip


@pytest.fixture(scope="module")
def twins(us):
    one = dataclasses.replace(us, draws=50)
    return [
        Member(one, "deficit limit", 1.0),
        Member(dataclasses.replace(one, name="twin"), "deficit limit", 1.0),
    ]


@pytest.fixture(scope="module")
def crossed(twins) -> Crossing:
    return cross("twins", Text("Twins", "双生"), UNIT, 10.0, twins, (STORY,))


def test_alike_cases_share_alike(crossed) -> None:
    first, second = crossed.shares
    assert first.amount == pytest.approx(5.0, abs=1e-3)
    assert second.amount == pytest.approx(5.0, abs=1e-3)
    assert first.marginal == pytest.approx(second.marginal, rel=1e-6)
    assert crossed.price == pytest.approx(first.marginal, rel=1e-3)
    assert crossed.spent == pytest.approx(10.0)


def test_the_plans_spend_their_shares(crossed) -> None:
    for plan, share in zip(crossed.plans, crossed.shares, strict=True):
        added = [p - b for p, b in zip(_values(plan.planned), _values(plan.baseline), strict=True)]
        assert sum(added) == pytest.approx(share.bound, abs=1e-5)


def _values(series):
    return next(s.values for s in series if s.name == "DEFICIT")


def test_the_shadow_price_is_the_slope_of_the_frontier(twins, crossed) -> None:
    """Two members at 5 each: a unit more of the budget is half a unit for each."""
    step = 0.05
    use = module._valued(twins[0], 10.0)
    more, less = (module._solved(use, 5.0 + s)[0] for s in (step, -step))
    assert crossed.price == pytest.approx(use.scale * (less - more) / (2 * step), rel=1e-2)


def test_the_frontier_falls_ever_less(crossed) -> None:
    losses = [p.loss for p in crossed.frontier]
    prices = [p.price for p in crossed.frontier]
    assert losses == sorted(losses, reverse=True)
    assert prices == sorted(prices, reverse=True)
    assert crossed.frontier[0].amounts == (0.0, 0.0)


def test_heavier_cases_get_more(twins) -> None:
    heavy = dataclasses.replace(twins[0], weight=3.0)
    found = cross("unequal", Text("Unequal", "不等"), UNIT, 10.0, [heavy, twins[1]])
    assert found.shares[0].amount > found.shares[1].amount + 1
    assert 3 * found.shares[0].marginal == pytest.approx(found.shares[1].marginal, rel=2e-2)


def test_scenarios_are_felt_in_each_case(crossed) -> None:
    felt = {(r.case, r.variable): r.change for r in crossed.responses}
    assert felt["us-2008", "U"] > 0.1
    assert felt["us-2008", "U"] == felt["twin", "U"]


def test_a_crossing_survives_a_round_trip(crossed) -> None:
    assert from_json(Crossing, to_json(crossed)) == crossed
