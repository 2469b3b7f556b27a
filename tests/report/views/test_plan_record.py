"""The record of plans told: what is bad, losses by truth, gaps with their intervals, wires."""

import dataclasses

import pytest

from tinbergen.core.documents.plan_record import (
    AlarmScore,
    ChoiceScore,
    Gap,
    PlanRecord,
    PlanSample,
    Truth,
)
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.report.document import Document
from tinbergen.report.markdown import markdown
from tinbergen.report.views.context import Context
from tinbergen.report.views.plan_record import bad, sections

NONE, LESS, MORE = Gap(0.0, None, None, 0.0), Gap(-2.0, -3.0, -1.0, 0.7), Gap(4.0, -1.0, 9.0, 0.3)


def choice(name, title, gap):
    losses = (10.0 + gap.value, 12.0 + gap.value)
    return ChoiceScore(name, Text(title, title + "。"), losses, 11 + gap.value, (gap, gap), gap)


def alarm(who):
    return AlarmScore(who, 0.1, (0.2, 0.05), 12.0, 1.5, 0.25, 0.04, 0.6, 0.3, 0.4, 0.17)


SAMPLE = PlanSample(
    Text("all plans", "全部计划"), 120, Period.parse("1985Q1"), Period.parse("2014Q4"),
    (choice("followed", "As followed", NONE), choice("plan", "Others' plan", MORE),
     choice("all", "All worlds' plan", LESS)),
    (alarm("plan"), alarm("rules")),
)  # fmt: skip
RECORD = PlanRecord(
    "made-up", Text("Made up", "虚构"), 1, 12, 8,
    (Truth("a", Text("one", "一"), 0.5), Truth("b", Text("other", "二"), 0.5)), (SAMPLE,),
    (Text("Own caveat.", "自述不足。"),),
)  # fmt: skip


def test_what_is_bad() -> None:
    said = [t.en for t in bad(RECORD)]
    assert said[0] == (
        "Others' plan lost more than policy as followed, all plans (120, 1985 Q1 to 2014 Q4): 15.0 "
        "against 11.0 (+4.0 (−1.0, +9.0))."
    )
    assert said[1].startswith(
        "Trip-wires of the plan, all plans (120, 1985 Q1 to 2014 Q4): at 10% of"
    )
    assert said[-1] == "Own caveat."
    # What provably lost less is not bad.
    assert not [t for t in said if "All worlds' plan" in t]


def test_a_gain_that_is_not_proven_is_bad() -> None:
    plan = choice("plan", "Others' plan", Gap(-1.0, -3.0, 1.0, 0.5))
    sample = dataclasses.replace(SAMPLE, choices=(SAMPLE.choices[0], plan), alarms=())
    (said, _) = bad(dataclasses.replace(RECORD, samples=(sample,)))
    assert said.en.startswith("Others' plan did not provably lose less")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables(lang, golden) -> None:
    page = Document(Text("Record", "成绩"), sections=list(sections(RECORD, Context())))
    golden(f"plan_record.{lang}.md", markdown(page, lang, "other.md"))


def test_in_brief_losses_alone() -> None:
    plans, wires = sections(RECORD, Context(brief=True))
    assert len(plans.blocks) == 1
    assert len(wires.blocks) == 1
