"""Periods that arrive one after another."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.continual.periods import periods_of
from tinbergen.text.continual.sequence import go_on
from tinbergen.text.experiment import SplitPart, parse_experiment
from tinbergen.text.labelled import read_labelled

pytest.importorskip("peft")
pytest.importorskip("sklearn")


def experiment(continual: str, method: str = "full", epochs: int = 5):
    return parse_experiment(
        "name: x\ndata: {table: table.csv, date: year}\nencoder: {name: tiny}\n"
        f"method: {{name: {method}}}\n"
        f"training: {{epochs: {epochs}, learning_rate: 0.01, batch: 8}}\n"
        f"continual: {{{continual}}}\n", "x",
    )[0]  # fmt: skip


def learned(workshop, by: str, method: str = "full", **more: int):
    words = "".join(f", {key}: {value}" for key, value in more.items())
    asked = experiment(f"starts: ['2004', '2007'], by: {by}{words}", method)
    return go_on(asked, workshop, asked.continual)


@pytest.fixture
def turned(workshop):
    """Twice the rows, and in the later half up and down change places: what was learned before is
    wrong after."""
    lines = (workshop / "table.csv").read_text().splitlines()
    other = {"up": "down", "down": "up", "flat": "flat"}
    more = []
    for line in lines[1:]:
        words, label, year, *rest = line.split(",")
        text = " ".join(reversed(words.split()))
        more.append(",".join([text, other[label], f"3{year[1:]}", *rest]))
    (workshop / "table.csv").write_text("\n".join([*lines, *more]) + "\n")
    return workshop


def both(turned, by: str, method: str = "full", **more: object):
    words = "".join(f", {key}: {value}" for key, value in more.items())
    asked = experiment(f"starts: ['3000'], by: {by}{words}", method, 10)
    return go_on(asked, turned, asked.continual)


def test_periods_are_apart_and_each_is_split(workshop) -> None:
    asked = experiment("starts: ['2007', '2004']")
    table = read_labelled(asked.data, workshop)
    found = periods_of(table, asked.continual.starts, SplitPart())
    assert [p.name for p in found] == ["2000 – 2003", "2004 – 2006", "2007 – 2009"]
    rows = np.concatenate([np.r_[p.train, p.validation, p.test] for p in found])
    assert sorted(rows) == list(range(120))
    with pytest.raises(TinbergenError, match="T135"):
        periods_of(table, ["1990"], SplitPart())


def test_a_text_of_any_test_is_learned_in_no_period(workshop) -> None:
    lines = (workshop / "table.csv").read_text().splitlines()
    again = [line.replace("2000", "2009") for line in lines[1:10]]
    (workshop / "table.csv").write_text("\n".join([*lines, *again]) + "\n")
    asked = experiment("starts: ['2005']")
    table = read_labelled(asked.data, workshop)
    early, late = periods_of(table, asked.continual.starts, SplitPart(test=0.5))
    texts = {table.texts[i] for p in (early, late) for i in p.test}
    assert not texts & {table.texts[i] for p in (early, late) for i in p.train}
    kept = periods_of(table, asked.continual.starts, SplitPart(test=0.5, repeats="keep"))
    assert texts & {table.texts[i] for p in kept for i in p.train}


def test_going_on_naively_forgets(turned) -> None:
    found = both(turned, "naive")
    matrix = found.forgetting.matrix
    assert matrix[0, 0] > 0.7 > 0.5 > matrix[0, 1]
    assert matrix[1, 1] > matrix[0, 1] + 0.2 and found.forgetting.backward < -0.2
    assert found.trained == (True, True) and len(found.drifts) == 1


def test_firm_weights_forget_less_and_learn_less(turned) -> None:
    naive, loose, firm = (
        both(turned, *way).forgetting if isinstance(way, tuple) and len(way) == 1
        else both(turned, "ewc", strength=way).forgetting
        for way in (("naive",), 1e-9, 1e8)
    )  # fmt: skip
    assert loose.backward == pytest.approx(naive.backward, abs=0.2)
    assert firm.backward > naive.backward + 0.3
    assert firm.matrix[1, 1] < naive.matrix[1, 1]


def test_an_adapter_a_period_forgets_nothing(turned) -> None:
    told = experiment("starts: ['3000'], by: adapters", "bottleneck", 20)
    training = told.training.model_copy(update={"head_learning_rate": 0.1, "patience": 0})
    told = told.model_copy(update={"training": training})
    found = go_on(told, turned, told.continual)
    assert found.forgetting.backward == 0.0
    assert found.forgetting.matrix[1, 1] > found.forgetting.matrix[0, 1]


@pytest.mark.parametrize(("by", "method"), [("replay", "full"), ("joint", "probe")])
def test_what_is_seen_again_is_not_forgotten(workshop, by, method) -> None:
    found = learned(workshop, by, method)
    assert found.forgetting.matrix.shape == (3, 3) and found.forgetting.backward > -0.2
    assert found.to_frame().shape == (3, 3)


def test_a_model_is_left_alone_until_texts_move(workshop) -> None:
    same = experiment("starts: ['2005'], retrain: drift, stability: 99", "lexical")
    found = go_on(same, workshop, same.continual)
    assert found.trained == (True, False) or found.drifts[0].shifted
    lines = (workshop / "table.csv").read_text().splitlines()
    rng, moved = np.random.default_rng(0), []
    for line in lines[1:]:
        text, label, year, *rest = line.split(",")
        if year >= "2005":
            text = " ".join([*rng.choice(["of", "to", "and", "in", "were"], 8), text.split()[0]])
        moved.append(",".join([text, label, year, *rest]))
    (workshop / "table.csv").write_text("\n".join([lines[0], *moved]) + "\n")
    again = experiment("starts: ['2005'], retrain: drift", "full")
    found = go_on(again, workshop, again.continual)
    assert found.trained == (True, True) and found.drifts[0].shifted


@pytest.mark.parametrize(
    ("by", "method"), [("ewc", "lexical"), ("adapters", "probe"), ("adapters", "full")]
)
def test_ways_that_a_method_does_not_have(workshop, by, method) -> None:
    with pytest.raises(TinbergenError, match="T131"):
        learned(workshop, by, method)
