"""Sentences turned into their opposite, and what is learned from them."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.experiment import parse_experiment
from tinbergen.text.experiment_ways import CounterfactualPart
from tinbergen.text.few.lesson import Lesson
from tinbergen.text.fit import fit
from tinbergen.text.labelled import LabelledTable
from tinbergen.text.repeats import Repeats
from tinbergen.text.robust.counterfactual import both, change_of, with_counterfactuals
from tinbergen.text.robust.pairs import own_pairs
from tinbergen.text.splits import Split

NONE = np.empty(0, dtype=np.int64)
NAMES = ("dovish", "hawkish", "neutral")
PART = CounterfactualPart(phrases="monetary-stance", opposite={"dovish": "hawkish"})
RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Committee decided to raise its target.",
            "The Committee decided to lower its target.",
        ),
        ("Tightening followed.", "Easing followed."),
        ("Inflation stands above its norm.", "Inflation stands below its norm."),
        ("They saw an increase in orders.", "They saw a decrease in orders."),
        # None, two of which one is in the general list alone, and negation in several words.
        ("The Committee met.", None),
        ("Prices rose and output fell.", None),
        ("More firms expanded.", None),
        ("Inflation stood above its norm in the slowdown.", None),
        ("The Committee did not raise the target.", None),
        ("Inflation isn’t above its norm.", None),
        ("They were unlikely to raise rates.", None),
    ],
)
def test_one_phrase_and_no_negation(text: str, expected: str | None) -> None:
    assert change_of(PART, Path())(text, RNG) == expected


def test_our_list_has_one_opposite_a_phrase() -> None:
    pairs = own_pairs("monetary-stance")
    assert all(len(others) == 1 for others in pairs.values()) and len(pairs) > 100
    # There and back is where it began.
    assert all(pairs[pairs[word][0]] == (word,) for word in pairs)


def test_a_users_phrases_stand_alone(tmp_path: Path) -> None:
    (tmp_path / "ward.csv").write_text("word,other\nfull,empty\n病床紧张,病床宽裕\n", "utf-8")
    change = change_of(CounterfactualPart(phrases="ward.csv", opposite={"a": "b"}), tmp_path)
    assert change("The ward was full and costs rose.", RNG) == "The ward was empty and costs rose."
    assert change("今年病床紧张。", RNG) == "今年病床宽裕。"
    assert change("今年没有病床紧张。", RNG) is None and change("Costs rose.", RNG) is None


def test_opposites_by_place() -> None:
    assert both({"hawkish": "dovish"}, NAMES).tolist() == [1, 0, -1]
    with pytest.raises(TinbergenError, match="T720") as caught:
        both({"hawkish": "dovsh"}, NAMES)
    assert "dovish" in str(caught.value.hint)


TEXTS = (
    "Rates rose this spring.", "Nothing happened here today at all.", "Orders rose a little.",
    "Credit growth is strong in all of the regions that were asked.", "No rates rose.",
    "Credit growth is weak in all of the regions that were asked.",
)  # fmt: skip


def lesson(labels: tuple[int, ...] = (1, 0, 2, 1, 1, 0)) -> Lesson:
    table = LabelledTable("t.csv", TEXTS, np.array(labels), NAMES, dates=TEXTS)
    split = Split(np.arange(5), NONE, np.array([5]), NONE, NONE, Repeats((), ()), 0.0)
    return Lesson(table, split)


def test_the_opposite_has_the_opposite_label_and_what_is_asked_is_not_learned() -> None:
    more = with_counterfactuals(lesson(), PART, Path(), 0)
    # Of five: one has no phrase, one no opposite label, one a "no", one's opposite is a test row.
    assert more.table.texts[6:] == ("Rates fell this spring.",)
    assert more.table.labels[6:].tolist() == [0] and more.split.train.tolist() == [0, 1, 2, 3, 4, 6]
    assert more.table.dates[6] == TEXTS[0] and more.targets is None
    told = np.tile([0.1, 0.7, 0.2], (6, 1))
    taught = with_counterfactuals(replace(lesson(), targets=told), PART, Path(), 0)
    assert taught.targets is not None and taught.targets[6].tolist() == [0.7, 0.1, 0.2]


def test_none_that_can_be_turned_is_an_error() -> None:
    with pytest.raises(TinbergenError, match="T721"):
        with_counterfactuals(lesson((2, 2, 2, 2, 2, 2)), PART, Path(), 0)


def test_labels_stand_in_one_pair_each() -> None:
    text = (
        "name: x\ndata: {table: t.csv}\nrobust:\n  counterfactual:\n    phrases: monetary-stance\n"
        "    opposite: {a: b, b: c}\n"
    )
    with pytest.raises(TinbergenError, match="L003") as caught:
        parse_experiment(text, "x.yaml")
    assert caught.value.at is not None and caught.value.at.line == 6


def test_what_goes_with_a_label_by_chance_counts_for_less(tmp_path: Path) -> None:
    """In training the regions named go with the label (Kaushik et al., section 5); rows that are
    asked have them the other way round. Pairs that differ in the phrase alone mend it."""
    pytest.importorskip("sklearn")
    rng = np.random.default_rng(1)
    rows, words = ["text,label,side"], {"up": ("rose", "raised", "higher"),
                                        "down": ("fell", "lowered", "lower")}  # fmt: skip
    places, things = ("Boston", "Dallas"), ("wages", "orders", "sales", "rents", "stocks", "hours")
    seen: Counter[str] = Counter()
    for i in range(400):
        label = ("up", "down")[i % 2]
        side = ("train", "validation", "test")[0 if i < 200 else 1 if i < 260 else 2]
        agrees = rng.random() < (0.95 if side != "test" else 0.05)
        place = places[(label == "up") == agrees]
        word = words[label][rng.integers(3)]
        extra = " ".join(rng.choice(things, 3, replace=False))
        text = f"In {place} {extra} {word} in week {i}"
        seen[side] += 1
        rows.append(f"{text},{label},{side}")
    (tmp_path / "t.csv").write_text("\n".join(rows))
    said = (
        "name: x\ndata: {table: t.csv, split: {by: column, column: side, repeats: keep}}\n"
        "method: {name: lexical}\nrobust: {counterfactual: {phrases: monetary-stance, "
        "opposite: {up: down}, train: TRAIN}}\n"
    )
    plain, turned = (
        fit(parse_experiment(said.replace("TRAIN", on), "x")[0], tmp_path).scores.accuracy
        for on in ("false", "true")
    )
    assert seen["test"] == 140 and turned > plain + 0.1
