"""The record of a small outlook: kept, taken up again, shared out, scored."""

import csv
import dataclasses
import json
import shutil

import pytest

from tinbergen.app.track_record import TrackRecordInputs, track_record
from tinbergen.core.documents.record import TrackRecord
from tinbergen.core.errors import TinbergenError
from tinbergen.core.manifest import verify
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.serial import from_json, is_intact


@pytest.fixture(scope="module")
def inputs(write_outlook, tmp_path_factory):
    folder = tmp_path_factory.mktemp("economy")
    path = write_outlook(folder)
    return TrackRecordInputs(folder / "out", str(path), folder)


@pytest.fixture(scope="module")
def answer(inputs):
    return track_record(inputs)


def test_files(inputs, answer):
    rows = list(csv.DictReader((inputs.out / "forecasts.csv").read_text().splitlines()))
    assert list(rows[0]) == [
        "origin", "variable", "horizon", "mean", "lower", "upper", "lower50", "upper50",
    ]  # fmt: skip
    assert len(rows) == 8 * 11
    assert [r["horizon"] for r in rows[:11]] == ["0", "1", "2", "3", "4", "4q", *"01234"]
    assert [r["origin"] for r in rows[::11]] == [
        f"{y}Q{q}" for y in (2003, 2004) for q in (1, 2, 3, 4)
    ]
    line = next(x for x in answer.basis if (x.variable, x.horizon) == ("J", "2"))
    row = next(
        r for r in rows if (r["origin"], r["variable"], r["horizon"]) == ("2003Q4", "J", "2")
    )
    at = line.origins.index(Period.parse("2003Q4"))
    assert float(row["mean"]) == pytest.approx(line.point[at], abs=1e-4)
    bands = [float(row[n]) for n in ("lower", "upper", "lower50", "upper50")]
    assert bands == pytest.approx(line.bands[at], abs=1e-4)
    assert len(list((inputs.out / "origins").iterdir())) == 16


def test_the_record_is_a_document(inputs, answer):
    kept = from_json(TrackRecord, (inputs.out / "scores.json").read_text())
    assert kept == answer.result
    assert is_intact(kept)
    assert kept.as_known
    assert [s.en for s in kept.samples] == ["all", "without 2004Q1"]
    assert [r.title.en for r in kept.rivals] == ["walk", "mean"]
    for name, words in (
        ("track-record.md", "What is bad in it"),
        ("track-record.zh.md", "不足之处"),
    ):
        assert words in (inputs.out / name).read_text(encoding="utf-8")


def test_origins_that_are_kept_are_not_computed_again(inputs, answer, monkeypatch):
    kept = inputs.out / "origins" / "2003Q3.json"
    data = json.loads(kept.read_text())
    data["paths"]["J"]["ar"][1] += 1.0
    monkeypatch.setattr("tinbergen.app.track_record.forecasts", None)
    whole = kept.read_text()
    kept.write_text(json.dumps(data))
    again = track_record(inputs)
    kept.write_text(whole)
    line = {(x.variable, x.horizon): x for x in again.basis}["J", "1"]
    before = {(x.variable, x.horizon): x for x in answer.basis}["J", "1"]
    changed = line.origins.index(Period.parse("2003Q3"))
    assert (line.point - before.point).nonzero()[0].tolist() == [changed]


@pytest.mark.parametrize("spoiled", ["{", '{"digest": "another"}', "[1]", None])
def test_origins_of_other_data_or_cut_short_are(inputs, answer, spoiled):
    kept = inputs.out / "origins" / "2003Q3.json"
    other = json.loads(kept.read_text()) | {"digest": "another"}
    other["paths"]["J"]["ar"][1] += 1.0
    kept.write_text(spoiled or json.dumps(other))
    assert track_record(inputs).result == answer.result
    assert json.loads(kept.read_text())["origin"] == "2003Q3"


