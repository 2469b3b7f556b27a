"""Packs are found here and in other distributions, read and checked; finding them runs nothing."""

import importlib.metadata
import sys

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case import cases, packs
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import answer, names


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
