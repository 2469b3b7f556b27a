"""Whether a model does as well on every source: scores by source, and whether they differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import chi2

from tinbergen.core.result import Result
from tinbergen.text.labelled import Array, Whole
from tinbergen.text.scores import weighted_f1, wilson

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class SourceScores:
    """Scores on the rows of one source; ``lower`` to ``upper`` is Wilson's 95 percent interval of
    the accuracy over which rows were asked."""

    source: str
    rows: int
    accuracy: float
    lower: float
    upper: float
    weighted_f1: float


@dataclass(frozen=True, slots=True)
class Invariance(Result):
    """``chance`` is that of accuracies as unlike as these if all sources were alike (Pearson's chi
    squared, ``statistic`` with ``freedom`` degrees); NaN with one source, or where nothing was
    wrong or nothing right."""

    sources: tuple[SourceScores, ...]
    statistic: float
    freedom: int
    chance: float

    def to_frame(self) -> pd.DataFrame:
        """One row a source."""
        import pandas as pd

        names = ("source", "rows", "accuracy", "lower", "upper", "weighted_f1")
        return pd.DataFrame([{name: getattr(s, name) for name in names} for s in self.sources])


def by_source(
    sources: Sequence[str], labels: Whole, chances: Array, names: Sequence[str]
) -> Invariance:
    """Scores of predicted chances (rows, labels) by the source of each row."""
    chosen = chances.argmax(axis=1)
    known = np.asarray(sources)
    found: list[SourceScores] = []
    right: list[int] = []
    many: list[int] = []
    for source in sorted(set(sources)):
        rows = known == source
        good, count = int(np.sum(chosen[rows] == labels[rows])), int(rows.sum())
        found.append(SourceScores(
            source, count, good / count, *wilson(good / count, count),
            weighted_f1(labels[rows], chosen[rows], len(names)),
        ))  # fmt: skip
        right.append(good)
        many.append(count)
    hits, counts = np.array(right, dtype=float), np.array(many, dtype=float)
    share = hits.sum() / counts.sum() if len(counts) else math.nan
    freedom = len(counts) - 1
    if freedom < 1 or not 0 < share < 1:
        return Invariance(tuple(found), math.nan, max(freedom, 0), math.nan)
    statistic = float(np.sum((hits - counts * share) ** 2 / (counts * share * (1 - share))))
    return Invariance(tuple(found), statistic, freedom, float(chi2.sf(statistic, freedom)))
