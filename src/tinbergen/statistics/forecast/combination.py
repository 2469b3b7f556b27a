"""Several forecasts made one: weights from the errors each has made.

Bates & Granger (1969), Operational Research Quarterly 20: weights in inverse proportion to the
mean squared error, correlations left out because they are estimated too poorly to help.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.statistics.forecast.predictive import Array, Predictive

Rule = Literal["weighted", "best"]

#: Mean squared errors below this part of the largest count as equal to it.
_LEAST_PART = 1e-12


def weigh(errors: Array, rule: Rule = "weighted") -> Array:
    """Weights of the members, adding to one.

    Parameters
    ----------
    errors
        (members, …) with NaN where an outturn is not known; equal weights when none is.
    rule
        ``weighted``: in inverse proportion to the mean squared error; ``best``: all to the least.
    """
    members = len(errors)
    flat = errors.reshape(members, -1)
    flat = flat[:, np.isfinite(flat).all(axis=0)]
    mean_square = np.mean(flat**2, axis=1) if flat.shape[1] else np.zeros(members)
    largest = float(mean_square.max())
    if largest == 0.0:
        return np.full(members, 1.0 / members)
    if rule == "best":
        return np.asarray(np.arange(members) == int(np.argmin(mean_square)), dtype=float)
    inverse = largest / np.maximum(mean_square, _LEAST_PART * largest)
    return np.asarray(inverse / inverse.sum())


def combine(members: Sequence[Predictive], weights: Array) -> Predictive:
    """The weighted mean, with standard deviations as if the members' errors moved as one.

    Parameters
    ----------
    members
        Predictions of equal shape.
    weights
        (members,), or (members, origins) for predictions of shape (origins, horizon).
    """
    means, sds = np.array([m.mean for m in members]), np.array([m.sd for m in members])
    if weights.ndim == 2:
        weights = weights[:, :, None]
    subscripts = "mok,moh->oh" if weights.ndim == 3 else "m,m...->..."
    return Predictive(np.einsum(subscripts, weights, means), np.einsum(subscripts, weights, sds))


def known_before(origins: Sequence[int], horizon: int) -> NDArray[np.bool_]:
    """(origins, origins, horizon) whether at origin i the outturn of the forecast made at origin j
    for h periods ahead had been seen.
    """
    at = np.asarray(origins)
    dates = at[:, None] + np.arange(1, horizon + 1)
    return np.asarray(dates[None] <= at[:, None, None])


def replay_combination(
    members: Sequence[Predictive], actual: Array, origins: Sequence[int], rule: Rule = "weighted"
) -> Predictive:
    """The combination as it would have been made at each origin, from the errors known then.

    Parameters
    ----------
    members
        Replays of shape (origins, horizon).
    actual
        (origins, horizon) outturns.
    """
    errors = np.array([actual - m.mean for m in members])
    known = known_before(origins, actual.shape[1])
    weights = np.array([weigh(np.where(seen, errors, np.nan), rule) for seen in known]).T
    return combine(members, weights)
