r"""The skewed t distribution of Azzalini and Capitanio, and its fit to a few quantiles.

.. math:: f(y) = \tfrac{2}{\sigma}\, t_\nu(z)\,
   T_{\nu+1}\!\Big(\alpha z \sqrt{\tfrac{\nu+1}{\nu+z^2}}\Big), \quad z = (y-\mu)/\sigma

With :math:`z = \sqrt\nu \tan\theta` the density is a smooth function on a finite interval, so that
probabilities are Gauss-Legendre sums from zero, where :math:`F(0) = 1/2 - \arctan(\alpha)/\pi`.

Sources: Azzalini and Capitanio (2003), Journal of the Royal Statistical Society B 65(2); the fit as
in Adrian, Boyarchenko and Giannone (2019), American Economic Review 109(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, stdtr

from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.regression.newey_west import Array

if TYPE_CHECKING:
    import pandas as pd

#: Quantiles that a fit matches: as many as the distribution has parameters.
MATCHED = (0.05, 0.25, 0.75, 0.95)
#: Largest shape and degrees of freedom that a fit tries (as the authors do).
_STEEPEST, _DEGREES = 30.0, 30
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(96)
_FEW, _FEW_WEIGHTS = np.polynomial.legendre.leggauss(8)
#: Panels of the angle, narrow about zero, where a steep density turns.
_EVEN = np.linspace(-1.0, 1.0, 65)
_EDGES = np.pi / 2 * (0.15 * _EVEN + 0.85 * _EVEN**3)
_INSIDE = np.diff(_EDGES)[:, None] * (_FEW + 1) / 2


@dataclass(frozen=True, slots=True)
class SkewT(Result):
    """A skewed t distribution.

    Attributes
    ----------
    location, scale
        In the unit of the series; scale above 0.
    shape
        0 is symmetric, negative leans to the left.
    dof
        Degrees of freedom, at least 1; moments of that order and above do not exist.
    """

    location: float
    scale: float
    shape: float
    dof: float

    def pdf(self, y: ArrayLike) -> Array:
        """Density at ``y``, of any shape."""
        z = (np.asarray(y, dtype=float) - self.location) / self.scale
        return standard_pdf(z, self.shape, self.dof) / self.scale

    def cdf(self, y: ArrayLike) -> Array:
        """Probability of at most ``y``, of any shape."""
        z = (np.asarray(y, dtype=float) - self.location) / self.scale
        return standard_cdf(z, self.shape, self.dof)

    def ppf(self, p: ArrayLike) -> Array:
        """Quantiles at probabilities ``p`` (n,), strictly between 0 and 1."""
        levels = np.asarray(p, dtype=float)
        return self.location + self.scale * standard_ppf(levels, self.shape, self.dof)

    def shortfall(self, level: float = 0.05) -> float:
        """Mean of the lowest ``level`` of outcomes; minus infinity where there is no mean."""
        return self.location + self.scale * standard_shortfall(level, self.shape, self.dof)

    def longrise(self, level: float = 0.05) -> float:
        """Mean of the highest ``level`` of outcomes; infinity where there is no mean."""
        return self.location - self.scale * standard_shortfall(level, -self.shape, self.dof)

    def to_frame(self) -> pd.DataFrame:
        """One row of the four parameters."""
        import pandas as pd

        names = ("location", "scale", "shape", "dof")
        return pd.DataFrame({name: [getattr(self, name)] for name in names})


def standard_pdf(z: ArrayLike, shape: ArrayLike, dof: ArrayLike) -> Array:
    """Density at location 0 and scale 1; arguments broadcast."""
    z, nu = np.asarray(z, dtype=float), np.asarray(dof, dtype=float)
    log_t = gammaln((nu + 1) / 2) - gammaln(nu / 2) - 0.5 * np.log(np.pi * nu)
    log_t = log_t - (nu + 1) / 2 * np.log1p(z**2 / nu)
    lean = stdtr(nu + 1, np.asarray(shape) * z * np.sqrt((nu + 1) / (nu + z**2)))
    return np.asarray(2.0 * np.exp(log_t) * lean)


def standard_cdf(z: ArrayLike, shape: ArrayLike, dof: ArrayLike) -> Array:
    """Probability of at most ``z`` at location 0 and scale 1; arguments broadcast."""
    nu, alpha = np.asarray(dof, dtype=float)[..., None], np.asarray(shape, dtype=float)[..., None]
    angle = np.arctan(np.asarray(z, dtype=float)[..., None] / np.sqrt(nu))
    inside = _integrand(angle * (_NODES + 1) / 2, alpha, nu)
    found = _at_zero(alpha[..., 0]) + (inside @ _WEIGHTS) * angle[..., 0] / 2
    return np.asarray(np.clip(found, 0.0, 1.0))


def standard_ppf(p: Array, shape: float, dof: float) -> Array:
    """Quantiles at probabilities ``p`` (n,): cut from a table of the cdf, then Newton's steps."""
    inside = _integrand(_EDGES[:-1, None] + _INSIDE, shape, dof)
    height = np.concatenate([[0.0], np.cumsum(inside @ _FEW_WEIGHTS / 2 * np.diff(_EDGES))])
    panel = np.clip(np.searchsorted(height, p) - 1, 0, len(_EDGES) - 2)
    start, low, high = _EDGES[panel], _EDGES[panel], _EDGES[panel + 1]
    angle = (low + high) / 2
    for _ in range(60):
        step = (angle - start)[:, None]
        part = _integrand(start[:, None] + step * (_FEW + 1) / 2, shape, dof) @ _FEW_WEIGHTS
        gap = height[panel] + part * step[:, 0] / 2 - p
        low, high = np.where(gap < 0, angle, low), np.where(gap >= 0, angle, high)
        with np.errstate(divide="ignore", invalid="ignore"):
            tried = angle - gap / _integrand(angle, shape, dof)
        following = np.where((tried >= low) & (tried <= high), tried, (low + high) / 2)
        moved = float(np.abs(following - angle).max())
        angle = following
        if moved < 1e-13:
            break
    return np.asarray(np.sqrt(dof) * np.tan(angle))


