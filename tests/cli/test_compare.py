"""Two runs compared on the command line, and what is refused."""

import csv
import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import tinbergen as tb
from tinbergen.app.results import CompareRun
from tinbergen.cli.app import run
from tinbergen.core import serial
from tinbergen.core.manifest import Manifest, write_results
from tinbergen.loop.case.cases import text_of

from .conftest import Ask

Key = tuple[str, str]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small case, its baseline, a scenario and an earlier date, each in its folder."""
    place = tmp_path_factory.mktemp("runs")
    text = text_of("us-2008").replace("draws: 1000", "draws: 50")
    text = text.replace("horizon: 12", "horizon: 8").replace("until: 2009Q3", "until: 2009Q1")
    (place / "small.yaml").write_text(text, encoding="utf-8")
    for name, words in (("base", ()), ("war", ("--scenario", "trade-war")),
                        ("before", ("--as-of", "2008Q1"))):  # fmt: skip
        assert run(["run", str(place / "small.yaml"), "--out", str(place / name), *words]) == 0
    return place


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def planned(folder: Path) -> dict[Key, float]:
    """Values of the plan by variable and period, as the run itself wrote them."""
    table = rows(folder / "plan.csv")
    return {(r["variable"], r["period"]): float(r["value"]) for r in table if r["kind"] == "plan"}


@pytest.mark.parametrize("other", ["war", "before"])
def test_differences_are_those_of_the_tables_that_the_runs_wrote(
    ask: Ask, runs: Path, tmp_path: Path, other: str
) -> None:
    done = ask("compare", str(runs / "base"), str(runs / other), "--json")
    assert (done.code, done.err) == (0, "")
    found = serial.from_dict(CompareRun, done.json)
    assert found.folder == f"out/compare-base-{other}"
    folder = tmp_path / found.folder
    a, b = planned(runs / "base"), planned(runs / other)
    told = [r for r in rows(folder / "paths.csv") if r["topic"] in ("instrument", "outcome")]
    own = {(r["name"], r["period"]): r for r in told}
    # A variable that is set, and that a model has besides, stands in plan.csv once.
    assert own.keys() <= (a.keys() & b.keys())
    assert {key for key in a.keys() & b.keys() if key[0] in ("G_gov", "GROWTH")} <= own.keys()
    for key, row in own.items():
        assert float(row["b_less_a"]) == pytest.approx(b[key] - a[key], abs=1e-9)
    assert ask("verify", found.folder).code == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "B less A" in page
    given = {r["name"]: (r["a"], r["b"]) for r in rows(folder / "given.csv")}
    if other == "war":
        assert given == {"scenario": ("none", "Trade war")}
    else:
        assert given["date"] == ("2008 Q3", "2008 Q1")
    assert (folder / "revisions.csv").read_text().count("\n") == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_comparison_shows(
    ask: Ask, runs: Path, golden: Callable[[str, str], None], lang: str
) -> None:
    done = ask("compare", str(runs / "before"), str(runs / "war"), "--lang", lang)
    assert done.code == 0
    shown = "\n".join(line.rstrip() for line in done.out.splitlines()) + "\n"
    golden(f"compare.{lang}.txt", shown)


def test_a_comparison_replaces_none_of_another(ask: Ask, runs: Path, tmp_path: Path) -> None:
    base, war, before = (str(runs / n) for n in ("base", "war", "before"))
    assert ask("compare", base, war, "--out", "here").code == 0
    assert ask("compare", base, war, "--out", "here").code == 0
    refused = ask("compare", war, base, "--out", "here")
    assert (refused.code, refused.out) == (2, "")
    assert "error[C236]" in refused.err
    assert ask("compare", base, before, "--out", "here", "--force").code == 0
    assert "before against base" in (tmp_path / "here" / "report.html").read_text("utf-8")


def test_documents_compare_as_their_folders_do(ask: Ask, runs: Path) -> None:
    files = [str(runs / n / "plan.json") for n in ("base", "war")]
    done = ask("compare", *files, "--json")
    assert done.code == 0
    found = serial.from_dict(CompareRun, done.json).comparison
    # Both are called plan.json, so their paths tell them apart.
    assert (found.a.called, found.b.called) == tuple(files)
    plans = [serial.from_json(tb.Plan, Path(f).read_text("utf-8")) for f in files]
    assert found.numbers == (plans[1] - plans[0]).numbers
    assert found.kind == "plan"
    in_python = tb.compare(runs / "base", str(runs / "war"))
    assert set(found.paths) <= set(in_python.paths)
    assert tb.compare(plans[0], runs / "war" / "plan.json").paths == found.paths


def copied(runs: Path, name: str, to: Path) -> Path:
    return Path(shutil.copytree(runs / name, to / f"{name}-copy"))


def test_what_is_refused(ask: Ask, runs: Path, tmp_path: Path) -> None:
    def code(*words: str | Path) -> str:
        done = ask("compare", *map(str, words))
        assert (done.code, done.out) == (2, "")
        return done.err.partition("[")[2].partition("]")[0]

    base, war = runs / "base", runs / "war"
    assert code(base, f"{base}/../base") == "C280"
    (tmp_path / "circle").symlink_to("circle")
    assert code(base, str(tmp_path / "circle")) == "C005"
    assert code(str(tmp_path / "circle"), str(tmp_path / "circle")) == "C280"
    assert code(base, war / "plan.json") == "C281"
    (tmp_path / "empty").mkdir()
    assert code(base, tmp_path / "empty") == "C233"
    assert code(base, tmp_path / "nowhere") == "C005"
    assert code(base, war / "manifest.json") == "C283"
    (tmp_path / "list.json").write_text("[1]")
    assert code(base, tmp_path / "list.json") == "C283"
    assert ask("compare", str(base), str(war), "--out", "both").code == 0
    assert code(base, tmp_path / "both") == "C283"
    assert code(base, tmp_path / "both" / "comparison.json") == "C283"
    changed = copied(runs, "war", tmp_path)
    (changed / "budget.csv").write_text("mine")
    assert code(base, changed) == "C234"
    far = copied(runs, "base", tmp_path)
    bare = dataclasses.replace(Manifest.load(far), seal="")
    (far / "manifest.json").write_text(serial.to_json(bare), encoding="utf-8")
    assert code(far, war) == "C231"
    assert ask("compare", str(far), str(war), "--unsealed").code == 0


def test_plans_with_nothing_in_common(ask: Ask, runs: Path, tmp_path: Path) -> None:
    first = runs / "base" / "plan.json"
    plan = json.loads(first.read_text("utf-8"))
    for group in ("instruments", "baseline_instruments", "planned", "baseline", "reference"):
        for series in plan[group]:
            series["name"] += "_2"
    for group in ("attainment", "trip_wires"):
        for item in plan[group]:
            item["variable"] += "_2"
    plan |= {"name": "other", "binding": [], "limits": [], "fiscal": None}
    other = serial.with_identity(serial.from_dict(tb.Plan, plan, edited=True))
    (tmp_path / "other.json").write_text(serial.to_json(other), encoding="utf-8")
    done = ask("compare", str(first), "other.json", "--unsealed")
    assert done.code == 2
    assert "error[C282]" in done.err
    assert "only in A" in done.err


def test_a_folder_of_another_command_is_told_apart(ask: Ask, runs: Path, tmp_path: Path) -> None:
    write_results(tmp_path / "record", Manifest("track-record", "x", "", "en", "", "1"), {"a": ""})
    done = ask("compare", str(runs / "base"), "record", "--lang", "zh")
    assert "错误[C283]" in done.err
    assert "track-record" in done.err
