"""Whether what comes in, and what is said of it, still looks like what the model was tested on.

The population stability index of shares p now and q then is ``sum (p - q) log(p / q)``: below 0.1
little has changed, above 0.25 much has (Siddiqi 2006, *Credit Risk Scorecards*, chapter 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.text.labelled import Array

#: No share counts as less than this, so that one empty bin is not infinitely much.
_LEAST = 1e-3
_BINS = 10


@dataclass(frozen=True, slots=True)
class Reference:
    """How a model's test rows looked: inner edges of ten bins of the likeliest label's chance and
    of texts' lengths in characters, and the share of rows in each bin and of each label."""

    confidence_edges: tuple[float, ...]
    confidence: tuple[float, ...]
    length_edges: tuple[float, ...]
    length: tuple[float, ...]
    labels: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """Stability indices of confidence, lengths and labels."""

    confidence: float
    length: float
    labels: float

    @property
    def largest(self) -> float:
        return max(self.confidence, self.length, self.labels)


def stability(now: Array, then: Array) -> float:
    """The index of two distributions over the same bins."""
    p, q = np.maximum(now, _LEAST), np.maximum(then, _LEAST)
    return float(np.sum((p - q) * np.log(p / q)))


def reference_of(chances: Array, lengths: Sequence[int]) -> Reference:
    """The looks of test rows: chances (rows, labels) and lengths (rows,)."""
    confidence, sizes = chances.max(axis=1), np.asarray(lengths, dtype=float)
    inner = np.linspace(0, 1, _BINS + 1)[1:-1]
    edges = [np.unique(np.quantile(values, inner)) for values in (confidence, sizes)]
    return Reference(
        tuple(edges[0].tolist()), tuple(_shares(confidence, edges[0])),
        tuple(edges[1].tolist()), tuple(_shares(sizes, edges[1])),
        tuple(_label_shares(chances)),
    )  # fmt: skip


def drift(reference: Reference, chances: Array, lengths: Sequence[int]) -> Drift:
    """How far rows are from the reference: chances (rows, labels), lengths (rows,)."""
    confidence, sizes = chances.max(axis=1), np.asarray(lengths, dtype=float)
    return Drift(
        stability(np.array(_shares(confidence, np.array(reference.confidence_edges))),
                  np.array(reference.confidence)),
        stability(np.array(_shares(sizes, np.array(reference.length_edges))),
                  np.array(reference.length)),
        stability(np.array(_label_shares(chances)), np.array(reference.labels)),
    )  # fmt: skip


def _shares(values: Array, edges: Array) -> list[float]:
    counts = np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1)
    return [float(share) for share in counts / max(len(values), 1)]


def _label_shares(chances: Array) -> list[float]:
    counts = np.bincount(chances.argmax(axis=1), minlength=chances.shape[1])
    return [float(share) for share in counts / max(len(chances), 1)]
