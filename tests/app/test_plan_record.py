"""The record of a small case's plans: kept, taken up again, shared out, scored."""

import dataclasses
import json
import sys

import numpy as np
import pytest
import yaml

from tinbergen.app.plan_record import PlanRecordInputs, record_of_plans
from tinbergen.app.track_record import TrackRecordInputs, track_record
from tinbergen.core.documents.record import TrackRecord
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.serial import from_json, is_intact

FIRST, LAST = Period.parse("2005Q1"), Period.parse("2006Q4")


def words(text):
    return {"en": text, "zh": text + "。"}


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """Two tables of effects, a forecast, ten years of data."""
    folder = tmp_path_factory.mktemp("case")
    y = np.random.default_rng(4).normal(-1, 0.5, 44)
    rows = [f"{2000 + t // 4}Q{t % 4 + 1},{v!r},0.0" for t, v in enumerate(y.tolist())]
    (folder / "data.csv").write_text("\n".join(["date,y,g", *rows]) + "\n")
    rows = [f"{2000 + t // 4}Q{t % 4 + 1},-1.0,0.5" for t in range(60)]
    (folder / "forecast.csv").write_text("\n".join(["date,y,y_sd", *rows]) + "\n")
    worlds = [{"name": "ministry", "title": words("Ministry"), "forecast": "forecast.csv"}]
    for name, size in (("strong", 1.2), ("weak", 0.3)):
        rows = [f"g,y,{h},{size * 0.6**h!r}" for h in range(4)]
        (folder / f"{name}.csv").write_text(
            "\n".join(["instrument,indicator,horizon,effect", *rows]) + "\n"
        )
        worlds.append({"name": name, "title": words(name), "effects": f"{name}.csv"})
    document = {
        "name": "tables", "title": words("Tables"), "as_of": "2010Q4", "horizon": 4, "draws": 60,
        "data": {"source": "data.csv", "columns": "own"}, "worlds": worlds, "diagnosis": [],
        "instruments": [{"name": "g", "title": words("g"), "unit": words("percent"), "cost": 0.1}],
        "targets": [{"variable": "y", "title": words("y"), "unit": words("percent"),
                     "desired": 0.0}],
        "trip_wires": {"variables": ["y"]},
    }  # fmt: skip
    path = folder / "case.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


def made(inputs, progress):
    """The record, its tables written."""
    record, tables = record_of_plans(inputs, progress)
    for name, text in tables.items():
        (inputs.out / name).write_text(text)
    return record


@pytest.fixture
def inputs(case, tmp_path):
    return PlanRecordInputs(str(case), tmp_path, FIRST, LAST)


def test_dates_are_kept_and_not_made_again(inputs, monkeypatch) -> None:
    found = made(inputs, Progress())
    kept = sorted(p.name for p in (inputs.out / "plans").iterdir())
    assert kept == [f"{d}.json" for d in FIRST.to(LAST)]
    (sample,) = found.samples
    assert (sample.n, sample.first, sample.last) == (8, FIRST, LAST)
    lines = (inputs.out / "plans.csv").read_text().splitlines()
    assert lines[1].startswith("date,truth,whole,followed,plan,regret,all,own strong")
    assert len(lines) == 2 + 8 * 2
    monkeypatch.setattr("tinbergen.app.plan_record.origin", None)
    assert made(inputs, Progress()) == found


def test_a_date_of_another_case_is_made_anew(inputs, case) -> None:
    found = made(inputs, Progress())
    file = inputs.out / "plans" / "2005Q3.json"
    for spoiled in ("{", json.dumps(json.loads(file.read_text()) | {"digest": "another"})):
        file.write_text(spoiled)
        assert made(inputs, Progress()) == found
    text = case.read_text(encoding="utf-8")
    dearer = case.with_name("dearer.yaml")
    dearer.write_text(text.replace("cost: 0.1", "cost: 9.0"), encoding="utf-8")
    other = made(dataclasses.replace(inputs, case=str(dearer)), Progress())
    assert other.samples[0].choices[1].mean != found.samples[0].choices[1].mean


