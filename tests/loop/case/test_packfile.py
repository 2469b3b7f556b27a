"""A pack of a folder is read and checked; whatever stands beside it, nothing runs."""

import sys

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case.packfile import read_pack
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import answer


def test_a_pack_of_a_folder(toy) -> None:
    pack = read_pack(toy)
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
    pack = read_pack(toy)
    assert answer(pack.diagnosis[0]) is answer(Question("growth"))
    assert not {name for name in sys.modules if name.startswith("toypack")}


def test_declarations(toy) -> None:
    text = (toy / "pack.yaml").read_text(encoding="utf-8")
    text = text.replace("better: up", "better: up\n    plausible: [0, 9]")
    text = text.replace("demo: toy-case", "headline: [X]\ncolumns: eight")
    (toy / "pack.yaml").write_text(text, encoding="utf-8")
    pack = read_pack(toy)
    assert (pack.headline, pack.columns, pack.default) == (("X",), "eight", False)
    assert pack.indicator("X").plausible == (0.0, 9.0)


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
    text = (toy / "pack.yaml").read_text(encoding="utf-8").replace(*change)
    (toy / "pack.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TinbergenError) as fault:
        read_pack(toy)
    assert fault.value.code == code
    assert fault.value.at.line


def test_a_folder_without_a_pack(tmp_path) -> None:
    with pytest.raises(TinbergenError) as fault:
        read_pack(tmp_path)
    assert fault.value.code == "L043"
