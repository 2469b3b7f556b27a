"""Several cases on one budget: alike cases share alike, and the shadow price is what a unit buys."""

import dataclasses
from itertools import pairwise

import pytest

from tinbergen.core.documents.budget import Crossing
from tinbergen.core.documents.problem import Constraint
from tinbergen.core.errors import TinbergenError, UnsettledError
from tinbergen.core.serial import from_json, to_json
from tinbergen.core.text import Text
from tinbergen.loop.budget import split as module
from tinbergen.loop.budget.split import Member, allocate_budget
from tinbergen.loop.case import cases
from tinbergen.loop.case.modelparts import PathPart
from tinbergen.loop.scenarios.library import Change, ScenarioSpec

UNIT = Text("percent of quarterly GDP", "占季度GDP百分比")
STORY = ScenarioSpec(
    "dear-money", Text("Dear money", "银根收紧"), Text("rates rise", "利率上升"), "made up",
    (Change("macro.U", 1.0, years=1),),
)  # fmt: skip


#: Less than both would spend, so that it binds: each would add a deficit of 2.7 for itself.
BUDGET = 3.0


@pytest.fixture(scope="module")
def twins(us):
    one = dataclasses.replace(us, draws=50)
    return [
        Member(one, "deficit limit", 1.0),
        Member(dataclasses.replace(one, name="twin"), "deficit limit", 1.0),
    ]


@pytest.fixture(scope="module")
def crossed(twins) -> Crossing:
    return allocate_budget("twins", Text("Twins", "双生"), UNIT, BUDGET, twins, (STORY,))


def test_alike_cases_share_alike(crossed) -> None:
    first, second = crossed.shares
    assert first.amount == pytest.approx(BUDGET / 2, abs=1e-3)
    assert second.amount == pytest.approx(BUDGET / 2, abs=1e-3)
    assert first.marginal == pytest.approx(second.marginal, rel=1e-6)
    assert crossed.price == pytest.approx(first.marginal, rel=1e-3)
    assert crossed.spent == pytest.approx(BUDGET)


def test_the_plans_spend_their_shares(crossed) -> None:
    for plan, share in zip(crossed.plans, crossed.shares, strict=True):
        added = [p - b for p, b in zip(_values(plan.planned), _values(plan.baseline), strict=True)]
        assert sum(added) == pytest.approx(share.bound, abs=1e-5)


def _values(series):
    return next(s.values for s in series if s.name == "DEFICIT")


def test_the_shadow_price_is_the_slope_of_the_frontier(twins, crossed) -> None:
    """Two members at half each: a unit more of the budget is half a unit for each."""
    step = 0.05
    use = module._valued(twins[0], BUDGET)
    more, less = (module._solved(use, BUDGET / 2 + s)[0] for s in (step, -step))
    assert crossed.price == pytest.approx(use.scale * (less - more) / (2 * step), rel=1e-2)


@pytest.mark.parametrize("settles", [True, False])
def test_savings_are_slopes_in_units_of_the_budget(twins, monkeypatch, settles) -> None:
    """A unit of the constraint costs four of the budget, so one of the budget saves a quarter.

    Where no design but the first one settles, its point is all that is known.
    """
    dear = dataclasses.replace(twins[0], rate=4.0)
    solve, calls = module._solved, []

    def solved(one, amount):
        calls.append(amount)
        if len(calls) > 1 and not settles:
            raise TinbergenError("E010", detail="made up")
        return solve(one, amount)

    monkeypatch.setattr(module, "_solved", solved)
    valued = module._valued(dear, BUDGET)
    known = [(a, s) for a, s in zip(valued.use.amounts, valued.use.savings, strict=True) if a > 0]
    assert len(known) == (6 if settles else 1)
    for amount, saving in known:
        step = 0.01 * amount
        more, less = (solve(valued, amount + s).loss for s in (step, -step))
        assert saving == pytest.approx(valued.scale * (less - more) / (2 * step), rel=1e-3)


def test_one_sided_slopes_are_finite_differences(twins, crossed) -> None:
    """A smooth loss has one slope, to which the price is equal; a percent bends it a little."""
    share, percent = crossed.shares[0], BUDGET / 100
    use = module._valued(twins[0], BUDGET)
    here = module._solved(use, share.amount).loss
    for told, by in ((share.left, -1e-4 * BUDGET), (share.right, 1e-4 * BUDGET)):
        found = use.scale * (here - module._solved(use, share.amount + by).loss) / by
        assert told == pytest.approx(found, rel=1e-3)
        assert told == pytest.approx(crossed.price, rel=1e-2)
    more = use.scale * (here - module._solved(use, share.amount + percent).loss)
    less = use.scale * (module._solved(use, share.amount - percent).loss - here)
    assert (share.less, share.more) == pytest.approx((less, more), rel=1e-6)
    assert less > crossed.price * percent > more
    assert not share.kinked


