"""Labels that are doubtful: found by what other rows say, or left out while learning.

Northcutt, Jiang and Chuang (2021), *Confident learning: estimating uncertainty in dataset labels*,
JAIR 70, section 3: chances come from models that have not seen a row; a row whose chance of another
label exceeds the mean chance of those who carry that label counts as one of them. Small losses: Han
et al. (2018), *Co-teaching*, with one network in place of two.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from tinbergen.core.progress import Progress
from tinbergen.text.encoder import Encoder, embed
from tinbergen.text.experiment import Experiment
from tinbergen.text.few.lesson import Lesson
from tinbergen.text.labelled import Array, Whole
from tinbergen.text.learning import Shaping
from tinbergen.text.model import TextModel
from tinbergen.text.parts import need
from tinbergen.text.probe import Lexicon
from tinbergen.text.scores import confusion_of
from tinbergen.text.tuning.steps import Sample
from tinbergen.text.tuning.training import Batch, Objective, losses_of

_FOLDS = 5


def confident_joint(labels: Whole, chances: Array) -> Whole:
    """Counts of rows by given and by confident label, (labels, labels), equation 1 there."""
    sure = _confident(labels, chances)
    many = chances.shape[1]
    known = sure >= 0
    return confusion_of(labels[known], sure[known], many)


def doubtful(labels: Whole, chances: Array) -> Whole:
    """Positions of rows that count confidently as another label than theirs (off the diagonal)."""
    sure = _confident(labels, chances)
    return np.flatnonzero((sure >= 0) & (sure != labels))


def _confident(labels: Whole, chances: Array) -> Whole:
    """The confident label of each row, -1 where no chance reaches its label's mean chance."""
    many = chances.shape[1]
    least = np.array([
        chances[labels == k, k].mean() if (labels == k).any() else np.inf for k in range(many)
    ])  # fmt: skip
    reached = np.where(chances >= least, chances, -1.0)
    return np.where(reached.max(axis=1) >= 0, reached.argmax(axis=1), -1).astype(np.int64)


def unseen_chances(rows: Any, labels: Whole, many: int, seed: int) -> Array:
    """Chances of labels by a regression that has not seen the row, (rows, labels), five folds."""
    models = need("sklearn.linear_model")
    found = np.zeros((len(labels), many))
    fold = np.random.default_rng(seed).permutation(len(labels)) % _FOLDS
    for k in range(_FOLDS):
        apart = fold == k
        if not apart.any() or len(np.unique(labels[~apart])) < 2:
            continue
        fit = models.LogisticRegression(C=1.0, max_iter=2000).fit(rows[~apart], labels[~apart])
        found[np.ix_(apart, fit.classes_)] = fit.predict_proba(rows[apart])
    return found


def cleaned(
    lesson: Lesson, encoder: Encoder | None, experiment: Experiment, progress: Progress | None
) -> Lesson:
    """The lesson without training rows whose label others contradict; their texts stay unlabelled.

    ``encoder`` gives vectors; without one words are counted.
    """
    train = lesson.split.train
    own = lesson.table.take(train)
    if encoder is None:
        rows: Any = Lexicon.learned(own.texts).rows(own.texts)
    else:
        rows = embed(encoder, own.texts, progress=progress)
    seed = experiment.training.seed
    chances = unseen_chances(rows, own.labels, len(own.names), seed)
    off = train[doubtful(own.labels, chances)]
    kept = np.setdiff1d(train, off)
    # A label whose every row is in doubt would vanish; doubt that strong is no evidence.
    gone = np.setdiff1d(np.unique(own.labels), np.unique(lesson.table.labels[kept]))
    kept = np.union1d(kept, train[np.isin(own.labels, gone)])
    return replace(lesson, split=replace(lesson.split, train=kept))


def small_losses(rate: float, experiment: Experiment) -> Shaping:
    """An objective that leaves out the share of each batch that fits worst.

    Networks learn what most rows agree on first and what is mislabelled last. There the rate rises
    over the first epochs; here it stands from the first step, so that a training that goes on after
    a kill needs no memory of it.
    """

    def shape(model: TextModel, sample: Sample) -> Objective:
        part = experiment.training

        def objective(network: Any, batch: Batch, plain: Any) -> Any:
            logits = network(batch.ids, batch.mask, batch.numbers)
            return kept_losses(losses_of(logits, batch, part, sample.labels), rate)

        return objective

    return shape


def kept_losses(each: Any, rate: float) -> Any:
    """The mean of losses without the share that is largest."""
    many = max(int(np.ceil((1 - rate) * len(each))), 1)
    return each.topk(many, largest=False).values.mean()
