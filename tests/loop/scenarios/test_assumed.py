"""Whatever is said of a case under a scenario names the scenario and what it assumes."""

import dataclasses
import re

import pytest

from tinbergen.loop.case.cases import load
from tinbergen.loop.cycle import turn
from tinbergen.loop.scenarios.imposed import assumed
from tinbergen.loop.scenarios.library import story
from tinbergen.loop.scenarios.world import under_scenario
from tinbergen.report.case.report import build


@pytest.fixture(scope="module")
def case():
    return dataclasses.replace(load("us-2008"), draws=50, horizon=4)


def test_what_a_case_assumes(case) -> None:
    assert assumed(case) is None
    told = under_scenario(story("trade-war"), case)
    words = assumed(told)
    (change,) = (c for c in told.scenario.indicators if c.indicator == "GDP")
    assert f"gross domestic product {change.yearly[0]:+.2f} (percent" in words.en
    assert "国内生产总值" in words.zh
    # A year of the horizon has four quarters.
    longer = assumed(dataclasses.replace(told, horizon=8))
    sizes = re.search(r"gross domestic product ([^(]+)", longer.en)[1]
    assert len(sizes.split(", ")) == len(change.yearly[:2])
    bare = dataclasses.replace(told.scenario, indicators=())
    assert "reaches nothing" in assumed(dataclasses.replace(told, scenario=bare)).en


def test_title_diagnosis_plan_and_report_name_it(case) -> None:
    """A run of a compiled model under a scenario never said that it was under one."""
    done = turn(under_scenario(story("trade-war"), case))
    words = assumed(done.case)
    for lang, name in (("en", "Trade war"), ("zh", "贸易战")):
        assert name in done.case.title(lang)
        assert name in done.cycle.plan.title(lang)
        found = [f for f in done.cycle.diagnosis.findings if f.name == "scenario trade-war"]
        assert [name in f.title(lang) for f in found] == [True]
        assert found[0].statement == words
        page = build(done).html(lang)
        head = re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.S)
        assert name in head[: head.index({"en": "Summary", "zh": "摘要"}[lang]) + 200]
        # The first sentence of the summary.
        assert words(lang).split("：")[0][:24] in page
    assert done.cycle.plan.assumptions[0] == words
    calm = turn(case)
    assert "Trade war" not in build(calm).html("en")
    assert not any(f.name.startswith("scenario") for f in calm.cycle.diagnosis.findings)
