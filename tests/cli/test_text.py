"""``tinbergen text``: what it prints, and what it refuses, in both languages."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinbergen.core.manifest import verify

pytest.importorskip("transformers")
pytest.importorskip("sklearn")
Ask = Callable[..., Any]

EXPERIMENT = """name: stance
data: {table: table.csv, label: label, annotators: [label, label]}
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


def test_train_predict_evaluate(ask: Ask, shop: Path) -> None:
    made = ask("text", "train", "stance.yaml")
    assert made.code == 0 and "out/stance" in made.out and "validation F1" in made.out
    assert "agree beyond chance by 1.00" in made.out
    assert "count with their label" not in made.out
    few = EXPERIMENT.replace("full", "lexical") + "few: {labels: 12}\n"
    Path("few.yaml").write_text(few)
    assert "12 of the rows to learn from" in ask("text", "train", "few.yaml", "--out", "few").out
    again = ask("text", "train", "stance.yaml", "--json", "--out", "again").json
    assert again["method"] == "full" and again["rows"]["test"] == 24
    assert json.loads((shop / "again" / "training.json").read_text()) == again

    said = ask("text", "predict", "out/stance", "rates rise higher", "jobs lost slump")
    assert said.code == 0 and said.out.index("up") < said.out.index("down")
    strange = ask("text", "predict", "out/stance", "央行上调利率", "rates rise", "--json").json
    assert [note["code"] for note in strange["advice"]] == ["T760"]
    assert "1 of 1 texts" in ask("text", "explain", "out/stance", "央行上调利率").err
    assert not said.err
    told = ask("text", "predict", "out/stance", "--data", "table.csv", "--json").json
    assert len(told["predictions"]) == 120
    assert sum(told["predictions"][0]["chances"].values()) == pytest.approx(1)
    long = "rates rise higher " * 9
    Path("long.csv").write_text(f"text\n{long}\n{long}\n")
    shown = ask("text", "predict", "out/stance", "--data", "long.csv").out
    assert "rates rise" in shown and max(map(len, shown.splitlines())) <= 100
    assert "more" in ask("text", "predict", "out/stance", "--data", "table.csv").out

    asked = ask("text", "evaluate", "out/stance", "stance.yaml", "--json").json
    assert asked["scores"] == json.loads((shop / "out/stance/training.json").read_text())["scores"]
    own = json.loads((shop / "out/stance/training.json").read_text())["majority_f1"]
    assert asked["majority_f1"] == own
    assert "commonest label would reach" in ask("text", "evaluate", "out/stance", "stance.yaml").out
    assert "加权 F1" in ask("text", "evaluate", "out/stance", "stance.yaml", "--lang", "zh").out


def test_rate_and_pretrain(ask: Ask, shop: Path) -> None:
    tried = ask("text", "rate", "stance.yaml", "--json").json
    assert 1e-6 <= tried["suggested"] <= 0.1 and len(tried["rates"]) == len(tried["losses"])
    assert "falls fastest" in ask("text", "rate", "stance.yaml").out
    read = ("text", "pretrain", "stance.yaml", "--data", "table.csv", "--out", "read")
    told = ask(*read).out.replace("\n", " ")
    assert "kept aside" in told and "started from nothing" in told
    assert ask(*read, "--force", "--json").json["fresh"] is True
    Path("stance.yaml").write_text(EXPERIMENT.replace("tiny", "read"))
    assert ask("text", "train", "stance.yaml").code == 0
    Path("stance.yaml").write_text(EXPERIMENT.replace("full", "lexical"))
    assert "T031" in ask("text", "rate", "stance.yaml").err
    # A regression on vectors that stay has no rate either.
    Path("stance.yaml").write_text(EXPERIMENT.replace("full", "probe"))
    assert "T031" in ask("text", "rate", "stance.yaml").err


def test_an_encoder_that_read_on_has_a_manifest(ask: Ask, shop: Path) -> None:
    read = ("text", "pretrain", "stance.yaml", "--data", "table.csv", "--out", "read")
    assert ask(*read).code == 0
    made = verify("read")
    assert made.command == "text pretrain" and made.case == "stance"
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= {f.name for f in made.files}
    # The same again may take its place; what was changed since, or another run's, may not.
    assert ask(*read).code == 0 and verify("read") is not None
    kept = Path("read/model.safetensors").read_bytes()
    Path("read/model.safetensors").write_bytes(kept[:-1] + b"x")
    assert "C236" in ask(*read).err
    Path("read/model.safetensors").write_bytes(kept)
    Path("stance.yaml").write_text(EXPERIMENT.replace("epochs: 3", "epochs: 1"))
    assert "C236" in ask(*read).err and Path("read/model.safetensors").read_bytes() == kept
    assert ask(*read, "--force").code == 0 and verify("read").inputs != made.inputs
    assert "C236" in ask(*read[:-1], "tiny").err


