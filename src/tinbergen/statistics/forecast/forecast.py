"""The forecast of one series: candidates, replayed, combined and given honest bands."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.charts import results as pictures
from tinbergen.charts.chart import Chart
from tinbergen.core import limits
from tinbergen.core.errors import Advice, StoppedError, TinbergenError, did_you_mean
from tinbergen.core.period import Period, Span
from tinbergen.core.progress import checkpoint
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.accept import SeriesLike, series_of
from tinbergen.statistics.cycles.sample import check_scale
from tinbergen.statistics.forecast.backtest import (
    Backtest,
    Budget,
    Schedule,
    outturns,
    schedule,
    score,
)
from tinbergen.statistics.forecast.candidates import CANDIDATES
from tinbergen.statistics.forecast.combination import Rule, combine, replay_combination, weigh
from tinbergen.statistics.forecast.conformal import Calibration, bands, calibrate
from tinbergen.statistics.forecast.predictive import Array, Predictive

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_CANDIDATES = ("snaive", "ets", "arima", "theta")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Member:
    """One model of a forecast.

    Attributes
    ----------
    candidate, model
        Which method, and the model it chose, such as ``"ETS(M,A,M)"``.
    weight
        Its part of the combination; the weights add to one.
    mase
        Its own score in the backtest; NaN without one.
    point
        (horizon,) its own forecast, in the unit of the series.
    """

    candidate: str
    model: str
    weight: float
    mase: float
    point: Array


@dataclass(frozen=True, slots=True)
class SeriesForecast(Result):
    """The forecast of one series.

    Attributes
    ----------
    model
        The model's name, or those of the members of a combination with their weights.
    point
        (horizon,) in the unit of the series.
    lower, upper
        Level in percent -> (horizon,) bounds of the central band.
    members
        The models combined, heaviest first; empty for a constant series.
    backtest
        How the same recipe would have done; None when the series is too short or constant.
    calibration
        What the bands were calibrated on.
    advice
        Candidates that were dropped, and why.
    start
        The first period forecast; None for a series without dates.
    """

    model: str
    point: Array
    lower: Mapping[float, Array]
    upper: Mapping[float, Array]
    members: tuple[Member, ...]
    backtest: Backtest | None
    calibration: Calibration
    advice: tuple[Advice, ...] = ()
    start: Period | None = None

    @property
    def span(self) -> Span | None:
        """The periods forecast, where the series had dates."""
        return None if self.start is None else Span(self.start, len(self.point))

    def to_frame(self) -> pd.DataFrame:
        """Rows are periods, or periods ahead from 1 where the series had no dates.

        Columns are ``point``, ``lower80``, ``upper80``, ....
        """
        import pandas as pd

        columns = {"point": self.point}
        for level in self.lower:
            columns[f"lower{level:g}"] = self.lower[level]
            columns[f"upper{level:g}"] = self.upper[level]
        if self.span is not None:
            return pd.DataFrame(columns, index=self.span.to_index())
        ahead = pd.RangeIndex(1, len(self.point) + 1, name="ahead")
        return pd.DataFrame(columns, index=ahead)

    def plot(self) -> Chart:
        """The point forecast in its bands, by period or by periods ahead."""
        title = Text(self.model, self.model)
        return pictures.forecast(title, self.point, self.lower, self.upper, self.span)


def forecast_series(
    values: SeriesLike,
    season: int | None = None,
    horizon: int | None = None,
    *,
    candidates: Sequence[str] = DEFAULT_CANDIDATES,
    levels: Sequence[float] = (80, 95),
    combination: Rule = "weighted",
    budget: Budget | None = None,
) -> SeriesForecast:
    """Forecast a series by the candidates that its own past speaks for.

    Every candidate is replayed over rolling origins; their mean squared errors give the weights,
    the errors of the combination (made at each origin from what was known there) the bands. A
    series too short for that gets equal weights and Gaussian bands.

    Parameters
    ----------
    values
        (n,) finite, at least four: a pandas Series or a table of one column with its dates, or
        plain numbers. Values that are missing at the ends of dated series are left out.
    season
        Periods in a year; by default that of the dates, or 1 without dates.
    horizon
        Periods ahead, at least 1; by default two years, or four periods if these are more.
    candidates
        Keys of ``CANDIDATES``.
    levels
        Percent of the central bands, each between 0 and 100.
    combination
        ``weighted`` by inverse mean squared error, or only the ``best``.
    budget
        How much the backtest may cost; by default 40 origins and 6 refits.

    Raises
    ------
    TinbergenError
        F001 for missing values, F002 for a horizon below 1, F003 for a series too short, F004 for
        an unknown candidate, F005 for a bad season, F006 for a bad level, F007 when no candidate
        can be fitted, F011 when the values are not one series, F240 when they can't be
        squared, C240 for too many observations or periods; C010 when they are no numbers; C012,
        U030 when it was cancelled or its time is over.
    """
    given = series_of(values)
    season = (given.frequency or 1) if season is None else season
    horizon = max(4, 2 * season) if horizon is None else horizon
    known = np.flatnonzero(~np.isnan(given.values)) if given.start else np.zeros(0)
    table = given.values[known[0] : known[-1] + 1] if known.size else given.values
    after = given.start + int(known[-1]) + 1 if given.start and known.size else None
    y = _checked(table, season, horizon, candidates, levels)
    if np.ptp(y) == 0.0:
        return replace(_constant(y, horizon, levels), start=after)
    plan = schedule(len(y), season, horizon, budget or Budget())
    models: list[tuple[str, str, Predictive]] = []
    replays: list[Predictive] = []
    advice: list[Advice] = []
    for key in dict.fromkeys(candidates):
        checkpoint()
        try:
            name, now, replay = _run(key, y, season, horizon, plan)
        except StoppedError:
            raise
        except (TinbergenError, np.linalg.LinAlgError) as fault:
            detail = Text(str(fault), str(fault))
            if isinstance(fault, TinbergenError):
                detail = Text(fault.text("title"), fault.text("title", "zh"))
            advice.append(Advice("F010", {"candidate": CANDIDATES[key].text, "detail": detail}))
            continue
        models.append((key, name, now))
        if replay is not None:
            replays.append(replay)
    if not models:
        raise TinbergenError("F007", candidates=", ".join(candidates))
    nows = [now for _, _, now in models]
    if plan is None:
        weights, mases = np.full(len(models), 1.0 / len(models)), np.full(len(models), np.nan)
        backtest = None
        calibration = calibrate(np.full((1, 1), np.nan), np.ones((1, 1)), levels)
    else:
        actual = outturns(y, plan)
        benchmark = CANDIDATES["snaive"].replay(y, season, plan.blocks, plan.horizon)
        combined = replay_combination(replays, actual, plan.origins, combination)
        weights = weigh(np.array([actual - r.mean for r in replays]), combination)
        mases = np.array([score(y, season, plan, r, benchmark).mase for r in replays])
        backtest = score(y, season, plan, combined, benchmark)
        calibration = calibrate(actual - combined.mean, combined.sd, levels)
    members = tuple(
        Member(key, name, float(w), float(mase), now.mean)
        for (key, name, now), w, mase in zip(models, weights, mases, strict=True)
        if w > 0.0
    )
    members = tuple(sorted(members, key=lambda m: -m.weight))
    final = combine(nows, weights)
    lower, upper = bands(final, calibration)
    return SeriesForecast(
        model=_name(members),
        point=final.mean,
        lower=lower,
        upper=upper,
        members=members,
        backtest=backtest,
        calibration=calibration,
        advice=tuple(advice),
        start=after,
    )


def _checked(
    y: Array, season: int, horizon: int, candidates: Sequence[str], levels: Sequence[float]
) -> Array:
    if season < 1:
        raise TinbergenError("F005", season=season)
    if horizon < 1:
        raise TinbergenError("F002", horizon=horizon)
    for level in levels:
        if not 0.0 < level < 100.0:
            raise TinbergenError("F006", level=level)
    for key in candidates:
        if key not in CANDIDATES:
            known = ", ".join(CANDIDATES)
            hint = did_you_mean(key, CANDIDATES)
            raise TinbergenError("F004", hint=hint, candidate=key, known=known)
    if len(y) < _SHORTEST:
        raise TinbergenError("F003", n=len(y), needed=_SHORTEST)
    missing = np.flatnonzero(~np.isfinite(y))
    if missing.size:
        raise TinbergenError("F001", count=missing.size, first=int(missing[0]) + 1)
    check_scale(y, "y")
    limits.check("observations", len(y))
    limits.check("horizon", horizon)
    return y


def _run(
    key: str, y: Array, season: int, horizon: int, plan: Schedule | None
) -> tuple[str, Predictive, Predictive | None]:
    """A candidate's name, forecast and replay; F008 when one of them is not finite."""
    candidate = CANDIDATES[key]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        name, now = candidate.now(y, season, horizon)
        replay = candidate.replay(y, season, plan.blocks, plan.horizon) if plan else None
    for prediction in (now, replay):
        if prediction is not None and not (
            np.isfinite(prediction.mean).all() and np.isfinite(prediction.sd).all()
        ):
            raise TinbergenError("F008", model=name, detail="its forecast is not finite")
    return name, now, replay


def _constant(y: Array, horizon: int, levels: Sequence[float]) -> SeriesForecast:
    point = np.full(horizon, y[0])
    return SeriesForecast(
        model="constant",
        point=point,
        lower=dict.fromkeys(sorted(levels), point),
        upper=dict.fromkeys(sorted(levels), point),
        members=(),
        backtest=None,
        calibration=Calibration(dict.fromkeys(sorted(levels), 0.0), 0.0, 0),
    )


def _name(members: Sequence[Member]) -> str:
    if len(members) == 1:
        return members[0].model
    return " + ".join(f"{m.weight:.2f} {m.model}" for m in members if m.weight >= 0.005)
