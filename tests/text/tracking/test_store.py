"""The store of trainings: what is added, what is read back, what is refused."""

import json
import math

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.report.views.text_runs import runs_view
from tinbergen.text.tracking.store import begin, flat, read_run, read_runs, runs_folder


def test_a_run_is_read_back(tmp_path) -> None:
    run = begin(
        "stance", {"method": {"name": "full", "targets": ("q", "v")}, "name": "x"}, tmp_path
    )
    (open_,) = read_runs(tmp_path)
    assert not open_.finished and open_.parameters["method.targets"] == ["q", "v"]
    run.epoch({"epoch": 0, "loss": 1.0})
    run.epoch({"epoch": 1, "loss": 0.5, "score": 0.7})
    assert len(read_runs(tmp_path)[0].epochs) == 2 and not read_runs(tmp_path)[0].finished
    run.end({"weighted_f1": 0.7}, {"head.safetensors": "ab"})
    (done,) = read_runs(tmp_path)
    assert done.finished and done.metrics == {"weighted_f1": 0.7} and done.id == run.id
    assert done.artefacts == {"head.safetensors": "ab"} and len(done.to_frame()) == 2


def test_lines_are_only_added_and_a_torn_one_is_left_out(tmp_path) -> None:
    run = begin("stance", {}, tmp_path)
    before = run.path.read_bytes()
    run.epoch({"loss": 1.0})
    assert run.path.read_bytes().startswith(before)
    whole = run.path.read_bytes()
    run.path.write_bytes(whole + b'{"kind": "epo')
    assert len(read_run(run.path).epochs) == 1


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"kind": "begin"}', '{"kind": "other"}',
                                  '{"kind": "end"}', '{"kind": "epoch", "told": 3}',
                                  '{"kind": "epoch", "told": {"loss": "x"}}',
                                  '{"kind": "epoch", "told": {"loss": true}}',
                                  '{"kind": "epoch", "told": {"loss": 1' + "0" * 400 + "}}",
                                  '{"kind": "end", "time": 1, "metrics": {}, "artefacts": {}}',
                                  '{"kind": "end", "time": "", "metrics": {"f": []}, "artefacts": '
                                  "{}}",
                                  '{"kind": "end", "time": "", "metrics": {}, "artefacts": '
                                  '{"f": 1}}'])  # fmt: skip
def test_what_is_no_run(tmp_path, line) -> None:
    run = begin("stance", {}, tmp_path)
    with run.path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(TinbergenError, match="T166") as fault:
        read_runs(tmp_path)
    assert fault.value.at.line == 2
    run.path.write_text("")
    with pytest.raises(TinbergenError, match="T166"):
        read_runs(tmp_path)


def test_where_runs_are(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("TINBERGEN_RUNS", raising=False)
    assert runs_folder().as_posix() == "out/text-runs"
    monkeypatch.setenv("TINBERGEN_RUNS", str(tmp_path / "here"))
    assert begin("x", {}).path.parent == tmp_path / "here"
    assert read_runs(tmp_path / "nowhere") == ()
    made = [begin(name, {}, tmp_path / "many").id for name in "zyxwabc"]
    assert [run.id for run in read_runs(tmp_path / "many")] == made
    assert flat({"a": {"b": {"c": 1}}, "d": None}) == {"a.b.c": 1, "d": None}


@pytest.mark.parametrize(
    ("field", "value"), [("id", None), ("id", []), ("time", 1), ("name", {}), ("parameters", [1])]
)
def test_a_run_that_does_not_begin_as_one(tmp_path, field, value) -> None:
    run = begin("stance", {}, tmp_path)
    run.path.write_text(json.dumps(json.loads(run.path.read_text()) | {field: value}) + "\n")
    with pytest.raises(TinbergenError, match="T166"):
        read_runs(tmp_path)


def test_a_loss_that_ran_away_is_read_back(tmp_path) -> None:
    run = begin("stance", {}, tmp_path)
    run.epoch({"epoch": 1, "loss": math.nan})
    run.end({"weighted_f1": math.inf}, {})
    (done,) = read_runs(tmp_path)
    assert math.isnan(done.epochs[0]["loss"]) and math.isnan(done.metrics["weighted_f1"])
    runs_view([done])
