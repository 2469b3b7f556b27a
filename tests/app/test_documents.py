"""What comes back is believed only if this user's key sealed it, or if one says so."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from tinbergen.app.case import CaseInputs
from tinbergen.app.documents import read_plan
from tinbergen.app.verbs import AdoptInputs, ReviewInputs, VerbInputs, adopt, evaluate, monitor
from tinbergen.app.verbs import design as designed
from tinbergen.core import serial
from tinbergen.core.documents.cycle import Monitoring, Review
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.sealing import sealed_within


def forged(plan: Plan) -> Plan:
    """Trip-wires that nothing tears, and an instrument three times as large."""
    first, *others = plan.instruments
    tripled = dataclasses.replace(first, values=tuple(3 * (v or 0.0) for v in first.values))
    wires = tuple(dataclasses.replace(w, lower=-1e9, upper=1e9) for w in plan.trip_wires)
    return dataclasses.replace(plan, instruments=(tripled, *others), trip_wires=wires)


def written(path: Path, document: Any) -> Path:
    path.write_text(serial.to_json(document), encoding="utf-8")
    return path


def refused(case: CaseInputs, path: Path, **options: bool) -> set[str]:
    codes = set()
    for verb in (monitor, evaluate):
        with pytest.raises(TinbergenError) as fault:
            verb(ReviewInputs(case, path, **options))
        codes.add(fault.value.code)
    with pytest.raises(TinbergenError) as fault:
        adopt(AdoptInputs(case, path, "X", **options))
    return codes | {fault.value.code}


def test_plans_are_sealed_when_they_are_designed(small: CaseInputs, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    found = designed(VerbInputs(small, path)).result
    assert found.seal
    assert serial.unsealed(found) is None
    assert read_plan(path) == found
    # The same command again changes nothing; another does not take its place.
    designed(VerbInputs(small, path))
    with pytest.raises(TinbergenError, match="C237"):
        designed(VerbInputs(dataclasses.replace(small, scenario="trade-war"), path))
    assert read_plan(path) == found
    designed(VerbInputs(dataclasses.replace(small, scenario="trade-war"), path, force=True))
    assert read_plan(path) != found


def test_a_forged_plan_is_refused(small: CaseInputs, plan: Plan, tmp_path: Path) -> None:
    path = written(tmp_path / "forged.json", forged(plan))
    assert refused(small, path) == {"C230"}
    assert refused(small, path, unsealed=True) == {"C230"}


def test_a_forger_who_computes_the_identity_too_is_refused(
    small: CaseInputs, plan: Plan, tmp_path: Path
) -> None:
    again = serial.with_identity(forged(plan))
    assert serial.is_intact(again)
    path = written(tmp_path / "rehashed.json", again)
    assert refused(small, path) == {"C231"}
    # Words are not in the identity; they are in the seal.
    said = serial.to_dict(plan)
    said["verdict"] = {"en": "Best plan ever.", "zh": "最佳计划。"}
    path.write_text(json.dumps(said), encoding="utf-8")
    assert refused(small, path) == {"C231"}


def test_a_forged_adoption_is_refused(small: CaseInputs, plan: Plan, tmp_path: Path) -> None:
    genuine = adopt(AdoptInputs(small, plan, "Congress")).result
    bad = dataclasses.replace(genuine, plan=forged(plan))
    rehashed = serial.with_identity(
        dataclasses.replace(genuine, plan=serial.with_identity(forged(plan)))
    )
    for document, code in ((bad, "C230"), (rehashed, "C231")):
        path = written(tmp_path / "adoption.json", document)
        for verb in (monitor, evaluate):
            with pytest.raises(TinbergenError, match=code):
                verb(ReviewInputs(small, path))


def test_documents_of_another_machine_are_taken_when_one_says_so(
    small: CaseInputs, plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINBERGEN_KEY", str(tmp_path / "another"))
    assert refused(small, plan_file) == {"C231"}
    found = monitor(ReviewInputs(small, plan_file, unsealed=True)).result
    assert found.reviews
    # Who adopts it seals it: from then on it is one's own.
    mine = tmp_path / "mine.json"
    adopt(AdoptInputs(small, plan_file, "Congress", unsealed=True, document=mine))
    assert evaluate(ReviewInputs(small, mine)).result.plan == read_plan(
        plan_file, unsealed_too=True
    ).id  # fmt: skip


def test_a_plan_changed_on_purpose_is_adopted_as_a_new_one(
    small: CaseInputs, plan: Plan, tmp_path: Path
) -> None:
    path, place = written(tmp_path / "mine.json", forged(plan)), tmp_path / "adopted.json"
    found = adopt(AdoptInputs(small, path, "Congress", edited=True, document=place)).result
    assert found.edited == plan.id
    assert found.plan.id != plan.id
    assert serial.is_intact(found.plan)
    assert plan.id in found.plan.provenance.cites
    assert found.plan.instruments == forged(plan).instruments
    assert plan.id in found.plan.assumptions[-1].en
    assert read_plan(place) == found
    assert monitor(ReviewInputs(small, place, revise=False)).result.plan == found.plan.id
    as_it_was = adopt(AdoptInputs(small, plan, "Congress", edited=True)).result
    assert (as_it_was.edited, as_it_was.plan) == ("", plan)


def test_without_a_key_work_goes_on_and_says_so(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINBERGEN_KEY", str(tmp_path))
    bare = dataclasses.replace(plan, seal="")
    found, (advice,) = sealed_within(bare)
    assert found == bare
    assert advice.code == "C232"


def test_revised_plans_are_sealed_where_they_stand(plan: Plan) -> None:
    bare = dataclasses.replace(plan, seal="")
    reviews = (Review(plan.start, ()), Review(plan.start, (), (), bare))
    monitoring = Monitoring("", plan.id, reviews, plan.provenance)
    found, advice = sealed_within(serial.with_identity(monitoring))
    assert found.reviews[0].revised is None
    assert found.reviews[1].revised == plan
    assert serial.is_intact(found)
    assert not advice


def test_a_seal_holds_through_json_and_over_everything(plan: Plan) -> None:
    adoption = serial.sealed(Adoption("a", plan, "X", plan.start, (), plan.provenance))
    for document in (plan, adoption):
        again = serial.from_json(type(document), serial.to_json(document), edited=True)
        assert serial.unsealed(again) is None
        source = dataclasses.replace(document.provenance, source=plan.title)
        for changed in (
            dataclasses.replace(again, id="other"),
            dataclasses.replace(again, provenance=source),
        ):
            assert serial.unsealed(changed) is not None
    # A whole number that JSON exchanges for another spelling is the same.
    assert serial.unsealed(dataclasses.replace(plan, loss=plan.loss)) is None
    whole = serial.sealed(dataclasses.replace(plan, loss=3))
    assert serial.unsealed(dataclasses.replace(whole, loss=3.0)) is None
    assert serial.unsealed(dataclasses.replace(whole, loss=4.0)) is not None
