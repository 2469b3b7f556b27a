"""What packs bring besides data: found by name, imported when asked for, the own pack's first."""

import importlib.metadata
import sys

import pytest

from tinbergen.core.errors import TinbergenError, catalogue
from tinbergen.loop.case import packs, registry
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import answer, names, owner

PACK = """\
name: toy
domain: toys
title: {en: Toy, zh: 玩具}
indicators:
  - {code: X, title: {en: a, zh: 甲}, unit: {en: b, zh: 乙}, better: up, source: {en: c, zh: 丙}}
diagnosis:
  - examine: growth
"""
QUESTIONS = """\
from tinbergen.core.errors import TinbergenError

def growth(situation, question):
    raise TinbergenError("toy-1", thing="doll")

QUESTIONS = {"growth": growth, "play": growth}
"""
MESSAGES = "[toy-1]\nen.title = 'no {thing}'\nzh.title = '没有 {thing}'\n"


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """An installed distribution of which nothing is imported yet."""
    folder = tmp_path / "toyregistry"
    folder.mkdir()
    for name, text in (("pack.yaml", PACK), ("__init__.py", ""), ("questions.py", QUESTIONS),
                       ("messages.toml", MESSAGES)):  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    entry = importlib.metadata.EntryPoint("toy", "toyregistry", packs.GROUP)
    monkeypatch.setattr(packs, "entry_points", lambda group: [entry])
    yield folder
    packs.pack.cache_clear()
    registry._module.cache_clear()
    catalogue.cache_clear()
    for name in [n for n in sys.modules if n.startswith("toyregistry")]:
        del sys.modules[name]


def test_its_question_is_asked_and_its_message_told(toy) -> None:
    asked = packs.pack("toy").diagnosis[0]
    assert "toyregistry" not in sys.modules
    with pytest.raises(TinbergenError) as fault:
        answer(asked)(None, asked)
    assert (fault.value.code, fault.value.text("title", "zh")) == ("toy-1", "没有 doll")
    assert "play" in names()


def test_a_pack_s_own_question_goes_before_another_s(toy) -> None:
    assert owner(Question("growth", pack="toy")).pack == "toy"
    assert owner(Question("growth", pack="macro")).pack == "macro"
    assert owner(Question("growth")).pack == "macro"
    assert owner(Question("play", pack="macro")).pack == "toy"
    assert owner(Question("toy.growth", pack="macro")).pack == "toy"
    assert owner(Question("macro.growth", pack="toy")).pack == "macro"


@pytest.mark.parametrize("name", ["toy.inflation", "play.growth", "macro.play"])
def test_a_qualified_name_is_of_that_pack_alone(toy, name) -> None:
    with pytest.raises(TinbergenError) as fault:
        answer(Question(name, pack="toy"))
    assert fault.value.code == "L041"


def test_a_module_that_fails_is_told_with_its_pack(toy) -> None:
    (toy / "questions.py").write_text("import no_such_module_here")
    with pytest.raises(TinbergenError) as fault:
        answer(Question("play", pack="toy"))
    assert fault.value.code == "L057"
    assert "no_such_module_here" in fault.value.text("title")


@pytest.mark.parametrize(
    "text",
    ["[L041]\nen.title = 'mine'", "[toy-1]\nzh.title = '无'", "no table", "[toy-1", "toy = 1"],
)
def test_messages_that_do_not_fit(toy, text) -> None:
    (toy / "messages.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TinbergenError) as fault:
        answer(Question("play", pack="toy"))
    assert fault.value.code == "C007"
    assert catalogue()["L041"]["en"]["title"] != "mine"


def test_a_pack_without_code_is_not_imported(toy) -> None:
    (toy / "questions.py").unlink()
    (toy / "__init__.py").write_text("raise SystemExit('this must not run')")
    assert owner(Question("growth", pack="toy")).pack == "macro"
    assert "play" not in names()


def test_a_distribution_that_is_gone_is_passed_over(monkeypatch) -> None:
    entry = importlib.metadata.EntryPoint("gone", "no_such_module_here", packs.GROUP)
    monkeypatch.setattr(packs, "entry_points", lambda group: [entry])
    assert owner(Question("growth", pack="gone")).pack == "macro"
    assert names()
