"""What is lost and gained as periods arrive.

Lopez-Paz and Ranzato (2017), *Gradient episodic memory for continual learning*, section 2.
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
class Forgetting(Result):
    """``matrix[k, j]`` is the score on period j's test rows after learning period k."""

    periods: tuple[str, ...]
    matrix: Array

    @property
    def last(self) -> float:
        """Mean score over all periods after the last was learned."""
        return float(self.matrix[-1].mean())

    @property
    def backward(self) -> float:
        """Backward transfer: the mean change of earlier periods' scores since they were learned;
        below zero is forgetting, NaN with one period."""
        many = len(self.periods)
        if many < 2:
            return float("nan")
        return float(np.mean(self.matrix[-1, :-1] - np.diag(self.matrix)[:-1]))

    @property
    def forward(self) -> float:
        """The mean score on a period before it is learned; NaN with one period."""
        many = len(self.periods)
        return float(np.mean([self.matrix[j - 1, j] for j in range(1, many)])) if many > 1 else (
            float("nan"))  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """A row a period learned, a column a period asked."""
        import pandas as pd

        return pd.DataFrame(self.matrix, index=list(self.periods), columns=list(self.periods))
