"""Many small least-squares problems solved side by side.

A Python loop over time costs the same for one parameter vector as for a thousand, so the problems
(the forms of a model family, each from several starts) share it: every finite-difference column
and every trial step of every problem is one lane of one pass.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tinbergen.statistics.forecast.predictive import Array

#: Damping tried at each step, as multiples of the last that worked.
_DAMPING = np.array([0.1, 1.0, 10.0, 1000.0])

Residuals = Callable[[Array, NDArray[np.intp]], Array]


def levenberg_marquardt(
    residuals: Residuals,
    start: Array,
    free: NDArray[np.bool_],
    lower: Array,
    upper: Array,
    *,
    iterations: int = 80,
    tolerance: float = 1e-8,
) -> tuple[Array, Array]:
    """Minimise the sum of squares of every problem within a box (projected Levenberg-Marquardt).

    Parameters
    ----------
    residuals
        Takes points (lanes, k) and which problem each lane belongs to (lanes,), gives residuals
        (lanes, n); a point outside the problem's domain gives a NaN.
    start
        (problems, k) inside the box.
    free
        (problems, k) whether a parameter of a problem is estimated or stays where it starts.
    lower, upper
        (k,) the box.
    iterations
        At most so many steps.
    tolerance
        Stop after two steps in a row whose relative gain is smaller.

    Returns
    -------
    (problems, k) the minimisers and (problems,) their sums of squares, infinite where the start
    lies outside the domain.
    """
    problems, k = start.shape
    x = start.copy()
    identity = np.eye(k)
    everyone = np.arange(problems)
    r = residuals(x, everyone)
    cost = _sum_of_squares(r)
    damping = np.full(problems, 1e-2)
    stalled = np.zeros(problems, dtype=int)
    active = everyone[np.isfinite(cost)]
    for _ in range(iterations):
        if not active.size:
            break
        here, base, count = x[active], r[active], active.size
        jacobian = _jacobian(residuals, here, base, active, free[active], upper)
        gradient = np.einsum("pkn,pn->pk", jacobian, base)
        pinned = ((here <= lower) & (gradient > 0.0)) | ((here >= upper) & (gradient < 0.0))
        moving = free[active] & ~pinned
        jacobian *= moving[:, :, None]
        gradient *= moving
        normal = jacobian @ jacobian.transpose(0, 2, 1)
        diagonal = np.where(moving, np.maximum(np.einsum("pkk->pk", normal), 1e-12), 1.0)
        tried = np.maximum(damping[active, None] * _DAMPING, 1e-14)
        ridge = tried[:, :, None] * diagonal[:, None, :] + ~moving[:, None, :]
        system = normal[:, None] + ridge[..., None] * identity
        rhs = np.broadcast_to(-gradient[:, None, :, None], (count, _DAMPING.size, k, 1))
        step = np.linalg.solve(system, rhs)[..., 0]
        trial = np.where(
            moving[:, None, :], np.clip(here[:, None] + step, lower, upper), here[:, None]
        )
        lanes = np.repeat(active, _DAMPING.size)
        outcome = residuals(trial.reshape(-1, k), lanes).reshape(count, _DAMPING.size, -1)
        costs = _sum_of_squares(outcome)
        best = costs.argmin(axis=1)
        row = np.arange(count)
        found = costs[row, best]
        better = found < cost[active]
        gain = np.where(better, 1.0 - found / np.maximum(cost[active], 1e-300), 0.0)
        winners = active[better]
        x[winners] = trial[row, best][better]
        r[winners] = outcome[row, best][better]
        cost[winners] = found[better]
        damping[active] = np.where(better, tried[row, best], damping[active] * 1e4)
        stalled[active] = np.where(gain < tolerance, stalled[active] + 1, 0)
        active = active[(stalled[active] < 2) & (damping[active] < 1e12)]
    return x, cost


def _sum_of_squares(r: Array) -> Array:
    total = np.einsum("...n,...n->...", r, r)
    return np.where(np.isfinite(total), total, np.inf)


def _jacobian(
    residuals: Residuals,
    here: Array,
    base: Array,
    active: NDArray[np.intp],
    free: NDArray[np.bool_],
    upper: Array,
) -> Array:
    """(problems, k, n) forward differences, backward at the upper bound; 0 where not free."""
    count, k = here.shape
    h = 1e-6 * np.maximum(np.abs(here), 1e-2)
    h = np.where(here + h > upper, -h, h)
    points = np.repeat(here[:, None, :], k, axis=1)
    points[:, np.arange(k), np.arange(k)] += h
    wanted = free.ravel()
    moved = np.zeros((count * k, base.shape[1]))
    moved[wanted] = residuals(points.reshape(-1, k)[wanted], np.repeat(active, k)[wanted])
    jacobian = (moved.reshape(count, k, -1) - base[:, None, :]) / h[:, :, None]
    jacobian[~free] = 0.0
    return np.where(np.isfinite(jacobian), jacobian, 0.0)
