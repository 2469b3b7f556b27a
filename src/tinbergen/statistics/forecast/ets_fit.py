"""Maximum likelihood of exponential smoothing models, and the choice among them by AICc.

All forms and all starts of a series are fitted side by side, one lane each, so that choosing
among fifteen forms costs little more than fitting one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import checkpoint
from tinbergen.statistics.forecast.ets import (
    LEVEL,
    PHI,
    SEASON,
    TREND,
    EtsFit,
    EtsForm,
    admissible_forms,
    smooth,
)
from tinbergen.statistics.forecast.least_squares import levenberg_marquardt
from tinbergen.statistics.forecast.predictive import Array
from tinbergen.statistics.forecast.seasonality import seasonal_pattern

#: α, β/α, γ/(1-α), φ where a fit starts. The initial trend starts at 0: a sloping one may meet
#: forecasts below 0, where multiplicative errors have no likelihood.
_STARTS = ((0.1, 0.05, 0.05, 0.97), (0.5, 0.1, 0.05, 0.97), (0.9, 0.3, 0.3, 0.9))
#: Mean squared error, relative to the series' size, below which a fit counts as exact.
_EXACT = 1e-20


def select_ets(values: Array, season: int) -> EtsFit:
    """The admissible form of least AICc.

    Parameters
    ----------
    values
        (n,) the series.
    season
        Periods in a year.

    Raises
    ------
    TinbergenError
        F008 when no form can be fitted.
    """
    fits = _fit_forms(
        np.asarray(values, dtype=float), season, admissible_forms(values, season), None
    )
    if not fits:
        raise TinbergenError("F008", model="ETS", detail="no form could be fitted")
    return min(fits, key=lambda fit: fit.aicc)


def fit_ets(values: Array, season: int, form: EtsForm, start: EtsFit | None = None) -> EtsFit:
    """Maximum likelihood of one form.

    Parameters
    ----------
    start
        An earlier fit of the same form and season to start from; without it several starts are
        tried and the best kept.

    Raises
    ------
    TinbergenError
        F008 when the series can't carry the form or no start converges.
    """
    y = np.asarray(values, dtype=float)
    if form not in admissible_forms(y, season):
        raise TinbergenError("F008", model=form, detail="too short or not positive")
    fits = _fit_forms(y, season, (form,), start)
    if not fits:
        raise TinbergenError("F008", model=form, detail="the likelihood has no finite maximum")
    return fits[0]


def _fit_forms(
    y: Array, season: int, forms: Sequence[EtsForm], start: EtsFit | None
) -> list[EtsFit]:
    """The best start of each form; forms without a finite likelihood are left out."""
    scale = float(np.mean(np.abs(y)))
    if scale == 0.0:
        raise TinbergenError("F008", model="ETS", detail="every value is zero")
    fits = []
    for multiplicative in (False, True):
        group = [form for form in forms if (form.seasonal == "M") is multiplicative]
        if group:
            fits += _fit_group(y / scale, scale, season, group, multiplicative, start)
    return fits


def _fit_group(
    y: Array,
    scale: float,
    season: int,
    forms: Sequence[EtsForm],
    multiplicative: bool,
    start: EtsFit | None,
) -> list[EtsFit]:
    period = season if any(form.seasonal != "N" for form in forms) else 1
    k, n = 6 + period, len(y)
    unit = np.ones(k)
    unit[[LEVEL, TREND]] = scale
    unit[SEASON:] = 1.0 if multiplicative else scale
    lower, upper = np.full(k, -np.inf), np.full(k, np.inf)
    lower[: PHI + 1], upper[: PHI + 1] = (1e-4, 1e-4, 1e-4, 0.8), (*[1 - 1e-4] * 3, 0.98)
    problems: list[tuple[EtsForm, Array]] = []
    for form in forms:
        checkpoint()
        if start is not None:
            problems.append((form, start.parameters[:k] / unit))
        else:
            problems += [(form, x) for x in _starts(y, form, period)]
    relative = np.array([form.error == "M" for form, _ in problems])

    def residuals(points: Array, problem: NDArray[np.intp]) -> Array:
        lanes = np.ascontiguousarray(_close_season(points, multiplicative).T)
        fitted = smooth(y, lanes, multiplicative)[0]
        r = y[:, None] - fitted
        mult = relative[problem]
        if mult.any():
            # -2 ln L = n ln Σρ² + 2 Σ ln f: the geometric mean of f makes one sum of squares.
            f = np.where(fitted[:, mult] > 0.0, fitted[:, mult], np.nan)
            r[:, mult] *= np.exp(np.log(f).mean(axis=0)) / f
        return r.T

    free = np.array([_free(form, period) for form, _ in problems])
    with np.errstate(all="ignore"):
        x, cost = levenberg_marquardt(
            residuals, np.array([x for _, x in problems]), free, lower, upper
        )
    best: dict[EtsForm, int] = {}
    for i, (form, _) in enumerate(problems):
        if np.isfinite(cost[i]) and (form not in best or cost[i] < cost[best[form]]):
            best[form] = i
    fits = []
    for form, i in best.items():
        mean_square = max(cost[i] / n, _EXACT)
        loglik = -0.5 * n * (np.log(2.0 * np.pi * mean_square * scale**2) + 1.0)
        count = form.k(season)
        parameters = _close_season(x[i : i + 1], multiplicative)[0] * unit
        sigma2 = _error_variance(y, x[i], form, multiplicative, n / max(n - count + 1, 1))
        fits.append(
            EtsFit(
                form=form,
                season=season,
                n=n,
                parameters=parameters if form.seasonal != "N" else parameters[:7],
                sigma2=sigma2 if form.error == "M" else sigma2 * scale**2,
                loglik=float(loglik),
                aicc=float(-2.0 * loglik + 2.0 * count * n / (n - count - 1)),
            )
        )
    return fits


def _error_variance(
    y: Array, x: Array, form: EtsForm, multiplicative: bool, correction: float
) -> float:
    fitted = smooth(y, _close_season(x[None], multiplicative).T, multiplicative)[0][:, 0]
    error = y - fitted if form.error == "A" else y / fitted - 1.0
    return float(np.mean(error**2) * correction)


def _free(form: EtsForm, period: int) -> list[bool]:
    """Which of a lane's parameters are estimated; the last season follows from the others."""
    trend, seasonal = form.trend != "N", form.seasonal != "N"
    states = [seasonal] * (period - 1) + [False]
    return [True, trend, seasonal, form.trend == "Ad", True, trend, *states]


def _close_season(points: Array, multiplicative: bool) -> Array:
    """(lanes, 6 + period) with the last seasonal state set so that they sum to 0 (average 1)."""
    closed = points.copy()
    others = closed[:, SEASON:-1].sum(axis=1)
    period = closed.shape[1] - SEASON
    closed[:, -1] = period - others if multiplicative else -others
    return closed


def _starts(y: Array, form: EtsForm, period: int) -> list[Array]:
    """Starting points of one form; season from the first five years, level from the first."""
    seasonal = np.zeros(period)
    early = y[: max(5 * period, 2 * period + 1)]
    if form.seasonal != "N":
        seasonal = seasonal_pattern(early, period, form.seasonal == "M")
    level = float(early[: max(period, 3)].mean())
    return [
        np.array(
            [
                alpha,
                beta if form.trend != "N" else 0.0,
                gamma if form.seasonal != "N" else 0.0,
                phi if form.trend == "Ad" else 1.0,
                level,
                0.0,
                *seasonal,
            ]
        )
        for alpha, beta, gamma, phi in _STARTS
    ]
