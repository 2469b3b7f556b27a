"""The output gap: how far a series stands from its trend, by three methods, with intervals.

Each method answers another question. The Hodrick-Prescott filter smooths; Hamilton's regression
asks what was to be expected two years ago; unobserved components let the data tell trend and cycle
apart. Their disagreement is part of the answer, and none of the intervals contains it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from tinbergen.core.text import Text
from tinbergen.statistics.cycles.hp_filter import (
    hp_vintages,
    ravn_uhlig,
    revision_rule,
    revision_spread,
)
from tinbergen.statistics.cycles.sample import padded, require, stretch
from tinbergen.statistics.cycles.unobserved_components import estimate
from tinbergen.statistics.regression.newey_west import newey_west

Array = NDArray[np.float64]
Method = Literal["hp", "hp_one_sided", "hamilton", "unobserved_components"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap and the trend it is measured from, over the T periods of the series given.

    ``gap`` (T,): per cent, 100 times the log of the series over its trend; ``trend`` (T,): in the
    series' unit; ``lower``, ``upper`` (T,): bounds of the gap that hold with probability
    ``level``, found as ``recipe`` says. NaN where the method has no estimate.
    """

    method: Method
    gap: Array
    trend: Array
    lower: Array
    upper: Array
    level: float
    recipe: Text


@dataclass(frozen=True, slots=True)
class Projection:
    """Hamilton's regression on n values: ``coefficients`` (p + 1,) constant first, then lags.

    ``covariance`` (p + 1, p + 1) allows for serial correlation; ``fitted``, ``residuals`` and
    ``standard_error`` (of the fit) have shape (n,), NaN in the first h + p - 1 periods.
    """

    coefficients: Array
    covariance: Array
    fitted: Array
    residuals: Array
    standard_error: Array


def output_gap(
    values: ArrayLike,
    periods_per_year: int,
    method: Method = "unobserved_components",
    *,
    level: float = 0.9,
    name: str = "output",
) -> Gap:
    """The gap of a positive series (T,) by a named method.

    Raises
    ------
    TinbergenError
        F050, F051, F052 when the series won't do; F053 for a level outside (0, 1).
    """
    return GAPS[method](values, periods_per_year, level=level, name=name)


def hp_gap(
    values: ArrayLike, periods_per_year: int, *, level: float = 0.9, name: str = "output"
) -> Gap:
    """The two-sided Hodrick-Prescott gap.

    The interval is the estimate plus and minus the normal quantile times the root mean square of
    the revisions that estimates equally far from the end of the data have seen since, where the
    data have gone on for :data:`~tinbergen.statistics.cycles.hp_filter.SETTLED_YEARS` at least.
    """
    first, settled, enough = revision_rule(periods_per_year)
    log_level, used, length = _logs(values, name, level, first + settled + enough)
    vintages = hp_vintages(log_level, ravn_uhlig(periods_per_year), first)
    spread = revision_spread(vintages, settled, enough)[::-1]
    return _gap("hp", log_level, vintages[-1], spread, used, length, level, _REVISIONS)


def hp_one_sided_gap(
    values: ArrayLike, periods_per_year: int, *, level: float = 0.9, name: str = "output"
) -> Gap:
    """The gap as each period's own data would have shown it: the filter sees nothing later.

    The interval is that of the last estimate of :func:`hp_gap`, for every period.
    """
    first, settled, enough = revision_rule(periods_per_year)
    log_level, used, length = _logs(values, name, level, first + settled + enough)
    vintages = hp_vintages(log_level, ravn_uhlig(periods_per_year), first)
    trend = np.diagonal(vintages).copy()
    spread = np.where(np.isnan(trend), np.nan, revision_spread(vintages, settled, enough)[0])
    return _gap("hp_one_sided", log_level, trend, spread, used, length, level, _REVISIONS)


