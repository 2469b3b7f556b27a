r"""The marginal likelihood of a Bayesian vector autoregression, and the hyperparameters it prefers.

With moments of prior rows alone (subscript 0) and of prior and data rows together (1),
:math:`K = \Omega^{-1} + X'X`, :math:`V = \Psi + Y'Y - Y'XK^{-1}X'Y` and :math:`\nu` degrees of
freedom (n + 2 plus the rows),

.. math:: \log p(Y) = -\frac{nT}{2}\log\pi + \log\frac{\Gamma_n(\nu_1/2)}{\Gamma_n(\nu_0/2)}
          - \frac{n}{2}\log\frac{|K_1|}{|K_0|}
          - \frac{\nu_1}{2}\log|V_1| + \frac{\nu_0}{2}\log|V_0|

for T rows of n variables. The prior's own constants cancel because dummy observations and data are
one sample. Hyperparameters maximise it times their prior density, by a quasi-Newton search over
their logarithms with exact slopes, from several starts: the surface is flat where a dummy
observation has no weight, and a search that starts there stays.

Source: Giannone, Lenza and Primiceri (2015), REStat 97(2), appendix A.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.special import multigammaln

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.bvar_prior import (
    Array,
    Hyperparameters,
    Moments,
    Sample,
    log_hyperprior,
    precision,
)

#: Bounds of λ, and of μ and δ; those of ψ are multiples of the variances they start from.
_BOUNDS = {"tightness": (1e-4, 5.0), "dummies": (1e-3, 50.0), "scales": (1e-2, 1e2)}
#: λ, μ, δ from which the search starts.
_STARTS = ((0.2, 1.0, 1.0), (0.1, 5.0, 0.2), (0.5, 0.3, 5.0))


@dataclass(frozen=True)
class Surface:
    """The marginal likelihood of one sample as a function of hyperparameters.

    ``scales``: (n,) ψ, where fixed or where the search starts; ``free_scales`` whether they are
    estimated; ``sums``, ``initial`` whether those dummy observations are used.
    """

    sample: Sample
    scales: Array
    free_scales: bool = False
    sums: bool = True
    initial: bool = True

    @cached_property
    def data(self) -> Moments:
        return Moments.of(self.sample.x, self.sample.y)

    @cached_property
    def dummies(self) -> tuple[Moments, Moments]:
        sums, initial = self.sample.dummies()
        return Moments.of(*sums), Moments.of(*initial)

    def at(self, logs: Array) -> Hyperparameters:
        """Hyperparameters from the logarithms of those that are free."""
        values = iter(np.exp(logs))
        tightness = float(next(values))
        sums = float(next(values)) if self.sums else np.inf
        initial = float(next(values)) if self.initial else np.inf
        scales = np.array(list(values)) if self.free_scales else self.scales
        return Hyperparameters(tightness, sums, initial, scales)

    def log_likelihood(self, chosen: Hyperparameters) -> float:
        """Log marginal likelihood, natural logarithm, of the targets in their own units."""
        return self._with_slopes(chosen)[0]

    def log_posterior(self, logs: Array) -> tuple[float, Array]:
        """Log marginal likelihood plus log hyperprior, and slopes, at log hyperparameters."""
        chosen = self.at(logs)
        value, slopes = self._with_slopes(chosen)
        density, steps = log_hyperprior(chosen, self.free_scales)
        return value + density, slopes + steps

    def _with_slopes(self, chosen: Hyperparameters) -> tuple[float, Array]:
        data, n = self.data, len(self.scales)
        diagonal = precision(self.sample, chosen)
        prior, changes, rows = self._prior(chosen, diagonal)
        freedom = n + 2 + rows
        before, before_slopes = _half(prior, changes, freedom)
        together = Moments(prior.xx + data.xx, prior.xy + data.xy, prior.yy + data.yy, 0)
        after, after_slopes = _half(together, changes, freedom + data.rows)
        constant = multigammaln((freedom + data.rows) / 2, n) - multigammaln(freedom / 2, n)
        constant -= n * data.rows / 2 * np.log(np.pi) + n * np.log(self.sample.scale).sum()
        return float(constant + after - before), after_slopes - before_slopes

    def _prior(
        self, chosen: Hyperparameters, diagonal: Array
    ) -> tuple[Moments, list[Moments], int]:
        """Moments of the prior, their changes per unit of each free logarithm, and dummy rows."""
        n, k = len(self.scales), len(diagonal)
        no_xy, no_yy = np.zeros((k, n)), np.zeros((n, n))
        xx, xy, yy, rows = np.diag(diagonal), no_xy, np.diag(chosen.scales), 0
        tightening = np.concatenate([[0.0], -2.0 * diagonal[1:]])
        changes = [Moments(np.diag(tightening), no_xy, no_yy, 0)]
        for used, size, unit in zip(
            (self.sums, self.initial), (chosen.sums, chosen.initial), self.dummies, strict=True
        ):
            if used:
                xx, xy, yy = xx + unit.xx / size**2, xy + unit.xy / size**2, yy + unit.yy / size**2
                rows += unit.rows
                by = -2.0 / size**2
                changes.append(Moments(by * unit.xx, by * unit.xy, by * unit.yy, 0))
        for j in range(n if self.free_scales else 0):
            own = np.zeros(k)
            own[1 + j :: n] = diagonal[1 + j :: n]
            squared = np.zeros((n, n))
            squared[j, j] = chosen.scales[j]
            changes.append(Moments(np.diag(own), no_xy, squared, 0))
        return Moments(xx, xy, yy, rows), changes, rows


def _half(moments: Moments, changes: list[Moments], freedom: int) -> tuple[float, Array]:
    """-n/2 log|K| - ν/2 log|V|, and its slopes along ``changes`` of the moments."""
    n = len(moments.yy)
    triangle = cho_factor(moments.xx, lower=True)
    inverse = cho_solve(triangle, np.eye(len(moments.xx)))
    slopes_of_y = cho_solve(triangle, moments.xy)
    left = moments.yy - moments.xy.T @ slopes_of_y
    below = cho_factor(left, lower=True)
    value = -n * np.log(np.diagonal(triangle[0])).sum()
    value -= freedom * np.log(np.diagonal(below[0])).sum()
    weight = cho_solve(below, np.eye(n))
    steps = np.empty(len(changes))
    for i, change in enumerate(changes):
        cross = change.xy.T @ slopes_of_y
        moved = change.yy - cross - cross.T + slopes_of_y.T @ change.xx @ slopes_of_y
        steps[i] = -n / 2 * np.sum(inverse * change.xx) - freedom / 2 * np.sum(weight * moved)
    return float(value), steps


def maximise(surface: Surface) -> tuple[Hyperparameters, float]:
    """The hyperparameters of highest posterior density, and the log of that density.

    Raises
    ------
    TinbergenError
        F055 when the data are collinear up to rounding.
    """
    ranges = [_BOUNDS["tightness"]] + [_BOUNDS["dummies"]] * (surface.sums + surface.initial)
    if surface.free_scales:
        low, high = _BOUNDS["scales"]
        ranges += [(low * float(psi), high * float(psi)) for psi in surface.scales]
    bounds = [(math.log(low), math.log(high)) for low, high in ranges]

    def loss(logs: Array) -> tuple[float, Array]:
        value, slopes = surface.log_posterior(logs)
        return -value, -slopes

    best = None
    for tightness, sums, initial in _STARTS:
        values = [tightness] + [sums] * surface.sums + [initial] * surface.initial
        if surface.free_scales:
            values.extend(surface.scales)
        start = np.log(np.array(values, dtype=np.float64))
        try:
            found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
        except np.linalg.LinAlgError:
            raise TinbergenError("F055", name="Bayesian vector autoregression") from None
        if best is None or found.fun < best.fun:
            best = found
    assert best is not None
    return surface.at(best.x), -float(best.fun)
