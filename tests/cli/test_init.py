"""A case of one's own on the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Ask = Callable[..., Any]


def test_the_examples_become_a_case(ask: Ask, tmp_path: Path) -> None:
    assert ask("init", "--example").code == 0
    assert {p.name for p in tmp_path.iterdir()} == {"econ_data.csv", "model.mod"}
    answer = ask("init", "econ_data.csv", "--lang", "zh", "--json")
    assert (answer.code, answer.json["case"], answer.json["files"]) == (
        0,
        "case.yaml",
        ["case.yaml"],
    )
    assert "请核对" in (tmp_path / "case.yaml").read_text(encoding="utf-8")
    again = ask("init", "econ_data.csv")
    assert (again.code, "error[L268]" in again.err) == (2, True)


def test_a_table_or_the_examples(ask: Ask) -> None:
    for words in ((), ("data.csv", "--example")):
        answer = ask("init", *words)
        assert (answer.code, "error[U262]" in answer.err) == (2, True)
