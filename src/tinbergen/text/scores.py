"""How well labels are predicted, and how far the chances said with them can be believed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core.result import Result
from tinbergen.text.labelled import Array, Whole

if TYPE_CHECKING:
    import pandas as pd

_BINS = 10
#: Of a standard normal variable: intervals of 95 percent.
_TWO_SIDED = 1.959964


@dataclass(frozen=True, slots=True)
class Scores(Result):
    """Scores on ``rows`` rows. ``error`` is the standard error of weighted F1, by draws of rows.

    ``confusion[i, j]`` counts rows of label i that were called j. ``calibration`` is the expected
    calibration error in ten bins of equal width (Guo et al. 2017), ``brier`` the mean squared error
    of the chances summed over labels, ``log_loss`` minus the mean log chance of the true label.
    """

    names: tuple[str, ...]
    rows: int
    accuracy: float
    weighted_f1: float
    macro_f1: float
    error: float
    calibration: float
    brier: float
    log_loss: float
    confusion: Whole

    def to_frame(self) -> pd.DataFrame:
        """Precision, recall, F1 and rows of each label."""
        import pandas as pd

        hit = np.diag(self.confusion)
        called, true = self.confusion.sum(0), self.confusion.sum(1)
        return pd.DataFrame(
            {"precision": _ratio(hit, called), "recall": _ratio(hit, true),
             "f1": _ratio(2 * hit, called + true), "rows": true}, index=list(self.names),
        )  # fmt: skip


def score(
    labels: Whole, chances: Array, names: Sequence[str], *, draws: int = 500, seed: int = 0
) -> Scores:
    """Scores of predicted chances.

    Parameters
    ----------
    labels
        (rows,) positions of the true labels.
    chances
        (rows, labels), rows summing to one.
    draws
        Draws of rows with replacement behind the standard error.
    """
    chosen = chances.argmax(axis=1)
    many = len(names)
    counts = confusion_of(labels, chosen, many)
    rng = np.random.default_rng(seed)
    again = [weighted_f1(labels[r], chosen[r], many)
             for r in rng.integers(0, len(labels), (draws, len(labels)))]  # fmt: skip
    truth = np.eye(many)[labels]
    kept = np.clip(chances[np.arange(len(labels)), labels], 1e-12, 1)
    f1 = _f1(counts)
    return Scores(
        tuple(names), len(labels), float(np.mean(chosen == labels)), _weighted(f1, counts),
        float(np.mean(f1)), float(np.std(again)), calibration_error(labels, chances),
        float(np.mean(np.sum((chances - truth) ** 2, axis=1))), float(-np.mean(np.log(kept))),
        counts,
    )  # fmt: skip


def confusion_of(labels: Whole, chosen: Whole, many: int) -> Whole:
    """Rows of label i that were called j, (labels, labels)."""
    counts = np.bincount(labels * many + chosen, minlength=many * many)
    return counts.reshape(many, many).astype(np.int64)


def weighted_f1(labels: Whole, chosen: Whole, many: int) -> float:
    """F1 of each label, weighted by its rows."""
    counts = confusion_of(labels, chosen, many)
    return _weighted(_f1(counts), counts)


def calibration_error(labels: Whole, chances: Array) -> float:
    """Mean distance of confidence from accuracy over bins of confidence, weighted by rows."""
    confidence = chances.max(axis=1)
    right = chances.argmax(axis=1) == labels
    place = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    sums = [np.bincount(place, values, _BINS) for values in (confidence, right.astype(float))]
    return float(np.abs(sums[0] - sums[1]).sum() / len(labels))


def wilson(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95 percent interval of a share of so many draws (Wilson 1927)."""
    z = _TWO_SIDED
    middle = share + z * z / (2 * count)
    wide = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    whole = 1 + z * z / count
    return max((middle - wide) / whole, 0.0), min((middle + wide) / whole, 1.0)


def softmax(logits: Array) -> Array:
    """Chances of labels, (rows, labels), of logits."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _f1(counts: Whole) -> Array:
    return _ratio(2 * np.diag(counts), counts.sum(0) + counts.sum(1))


def _weighted(f1: Array, counts: Whole) -> float:
    return float(f1 @ counts.sum(1) / max(counts.sum(), 1))


def _ratio(part: Whole, whole: Whole) -> Array:
    return np.divide(part, whole, np.zeros(len(part)), where=whole > 0)
