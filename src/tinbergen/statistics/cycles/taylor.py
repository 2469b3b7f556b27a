r"""Interest-rate rules: what a rule prescribes, and how far the rate set departs from it.

Taylor (1993, Carnegie-Rochester Conference Series 39):
:math:`r = p + 0.5y + 0.5(p - 2) + 2`, with :math:`p` inflation over the past year and :math:`y` the
output gap, all in per cent. The estimated form moves gradually:
:math:`r_t = \rho r_{t-1} + (1 - \rho)(c + \alpha p_t + \beta y_t) + e_t` (Clarida, Gali and Gertler
1998, European Economic Review 42(6)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.sample import padded, require, same_length, stretch
from tinbergen.statistics.regression.newey_west import newey_west

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EstimatedRule:
    """A rule fitted to T periods.

    ``prescribed`` (T,): the rate the rule gives, given last period's when it moves gradually;
    ``deviation`` (T,): the rate set minus that, with bounds ``lower``, ``upper`` (T,) that hold
    with probability ``level`` for the estimation error of the rule; all in per cent. NaN where
    data lack. ``smoothing``: rho, 0 when not estimated; ``constant``, ``on_inflation``,
    ``on_gap``: long-run c, alpha, beta; ``standard_errors`` (4,) of the four in this order, the
    long-run ones by the delta method, robust to serial correlation (Newey-West).
    """

    prescribed: Array
    deviation: Array
    lower: Array
    upper: Array
    level: float
    smoothing: float
    constant: float
    on_inflation: float
    on_gap: float
    standard_errors: Array


def taylor_rate(
    inflation: ArrayLike,
    gap: ArrayLike,
    *,
    target: float = 2.0,
    natural_rate: float = 2.0,
    on_inflation: float = 0.5,
    on_gap: float = 0.5,
) -> Array:
    """The rate prescribed, in per cent, for inflation and gap of one shape (...).

    ``on_inflation`` counts on top of the one for one that keeps the real rate.
    """
    p, y = np.asarray(inflation, dtype=float), np.asarray(gap, dtype=float)
    return np.asarray(p + on_gap * y + on_inflation * (p - target) + natural_rate)


def estimate_rule(
    rate: ArrayLike,
    inflation: ArrayLike,
    gap: ArrayLike,
    periods_per_year: int,
    *,
    gradual: bool = True,
    level: float = 0.9,
) -> EstimatedRule:
    """Fit a rule to what was set: least squares, Newey-West errors over a year.

    Parameters
    ----------
    rate, inflation, gap
        (T,), in per cent.
    periods_per_year
        1, 4 or 12.
    gradual
        Whether last period's rate enters.
    level
        Of the bounds.

    Raises
    ------
    TinbergenError
        F050, F051, F054 when the data won't do; F053 for a level outside (0, 1); F055 when they
        are collinear or the rate is a random walk to the last digit.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    series = [np.asarray(values, dtype=float) for values in (rate, inflation, gap)]
    length = same_length(rate=series[0], inflation=series[1], gap=series[2])
    used = stretch(np.column_stack(series), "rate, inflation, gap", 12)
    set_rate, p, y = (values[used] for values in series)
    first = 1 if gradual else 0
    target = set_rate[first:]
    columns = [np.ones(target.size), p[first:], y[first:]]
    if gradual:
        columns.append(set_rate[:-1])
    regressors = np.column_stack(columns)
    coefficients, covariance = newey_west(
        regressors, target, periods_per_year, "interest-rate rule"
    )
    smoothing = float(coefficients[3]) if gradual else 0.0
    slack = 1.0 - smoothing
    if abs(slack) < 1e-8:
        raise TinbergenError("F055", name="interest-rate rule")
    long_run = coefficients[:3] / slack
    jacobian = np.zeros((4, coefficients.size))
    jacobian[1:, :3] = np.eye(3) / slack
    if gradual:
        jacobian[0, 3] = 1.0
        jacobian[1:, 3] = long_run / slack
    prescribed = regressors @ coefficients
    spread = np.sqrt(np.einsum("ti,ij,tj->t", regressors, covariance, regressors))
    margin = float(ndtri(0.5 + level / 2)) * spread
    inside = slice(used.start + first, used.stop)
    deviation = target - prescribed
    return EstimatedRule(
        prescribed=padded(prescribed, inside, length),
        deviation=padded(deviation, inside, length),
        lower=padded(deviation - margin, inside, length),
        upper=padded(deviation + margin, inside, length),
        level=level,
        smoothing=smoothing,
        constant=float(long_run[0]),
        on_inflation=float(long_run[1]),
        on_gap=float(long_run[2]),
        standard_errors=np.sqrt(np.diagonal(jacobian @ covariance @ jacobian.T)),
    )
