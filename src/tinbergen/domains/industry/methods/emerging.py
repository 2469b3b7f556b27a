"""Which industries are emerging, and why: several signs, each against the other industries.

Each sign (growth, gain of share, productivity, linkages, specialisation, research) is ranked
among the industries from 0 (last) to 1 (first); the score is the weighted mean. Ranks, unlike
levels, don't let one outlier decide, and need no common unit (OECD 2008, *Handbook on Constructing
Composite Indicators*, step 5). What is not known counts as the middle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """n industries by k signs: ``ranks`` (k, n) from 0 to 1, ``score`` (n,) their weighted mean.

    ``low`` and ``high`` (n,): the score with any one sign left out, so how much hangs on one.
    """

    names: tuple[str, ...]
    signs: tuple[str, ...]
    ranks: Array
    score: Array
    low: Array
    high: Array

    @property
    def order(self) -> tuple[int, ...]:
        """Positions of the industries, the best first; ties in the given order."""
        return tuple(int(i) for i in np.argsort(-self.score, kind="stable"))

    def reasons(self, industry: int, count: int = 2) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The signs in which an industry stands in the upper and in the lower third, best first."""
        ranked = [int(i) for i in np.argsort(-self.ranks[:, industry], kind="stable")]
        strong = [self.signs[i] for i in ranked if self.ranks[i, industry] >= 2 / 3]
        weak = [self.signs[i] for i in reversed(ranked) if self.ranks[i, industry] <= 1 / 3]
        return tuple(strong[:count]), tuple(weak[:count])


def rank_industries(
    names: Sequence[str],
    signs: Mapping[str, ArrayLike],
    weights: Mapping[str, float] | None = None,
) -> Ranking:
    """Rank industries by signs, higher is better; NaN where a sign is not known.

    Raises
    ------
    TinbergenError
        F068 with fewer than two industries, no sign, a sign of another length, or no weight.
    """
    n = len(names)
    table = [np.asarray(v, float) for v in signs.values()]
    w = np.array([1.0 if weights is None else weights.get(s, 1.0) for s in signs])
    if n < 2 or not table or any(v.shape != (n,) for v in table) or not w.sum() > 0:
        raise TinbergenError("F068")
    ranks = np.array([_ranks(v) for v in table])
    score = w @ ranks / w.sum()
    without = [
        (w @ ranks - w[i] * ranks[i]) / (w.sum() - w[i]) for i in range(len(w)) if w.sum() > w[i]
    ] or [score]
    return Ranking(
        tuple(names), tuple(signs), ranks, score,
        np.min([score, *without], axis=0), np.max([score, *without], axis=0),
    )  # fmt: skip


def _ranks(values: Array) -> Array:
    """0 for the lowest, 1 for the highest, ties share their mean; 0.5 where not known."""
    known = np.isfinite(values)
    result = np.full(values.size, 0.5)
    if known.sum() > 1:
        below = (values[known][None, :] < values[known][:, None]).sum(axis=1)
        ties = (values[known][None, :] == values[known][:, None]).sum(axis=1) - 1
        result[known] = (below + ties / 2) / (known.sum() - 1)
    return result
