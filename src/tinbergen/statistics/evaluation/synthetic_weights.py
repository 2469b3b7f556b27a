r"""Weights of a synthetic control: predictors' importance V outside, donors' weights W inside.

.. math:: W(V) = \arg\min_{w \in \Delta} (x_1 - X_0 w)'V(x_1 - X_0 w), \qquad
          V^* = \arg\min_V \lVert z_1 - Z_0 W(V)\rVert^2 / T_0

The inside is exact. The outside has many local optima and kinks where a donor joins or leaves, so
it is searched: logarithms of V drawn far apart, the best of them led downhill by quasi-Newton steps
with the exact gradient, then thrown about and led downhill again. The draws do not depend on the
data, so every unit of a placebo test is given the same effort.

Source: Abadie, Diamond and Hainmueller (2010), Journal of the American Statistical Association
105(490).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.progress import Progress
from tinbergen.statistics.evaluation.simplex import Array, nearest_mixture

#: Standard deviation of the logarithms of V that the search starts from, and the least it goes to.
_SPREAD, _LEAST = 4.0, -14.0
#: How far the best point is thrown, in turn.
_THROWS = (1.0, 0.5, 0.2, 0.1)
_STEPS = 25
#: Squared lack of predictors, in standard deviations, that rounding explains, and how much more
#: they weigh than outcomes where they can be fitted perfectly.
_PERFECT, _FIRST = 1e-24, 1e5


class Effort(NamedTuple):
    """Points that are tried, how many are led downhill, and how often the best is thrown."""

    points: int = 60
    descents: int = 7
    throws: int = 4


#: What every unit is given by default: about a tenth of a second.
EFFORT = Effort()


@dataclass(frozen=True, slots=True)
class Weights:
    """Donors' weights (J,) and predictors' importance (k,), both on the simplex."""

    donors: Array
    predictors: Array


class _Inside(NamedTuple):
    """The donors with weight, these weights, and what the predictors lack (k,)."""

    support: NDArray[np.intp]
    weights: Array
    lack: Array


class Search:
    """The loss of logarithms of V for one unit, and its gradient.

    Parameters
    ----------
    predictors
        (k, J) scaled predictors of the donors less those of the unit.
    outcomes
        (T0, J) outcomes of the donors less those of the unit, before treatment.
    """

    def __init__(self, predictors: Array, outcomes: Array) -> None:
        self.predictors, self.outcomes = predictors, outcomes

    def inside(self, v: Array) -> _Inside:
        """W(V). Where many mixtures fit the predictors perfectly, the one that follows the outcome
        best: their order must not decide."""
        found = nearest_mixture(np.sqrt(v)[:, None] * self.predictors)
        lack = self.predictors @ found
        if v @ lack**2 < _PERFECT:
            found = self.perfect
            lack = np.zeros_like(lack)
        (support,) = found.nonzero()
        return _Inside(support, found[support], lack)

    @cached_property
    def perfect(self) -> Array:
        """(J,) the mixture without lack that follows the outcome best."""
        scale = float(np.abs(self.outcomes).max()) or 1.0
        return nearest_mixture(np.vstack([_FIRST * self.predictors, self.outcomes / scale]))

    def loss(self, logs: Array) -> float:
        support, weights, _ = self.inside(_importance(logs))
        miss = self.outcomes[:, support] @ weights
        return float(miss @ miss / len(miss))

    def with_gradient(self, logs: Array) -> tuple[float, Array]:
        """The loss and its gradient by the implicit function theorem, the support held."""
        v = _importance(logs)
        support, weights, lack = self.inside(v)
        tried, outcomes = self.predictors[:, support], self.outcomes[:, support]
        miss = outcomes @ weights
        if not lack.any():
            return float(miss @ miss / len(miss)), np.zeros_like(v)
        n = len(support)
        bordered = np.ones((n + 1, n + 1))
        bordered[:n, :n] = tried.T @ (v[:, None] * tried)
        bordered[n, n] = 0.0
        slope = np.append((2 / len(miss)) * (miss @ outcomes), 0.0)
        try:
            turn = np.linalg.solve(bordered, slope)[:n]
        except np.linalg.LinAlgError:
            turn = np.linalg.lstsq(bordered, slope)[0][:n]
        by_v = -(tried @ turn) * lack
        return float(miss @ miss / len(miss)), v * (by_v - v @ by_v)

    def descend(self, logs: Array) -> tuple[float, Array]:
        """Downhill from a point: the loss and the point reached."""
        from scipy.optimize import minimize

        done = minimize(
            self.with_gradient, logs, (), "L-BFGS-B", jac=True, options={"maxiter": _STEPS}
        )
        return float(done.fun), np.asarray(done.x - done.x.max())


def _importance(logs: Array) -> Array:
    v = np.exp(logs - logs.max())
    return np.asarray(v / v.sum())


def nested_weights(
    predictors: Array, outcomes: Array, *, effort: Effort, seed: int, progress: Progress
) -> Weights:
    """V and W of one unit; arrays as for :class:`Search`."""
    search, k = Search(predictors, outcomes), len(predictors)
    if k == 1:
        return _found(search, np.zeros(1))
    rng = np.random.default_rng(seed)
    points = np.vstack([np.zeros(k), rng.normal(0.0, _SPREAD, (effort.points - 1, k))])
    losses = np.array([search.loss(point) for point in points])
    best = min(
        (search.descend(points[j]) for j in np.argsort(losses)[: effort.descents]),
        key=lambda reached: reached[0],
    )
    for turn in range(effort.throws):
        progress.check()
        thrown = rng.normal(0.0, _THROWS[turn % len(_THROWS)], k)
        best = min(
            best,
            search.descend(np.maximum(best[1], _LEAST) + thrown),
            key=lambda reached: reached[0],
        )
    return _found(search, best[1])


def outcome_weights(outcomes: Array) -> Weights:
    """W that follows the outcome itself as closely as a mixture can: no predictors."""
    donors = nearest_mixture(outcomes / np.abs(outcomes).max(initial=1e-300))
    return Weights(donors, np.empty(0))


def _found(search: Search, logs: Array) -> Weights:
    v = _importance(logs)
    support, weights, _ = search.inside(v)
    donors = np.zeros(search.predictors.shape[1])
    donors[support] = weights
    return Weights(donors, v)
