r"""Demand or supply? Output split by what can move it for good and what can't.

Blanchard and Quah (1989, AER 79(4)): two shocks move output growth and unemployment (or
inflation). A supply shock may change the level of output for ever; a demand shock may not. With
:math:`C(1) = (I - A_1 - \dots - A_p)^{-1}` the long-run responses :math:`C(1)B` have a zero, so
they are the Cholesky factor of :math:`C(1)\Sigma C(1)'`, which gives :math:`B`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import padded, require, same_length, stretch
from tinbergen.statistics.cycles.vector_autoregression import (
    Criterion,
    choose_lags,
    fit_var,
    historical_decomposition,
    impulse_responses,
    largest_root,
    posterior_draws,
    variance_shares,
)

Array = NDArray[np.float64]
Second = Literal["unemployment", "inflation"]

PARTS = (
    Text("demand", "需求"),
    Text("supply", "供给"),
    Text("steady path and starting values", "稳态路径与初始值"),
)


@dataclass(frozen=True, slots=True)
class DemandSupply:
    """Output growth (variable 0) and the second variable (1), split into :data:`PARTS`.

    Arrays follow the T periods given; NaN in the presample and where data lack. ``parts``
    (3, T, 2) [part, period, variable]: in the variables' units, summing over parts to ``data``
    (T, 2); ``lower``, ``upper`` (3, T, 2): posterior bounds with probability ``level``.
    ``shocks`` (T, 2): demand and supply, in standard deviations. ``responses`` (H + 1, 2, 2)
    [period, variable, shock] with bounds: of the *level* of output (growth cumulated) and of the
    second variable, to one standard deviation. ``shares`` (H + 1, 2, 2): of the forecast-error
    variance of growth and the second variable. ``impact`` (2, 2) [variable, shock]. ``lags``;
    ``draws``: how many posterior draws the bounds rest on. ``conventional``: whether a demand
    shock also moves the second variable in the first year as theory has it (inflation up,
    unemployment down); if not, read "demand" with care.
    """

    data: Array
    parts: Array
    lower: Array
    upper: Array
    level: float
    shocks: Array
    responses: Array
    responses_lower: Array
    responses_upper: Array
    shares: Array
    impact: Array
    lags: int
    draws: int
    conventional: bool


def blanchard_quah(coefficients: Array, covariance: Array) -> Array:
    """Impact matrix (..., n, n) whose long-run responses are lower triangular, diagonal positive.

    ``coefficients`` (..., p, n, n) of a stable autoregression, ``covariance`` (..., n, n).
    """
    n = covariance.shape[-1]
    sum_of_lags = np.eye(n) - coefficients.sum(axis=-3)
    long_run = np.linalg.inv(sum_of_lags)
    variance = long_run @ covariance @ np.swapaxes(long_run, -1, -2)
    return np.asarray(sum_of_lags @ np.linalg.cholesky(variance))


def demand_supply(
    growth: ArrayLike,
    second: ArrayLike,
    kind: Second,
    periods_per_year: int,
    *,
    lags: int | Criterion = "aic",
    detrend: bool = False,
    over: int = 1,
    horizon: int = 40,
    level: float = 0.9,
    draws: int = 500,
    seed: int = 0,
) -> DemandSupply:
    """Demand and supply in output growth and unemployment or inflation.

    Parameters
    ----------
    growth, second
        (T,), both stationary; growth per period, in per cent.
    kind
        What the second variable is.
    periods_per_year
        1, 4 or 12; lags are chosen up to two years' worth (a year's for months).
    lags
        How many, or the criterion that chooses.
    detrend
        Whether to take a straight line out of both variables first, as Blanchard and Quah do to
        unemployment; it is counted with the steady path, and as known in the bounds.
    over
        Report means over so many periods up to each (4 for a year of quarters).
    horizon
        Last period of responses and shares.
    level, draws, seed
        Of the bounds: diffuse-prior posterior of all coefficients.

    Raises
    ------
    TinbergenError
        F050, F051, F054 when the data won't do; F053 when a setting is out of bounds; F055 when
        a series is constant; F056 when the autoregression is explosive, or half of what the data
        allow is.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(over >= 1, "over", over, "1, 2, ...")
    require(horizon >= periods_per_year, "horizon", horizon, f">= {periods_per_year}")
    require(draws >= 20, "draws", draws, ">= 20")
    first, other = np.asarray(growth, dtype=float), np.asarray(second, dtype=float)
    length = same_length(growth=first, second=other)
    most = {12: 12, 4: 8}.get(periods_per_year, 2) if isinstance(lags, str) else lags
    require(most >= 1, "lags", lags, "1, 2, ...")
    table = np.column_stack([first, other])
    used = stretch(table, f"growth and {kind}", 4 * most + 10 + over)
    trend = _trend(table[used]) if detrend else np.zeros_like(table[used])
    data = table[used] - trend
    if (data.std(axis=0) <= 1e-10 * np.abs(table[used]).max(axis=0)).any():
        raise TinbergenError("F055", name="vector autoregression")
    order = choose_lags(data, most, lags) if isinstance(lags, str) else lags
    fit = fit_var(data, order)
    modulus = float(largest_root(fit.coefficients))
    if modulus >= 1.0:
        raise TinbergenError("F056", root=f"{modulus:.3f}")

    impact = _ordered(blanchard_quah(fit.coefficients, fit.covariance))
    parts, shocks = historical_decomposition(data, fit.intercept, fit.coefficients, impact)
    parts[2] += trend[order:]
    responses = impulse_responses(fit.coefficients, impact, horizon)
    sample = posterior_draws(fit, draws, seed)
    if 2 * sample.intercept.shape[0] < draws:
        raise TinbergenError("F056", root=f"{modulus:.3f}")
    drawn = _ordered(blanchard_quah(sample.coefficients, sample.covariance))
    drawn_parts, _ = historical_decomposition(data, sample.intercept, sample.coefficients, drawn)
    drawn_parts[:, 2] += trend[order:]
    drawn_responses = impulse_responses(sample.coefficients, drawn, horizon)

    tails = (0.5 - level / 2, 0.5 + level / 2)
    lower, upper = np.quantile(_trailing(drawn_parts, over), tails, axis=0)
    low, high = np.quantile(_output_level(drawn_responses), tails, axis=0)
    inside = slice(used.start + order + over - 1, used.stop)
    since = slice(used.start + order, used.stop)
    year = responses[:periods_per_year, 1, 0].sum()
    return DemandSupply(
        data=padded(_trailing(table[used][order:], over), inside, length),
        parts=_laid_out(_trailing(parts, over), inside, length),
        lower=_laid_out(lower, inside, length),
        upper=_laid_out(upper, inside, length),
        level=level,
        shocks=padded(shocks, since, length),
        responses=_output_level(responses),
        responses_lower=low,
        responses_upper=high,
        shares=variance_shares(responses),
        impact=impact,
        lags=order,
        draws=sample.intercept.shape[0],
        conventional=bool(year > 0 if kind == "inflation" else year < 0),
    )


