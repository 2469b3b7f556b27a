"""Limits on size: what they refuse, and how they are raised."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

import tinbergen
from tinbergen.core import limits
from tinbergen.core.errors import LimitError, Location, TinbergenError

DOCS = Path(__file__).parents[2] / "docs"


def test_an_error_names_the_limit_what_was_asked_and_how_to_raise_it() -> None:
    limits.check("lag", 500)
    with pytest.raises(LimitError) as fault:
        limits.check("lag", 501, Location("x.mod", 3, 4))
    said = fault.value.render("en")
    assert fault.value.code == "C240"
    assert said.startswith("error[C240] x.mod:3:4: periods of a lag or a lead in a model: 501; ")
    assert "the limit is 500" in said
    assert "--limit lag=501 " in said
    assert "滞后或超前" in fault.value.text("title", "zh")


def test_limits_are_raised_for_what_is_inside() -> None:
    with tinbergen.limits(lag=5000, memory=80):
        limits.check("lag", 3000)
        limits.check_memory(2, 5)
        with pytest.raises(LimitError), tinbergen.limits(lag=100):
            limits.check("lag", 101)
        limits.check("lag", 5000)
        with pytest.raises(LimitError):
            limits.check_memory(2, 5, 2)
    assert limits.most("lag") == limits.Limits().lag


def test_the_environment_raises_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(limits.VARIABLE, "lag=7, window = 9,")
    assert (limits.most("lag"), limits.most("window")) == (7, 9)
    with limits.raised(window=8):
        assert (limits.most("lag"), limits.most("window")) == (7, 8)
        # What another process would read.
        assert limits.changed(limits.Limits(), _said(), "") == limits.current()
    monkeypatch.delenv(limits.VARIABLE)
    assert limits.most("lag") == limits.Limits().lag


def _said() -> list[str]:
    import os

    return os.environ[limits.VARIABLE].split(",")


@pytest.mark.parametrize(
    ("code", "text"),
    [("U240", "lags=3"), ("U240", "=3"), ("U241", "lag"), ("U241", "lag=0"), ("U241", "lag=1e9"),
     ("U241", "lag=-1"), ("U241", "lag=" + "9" * 5000)],
)  # fmt: skip
def test_what_is_no_limit(code: str, text: str) -> None:
    with pytest.raises(TinbergenError) as fault:
        limits.changed(limits.Limits(), [text], "--limit")
    assert fault.value.code == code
    assert len(fault.value.render("en")) < 1000


@pytest.mark.parametrize("text", ["2147483648", "1e400", "9" * 100_000])
def test_numbers_of_any_length_are_too_large(text: str) -> None:
    with pytest.raises(LimitError) as fault:
        limits.whole("lag", text)
    assert len(fault.value.render("en")) < 600
    assert limits.whole("lag", "12") == 12


@pytest.mark.parametrize("page", ["limits.md", "limits.zh.md"])
def test_every_limit_is_documented_with_its_value(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| ([\d,]+) \|$", text, re.MULTILINE)
    lang = "zh" if ".zh." in page else "en"
    known = [
        (f.name, getattr(limits.what(f.name), lang), f"{f.default:,}")
        for f in dataclasses.fields(limits.Limits)
    ]
    assert rows == known