def test_another_process_says_the_same(inputs, answer, tmp_path):
    """One origin is missing, and only later ones are asked for."""
    shutil.copytree(inputs.out / "origins", tmp_path / "origins")
    (tmp_path / "origins" / "2003Q3.json").unlink()
    shared = dataclasses.replace(inputs, out=tmp_path, jobs=2, first=Period.parse("2003Q3"))
    found = track_record(shared)
    text = (tmp_path / "forecasts.csv").read_text().splitlines()
    whole = (inputs.out / "forecasts.csv").read_text().splitlines()
    assert text[1:] == whole[1 + 22 :]
    assert found.result.first == Period.parse("2003Q3")


def test_work_that_is_cancelled_keeps_what_it_has(inputs, tmp_path):
    progress = Progress()

    def watch(told):
        if told.current and told.part:
            told.cancel()

    progress.watch = watch
    with pytest.raises(TinbergenError) as fault:
        track_record(dataclasses.replace(inputs, out=tmp_path), progress)
    assert fault.value.code == "C012"
    assert len(list((tmp_path / "origins").iterdir())) == 4


def test_others_are_read(inputs, answer, tmp_path):
    file = tmp_path / "other.csv"
    file.write_text("origin,variable,horizon,mean\n2003Q1,J,1,6\n2003Q2,J,1,6\n2003Q3,J,1,\n")
    asked = dataclasses.replace(inputs, against={"other": file})
    with pytest.raises(TinbergenError, match="C236"):
        track_record(asked)
    found = track_record(dataclasses.replace(asked, force=True)).result
    kept = verify(inputs.out)
    assert kept.command == "track-record"
    assert kept.ids() == {"scores.json": found.id}
    assert "track-record.zh.md" in {f.name for f in kept.files}
    assert found.rivals[-1].name == "other"
    scored = [r.n for s in found.scores for r in s.rivals if r.name == "other"]
    assert scored == [2, 2]
    score = next(s for s in found.scores if (s.variable, s.horizon, s.sample) == ("J", "1", 0))
    other = next(r for r in score.rivals if r.name == "other")
    line = next(x for x in answer.basis if (x.variable, x.horizon) == ("J", "1"))
    rows = [line.origins.index(Period.parse(o)) for o in ("2003Q1", "2003Q2")]
    mean = (line.point[rows] + 6.0) / 2 - line.outturn[rows]
    assert other.combined == pytest.approx(float((mean**2).mean() ** 0.5))
    assert other.combined <= max(other.rmse, other.ours)


@pytest.mark.parametrize("text", ["", "origin,variable,mean\n2003Q1,J,1\n",
                                  "origin,variable,horizon,mean\n2003Q1,J,1,six\n"])  # fmt: skip
def test_tables_of_others_that_are_none(inputs, tmp_path, text):
    file = tmp_path / "other.csv"
    file.write_text(text)
    with pytest.raises(TinbergenError) as fault:
        track_record(dataclasses.replace(inputs, against={"other": file}))
    assert fault.value.code == "L123"


@pytest.mark.parametrize(
    ("first", "last"), [("2000Q4", None), ("2004Q1", "2003Q1"), (None, "2005Q1")]
)
def test_origins_out_of_range(inputs, first, last):
    ends = {name: Period.parse(text) for name, text in (("first", first), ("last", last)) if text}
    with pytest.raises(TinbergenError) as fault:
        track_record(dataclasses.replace(inputs, **ends))
    assert fault.value.code == "L122"


def test_data_that_are_not_there(inputs, tmp_path):
    with pytest.raises(TinbergenError) as fault:
        track_record(dataclasses.replace(inputs, out=tmp_path / "out", vintages=tmp_path))
    assert fault.value.code == "D010"


def test_a_folder_that_can_not_hold_the_results_is_told_before_anything_is_read(inputs, tmp_path):
    """A file in its way, or a name that no file system takes."""
    (tmp_path / "origins").touch()
    for out in (tmp_path, tmp_path / "origins", tmp_path / ("x" * 300)):
        with pytest.raises(TinbergenError) as fault:
            track_record(dataclasses.replace(inputs, out=out, vintages=tmp_path))
        assert fault.value.code == "C004"
