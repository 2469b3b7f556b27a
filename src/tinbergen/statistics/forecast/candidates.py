"""The univariate methods under one roof: each can forecast now and replay how it would have.

A replay at an origin uses only what was known there: the structure (form, orders) is chosen on the
data before the first origin, the parameters are re-estimated at the first origin of every block
and the states are brought up to every single one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.statistics.forecast.arima import ArimaFit, arima_forecasts, fit_arima
from tinbergen.statistics.forecast.arima_search import select_arima
from tinbergen.statistics.forecast.ets import EtsFit, ets_forecasts
from tinbergen.statistics.forecast.ets_fit import fit_ets, select_ets
from tinbergen.statistics.forecast.naive import drift, seasonal_naive
from tinbergen.statistics.forecast.predictive import Array, Predictive
from tinbergen.statistics.forecast.theta import fit_theta, theta_forecast, theta_forecasts

#: Origins that share one estimate of the parameters.
Block = Sequence[int]
Fit = TypeVar("Fit")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One method.

    Attributes
    ----------
    text
        What it is called.
    now
        (values, season, horizon) -> the model's own name and its (horizon,) forecast.
    replay
        (values, season, blocks, horizon) -> (origins, horizon) forecasts, each from the data
        before its origin.
    """

    text: Text
    now: Callable[[Array, int, int], tuple[str, Predictive]]
    replay: Callable[[Array, int, Sequence[Block], int], Predictive]


def _effective_season(values: Array, season: int) -> int:
    """The season, or 1 when less than a year and a period is seen."""
    return season if len(values) > season else 1


def _naive_now(y: Array, season: int, horizon: int) -> tuple[str, Predictive]:
    season = _effective_season(y, season)
    name = f"seasonal naive [{season}]" if season > 1 else "naive"
    return name, _first(seasonal_naive(y, season, [len(y)], horizon))


def _naive_replay(y: Array, season: int, blocks: Sequence[Block], horizon: int) -> Predictive:
    season = _effective_season(y[: blocks[0][0]], season)
    return seasonal_naive(y, season, [n for block in blocks for n in block], horizon)


def _drift_now(y: Array, season: int, horizon: int) -> tuple[str, Predictive]:
    return "drift", _first(drift(y, [len(y)], horizon))


def _drift_replay(y: Array, season: int, blocks: Sequence[Block], horizon: int) -> Predictive:
    return drift(y, [n for block in blocks for n in block], horizon)


def _theta_now(y: Array, season: int, horizon: int) -> tuple[str, Predictive]:
    fit = fit_theta(y, season)
    return fit.name, theta_forecast(fit, horizon)


def _theta_replay(y: Array, season: int, blocks: Sequence[Block], horizon: int) -> Predictive:
    return theta_forecasts(y, season, [n for block in blocks for n in block], horizon)


def _ets_now(y: Array, season: int, horizon: int) -> tuple[str, Predictive]:
    fit = select_ets(y, season)
    return fit.name, _first(ets_forecasts(fit, y, [len(y)], horizon))


def _ets_replay(y: Array, season: int, blocks: Sequence[Block], horizon: int) -> Predictive:
    def refit(seen: Array, last: EtsFit) -> EtsFit:
        return fit_ets(seen, season, last.form, last)

    return _replay(y, blocks, horizon, lambda seen: select_ets(seen, season), refit, ets_forecasts)


def _arima_now(y: Array, season: int, horizon: int) -> tuple[str, Predictive]:
    fit = select_arima(y, season)
    return fit.name, _first(arima_forecasts(fit, y, [len(y)], horizon))


def _arima_replay(y: Array, season: int, blocks: Sequence[Block], horizon: int) -> Predictive:
    def refit(seen: Array, last: ArimaFit) -> ArimaFit:
        return fit_arima(seen, last.order, last)

    return _replay(
        y, blocks, horizon, lambda seen: select_arima(seen, season), refit, arima_forecasts
    )


def _replay(
    y: Array,
    blocks: Sequence[Block],
    horizon: int,
    select: Callable[[Array], Fit],
    refit: Callable[[Array, Fit], Fit],
    forecasts: Callable[[Fit, Array, Sequence[int], int], Predictive],
) -> Predictive:
    fit = select(y[: blocks[0][0]])
    parts = [forecasts(fit, y, blocks[0], horizon)]
    for block in blocks[1:]:
        seen = y[: block[0]]
        try:
            fit = refit(seen, fit)
        except TinbergenError:
            # New data may rule a structure out (a first value below 0): choose again.
            fit = select(seen)
        parts.append(forecasts(fit, y, block, horizon))
    return Predictive(
        np.concatenate([part.mean for part in parts]), np.concatenate([part.sd for part in parts])
    )


def _first(prediction: Predictive) -> Predictive:
    return Predictive(prediction.mean[0], prediction.sd[0])


CANDIDATES: dict[str, Candidate] = {
    "snaive": Candidate(Text("seasonal naive", "季节性朴素法"), _naive_now, _naive_replay),
    "drift": Candidate(Text("drift", "漂移法"), _drift_now, _drift_replay),
    "ets": Candidate(Text("exponential smoothing", "指数平滑"), _ets_now, _ets_replay),
    "arima": Candidate(Text("ARIMA", "ARIMA"), _arima_now, _arima_replay),
    "theta": Candidate(Text("Theta", "Theta 法"), _theta_now, _theta_replay),
}
