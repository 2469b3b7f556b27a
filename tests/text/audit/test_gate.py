"""The gate: thresholds, files, seals."""

import json
from pathlib import Path

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.audit.gate import GATE, judge, passed, read_gate, write_gate
from tinbergen.text.experiment import GatePart

ALL = GatePart(f1=0.6, calibration=0.1, robustness=0.9, bias=0.05, leakage=0.0)
GOOD = {"f1": 0.6, "calibration": 0.1, "robustness": 0.9, "bias": 0.05, "leakage": 0.0}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "encoder").mkdir()
    (tmp_path / "model.json").write_text("{}")
    (tmp_path / "encoder" / "config.json").write_text("{}")
    (tmp_path / "head.safetensors").write_bytes(b"head")
    (tmp_path / "card.md").write_text("card")
    return tmp_path


def test_equality_passes_and_a_hair_does_not() -> None:
    assert all(v.passed for v in judge(ALL, GOOD))
    for name, by in (("f1", -1e-9), ("robustness", -1e-9), ("calibration", 1e-9), ("bias", 1e-9),
                     ("leakage", 1e-9)):  # fmt: skip
        verdicts = judge(ALL, GOOD | {name: GOOD[name] + by})
        assert [v.name for v in verdicts if not v.passed] == [name]


def test_what_is_not_asked_and_what_was_not_measured() -> None:
    assert [v.name for v in judge(GatePart(), {})] == ["leakage"]
    assert judge(GatePart(leakage=None), {}) == ()
    for absent in ({}, {"f1": None}, {"f1": float("nan")}):
        (verdict,) = judge(GatePart(f1=0.0, leakage=None), absent)
        assert verdict.value is None and not verdict.passed


def test_a_model_that_passed_is_let_through(folder) -> None:
    made = write_gate(folder, "stance", judge(ALL, GOOD), "2026-01-02")
    assert passed(folder) == made == read_gate(folder)
    assert [f.name for f in made.files] == ["encoder/config.json", "head.safetensors", "model.json"]
    (folder / "card.md").write_text("another card")
    assert passed(folder).model == "stance"


def test_no_gate_a_failed_gate(folder) -> None:
    with pytest.raises(TinbergenError, match="T163"):
        passed(folder)
    (folder / GATE).write_text("{")
    with pytest.raises(TinbergenError, match="T163"):
        passed(folder)
    write_gate(folder, "stance", judge(ALL, GOOD | {"f1": 0.5, "robustness": None}))
    with pytest.raises(TinbergenError, match="T164") as fault:
        passed(folder)
    assert fault.value.facts["failed"] == "f1 0.5 < 0.6, robustness ? < 0.9"


@pytest.mark.parametrize("change", ["changed", "gone", "added", "encoder", "words"])
def test_files_changed_since(folder, change) -> None:
    write_gate(folder, "stance", judge(ALL, GOOD))
    if change == "changed":
        (folder / "head.safetensors").write_bytes(b"head!")
    elif change == "gone":
        (folder / "model.json").unlink()
    elif change == "added":
        (folder / "model.onnx").write_bytes(b"program")
    elif change == "words":
        (folder / "tokenizer.json").write_text("{}")
    else:
        (folder / "encoder" / "config.json").write_text("[]")
    with pytest.raises(TinbergenError, match="T165"):
        passed(folder)


def test_files_of_folders_that_are_links_count(folder, tmp_path_factory) -> None:
    other = tmp_path_factory.mktemp("other")
    (folder / "encoder" / "config.json").rename(other / "config.json")
    (folder / "encoder").rmdir()
    (folder / "encoder").symlink_to(other)
    (other / "round").symlink_to(folder)
    made = write_gate(folder, "stance", judge(ALL, GOOD))
    assert [f.name for f in made.files] == ["encoder/config.json", "head.safetensors", "model.json"]
    (other / "config.json").write_text("[]")
    with pytest.raises(TinbergenError, match="T165"):
        passed(folder)


def test_a_forged_verdict_is_seen(folder) -> None:
    write_gate(folder, "stance", judge(ALL, GOOD | {"f1": 0.1}))
    kept = json.loads((folder / GATE).read_text())
    kept["verdicts"][0] |= {"value": 0.99, "passed": True}
    (folder / GATE).write_text(json.dumps(kept))
    with pytest.raises(TinbergenError, match="C231"):
        passed(folder)
    assert passed(folder, unsealed_too=True).passed