def hamilton_gap(
    values: ArrayLike, periods_per_year: int, *, level: float = 0.9, name: str = "output"
) -> Gap:
    """What a regression on the values two years earlier and before did not foresee.

    Two years ahead and a year of lags, so h = 8 and p = 4 for quarters (Hamilton 2018, REStat
    100(5), who finds the two-year horizon apt for business cycles). The interval is that of the
    fitted value.
    """
    horizon, lags = 2 * periods_per_year, periods_per_year
    log_level, used, length = _logs(values, name, level, 2 * horizon + 2 * lags + 2)
    fit = hamilton_projection(log_level, horizon, lags)
    return _gap(
        "hamilton", log_level, fit.fitted, fit.standard_error, used, length, level, _PROJECTION
    )


def unobserved_components_gap(
    values: ArrayLike, periods_per_year: int, *, level: float = 0.9, name: str = "output"
) -> Gap:
    """The smoothed AR(2) cycle around a local linear trend (Clark 1987).

    The interval counts both that the states are unseen and that the parameters are estimated.
    """
    log_level, used, length = _logs(values, name, level, max(15, 5 * periods_per_year))
    split = estimate(log_level)
    spread = np.sqrt(split.variance + split.dispersion)
    return _gap(
        "unobserved_components", log_level, split.trend, spread, used, length, level, _STATES
    )


def hamilton_projection(values: Array, horizon: int, lags: int) -> Projection:
    """Ordinary least squares of ``values[t + horizon]`` on 1, ``values[t]`` .. p values back.

    ``values`` (n,), n over ``horizon + 2 lags``. Residuals overlap, so the covariance is Newey and
    West's (1987) with as many lags as the horizon.

    Raises
    ------
    TinbergenError
        F055 when the values lie on a line, so that their lags are collinear.
    """
    n = values.size
    first = horizon + lags - 1
    # Deviations from the mean keep digits; only the constant notices, below.
    centre = values.mean()
    columns = [np.ones(n - first)]
    columns += [values[lags - 1 - lag : n - horizon - lag] - centre for lag in range(lags)]
    regressors, target = np.column_stack(columns), values[first:] - centre
    centred, covariance = newey_west(regressors, target, horizon, "Hamilton's regression")
    residuals = target - regressors @ centred
    variance = np.einsum("ti,ij,tj->t", regressors, covariance, regressors)
    shift = np.eye(lags + 1)
    shift[0, 1:] = -centre
    coefficients = shift @ centred
    coefficients[0] += centre
    used = slice(first, n)
    return Projection(
        coefficients=coefficients,
        covariance=shift @ covariance @ shift.T,
        fitted=padded(values[first:] - residuals, used, n),
        residuals=padded(residuals, used, n),
        standard_error=padded(np.sqrt(np.maximum(variance, 0.0)), used, n),
    )


def _logs(values: ArrayLike, name: str, level: float, least: int) -> tuple[Array, slice, int]:
    """100 log of the known stretch, that stretch, and the length of the whole."""
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    table = np.asarray(values, dtype=float)
    used = stretch(table, name, least, positive=True)
    return 100.0 * np.log(table[used]), used, table.size


def _gap(
    method: Method,
    log_level: Array,
    log_trend: Array,
    spread: Array,
    used: slice,
    length: int,
    level: float,
    recipe: Text,
) -> Gap:
    gap = log_level - log_trend
    margin = float(ndtri(0.5 + level / 2)) * spread
    return Gap(
        method=method,
        gap=padded(gap, used, length),
        trend=padded(np.exp(log_trend / 100.0), used, length),
        lower=padded(gap - margin, used, length),
        upper=padded(gap + margin, used, length),
        level=level,
        recipe=recipe,
    )


_REVISIONS = Text(
    "root mean square of past revisions of estimates equally far from the end of the data; "
    "revisions of the data themselves are not counted",
    "取距样本末端同样远的估计值其后修订的均方根；不含数据本身的修订",
)
_PROJECTION = Text(
    "Newey-West standard error of the regression's fit, normal quantiles",
    "回归拟合值的 Newey-West 标准误，按正态分位数",
)
_STATES = Text(
    "smoother variance plus the spread of the cycle over parameters the data allow, "
    "normal quantiles",
    "平滑方差加参数不确定性引起的周期离散度，按正态分位数",
)

GAPS: dict[Method, Callable[..., Gap]] = {
    "hp": hp_gap,
    "hp_one_sided": hp_one_sided_gap,
    "hamilton": hamilton_gap,
    "unobserved_components": unobserved_components_gap,
}
