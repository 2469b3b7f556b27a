r"""Value at risk and expected shortfall by filtered historical simulation.

Standardised residuals of a GARCH(1,1) are drawn again, scaled by the volatility of the day:

.. math:: VaR_t = -\big(\mu + \sigma_t\, \hat q_{p}(z)\big), \quad
   ES_t = -\big(\mu + \sigma_t\, \overline{z \mid z \le \hat q_p}\big)

so that the shape is history's and the scale is today's. Both are losses, positive where money is
lost, in the unit of the returns.

Source: Barone-Adesi, Giannopoulos and Vosper (1999), Journal of Futures Markets 19(5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Line
from tinbergen.core.period import Period, Span
from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.accept import SeriesLike, series_of
from tinbergen.statistics.cycles.sample import require, stretch
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.risk.garch import Garch, garch
from tinbergen.statistics.risk.var_tests import VarTests, var_tests

if TYPE_CHECKING:
    import pandas as pd

_TITLE = Text("Value at risk given for each period, and returns", "各期给出的风险价值与收益率")
_VAR, _ES = Text("value at risk", "风险价值"), Text("expected shortfall", "预期损失")
_RETURNS, _PERIODS = Text("returns", "收益率"), Text("Periods", "期数")


@dataclass(frozen=True, slots=True)
class ValueAtRisk(Result):
    """Value at risk as it would have been given for n consecutive periods, and its tests.

    Attributes
    ----------
    level
        Chance that a loss exceeds the value at risk, such as .01.
    value_at_risk, shortfall
        (n,) for the period, given the periods before it; losses are positive.
    returns
        (n,) what came.
    tests
        Of coverage and of shortfall.
    start
        The first period, where known.
    """

    level: float
    value_at_risk: Array
    shortfall: Array
    returns: Array
    tests: VarTests
    start: Period | None = None

    @property
    def exceeded(self) -> Array:
        """(n,) 1 where the loss was above the value at risk, else 0."""
        return np.asarray(self.returns < -self.value_at_risk, dtype=float)

    def to_frame(self) -> pd.DataFrame:
        """A row a period."""
        import pandas as pd

        names = ("value_at_risk", "shortfall", "returns", "exceeded")
        index = None if self.start is None else Span(self.start, len(self.returns)).to_index()
        return pd.DataFrame({name: getattr(self, name) for name in names}, index=index)

    def plot(self) -> Chart:
        """Returns, and minus the two measures."""
        lines = (
            Line(_RETURNS, self.returns, tone="muted"),
            Line(_VAR, -self.value_at_risk, tone=1),
            Line(_ES, -self.shortfall, tone=2, style="dashed"),
        )
        if self.start is not None:
            return Chart(_TITLE, Span(self.start, len(self.returns)), lines)
        return Chart(_TITLE, range(1, len(self.returns) + 1), lines, x_label=_PERIODS)


def value_at_risk(
    returns: SeriesLike,
    level: float = 0.01,
    *,
    window: int = 500,
    every: int = 20,
    progress: Progress | None = None,
) -> ValueAtRisk:
    """Value at risk of each period, from the ``window`` periods before it.

    Parameters
    ----------
    returns
        (T,) of a position, in any unit; losses are negative. No gaps.
    level
        Chance that a loss exceeds the value at risk, strictly between 0 and 1.
    window
        Periods that each estimate sees, at least 100.
    every
        Periods between two estimations; in between volatility moves with the returns that come.
    progress
        Asked between estimations whether to stop.

    Raises
    ------
    TinbergenError
        F050 when returns do not fill a window and two periods, F051 with gaps, F053 for a setting
        out of bounds; those of :func:`tinbergen.statistics.risk.garch.garch`.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(window >= 100, "window", window, ">= 100")
    require(every >= 1, "every", every, ">= 1")
    given = series_of(returns, "returns")
    used = stretch(given.values, "returns", window + 2)
    y = given.values[used]
    quantile, tail = np.empty(len(y) - window), np.empty(len(y) - window)
    for first in range(window, len(y), every):
        if progress is not None:
            progress.check()
        last = min(first + every, len(y))
        fit = garch(y[first - window : first], on_bound=True)
        low, mean = _tail(fit.standardised, level)
        scale = np.sqrt(_onward(fit, y[first : last - 1]))
        part = slice(first - window, last - window)
        quantile[part] = -(fit.coefficients[0] + scale * low)
        tail[part] = -(fit.coefficients[0] + scale * mean)
    start = None if given.start is None else given.start + used.start + window
    came = y[window:]
    return ValueAtRisk(
        level, quantile, tail, came, var_tests(came, quantile, level, shortfall=tail), start
    )


def _tail(z: Array, level: float) -> tuple[float, float]:
    """Empirical quantile at ``level``, and the mean of what is not above it."""
    low = float(np.quantile(z, level, method="inverted_cdf"))
    return low, float(z[z <= low].mean())


def _onward(fit: Garch, came: Array) -> Array:
    """(m + 1,) variances of the periods after the sample, as m returns come in."""
    mean, omega, alpha, beta = fit.coefficients
    variances = [float(fit.ahead(1)[0])]
    for value in came:
        variances.append(omega + alpha * (value - mean) ** 2 + beta * variances[-1])
    return np.array(variances)
