r"""The most likely shocks with which given linear combinations of a forecast change by given sizes.

A forecast's errors are :math:`R\varepsilon`, with :math:`\varepsilon` independent standard normal.
Of all shocks with :math:`R_c\varepsilon = s` the densest are :math:`R_c'(R_cR_c')^{-1}s`; what they
do to the rest is the Gaussian conditional mean,
:math:`\Sigma_{xc}\Sigma_{cc}^{-1}s`. No shock is singled out as the cause.

Source: Waggoner and Zha (1999), Conditional Forecasts in Dynamic Multivariate Models, Review of
Economics and Statistics 81(4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

Array = NDArray[np.float64]

#: What may be missed of a change, against the largest one, before it counts as out of reach.
_MISSED = 1e-6


@dataclass(frozen=True, slots=True)
class LeastShocks:
    """Standard normal ``shocks`` (k,) and what they cost.

    ``distance`` is their squared length: the squared Mahalanobis distance of the changes from none;
    ``freedom`` is how many independent changes there are.
    """

    shocks: Array
    distance: float
    freedom: int

    @property
    def probability(self) -> float:
        """Of changes at least as far away (chi-square), the covariance taken as known."""
        return float(chi2.sf(self.distance, self.freedom)) if self.freedom else 1.0


def least_shocks(responses: Array, changes: Array) -> LeastShocks | None:
    """The shortest shocks that bring changes about; None where no shocks do.

    Parameters
    ----------
    responses
        (m, k) of each restricted combination to each shock.
    changes
        (m,) by how much the combinations change.
    """
    found, _, rank, _ = np.linalg.lstsq(responses, changes, rcond=1e-10)
    shocks: Array = np.asarray(found, dtype=np.float64)
    missed = np.abs(responses @ shocks - changes).max(initial=0.0)
    if missed > _MISSED * np.abs(changes).max(initial=0.0):
        return None
    return LeastShocks(shocks, float(shocks @ shocks), int(rank))
