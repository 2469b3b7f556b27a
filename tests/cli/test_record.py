"""tinbergen track-record."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinbergen.core import serial
from tinbergen.core.documents.record import TrackRecord

Ask = Callable[..., Any]


@pytest.fixture
def small(write_outlook: Callable[..., Path], tmp_path: Path) -> Path:
    return write_outlook(tmp_path)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_record_is_shown_and_kept(ask: Ask, small: Path, lang: str) -> None:
    words = ("track-record", "small.yaml", "--vintages", ".", "--out", "kept", "--lang", lang)
    answer = ask(*words, "--from", "2004Q1", "--to", "2004Q2")
    assert (answer.code, answer.err) == (0, "")
    title, variable = {"en": ("Small", "Growth"), "zh": ("小", "增长")}[lang]
    assert title in answer.out
    assert variable in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80
    found = {p.name for p in (small.parent / "kept").iterdir()}
    assert found == {
        "forecasts.csv", "paths.csv", "scores.json", "track-record.md", "track-record.zh.md", "origins",
        "manifest.json",
    }  # fmt: skip


def test_as_json(ask: Ask, small: Path) -> None:
    (small.parent / "other.csv").write_text("origin,variable,horizon,mean\n2003Q1,J,1,6\n")
    answer = ask(
        "track-record", "small.yaml", "--vintages", ".", "--against", "SPF=other.csv", "--json"
    )
    found = serial.from_dict(TrackRecord, answer.json)
    assert (found.name, found.rivals[-1].name) == ("small", "SPF")
    assert serial.from_json(
        TrackRecord, (small.parent / "out" / "track-record" / "scores.json").read_text()
    ) == found  # fmt: skip


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("L120", ("small.yml",)),
        ("L121", ("small.yaml",)),
        ("L122", ("small.yaml", "--vintages", ".", "--from", "1980Q1")),
        ("D010", ("small.yaml", "--vintages", "nowhere")),
        ("C005", ("small.yaml", "--vintages", ".", "--against", "a=b.csv")),
        ("U077", ("small.yaml", "--vintages", ".", "--against", "b.csv")),
        ("U007", ("small.yaml", "--jobs", "0")),
        ("C001", ("small.yaml", "--from", "soon")),
        ("C002", ("small.yaml", "--vintages", ".", "--from", "2004")),
        ("C004", ("small.yaml", "--vintages", ".", "--out", "small.yaml")),
    ],
)
def test_what_is_refused(ask: Ask, small: Path, code: str, words: tuple[str, ...]) -> None:
    answer = ask("track-record", *words, "--json")
    assert (answer.code, answer.out) == (2, "")
    assert f'"code": "{code}"' in answer.err


def test_plans_are_asked_for(ask: Ask, small: Path) -> None:
    """What is wrong with them is told before anything is forecast."""
    words = ("track-record", "small.yaml", "--vintages", ".", "--out", "kept", "--json")
    for code, more in (
        ("L012", ("--plans", "nowhere")),
        ("L271", ("--plans", "uk-2012")),
        ("U007", ("--every", "0")),
    ):
        answer = ask(*words, *more)
        assert (answer.code, answer.out) == (2, "")
        assert f'"code": "{code}"' in answer.err
