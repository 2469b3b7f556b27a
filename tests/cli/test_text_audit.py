"""``tinbergen text explain`` and what else examines models: printed, returned, refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.audit.gate import passed

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
    # On a narrow screen a first heading that a lead repeats is hidden; the label here stays.
    assert 'class="first"' not in page
    assert "C237" in ask(*asked, "--out", "why.html", "--lang", "zh").err
    assert ask(*asked, "--out", "why.html", "--lang", "zh", "--force").code == 0
    told = ask(*asked, "--json", "--label", "down").json
    (one,) = told["explanations"]
    assert one["label"] == "down" and len(one["neighbours"]) == 5
    assert sum(word["adds"] for word in one["words"]) < 0


def test_training_writes_card_and_gate(ask: Ask, shop: Path) -> None:
    folder = shop / "out/stance"
    assert passed(folder).passed
    assert (folder / "card.md").read_text().startswith("# stance\n\n*[中文](card.zh.md)*")
    assert "数据说明" in (folder / "card.zh.md").read_text()
    assert json.loads((folder / "card.json").read_text())["sheet"]["file"] == "table.csv"
    made = ask("text", "train", "stance.yaml").out
    assert "It may be served" in made and "(leakage)" in made and "out/stance/card.md" in made
    strict = EXPERIMENT + "gate: {f1: 1.0, bias: 0.0, robustness: 0.5, calibration: 0.0}\n"
    Path("stance.yaml").write_text(strict)
    said = ask("text", "audit", "out/stance", "stance.yaml")
    assert said.code == 0 and "may not be served" in said.out and "Names swapped" in said.out
    with pytest.raises(TinbergenError, match="T164"):
        passed(folder)
    told = ask("text", "audit", "out/stance", "stance.yaml", "--json").json
    assert 0.5 < told["measured"]["robustness"] <= 1 and not told["passed"]
    assert set(told["moved"]) == {"country", "bank", "party", "gender"}


def test_a_model_is_not_judged_by_what_it_has_read(ask: Ask, shop: Path) -> None:
    """Test rows of another experiment may be those that a model was trained on."""
    other = EXPERIMENT.replace("{table", "{split: {by: time, start: '2005'}, date: year, table")
    Path("other.yaml").write_text(other)
    said = ask("text", "evaluate", "out/stance", "other.yaml")
    assert said.code == 0 and "T750" in said.err and "T750" not in said.out
    (note,) = ask("text", "robust", "out/stance", "other.yaml", "--json").json["advice"]
    assert note["code"] == "T750" and "percent" in note["message"]
    judged = ask("text", "audit", "out/stance", "other.yaml", "--json").json
    assert judged["measured"]["leakage"] > 0.5 and not judged["passed"]
    card = (shop / "out/stance/card.md").read_text()
    assert "another experiment" in card and "scores flatter" in card and "calibrated on" not in card
    assert "所问并非" in (shop / "out/stance/card.zh.md").read_text()

    own = ask("text", "audit", "out/stance", "stance.yaml", "--json").json
    assert own["measured"]["leakage"] == 0 and own["passed"] and not own["advice"]
    assert not ask("text", "evaluate", "out/stance", "stance.yaml").err

    place = shop / "out/stance/model.json"
    kept = json.loads(place.read_text())
    for read in (None, {"a": 1}):
        kept["facts"]["read"] = read
        place.write_text(json.dumps(kept))
        judged = ask("text", "audit", "out/stance", "stance.yaml", "--json").json
        assert judged["measured"]["leakage"] is None and not judged["passed"]
        assert judged["advice"][0]["code"] == "T751"
        assert "not known: its folder" in (shop / "out/stance/card.md").read_text()


def test_texts_beside_the_table_were_read_too(ask: Ask, shop: Path) -> None:
    known = Path("table.csv").read_text().splitlines()[1:]
    Path("more.csv").write_text(
        "text\nzig zag zog\n" + "".join(f"{k.split(',')[0]}\n" for k in known)
    )
    few = EXPERIMENT + "few: {by: pseudo, unlabelled: more.csv}\n"
    Path("stance.yaml").write_text(few)
    assert ask("text", "train", "stance.yaml", "--force").code == 0
    # Its own test rows stand in the other table too, and are not learned from there.
    assert not ask("text", "evaluate", "out/stance", "stance.yaml").err
    Path("new.csv").write_text("text,label,side\nzig zag zog,up,test\na b,up,train\n"
                               "c d,down,train\ne f,flat,train\n")  # fmt: skip
    sides = EXPERIMENT.replace("{table: table", "{split: {by: column, column: side}, table: new")
    Path("new.yaml").write_text(sides)
    assert "T750" in ask("text", "evaluate", "out/stance", "new.yaml").err


def test_runs(ask: Ask, shop: Path) -> None:
    Path("full.yaml").write_text(EXPERIMENT.replace("lexical", "full") + "training: {epochs: 2}\n")
    assert ask("text", "train", "full.yaml", "--force").code == 0
    said = ask("text", "runs", "--out", "runs.html")
    assert "2 trainings, 2 finished" in said.out and "Loss of training" in said.out
    assert "method.name" in said.out and "<svg" in Path("runs.html").read_text()
    told = ask("text", "runs", "--json").json
    first, second = told["runs"]
    assert first["parameters"]["method.name"] == "lexical" and second["epochs"] == 2
    assert set(first["artefacts"]) == {"model.json", "words.json"}
    assert "T168" in ask("text", "runs", "--store", "nowhere").err
    assert "次训练" in ask("text", "runs", "--lang", "zh").out
    assert "T167" in ask("text", "train", "full.yaml", "--force", "--log", "paper").err
    assert len(ask("text", "runs", "--json").json["runs"]) == 2


def test_review(ask: Ask, shop: Path) -> None:
    asked = ask("text", "review", "out/stance", "rates fell", "jobs", "--unsure", "1")
    assert "2 of 2 texts wait" in asked.out and "unsure" in asked.out
    decided = ("--decide", "1", "--label", "down", "--by", "A")
    told = ask("text", "review", "out/stance", *decided, "--json").json
    assert told["waiting"] == 1 and told["items"][0]["decided"] == "down"
    assert "待裁决" in ask("text", "review", "out/stance", "--lang", "zh").out
    assert "T173" in ask("text", "review", "out/stance", "--decide", "2").err
    assert "T172" in ask("text", "review", "out/stance", *decided, "--decide", "9").err


def test_of_many_texts_to_review_some_are_shown(ask: Ask, shop: Path) -> None:
    texts = [f"rates word{i}" for i in range(60)]
    asked = ask("text", "review", "out/stance", *texts, "--unsure", "1")
    shown = asked.out
    assert "word29" in shown and "word30" not in shown and "30 of 60 texts are shown" in shown
    decided = ask("text", "review", "out/stance", "--decide", "55", "--label", "up", "--by", "A")
    assert "word54" in decided.out and "Decisions: 1" in decided.out
    assert len(ask("text", "review", "out/stance", "--json").json["items"]) == 60


def test_rules_that_speak_of_nothing_prove_nothing(ask: Ask, shop: Path) -> None:
    Path("rules.yaml").write_text(
        "lexicons: {x: [nowhere]}\nrules: [{name: r, has: [x], never: [up]}]\n"
    )
    said = ask("text", "check", "out/stance", "rates rise", "--rules", "rules.yaml").out
    assert "No rule speaks of these 1 texts" in said and "broke" not in said


def test_check_ground_attack(ask: Ask, shop: Path) -> None:
    Path("rules.yaml").write_text(
        "lexicons: {x: [rates]}\nrules: [{name: r, has: [x], never: [up]}]\n"
    )
    asked = ("text", "check", "out/stance", "rates rise", "jobs lost", "--rules", "rules.yaml")
    assert "1 of 2 texts broke a rule" in ask(*asked).out
    told = ask(*asked, "--json").json
    assert told["broken"][0]["before"] == "up" and told["labels"][0] != "up"
    assert "T175" in ask("text", "check", "out/stance", "rates").err
    said = ask("text", "ground", "The policy rate of Japan")
    assert "macro.r" in said.out and "JPN" in said.out
    game = ask("text", "attack", "stance.yaml", "--rounds", "1", "--texts", "9", "--out", "hard")
    assert game.code == 0 and "fooled at first" in game.out.replace("\n", " ")
    assert "stands in hard" in game.out and "may flatter" in game.out
    assert ask("text", "predict", "hard", "rates rise").code == 0
    assert ask("verify", "hard").code == 0
    again = ("text", "attack", "stance.yaml", "--rounds", "0", "--out", "hard")
    assert "C236" in ask(*again).err and ask(*again, "--force").code == 0
    assert "攻防" in ask("text", "attack", "stance.yaml", "--rounds", "0", "--lang", "zh").out


def test_lead(ask: Ask, shop: Path) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=200)
    y = np.r_[0, x[:-1]] + 0.3 * rng.normal(size=200)
    rows = [f"{a:.4f},{b:.4f}" for a, b in zip(x, y, strict=True)]
    Path("quarters.csv").write_text("\n".join(["stance,rate", *rows]) + "\n")
    asked = ("text", "lead", "--data", "quarters.csv", "--index", "stance", "--outcome", "rate")
    said = ask(*asked)
    assert "'stance' moves before 'rate'" in said.out and "no cause" in said.out
    told = ask(*asked, "--json", "--horizon", "2").json
    assert told["order"] == "leads" and told["ahead"][1] == pytest.approx(1, abs=0.1)
    assert "先于" in ask(*asked, "--lang", "zh").out
    assert "T002" in ask(*asked[:-1], "rates").err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("explain", "out/stance"), "T755"),
        (("explain", "out/stance", "rates", "--label", "upp"), "T160"),
        (("explain", "out/stance", " "), "T161"),
        (("explain", "out/stance", "rates", "--out", "why.txt"), "R003"),
        (("audit", "out/stance", "stance.yaml", "--harm", "stance.yaml"), "T162"),
        (("ground",), "T755"),
        (("check", "out/stance"), "T028"),
        (("audit", "out/stance", "other.yaml"), "T029"),
    ],
)
def test_wrong_input(ask: Ask, shop: Path, words: tuple[str, ...], code: str) -> None:
    Path("other.yaml").write_text(EXPERIMENT.replace("label: label", "label: doc"))
    found = ask("text", *words)
    assert found.code == 2 and code in found.err


def test_numbers_beyond_what_can_be_asked_for(ask: Ask, shop: Path) -> None:
    Path("quarters.csv").write_text("a,b\n1,2\n2,1\n")
    lead = ("text", "lead", "--data", "quarters.csv", "--index", "a", "--outcome", "b")
    for words, code in (
        ((*lead, "--horizon", "99999999999999999999"), "C240"),
        ((*lead, "--lags", "1000000"), "C240"),
        (("text", "attack", "stance.yaml", "--texts", "0"), "U0"),
        (("text", "attack", "stance.yaml", "--rounds", "-1"), "U0"),
    ):
        wrong = ask(*words)
        assert wrong.code == 2 and code in wrong.err


def test_names_too_long_for_a_folder(ask: Ask, shop: Path) -> None:
    long = "长" * 500
    for words, code in (
        (("text", "runs", "--store", long), "T168"), (("text", "ask", long, "why"), "T203"),
        (("text", "instruct", "none", "--out", long), "T203"),
        (("text", "pretrain", "stance.yaml", "--data", "table.csv", "--out", long), "C0"),
    ):  # fmt: skip
        wrong = ask(*words)
        assert wrong.code == 2 and code in wrong.err
