"""The Theta method: simple exponential smoothing with half the trend as drift.

Assimakopoulos & Nikolopoulos (2000), International Journal of Forecasting 16, in the form of
Hyndman & Billah (2003), same journal 19: deseasonalise when the autocorrelation at the season is
significant, smooth, and add half the slope of a fitted line, as R forecast's ``thetaf``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.predictive import Array, Predictive
from tinbergen.statistics.forecast.seasonality import is_seasonal, seasonal_pattern

_GRID = np.concatenate(([1e-4], np.linspace(0.05, 0.95, 10), [0.9999]))
#: Seasonal factors nearer to nil than this can't be divided by.
_LEAST_FACTOR = 1e-4


@dataclass(frozen=True, slots=True)
class ThetaFit:
    """An estimated Theta model.

    Attributes
    ----------
    n, season
        Observations used, periods in a year.
    alpha
        Weight of the newest observation in the level.
    level
        Last level of the seasonally adjusted series, in its unit.
    slope
        Half the slope of the line through the adjusted series, per period.
    sigma2
        Variance of the one-step errors of the smoothing, n - 2 below the line.
    seasonal
        (season,) factors (about 1) or terms (about 0), that of the next period first.
    multiplicative
        Whether ``seasonal`` multiplies.
    """

    n: int
    season: int
    alpha: float
    level: float
    slope: float
    sigma2: float
    seasonal: Array
    multiplicative: bool

    @property
    def name(self) -> str:
        return "Theta"


def fit_theta(values: Array, season: int) -> ThetaFit:
    """Estimate the Theta model; seasonal factors when all values are positive, else terms.

    Parameters
    ----------
    values
        (n,) the series.
    season
        Periods in a year; 1 for none.

    Raises
    ------
    TinbergenError
        F003 when there are fewer than 4 observations.
    """
    y = np.asarray(values, dtype=float)
    n = len(y)
    if n < 4:
        raise TinbergenError("F003", n=n, needed=4)
    multiplicative = bool(y.min() > 0.0)
    seasonal = np.full(max(season, 1), 1.0 if multiplicative else 0.0)
    if is_seasonal(y, season):
        found = seasonal_pattern(y, season, multiplicative)
        if not multiplicative or np.min(np.abs(found)) > _LEAST_FACTOR:
            seasonal = found
    pattern = np.resize(seasonal, n)
    adjusted = y / pattern if multiplicative else y - pattern
    alpha, level, sum_of_squares = _smoothing(adjusted)
    slope = float(np.polyfit(np.arange(n), adjusted, 1)[0])
    return ThetaFit(
        n=n,
        season=season,
        alpha=alpha,
        level=level,
        slope=slope / 2.0,
        sigma2=sum_of_squares / (n - 2),
        seasonal=np.roll(seasonal, -n),
        multiplicative=multiplicative,
    )


def theta_forecast(fit: ThetaFit, horizon: int) -> Predictive:
    """(horizon,) forecasts; standard deviations are those of the smoothing, reseasonalised."""
    steps = np.arange(horizon)
    drift = fit.slope * (steps + (1.0 - (1.0 - fit.alpha) ** fit.n) / fit.alpha)
    sd = np.sqrt(fit.sigma2 * (1.0 + steps * fit.alpha**2))
    seasonal = np.resize(fit.seasonal, horizon)
    if fit.multiplicative:
        return Predictive((fit.level + drift) * seasonal, sd * np.abs(seasonal))
    return Predictive(fit.level + drift + seasonal, sd)


def theta_forecasts(values: Array, season: int, origins: Sequence[int], horizon: int) -> Predictive:
    """(origins, horizon) forecasts, the model estimated anew at every origin.

    Raises
    ------
    TinbergenError
        F003 when an origin sees fewer than 4 observations.
    """
    each = [theta_forecast(fit_theta(values[:n], season), horizon) for n in origins]
    return Predictive(np.array([p.mean for p in each]), np.array([p.sd for p in each]))


def _smoothing(y: Array) -> tuple[float, float, float]:
    """Least-squares α of simple exponential smoothing, its last level and sum of squares.

    The errors follow e_t = Δy_t + (1 - α) e_{t-1} and are linear in the first level, which least
    squares gives for each α.
    """
    from scipy.linalg.lapack import dtbtrs
    from scipy.optimize import minimize_scalar

    n = len(y)
    inputs = np.zeros((n, 2), order="F")
    inputs[1:, 0] = np.diff(y)
    inputs[0, 1] = -1.0
    band = np.ones((2, n), order="F")

    def errors(alpha: float) -> Array:
        band[1] = alpha - 1.0
        free, shift = dtbtrs(band, inputs, uplo="L")[0].T
        e: Array = free - shift * (free @ shift) / (shift @ shift)
        return e

    def cost(alpha: float) -> float:
        e = errors(alpha)
        return float(e @ e)

    costs = [cost(alpha) for alpha in _GRID]
    best = int(np.argmin(costs))
    around = _GRID[max(best - 1, 0)], _GRID[min(best + 1, len(_GRID) - 1)]
    found = minimize_scalar(cost, bounds=around, method="bounded", options={"xatol": 1e-5})
    alpha = float(found.x) if found.fun < costs[best] else float(_GRID[best])
    e = errors(alpha)
    return alpha, float(y[-1] - (1.0 - alpha) * e[-1]), float(e @ e)
