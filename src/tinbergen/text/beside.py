"""Numbers that stand beside a text, in standard deviations from what training rows showed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.text.labelled import Array


@dataclass(frozen=True, slots=True)
class Beside:
    """Columns of numbers fused with the text, and their means and scales, (columns,)."""

    columns: tuple[str, ...] = ()
    means: Array = field(default_factory=lambda: np.empty(0))
    scales: Array = field(default_factory=lambda: np.empty(0))

    @classmethod
    def of(cls, columns: tuple[str, ...], numbers: Array) -> Beside:
        """Of training rows (rows, columns); missing numbers are left out, constants unscaled."""
        if not columns:
            return cls()
        known = np.isfinite(numbers)
        counts = np.maximum(known.sum(axis=0), 1)
        means = np.where(known, numbers, 0).sum(axis=0) / counts
        squares = np.where(known, (numbers - means) ** 2, 0).sum(axis=0) / counts
        scales = np.sqrt(squares)
        return cls(columns, means, np.where(scales > 0, scales, 1.0))

    def standard(self, numbers: Array | None, rows: int) -> Array:
        """Numbers in standard deviations, (rows, columns); a missing one is the mean.

        Raises
        ------
        TinbergenError
            T026 when other columns are given than the model takes.
        """
        given = 0 if numbers is None or not numbers.size else numbers.shape[1]
        if given != len(self.columns):
            raise TinbergenError("T026", given=given, needed=", ".join(self.columns) or "0")
        if not given or numbers is None:
            return np.empty((rows, 0))
        return np.asarray(np.nan_to_num((numbers - self.means) / self.scales))
