"""Experiment files."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.experiment import parse_experiment, read_experiment

LEAST = "name: x\ndata: {table: t.csv}\n"


def test_defaults(tmp_path) -> None:
    (tmp_path / "x.yaml").write_text(LEAST)
    found, positions = read_experiment(tmp_path / "x.yaml")
    assert found.encoder.name == "packaged" and found.method.name == "probe-then-full"
    assert positions.at("data").line == 2


@pytest.mark.parametrize(
    ("more", "code", "line"),
    [
        ("metod: {name: full}\n", "L002", 3),
        ("method: {name: lorra}\n", "L003", 3),
        ("training: {learning_rate: 2}\n", "L003", 3),
        ("gate: {f1: nan}\n", "L003", 3),
    ],
)
def test_faults_have_their_place(more: str, code: str, line: int) -> None:
    with pytest.raises(TinbergenError) as raised:
        parse_experiment(LEAST + more, "x.yaml")
    assert raised.value.code == code and raised.value.at.line == line


@pytest.mark.parametrize("by", ["column", "time", "group"])
def test_a_split_says_by_what(by: str) -> None:
    with pytest.raises(TinbergenError) as raised:
        parse_experiment(f"name: x\ndata: {{table: t.csv, split: {{by: {by}}}}}", "x")
    assert raised.value.code == "L003"
    said = "{column: side, start: 2010}"
    parse_experiment(
        f"name: x\ndata: {{table: t, date: d, group: g, split: {{by: {by}, {said[1:]}}}", "x"
    )