def standard_shortfall(level: float, shape: float, dof: float) -> float:
    """Mean of the lowest ``level`` of outcomes at location 0 and scale 1.

    In closed form, by parts: the density times (dof + z^2) / (dof - 1) has -z times the density as
    its slope, but for a term that is a t density of one more degree of freedom.

    Raises
    ------
    TinbergenError
        F053 for a level that is not between 0 and 1.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    if dof <= 1.0:
        return -np.inf
    cut = float(standard_ppf(np.array([level]), shape, dof)[0])
    steep = np.sqrt(1.0 + shape**2)
    mean = shape / steep * np.sqrt(dof / np.pi) * np.exp(gammaln((dof - 1) / 2) - gammaln(dof / 2))
    below = mean * stdtr(dof + 1, cut * steep * np.sqrt((dof + 1) / dof))
    below -= (dof + cut**2) / (dof - 1) * float(standard_pdf(cut, shape, dof))
    return float(below / level)


def fit_skew_t(quantiles: ArrayLike, levels: tuple[float, ...] = MATCHED) -> SkewT:
    """The distribution whose quantiles at ``levels`` come closest, by squares, to ``quantiles``.

    Degrees of freedom are 1 to 30, whole; the shape lies within 30 of zero. Given both, location
    and scale are a least-squares line, so that the search is over the shape alone.

    Parameters
    ----------
    quantiles
        (q,) rising, in the unit of the series.

    Raises
    ------
    TinbergenError
        F053 when the quantiles do not rise.
    """
    from scipy.optimize import minimize_scalar

    wanted = np.asarray(quantiles, dtype=float)
    rising = bool((np.diff(wanted) >= 0).all()) and wanted[-1] > wanted[0]
    require(rising, "quantiles", np.round(wanted, 4).tolist(), "rising")
    angles, spline = _table(levels)
    misses = _misfit(spline(angles), wanted)
    best: tuple[float, float, int] = (np.inf, 0.0, 1)
    for column in np.argsort(misses.min(axis=0))[:3]:
        row = int(misses[:, column].argmin())
        low, high = angles[max(row - 1, 0)], angles[min(row + 1, len(angles) - 1)]

        def miss(angle: float, column: int = int(column)) -> float:
            return float(_misfit(spline(angle)[column], wanted))

        found = minimize_scalar(miss, bounds=(low, high), method="bounded", options={"xatol": 1e-8})
        best = min(best, (float(found.fun), float(found.x), int(column) + 1))
    _, angle, dof = best
    shape = float(np.tan(angle))
    z = standard_ppf(np.asarray(levels, dtype=float), shape, float(dof))
    slope = float((z - z.mean()) @ (wanted - wanted.mean()) / ((z - z.mean()) @ (z - z.mean())))
    return SkewT(float(wanted.mean() - slope * z.mean()), slope, shape, float(dof))


def _misfit(z: Array, wanted: Array) -> Array:
    """Sum of squared residuals of ``wanted`` (q,) on a line in ``z`` (..., q)."""
    z = z - z.mean(axis=-1, keepdims=True)
    y = wanted - wanted.mean()
    return np.asarray(y @ y - (z @ y) ** 2 / (z**2).sum(axis=-1))


@lru_cache(maxsize=4)
def _table(levels: tuple[float, ...]) -> tuple[Array, Any]:
    """Angles (a,) of the shape, and a spline in them of standard quantiles (degrees, q)."""
    from scipy.interpolate import CubicSpline

    end = np.arctan(_STEEPEST)
    angles = np.linspace(-end, end, 41)
    p = np.asarray(levels, dtype=float)
    quantiles = [
        [standard_ppf(p, float(np.tan(angle)), float(dof)) for dof in range(1, _DEGREES + 1)]
        for angle in angles
    ]
    return angles, CubicSpline(angles, np.array(quantiles))


def _integrand(angle: Array, shape: ArrayLike, dof: ArrayLike) -> Array:
    """Density of the angle theta."""
    nu = np.asarray(dof, dtype=float)
    log_c = np.log(2.0) + gammaln((nu + 1) / 2) - gammaln(nu / 2) - 0.5 * np.log(np.pi)
    lean = stdtr(nu + 1, np.asarray(shape) * np.sqrt(nu + 1) * np.sin(angle))
    return np.asarray(np.exp(log_c) * np.maximum(np.cos(angle), 0.0) ** (nu - 1) * lean)


def _at_zero(shape: Array) -> Array:
    return np.asarray(0.5 - np.arctan(shape) / np.pi)
