"""What ``tinbergen forecast`` and ``regress`` return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinbergen.app.answer import Fault, Note
from tinbergen.app.results import Numbers, Statistic


@dataclass(frozen=True, slots=True)
class ForecastMember:
    """One model of a combination, its weight and its score in the backtest."""

    candidate: str
    model: str
    weight: float
    mase: float | None
    point: Numbers


@dataclass(frozen=True, slots=True)
class ForecastBacktest:
    """How the same recipe would have done; see ``statistics.forecast.backtest.Backtest``."""

    origins: int
    horizon: int
    first: int
    mase: float | None
    mase_naive: float | None
    smape: float | None
    crps: float | None
    crps_naive: float | None
    coverage80: float | None
    coverage95: float | None
    beats_naive: bool


@dataclass(frozen=True, slots=True)
class ForecastOfSeries:
    """Point forecast and the bounds of its bands, by level in percent."""

    model: str
    periods: tuple[str, ...]
    point: Numbers
    lower: Mapping[str, Numbers]
    upper: Mapping[str, Numbers]
    members: tuple[ForecastMember, ...]
    backtest: ForecastBacktest | None


@dataclass(frozen=True, slots=True)
class Forecasts:
    """``forecast``: by series; ``left_out`` says why a series has none."""

    horizon: int
    levels: tuple[float, ...]
    series: Mapping[str, ForecastOfSeries]
    left_out: Mapping[str, Fault]
    advice: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class RegressionCoefficient:
    """A coefficient with its confidence interval."""

    estimate: float
    se: float
    t: float | None
    p: float | None
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class RegressionTable:
    """``regress``; ``sample`` is the first and last period used, ``level`` the confidence."""

    y: str
    sample: tuple[str, str]
    observations: int
    errors: str
    lags: int
    level: float
    coefficients: Mapping[str, RegressionCoefficient]
    r2: float
    adjusted_r2: float
    sigma: float
    df: int
    f: Statistic
    loglik: float
    aic: float
    bic: float
    durbin_watson: float
    jarque_bera: Statistic
    skew: float
    kurtosis: float
    condition: float
    advice: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """``evaluate --method``: the one number with its interval, the table behind it, ``weights`` of
    the units compared with, and in ``sentences`` what was found, its placebo or the trend before,
    what would overturn it and what the interval covers. Numbers that a method does not give are
    null."""

    method: str
    outcome: str
    estimate: float
    se: float | None
    lower: float | None
    upper: float | None
    level: float | None
    p: float | None
    index: tuple[str, ...]
    table: Mapping[str, Numbers]
    weights: Mapping[str, float]
    sentences: tuple[str, ...]
