"""What is learned from: a table, its split, and how far labels are believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.text.labelled import UNLABELLED, Array, LabelledTable, Whole
from tinbergen.text.splits import Split


@dataclass(frozen=True, slots=True)
class Lesson:
    """``targets`` (rows of the table, labels) are chances that a teacher gives, ``weights`` (rows
    of the table,) how much each row counts; None where labels are taken as they stand."""

    table: LabelledTable
    split: Split
    targets: Array | None = None
    weights: Array | None = None

    def chances(self) -> Array:
        """The targets, or labels as chances of one; rows without either have zeros."""
        if self.targets is not None:
            return self.targets
        return one_hot(self.table.labels, len(self.table.names))

    def counts(self) -> Array:
        """The weights, or ones."""
        return np.ones(len(self.table)) if self.weights is None else self.weights


def one_hot(labels: Whole, many: int) -> Array:
    """Labels as chances, (rows, labels); zeros without a label."""
    found = np.zeros((len(labels), many))
    known = labels != UNLABELLED
    found[np.flatnonzero(known), labels[known]] = 1.0
    return found


def with_texts(
    lesson: Lesson, texts: Sequence[str], labels: Whole | None = None, *,
    like: Whole | None = None, learned: bool = True,
) -> Lesson:  # fmt: skip
    """The lesson with more rows at its end.

    Parameters
    ----------
    labels
        Theirs; without any they are unlabelled.
    like
        Rows of the table whose other columns, targets and weights they share; else these are
        blank, and weights are one.
    learned
        Whether labelled rows join training.
    """
    table, split, many = lesson.table, lesson.split, len(texts)
    own = np.full(many, UNLABELLED, dtype=np.int64) if labels is None else labels
    start = len(table)

    def more(column: tuple[str, ...]) -> tuple[str, ...]:
        if not column:
            return ()
        return column + (("",) * many if like is None else tuple(column[i] for i in like))

    numbers = table.numbers
    if numbers.size:
        blank = np.full((many, numbers.shape[1]), np.nan)
        numbers = np.vstack([numbers, blank if like is None else numbers[like]])
    whole = replace(
        table, texts=table.texts + tuple(texts), labels=np.r_[table.labels, own], numbers=numbers,
        dates=more(table.dates), groups=more(table.groups), sources=more(table.sources),
        languages=more(table.languages), marks=more(table.marks),
        annotators=tuple(more(column) for column in table.annotators), lines=(),
    )  # fmt: skip
    targets, weights = lesson.targets, lesson.weights
    if targets is not None:
        new = one_hot(own, len(table.names)) if like is None else targets[like]
        targets = np.vstack([targets, new])
    if weights is not None:
        weights = np.r_[weights, np.ones(many) if like is None else weights[like]]
    added = np.arange(start, start + many)
    known = own != UNLABELLED
    sides = {"unlabelled": np.r_[split.unlabelled, added[~known]]}
    if learned:
        sides["train"] = np.r_[split.train, added[known]]
    return Lesson(whole, replace(split, **sides), targets, weights)


def fewer(lesson: Lesson, labels: int, seed: int) -> Lesson:
    """Only so many labels of training; the texts of the others count as unlabelled.

    They are drawn as evenly over labels as their numbers allow, in an order that the seed fixes, so
    that fewer labels are a part of more.

    Raises
    ------
    TinbergenError
        T133 when training has fewer, or labels are too few for one a kind.
    """
    table, train = lesson.table, lesson.split.train
    kinds = np.unique(table.labels[train])
    if not len(kinds) <= labels <= len(train):
        raise TinbergenError("T133", given=labels, least=len(kinds), most=len(train))
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(train[table.labels[train] == kind]).tolist() for kind in kinds]
    chosen: list[int] = []
    while len(chosen) < labels:
        chosen += [order.pop() for order in orders if order][: labels - len(chosen)]
    kept = np.sort(np.array(chosen, dtype=np.int64))
    hidden = np.setdiff1d(train, kept)
    known = table.labels.copy()
    known[hidden] = UNLABELLED
    targets = lesson.targets
    if targets is not None:
        targets = targets.copy()
        targets[hidden] = 0.0
    split = replace(lesson.split, train=kept, unlabelled=np.r_[lesson.split.unlabelled, hidden])
    return replace(lesson, table=replace(table, labels=known), split=split, targets=targets)
