r"""A bank and the system: what the system is at risk of when a bank is in distress, and the capital
that a bank would lack in a crisis.

.. math:: \Delta CoVaR_q = \hat\beta_q (VaR_q - VaR_{50}), \quad
   SRISK = k D - (1 - k)(1 - LRMES) W, \quad LRMES = 1 - e^{-18\, MES}

with the slope of a quantile regression of the system's returns on the bank's, debt D, market value
W, and MES the bank's mean loss on the worst days of the market.

Sources: Adrian and Brunnermeier (2016), American Economic Review 106(7); Acharya, Engle and
Richardson (2012), American Economic Review 102(3); Brownlees and Engle (2017), Review of Financial
Studies 30(1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require, same_length
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.regression.probit import columns
from tinbergen.statistics.risk.quantile_regression import QuantileRegression, quantile_regression

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class CoVaR(Result):
    """What the system is at risk of given a bank, in the unit of returns.

    Attributes
    ----------
    level
        Share of days that count as distress.
    fit
        The quantile regression of the system's returns on the bank's and the states.
    covar, median
        Quantile at ``level`` of the system's returns when the bank is at its own quantile, and at
        its median; negative where money is lost. States are at their means.
    """

    level: float
    fit: QuantileRegression
    covar: float
    median: float

    @property
    def delta(self) -> float:
        """What the bank's distress adds: the slope times its quantile less its median."""
        return self.covar - self.median

    def to_frame(self) -> pd.DataFrame:
        """One row."""
        import pandas as pd

        columns = {"covar": [self.covar], "median": [self.median], "delta": [self.delta]}
        return pd.DataFrame(columns, index=pd.Index([self.level], name="level"))


def covar(
    system: ArrayLike, bank: ArrayLike, level: float = 0.05, *, states: ArrayLike | None = None
) -> CoVaR:
    """The system's quantile given a bank in distress.

    Parameters
    ----------
    system, bank
        (n,) returns; losses are negative.
    level
        Share of days that count as distress, strictly between 0 and 1.
    states
        (n, k) state variables known before, such as spreads; none by default.

    Raises
    ------
    TinbergenError
        As :func:`tinbergen.statistics.risk.quantile_regression.quantile_regression`.
    """
    own = np.asarray(bank, dtype=float)
    x = own[:, None]
    if states is not None:
        x = np.hstack([x, columns(states)])
    fit = quantile_regression(system, x, level)
    low, middle = np.nanquantile(own, [level, 0.5])
    mean = np.nanmean(x[:, 1:], axis=0)
    at = np.array([[low, *mean], [middle, *mean]])
    given = fit.predict(at)[:, 0]
    return CoVaR(level, fit, float(given[0]), float(given[1]))


def marginal_shortfall(returns: ArrayLike, market: ArrayLike, level: float = 0.05) -> float:
    """A bank's mean loss on the worst days of the market, positive, in the unit of returns.

    Parameters
    ----------
    returns, market
        (n,) of the bank and of the market; losses are negative.
    level
        Share of days that count as the worst, strictly between 0 and 1.

    Raises
    ------
    TinbergenError
        F053, F054.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    own, all_ = np.asarray(returns, dtype=float), np.asarray(market, dtype=float)
    same_length(returns=own, market=all_)
    return -float(own[all_ <= np.quantile(all_, level)].mean())


def capital_shortfall(
    debt: ArrayLike, equity: ArrayLike, shortfall: ArrayLike, requirement: float = 0.08
) -> Array:
    """SRISK: the capital that a bank would lack after a fall of the market by 40 per cent over six
    months, in the unit of ``debt``; negative where it has capital to spare. Arguments broadcast.

    Parameters
    ----------
    debt, equity
        Book value of liabilities, and market value of equity, in one unit.
    shortfall
        The bank's mean daily loss on the worst days of the market, a share (.03 is 3 per cent).
    requirement
        Capital over assets that it should keep, between 0 and 1.

    Raises
    ------
    TinbergenError
        F053 for a requirement out of bounds or a shortfall in per cent.
    """
    require(0.0 < requirement < 1.0, "requirement", requirement, "(0, 1)")
    loss = np.asarray(shortfall, dtype=float)
    require(bool((loss < 1.0).all()), "shortfall", float(loss.max(initial=0.0)), "below 1")
    long_run = -np.expm1(-18.0 * loss)
    kept = (1.0 - requirement) * (1.0 - long_run) * np.asarray(equity, dtype=float)
    return np.asarray(requirement * np.asarray(debt, dtype=float) - kept)
