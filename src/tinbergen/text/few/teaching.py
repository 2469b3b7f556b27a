"""A teacher's labels or chances, learned from beside labels or where there are none.

Hinton, Vinyals and Dean (2015), *Distilling the knowledge in a neural network*, section 2, at a
temperature of one: the target of a row is a mean of its label and of the teacher's chances.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.progress import Progress
from tinbergen.text.experiment_ways import FewPart, TeacherPart
from tinbergen.text.few.lesson import Lesson, one_hot, with_texts
from tinbergen.text.few.unlabelled import unseen
from tinbergen.text.labelled import UNLABELLED, LabelledTable, read_rows
from tinbergen.text.model import load_model
from tinbergen.text.splits import Split


def taught(
    lesson: Lesson, part: FewPart, teacher: TeacherPart, folder: Path, seed: int,
    progress: Progress | None = None,
) -> Lesson:  # fmt: skip
    """The lesson with what the teacher says: of its own table's texts, or, where it is a model, of
    training's and of unlabelled texts.

    Raises
    ------
    TinbergenError
        T132 when it is neither a model nor a table, or both, or has no text that may be learned
        from; T003 for a label that has no name here, T029 for a model of other labels.
    """
    if (teacher.model is None) == (teacher.table is None):
        raise TinbergenError("T132", detail="model | table")
    if teacher.table is not None:
        return _by_table(lesson, part, teacher, folder / teacher.table, seed)
    assert teacher.model is not None
    model, _ = load_model(folder / teacher.model)
    names = lesson.table.names
    if set(model.names) != set(names):
        raise TinbergenError("T029", given=", ".join(names), needed=", ".join(model.names))
    rows = np.r_[lesson.split.train, lesson.split.unlabelled]
    asked = lesson.table.take(rows)
    told = model.predict(asked.texts, asked.numbers, progress).chances
    told = told[:, [model.names.index(name) for name in names]]
    targets, labels = lesson.chances().copy(), lesson.table.labels.copy()
    known = (labels[rows] != UNLABELLED)[:, None]
    targets[rows] = np.where(known, mixed(targets[rows], told, teacher.share), told)
    labels[rows] = np.where(known[:, 0], labels[rows], told.argmax(axis=1))
    split = replace(lesson.split, train=rows, unlabelled=rows[:0])
    return replace(lesson, table=replace(lesson.table, labels=labels), split=split, targets=targets)


def same_labels(
    table: LabelledTable, split: Split, teacher: TeacherPart, folder: Path
) -> tuple[int, int]:
    """Of the labelled training texts that a teacher's table labels too, word for word: how many it
    gives the label that they have, and how many there are.

    A table whose labels have slipped against its texts still has plausible labels in plausible
    numbers; only texts that someone else labelled show it.
    """
    assert teacher.table is not None
    rows = read_rows(folder / teacher.table)
    known = teacher.labels or {name: name for name in table.names}
    told = {
        text: known.get(word)
        for text, word in zip(rows.column(teacher.text), rows.column(teacher.label), strict=True)
        if word
    }
    both = [
        told[table.texts[i]] == table.names[table.labels[i]]
        for i in split.train if table.labels[i] != UNLABELLED and table.texts[i] in told
    ]  # fmt: skip
    return sum(both), len(both)


def mixed(labels: np.ndarray, told: np.ndarray, share: float) -> np.ndarray:
    """Chances of labels and of a teacher, the latter with a weight of ``share``."""
    return np.asarray((1 - share) * labels + share * told)


def _by_table(
    lesson: Lesson, part: FewPart, teacher: TeacherPart, path: Path, seed: int
) -> Lesson:  # fmt: skip
    rows = read_rows(path)
    names = lesson.table.names
    known = teacher.labels or {name: name for name in names}
    texts, words = rows.column(teacher.text), rows.column(teacher.label)
    for word, line in zip(words, rows.lines, strict=True):
        if word and known.get(word) not in names:
            raise TinbergenError(
                "T003", at=Location(rows.file, line), hint=did_you_mean(word, list(known)),
                label=word, known=", ".join(known),
            )  # fmt: skip
    said = [i for i, word in enumerate(words) if word and texts[i]]
    free, places = unseen(lesson, [texts[i] for i in said], part.most, seed)
    if not free:
        raise TinbergenError("T132", detail=rows.file)
    labels = np.array([names.index(known[words[said[i]]]) for i in places], dtype=np.int64)
    targets = lesson.targets if lesson.targets is not None else one_hot(
        lesson.table.labels, len(names))  # fmt: skip
    return with_texts(replace(lesson, targets=targets), free, labels)
