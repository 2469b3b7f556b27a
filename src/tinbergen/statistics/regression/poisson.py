"""Poisson regression with many fixed effects, by reweighted least squares without dummies.

Source: Correia, Guimarães and Zylkin (2020, Stata Journal 20(1)), "Fast Poisson estimation with
high-dimensional fixed effects".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.fixed_effects import Codes, FixedEffects, lonely

Array = NDArray[np.float64]

#: A zero counts as fitted perfectly where its mean is less than this part of the overall mean.
_VANISHING = 1e-6
#: Relative change of the deviance at which the reweighting ends.
_TOLERANCE = 1e-13
#: Relative change of the deviance at which a mean still falling is taken to fall for ever.
_SETTLED = 1e-4
#: Precision with which effects are taken out, at the end and at first.
_FINE, _COARSE = 1e-12, 1e-4
_STEPS = 200


@dataclass(frozen=True, slots=True)
class Reweighted:
    """Where the reweighting ended.

    ``coefficients`` (k,); ``eta`` (n,) log of the mean; ``within`` (n, k) regressors with effects
    taken out at the last weights; ``scale`` (k,) their norms before that.
    """

    coefficients: Array
    eta: Array
    within: Array
    scale: Array
    effects: FixedEffects
    deviance: float
    steps: int


def reweighted(y: Array, columns: Array, codes: Sequence[Codes]) -> Reweighted:
    """The Poisson maximum likelihood of y (n,) on columns (n, k) and effects with codes (n,) each.

    Raises
    ------
    TinbergenError
        F106 when the deviance still moves after 200 steps.
    """
    effects, within = FixedEffects(codes), columns
    eta = np.log(0.5 * (y + y.mean()))
    mu = np.exp(eta)
    scale = np.sqrt((mu[:, None] * within**2).sum(axis=0))
    target, taken = np.zeros_like(y), np.zeros_like(y)
    deviance = np.inf
    precision = _COARSE
    for step in range(1, _STEPS + 1):
        working = eta + (y - mu) / mu
        # What earlier steps took out stays out, so ever less is left to take.
        target = target + working - taken
        taken = working
        size = np.sqrt(float(mu @ working**2))
        both = effects.residuals(
            np.column_stack([within, target]), mu, np.append(scale, size), precision
        )
        within, target = both[:, :-1], both[:, -1]
        root = np.sqrt(mu)
        coefficients = np.linalg.lstsq(root[:, None] * within, root * target, rcond=None)[0]
        before, old = deviance, eta
        eta = working - (target - within @ coefficients)
        deviance, mu = _deviance(y, eta)
        for _ in range(30):
            if deviance <= before * (1.0 + 1e-9):
                break
            eta = 0.5 * (eta + old)
            deviance, mu = _deviance(y, eta)
        change = abs(before - deviance) / max(deviance, 0.1 * float(y.mean()))
        # Early steps need no more precision than they bring.
        precision = float(np.clip(0.01 * change, _FINE, _COARSE))
        # Means that go to zero never settle: leave off, so that their rows can be left out.
        if change <= _TOLERANCE or (change <= _SETTLED and vanishing(y, eta).any()):
            return Reweighted(coefficients, eta, within, scale, effects, deviance, step)
    raise TinbergenError("F106", name="ppml", steps=_STEPS)


def _deviance(y: Array, eta: Array) -> tuple[float, Array]:
    """Poisson deviance and the mean; infinite where the mean overflows."""
    if not np.isfinite(eta).all() or eta.max() > 600.0:
        return np.inf, np.exp(np.clip(np.nan_to_num(eta), -600.0, 600.0))
    mu = np.maximum(np.exp(eta), 1e-300)
    logs = np.log(y, where=y > 0.0, out=np.zeros_like(y)) - np.where(y > 0.0, eta, 0.0)
    return 2.0 * float((y * logs - (y - mu)).sum()), mu


def informative(y: Array, codes: Sequence[Codes], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows kept (N,) less those of effects with one row or with zeros only."""
    while True:
        kept = lonely(codes, kept)
        idle = np.zeros_like(kept)
        for c in codes:
            sums = np.bincount(c[kept], weights=y[kept], minlength=int(c.max()) + 1)
            idle |= kept & (sums[c] == 0.0)
        if not idle.any():
            return kept
        kept = kept & ~idle


def vanishing(y: Array, eta: Array) -> NDArray[np.bool_]:
    """Zeros (n,) whose mean vanishes, even against the least mean of what is positive.

    No finite coefficient would fit them (Correia, Guimarães and Zylkin 2019, "Verifying the
    existence of maximum likelihood estimates for generalized linear models").
    """
    relative = eta - np.log(y.mean())
    bound = np.log(_VANISHING) + min(0.0, float(relative[y > 0.0].min()) + 5.0)
    return np.asarray((y == 0.0) & (relative <= bound))
