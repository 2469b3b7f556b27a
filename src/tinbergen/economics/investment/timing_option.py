r"""When to invest before a last date, on draws of what the project then is worth.

Backwards from the last date each draw goes on where what it may expect of waiting, a regression on
its state of the discounted outcomes of draws in the money, is more than what investing pays
(Longstaff and Schwartz 2001, Review of Financial Studies 14(1)). The rule that one half of the
draws teaches is applied to the other half: a regression flatters what it has seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Line
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import require

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

_TITLE, _DONE = Text("When to invest", "何时投资"), Text("share of draws", "抽样比例")
_DATES = Text("Date", "时点")


@dataclass(frozen=True, slots=True)
class TimingOption(Result):
    """The right to invest at one of the dates, or at none.

    ``worth`` is its mean discounted payoff, by the rule that was learnt or by starting at once or
    never where these pay more, and ``error`` the standard error from the draws;
    ``shares`` (dates,) are the draws that invest at each date, ``now`` what investing at the first
    date is worth on average.
    """

    worth: float
    error: float
    now: float
    shares: Array

    @property
    def waiting(self) -> float:
        """What waiting is worth: the right less investing now, where that is worth something."""
        return self.worth - max(self.now, 0.0)

    def to_frame(self) -> pd.DataFrame:
        """A row a date: the share of draws that invest."""
        import pandas as pd

        index = pd.RangeIndex(len(self.shares), name="date")
        return pd.DataFrame({"share": self.shares}, index=index)

    def plot(self) -> Chart:
        """The share of draws that invest, by date."""
        return Chart(_TITLE, range(len(self.shares)), (Line(_DONE, self.shares),), x_label=_DATES)


def timing_option(
    payoffs: ArrayLike,
    states: ArrayLike,
    rate: ArrayLike = 0.0,
    *,
    degree: int = 3,
) -> TimingOption:
    """The right to take one payoff, at the best of several dates.

    Parameters
    ----------
    payoffs
        (draws, dates) of investing at each date, in money of that date; below zero nobody invests.
    states
        (draws, dates) or (draws, dates, k): what is known at each date that tells the future.
    rate
        Fraction between two dates: a number, or (draws, dates), where rate t discounts from date t
        to the one before.
    degree
        Of the polynomials in the states, 1 to 8.

    Raises
    ------
    TinbergenError
        F053 for shapes that don't fit, fewer than 50 draws, or a setting out of bounds.
    """
    pay = np.asarray(payoffs, dtype=float)
    require(pay.ndim == 2 and pay.shape[0] >= 50, "payoffs", pay.shape, "(draws >= 50, dates)")
    x = np.asarray(states, dtype=float)
    x = x[:, :, None] if x.ndim == 2 else x
    require(x.shape[:2] == pay.shape, "states", x.shape, f"({pay.shape[0]}, {pay.shape[1]}, k)")
    require(1 <= degree <= 8, "degree", degree, "[1, 8]")
    r = np.asarray(rate, dtype=float)
    require(bool((r > -1).all()), "rate", f"{r.min():g}", "(-1, ∞)")
    discount = 1 / (1 + np.broadcast_to(r, pay.shape))
    worth, taken = np.empty(len(pay)), np.empty(len(pay), dtype=np.intp)
    # Antithetic draws stand beside each other; pairs stay in one half.
    half = (np.arange(len(pay)) // 2) % 2 == 0
    for learns in (half, ~half):
        worth[~learns], taken[~learns] = _followed(pay, x, discount, learns, degree)
    shares = np.bincount(taken[taken >= 0], minlength=pay.shape[1]) / len(pay)
    # Starting at once and never are rules too.
    plain = max(float(pay[:, 0].mean()), 0.0)
    pairs = worth[: len(worth) // 2 * 2].reshape(-1, 2).mean(axis=1)
    error = float(pairs.std(ddof=1) / np.sqrt(len(pairs)))
    return TimingOption(max(float(worth.mean()), plain), error, float(pay[:, 0].mean()), shares)


def _followed(
    pay: Array, x: Array, discount: Array, learns: NDArray[np.bool_], degree: int
) -> tuple[Array, NDArray[np.intp]]:
    """Discounted payoffs and dates, -1 for never, of draws that did not teach the rule."""
    draws, dates = pay.shape
    worth = np.maximum(pay[:, -1], 0.0)
    taken = np.where(pay[:, -1] > 0, dates - 1, -1)
    for t in range(dates - 2, -1, -1):
        worth = worth * discount[:, t + 1]
        able = pay[:, t] > 0
        teach = able & learns
        basis = _basis(x[:, t], teach if teach.any() else learns, degree)
        if teach.sum() > 2 * basis.shape[1]:
            beta = np.linalg.lstsq(basis[teach], worth[teach], rcond=None)[0]
            going_on = basis @ beta
        else:
            going_on = np.full(draws, worth[learns].mean())
        now = able & (pay[:, t] >= going_on)
        worth, taken = np.where(now, pay[:, t], worth), np.where(now, t, taken)
    return worth[~learns], taken[~learns]


def _basis(x: Array, scale_by: NDArray[np.bool_], degree: int) -> Array:
    """Powers of each state, centred and scaled by the draws that teach, (draws, terms)."""
    centre, spread = x[scale_by].mean(axis=0), x[scale_by].std(axis=0)
    z = (x - centre) / np.where(spread > 0, spread, 1.0)
    return np.column_stack([np.ones(len(x)), *(z**k for k in range(1, degree + 1))])
