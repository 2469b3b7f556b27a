"""Packs are found here and in other distributions, read and checked; finding them runs nothing."""

import importlib.metadata
import sys

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case import case as cases
from tinbergen.loop.case import packs
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import answer, names

TOY = """\
name: toy
domain: digital
title: {en: Toy, zh: 玩具}
demo: toy-case
indicators:
  - code: X
    title: {en: a thing, zh: 某物}
    unit: {en: pieces, zh: 件}
    better: up
    source: {en: counted, zh: 清点}
diagnosis:
  - examine: growth
links:
  - cause: X
    effect: macro.INFL
    response: 0.5
    why: {en: things cost money, zh: 物品需要花钱}
    basis: {en: made up for this test, zh: 为测试虚构}
"""


@pytest.fixture
def toy(tmp_path):
    folder = tmp_path / "toypack"
    folder.mkdir()
    (folder / "pack.yaml").write_text(TOY, encoding="utf-8")
    return folder


def test_every_pack_of_the_package_is_whole() -> None:
    for name in packs.names():
        pack = packs.pack(name)
        assert pack.name == name
        assert pack.demo in pack.cases
        assert len({i.code for i in pack.indicators}) == len(pack.indicators)
        for question in (*pack.diagnosis, *pack.alternatives):
            assert question.name in names()
            answer(question)
        for case in pack.cases:
            assert cases.load(case).pack.name == name


def test_a_pack_of_a_folder(toy) -> None:
    pack = packs.read_pack(toy)
    assert (pack.name, pack.domain, pack.demo) == ("toy", "digital", "toy-case")
    assert pack.indicator("X").title.zh == "某物"
    assert pack.indicator("Y") is None
    assert pack.links[0].cause == "toy.X"
    assert pack.links[0].effect == "macro.INFL"
    assert pack.cases == ()


def test_a_pack_of_a_folder_runs_nothing(toy, monkeypatch) -> None:
    """Whatever stands in the folder: the pack is data, and what it asks others answer."""
    monkeypatch.syspath_prepend(str(toy.parent))
    for module in ("__init__", "questions", "calibration", "readers", "pictures"):
        (toy / f"{module}.py").write_text("raise SystemExit('this must not run')")
    pack = packs.read_pack(toy)
    assert answer(pack.diagnosis[0]) is answer(Question("growth"))
    assert not {name for name in sys.modules if name.startswith("toypack")}


def test_declarations(toy) -> None:
    text = TOY.replace("better: up", "better: up\n    plausible: [0, 9]")
    text = text.replace("demo: toy-case", "headline: [X]\ncolumns: eight")
    (toy / "pack.yaml").write_text(text, encoding="utf-8")
    pack = packs.read_pack(toy)
    assert (pack.headline, pack.columns, pack.default) == (("X",), "eight", False)
    assert pack.indicator("X").plausible == (0.0, 9.0)


def test_a_pack_from_another_distribution(toy, monkeypatch) -> None:
    """An installed distribution's entry point is enough; to find and read it imports nothing."""
    (toy / "__init__.py").write_text("raise SystemExit('this must not run')")
    monkeypatch.syspath_prepend(str(toy.parent))
    entry = importlib.metadata.EntryPoint("toy", "toypack", packs.GROUP)
    monkeypatch.setattr(packs, "entry_points", lambda group: [entry])
    packs.pack.cache_clear()
    try:
        assert "toy" in packs.names()
        assert packs.pack("toy").folder == toy
        assert "toypack" not in sys.modules
    finally:
        packs.pack.cache_clear()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("domain: digital", "domain: Black Magic"), "L003"),
        (("demo: toy-case", "demo: toy-case\nheadline: [Y]"), "L003"),
        (("better: up", "better: up\n    plausible: [5, 0]"), "L003"),
        (("better: up", "better: up\n    plausible: [5]"), "L004"),
        (("  - examine: growth", "  - exmine: growth"), "L002"),
        (("better: up", "beter: up"), "L002"),
        (("name: toy\n", ""), "L004"),
        (("response: 0.5", "response: much"), "L003"),
    ],
)
def test_mistakes_in_a_pack(toy, change, code) -> None:
    text = TOY.replace(*change)
    (toy / "pack.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TinbergenError) as fault:
        packs.read_pack(toy)
    assert fault.value.code == code
    assert fault.value.at.line


def test_a_folder_without_a_pack(tmp_path) -> None:
    with pytest.raises(TinbergenError) as fault:
        packs.read_pack(tmp_path)
    assert fault.value.code == "L043"


def test_an_unknown_pack() -> None:
    with pytest.raises(TinbergenError) as fault:
        packs.pack("marco")
    assert (fault.value.code, fault.value.hint) == ("L044", "macro")


def test_a_distribution_that_is_gone(monkeypatch) -> None:
    entry = importlib.metadata.EntryPoint("gone", "no_such_module_here", packs.GROUP)
    monkeypatch.setattr(packs, "entry_points", lambda group: [entry])
    with pytest.raises(TinbergenError) as fault:
        packs.pack("gone")
    assert fault.value.code == "L045"


def test_an_unknown_question() -> None:
    with pytest.raises(TinbergenError) as fault:
        answer(Question("growht"))
    assert (fault.value.code, fault.value.hint) == ("L041", "growth")


def test_arguments_of_a_question() -> None:
    question = Question("growth", {"of": "X", "over": "3", "parts": ["a", "b"]})
    assert question.text("of") == "X"
    assert question.number("over") == 3
    assert question.names("parts") == ("a", "b")
    assert question.text("none", "else") == "else"
    for ask in (question.text, question.number, question.names):
        with pytest.raises(TinbergenError) as fault:
            ask("missing")
        assert fault.value.code == "L042"
    with pytest.raises(TinbergenError):
        question.number("of")
