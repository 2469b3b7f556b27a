"""``tinbergen text robust``, ``continual`` and ``active``: what they print, write and refuse."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("transformers")
pytest.importorskip("sklearn")
Ask = Callable[..., Any]

EXPERIMENT = """name: stance
data: {table: table.csv, date: year}
method: {name: lexical}
continual: {starts: ['2004', '2007'], by: joint}
robust: {abstain: 0.1, out_of_domain: other.csv, undirected: [flat]}
"""


@pytest.fixture
def shop(workshop: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table, texts of another field and an experiment, from which commands run."""
    monkeypatch.chdir(workshop)
    Path("other.csv").write_text("text\nthe cat sat on the mat\nof and in on\n")
    Path("stance.yaml").write_text(EXPERIMENT)
    return workshop


def test_robust(ask: Ask, shop: Path) -> None:
    assert ask("text", "train", "stance.yaml").code == 0
    found = ask("text", "robust", "out/stance", "stance.yaml", "--json").json
    kinds = {change["kind"]: change for change in found["changes"]}
    # Words counted know neither capitals nor what stands far behind.
    assert kinds["capitals"]["share"] == 1.0 and kinds["capitals"]["must"] == "keep"
    assert kinds["numbers"]["share"] is None and kinds["numbers"]["rows"] == 0
    assert kinds["typos"]["low"] < kinds["typos"]["share"] <= kinds["typos"]["high"]
    # Opposites are only asked of texts with a direction.
    assert 0 < kinds["opposites"]["rows"] < found["rows"] == 24
    assert found["selective"]["asked_risk"] == 0.1 and found["foreign"]["rows"] == 2
    assert found["ensemble_f1"] is None

    shown = ask("text", "robust", "out/stance", "stance.yaml", "--with", "out/stance")
    assert "typing errors" in shown.out and "Averaged with the others" in shown.out
    Path("stance.yaml").write_text(EXPERIMENT.replace("out_of_domain: other.csv, ", ""))
    again = ask("text", "robust", "out/stance", "stance.yaml", "--lang", "zh").out
    assert "拼写错误" in again and "未检验领域外文字" in again


def test_sentences_turned_round_are_learned_and_asked(ask: Ask, shop: Path) -> None:
    turned = "undirected: [flat], counterfactual: {phrases: turns.csv, opposite: {up: down}}"
    Path("stance.yaml").write_text(EXPERIMENT.replace("undirected: [flat]", turned))
    Path("turns.csv").write_text("word,other\nrise,fall\nrose,fell\nhigher,lower\nstrong,weak\n")
    assert ask("text", "train", "stance.yaml").code == 0
    found = ask("text", "robust", "out/stance", "stance.yaml", "--json").json
    kind = next(change for change in found["changes"] if change["kind"] == "counterfactual")
    # One word turned of five that point one way: this model rightly stays, and it is told.
    assert kind["must"] == "turn" and kind["rows"] == len(kind["failed"]) == 3
    shown = ask("text", "robust", "out/stance", "stance.yaml")
    assert "turned round" in shown.out and "be the opposite" in shown.out
    Path("stance.yaml").write_text(
        EXPERIMENT.replace("undirected: [flat]", turned.replace("up: down", "up: don"))
    )
    refused = ask("text", "train", "stance.yaml", "--force")
    assert refused.code != 0 and "T720" in refused.err and "down" in refused.err


def test_a_model_that_does_not_know_says_so(ask: Ask, shop: Path) -> None:
    ask("text", "train", "stance.yaml")
    told = ask("text", "predict", "out/stance", "rates rise rose higher", "xyzzy", "--json").json
    assert [p["sure"] for p in told["predictions"]] == [True, False]
    assert "not known" in ask("text", "predict", "out/stance", "xyzzy").out
    Path("stance.yaml").write_text(EXPERIMENT.replace("abstain: 0.1, ", ""))
    ask("text", "train", "stance.yaml", "--out", "open")
    told = ask("text", "predict", "open", "xyzzy", "--json").json
    assert told["predictions"][0]["sure"]


