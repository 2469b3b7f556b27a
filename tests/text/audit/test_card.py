"""Cards made from runs."""

import hashlib

import pytest

from tinbergen.report.markdown import markdown
from tinbergen.report.views.text_card import card_view
from tinbergen.text.audit.card import card_of
from tinbergen.text.audit.gate import judge
from tinbergen.text.audit.swaps import biases
from tinbergen.text.experiment import GatePart, parse_experiment
from tinbergen.text.fit import fit
from tinbergen.text.knowledge.invariance import by_source

pytest.importorskip("sklearn")
EXPERIMENT = """name: x
title: Stance
data:
  table: table.csv
  annotators: [label, label]
  date: year
  source: doc
  licence: CC BY-NC 4.0
method: {name: lexical}
gate: {f1: 0.5, bias: 0.1}
"""


def test_everything_is_taken_from_the_run(workshop) -> None:
    experiment, _ = parse_experiment(EXPERIMENT, "x")
    found = fit(experiment, workshop)
    test = found.table.take(found.split.test)
    chances = found.model.predict(test.texts, test.numbers).chances
    card = card_of(
        experiment, found.model, found.table, found.split, found.scores, found.majority,
        made="2026-01-02", biases=biases(found.model, test.texts),
        sources=by_source(test.sources, test.labels, chances, found.table.names),
        harm={"crude": ("slump",)},
    )  # fmt: skip
    sheet = card.sheet
    assert sheet.sha256 == hashlib.sha256((workshop / "table.csv").read_bytes()).hexdigest()
    assert sum(sum(side.values()) for side in sheet.sides.values()) == 120 - sheet.dropped
    assert sheet.agreement == 1 and sheet.dates == ("2000", "2009") and sheet.annotators == 2
    assert sheet.harm["crude"] == sum("slump" in t for t in found.table.texts)
    assert sheet.sources["d3"] == 6 and sheet.languages == {} and card.skilled
    assert len(card.to_frame()) == 3

    page = card_view(card, judge(experiment.gate, {"f1": 0.9, "leakage": 0.0}))
    said = {lang: markdown(page, lang) for lang in ("en", "zh")}
    assert "restricts commercial use" in said["en"] and "限制商业用途" in said["zh"]
    assert "not measured" in said["en"] and "It may not be served" in said["en"]
    assert "only 8 test rows" in said["en"] and "Languages: unknown" in said["en"]
    assert "made sentences" in said["en"] and "{" not in said["en"] + said["zh"]
    assert "beats" not in said["en"] and "two standard errors" not in said["en"]


def test_a_card_tells_no_training_that_was_not(workshop) -> None:
    """A probe descends no loss: no epochs, rates or batches."""
    for method, told in (("probe", False), ("full", True)):
        experiment, _ = parse_experiment(
            "name: x\ndata: {table: table.csv}\nencoder: {name: tiny}\n"
            f"method: {{name: {method}}}\ntraining: {{epochs: 1}}\n", "x",
        )  # fmt: skip
        found = fit(experiment, workshop)
        card = card_of(experiment, found.model, found.table, found.split, found.scores, 1.0)
        assert card.training["pooling"] == "mean" and ("epochs" in card.training) == told


def test_what_else_was_learned_from_is_said(workshop) -> None:
    (workshop / "more.csv").write_text("text\nrates rise\njobs lost\n")
    text = ("name: x\ndata: {table: table.csv}\nmethod: {name: lexical}\n"
            "few: {by: pseudo, unlabelled: more.csv}\nrobust: {augment: {times: 2}}\n")  # fmt: skip
    experiment, _ = parse_experiment(text, "x")
    found = fit(experiment, workshop)
    card = card_of(experiment, found.model, found.table, found.split, found.scores, 1.0)
    said = markdown(card_view(card, ()), "en")
    assert "few.by pseudo" in said and "robust.augment.times 2" in said and "confidence" not in said
    assert "learned from more.csv too" in said
    other = card_of(experiment, found.model, found.table, found.split, found.scores, 1.0, own=False)
    assert "pseudo" not in markdown(card_view(other, ()), "en")


def test_what_nobody_said_is_unknown(workshop) -> None:
    experiment, _ = parse_experiment(
        "name: x\ndata: {table: table.csv}\nmethod: {name: lexical}\n", "x"
    )
    found = fit(experiment, workshop)
    card = card_of(experiment, found.model, found.table, found.split, found.scores, 1.0)
    assert not card.skilled and card.sheet.agreement is None and card.sheet.licence is None
    said = markdown(card_view(card, judge(GatePart(leakage=None), {})), "en")
    for words in ("asks nothing of it", "two standard errors", "Nobody said", "not swapped",
                  "Made: unknown", "drawn at random"):  # fmt: skip
        assert words in said
