"""Packs, scenarios, their map, and several cases on one budget, on the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinbergen.app import results_packs
from tinbergen.core import serial
from tinbergen.core.documents.budget import Crossing
from tinbergen.loop.case import packs
from tinbergen.loop.scenarios.library import library

Ask = Callable[..., Any]

TWO = """\
name: two
title: {en: Two, zh: 两个}
unit: {en: billion dollars, zh: 十亿美元}
budget: 50
draws: 50
members:
  - case: us-2008
    constraint: deficit limit
    rate: 32.85
    basis: {en: national accounts, zh: 国民账户}
  - case: small.yaml
    constraint: deficit limit
    rate: 32.85
    basis: {en: national accounts, zh: 国民账户}
scenarios: [climate-damage]
"""


@pytest.fixture
def two(ask: Ask, tmp_path: Path) -> str:
    from tinbergen.loop.case.cases import text_of

    text = text_of("us-2008").replace("name: us-2008", "name: small")
    (tmp_path / "small.yaml").write_text(text.replace("horizon: 12", "horizon: 4"))
    (tmp_path / "two.yaml").write_text(TWO)
    return "two.yaml"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_packs(ask: Ask, lang: str) -> None:
    answer = ask("packs", "--lang", lang)
    assert (answer.code, answer.err) == (0, "")
    for name in packs.names():
        assert name in answer.out
        assert packs.pack(name).title(lang) in answer.out
    one = ask("packs", "macro", "--lang", lang)
    assert (one.code, one.err) == (0, "")
    assert "G_gov" in one.out
    assert max(map(len, one.out.splitlines())) <= 80


def test_packs_as_json(ask: Ask) -> None:
    every = serial.from_dict(results_packs.PackList, ask("packs", "--json").json)
    assert tuple(p.name for p in every.packs) == packs.names()
    one = serial.from_dict(results_packs.PackList, ask("packs", "macro", "--json").json)
    assert one.packs == tuple(p for p in every.packs if p.name == "macro")
    assert ask("packs", "marco").code == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_scenarios(ask: Ask, lang: str) -> None:
    answer = ask("scenarios", "--lang", lang)
    assert (answer.code, answer.err) == (0, "")
    for name, told in library().items():
        assert name in answer.out
        assert told.title(lang) in answer.out
    one = ask("scenarios", "climate-damage", "--lang", lang)
    assert (one.code, one.err) == (0, "")
    assert "environment.DAMAGE ●" in one.out
    assert "macro.GDP" in one.out


def test_scenarios_as_json(ask: Ask) -> None:
    found = serial.from_dict(results_packs.ScenarioList, ask("scenarios", "--json").json)
    assert [s.name for s in found.scenarios] == list(library())
    for one in found.scenarios:
        assert {r.pack for r in one.reaches} >= {"macro", "industry", "environment"}
        assert all(len(r.changes) == found.years for r in one.reaches)
    answer = ask("scenarios", "climate-damages")
    assert answer.code == 2
    assert "error[L051]" in answer.err
    assert "climate-damage" in answer.err


def test_the_map(ask: Ask, tmp_path: Path) -> None:
    answer = ask("concepts", "--out", "map.svg", "--lang", "zh")
    assert (answer.code, answer.err) == (0, "")
    assert "<svg" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    found = serial.from_dict(results_packs.ConceptMap, ask("concepts", "--json").json)
    assert found.file is None
    assert {link.cause for link in found.links} <= set(found.indicators)
    assert "error[R003]" in ask("concepts", "--out", "map.png").err


def test_the_scenario_of_actors_is_chosen(ask: Ask, two: str, tmp_path: Path) -> None:
    """An actor with no share, in the scenario asked for in place of the file's."""
    path = tmp_path / two
    path.write_text(path.read_text() + "actors:\n  - case: japan-bank-2014\nunder: trade-war\n")
    answer = ask("cross", two, "--out", "here", "--scenario", "demand-slump")
    assert (answer.code, answer.err) == (0, "")
    assert "2 actors, one scenario" in answer.out
    table = (tmp_path / "here" / "actors.csv").read_text().splitlines()
    assert {row.split(",")[1] for row in table[1:]} == {"demand-slump"}
    assert {row.split(",")[0] for row in table[1:]} == {"government", "japan-bank-2014"}
    for command in (("cross", two), ("demo", "all")):
        wrong = ask(*command, "--scenario", "demand-slumps")
        assert wrong.code == 2
        assert "error[L051]" in wrong.err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_crossing(ask: Ask, two: str, tmp_path: Path, lang: str) -> None:
    answer = ask("cross", two, "--out", "here", "--lang", lang)
    assert (answer.code, answer.err) == (0, "")
    for words in {"en": ("Gets", "Climate damage", "report"), "zh": ("所得", "气候损害", "report")}[
        lang
    ]:
        assert words in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80
    assert (tmp_path / "here" / "report.html").is_file()


def test_a_crossing_as_json(ask: Ask, two: str, tmp_path: Path) -> None:
    answer = ask("cross", two, "--json")
    assert (answer.code, answer.err) == (0, "")
    found = serial.from_dict(results_packs.CrossRun, answer.json)
    assert found.folder == "out/two"
    assert sum(s.amount for s in found.crossing.shares) == pytest.approx(50)
    written = (tmp_path / found.files["crossing"]).read_text(encoding="utf-8")
    assert serial.from_json(Crossing, written) == found.crossing


def test_a_mistake_in_a_crossing(ask: Ask, two: str, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO.replace("deficit limit", "deficit", 1))
    answer = ask("cross", "two.yaml")
    assert (answer.code, answer.out) == (2, "")
    assert "error[L117] two.yaml:8:17" in answer.err


def test_all_packs_on_one_budget_are_shown_as_a_pattern(ask: Ask) -> None:
    shown = ask("demo", "all", "--show-case")
    assert shown.code == 0
    assert "members:" in shown.out


def test_schemas(ask: Ask) -> None:
    for name in ("packs", "scenarios", "concepts", "cross", "crossing", "crossing file"):
        assert ask("schema", *name.split(), "--json").json["title"] == name
