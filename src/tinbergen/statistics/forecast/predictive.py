"""Gaussian predictive distributions of one series: what every univariate method returns."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Predictive:
    """Normal predictive distributions, one a cell.

    Attributes
    ----------
    mean
        (horizon,) or (origins, horizon), in the unit of the series.
    sd
        Standard deviation of the forecast error, same shape and unit; never negative.
    """

    mean: Array
    sd: Array


def normal_radius(level: float) -> float:
    """Half-width, in standard deviations, of the central normal interval of ``level`` percent.

    >>> round(normal_radius(95), 4)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + level / 200.0)


def normal_density(z: ArrayLike) -> Array:
    """Of the standard normal distribution, elementwise."""
    return np.asarray(np.exp(-0.5 * np.asarray(z) ** 2) / np.sqrt(2.0 * np.pi))


def gaussian_crps(actual: Array, mean: Array, sd: Array) -> Array:
    """Continuous ranked probability score of normal forecasts, in the unit of the series.

    Elementwise; with ``sd`` = 0 it is the absolute error. Gneiting & Raftery (2007), JASA 102,
    equation 21 with the sign turned: smaller is better.
    """
    from scipy.special import ndtr

    error = np.asarray(actual, dtype=float) - mean
    spread = np.broadcast_to(np.asarray(sd, dtype=float), error.shape)
    safe = np.where(spread > 0.0, spread, 1.0)
    z = error / safe
    score = safe * (z * (2.0 * ndtr(z) - 1.0) + 2.0 * normal_density(z) - 1.0 / np.sqrt(np.pi))
    return np.asarray(np.where(spread > 0.0, score, np.abs(error)))