def test_other_processes_say_the_same(inputs, tmp_path) -> None:
    whole = made(inputs, Progress())
    table = (inputs.out / "plans.csv").read_text()
    shared = dataclasses.replace(inputs, out=tmp_path / "shared", jobs=2)
    assert made(shared, Progress()) == whole
    assert (tmp_path / "shared" / "plans.csv").read_text() == table


@pytest.mark.slow
def test_a_dask_cluster_says_the_same_and_goes_on_where_it_was(inputs, tmp_path) -> None:
    """Workers are processes of their own, reached by the scheduler's address."""
    distributed = pytest.importorskip("distributed")
    whole = made(inputs, Progress())
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        address = cluster.scheduler_address
        shared = dataclasses.replace(inputs, out=tmp_path / "cluster", dask=address)
        assert made(shared, Progress()) == whole
        for name in ("plans.csv", "outlooks.csv"):
            assert (shared.out / name).read_text() == (inputs.out / name).read_text()
        gone = shared.out / "plans" / "2006Q3.json"
        text, before = gone.read_text(), (shared.out / "plans" / "2005Q3.json").stat().st_mtime_ns
        gone.unlink()
        assert made(shared, Progress()) == whole
        assert gone.read_text() == text
        assert (shared.out / "plans" / "2005Q3.json").stat().st_mtime_ns == before
        ended = dataclasses.replace(shared, out=tmp_path / "ended")
        progress = Progress()
        progress.cancel()
        with pytest.raises(TinbergenError) as fault:
            made(ended, progress)
        assert fault.value.code == "C012"


def test_a_cluster_that_is_not_there(inputs, monkeypatch) -> None:
    """Without the extra, and without a scheduler at the address; what is kept needs neither."""
    there = dataclasses.replace(inputs, dask="tcp://127.0.0.1:1")
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "distributed", None)
        with pytest.raises(TinbergenError) as fault:
            made(there, Progress())
    assert fault.value.code == "E066"
    distributed = pytest.importorskip("distributed")

    def silent(address: str, **options: object) -> None:
        raise TimeoutError(address)

    monkeypatch.setattr(distributed, "Client", silent)
    with pytest.raises(TinbergenError) as fault:
        made(there, Progress())
    assert fault.value.code == "E067"
    found = made(inputs, Progress())
    assert made(there, Progress()) == found


def test_some_dates_only(inputs) -> None:
    found = made(dataclasses.replace(inputs, every=4), Progress())
    assert (found.every, found.samples[0].n) == (4, 2)


def test_dates_end_where_plans_were_over(inputs) -> None:
    late = dataclasses.replace(inputs, first=Period.parse("2009Q3"), last=Period.parse("2010Q4"))
    assert made(late, Progress()).samples[0].last == Period.parse("2009Q4")
    with pytest.raises(TinbergenError) as fault:
        made(dataclasses.replace(late, first=Period.parse("2010Q1")), Progress())
    assert fault.value.code == "L141"


def test_work_that_is_cancelled_keeps_what_it_has(inputs) -> None:
    progress = Progress()

    def watch(told) -> None:
        if told.current and told.part:
            told.cancel()

    progress.watch = watch
    with pytest.raises(TinbergenError) as fault:
        made(inputs, progress)
    assert fault.value.code == "C012"
    assert len(list((inputs.out / "plans").iterdir())) == 4


def test_forecasts_and_plans_in_one_report(case, write_outlook, tmp_path) -> None:
    path = write_outlook(tmp_path)
    asked = TrackRecordInputs(tmp_path / "out", str(path), tmp_path, plans=str(case))
    found = track_record(asked).result
    assert is_intact(found)
    assert from_json(TrackRecord, (tmp_path / "out" / "scores.json").read_text()) == found
    assert found.plans.name == "tables"
    for name, said in (
        ("track-record.md", "Plans: Tables"),
        ("track-record.zh.md", "计划：Tables"),
    ):
        page = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert said in page
        assert "{" not in page
