r"""The shortest interval of fixed length where second differences of a trend are bounded.

For an estimator :math:`l'\hat\beta_{post} + v'\hat\beta_{pre}` that takes a linear trend out, the
largest bias is :math:`M \lVert c(v) \rVert_1` with c linear in v, and the half length is the
quantile of the absolute value of a normal with that bias. Estimators on the frontier of bias and
variance minimise :math:`v'\Sigma v + \lambda \lVert c(v) \rVert_1`; the best of them is looked for
along :math:`\lambda`.

Source: Rambachan and Roth (2023), Review of Economic Studies 90(5), section 4; Armstrong and
Kolesár (2020), Quantitative Economics 11(1).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Estimator(NamedTuple):
    """A linear estimator: its value, its standard error, and its largest bias a unit of bound."""

    value: float
    spread: float
    bias: float


#: Logarithms of lambda to estimators on the frontier.
Frontier = Callable[[float], Estimator]


def frontier(effect: Array, covariance: Array, before: int, target: Array) -> Frontier:
    """The frontier of bias and variance, each of its points solved for once.

    Arguments are as of :class:`tinbergen.statistics.evaluation.honest_bounds.Study`.
    """
    bends, line = _bends(before, len(effect))
    scale = float(np.sqrt(covariance.diagonal().max()))

    @cache
    def at(log: float) -> Estimator:
        weights = _weights(covariance / scale**2, before, target, bends, line, float(np.exp(log)))
        spread = float(np.sqrt(weights @ covariance @ weights))
        return Estimator(float(weights @ effect), spread, float(np.abs(bends @ weights).sum()))

    return at


def shortest_interval(estimators: Frontier, bound: float, level: float) -> tuple[float, float]:
    """The interval around the best of the estimators on a :func:`frontier`.

    ``bound`` is the largest second difference of the trend, in units of the outcome.
    """
    from scipy.optimize import minimize_scalar

    def made(log: float) -> tuple[float, float]:
        value, spread, bias = estimators(log)
        return spread * _folded(bound * bias / spread, level), value

    tried = np.linspace(-12.0, 12.0, 25)
    lengths = [made(log)[0] for log in tried]
    best = tried[int(np.argmin(lengths))]
    inside = minimize_scalar(
        lambda log: made(log)[0], bounds=(best - 1, best + 1), method="bounded",
        options={"xatol": 1e-4},
    )  # fmt: skip
    half, centre = made(float(inside.x))
    return centre - half, centre + half


def _bends(before: int, count: int) -> tuple[Array, Array]:
    """(count - 1, count) how each second difference moves the coefficients, transposed; and the
    straight line through zero at the reference (count,)."""
    after = count - before
    times = np.concatenate([np.arange(-before, 0.0), np.arange(1.0, after + 1)])
    # A bend at k (in -before + 1 .. after - 1) lifts what lies beyond it, seen from the reference,
    # in proportion to the distance; that at the reference is split off the line after it.
    rows = []
    for k in range(-before + 1, after):
        beyond = times - k if k >= 0 else k - times
        rows.append(np.where(beyond > 0, beyond, 0.0))
    return np.array(rows).reshape(-1, count), times


def _weights(
    covariance: Array, before: int, target: Array, bends: Array, line: Array, price: float
) -> Array:
    """Weights (count,) with the least variance plus ``price`` times bias, blind to the line."""
    import clarabel
    from scipy import sparse

    count, m = len(covariance), len(bends)
    square = np.zeros((count + m, count + m))
    square[:count, :count] = 2 * np.triu(covariance)
    equal = np.vstack([np.eye(count)[before:], line[None, :]])
    slack = -np.eye(m)
    rows = np.block([[equal, np.zeros((len(equal), m))], [bends, slack], [-bends, slack]])
    right = np.concatenate([target, [0.0], np.zeros(2 * m)])
    cones = [clarabel.ZeroConeT(len(equal)), clarabel.NonnegativeConeT(2 * m)]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    linear = np.concatenate([np.zeros(count), np.full(m, price)])
    solver = clarabel.DefaultSolver(
        sparse.csc_matrix(square), linear, sparse.csc_matrix(rows), right, cones, settings
    )
    weights = np.asarray(solver.solve().x)[:count]
    weights[before:] = target
    return weights


def _folded(bias: float, level: float) -> float:
    """The quantile of the absolute value of a normal with this mean and variance one."""
    from scipy.special import chndtrix

    return float(np.sqrt(chndtrix(level, 1, bias**2)))
