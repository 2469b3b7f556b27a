"""A primal-dual interior-point method with a filter line search.

After Wächter and Biegler, On the implementation of an interior-point filter line-search algorithm
for large-scale nonlinear programming, Mathematical Programming 106 (2006): Newton steps on the
perturbed first-order conditions, kept inside the bounds, accepted when they lower the objective or
what the equations are off by, with second-order corrections. Equation numbers are theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.progress import checkpoint
from tinbergen.engine.control.nlp.kkt import Pattern, Regularised
from tinbergen.engine.control.nlp.problem import Programme

Array = NDArray[np.float64]

#: The first barrier and how it falls (7): in proportion, then superlinearly.
_BARRIER, _FALL, _POWER, _ENOUGH = 0.1, 0.2, 1.5, 10.0
#: Least share of the way to a bound that a step leaves (8); the first guess's distance from it.
_LEAVE, _INSIDE = 0.99, 1e-2
#: Multipliers of bounds are kept within this factor of the central path (16).
_CENTRAL = 1e10
#: The filter (18)-(20): least gains in errors and objective, when to ask for Armijo's.
_GAIN_ERRORS, _GAIN, _ARMIJO = 1e-5, 1e-5, 1e-4
_SHORTEST = 1e-10
#: Errors beyond which no point is accepted and below which the objective rules, against those at
#: the start (21); how much descent outweighs errors (19).
_FAR, _NEAR, _OUTWEIGHS = 1e4, 1e-4, 1.1
#: First multipliers beyond this are not trusted; how often a step is convexified further.
_TRUSTED, _TRIES, _CONVEXER = 1e3, 12, 1e-6
#: The objective's largest slope in the search's units (3.8), and in a second attempt's.
_WORTHS = (100.0, 1.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """Where the search ended.

    ``x``, ``below``, ``above`` (unknowns,): the point and the multipliers of its bounds;
    ``multipliers`` (constraints,): what the objective gains when an equation's residual rises by
    one. ``kkt`` is the largest violation of the first-order conditions, scaled. ``settled`` is
    whether that is within the tolerance; ``errors`` what the equations are off by.
    """

    x: Array
    multipliers: Array
    below: Array
    above: Array
    kkt: float
    errors: Array
    iterations: int
    regularised: int
    settled: bool


@dataclass(frozen=True, eq=False)
class _Scaled:
    """The programme in units in which no variable or slope is far above one."""

    problem: Programme
    units: Array
    rows: Array
    worth: float

    @classmethod
    def of(cls, problem: Programme, worth: float) -> _Scaled:
        units = np.maximum(1.0, np.abs(problem.start))
        slopes = np.abs(problem.jacobian(problem.start)) * units[problem.slopes.columns]
        largest = np.zeros(problem.constraints)
        np.maximum.at(largest, problem.slopes.rows, slopes)
        steepest = float(np.abs(problem.weights * units).max(initial=0.0))
        return cls(
            problem, units, 1 / np.where(largest > 0, largest, 1.0), worth / (steepest or 1.0)
        )

    @property
    def gradient(self) -> Array:
        return -self.worth * self.problem.weights * self.units

    def errors(self, v: Array) -> Array:
        return self.rows * self.problem.errors(self.units * v)

    def jacobian(self, v: Array) -> Array:
        slopes = self.problem.slopes
        found = self.problem.jacobian(self.units * v)
        return self.rows[slopes.rows] * found * self.units[slopes.columns]

    def hessian(self, v: Array, multipliers: Array) -> Array:
        bends = self.problem.bends
        found = self.problem.hessian(self.units * v, multipliers * self.rows)
        return self.units[bends.rows] * found * self.units[bends.columns]

    def transposed(self, slopes: Array, multipliers: Array) -> Array:
        """J'multipliers."""
        entries = self.problem.slopes
        weighted = slopes * multipliers[entries.rows]
        return np.asarray(np.bincount(entries.columns, weighted, self.units.size), dtype=float)


@dataclass(eq=False)
class _Filter:
    """Pairs of (errors, objective) that a new point must not be worse than.

    ``usual`` are the errors by which others are judged small or large.
    """

    usual: float
    pairs: list[tuple[float, float]] = field(default_factory=list)

    def accepts(self, errors: float, objective: float) -> bool:
        return errors < _FAR * self.usual and all(
            errors < e or objective < o for e, o in self.pairs
        )

    def add(self, errors: float, objective: float) -> None:
        """Refuse from now on what gains too little on this point (22)."""
        self.pairs.append(((1 - _GAIN_ERRORS) * errors, objective - _GAIN * errors))


