"""Sentences turned into their opposite by one phrase, with the opposite label.

Kaushik, Hovy and Lipton (2020), *Learning the difference that makes a difference with
counterfactually-augmented data*, ICLR: what a label depends on is learned better from pairs that
differ in that alone. Their pairs were written by people; ours are made by exchanging a phrase, so
only sentences with one such phrase and without negation are turned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.text.experiment_ways import CounterfactualPart
from tinbergen.text.few.lesson import Lesson, with_texts
from tinbergen.text.few.unlabelled import unseen
from tinbergen.text.labelled import Whole
from tinbergen.text.robust.pairs import Pairs, exchange, hits, own_list, own_pairs, read_pairs
from tinbergen.text.robust.perturbing import Change

#: Our own list of phrases, for stance on monetary policy in English.
MONETARY, _DIRECTED = "monetary-stance", "monetary-directed"
_NEGATION = re.compile(
    r"\b(?:not|cannot|no|never|neither|nor|none|without|unlikely|rather than|fail(?:s|ed)? to)\b"
    r"|n['’]t\b|[不未没无非]",
    re.IGNORECASE,
)


def change_of(part: CounterfactualPart, folder: Path) -> Change:
    """The change that turns a sentence round, or None where it does not.

    Of our own list other words with a direction count too: a sentence that has one besides the
    phrase may point both ways.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.text.robust.pairs.read_pairs`.
    """
    if part.phrases == MONETARY:
        pairs = own_pairs(MONETARY)
        directed = dict.fromkeys(own_list(_DIRECTED), ())
        watched: Pairs = {**directed, **own_pairs("opposite"), **pairs}
    else:
        pairs = watched = read_pairs(folder / part.phrases)
    return lambda text, rng: turned(text, pairs, watched, rng)


def turned(text: str, pairs: Pairs, watched: Pairs, rng: np.random.Generator) -> str | None:
    """A text with its one phrase exchanged for the opposite; None where it has none, is negated, or
    has more than one of ``watched``, which holds the pairs."""
    if len(hits(text, watched)) != 1 or _NEGATION.search(text):
        return None
    return exchange(text, pairs, rng)


def both(opposite: Mapping[str, str], names: tuple[str, ...]) -> Whole:
    """(labels,) the place of each label's opposite, -1 for one without.

    Raises
    ------
    TinbergenError
        T720 for a label that is none of ``names``.
    """
    found = np.full(len(names), -1, dtype=np.int64)
    for pair in opposite.items():
        for name in pair:
            if name not in names:
                raise TinbergenError(
                    "T720", hint=did_you_mean(name, list(names)), label=name,
                    known=", ".join(names),
                )  # fmt: skip
        one, other = map(names.index, pair)
        found[[one, other]] = other, one
    return found


def with_counterfactuals(
    lesson: Lesson, part: CounterfactualPart, folder: Path, seed: int
) -> Lesson:
    """The lesson with the opposites of its training sentences, but those that stand in the test or
    the validation rows, word for word or nearly.

    A teacher's chances of two opposite labels change places.

    Raises
    ------
    TinbergenError
        T720 for a label that the table has not, T721 when no sentence can be turned; those of
        :func:`change_of`.
    """
    table = lesson.table
    change, other = change_of(part, folder), both(part.opposite, table.names)
    rng = np.random.default_rng([seed, 2])
    made: dict[str, int] = {}
    known = set(table.texts)
    for row in map(int, lesson.split.train):
        if other[table.labels[row]] < 0:
            continue
        new = change(table.texts[row], rng)
        if new is not None and new not in known:
            made.setdefault(new, row)
    texts, places = unseen(lesson, list(made), len(made), seed)
    if not texts:
        raise TinbergenError("T721", phrases=part.phrases, rows=len(lesson.split.train))
    like = np.array(list(made.values()), dtype=np.int64)[places]
    more = with_texts(lesson, texts, other[table.labels[like]], like=like)
    if more.targets is None:
        return more
    targets = more.targets.copy()
    swapped = np.where(other < 0, np.arange(len(other)), other)
    targets[len(table) :] = targets[len(table) :][:, swapped]
    return replace(more, targets=targets)
