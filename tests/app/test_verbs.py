"""The verbs and the decision between them, called from Python on files and documents."""

import dataclasses
import json
from pathlib import Path

import pytest

from tinbergen.app.answer import to_json
from tinbergen.app.case import CaseInputs
from tinbergen.app.documents import read_plan
from tinbergen.app.verbs import (
    AdoptInputs,
    ReviewInputs,
    VerbInputs,
    adopt,
    diagnose,
    evaluate,
    monitor,
)
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.errors import StoppedError, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.serial import from_json, is_intact
from tinbergen.loop import monitor as monitoring


def code(fault: pytest.ExceptionInfo[TinbergenError]) -> str:
    return fault.value.code


def test_a_document_is_written_and_returned(small: CaseInputs, tmp_path: Path) -> None:
    answer = diagnose(VerbInputs(small, tmp_path / "new" / "diagnosis.json"))
    written = json.loads((tmp_path / "new" / "diagnosis.json").read_text(encoding="utf-8"))
    assert written == json.loads(to_json(answer.result))
    assert answer.basis.title("G_gov").en == "Federal purchases"


def test_adoption_records_what_was_set(
    small: CaseInputs, plan: Plan, plan_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "set.csv").write_text("quarter,r,G_gov\n2009Q1,0.5,\n2009Q2,,1050\n", "utf-8")
    asked = AdoptInputs(
        small, plan_file, "Congress", Period.parse("2008Q3"), tmp_path / "set.csv",
        tmp_path / "adoption.json",
    )  # fmt: skip
    found = adopt(asked).result
    assert (found.by, str(found.on), found.plan) == ("Congress", "2008Q3", plan)
    assert {s.name: s.values for s in found.settings} == {
        "r": (None, 0.5, None), "G_gov": (None, None, 1050.0),
    }  # fmt: skip
    assert all(isinstance(s, Series) and s.start == plan.start for s in found.settings)
    assert is_intact(found)
    assert from_json(Adoption, (tmp_path / "adoption.json").read_text("utf-8")) == found


def test_a_plan_and_its_adoption_are_told_apart(
    small: CaseInputs, plan: Plan, plan_file: Path, tmp_path: Path
) -> None:
    place = tmp_path / "adoption.json"
    found = adopt(AdoptInputs(small, plan, "Congress", document=place)).result
    assert read_plan(plan_file) == plan
    assert read_plan(place) == found
    known = evaluate(ReviewInputs(small, place)).result
    assert known.plan == plan.id
    assert known == evaluate(ReviewInputs(small, found)).result
    for wrong in ("[]", "{", "[" * 100_000, '{"plan": NaN}', '{"plan": {}}', '{"plan": 1}'):
        place.write_text(wrong, "utf-8")
        with pytest.raises(TinbergenError) as fault:
            read_plan(place)
        assert code(fault) == ("C240" if wrong.startswith("[[") else "C003")


def test_what_was_set_is_what_monitoring_reads(small: CaseInputs, plan: Plan) -> None:
    as_planned = adopt(AdoptInputs(small, plan, "Congress")).result
    known = plan.instruments[0]
    otherwise = adopt(
        AdoptInputs(small, plan, "Congress", settings={known.name: [float(known.values[0] or 0)]})
    ).result
    one, two = (
        monitor(ReviewInputs(small, a, revise=False)).result for a in (as_planned, otherwise)
    )
    assert one.plan == two.plan == plan.id
    assert one != two


def test_revision_and_its_alternatives_are_asked_for(
    small: CaseInputs, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Wires so narrow that the first outturn tears them.
    torn = tuple(dataclasses.replace(w, lower=0.0, upper=0.0) for w in plan.trip_wires)
    nervous = dataclasses.replace(plan, trip_wires=torn)
    reviewed = monitor(ReviewInputs(small, nervous, revise=False)).result
    assert reviewed.reviews[0].fired
    assert not reviewed.revisions
    asked: list[str] = []

    def alternatives(_: object, revised: Plan) -> Plan:
        asked.append(revised.id)
        return revised

    monkeypatch.setattr(monitoring, "with_alternatives", alternatives)
    assert monitor(ReviewInputs(small, nervous)).result.revisions
    assert not asked
    found = monitor(ReviewInputs(small, nervous, alternatives=True)).result
    assert asked == [revised.id for revised in found.revisions]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("quarter,G_gov\n2008Q2,1\n2008Q3,1\n", "L099"),
        ("quarter,G_gov\n2009Q4,1\n", "L078"),
        ("year,G_gov\n2008,1\n2009,1\n", "L014"),
        ("quarter,G\n2008Q4,1\n", "L077"),
    ],
)
def test_settings_that_are_not_the_plan_s(
    small: CaseInputs, plan: Plan, tmp_path: Path, rows: str, expected: str
) -> None:
    (tmp_path / "set.csv").write_text(rows, "utf-8")
    with pytest.raises(TinbergenError) as fault:
        adopt(AdoptInputs(small, plan, "Congress", settings=tmp_path / "set.csv"))
    assert code(fault) == expected


def test_a_plan_of_another_case(plan: Plan) -> None:
    with pytest.raises(TinbergenError) as fault:
        adopt(AdoptInputs(CaseInputs("uk-2012"), plan, "Congress"))
    assert code(fault) == "L010"


def test_a_deadline_ends_a_verb_at_its_next_stage(small: CaseInputs) -> None:
    with pytest.raises(StoppedError):
        diagnose(VerbInputs(small), Progress(seconds=1e-9))
