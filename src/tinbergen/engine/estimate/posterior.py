"""The posterior of a model with unobserved states, and the way up to its mode.

The likelihood is the Kalman filter's, priors are those of the estimated_params block. The mode is
looked for by scoring: one batch of filters gives the innovations and their variances at a point and
beside it in each direction, hence the score and the information (Harvey 1989, section 3.4), so that
a step costs one evaluation a parameter. Bounded parameters move on a scale without bounds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.estimate.observed_system import ObservedSystem, Point
from tinbergen.engine.estimate.priors import Prior, prior_of
from tinbergen.engine.estimate.scales import Scale
from tinbergen.engine.linear.kalman import StateSpace, information, innovations
from tinbergen.engine.linear.linear_model import Array
from tinbergen.model.statements import Estimated, Value

#: Steps of derivatives on the scale without bounds; of second ones of priors.
_STEP, _PRIOR_STEP = 1e-5, 1e-4
#: Expected gain of a further step, in log density, below which the mode is reached.
_GAIN = 1e-7
_MOST = 100
#: Lengths of a step that are tried together.
_LENGTHS = np.array([1.0, 0.5, 1.6, 0.2, 0.05, 0.01, 1e-3])
#: Steps of second derivatives, in standard deviations as the information has them.
_SECOND = 0.02
#: By how much the damping of a step that does not lead up grows, where it starts and ends.
_DAMPING, _LEAST, _GREATEST = 10.0, 1e-3, 1e6
#: Precision of a direction of which neither data nor priors know, relative to the best known one.
_FLOOR = 1e-8


@dataclass(frozen=True, slots=True)
class Mode:
    """Where the search ended: parameters (K,), log likelihood and log prior there, steps taken.

    ``curvature`` (K, K) is the information of data and priors by the parameters' own scale.
    """

    parameters: Array
    loglik: float
    log_prior: float
    steps: int
    curvature: Array


class Posterior:
    """A model's posterior by its estimated parameters, on data (T, p) of which ``counted`` count.

    Parameters
    ----------
    lines
        What is estimated.
    seen
        Observables, NaN where missing; rows before ``counted`` only start the filter.
    """

    def __init__(
        self, system: ObservedSystem, lines: Sequence[Estimated], seen: Array, counted: int
    ) -> None:
        self.system, self.lines, self.seen, self.counted = system, tuple(lines), seen, counted
        self.priors = tuple(prior_of(line) for line in lines)
        self.scales = tuple(_scale(e, p) for e, p in zip(self.lines, self.priors, strict=True))

    # --- where parameters stand -------------------------------------------------------------
    def start(self) -> Array:
        """The block's starts, else the model's own values, else the priors' means, (K,)."""
        covariance = self.system.own.covariance
        found = []
        for line, prior, scale in zip(self.lines, self.priors, self.scales, strict=True):
            x = _number(line.initial)
            if x is None:
                x = self._own(line, covariance)
            elif not scale.lower <= x <= scale.upper:
                raise TinbergenError(
                    "S046", at=line.at, name=line.label, start=x, lower=scale.lower,
                    upper=scale.upper,
                )  # fmt: skip
            if not scale.lower < x < scale.upper:
                x = prior.mean
            if not scale.lower < x < scale.upper:
                raise TinbergenError("S041", at=line.at, name=line.label)
            found.append(x)
        return np.array(found)

    def _own(self, line: Estimated, covariance: Array) -> float:
        """The value that the model itself has, NaN for none."""
        if line.kind == "parameter":
            return self.system.model.values.get(line.names[0], math.nan)
        shocks = self.system.model.stochastic
        if any(name not in shocks for name in line.names):
            named = self.system.observed
            k = named.index(line.names[0]) if line.names[0] in named else None
            return math.nan if k is None else float(self.system.own.errors[k])
        i, j = (shocks.index(line.names[k]) for k in (0, -1))
        if line.kind == "stderr":
            return math.sqrt(covariance[i, i])
        scale = math.sqrt(covariance[i, i] * covariance[j, j])
        return covariance[i, j] / scale if scale > 0 else 0.0

    def point(self, x: Array) -> Point:
        """The model's values, its shocks' covariance and the errors' deviations at parameters."""
        values: dict[str, float] = {}
        shocks, own = self.system.model.stochastic, self.system.own
        deviations = np.sqrt(np.diagonal(own.covariance)).copy()
        safe = np.where(deviations > 0, deviations, 1.0)
        correlation = own.covariance / np.outer(safe, safe)
        errors = own.errors.copy()
        for line, value in zip(self.lines, x.tolist(), strict=True):
            if line.kind == "parameter":
                values[line.names[0]] = value
            elif line.kind == "corr":
                i, j = (shocks.index(name) for name in line.names)
                correlation[i, j] = correlation[j, i] = value
            elif line.names[0] in shocks:
                deviations[shocks.index(line.names[0])] = value
            else:
                errors[self.system.observed.index(line.names[0])] = value
        np.fill_diagonal(correlation, 1.0)
        return Point(values, correlation * np.outer(deviations, deviations), errors)

    # --- densities --------------------------------------------------------------------------
    def log_prior(self, x: Array) -> float:
        return sum(p.log_density(v) for p, v in zip(self.priors, x.tolist(), strict=True))

    def spaces(self, points: Iterable[Array]) -> list[StateSpace | None]:
        return [self.system.at(self.point(x)) for x in points]

    def log_likelihoods(self, points: Sequence[Array]) -> Array:
        """Of each of several parameter vectors; minus infinity where there is no solution."""
        spaces = self.spaces(points)
        found = np.full(len(points), -np.inf)
        good = [k for k, s in enumerate(spaces) if s is not None]
        if good:
            logs = innovations([s for s in spaces if s is not None], self.seen).logs
            total = logs[self.counted :].sum(axis=0)
            found[good] = np.where(np.isfinite(total), total, -np.inf)
        return found

    def parameters(self, z: Array) -> Array:
        return np.array([s.parameter(v) for s, v in zip(self.scales, z.tolist(), strict=True)])

    def free(self, x: Array) -> Array:
        return np.array([s.free(v) for s, v in zip(self.scales, x.tolist(), strict=True)])

    def slopes(self, x: Array) -> Array:
        return np.array([s.slope(v) for s, v in zip(self.scales, x.tolist(), strict=True)])

    def log_densities(self, zs: Array) -> Array:
        """Log posteriors at several points (B, K) on the scale without bounds."""
        points = [self.parameters(z) for z in zs]
        priors = np.array([self.log_prior(x) for x in points])
        return np.asarray(self.log_likelihoods(points) + priors)

    # --- the search -------------------------------------------------------------------------
    def climb(self) -> Mode:
        """The mode.

        Raises
        ------
        TinbergenError
            S041 without a start, S042 when the search does not settle, S043 when the model has no
            solution at its start, S046 for a start outside its bounds.
        """
        z = self.free(self.start())
        height = float(self.log_densities(z[None])[0])
        if not math.isfinite(height):
            raise TinbergenError("S043", model=self.system.model.name)
        damping = 0.0
        for step in range(_MOST):
            slope, curvature = self._slope(z)
            damped = curvature + damping * np.diag(np.diagonal(curvature))
            move = np.linalg.solve(damped, slope)
            if 0.5 * slope @ np.linalg.solve(curvature, slope) < _GAIN:
                return self._mode(z, step, curvature)
            tried = z + _LENGTHS[:, None] * move
            heights = self.log_densities(tried)
            best = int(np.argmax(heights))
            if not heights[best] > height:
                if damping > _GREATEST:
                    return self._mode(z, step, curvature)
                damping = max(damping * _DAMPING, _LEAST)
                continue
            z, height = tried[best], float(heights[best])
            damping = damping / _DAMPING if damping > _LEAST else 0.0
        raise TinbergenError("S042", model=self.system.model.name, steps=_MOST)

    def _slope(self, z: Array) -> tuple[Array, Array]:
        """The log posterior's slope (K,) and the information of data and priors (K, K), by z."""
        K = len(z)
        steps = np.full(K, _STEP)
        spaces = self.spaces([self.parameters(z)])
        for k in range(K):
            found = None
            for sign in (1.0, -1.0):
                steps[k] = sign * _STEP
                found = self.spaces([self.parameters(z + steps[k] * (np.arange(K) == k))])[0]
                if found is not None:
                    break
            spaces.append(found)
        whole = [s if s is not None else spaces[0] for s in spaces]
        seen = innovations([s for s in whole if s is not None], self.seen)
        scores, known = information(seen, steps, self.counted)
        slope, bend = np.empty(K), np.empty(K)
        for k, (prior, scale) in enumerate(zip(self.priors, self.scales, strict=True)):
            h = _PRIOR_STEP
            low, here, high = (prior.log_density(scale.parameter(z[k] + d)) for d in (-h, 0, h))
            slope[k], bend[k] = (high - low) / (2 * h), max(0.0, (2 * here - low - high) / h**2)
        # Directions that neither data nor priors know of are left where they are.
        floor = _FLOOR * max(1.0, float(np.diagonal(known).max()))
        return scores.sum(axis=0) + slope, known + np.diag(bend + floor)

    def _mode(self, z: Array, steps: int, curvature: Array) -> Mode:
        x = self.parameters(z)
        slopes = self.slopes(x)
        loglik = float(self.log_likelihoods([x])[0])
        return Mode(x, loglik, self.log_prior(x), steps, curvature / np.outer(slopes, slopes))

    def hessian(self, mode: Mode) -> Array:
        """Minus the second derivatives of the log posterior by the parameters at a mode, (K, K).

        By differences in pairs of directions, two evaluations each.
        """
        z, slopes = self.free(mode.parameters), self.slopes(mode.parameters)
        K = len(z)
        h = np.abs(_SECOND / np.sqrt(np.diagonal(mode.curvature)) / slopes)
        pairs = [(i, j) for i in range(K) for j in range(i)]
        one = np.diag(h)
        both = np.array([one[i] + one[j] for i, j in pairs]).reshape(-1, K)
        moved = np.concatenate([z[None], z + one, z - one, z + both, z - both])
        heights = self.log_densities(moved)
        here, up, down = heights[0], heights[1 : K + 1], heights[K + 1 : 2 * K + 1]
        further = heights[2 * K + 1 :].reshape(2, -1).sum(axis=0)
        found = np.diag(up + down - 2 * here)
        for (i, j), total in zip(pairs, further.tolist(), strict=True):
            mixed = (total - up[i] - up[j] - down[i] - down[j] + 2 * here) / 2
            found[i, j] = found[j, i] = mixed
        return np.asarray(-found / np.outer(h, h) / np.outer(slopes, slopes))


def _number(value: Value | None) -> float | None:
    return None if value is None else value.number


def _scale(line: Estimated, prior: Prior) -> Scale:
    lower, upper = _number(line.lower), _number(line.upper)
    ends = {"stderr": (0.0, math.inf), "corr": (-1.0, 1.0)}.get(line.kind, (-math.inf, math.inf))
    return Scale(
        max(ends[0], prior.lower, -math.inf if lower is None else lower),
        min(ends[1], prior.upper, math.inf if upper is None else upper),
    )
