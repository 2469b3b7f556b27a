"""Which rows a model learns from, is chosen by, and is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.result import Result
from tinbergen.text.experiment import SplitPart
from tinbergen.text.labelled import UNLABELLED, LabelledTable, Whole
from tinbergen.text.repeats import Repeats, find_repeats

if TYPE_CHECKING:
    import pandas as pd

_SIDES = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Split(Result):
    """Positions of rows in the table. ``unlabelled`` have no label, ``dropped`` stood on both
    sides.

    ``repeats`` are the texts that stood in the test and elsewhere, before any was dropped;
    ``leakage`` is the share of test texts that still do.
    """

    train: Whole
    validation: Whole
    test: Whole
    unlabelled: Whole
    dropped: Whole
    repeats: Repeats
    leakage: float

    def to_frame(self) -> pd.DataFrame:
        """Rows a side."""
        import pandas as pd

        sides = {name: len(getattr(self, name)) for name in (*_SIDES, "unlabelled", "dropped")}
        return pd.DataFrame({"rows": sides})


def split_rows(table: LabelledTable, part: SplitPart) -> Split:
    """Split a table as its experiment says.

    Raises
    ------
    TinbergenError
        T008 a word in the column that is no side, T009 a side without rows, T010 texts on both
        sides where the experiment refuses them.
    """
    rng = np.random.default_rng(part.seed)
    labelled = np.flatnonzero(table.labels != UNLABELLED)
    unlabelled = np.flatnonzero(table.labels == UNLABELLED)
    if part.by == "column":
        sides = _by_column(table, labelled)
    else:
        test = _TESTS[part.by](table, labelled, part, rng)
        sides = {"train": np.setdiff1d(labelled, test), "test": test, "validation": labelled[:0]}
    train, validation, test = (sides[name] for name in _SIDES)
    if not len(validation) and part.validation:
        validation = drawn(table, train, part.validation, rng)
        train = np.setdiff1d(train, validation)
    learned = np.concatenate([train, validation])
    repeats = find_repeats(table.texts, test, learned)
    dropped = labelled[:0]
    if len(repeats.pairs) and part.repeats == "refuse":
        first = repeats.pairs[0]
        at = Location(table.file, table.lines[first[1]]) if table.lines else None
        raise TinbergenError("T010", at=at, count=len(repeats.pairs))
    if part.repeats == "drop":
        dropped = np.unique(np.array([other for _, other in repeats.pairs], dtype=np.int64))
        train, validation = np.setdiff1d(train, dropped), np.setdiff1d(validation, dropped)
    for name, rows in (("train", train), ("test", test)):
        if not len(rows):
            raise TinbergenError("T009", at=Location(table.file), side=name)
    leaked = 0.0 if part.repeats == "drop" else len({i for i, _ in repeats.pairs}) / len(test)
    return Split(train, validation, test, unlabelled, dropped, repeats, leaked)


def _by_column(table: LabelledTable, labelled: Whole) -> dict[str, Whole]:
    words = {"train": "train", "test": "test", "validation": "validation", "valid": "validation",
             "val": "validation", "dev": "validation", "": ""}  # fmt: skip
    found: dict[str, list[int]] = {name: [] for name in (*_SIDES, "")}
    for i in labelled:
        word = table.marks[i].lower()
        if word not in words:
            at = Location(table.file, table.lines[i]) if table.lines else None
            raise TinbergenError("T008", at=at, given=table.marks[i])
        found[words[word]].append(int(i))
    return {name: np.array(found[name], dtype=np.int64) for name in _SIDES}


def _by_time(
    table: LabelledTable, labelled: Whole, part: SplitPart, rng: np.random.Generator
) -> Whole:
    start = part.start or ""
    return np.array([i for i in labelled if table.dates[i] >= start], dtype=np.int64)


def _by_group(
    table: LabelledTable, labelled: Whole, part: SplitPart, rng: np.random.Generator
) -> Whole:
    """Groups are drawn until their rows make up the share."""
    groups = np.array([table.groups[i] for i in labelled])
    names = rng.permutation(np.unique(groups))
    sizes = np.cumsum([np.sum(groups == name) for name in names])
    many = int(np.searchsorted(sizes, part.test * len(labelled))) + 1
    return labelled[np.isin(groups, names[: min(many, len(names) - 1)])]


def _at_random(
    table: LabelledTable, labelled: Whole, part: SplitPart, rng: np.random.Generator
) -> Whole:
    return drawn(table, labelled, part.test, rng)


_TESTS = {"time": _by_time, "group": _by_group, "random": _at_random}


def drawn(table: LabelledTable, rows: Whole, share: float, rng: np.random.Generator) -> Whole:
    """A share of rows, label by label, at least one of a label that has two."""
    chosen = []
    for label in np.unique(table.labels[rows]):
        own = rows[table.labels[rows] == label]
        many = max(round(share * len(own)), int(len(own) > 1))
        chosen.append(rng.permutation(own)[:many])
    return np.sort(np.concatenate(chosen)) if chosen else rows[:0]
