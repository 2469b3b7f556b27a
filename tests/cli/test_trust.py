"""Where results go, what they may not replace, and how a folder is proved, on the command line."""

import json
from pathlib import Path

import pytest

from tinbergen.app import results
from tinbergen.core import serial
from tinbergen.loop.case.cases import text_of

from .conftest import Ask


@pytest.fixture
def case(tmp_path: Path) -> str:
    text = text_of("us-2008").replace("draws: 1000", "draws: 50")
    text = text.replace("horizon: 12", "horizon: 4").replace("until: 2009Q3", "until: 2008Q4")
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    return "small.yaml"


def test_runs_stand_side_by_side_and_none_replaces_another(
    ask: Ask, case: str, tmp_path: Path
) -> None:
    for words, name in (
        ((), "us-2008"),
        (("--lang", "zh"), "us-2008-zh"),
        (("--scenario", "trade-war", "--as-of", "2008Q2"), "us-2008-2008Q2-trade-war"),
    ):
        assert ask("run", case, *words).code == 0
        found = serial.from_dict(results.Verified, ask("verify", f"out/{name}", "--json").json)
        assert "report.html" in found.files
        assert found.sealed
    page = (tmp_path / "out" / "us-2008" / "report.html").read_bytes()
    assert ask("run", case).code == 0
    for words in (("--scenario", "trade-war"), ("--lang", "zh"), ("--as-of", "2008Q2")):
        refused = ask("run", case, *words, "--out", "out/us-2008")
        assert refused.code == 2
        assert "C236" in refused.err
        assert "--force" in refused.err
    path = tmp_path / case
    path.write_text(path.read_text("utf-8").replace("horizon: 4", "horizon: 3"), "utf-8")
    assert "C236" in ask("run", case).err
    assert (tmp_path / "out" / "us-2008" / "report.html").read_bytes() == page
    assert ask("run", case, "--force").code == 0
    assert ask("verify", "out/us-2008").code == 0


def test_a_folder_is_proved(ask: Ask, case: str, tmp_path: Path) -> None:
    assert ask("run", case, "--out", "here").code == 0
    folder = tmp_path / "here"
    (folder / "notes.txt").write_text("mine")
    for lang, said in (("en", "sealed by your key"), ("zh", "有您的密钥封印")):
        shown = ask("verify", "here", "--lang", lang)
        assert (shown.code, shown.err) == (0, "")
        assert said in shown.out
        assert "notes.txt" in shown.out
    data = json.loads((folder / "plan.json").read_text("utf-8"))
    data["loss"] = 0.0
    (folder / "plan.json").write_text(json.dumps(data), encoding="utf-8")
    changed = ask("verify", "here")
    assert changed.code == 2
    assert "error[C234]" in changed.err
    assert "plan.json" in changed.err
    assert "error[C230]" in ask("monitor", case, "--plan", "here/plan.json").err
    # Nor is the change lost by running again.
    assert "plan.json" in ask("run", case, "--out", "here").err


def test_a_file_is_not_replaced_by_another(ask: Ask, tmp_path: Path) -> None:
    assert ask("model", "export", "klein1", "--out", "m.mod").code == 0
    assert ask("model", "export", "klein1", "--out", "m.mod").code == 0
    (tmp_path / "m.mod").write_text("mine")
    for words in (("model", "export", "klein1", "--out", "m.mod"), ("concepts", "--out", "m.svg")):
        (tmp_path / words[-1]).write_text("mine")
        refused = ask(*words)
        assert (refused.code, refused.out) == (2, "")
        assert "error[C237]" in refused.err
        assert (tmp_path / words[-1]).read_text() == "mine"
        assert ask(*words, "--force").code == 0
        assert (tmp_path / words[-1]).read_text("utf-8") != "mine"
