"""Two splits of a budget compared."""

from __future__ import annotations

import dataclasses

import pytest

import tinbergen as tb
from tinbergen.core.documents.budget import ActorReport, Crossing, Share
from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.text import Text
from tinbergen.loop.compare.between import compare

CASE = Text("a case", "案例")


def crossing(amount: float, budget: float, under: float, scenario: str) -> Crossing:
    share = Share("one", "macro", CASE, "limit", amount, amount, 1.0, 0.5, 1.0, 0.4, 0.01)
    actor = ActorReport("maker", CASE, CASE, 0.9, 1.1, under, ())
    return Crossing(
        "", "two", CASE, budget, Text("billion yen", "十亿日元"), amount, 1e-4, (share,), (), (),
        (), Provenance("one 2014", CASE), actors=(actor,), under=scenario,
        under_title=Text(scenario, scenario),
    )  # fmt: skip


def test_shares_price_and_actors_are_subtracted() -> None:
    a = crossing(60.0, 100.0, 1.2, "slump")
    b = crossing(70.0, 120.0, 1.5, "war")
    found = b - a
    assert found == compare(a, b)
    assert {g.name: (g.a.en, g.b.en) for g in found.given if g.a and g.b} == {
        "scenario": ("slump", "war"),
        "budget": ("100.0 billion yen", "120.0 billion yen"),
    }
    changes = {(n.topic, n.name): n.change for n in found.numbers}
    assert changes["share", "one"] == 10.0
    assert changes["loss", "maker under"] == pytest.approx(0.3)
    assert changes["price", "budget"] == 0.0
    assert found.revisions is None


def test_a_budget_in_another_currency_is_not_subtracted() -> None:
    a = crossing(60.0, 100.0, 1.2, "slump")
    dollars = dataclasses.replace(a, unit=Text("billion dollars", "十亿美元"))
    rows = {(n.topic, n.name): n for n in tb.compare(a, dollars).numbers}
    assert rows["share", "one"].change is None
    assert "billion dollars in B" in str(rows["share", "one"].apart)
    assert rows["loss", "one"].change == 0.0
