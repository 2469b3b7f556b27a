"""Control charts as results: their numbers by period, and their picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tinbergen.charts import chart as pictures
from tinbergen.charts.layers import Line, Values
from tinbergen.core.period import Period, Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

_TITLE = Text("Control chart: a false alarm in {n:.0f} periods", "控制图：平均 {n:.0f} 期一次误报")
_STATISTIC, _LIMITS = Text("statistic", "统计量"), Text("limits", "控制限")
_UPWARD, _DOWNWARD = Text("upward sum", "向上累积和"), Text("downward sum", "向下累积和")
_THRESHOLD = Text("threshold", "阈值")
_PERIODS = Text("Periods", "期数")


class _Charted(Result):
    """What the charts share: their dates, their table, their picture."""

    __slots__ = ()

    start: Period | None
    run_length: float

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """The numbers by period."""
        raise NotImplementedError

    def lines(self) -> tuple[Line, ...]:
        """What is drawn."""
        raise NotImplementedError

    def to_frame(self) -> pd.DataFrame:
        """One row a period, by date where the values had dates."""
        import pandas as pd

        found = pd.DataFrame(self.columns())
        return found if self.start is None else found.set_index(self._span(self.start).to_index())

    def plot(self) -> pictures.Chart:
        """The statistics and their limits over time."""
        title = _TITLE.fill(n=self.run_length)
        if self.start is not None:
            return pictures.Chart(title, self._span(self.start), self.lines())
        periods = range(1, len(self.lines()[0].values) + 1)
        return pictures.Chart(title, periods, self.lines(), x_label=_PERIODS)

    def _span(self, start: Period) -> Span:
        return Span(start, len(self.lines()[0].values))


@dataclass(frozen=True, slots=True)
class Chart(_Charted):
    """A statistic with its limits over T periods, in standard deviations of the values.

    ``statistic``, ``lower``, ``upper`` (T,); ``alarm`` (T,): outside the limits; ``run_length``:
    mean number of periods between false alarms; ``start``: the first period, where known.
    """

    statistic: Array
    lower: Array
    upper: Array
    alarm: NDArray[np.bool_]
    run_length: float
    start: Period | None = None

    def columns(self) -> dict[str, NDArray[np.generic]]:
        return {
            "statistic": self.statistic, "lower": self.lower, "upper": self.upper,
            "alarm": self.alarm,
        }  # fmt: skip

    def lines(self) -> tuple[Line, ...]:
        return (
            Line(_STATISTIC, self.statistic, tone=1),
            _limit(_LIMITS, self.upper),
            _limit(_LIMITS, self.lower),
        )


@dataclass(frozen=True, slots=True)
class Cusum(_Charted):
    """The two tabular sums over T periods, in standard deviations.

    ``high``, ``low`` (T,): evidence of a mean above and below, both 0 or more; ``threshold``: an
    alarm when either exceeds it; ``alarm`` (T,); ``direction`` (T,): 1 or -1 at alarms, else 0;
    ``onset`` (T,): at alarms the position since when the sum has been positive, which estimates
    when the mean shifted, else -1; ``run_length``: mean periods between false alarms; ``start``:
    the first period, where known.
    """

    high: Array
    low: Array
    threshold: float
    alarm: NDArray[np.bool_]
    direction: NDArray[np.int64]
    onset: NDArray[np.int64]
    run_length: float
    start: Period | None = None

    def columns(self) -> dict[str, NDArray[np.generic]]:
        return {
            "high": self.high, "low": self.low,
            "threshold": np.full(self.high.size, self.threshold), "alarm": self.alarm,
            "direction": self.direction, "onset": self.onset,
        }  # fmt: skip

    def lines(self) -> tuple[Line, ...]:
        return (
            Line(_UPWARD, self.high, tone=1),
            Line(_DOWNWARD, self.low, tone=2),
            _limit(_THRESHOLD, np.full(self.high.size, self.threshold)),
        )


def _limit(name: Text, values: Values) -> Line:
    return Line(name, values, style="dashed", tone="muted")
