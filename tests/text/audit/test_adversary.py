"""Attack and defence."""

import pytest

from tinbergen.text.audit.adversary import attack, play
from tinbergen.text.experiment import parse_experiment
from tinbergen.text.labelled import read_labelled
from tinbergen.text.splits import split_rows

pytest.importorskip("sklearn")


def test_one_misspelling_fools_a_model_of_words(says) -> None:
    model = says("inflation")
    found = attack(model, "Strong inflation in 2021 rose", "yes")
    assert found.changed == 1 and found.text != found.other
    assert model.names[model.predict([found.other]).labels[0]] == "no"
    # A fifth of five words is one: only the word that mattered was changed.
    kept = [w for w in found.text.split() if w in found.other.split()]
    assert kept == ["Strong", "in", "2021", "rose"]


def test_constraints_hold(says) -> None:
    model = says("inflation")
    assert attack(model, "Strong inflation rose", "yes", protected={"inflation"}) is None
    assert attack(model, "inflation", "yes", protected={"inflation"}) is None
    twice = says("inflation", "prices")
    # Two words speak for it and one may be changed: the model holds.
    assert attack(twice, "inflation and prices now", "yes") is None
    other = attack(model, "Inflation rose", "yes", synonyms={"inflation": ["dearness"]})
    assert other.other == "Dearness rose"


def test_rounds_of_the_game(workshop) -> None:
    experiment, _ = parse_experiment(
        "name: x\ndata: {table: table.csv}\nmethod: {name: lexical}\n", "x"
    )
    table = read_labelled(experiment.data, workshop)
    split = split_rows(table, experiment.data.split)
    found = play(experiment, workshop, table, split, rounds=2, texts=24)
    assert found.rounds[0].learned == 0 and found.rounds[0].asked == 24
    for one, before in zip(found.rounds[1:], found.rounds, strict=False):
        assert one.learned > before.learned
    shares = [r.share for r in found.rounds]
    assert found.best == shares.index(min(shares)) and len(found.to_frame()) == len(shares)
    best = found.rounds[found.best]
    assert len(found.attacks) == best.fooled and best.lower <= best.share <= best.upper
    # The same seed plays the same game.
    again = play(experiment, workshop, table, split, rounds=2, texts=24)
    assert again.rounds == found.rounds
