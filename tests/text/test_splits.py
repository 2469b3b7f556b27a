"""Splits."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.experiment import SplitPart
from tinbergen.text.labelled import LabelledTable
from tinbergen.text.splits import split_rows

MANY = 60


def table(**more: object) -> LabelledTable:
    texts = tuple(f"row number {i} says something of its own {i * i}" for i in range(MANY))
    labels = np.arange(MANY) % 3
    labels[-4:] = -1
    return LabelledTable("t.csv", texts, labels, ("a", "b", "c"), **more)  # type: ignore[arg-type]


def test_at_random_each_label_gives_its_share() -> None:
    found = split_rows(table(), SplitPart(test=0.25, validation=0.2))
    assert [len(x) for x in (found.train, found.validation, found.test)] == [33, 9, 14]
    assert np.bincount(table().labels[found.test]).tolist() == [5, 5, 4]
    assert sorted([*found.train, *found.validation, *found.test]) == list(range(56))
    assert found.unlabelled.tolist() == [56, 57, 58, 59]
    again = split_rows(table(), SplitPart(test=0.25, validation=0.2))
    np.testing.assert_array_equal(found.test, again.test)
    assert found.to_frame()["rows"].tolist() == [33, 9, 14, 4, 0]


def test_by_time_the_test_comes_after() -> None:
    dates = tuple(str(1990 + i) for i in range(MANY))
    found = split_rows(table(dates=dates), SplitPart(by="time", start="2040"))
    assert found.test.tolist() == list(range(50, 56))
    assert max([*found.train, *found.validation]) == 49


def test_by_group_none_stands_on_both_sides() -> None:
    groups = tuple(f"d{i // 7}" for i in range(MANY))
    found = split_rows(table(groups=groups), SplitPart(by="group", test=0.3))
    inside = {groups[i] for i in found.test}
    assert inside.isdisjoint({groups[i] for i in [*found.train, *found.validation]})
    assert 0.2 < len(found.test) / 56 < 0.5


def test_by_column() -> None:
    marks = tuple(("train", "Test", "dev", "")[i % 4] for i in range(MANY))
    found = split_rows(table(marks=marks), SplitPart(by="column", column="side"))
    assert found.validation.tolist() == list(range(2, 56, 4)) and found.test[0] == 1
    with pytest.raises(TinbergenError, match="T008"):
        split_rows(table(marks=("tset",) * MANY), SplitPart(by="column", column="side"))
    with pytest.raises(TinbergenError, match="T009"):
        split_rows(table(marks=("train",) * MANY), SplitPart(by="column", column="side"))


def test_texts_on_both_sides_are_dropped_kept_or_refused() -> None:
    marks = tuple("test" if i % 5 == 0 else "train" for i in range(MANY))
    own = table(marks=marks)
    own = LabelledTable(own.file, (own.texts[1], *own.texts[1:]), own.labels, own.names, marks=marks,
                        lines=tuple(range(2, MANY + 2)))  # fmt: skip
    part = SplitPart(by="column", column="side", validation=0)
    found = split_rows(own, part)
    assert found.dropped.tolist() == [1] and 1 not in found.train and found.leakage == 0
    kept = split_rows(own, part.model_copy(update={"repeats": "keep"}))
    assert 1 in kept.train and kept.leakage == pytest.approx(1 / 12)
    with pytest.raises(TinbergenError) as raised:
        split_rows(own, part.model_copy(update={"repeats": "refuse"}))
    assert raised.value.code == "T010" and raised.value.at.line == 3
