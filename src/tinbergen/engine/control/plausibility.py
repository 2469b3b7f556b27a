"""How far numbers lie from where draws put them: Mahalanobis's distance (1936).

With the draws' mean m and covariance S, the squared distance of x is (x - m)' S^-1 (x - m), here a
sum of squares of r' (x - m) over directions r. In directions in which draws do not vary nothing
else than the mean is possible: they are kept apart, and S is not bent to have an inverse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Variance of a direction, relative to the largest, from which draws vary in it.
_VARIES = 1e-10


@dataclass(frozen=True, slots=True)
class Plausibility:
    """``mean`` (m,), ``roots`` (r, m) with S^-1 = roots' roots, ``still`` (m - r, m) the rest."""

    mean: Array
    roots: Array
    still: Array

    @classmethod
    def of(cls, draws: Array) -> Plausibility:
        """From draws (n, m), with the covariance over n - 1."""
        mean = draws.mean(axis=0)
        covariance = np.atleast_2d(np.cov(draws, rowvar=False))
        scale = np.sqrt(np.diagonal(covariance))
        safe = np.where(scale > 0, scale, 1.0)
        values, vectors = np.linalg.eigh(covariance / np.outer(safe, safe))
        varies = values > _VARIES * max(float(values[-1]), 1e-300)
        roots = (vectors[:, varies] / np.sqrt(values[varies])).T / safe
        return cls(mean, roots, vectors[:, ~varies].T / safe)

    def squared(self, x: Array) -> float:
        """The squared distance of x (m,) in the directions in which draws vary."""
        gap = self.roots @ (x - self.mean)
        return float(gap @ gap)
