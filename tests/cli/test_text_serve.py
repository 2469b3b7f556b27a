"""``tinbergen text compress``, ``registry``, ``key``, ``serve``, ``served``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinbergen.text.serving.audit import AuditLog

pytest.importorskip("transformers")
pytest.importorskip("sklearn")
Ask = Callable[..., Any]

EXPERIMENT = """name: stance
data: {table: table.csv, label: label}
encoder: {name: tiny}
method: {name: full}
training: {epochs: 3, learning_rate: 0.01}
"""


@pytest.fixture
def shop(workshop: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table, an encoder and an experiment, from which commands run."""
    monkeypatch.chdir(workshop)
    Path("stance.yaml").write_text(EXPERIMENT)
    return workshop


def test_compress_then_predict_and_evaluate(ask: Ask, shop: Path) -> None:
    pytest.importorskip("onnxscript")
    pytest.importorskip("onnxruntime")
    assert ask("text", "train", "stance.yaml").code == 0
    own = ("text", "compress", "out/stance", "stance.yaml")
    made = ask(*own, "--to", "int8", "--out", "small", "--json").json
    assert made["agreement"] >= 0.95 and 0 < made["mean_drift"] < made["drift"] < 1
    files = [Path("small") / name for name in ("model.json", "model.onnx", "tokenizer.json")]
    assert made["after"]["size"] == sum(path.stat().st_size for path in files)
    assert ask("verify", "small").code == 0
    assert json.loads(Path("small/compression.json").read_text()) == made
    said = ask("text", "predict", "small", "rates rise higher", "--json").json
    assert said["predictions"][0]["label"] == "up"
    asked = ask("text", "evaluate", "small", "stance.yaml", "--json").json
    assert asked["scores"]["weighted_f1"] == pytest.approx(made["f1"])

    again = (*own, "--to", "int8,trimmed", "--out", "small", "--agreement", "0.01", "--drift", "99")
    assert "C236" in ask(*again).err
    # Where nothing has gradients, words are left out in turn.
    told = ask("text", "explain", "small", "rates rise higher", "--json").json["explanations"][0]
    assert (told["label"], told["gap"], told["steps"]) == ("up", None, None)
    assert [(w["word"], w["adds"]) for w in told["words"]] == [
        ("rates", None), ("rise", None), ("higher", None),
    ]  # fmt: skip
    assert "T707" in ask("text", "explain", "small", "rates", "--experiment", "stance.yaml").err
    assert "没有梯度" in ask("text", "explain", "small", "rates", "--lang", "zh").out

    (Path("small") / "tokenizer.json").write_text("{}")
    assert "C234" in ask("verify", "small").err
    assert ask(*own, "--to", "int8", "--out", "small", "--force").code == 0

    near = ("--agreement", "0.01", "--drift", "100")
    shown = ask(*own, "--to", "pruned,student,trimmed", "--out", "less", "--data", "table.csv",
                *near, "--lang", "zh")  # fmt: skip
    assert shown.code == 0 and "logit" in shown.out
    notes = json.loads(Path("less/compression.json").read_text())["notes"]
    assert len(notes["heads"]) == 1 and notes["student"]["texts"] > 80 and notes["words"] > 5
    kept = ask(*own, "--to", "pruned", "--layers", "1", "--out", "flat", *near)
    assert kept.code == 0 and "same label" in kept.out
    for words, code in (
        (("--to", "int9"), "T105"), (("--to", "int8", "--drift", "1e-9"), "T101"),
        (("--to", "student", "--layers", "9"), "T103"), (("--to", "int8", "--heads", "2"), "U011"),
    ):  # fmt: skip
        wrong = ask(*own, *words, "--out", "none")
        assert wrong.code == 2 and code in wrong.err and not Path("none").exists()
    assert (
        "T100" in ask("text", "compress", "small", "stance.yaml", "--to", "int8", "--out", "x").err
    )


def test_versions(ask: Ask, shop: Path) -> None:
    Path("stance.yaml").write_text(EXPERIMENT.replace("full", "lexical"))
    assert ask("text", "train", "stance.yaml").code == 0
    own = ("text", "registry")
    assert "nothing yet" in ask(*own, "list", "reg").out
    added = ask(*own, "add", "reg", "--model", "out/stance", "--experiment", "stance.yaml")
    assert added.code == 0 and "candidate" in added.out
    assert ask(*own, "add", "reg", "--model", "out/stance").code == 0
    # What did not pass its gate, or was changed since, is not served.
    for gate, code in (("gate: {f1: 1.0, robustness: 1.0}\n", "T164"), ("", "T165")):
        Path("hard.yaml").write_text(Path("stance.yaml").read_text() + gate)
        assert ask("text", "train", "hard.yaml", "--out", "hard", "--force").code == 0
        if not gate:
            Path("hard/words.json").write_text(Path("hard/words.json").read_text() + " ")
        refused = ask(*own, "add", "reg", "--model", "hard")
        assert refused.code == 2 and code in refused.err
    assert "serves" in ask(*own, "promote", "reg", "--version", "1").out
    tried = ask(*own, "canary", "reg", "--version", "2", "--share", "0.1", "--json").json
    assert [(v["stage"], v["share"]) for v in tried["versions"]] == [
        ("production", 0.0), ("canary", 0.1)
    ]  # fmt: skip
    ended = ask(*own, "canary", "reg", "--version", "2", "--share", "0", "--json").json
    assert [v["stage"] for v in ended["versions"]] == ["production", "candidate"]
    ask(*own, "promote", "reg", "--version", "2")
    assert "已退役" in ask(*own, "rollback", "reg", "--lang", "zh").out
    for words, code in (
        (("promote", "reg", "--version", "7"), "T116"), (("rollback", "reg"), "T118"),
        (("canary", "reg", "--version", "2", "--share", "3"), "U011"),
        (("add", "reg", "--model", "none"), "C005"),
    ):  # fmt: skip
        wrong = ask(*own, *words)
        assert wrong.code == 2 and code in wrong.err


def test_keys(ask: Ask, tmp_path: Path) -> None:
    own = ("text", "key")
    assert "nothing yet" in ask(*own, "list", "keys.json").out
    made = ask(*own, "add", "keys.json", "--name", "desk", "--role", "analyst")
    assert made.code == 0 and "tb_" in made.out and "analyst" in made.out
    assert "tb_" not in ask(*own, "list", "keys.json").out
    assert "T112" in ask(*own, "add", "keys.json", "--name", "desk").err
    assert ask(*own, "revoke", "keys.json", "--name", "desk", "--json").json["keys"][0]["revoked"]
    assert "T113" in ask(*own, "revoke", "keys.json", "--name", "desk").err


def test_served(ask: Ask, tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    log.add(status=200)
    log.add(alarm="drift", value=0.4)
    log.close()
    found = ask("text", "served", "audit.jsonl")
    assert "chain of seals holds" in found.out and "alarm: drift" in found.out
    Path("audit.jsonl").write_text("{}\n")
    assert "T114" in ask("text", "served", "audit.jsonl").err


def test_serve_says_what_it_lacks(ask: Ask, tmp_path: Path, monkeypatch) -> None:
    Path("serve.yaml").write_text("registry: reg\nport: -1\n")
    assert "L003" in ask("text", "serve", "serve.yaml").err
    Path("serve.yaml").write_text("registry: reg\n")
    monkeypatch.setattr("tinbergen.service.server.importlib.util.find_spec", lambda name: None)
    assert "T127" in ask("text", "serve", "serve.yaml").err
