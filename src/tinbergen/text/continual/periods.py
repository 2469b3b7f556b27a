"""Periods that arrive one after another, each with rows to learn from and rows that are asked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.text.experiment import SplitPart
from tinbergen.text.labelled import UNLABELLED, LabelledTable, Whole
from tinbergen.text.repeats import find_repeats
from tinbergen.text.splits import drawn


@dataclass(frozen=True, slots=True)
class Period:
    """Rows of the table between two dates; ``name`` is from the first to the last of them."""

    name: str
    train: Whole
    validation: Whole
    test: Whole


def periods_of(table: LabelledTable, starts: Sequence[str], part: SplitPart) -> tuple[Period, ...]:
    """The labelled rows by period, each split at random, stratified by label.

    ``part`` gives the shares of test and validation and the seed. Rows of training whose text
    stands in any period's test are dropped, unless ``repeats`` keeps them.

    Raises
    ------
    TinbergenError
        T135 for a period without rows to learn from or to ask, or a first one without some label.
    """
    ordered = sorted(starts)
    labelled = np.flatnonzero(table.labels != UNLABELLED)
    place = np.array([bisect_right(ordered, table.dates[i]) for i in labelled])
    rng = np.random.default_rng(part.seed)
    found: list[Period] = []
    for k in range(len(ordered) + 1):
        rows = labelled[place == k]
        dates = [table.dates[i] for i in rows]
        name = f"{min(dates)} – {max(dates)}" if dates else f"{k + 1}"
        test = drawn(table, rows, part.test, rng)
        train = np.setdiff1d(rows, test)
        held = drawn(table, train, part.validation, rng) if part.validation else train[:0]
        train = np.setdiff1d(train, held)
        found.append(Period(name, train, held, test))
    whole = tuple(found) if part.repeats == "keep" else _without_repeats(table, found)
    for k, period in enumerate(whole):
        kinds = len(np.unique(table.labels[period.train]))
        if not len(period.train) or not len(period.test) or (k == 0 and kinds < len(table.names)):
            rows = len(period.train) + len(period.validation) + len(period.test)
            raise TinbergenError("T135", at=Location(table.file), period=period.name, rows=rows)
    return whole


def _without_repeats(table: LabelledTable, periods: Sequence[Period]) -> tuple[Period, ...]:
    asked = np.concatenate([period.test for period in periods])
    learned = np.concatenate([np.r_[p.train, p.validation] for p in periods])
    again = np.unique([j for _, j in find_repeats(table.texts, asked, learned).pairs]).astype(int)
    return tuple(
        Period(p.name, np.setdiff1d(p.train, again), np.setdiff1d(p.validation, again), p.test)
        for p in periods
    )
