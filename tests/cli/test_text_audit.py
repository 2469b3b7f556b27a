"""``tinbergen text explain`` and what else examines models: printed, returned, refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("transformers")
pytest.importorskip("sklearn")
Ask = Callable[..., Any]

EXPERIMENT = """name: stance
data: {table: table.csv, label: label}
encoder: {name: tiny}
method: {name: lexical}
"""


@pytest.fixture
def shop(workshop: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a trained lexical model, from which commands run."""
    monkeypatch.chdir(workshop)
    Path("stance.yaml").write_text(EXPERIMENT)
    assert ask("text", "train", "stance.yaml").code == 0
    return workshop


def test_explain(ask: Ask, shop: Path) -> None:
    asked = ("text", "explain", "out/stance", "rates rise higher", "--experiment", "stance.yaml")
    said = ask(*asked, "--out", "why.html")
    assert said.code == 0 and "What each word adds" in said.out and "most like it" in said.out
    page = Path("why.html").read_text()
    assert "<svg" in page and "linear in words" in page
    assert "C237" in ask(*asked, "--out", "why.html", "--lang", "zh").err
    assert ask(*asked, "--out", "why.html", "--lang", "zh", "--force").code == 0
    told = ask(*asked, "--json", "--label", "down").json
    (one,) = told["explanations"]
    assert one["label"] == "down" and len(one["neighbours"]) == 5
    assert sum(word["adds"] for word in one["words"]) < 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("explain", "out/stance"), "T028"),
        (("explain", "out/stance", "rates", "--label", "upp"), "T160"),
        (("explain", "out/stance", " "), "T161"),
        (("explain", "out/stance", "rates", "--out", "why.txt"), "R003"),
    ],
)
def test_wrong_input(ask: Ask, shop: Path, words: tuple[str, ...], code: str) -> None:
    found = ask("text", *words)
    assert found.code == 2 and code in found.err
