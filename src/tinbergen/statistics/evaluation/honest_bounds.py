r"""What an event study says when trends need not be parallel.

The coefficients are :math:`\beta = \tau + \delta`: effects after treatment, and what would have
happened anyway. The target is :math:`\theta = l'\tau_{post}`.

**Relative magnitudes**: no step of :math:`\delta` after treatment exceeds :math:`\bar M` times the
largest step before. For the step s of the largest size and its sign this is

.. math:: |l'\beta_{post} - \theta| \le \bar M C x_s, \quad |x_r| \le x_s, \qquad
          C = \sum_t \Big|\sum_{u \ge t} l_u\Big|

with x the steps before: inequalities in the mean of the estimates, tested for each
:math:`\theta` by the hybrid of a least favourable and a conditional critical value. The interval is
the union over s and signs.

**Smoothness**: no second difference of :math:`\delta` exceeds M. The interval of fixed length is
the shortest around a linear estimator :math:`l'\hat\beta_{post} + v'\hat\beta_{pre}` that reckons
with its largest bias; a linear trend is taken out.

Sources: Rambachan and Roth (2023), Review of Economic Studies 90(5); Andrews, Roth and Pakes
(2023), Review of Economic Studies 90(6); Armstrong and Kolesár (2018), Econometrica 86(2).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.evaluation.shortest_interval import frontier, shortest_interval

Array = NDArray[np.float64]
Restriction = Literal["relative", "smooth"]

_DRAWS, _FIRST_STAGE = 4000, 0.1
_GRID, _REACH, _MOST = 801, 8.0, 64.0


class Study(NamedTuple):
    """Coefficients by time since treatment, without the period of reference, and their covariance.

    ``before`` coefficients stand first, in the order of time; ``target`` (post,) weighs the others.
    """

    effect: Array
    covariance: Array
    before: int
    target: Array


def interval(
    study: Study, restriction: Restriction, bound: float, *, level: float = 0.95
) -> tuple[float, float]:
    """The robust interval of the target where trends may differ up to ``bound``.

    Raises
    ------
    TinbergenError
        F053 when the level is no probability or the bound negative.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(bound >= 0.0, "bound", bound, "[0, ∞)")
    if restriction == "smooth":
        return shortest_interval(frontier(*study), bound, level)
    at = float(study.target @ study.effect[study.before :])
    tests = _tests(study, bound, 1 - level)
    spread = float(np.sqrt(_weights(study) @ study.covariance @ _weights(study)))
    steps = np.abs(_steps(study.before) @ study.effect[: study.before]).max()
    reach = _REACH * spread * (1 + bound) + bound * _pull(study.target) * steps
    low, high = at - reach, at + reach
    for _ in range(2):
        grid = np.linspace(low, high, _GRID)
        kept = np.flatnonzero(_accepted(tests, grid))
        if not kept.size:
            return at, at
        width = grid[1] - grid[0]
        edges = grid[kept[0]], grid[kept[-1]]
        low, high = edges[0] - width, edges[1] + width
    return float(edges[0]), float(edges[1])


def breakdown(study: Study, restriction: Restriction, *, level: float = 0.95) -> float:
    """The largest bound at which the robust interval still excludes zero.

    0 when it holds zero even where trends are parallel (or linear); infinite beyond any bound that
    could matter.
    """
    estimators = frontier(*study)

    def excluded(bound: float) -> bool:
        if restriction == "smooth":
            low, high = shortest_interval(estimators, bound, level)
            return not low <= 0.0 <= high
        return not _accepted(_tests(study, bound, 1 - level), np.zeros(1))[0]

    if not excluded(0.0):
        return 0.0
    scale = 1.0 if restriction == "relative" else float(np.sqrt(study.covariance.diagonal().max()))
    low, high = 0.0, scale / 8
    while excluded(high):
        low, high = high, 2 * high
        if high > _MOST * scale:
            return float("inf")
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if excluded(middle) else (low, middle)
    return low


class _Test(NamedTuple):
    """Inequalities ``mean - by_target * theta <= 0`` of one largest step, studentised.

    ``correlation`` (m, m) is that of the means (m,); ``least`` the least favourable critical value.
    """

    mean: Array
    by_target: Array
    correlation: Array
    least: float
    size: float


def _steps(before: int) -> Array:
    """(before, before) differences of neighbours, the last one with the reference, zero."""
    steps = np.eye(before, k=1) - np.eye(before)
    return np.asarray(steps)


def _pull(target: Array) -> float:
    """C: how far the target moves if every step after treatment is one, with the worst signs."""
    return float(np.abs(np.cumsum(target[::-1])).sum())


def _weights(study: Study) -> Array:
    return np.concatenate([np.zeros(study.before), study.target])


def _tests(study: Study, bound: float, alpha: float) -> list[_Test]:
    """One test for each step before treatment that may be the largest, and its sign."""
    steps = np.zeros((study.before, len(study.effect)))
    steps[:, : study.before] = _steps(study.before)
    goal, pull = _weights(study), bound * _pull(study.target)
    draws = np.random.default_rng(0).standard_normal((_DRAWS, len(study.effect)))
    root = np.linalg.cholesky(study.covariance + 1e-14 * np.diag(study.covariance.diagonal()))
    noise = draws @ root.T
    first, tests = alpha * _FIRST_STAGE, []
    for s in range(study.before):
        others = np.delete(steps, s, axis=0)
        for sign in (1.0, -1.0):
            largest = sign * steps[s]
            rows = np.vstack([
                goal - pull * largest, -goal - pull * largest, others - largest, -others - largest,
                -largest[None, :],
            ])  # fmt: skip
            covariance = rows @ study.covariance @ rows.T
            spread = np.sqrt(covariance.diagonal())
            by_target = np.zeros(len(rows))
            by_target[:2] = 1.0, -1.0
            worst = (noise @ (rows / spread[:, None]).T).max(axis=1)
            tests.append(
                _Test(
                    rows @ study.effect / spread,
                    by_target / spread,
                    covariance / np.outer(spread, spread),
                    float(np.quantile(worst, 1 - first)),
                    (alpha - first) / (1 - first),
                )
            )
    return tests


def _accepted(tests: Sequence[_Test], grid: Array) -> NDArray[np.bool_]:
    """(G,) values of the target that some test does not reject."""
    kept = np.zeros(len(grid), dtype=bool)
    for test in tests:
        kept |= ~_rejected(test, grid)
    return kept


def _rejected(test: _Test, grid: Array) -> NDArray[np.bool_]:
    """Where the largest studentised mean is too large, given which one it is."""
    from scipy.special import ndtr, ndtri

    means = test.mean - grid[:, None] * test.by_target
    top = means.argmax(axis=1)
    largest = means[np.arange(len(grid)), top]
    rho = test.correlation[top]
    with np.errstate(divide="ignore", invalid="ignore"):
        floors = (means - rho * largest[:, None]) / (1 - rho)
    low = np.where(rho < 1 - 1e-9, floors, -np.inf).max(axis=1)
    # Of a normal between low and the first stage's value, from the upper tail for precision.
    above, beyond = ndtr(-low), ndtr(-test.least)
    tail = beyond + test.size * np.maximum(above - beyond, 0.0)
    critical = np.maximum(-ndtri(tail), 0.0)
    return np.asarray((largest > test.least) | (largest > critical))
