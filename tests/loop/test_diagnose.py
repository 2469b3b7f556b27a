"""What is wrong, and why: every finding adds up, and says on what it rests."""

import dataclasses
import re

import numpy as np
import pytest

from tinbergen.core.documents.cycle import Diagnosis
from tinbergen.core.period import Period
from tinbergen.core.serial import from_json, to_json
from tinbergen.domains.macro import questions as macro
from tinbergen.loop.case.question import Question
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.situation import assess
from tinbergen.statistics.cycles.norms import natural_rate

NAMES = {
    "growth", "output gap", "demand and supply", "unemployment", "inflation", "policy rate",
    "recession risk", "public finances",
}  # fmt: skip


@pytest.fixture(scope="module")
def found(diagnosis):
    return {f.name: f for f in diagnosis.findings}


def test_every_question_is_answered_once_the_worst_first(diagnosis, found) -> None:
    assert set(found) == NAMES
    assert len(diagnosis.findings) == len(NAMES)
    severities = [f.severity for f in diagnosis.findings]
    assert severities == sorted(severities, reverse=True)
    assert all(0 <= s <= 3 for s in severities)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_finding_says_what_it_rests_on(name, found, spoken) -> None:
    finding = found[name]
    spoken(finding.title, finding.statement, finding.method, finding.unit, *finding.assumptions)
    spoken(*(part.title for part in finding.parts))
    assert re.search(r"[\u4e00-\u9fff]", finding.statement.zh)
    assert not re.search(r"[\u4e00-\u9fff]", finding.statement.en)
    assert finding.kind == "diagnosis"
    assert finding.period == Period.parse("2008Q3")
    assert finding.provenance.vintage == "2008Q3"
    assert finding.provenance.source.en
    assert finding.provenance.software.startswith("tinbergen ")
    interval = finding.interval
    # A share of draws has no interval but Monte Carlo's, which is not what it is uncertain by.
    assert (interval is None) == (name == "recession risk")
    assert re.fullmatch(r"finding-[0-9a-f]{12}", finding.id)
    if interval is None:
        return
    assert 0 < interval.level <= 1
    assert interval.lower <= finding.estimate <= interval.upper
    spoken(interval.recipe)


def test_the_diagnosis_survives_a_round_trip(diagnosis) -> None:
    assert from_json(Diagnosis, to_json(diagnosis)) == diagnosis


def test_contributions_sum_to_growth(found, situation) -> None:
    growth, data = found["growth"], situation.data
    level = data["GDP"]
    annualised = 100 * ((level[-1] / level[-2]) ** 4 - 1)
    assert growth.estimate == pytest.approx(annualised, rel=1e-12)
    assert [p.name for p in growth.parts] == [*macro.COMPONENTS, "REST"]
    assert sum(p.value for p in growth.parts) == pytest.approx(growth.estimate, abs=1e-10)
    # Each component's part is its share of the change of the total.
    for part in growth.parts:
        change = np.diff(data[part.name])[-1] / np.diff(level)[-1]
        assert part.value == pytest.approx(growth.estimate * change, rel=1e-9)
    assert "exact" in growth.interval.recipe.en
    paths = [np.array(s.values[1:], dtype=float) for s in growth.series]
    totals = 100 * ((level[1:] / level[:-1]) ** 4 - 1)
    np.testing.assert_allclose(np.sum(paths, axis=0), totals, atol=1e-9)


def test_demand_and_supply_sum_to_the_years_growth(found, situation) -> None:
    split = found["demand and supply"]
    level = situation.data["GDP"]
    year = 100 * np.log(level[-1] / level[-5])
    assert sum(p.value for p in split.parts) == pytest.approx(year, abs=1e-9)
    assert [p.name for p in split.parts] == ["demand", "supply", "steady path"]
    assert split.estimate == split.parts[0].value


def test_the_gap_is_shown_by_every_method(found) -> None:
    gap = found["output gap"]
    values = dict(gap.diagnostics)
    assert set(values) == {"hp", "hamilton", "unobserved_components"}
    assert gap.estimate == values["unobserved_components"]
    agree = len({np.sign(v) for v in values.values()}) == 1
    assert ("methods agree" in gap.statement.en) == agree


def test_taylors_rule_by_hand(found, situation) -> None:
    data = situation.data
    gap = dict(found["output gap"].diagnostics)["hp"]
    inflation = data["INFL"][-4:].mean()
    rule = inflation + 0.5 * gap + 0.5 * (inflation - 2) + 2
    assert found["policy rate"].estimate == pytest.approx(data["r"][-1] - rule, abs=1e-9)


def test_the_risk_is_a_share_of_draws(found, situation) -> None:
    growth = situation.model_world.outlook()["GROWTH"][:, :4].mean(axis=1)
    risk = found["recession risk"]
    assert risk.estimate == pytest.approx(100 * (growth < 0).mean(), abs=1e-12)
    assert f"{risk.estimate:.0f} %" in risk.statement.en


def test_norms_are_what_the_findings_say(found, situation) -> None:
    data = situation.data
    record = data["INFL"]
    yearly = np.convolve(record, np.full(4, 0.25), "valid")
    assert found["inflation"].series[0].values[-1] == pytest.approx(yearly[-1])
    unemployment = found["unemployment"]
    norm = unemployment.series[1].values[-1]
    assert unemployment.estimate == pytest.approx(data["U"][-1] - norm, abs=1e-9)


def test_severity_counts_what_is_bad(found, situation) -> None:
    # In the third quarter of 2008 output fell, and unemployment stood above its norm.
    assert found["growth"].severity > 1
    assert found["unemployment"].estimate > 0
    norm = natural_rate(situation.data["U"], 4, name="U")
    assert found["unemployment"].severity == pytest.approx(norm.score[-1])


@pytest.mark.parametrize("date", ["1975Q4", "1982Q4", "1999Q4"])
def test_other_dates(date, us, monkeypatch) -> None:
    monkeypatch.setitem(macro.QUESTIONS, "output gap", lambda situation, question: ())
    found = diagnose(assess(dataclasses.replace(us.at(Period.parse(date)), draws=50)))
    by_name = {f.name: f for f in found.findings}
    assert set(by_name) == NAMES - {"output gap"}
    assert all(f.period == Period.parse(date) for f in found.findings)
    if date == "1982Q4":
        assert by_name["unemployment"].severity > 2
    if date == "1999Q4":
        assert by_name["growth"].severity == 0
        assert by_name["unemployment"].severity < 0.5


def test_what_the_data_are_too_short_for_is_said(situation, spoken) -> None:
    """Twenty-two quarters are too few for Blanchard and Quah; what can be answered is."""
    short = situation.data.window(situation.as_of - 21, situation.as_of)
    asked = (Question("demand and supply"), Question("growth"))
    case = dataclasses.replace(
        situation.case, pack=dataclasses.replace(situation.case.pack, diagnosis=asked)
    )
    found = diagnose(dataclasses.replace(situation, data=short, case=case))
    assert [u.question for u in found.unanswered] == ["demand and supply"]
    spoken(found.unanswered[0].reason)
    assert "21" in found.unanswered[0].reason.en
    assert [f.name for f in found.findings] == ["growth"]
    assert from_json(type(found), to_json(found)) == found
