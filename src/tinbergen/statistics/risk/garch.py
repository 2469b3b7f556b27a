r"""GARCH(1,1) with a linear mean, by maximum likelihood of normal innovations.

.. math:: y_t = x_t'\theta + e_t, \quad e_t = \sigma_t z_t, \quad
   \sigma_t^2 = \omega + \alpha e_{t-1}^2 + \beta \sigma_{t-1}^2

Before the sample, squared residual and variance are the mean squared residual, as in the benchmark
of Fiorentini, Calzolari and Panattoni (1996), Journal of Applied Econometrics 11(4), which other
programs are judged by (Brooks, Burke and Persand 2001, International Journal of Forecasting 17(1)).
Slopes are exact; a search is finished by Newton's steps.

Source: Bollerslev (1986), Journal of Econometrics 31(3); robust errors of Bollerslev and Wooldridge
(1992), Econometric Reviews 11(2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Line
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.accept import SeriesLike, series_of
from tinbergen.statistics.cycles.sample import same_length, stretch
from tinbergen.statistics.regression.algebra import factor
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.regression.probit import with_constant

if TYPE_CHECKING:
    import pandas as pd

_LEAST = 30
_TITLE = Text("Volatility, GARCH(1,1)", "波动率，GARCH(1,1)")
_VOLATILITY = Text("conditional standard deviation", "条件标准差")
_PERIODS = Text("Periods", "期数")


@dataclass(frozen=True, slots=True)
class Garch(Result):
    """A GARCH(1,1) of n observations, with k coefficients of the mean.

    Attributes
    ----------
    names
        (k + 3,) terms of the mean, then omega, alpha, beta.
    coefficients
        (k + 3,) maximum-likelihood estimates.
    covariance, robust
        (k + 3, k + 3) from the Hessian, and where innovations are not normal. Both cover sampling
        of the coefficients, none of the model.
    log_likelihood
        Natural logarithm.
    residuals, variance
        (n,) in the unit of the series, and its square.
    start
        First period, where known.
    """

    names: tuple[str, ...]
    coefficients: Array
    covariance: Array
    robust: Array
    log_likelihood: float
    residuals: Array
    variance: Array
    start: Period | None = None

    @property
    def standardised(self) -> Array:
        """(n,) residuals over their conditional standard deviations."""
        return np.asarray(self.residuals / np.sqrt(self.variance))

    @property
    def persistence(self) -> float:
        """alpha + beta: what stays of a shock to the variance a period later."""
        return float(self.coefficients[-2:].sum())

    def ahead(self, horizon: int) -> Array:
        """(horizon,) expected variances of the periods after the sample, in the squared unit."""
        omega, alpha, beta = self.coefficients[-3:]
        path = [omega + alpha * self.residuals[-1] ** 2 + beta * self.variance[-1]]
        for _ in range(horizon - 1):
            path.append(omega + (alpha + beta) * path[-1])
        return np.array(path)

    def to_frame(self) -> pd.DataFrame:
        """One row a coefficient."""
        import pandas as pd

        se, robust = (np.sqrt(np.diagonal(c)) for c in (self.covariance, self.robust))
        columns = {"coef": self.coefficients, "se": se, "robust_se": robust}
        return pd.DataFrame(columns, index=list(self.names))

    def plot(self) -> Chart:
        """The conditional standard deviation."""
        line = (Line(_VOLATILITY, np.sqrt(self.variance), tone=1),)
        if self.start is not None:
            return Chart(_TITLE, Span(self.start, len(self.variance)), line)
        return Chart(_TITLE, range(1, len(self.variance) + 1), line, x_label=_PERIODS)


def garch(
    values: SeriesLike,
    regressors: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    *,
    on_bound: bool = False,
) -> Garch:
    """Estimate a GARCH(1,1) whose mean is a constant and ``regressors``.

    Parameters
    ----------
    values
        (n,) returns or growth, in any unit, without gaps; at least 30.
    regressors
        (n, k) of the mean besides a constant, called by ``names``.
    on_bound
        Whether estimates on a bound are taken, without standard errors (NaN), where the likelihood
        has no maximum within; a forecast may do with them.

    Raises
    ------
    TinbergenError
        F050 when too short, F051 with gaps, F054 when lengths differ, F055 when the mean's
        regressors are collinear or the series never varies, F170 when the likelihood has no
        maximum inside alpha, beta >= 0, alpha + beta < 1.
    """
    given = series_of(values)
    used = stretch(given.values, "GARCH", _LEAST)
    y = given.values[used]
    x = np.ones((len(y), 1))
    if regressors is not None:
        wide = with_constant(regressors)
        same_length(values=given.values, regressors=wide)
        x = wide[used]
        stretch(x, "regressors", len(y))
    if len(factor(x)[2]) or np.ptp(y) <= 1e-12 * max(1.0, float(np.abs(y).max())):
        raise TinbergenError("F055", name="GARCH")
    searched = _maximise(y, x)
    polished = _polish(searched, y, x)
    if polished is None and not on_bound:
        raise TinbergenError("F170", name="GARCH")
    estimates = searched if polished is None else polished
    minus, scores = _likelihood(estimates, y, x)
    bread = np.full((len(estimates), len(estimates)), np.nan)
    if polished is not None:
        bread = np.asarray(np.linalg.inv(_hessian(estimates, y, x)), dtype=float)
    residuals = y - x @ estimates[:-3]
    found = tuple(names or (f"x{i}" for i in range(1, x.shape[1])))
    return Garch(
        names=("constant", *found, "omega", "alpha", "beta"),
        coefficients=estimates,
        covariance=bread,
        robust=bread @ (scores.T @ scores) @ bread,
        log_likelihood=-minus,
        residuals=residuals,
        variance=_variance(residuals, *estimates[-3:]),
        start=None if given.start is None else given.start + used.start,
    )


def _maximise(y: Array, x: Array) -> Array:
    from scipy.optimize import LinearConstraint, minimize

    size = float(np.std(y))
    mean = np.linalg.lstsq(x, y / size, rcond=None)[0]
    left = float(np.var(y / size - x @ mean))
    bounds: list[tuple[float | None, float | None]] = [(None, None)] * len(mean) + [
        (1e-6, None),
        (0.0, 1.0),
        (0.0, 1.0),
    ]
    sums = np.array([*[0.0] * len(mean), 0.0, 1.0, 1.0])
    stationary = LinearConstraint(sums, -np.inf, 1.0 - 1e-6)

    def objective(p: Array) -> tuple[float, Array]:
        minus, scores = _likelihood(p, y / size, x)
        return minus / len(y), -scores.sum(axis=0) / len(y)

    best, least = np.full(len(bounds), np.nan), np.inf
    for alpha, beta in ((0.05, 0.9), (0.15, 0.75), (0.3, 0.3)):
        start = np.array([*mean, left * (1 - alpha - beta), alpha, beta])
        found = minimize(
            objective, start, jac=True, method="SLSQP", bounds=bounds, constraints=stationary,
            options={"maxiter": 300, "ftol": 1e-10},
        )  # fmt: skip
        if found.fun < least:
            best, least = found.x, float(found.fun)
    scale = np.array([*[size] * len(mean), size**2, 1.0, 1.0])
    return np.asarray(best * scale)


def _polish(p: Array, y: Array, x: Array) -> Array | None:
    """Newton's steps to the maximum itself; None where there is none within the bounds."""
    for _ in range(25):
        slope = -_likelihood(p, y, x)[1].sum(axis=0)
        try:
            step = np.linalg.solve(_hessian(p, y, x), slope)
        except np.linalg.LinAlgError:
            break
        p = p - step
        omega, alpha, beta = p[-3:]
        if not (omega > 0.0 and alpha > 0.0 and beta >= 0.0 and alpha + beta < 1.0):
            break
        if np.abs(step / (1e-12 + np.abs(p))).max() < 1e-8:
            return p
    return None


