"""Whether new texts are unlike those that a model was trained on.

The population stability index over ten parts of equal size (Siddiqi 2006, *Credit Risk Scorecards*;
above .1 is to be watched, above .25 is a shift) of each label's chance; Kolmogorov and Smirnov's
test of vectors along their main directions, at five percent over all of them (Bonferroni; Rabanser,
Günnemann and Lipton 2019, *Failing loudly*).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import ks_2samp

from tinbergen.core.result import Result
from tinbergen.text.labelled import Array

if TYPE_CHECKING:
    import pandas as pd

_PARTS, _DIRECTIONS, _LEVEL = 10, 10, 0.05
#: A part without rows counts as half a row.
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Drift(Result):
    """``stability`` is the index of each label's chance; ``distances`` and ``p_values`` belong to
    the main directions of the vectors. ``shifted`` says whether either shows a shift."""

    labels: tuple[str, ...]
    stability: tuple[float, ...]
    distances: tuple[float, ...]
    p_values: tuple[float, ...]
    shifted: bool

    def to_frame(self) -> pd.DataFrame:
        """The index by label."""
        import pandas as pd

        return pd.DataFrame({"stability": self.stability}, index=list(self.labels))


def stability_index(before: Array, now: Array, parts: int = _PARTS) -> float:
    """Population stability: over parts that hold as many rows before, the sum of (share now minus
    share before) times the log of their ratio."""
    inner = np.unique(np.quantile(before, np.linspace(0, 1, parts + 1)[1:-1]))
    shares = []
    for values in (before, now):
        counts = np.bincount(np.searchsorted(inner, values, side="left"), minlength=len(inner) + 1)
        counts = np.where(counts == 0, _HALF, counts.astype(float))
        shares.append(counts / counts.sum())
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())


def drift_of(
    labels: Sequence[str], before: Array, now: Array, vectors: Array, new_vectors: Array,
    stability: float = 0.25,
) -> Drift:  # fmt: skip
    """The drift from texts before to texts now.

    Parameters
    ----------
    before, now
        Chances of labels that the same model gives, (rows, labels).
    vectors, new_vectors
        Vectors of the same texts, (rows, width).
    stability
        The index above which a shift is said.
    """
    indices = tuple(stability_index(before[:, k], now[:, k]) for k in range(before.shape[1]))
    middle = vectors.mean(axis=0)
    axes = np.linalg.svd(vectors - middle, full_matrices=False)[2][:_DIRECTIONS]
    one, two = (vectors - middle) @ axes.T, (new_vectors - middle) @ axes.T
    tests = [ks_2samp(one[:, k], two[:, k]) for k in range(len(axes))]
    p_values = tuple(float(test.pvalue) for test in tests)
    moved = bool(p_values) and min(p_values) < _LEVEL / len(p_values)
    return Drift(
        tuple(labels), indices, tuple(float(test.statistic) for test in tests), p_values,
        moved or max(indices) > stability,
    )  # fmt: skip
