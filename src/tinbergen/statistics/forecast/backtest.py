"""How a forecast would have done: rolling origins, scored against the naive forecast.

Hyndman & Koehler (2006), International Journal of Forecasting 22, for MASE; Gneiting & Raftery
(2007), JASA 102, for CRPS. Bands are replayed too: those of an origin are calibrated on the errors
known then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tinbergen.statistics.forecast.combination import known_before
from tinbergen.statistics.forecast.conformal import calibrate
from tinbergen.statistics.forecast.predictive import Array, Predictive, gaussian_crps, normal_radius

_FEWEST_ORIGINS = 4


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a backtest may cost.

    Attributes
    ----------
    origins
        At most so many forecasts are replayed, the last ones the series allows.
    refits
        How often the parameters are estimated anew on the way.
    """

    origins: int = 40
    refits: int = 6


@dataclass(frozen=True, slots=True)
class Schedule:
    """Which forecasts are replayed.

    Attributes
    ----------
    blocks
        Origins (how many observations a forecast may see), those of a block under one estimate.
    horizon
        Periods ahead, at most the one asked for.
    """

    blocks: tuple[tuple[int, ...], ...]
    horizon: int

    @property
    def origins(self) -> tuple[int, ...]:
        return tuple(n for block in self.blocks for n in block)


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores of replayed forecasts, all horizons together.

    Attributes
    ----------
    origins, horizon
        How many forecasts, how many periods ahead.
    first
        How many observations the first forecast saw.
    mase, mase_naive
        Mean absolute error of the forecast and of the seasonal naive one, in units of the mean
        absolute seasonal change before the first origin.
    smape
        Symmetric mean absolute percentage error, 0 to 200.
    crps, crps_naive
        Mean continuous ranked probability score, in the unit of the series, of a normal
        distribution with the forecast's 80 percent band; the naive one with its own.
    coverage80, coverage95
        Percent of outturns inside the bands.
    """

    origins: int
    horizon: int
    first: int
    mase: float
    mase_naive: float
    smape: float
    crps: float
    crps_naive: float
    coverage80: float
    coverage95: float

    @property
    def beats_naive(self) -> bool:
        """Whether the mean absolute error is smaller than that of the naive forecast."""
        return self.mase < self.mase_naive


def schedule(n: int, season: int, horizon: int, budget: Budget) -> Schedule | None:
    """The last origins of a series that leave three years, or ten periods, to learn from.

    None when fewer than four forecasts could be replayed. A short series is replayed over a
    shorter horizon, half of what lies after its first origin.
    """
    first = max(3 * season, 10)
    ahead = min(horizon, (n - first) // 2)
    if ahead < 1:
        return None
    origins = min(budget.origins, n - first - ahead + 1)
    if origins < _FEWEST_ORIGINS:
        return None
    start = n - ahead - origins + 1
    cuts = np.linspace(0, origins, min(max(budget.refits, 1), origins) + 1).astype(int)
    blocks = tuple(tuple(range(start + i, start + j)) for i, j in pairwise(cuts))
    return Schedule(blocks, ahead)


def outturns(values: Array, plan: Schedule) -> Array:
    """(origins, horizon) what came true after each origin."""
    return np.asarray(values)[np.asarray(plan.origins)[:, None] + np.arange(plan.horizon)]


def score(
    values: Array, season: int, plan: Schedule, forecast: Predictive, benchmark: Predictive
) -> Backtest:
    """Compare a replay with the outturns and with the replay of the naive forecast.

    Parameters
    ----------
    values
        (n,) the series.
    season
        Periods in a year.
    forecast, benchmark
        (origins, horizon) as ``plan`` has them.
    """
    actual = outturns(values, plan)
    scale = seasonal_scale(values, season, plan.origins[0])
    radii = replayed_radii(actual - forecast.mean, forecast.sd, plan.origins, (80, 95))
    error = np.abs(actual - forecast.mean)
    crps = gaussian_crps(actual, forecast.mean, radii[80] / normal_radius(80))
    crps_naive = gaussian_crps(actual, benchmark.mean, benchmark.sd)
    return Backtest(
        origins=len(plan.origins),
        horizon=plan.horizon,
        first=plan.origins[0],
        mase=float(np.mean(error)) / scale,
        mase_naive=float(np.mean(np.abs(actual - benchmark.mean))) / scale,
        smape=smape(actual, forecast.mean),
        crps=float(np.mean(crps)),
        crps_naive=float(np.mean(crps_naive)),
        coverage80=float(100.0 * np.mean(error <= radii[80])),
        coverage95=float(100.0 * np.mean(error <= radii[95])),
    )


def seasonal_scale(values: Array, season: int, seen: int) -> float:
    """Mean absolute seasonal change among the first ``seen`` observations.

    Where that is nil (an exactly periodic start) the mean absolute change of the whole series.
    """
    y = np.asarray(values, dtype=float)
    lag = season if seen > season else 1
    scale = float(np.mean(np.abs(y[lag:seen] - y[: seen - lag])))
    return scale if scale > 0.0 else float(np.mean(np.abs(np.diff(y)))) or 1.0


def smape(actual: Array, forecast: Array) -> float:
    """Mean of 200·|a - f| / (|a| + |f|); two zeros count as no error."""
    size = np.abs(actual) + np.abs(forecast)
    ratio = np.abs(actual - forecast) / np.where(size > 0.0, size, 1.0)
    return float(200.0 * np.mean(ratio))


def replayed_radii(
    errors: Array, sd: Array, origins: Sequence[int], levels: Sequence[float]
) -> dict[float, Array]:
    """Level -> (origins, horizon) half-widths of the bands each origin would have shown."""
    widths: dict[float, Array] = {level: np.empty_like(sd) for level in levels}
    for i, seen in enumerate(known_before(origins, sd.shape[1])):
        calibration = calibrate(np.where(seen, errors, np.nan), sd, levels)
        for level in levels:
            widths[level][i] = calibration.radii[level] * np.maximum(sd[i], calibration.floor)
    return widths
