"""Texts without labels: taken in, labelled by the model itself, or asked to be stable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.text.experiment_ways import FewPart
from tinbergen.text.few.lesson import Lesson, with_texts
from tinbergen.text.labelled import UNLABELLED, read_rows
from tinbergen.text.learning import Shaping
from tinbergen.text.model import TextModel
from tinbergen.text.parts import need
from tinbergen.text.repeats import repeated
from tinbergen.text.tuning.steps import Sample
from tinbergen.text.tuning.training import Batch, Objective, batch_of

#: Share of words hidden where a model must stay consistent.
_HIDDEN = 0.15


def take_in(lesson: Lesson, part: FewPart, folder: Path, column: str, seed: int) -> Lesson:
    """The lesson with the texts of the unlabelled table, but those that stand in the test.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.text.labelled.read_rows`; T002 without the column.
    """
    if part.unlabelled is None:
        return lesson
    texts = [text for text in read_rows(folder / part.unlabelled).column(column) if text]
    return with_texts(lesson, unseen(lesson, texts, part.most, seed)[0])


def unseen(lesson: Lesson, texts: list[str], most: int, seed: int) -> tuple[list[str], list[int]]:
    """Texts that don't stand in the test or the validation, at most so many, and their places."""
    asked = [lesson.table.texts[i] for i in np.r_[lesson.split.test, lesson.split.validation]]
    known = repeated(texts, asked)
    free = [i for i in range(len(texts)) if i not in known]
    if len(free) > most:
        drawn = np.random.default_rng(seed).permutation(len(free))[:most]
        free = [free[i] for i in sorted(drawn)]
    return [texts[i] for i in free], free


def pseudo_labelled(
    lesson: Lesson, part: FewPart, again: Callable[[Lesson, bool], TextModel]
) -> Lesson:
    """The lesson with labels for the texts of which the model is sure (Lee 2013, *Pseudo-label*).

    Each round begins with a model of the lesson that the last round left, and labels anew, so that
    a label taken for sure too early can be taken back. ``again`` trains on a lesson and is told
    whether it is the first round.

    Raises
    ------
    TinbergenError
        T130 without unlabelled texts.
    """
    asked = _asked(lesson, "pseudo")
    table = lesson.table.take(asked)
    now = lesson
    for step in range(part.rounds):
        found = again(now, step == 0).predict(table.texts, table.numbers)
        sure = found.chances.max(axis=1) >= part.confidence
        rows = asked[sure]
        labels = lesson.table.labels.copy()
        labels[rows] = found.labels[sure]
        weights = lesson.counts().copy()
        weights[rows] = part.weight
        targets = None
        if lesson.targets is not None:
            targets = lesson.targets.copy()
            targets[rows] = np.eye(len(table.names))[found.labels[sure]]
        split = replace(
            lesson.split, train=np.r_[lesson.split.train, rows],
            unlabelled=np.setdiff1d(lesson.split.unlabelled, rows),
        )  # fmt: skip
        now = Lesson(replace(lesson.table, labels=labels), split, targets, weights)
    return now


def consistent(lesson: Lesson, part: FewPart, batch: int) -> Shaping:
    """An objective that adds: of an unlabelled text with words hidden the model says what it
    surely says of the whole text (FixMatch, Sohn et al. 2020, equation 4; words hidden as UDA, Xie
    et al. 2020, does for texts).

    Raises
    ------
    TinbergenError
        T130 without unlabelled texts.
    """
    table = lesson.table.take(_asked(lesson, "consistency"))

    def shape(model: TextModel, sample: Sample) -> Objective:
        torch = need("torch")
        assert model.encoder is not None
        tokenizer = model.encoder.tokenizer
        pad, hide = tokenizer.pad_token_id, tokenizer.mask_token_id or tokenizer.unk_token_id
        empty = np.full(len(table), UNLABELLED, dtype=np.int64)
        whole = model.sample(table.texts, table.numbers, empty)

        def objective(network: Any, own: Batch, plain: Any) -> Any:
            # Torch draws, since a training that goes on after a kill goes on with its draws.
            rows = torch.randint(len(whole), (batch,)).numpy()
            more = batch_of(whole, rows, pad, own.ids.device)
            with torch.no_grad():
                told = network(more.ids, more.mask, more.numbers).float().softmax(1)
            sure, label = told.max(1)
            words = hidden(more.ids, more.mask, _HIDDEN, hide)
            logits = network(words, more.mask, more.numbers).float()
            each = torch.nn.functional.cross_entropy(logits, label, reduction="none")
            return plain + part.weight * (each * (sure >= part.confidence)).mean()

        return objective

    return shape


def hidden(ids: Any, mask: Any, share: float, word: int) -> Any:
    """Tokens, a share of them hidden; the first and last of a text stay."""
    torch = need("torch")
    places = torch.arange(ids.shape[1], device=ids.device)
    inner = (places > 0) & (places < mask.sum(1, keepdim=True) - 1)
    drawn = torch.rand(ids.shape, device=ids.device) < share
    return torch.where(drawn & inner, torch.full_like(ids, word), ids)


def _asked(lesson: Lesson, way: str) -> Any:
    if not len(lesson.split.unlabelled):
        raise TinbergenError("T130", way=way)
    return lesson.split.unlabelled
