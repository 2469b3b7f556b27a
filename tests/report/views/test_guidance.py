"""What a plan announces at its bound, in words and numbers."""

from __future__ import annotations

import dataclasses

import pytest

from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.documents.evidence import Part
from tinbergen.core.documents.guidance import Believed, Believer, Guidance
from tinbergen.core.documents.plan import Plan
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Table
from tinbergen.report.views.guidance import guidance_blocks, guidance_briefly

JOBS, PRICES = Text("jobs", "就业"), Text("prices", "物价")


def parts(jobs: float, prices: float) -> tuple[Part, ...]:
    return Part("j", JOBS, jobs), Part("p", PRICES, prices)


def quarter(text: str) -> Period:
    return Period.parse(text)


FOUND = Guidance(
    "r", Text("policy rate", "政策利率"), Text("percent", "百分比"), 0.0,
    quarter("2009Q1"), quarter("2011Q3"), quarter("2010Q4"),
    (Believer("a", Text("people look ahead", "前瞻"), 0.85, 4, Text("why", "由"),
              parts(0.4, 0.1)),),
    (
        Believed("assumed", 282.9, parts(3.34, -0.12), 282.9, quarter("2011Q3")),
        Believed("not", 293.4, parts(3.24, -0.21), 293.0, quarter("2011Q4")),
        Believed("fully", 527.9, parts(2.96, -1.05), 246.1, None),
    ),
)  # fmt: skip


@pytest.fixture
def plan(cycle: Cycle) -> Plan:
    first, second, *_ = cycle.plan.attainment
    aims = (
        first.replace(variable="j", unit=Text("percent", "百分比")),
        second.replace(variable="p", unit=Text("percent a year", "年百分比")),
    )
    return cycle.plan.replace(guidance=FOUND, attainment=aims)


def said(plan: Plan) -> Text:
    callout = guidance_blocks(plan)[0]
    assert isinstance(callout, Callout)
    assert callout.body is not None
    return callout.body


def test_what_is_announced_and_what_that_adds(plan: Plan) -> None:
    callout, table = guidance_blocks(plan)
    assert isinstance(callout, Callout) and isinstance(table, Table)
    assert callout.title.en == "Policy rate: at its bound until 2011 Q3"
    text = said(plan)
    assert "announces 0% for 2009 Q1 to 2011 Q3; 3 periods longer than with no policy" in text.en
    assert (
        "moves on average: jobs +0.10 percentage points; prices +0.09 percentage points a year "
        "(weighted over the worlds)"
    ) in text.en
    assert "would stay there until 2011 Q4; were everything believed, not at first" in text.en
    assert "a warning, no forecast" in text.en
    assert (
        "较无新政策时长 3 期" in text.zh and "就业 +0.10 个百分点；物价 +0.09 个百分点" in text.zh
    )


def test_a_row_for_each_belief_and_each_world(plan: Plan) -> None:
    table = guidance_blocks(plan)[1]
    assert isinstance(table, Table)
    assert [c.name.en for c in table.columns][1:3] == ["Jobs", "Prices"]
    rows = [table.cells(row, "en") for row in table.rows]
    assert rows[0] == ["Believed as assumed", "3.34", "−0.12", "282.9", "282.9", "2011 Q3"]
    assert rows[2] == ["Fully believed", "2.96", "−1.05", "527.9", "246.1", "–"]
    assert rows[3][:3] == ["Added, people look ahead", "+0.40", "+0.10"]


@pytest.mark.parametrize(
    ("otherwise", "words"),
    [
        (None, "where it would not be with no policy"),
        ("2011Q3", "as long as with no policy"),
        ("2011Q2", "a period longer than with no policy"),
        ("2011Q4", "a period less than with no policy"),
        ("2012Q2", "3 periods less than with no policy"),
    ],
)
def test_how_long_it_would_have_been(plan: Plan, otherwise: str | None, words: str) -> None:
    until = None if otherwise is None else quarter(otherwise)
    other = plan.replace(guidance=dataclasses.replace(FOUND, otherwise=until))
    assert f"for 2009 Q1 to 2011 Q3; {words}." in said(other).en


def test_a_best_plan_that_was_not_found(plan: Plan) -> None:
    lost = dataclasses.replace(FOUND.courses[2], best=None, until=None)
    other = plan.replace(guidance=dataclasses.replace(FOUND, courses=(*FOUND.courses[:2], lost)))
    assert "were everything believed, none could be found" in said(other).en


def test_briefly_and_not_at_all(plan: Plan, cycle: Cycle) -> None:
    (brief,) = guidance_briefly(plan)
    assert brief.en.startswith("Policy rate: at its bound until 2011 Q3. The plan announces")
    assert "warning" not in brief.en and "jobs +0.10" in brief.en
    assert guidance_blocks(cycle.plan) == guidance_briefly(cycle.plan) == []
