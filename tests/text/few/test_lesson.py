"""Rows, and how far their labels are believed."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.few.lesson import Lesson, fewer, with_texts
from tinbergen.text.labelled import UNLABELLED, LabelledTable
from tinbergen.text.repeats import Repeats
from tinbergen.text.splits import Split

NONE = np.empty(0, dtype=np.int64)


def lesson(labels=(0, 0, 0, 0, 1, 1, 1, 2), test=(8,)) -> Lesson:
    own = np.array([*labels, 0])
    texts = tuple(f"text {i}" for i in range(len(own)))
    table = LabelledTable("t.csv", texts, own, ("a", "b", "c"), dates=texts,
                          numbers=np.arange(len(own))[:, None] * 1.0)  # fmt: skip
    split = Split(np.arange(len(labels)), NONE, np.array(test), NONE, NONE, Repeats((), ()), 0.0)
    return Lesson(table, split)


def test_fewer_labels_are_even_and_a_part_of_more() -> None:
    whole = lesson()
    four, six = fewer(whole, 4, 3), fewer(whole, 6, 3)
    assert np.bincount(whole.table.labels[four.split.train]).tolist() == [2, 1, 1]
    assert np.bincount(whole.table.labels[six.split.train]).tolist() == [3, 2, 1]
    assert set(four.split.train) <= set(six.split.train)
    # What is hidden is truly unknown.
    assert (four.table.labels[four.split.unlabelled] == UNLABELLED).all()
    assert len(four.split.unlabelled) == 4 and four.table.labels[8] == 0
    assert set(fewer(whole, 4, 4).split.train) != set(four.split.train)
    for wrong in (2, 9):
        with pytest.raises(TinbergenError, match="T133"):
            fewer(whole, wrong, 0)


def test_rows_added_bring_what_they_are_like() -> None:
    begun = Lesson(*(lesson().table, lesson().split), weights=np.arange(9.0))
    more = with_texts(begun, ["x", "y"], np.array([2, 1]), like=np.array([7, 4]))
    assert more.table.texts[-2:] == ("x", "y") and more.table.dates[-1] == "text 4"
    assert more.table.numbers[-2:, 0].tolist() == [7, 4]
    assert more.weights is not None and more.weights[-2:].tolist() == [7, 4]
    assert more.split.train[-2:].tolist() == [9, 10] and len(more.split.unlabelled) == 0
    blank = with_texts(begun, ["z"])
    assert np.isnan(blank.table.numbers[-1, 0]) and blank.split.unlabelled.tolist() == [9]
    assert blank.weights is not None and blank.weights[-1] == 1
