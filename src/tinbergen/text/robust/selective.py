"""A model that may say "I don't know": how wrong it is where it answers.

Geifman and El-Yaniv (2017), *Selective classification for deep neural networks*; the area under the
curve as Geifman, Uziel and El-Yaniv (2019), *Bias-reduced uncertainty estimation*, define it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core.result import Result
from tinbergen.text.labelled import Array

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class RiskCoverage(Result):
    """``risk[k]``: share wrong among the ``coverage[k]`` of rows with the highest confidence, of
    which the last has ``confidence[k]``; rows of one confidence are answered together."""

    coverage: Array
    risk: Array
    confidence: Array

    @property
    def area(self) -> float:
        """Mean risk over coverage, each row a step (AURC)."""
        steps = np.diff(self.coverage, prepend=0.0)
        return float(steps @ self.risk)

    def to_frame(self) -> pd.DataFrame:
        """One row a step of coverage."""
        import pandas as pd

        return pd.DataFrame(
            {"coverage": self.coverage, "risk": self.risk, "confidence": self.confidence}
        )


def risk_coverage(confidence: Array, right: Array) -> RiskCoverage:
    """The curve of rows with a confidence each, (rows,), and whether they were right, (rows,)."""
    order = np.argsort(-confidence, kind="stable")
    sorted_by = confidence[order]
    wrong = np.cumsum(~right[order].astype(bool))
    # The end of each run of equal confidence.
    ends = np.flatnonzero(np.r_[sorted_by[1:] != sorted_by[:-1], True])
    answered = ends + 1
    return RiskCoverage(answered / len(right), wrong[ends] / answered, sorted_by[ends])


def threshold_for(curve: RiskCoverage, risk: float) -> float:
    """The lowest confidence down to which no more than ``risk`` of the answers are wrong.

    Infinite when not even the surest answers are right often enough.
    """
    fine = np.flatnonzero(curve.risk <= risk)
    return float(curve.confidence[fine[-1]]) if len(fine) else float("inf")


def at_threshold(confidence: Array, right: Array, threshold: float) -> tuple[int, int]:
    """How many rows are answered at a threshold, and how many of those wrongly."""
    answered = confidence >= threshold
    return int(answered.sum()), int((answered & ~right.astype(bool)).sum())


def wilson(hits: int, rows: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Wilson's interval of a share, 95 percent by default; (0, 1) without rows.

    It covers which rows were asked. Wilson (1927), *JASA* 22.
    """
    if not rows:
        return 0.0, 1.0
    share = hits / rows
    middle = share + z * z / (2 * rows)
    half = z * np.sqrt(share * (1 - share) / rows + z * z / (4 * rows * rows))
    whole = 1 + z * z / rows
    return max(float((middle - half) / whole), 0.0), min(float((middle + half) / whole), 1.0)
