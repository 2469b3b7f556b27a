"""The table of choices by world, and where the sentence about them stands."""

from __future__ import annotations

import dataclasses

import pytest

from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.documents.plan import Plan, WorldView
from tinbergen.core.documents.robustness import Course, Robustness
from tinbergen.core.text import Text
from tinbergen.report.views.robustness import robustness_table

FOUND = Robustness(
    worlds=("a", "b"),
    weights=(0.25, 0.75),
    courses=(
        Course("plan", None, (5.0, 2.0), (2.0, 0.5), 2.75),
        Course("regret", None, (3.9, 2.4), (0.9, 0.9), 2.775),
        Course("own", "a", (3.0, 6.0), (0.0, 4.5), 5.25),
        Course("own", "b", (9.0, 1.5), (6.0, 0.0), 3.375),
        Course("rules", None, (4.0, 4.0), (1.0, 2.5), 4.0),
    ),
    adverse=(0.4, 0.6),
    price=0.025,
    gain=1.25,
    dispersion=1.3,
    worse=("a",),
    recommended="rules",
)


@pytest.fixture
def plan(cycle: Cycle) -> Plan:
    worlds = tuple(
        WorldView(name, Text(title, zh), 0.5, weight)
        for name, title, zh, weight in (("a", "first", "甲", 0.25), ("b", "second", "乙", 0.75))
    )
    return cycle.plan.replace(worlds=worlds, robustness=FOUND)


def test_choices_down_and_worlds_across(plan: Plan) -> None:
    table = robustness_table(plan)
    assert table is not None
    assert [c.name.en for c in table.columns] == [
        "Choice", "Weighted", "Largest regret", "First", "Second",
    ]  # fmt: skip
    said = [[cell.en if isinstance(cell, Text) else cell for cell in row] for row in table.rows]
    assert said[0] == ["The plan", 2.75, 2.0, "5.00 (+2.00)", "2.00 (+0.50)"]
    assert [row[0] for row in said[1:]] == [
        "Least regret", "Best for: first", "Best for: second", "Rules go on",
    ]  # fmt: skip
    note = table.note
    assert note is not None
    assert "The choice of least regret costs 0.03 more" in note.en
    assert "first 0.40; second 0.60" in note.en
    assert note.en.endswith("No policy is better in: first.")
    assert note.zh.endswith("以下世界认为不实施政策更好：甲。")


def test_a_plan_that_all_worlds_like(plan: Plan) -> None:
    plain = dataclasses.replace(FOUND, worse=(), adverse=(), price=None, courses=tuple(
        dataclasses.replace(c, regrets=()) for c in FOUND.courses if c.kind in ("plan", "rules")
    ))  # fmt: skip
    table = robustness_table(plan.replace(robustness=plain))
    assert table is not None
    assert len(table.columns) == 4
    assert [row[1:] for row in table.rows] == [[2.75, "5.00", "2.00"], [4.0, "4.00", "4.00"]]
    assert table.note is not None
    assert "In every world the loss is no higher with the plan" in table.note.en
    assert "regret" not in table.note.en


def test_one_world_needs_no_table(cycle: Cycle) -> None:
    assert robustness_table(cycle.plan) is None


def test_the_plan_shows_it_in_both_languages(plan: Plan) -> None:
    assert "How the plan fares if one world is right" in plan.summary()
    assert "How the plan fares if one world is right" in plan._repr_html_()
    assert "若某一世界为真" in plan.summary("zh")
    regret = plan.replace(objective="regret")
    assert "least of the largest regret" in " ".join(regret.summary().split())
    assert "relative entropy" in " ".join(plan.replace(theta=2.0).summary().split())