def test_continual(ask: Ask, shop: Path) -> None:
    found = ask("text", "continual", "stance.yaml", "--json").json
    assert [p["name"] for p in found["periods"]] == ["2000 – 2003", "2004 – 2006", "2007 – 2009"]
    assert len(found["matrix"]) == 3 and found["periods"][0]["shifted"] is None
    assert json.loads(Path("out/stance/continual.json").read_text()) == found
    said = ask("verify", "out/stance")
    assert said.code == 0 and "text continual" in said.out and "words.json" in said.out
    assert ask("text", "predict", "out/stance", "rates rise", "--json").code == 0
    shown = ask("text", "continual", "stance.yaml").out
    assert "2007 – 2009" in shown and "stability index" in shown
    assert "asked" in shown and "without intervals" in " ".join(shown.split())
    judged = ask("text", "audit", "out/stance", "stance.yaml", "--json").json
    assert judged["measured"]["leakage"] > 0 and not judged["passed"]
    Path("stance.yaml").write_text(EXPERIMENT.replace(", date: year", ""))
    assert "T757" in ask("text", "continual", "stance.yaml").err
    Path("stance.yaml").write_text(EXPERIMENT.replace("'2004'", "'1990'"))
    # Another experiment's model takes no model's place unless told to.
    assert "C236" in ask("text", "continual", "stance.yaml").err
    assert "T135" in ask("text", "continual", "stance.yaml", "--force").err


def test_texts_are_asked_and_their_labels_come_back(ask: Ask, shop: Path) -> None:
    lines = Path("table.csv").read_text().splitlines()
    fresh = ["rates rise staff", "jobs lost staff", "firm notes", "rates rise staff again"]
    test = ask("text", "train", "stance.yaml", "--json").json
    # Texts of the table are not asked again.
    old = [line.split(",")[0] for line in lines[1:]]
    Path("more.csv").write_text("\n".join(["text", *old, *fresh]) + "\n")
    words = ("text", "active", "stance.yaml", "--data", "more.csv", "--ask", "2")
    found = ask(*words, "--json").json
    assert found["asked"] == 2 and found["of"] == 4 and test["rows"]["test"] == 24
    with Path("stance-ask.csv").open() as file:
        asked = list(csv.DictReader(file))
    assert {row["text"] for row in asked} <= set(fresh)
    assert all(row["label"] == "" and float(row["doubt"]) > 0 for row in asked)
    assert "stance-ask.csv" in ask(*words, "--model", "out/stance").out

    assert "T137" in ask("text", "active", "stance.yaml", "--take", "stance-ask.csv").err
    asked[0]["label"] = "up"
    with Path("stance-ask.csv").open("w") as file:
        out = csv.DictWriter(file, list(asked[0]))
        out.writeheader()
        out.writerows(asked)
    assert "C237" in ask(*words).err
    take = ("text", "active", "stance.yaml", "--take", "stance-ask.csv")
    back = ask(*take, "--json").json
    assert (back["taken"], back["blank"], back["rows"]) == (1, 1, 121)
    whole = Path("stance-labelled.csv").read_text().splitlines()
    assert whole[:121] == lines and whole[121] == f"{asked[0]['text']},up,,,"
    assert "121" in ask(*take, "--lang", "zh").out
    Path("stance.yaml").write_text(EXPERIMENT.replace("table.csv", "stance-labelled.csv"))
    assert ask("text", "train", "stance.yaml", "--out", "next").code == 0

    Path("stance-ask.csv").write_text("text,label\nrates rise staff,upp\n")
    wrong = ask(*take).err
    assert "T754" in wrong and "stance-ask.csv:2" in wrong and "up" in wrong
    assert "T136" in ask("text", "active", "stance.yaml").err
    assert "T753" in ask("text", "active", "stance.yaml", "--data", "table.csv").err