class _Search:
    """The state of a search: point, multipliers, barrier."""

    def __init__(self, problem: Programme, tol: float, worth: float) -> None:
        self.scaled = _Scaled.of(problem, worth)
        units = self.scaled.units
        self.low, self.high = problem.lower / units, problem.upper / units
        self.has_low, self.has_high = np.isfinite(self.low), np.isfinite(self.high)
        self.g = self.scaled.gradient
        self.tol = tol
        self.mu = _BARRIER
        self.v = self._inside(problem.start / units)
        self.pattern = Pattern.of(units.size, problem.constraints, problem.slopes, problem.bends)
        self.system = Regularised(self.pattern)
        self.c = self.scaled.errors(self.v)
        self.J = self.scaled.jacobian(self.v)
        self.zl = np.where(self.has_low, self.mu / self._below(self.v), 0.0)
        self.zu = np.where(self.has_high, self.mu / self._above(self.v), 0.0)
        self.multipliers = self._least_squares()
        self.regularised = 0
        self._reset()

    # -- where things are -----------------------------------------------------------------------
    def _inside(self, v: Array) -> Array:
        """The point moved off its bounds (3.6)."""
        room = np.where(self.has_low & self.has_high, self.high - self.low, np.inf)
        step = np.minimum(_INSIDE * np.maximum(1.0, np.abs(v)), _INSIDE * room)
        low = np.where(self.has_low, self.low + step, -np.inf)
        return np.clip(v, low, np.where(self.has_high, self.high - step, np.inf))

    def _below(self, v: Array) -> Array:
        return np.where(self.has_low, v - self.low, 1.0)

    def _above(self, v: Array) -> Array:
        return np.where(self.has_high, self.high - v, 1.0)

    def _reset(self) -> None:
        self.filter = _Filter(max(1.0, float(np.abs(self.c).sum())))

    def objective(self, v: Array) -> float:
        """The barrier function."""
        below, above = self._below(v), self._above(v)
        if below.min() <= 0 or above.min() <= 0:
            return float("inf")
        return float(self.g @ v - self.mu * (np.log(below).sum() + np.log(above).sum()))

    def _least_squares(self) -> Array:
        """Multipliers that come nearest to the first-order conditions (36)."""
        right = np.concatenate([-(self.g - self.zl + self.zu), np.zeros(self.c.size)])
        none = np.zeros(self.pattern.off_diagonal.size)
        found = self.system.step(none, np.ones(self.v.size), self.J, right)
        multipliers = np.zeros(self.c.size) if found is None else found[self.v.size :]
        return multipliers if np.abs(multipliers).max(initial=0.0) < _TRUSTED else 0 * multipliers

    def kkt(self, mu: float) -> float:
        """The largest violation of the first-order conditions (5)."""
        dual = self.g + self.scaled.transposed(self.J, self.multipliers) - self.zl + self.zu
        size = np.abs(self.multipliers).sum() + self.zl.sum() + self.zu.sum()
        mean = max(100.0, float(size) / (self.c.size + self.v.size)) / 100.0
        complement = max(
            float(np.abs(self._below(self.v) * self.zl - mu)[self.has_low].max(initial=0.0)),
            float(np.abs(self._above(self.v) * self.zu - mu)[self.has_high].max(initial=0.0)),
        )
        off = float(np.abs(self.c).max(initial=0.0))
        return max(float(np.abs(dual).max(initial=0.0)) / mean, off, complement / mean)

    # -- moving ---------------------------------------------------------------------------------
    def lower_barrier(self) -> None:
        least = self.tol / 10
        while self.mu > least and self.kkt(self.mu) <= _ENOUGH * self.mu:
            self.mu = max(least, min(_FALL * self.mu, self.mu**_POWER))
            self._reset()

    def advance(self) -> bool:
        """One step; False when none is found, however regularised."""
        n = self.v.size
        below, above = self._below(self.v), self._above(self.v)
        barrier = self.g - np.where(self.has_low, self.mu / below, 0.0)
        barrier += np.where(self.has_high, self.mu / above, 0.0)
        dual = barrier + self.scaled.transposed(self.J, self.multipliers)
        bends = self.scaled.hessian(self.v, self.multipliers)
        sigma = self.zl / below + self.zu / above
        right = np.concatenate([-dual, -self.c])
        least = 0.0
        for _ in range(_TRIES):
            step = self.system.step(bends, sigma, self.J, right, least)
            if step is None:
                return False
            self.regularised += self.system.added > 0
            if self._along(step[:n], step[n:], barrier, right):
                return True
            least = max(_CONVEXER, 100 * self.system.added)
        return False

    def _longest(self, move: Array, share: float) -> float:
        """The share of a step that stays inside the bounds (15)."""
        low = self.has_low & (move < 0)
        high = self.has_high & (move > 0)
        one = (-share * self._below(self.v)[low] / move[low]).min(initial=1.0)
        other = (share * self._above(self.v)[high] / move[high]).min(initial=1.0)
        return float(min(one, other))

    def _along(self, move: Array, turn: Array, barrier: Array, right: Array) -> bool:
        """The longest acceptable part of a step, by the filter (A-5)."""
        share = max(_LEAVE, 1 - self.mu)
        below, above = self._below(self.v), self._above(self.v)
        dzl = np.where(self.has_low, self.mu / below - self.zl - self.zl / below * move, 0.0)
        dzu = np.where(self.has_high, self.mu / above - self.zu + self.zu / above * move, 0.0)
        longest = self._longest(move, share)
        errors, objective = float(np.abs(self.c).sum()), self.objective(self.v)
        slope = float(barrier @ move)
        alpha = longest
        while alpha > _SHORTEST * longest:
            trial = self.v + alpha * move
            c = self.scaled.errors(trial)
            accepted = self._acceptable(trial, c, errors, objective, alpha * slope)
            if not accepted and alpha == longest and np.isfinite(c).all():
                corrected = self._corrected(move, c, alpha, right, share)
                c2 = self.scaled.errors(corrected)
                if self._acceptable(corrected, c2, errors, objective, alpha * slope):
                    trial, c, accepted = corrected, c2, True
            if accepted:
                self._take(trial, c, alpha, turn, dzl, dzu, share)
                return True
            alpha /= 2
        return False

    def _acceptable(
        self, trial: Array, c: Array, errors: float, objective: float, slope: float
    ) -> bool:
        if not np.isfinite(c).all():
            return False
        e, o = float(np.abs(c).sum()), self.objective(trial)
        noise = 1e-14 * (1 + abs(objective))
        if not np.isfinite(o) or not self.filter.accepts(e, o - noise):
            return False
        descent = slope < 0 and -slope > errors**_OUTWEIGHS
        small = errors <= _NEAR * self.filter.usual
        if descent and small:
            return o <= objective + _ARMIJO * slope + noise
        good = e <= (1 - _GAIN_ERRORS) * errors or o <= objective - _GAIN * errors + noise
        if good:
            self.filter.add(errors, objective)
        return good

    def _corrected(self, move: Array, c: Array, alpha: float, right: Array, share: float) -> Array:
        """A second-order correction (27): the step that also undoes the trial point's errors."""
        n = self.v.size
        both = np.concatenate([right[:n], alpha * right[n:] - c])
        step = self.system.again(both)[:n]
        return np.asarray(self.v + self._longest(step, share) * step)

    def _take(
        self, trial: Array, c: Array, alpha: float, turn: Array, dzl: Array, dzu: Array,
        share: float,
    ) -> None:  # fmt: skip
        falling_l, falling_u = dzl < 0, dzu < 0
        longest = min(
            float((-share * self.zl[falling_l] / dzl[falling_l]).min(initial=1.0)),
            float((-share * self.zu[falling_u] / dzu[falling_u]).min(initial=1.0)),
        )
        self.v, self.c = trial, c
        self.J = self.scaled.jacobian(trial)
        self.multipliers = self.multipliers + alpha * turn
        self.zl = self._central(self.zl + longest * dzl, self._below(trial), self.has_low)
        self.zu = self._central(self.zu + longest * dzu, self._above(trial), self.has_high)

    def _central(self, z: Array, slack: Array, bounded: NDArray[np.bool_]) -> Array:
        middle = self.mu / slack
        return np.where(bounded, np.clip(z, middle / _CENTRAL, middle * _CENTRAL), 0.0)