def _variance(e: Array, omega: float, alpha: float, beta: float) -> Array:
    """(n,) conditional variances of residuals (n,)."""
    before = float(np.mean(e**2))
    return _recursion(omega + alpha * np.concatenate([[before], e[:-1] ** 2]), beta, before)


def _recursion(inputs: Array, beta: float, before: float | Array) -> Array:
    """h_t = input_t + beta h_{t-1} along the first axis, from what stood ``before``."""
    from scipy.signal import lfilter

    state = beta * np.atleast_1d(before)[None] if inputs.ndim > 1 else np.array([beta * before])
    return np.asarray(lfilter([1.0], [1.0, -beta], inputs, axis=0, zi=state)[0])


def _likelihood(p: Array, y: Array, x: Array) -> tuple[float, Array]:
    """Minus the log likelihood, and the scores (n, k + 3) of the log likelihood."""
    k = x.shape[1]
    omega, alpha, beta = p[k:]
    e = y - x @ p[:k]
    before = float(np.mean(e**2))
    h = _variance(e, omega, alpha, beta)
    if not (h > 0.0).all():
        return np.inf, np.zeros((len(y), k + 3))
    lagged = np.concatenate([[before], e[:-1] ** 2])
    moved = np.vstack([(x * e[:, None]).mean(axis=0), x[:-1] * e[:-1, None]])
    inputs = np.column_stack(
        [-2.0 * alpha * moved, np.ones(len(y)), lagged, np.concatenate([[before], h[:-1]])]
    )
    start = np.concatenate([-2.0 * moved[0], np.zeros(3)])
    slope = _recursion(inputs, beta, start)
    scores = 0.5 * (e**2 / h - 1.0)[:, None] / h[:, None] * slope
    scores[:, :k] += x * (e / h)[:, None]
    minus = 0.5 * float(np.sum(np.log(2.0 * np.pi * h) + e**2 / h))
    return minus, scores


def _hessian(p: Array, y: Array, x: Array) -> Array:
    """Second derivatives of minus the log likelihood, by central differences of its slopes."""
    rows = []
    for i in range(len(p)):
        step = np.zeros(len(p))
        step[i] = 1e-5 * max(abs(p[i]), 1e-3)
        up, down = (-_likelihood(p + s, y, x)[1].sum(axis=0) for s in (step, -step))
        rows.append((up - down) / (2.0 * step[i]))
    found = np.array(rows)
    return np.asarray((found + found.T) / 2.0)