@pytest.mark.parametrize("command", ["pretrain", "train"])
def test_an_encoders_folder_needs_a_name_that_can_be_written_down(
    ask: Ask, shop: Path, command: str
) -> None:
    name = os.fsdecode(b"r\xffd")
    more = ("--data", "table.csv") if command == "pretrain" else ()
    refused = ask("text", command, "stance.yaml", *more, "--out", name)
    assert "C004" in refused.err and "UTF-8" in refused.err
    assert not Path(name).exists()


def test_a_teachers_table_is_held_against_what_others_labelled(ask: Ask, shop: Path) -> None:
    """Labels that have slipped by a row are still plausible; texts that both labelled tell."""
    rows = [line.split(",")[:2] for line in Path("table.csv").read_text().splitlines()[1:]]
    teacher = EXPERIMENT.replace("full", "lexical") + "few: {teacher: {table: silver.csv}}\n"
    Path("stance.yaml").write_text(teacher)

    def said(slip: int, *more: str) -> Any:
        told = [f"{text},{rows[(i + slip) % len(rows)][1]}" for i, (text, _) in enumerate(rows)]
        Path("silver.csv").write_text("\n".join(["text,label", *told]) + "\n")
        return ask("text", "train", "stance.yaml", "--force", *more)

    right = " ".join(said(0).out.split())
    assert "it gives 100 percent the label" in right and "more often than that" not in right
    slipped = said(1, "--json").json
    assert 0 <= slipped["taught_alike"] < slipped["taught"] / 2
    assert slipped["taught"] == slipped["rows"]["train"]
    shown = said(1, "--lang", "zh").out
    assert "教师表" in shown and ("对齐" in shown) == (slipped["scores"]["accuracy"] > 0)


def test_a_model_without_skill_is_said(ask: Ask, shop: Path) -> None:
    lines = Path("table.csv").read_text().splitlines()
    mixed = [f"{line.split(',')[0]},{'ab'[i % 7 < 3]},,," for i, line in enumerate(lines[1:])]
    Path("table.csv").write_text("\n".join([lines[0], *mixed]) + "\n")
    made = ask("text", "train", "stance.yaml")
    assert "two standard errors of always saying" in made.out
    asked = EXPERIMENT + "gate: {f1: 1.0, leakage: 0.0}\n"
    Path("stance.yaml").write_text(asked)
    made = ask("text", "train", "stance.yaml", "--out", "asked", "--lang", "zh")
    assert "不得提供服务" in made.out and "未通过 f1。" in made.out
    told = json.loads(Path("asked/training.json").read_text())["gate"]
    assert told == {"f1": False, "leakage": True}
    kept = EXPERIMENT.replace("{table", "{split: {repeats: keep}, table")
    Path("table.csv").write_text("\n".join([lines[0], *mixed, *mixed]) + "\n")
    Path("stance.yaml").write_text(kept)
    assert "its scores flatter" in ask("text", "train", "stance.yaml", "--force").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("train", "nothing.yaml"), "C005"),
        (("predict", "out/stance"), "T028"),
        (("predict", "out/stance", "rates", "--data", "table.csv"), "T028"),
        (("predict", "nothing", "rates"), "C005"),
        (("predict", "out/stance", "--data", "table.csv", "--column", "txt"), "T002"),
        (("evaluate", "out/stance", "other.yaml"), "T029"),
    ],
)
def test_wrong_input(ask: Ask, shop: Path, words: tuple[str, ...], code: str) -> None:
    Path("stance.yaml").write_text(EXPERIMENT.replace("full", "lexical"))
    assert ask("text", "train", "stance.yaml").code == 0
    Path("other.yaml").write_text(EXPERIMENT.replace("label: label", "label: doc"))
    found = ask("text", *words)
    assert found.code == 2 and code in found.err


def test_numbers_beside_the_text_come_from_the_table(ask: Ask, shop: Path) -> None:
    Path("stance.yaml").write_text(
        EXPERIMENT.replace("full", "lexical").replace("table.csv,", "table.csv, numbers: [speed],")
    )
    assert ask("text", "train", "stance.yaml").code == 0
    assert ask("text", "predict", "out/stance", "--data", "table.csv").code == 0
    assert "T026" in ask("text", "predict", "out/stance", "rates").err