def maximise(problem: Programme, *, tol: float = 1e-10, max_iter: int = 300) -> Answer:
    """Find where the first-order conditions hold to ``tol``.

    Where the search gets lost it starts again, the objective counting for less against the
    equations; the last answer says where it stopped.
    """
    answer = _attempt(problem, tol, max_iter, _WORTHS[0])
    for worth in _WORTHS[1:]:
        if answer.settled:
            break
        answer = _attempt(problem, tol, max_iter, worth)
    return answer


def _attempt(problem: Programme, tol: float, max_iter: int, worth: float) -> Answer:
    precision = tol * worth / _WORTHS[0]
    search = _Search(problem, precision, worth)
    settled = False
    for iteration in range(max_iter + 1):
        checkpoint()
        if search.kkt(0.0) <= precision:
            settled = True
            break
        search.lower_barrier()
        if iteration == max_iter or not search.advance():
            break
    scaled = search.scaled
    x = scaled.units * search.v
    return Answer(
        x,
        scaled.rows * search.multipliers / scaled.worth,
        search.zl / scaled.units / scaled.worth,
        search.zu / scaled.units / scaled.worth,
        search.kkt(0.0) * _WORTHS[0] / worth,
        problem.errors(x),
        iteration,
        search.regularised,
        settled,
    )