def test_a_share_at_a_kink_says_both_slopes(twins, monkeypatch) -> None:
    """A loss that falls by 0.5 a unit to 1 and by 0.1 beyond: the price lies between these, and
    neither a percent more nor one less is worth it."""

    def solved(one, amount):
        loss = 1.0 - 0.5 * min(amount, 1.0) - 0.1 * max(amount - 1.0, 0.0)
        return module.Solved(loss, 0.5 if amount < 1 else 0.1, 1.0, 10.0)

    use = module._valued(twins[0], BUDGET)
    monkeypatch.setattr(module, "_solved", solved)
    share = module._share(dataclasses.replace(use, scale=1.0), 1.0, BUDGET)
    assert (share.left, share.right) == pytest.approx((0.5, 0.1))
    assert (share.less, share.more) == pytest.approx((0.5 * BUDGET / 100, 0.1 * BUDGET / 100))
    assert share.kinked
    empty = module._share(dataclasses.replace(use, scale=1.0), 0.0, BUDGET)
    assert (empty.left, empty.less, empty.right) == (None, None, pytest.approx(0.5))
    assert not empty.kinked
    tiny = module._share(dataclasses.replace(use, scale=1.0), 0.01, BUDGET)
    assert tiny.less == pytest.approx(0.5 * 0.01)


def test_what_does_not_settle_has_no_slope(twins, monkeypatch) -> None:
    use = module._valued(twins[0], BUDGET)

    def solved(one, amount):
        if amount > 1.0:
            raise UnsettledError("E010", detail="made up")
        return module.Solved(1.0 - 0.5 * amount, 0.5, 1.0, 10.0)

    monkeypatch.setattr(module, "_solved", solved)
    share = module._share(dataclasses.replace(use, scale=1.0), 1.0, BUDGET)
    assert (share.left, share.right, share.more) == (pytest.approx(0.5), None, None)
    assert not share.kinked


def test_the_frontier_falls_ever_less(crossed) -> None:
    losses = [p.loss for p in crossed.frontier]
    prices = [p.price for p in crossed.frontier]
    assert losses == sorted(losses, reverse=True)
    assert prices == sorted(prices, reverse=True)
    assert crossed.frontier[0].amounts == (0.0, 0.0)


def test_heavier_cases_get_more(twins) -> None:
    heavy = dataclasses.replace(twins[0], weight=3.0)
    found = allocate_budget("unequal", Text("Unequal", "不等"), UNIT, BUDGET, [heavy, twins[1]])
    assert found.shares[0].amount > found.shares[1].amount + 0.5
    assert 3 * found.shares[0].marginal == pytest.approx(found.shares[1].marginal, rel=2e-2)


def test_the_price_is_what_the_neediest_would_save(twins) -> None:
    """Where one gets all of the budget, one unit more is worth what it would save there."""
    one = allocate_budget("alone", Text("Alone", "单独"), UNIT, 2.0, twins[:1])
    assert one.spent == pytest.approx(2.0)
    assert one.price == pytest.approx(one.shares[0].marginal, rel=1e-3)
    assert one.price > 0
    light = dataclasses.replace(twins[1], weight=1e-6)
    both = allocate_budget("needy", Text("Needy", "急需"), UNIT, 2.0, [twins[0], light])
    assert [s.amount for s in both.shares] == pytest.approx([2.0, 0.0], abs=1e-6)
    assert both.price == pytest.approx(one.price, rel=1e-2)


def test_costs_that_have_no_slope_at_zero() -> None:
    """The first pound of abatement costs nothing to speak of: where to begin is not known at 0."""
    uk = cases.load("uk-2012")
    # No price is set before, and emissions are above what is wanted.
    uk = dataclasses.replace(
        uk, draws=50, objective="central",
        paths={**uk.paths, "CARBON_PRICE": PathPart(rule="constant")},
        targets=tuple(
            dataclasses.replace(t, variable="EMISSIONS", desired=415.0) for t in uk.targets
        ),
    )  # fmt: skip
    limit = Constraint(
        "outlay", UNIT, "ABATEMENT", "at_most", 0.0, UNIT, cumulative=True, relative=True
    )
    member = Member(dataclasses.replace(uk, constraints=(limit,)), "outlay", 1.0, 2.0)
    use = module._valued(member, 5.0).use
    assert use.amounts[0] == 0
    assert use.loss(0.0) == pytest.approx(2.0)
    assert all(more >= less for more, less in pairwise(use.savings))
    assert use.saving(5.0) == 0
    reach = float(use.amounts[-2])
    assert 0 < reach < 1
    assert use.loss(reach) == pytest.approx(use.loss(5.0), rel=1e-3)


def test_scenarios_are_felt_in_each_case(crossed) -> None:
    to_case = {(r.case, r.variable): r.change for r in crossed.responses}
    assert to_case["us-2008", "U"] > 0.1
    assert to_case["us-2008", "U"] == to_case["twin", "U"]


def test_a_crossing_survives_a_round_trip(crossed) -> None:
    assert from_json(Crossing, to_json(crossed)) == crossed
