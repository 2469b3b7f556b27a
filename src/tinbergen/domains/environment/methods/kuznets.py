r"""The environmental Kuznets curve: emissions rise with income, then fall, if they do.

.. math:: \ln E_{it} = \alpha_i + \gamma_t + \beta_1 y_{it} + \beta_2 y_{it}^2
          (+ \beta_3 y_{it}^3) + u_{it}, \qquad y = \ln(\text{income})

with country and year effects (Grossman and Krueger 1995, Quarterly Journal of Economics 110(2);
Stern 2004, World Development 32(8)). The quadratic turns at :math:`-\beta_1 / 2\beta_2`. Its delta
interval is symmetric in the logarithm; Fieller's (1954, JRSS B 16(2)) inverts the test that the
slope is zero there, and says so where the data can't tell a turning point from none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.sample import require, same_length
from tinbergen.statistics.regression.sandwich import CLUSTERS

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """Where the curve peaks: ``log_income`` and bounds of it that hold with ``level``.

    ``delta``: by linearisation. ``fieller``: by inverting the test; ``fieller_kind`` is "bounded",
    "outside" when all but what lies between the bounds is compatible with the data, "unbounded"
    when everything is. NaN where there is no such interval (cubic curves).
    """

    log_income: float
    delta: tuple[float, float]
    fieller: tuple[float, float]
    fieller_kind: Literal["bounded", "outside", "unbounded", "none"]
    level: float


@dataclass(frozen=True, slots=True)
class Kuznets:
    """A fitted curve of degree K on n observations.

    ``coefficients`` (K,) of log income and its powers; ``covariance`` (K, K) by the ordinary
    formula, ``clustered`` (K, K) robust to all correlation within countries, with the usual factor
    for small samples, G/(G-1) (n-1)/(n-k) for G countries and k coefficients, effects counted (NaN
    for one country); ``freedom``: n - k. ``turning`` is None for a curve without a peak.
    """

    coefficients: Array
    covariance: Array
    clustered: Array
    freedom: int
    observations: int
    countries: int
    years: int
    within: float
    turning: TurningPoint | None

    @property
    def standard_errors(self) -> Array:
        """Ordinary ones, (K,)."""
        return np.asarray(np.sqrt(np.diagonal(self.covariance)))


def kuznets_curve(
    countries: Sequence[str],
    years: Sequence[int],
    emissions: ArrayLike,
    income: ArrayLike,
    *,
    degree: Literal[2, 3] = 2,
    level: float = 0.9,
    robust: bool = True,
) -> Kuznets:
    """Fit the curve to a panel, balanced or not.

    Parameters
    ----------
    countries, years
        (n,): which observation is whose and when.
    emissions, income
        (n,): per head, positive; rows with a missing value are left out.
    degree
        Of the polynomial in log income.
    level
        Of the turning point's intervals.
    robust
        Whether these use clustered errors.

    Raises
    ------
    TinbergenError
        F052 when a value is not positive, F053 for a level outside (0, 1), F054 when lengths
        differ, F083 for too few observations, F084 when income doesn't vary beyond the effects,
        F107 for clustered errors of one country.
    """
    require(0 < level < 1, "level", f"{level:g}", "(0, 1)")
    e, y = np.asarray(emissions, dtype=float), np.asarray(income, dtype=float)
    same_length(countries=np.empty(len(countries)), years=np.empty(len(years)), emissions=e,
                income=y)  # fmt: skip
    known = np.isfinite(e) & np.isfinite(y)
    e, y = e[known], y[known]
    for name, values in (("emissions", e), ("income", y)):
        if values.min(initial=1.0) <= 0:
            raise TinbergenError("F052", name=name, lowest=f"{values.min():g}")
    who, i = np.unique(np.asarray(countries)[known], return_inverse=True)
    when, t = np.unique(np.asarray(years)[known], return_inverse=True)
    if robust and who.size == 1:
        raise TinbergenError("F107", have=1, what=CLUSTERS, need=degree)
    effects = who.size + when.size - 1
    if e.size <= effects + degree:
        raise TinbergenError("F083", countries=who.size, years=when.size, have=e.size,
                             need=effects + degree + 1)  # fmt: skip
    # Centred income keeps the powers from being nearly the same.
    centre = float(np.log(y).mean())
    x = np.log(y) - centre
    powers = np.column_stack([x**k for k in range(1, degree + 1)])
    dummies = np.zeros((e.size, effects))
    dummies[np.arange(e.size), i] = 1.0
    later = t > 0
    dummies[np.flatnonzero(later), who.size + t[later] - 1] = 1.0
    both = np.column_stack([powers, np.log(e)])
    left = both - dummies @ np.linalg.lstsq(dummies, both, rcond=None)[0]
    within, target = left[:, :degree], left[:, degree]
    if np.linalg.matrix_rank(within, tol=1e-9 * np.linalg.norm(powers)) < degree:
        raise TinbergenError("F084")
    inverse = np.linalg.inv(within.T @ within)
    centred = inverse @ (within.T @ target)
    residuals = target - within @ centred
    freedom = e.size - effects - degree
    shift = _uncentring(degree, centre)
    ordinary = inverse * float(residuals @ residuals) / freedom
    scores = np.zeros((who.size, degree))
    np.add.at(scores, i, within * residuals[:, None])
    # One country says nothing of how countries differ.
    few = who.size / (who.size - 1) * (e.size - 1) / freedom if who.size > 1 else np.nan
    clustered = few * inverse @ (scores.T @ scores) @ inverse
    used = clustered if robust else ordinary
    quantile = float(stats.t.ppf(0.5 + level / 2, who.size - 1 if robust else freedom))
    return Kuznets(
        shift @ centred, shift @ ordinary @ shift.T, shift @ clustered @ shift.T, freedom,
        int(e.size), int(who.size), int(when.size),
        1 - float(residuals @ residuals) / float(target @ target),
        _turning(centred, used, centre, quantile, level),
    )  # fmt: skip


def _uncentring(degree: int, centre: float) -> Array:
    """Coefficients of powers of y from those of powers of y - centre (the constant left out)."""
    c = centre
    full = np.array([[1.0, -2 * c, 3 * c**2], [0.0, 1.0, -3 * c], [0.0, 0.0, 1.0]])
    return full[:degree, :degree]


def _turning(
    b: Array, covariance: Array, centre: float, quantile: float, level: float
) -> TurningPoint | None:
    if b.size == 2:
        if b[1] >= 0:
            return None
        at = float(-b[0] / (2 * b[1]))
    else:
        roots = np.roots([3 * b[2], 2 * b[1], b[0]])
        peaks = [
            float(r.real) for r in roots if abs(r.imag) < 1e-12 and 2 * b[1] + 6 * b[2] * r < 0
        ]
        if not peaks:
            return None
        at = peaks[0]
    # d at / d b = -(1, 2 at, 3 at^2) / slope of the derivative, by the implicit function theorem.
    bend = 2 * b[1] + (6 * b[2] * at if b.size == 3 else 0.0)
    direction = -np.array([1.0, 2 * at, 3 * at**2])[: b.size] / bend
    half = quantile * float(np.sqrt(direction @ covariance @ direction))
    delta = (centre + at - half, centre + at + half)
    if b.size == 3:
        none = (float("nan"), float("nan"))
        return TurningPoint(centre + at, delta, none, "none", level)
    bounds, kind = _fieller(-b[0], 2 * b[1], covariance, quantile)
    fieller = (centre + bounds[0], centre + bounds[1])
    return TurningPoint(centre + at, delta, fieller, kind, level)


def _fieller(
    over: float, under: float, covariance: Array, quantile: float
) -> tuple[tuple[float, float], Literal["bounded", "outside", "unbounded"]]:
    """All ratios r = over/under with (over - r under)^2 <= q^2 var(over - r under)."""
    q2 = quantile**2
    v_over, v_under, v_both = covariance[0, 0], 4 * covariance[1, 1], -2 * covariance[0, 1]
    a = under**2 - q2 * v_under
    b = -2 * (over * under - q2 * v_both)
    c = over**2 - q2 * v_over
    root = b**2 - 4 * a * c
    if root < 0:
        return (-np.inf, np.inf), "unbounded"
    ends = sorted(((-b - np.sqrt(root)) / (2 * a), (-b + np.sqrt(root)) / (2 * a)))
    return (float(ends[0]), float(ends[1])), "bounded" if a > 0 else "outside"
