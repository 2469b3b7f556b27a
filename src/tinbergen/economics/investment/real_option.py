r"""When to invest: the right to wait is worth something, and investing gives it up.

A project is worth V, which grows by :math:`r - \delta` with volatility :math:`\sigma` (both a year,
risk-neutral), and costs I once and for all. Without an end to the right to invest

.. math:: F(V) = A V^\beta, \quad V^* = \frac{\beta}{\beta - 1} I, \quad
   \tfrac12 \sigma^2 \beta(\beta - 1) + (r - \delta)\beta - r = 0

(McDonald and Siegel 1986, Quarterly Journal of Economics 101(4); Dixit and Pindyck 1994,
Investment under Uncertainty, chapter 5).
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

_TITLE = Text("Value of the right to invest", "投资权的价值")
_WAIT, _NOW = Text("right to invest", "投资权"), Text("invested now", "立即投资")
_PROJECT = Text("Value of the project, percent of its cost", "项目价值占成本百分比")


@dataclass(frozen=True, slots=True)
class RealOption(Result):
    """The right to invest at any time, in the unit of ``value`` and ``cost``.

    ``beta`` is the exponent, ``trigger`` the project's value from which on investing is best.
    """

    value: float
    cost: float
    beta: float
    trigger: float

    @property
    def worth(self) -> float:
        """Of the right to invest, at least the present value of investing now."""
        return float(self.at(self.value))

    @property
    def net_present_value(self) -> float:
        """Of investing now."""
        return self.value - self.cost

    @property
    def waiting(self) -> float:
        """What waiting is worth: the right less investing now, where that is worth something."""
        return self.worth - max(self.net_present_value, 0.0)

    @property
    def invest(self) -> bool:
        """Whether to invest now."""
        return self.value >= self.trigger

    def at(self, value: ArrayLike) -> Array:
        """Of the right to invest, at other values of the project."""
        v = np.asarray(value, dtype=float)
        if not np.isfinite(self.trigger):
            return v
        waiting = (np.minimum(v, self.trigger) / self.trigger) ** self.beta
        return np.where(v < self.trigger, (self.trigger - self.cost) * waiting, v - self.cost)

    def to_frame(self) -> pd.DataFrame:
        """A row a number."""
        import pandas as pd

        found = {
            "value": self.value, "cost": self.cost, "net present value": self.net_present_value,
            "right to invest": self.worth, "waiting": self.waiting, "trigger": self.trigger,
            "beta": self.beta,
        }  # fmt: skip
        return pd.DataFrame({"value": found})

    def plot(self) -> Chart:
        """The right to invest and investing now, by the value of the project."""
        top = self.trigger / self.cost if np.isfinite(self.trigger) else 2.0
        shares = range(int(np.ceil(150 * top)) + 1)
        values = self.cost * np.array(shares) / 100
        lines = (
            Line(_WAIT, self.at(values), tone=1),
            Line(_NOW, np.maximum(values - self.cost, 0.0), tone="muted"),
        )
        return Chart(_TITLE, shares, lines, x_label=_PROJECT)


def real_option(
    value: float, cost: float, volatility: float, rate: float, payout: float
) -> RealOption:
    """What the right to invest is worth, and from which value on to invest.

    Parameters
    ----------
    value, cost
        Of the project, positive; the same unit.
    volatility
        Standard deviation of the change in log value a year, positive.
    rate
        Riskless, a fraction a year, positive.
    payout
        What is forgone by waiting, a fraction of the value a year; at zero it is never best to
        invest, and the trigger is infinite.

    Raises
    ------
    TinbergenError
        F053 for a number out of bounds.
    """
    for name, given in (("value", value), ("cost", cost), ("volatility", volatility),
                        ("rate", rate)):  # fmt: skip
        require(given > 0 and np.isfinite(given), name, given, "(0, ∞)")
    require(payout >= 0, "payout", payout, "[0, ∞)")
    drift = (rate - payout) / volatility**2 - 0.5
    beta = float(-drift + np.sqrt(drift**2 + 2 * rate / volatility**2))
    trigger = beta / (beta - 1) * cost if payout > 0 else float("inf")
    return RealOption(float(value), float(cost), beta, trigger)