def _trend(data: Array) -> Array:
    """Least-squares lines (n, 2) through the columns, less their means."""
    time = np.arange(data.shape[0]) - (data.shape[0] - 1) / 2
    slopes = time @ (data - data.mean(axis=0)) / (time @ time)
    return np.asarray(np.outer(time, slopes))


def _ordered(impact: Array) -> Array:
    """Demand first, then supply; a demand shock raises output on impact.

    Supply needs no sign: the Cholesky factor's diagonal has it raise output in the long run.
    """
    sign = np.where(impact[..., 0, 1] < 0.0, -1.0, 1.0)
    return np.stack([sign[..., None] * impact[..., 1], impact[..., 0]], axis=-1)


def _output_level(responses: Array) -> Array:
    """The first variable's responses cumulated: from growth to level."""
    levels = responses.copy()
    levels[..., 0, :] = np.cumsum(responses[..., 0, :], axis=-2)
    return levels


def _trailing(values: Array, over: int) -> Array:
    """Means of ``over`` neighbours along the axis before the last (..., t, n)."""
    if over == 1:
        return values
    windows = np.lib.stride_tricks.sliding_window_view(values, over, axis=-2)
    return np.asarray(windows.mean(axis=-1))


def _laid_out(parts: Array, inside: slice, length: int) -> Array:
    """``padded`` for parts (3, t, 2), whose periods are the second axis."""
    return padded(parts.transpose(1, 0, 2), inside, length).transpose(1, 0, 2)
