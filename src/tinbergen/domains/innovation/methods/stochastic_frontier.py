r"""A frontier with noise: normal errors and half-normal inefficiency, by maximum likelihood.

.. math:: y = x'\beta + v - s u, \quad v \sim N(0, \sigma_v^2), \quad u \sim |N(0, \sigma_u^2)|

with s = 1 for production and -1 for cost (Aigner, Lovell and Schmidt 1977, Journal of Econometrics
6(1)). A unit's inefficiency is the mean of u given its residual (Jondrow, Lovell, Materov and
Schmidt 1982, Journal of Econometrics 19), its interval that distribution's (Horrace and Schmidt
1996, Journal of Productivity Analysis 7), which takes the parameters as known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import same_length

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Kind = Literal["production", "cost"]


@dataclass(frozen=True, slots=True)
class StochasticFrontier(Result):
    """``coefficients`` (k,); ``sigma_u`` and ``sigma_v``; ``inefficiency`` (n,) of each unit, with
    ``lower`` and ``upper`` (n,).

    ``gain`` is the log likelihood less that of least squares: twice it, against a mixture of zero
    and one degree of freedom, tests that there is no inefficiency (Coelli 1995). Where residuals
    are skewed the other way least squares is the maximum and ``sigma_u`` is zero (Waldman 1982,
    Journal of Econometrics 18).
    """

    coefficients: Array
    sigma_u: float
    sigma_v: float
    log_likelihood: float
    gain: float
    inefficiency: Array
    lower: Array
    upper: Array

    @property
    def p_value(self) -> float:
        """Of no inefficiency."""
        return 0.5 * float(stats.chi2.sf(2 * self.gain, 1)) if self.gain > 0 else 1.0

    def to_frame(self) -> pd.DataFrame:
        """One row a unit: its inefficiency and bounds."""
        import pandas as pd

        columns = {"inefficiency": self.inefficiency, "lower": self.lower, "upper": self.upper}
        return pd.DataFrame(columns)


def stochastic_frontier(y: Array, x: Array, kind: Kind = "production",
                        level: float = 0.9) -> StochasticFrontier:  # fmt: skip
    """Fit a frontier of production or cost.

    Parameters
    ----------
    y, x
        (n,) output or cost, and (n, k) regressors with the constant first; usually in logarithms.
    kind
        ``"production"`` or ``"cost"``.
    level
        Of the intervals of units' inefficiency.

    Raises
    ------
    TinbergenError
        F050 with fewer than two units more than parameters, F054 when lengths differ, F055 when
        columns are collinear, F106 when the likelihood has no maximum in 500 steps.
    """
    same_length(y=y, x=x[:, 0])
    n, k = x.shape
    if n < k + 4:
        raise TinbergenError("F050", name="frontier", have=n, need=k + 4)
    if np.linalg.matrix_rank(x) < k:
        raise TinbergenError("F055", name="frontier")
    sign = 1.0 if kind == "production" else -1.0
    line = np.linalg.lstsq(x, y, rcond=None)[0]
    residuals = y - x @ line
    variance, third = float(np.mean(residuals**2)), sign * float(np.mean(residuals**3))
    least = -0.5 * n * (np.log(2 * np.pi * variance) + 1)
    if third >= 0:
        none = np.zeros(n)
        return StochasticFrontier(
            np.asarray(line, dtype=float), 0.0, variance**0.5, least, 0.0, none, none, none
        )
    # Moments of the residuals start the search (Olson, Schmidt and Waldman 1980).
    spread_u = (third / (np.sqrt(2 / np.pi) * (1 - 4 / np.pi))) ** (2 / 3)
    spread_v = max(variance - (1 - 2 / np.pi) * spread_u, 0.05 * variance)

    def loss(at: Array) -> float:
        u, v = np.exp(at[k:])
        sigma = np.hypot(u, v)
        e = (y - x @ at[:k]) / sigma
        fit = np.log(2 / sigma) + stats.norm.logpdf(e) + stats.norm.logcdf(-sign * e * u / v)
        return -float(fit.sum())

    start = np.r_[line, 0.5 * np.log(spread_u), 0.5 * np.log(spread_v)]
    start[0] += sign * np.sqrt(2 * spread_u / np.pi)
    done = optimize.minimize(loss, start, method="BFGS", options={"gtol": 1e-5, "maxiter": 500})
    done = optimize.minimize(loss, done.x, method="Nelder-Mead",
                             options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 20000})  # fmt: skip
    if not done.success:
        raise TinbergenError("F106", name="frontier", steps=500)
    u, v = np.exp(done.x[k:])
    total = u**2 + v**2
    centre = -sign * (y - x @ done.x[:k]) * u**2 / total
    width = u * v / np.sqrt(total)
    inside = stats.norm.sf(-centre / width)
    mean = centre + width * np.exp(stats.norm.logpdf(centre / width) - np.log(inside))
    low, high = (
        np.maximum(centre + width * stats.norm.isf(inside * (1 - q)), 0.0)
        for q in ((1 - level) / 2, (1 + level) / 2)
    )
    return StochasticFrontier(
        done.x[:k], float(u), float(v), -float(done.fun), -float(done.fun) - least, mean, low, high
    )
