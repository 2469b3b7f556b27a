r"""The effect on one series: what came, less what a structural model of its past expects.

The effect is :math:`y_t - \tilde y_t` on simulated paths :math:`\tilde y` of the series without the
event, given regressors that the event leaves alone. Intervals are quantiles of paths, for each
period, for the mean and for the sum.

Source: Brodersen, Gallusser, Koehler, Remy and Scott (2015), Annals of Applied Statistics 9(1).
They put priors on coefficients and variances; here coefficients have flat ones, and variances are
those of maximum likelihood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Fan, Line
from tinbergen.core.arguments import listed
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.panel import PanelLike, read_panel
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.evaluation.measured import Estimate, Measured
from tinbergen.statistics.evaluation.simplex import Array
from tinbergen.statistics.evaluation.structural_forecast import carried_past
from tinbergen.statistics.evaluation.treatment import complete

if TYPE_CHECKING:
    import pandas as pd

_STAGE = Text("Structural time series before the event", "事件前的结构时间序列模型")
_EFFECT = Text(
    "From {start} on {outcome} is {actual:.4g} on average, {expected:.4g} expected without the "
    "event: {value:+.4g} a period ({percent:.0f}% interval {lower:.4g} to {upper:.4g}), "
    "{total:+.4g} in all ({low:.4g} to {high:.4g}).",
    "自 {start} 起 {outcome} 平均为 {actual:.4g}，无事件时预期 {expected:.4g}：每期 {value:+.4g}"
    "（{percent:.0f}% 区间 {lower:.4g} 至 {upper:.4g}），累计 {total:+.4g}（{low:.4g} 至 "
    "{high:.4g}）。",
)
_TAIL = Text(
    "Of {draws} paths without the event {share:.1%} end on the other side: p = {p:.3f} "
    "(two-sided).",
    "{draws} 条无事件路径中有 {share:.1%} 落在另一侧：双侧 p = {p:.3f}。",
)
_PLACEBO = Text(
    "Placebo: had it begun in {when}, the same model finds {value:+.4g} until {start} ({lower:.4g} "
    "to {upper:.4g}); {verdict}.",
    "安慰剂检验：若假定事件始于 {when}，同一模型至 {start} 得到 {value:+.4g}"
    "（{lower:.4g} 至 {upper:.4g}）；{verdict}。",
)
_CLEAN = Text("zero is inside, as it should be", "区间含零，符合预期")
_FAILS = Text("zero is outside, which overturns the effect", "区间不含零，足以推翻结论")
_COVERS = Text(
    "The interval covers noise, drift of the level and uncertain coefficients; not uncertain "
    "variances, other events after the start, or regressors that the event moves.",
    "区间涵盖噪声、水平漂移与系数不确定性；不涵盖方差的不确定性、起始后的其他事件，"
    "或被该事件影响的回归变量。",
)
_TITLE = Text("{outcome} and what was expected of it", "{outcome} 与预期")
_ACTUAL, _EXPECTED = Text("actual", "实际"), Text("expected", "预期")


@dataclass(frozen=True, slots=True)
class TimeSeriesImpact(Measured):
    """The effect of an event on one series.

    Attributes
    ----------
    horizon, periods, start
        The T periods, their names, the position of the first after the event.
    actual, expected
        (T,) the series, and its mean without the event: one step ahead before it, NaN at first.
    lower, upper
        (T,) bounds of what was expected, NaN before the event.
    mean, total
        The effect a period and in all.
    draws, other_side
        Paths, and the share of them on which the total effect has the other sign.
    placebo
        When an event that did not happen is supposed, and the effect a period found until the real
        one; None where the past is too short.
    """

    outcome: str
    horizon: Span | range
    periods: tuple[str, ...]
    start: int
    actual: Array
    expected: Array
    lower: Array
    upper: Array
    mean: Estimate
    total: Estimate
    draws: int
    other_side: float
    placebo: tuple[str, Estimate] | None

    @property
    def p_value(self) -> float:
        """Twice the share of paths on the other side, itself included."""
        return min(1.0, 2 * (1 + self.other_side * self.draws) / (1 + self.draws))

    def headline(self) -> Estimate:
        return self.mean

    def to_frame(self) -> pd.DataFrame:
        """A row a period: actual, expected with bounds, effect, and its sum from the event on."""
        import pandas as pd

        effect = self.actual - self.expected
        summed = np.full(len(effect), np.nan)
        summed[self.start :] = effect[self.start :].cumsum()
        columns = {"actual": self.actual, "expected": self.expected, "lower": self.lower}
        columns |= {"upper": self.upper, "effect": effect, "cumulative": summed}
        return pd.DataFrame(columns, index=pd.Index(self.periods, name="period"))

    def plot(self) -> Chart:
        """The series, and what was expected in its band."""
        fan = Fan(_EXPECTED, (self.mean.level,), (self.lower,), (self.upper,), self.expected)
        title = _TITLE.fill(outcome=self.outcome)
        return Chart(title, self.horizon, (fan, Line(_ACTUAL, self.actual, tone="ink")))

    def sentences(self) -> tuple[Text, ...]:
        mean, total, start = self.mean, self.total, self.periods[self.start]
        said = [
            _EFFECT.fill(
                start=start, outcome=self.outcome, actual=float(self.actual[self.start :].mean()),
                expected=float(self.expected[self.start :].mean()), value=mean.value,
                percent=100 * mean.level, lower=mean.lower, upper=mean.upper, total=total.value,
                low=total.lower, high=total.upper,
            ),
            _TAIL.fill(draws=self.draws, share=self.other_side, p=self.p_value),
        ]  # fmt: skip
        if self.placebo:
            when, early = self.placebo
            verdict = _CLEAN if early.lower <= 0.0 <= early.upper else _FAILS
            said.append(
                _PLACEBO.fill(
                    when=when, start=start, value=early.value, lower=early.lower,
                    upper=early.upper, verdict=verdict,
                )
            )  # fmt: skip
        return (*said, _COVERS)


def time_series_impact(
    data: PanelLike,
    outcome: str,
    *,
    start: str | int | Period,
    time: str | None = None,
    controls: str | Sequence[str] = (),
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
    progress: Progress | None = None,
) -> TimeSeriesImpact:
    """What an event did to one series.

    Parameters
    ----------
    data
        A row a period: a pandas table or a file.
    outcome, time
        Columns; rows are numbered from 1 without ``time``.
    start
        The first period after the event.
    controls
        Series that move with the outcome and that the event leaves alone.
    level, draws, seed
        Probability of the intervals; simulated paths.
    progress
        Told of the stages, asked whether to go on.

    Raises
    ------
    TinbergenError
        F053 for a setting out of bounds, F152 without a period before, F157 for missing values;
        those of :func:`tinbergen.data.panel.read_panel` and
        :func:`tinbergen.statistics.evaluation.structural_forecast.carried_past`.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(draws >= 100, "draws", draws, ">= 100")
    tell = progress or Progress()
    names = listed(controls)
    panel = read_panel(data, None, time, (outcome, *names))
    y = complete(panel, outcome)[0]
    X = np.column_stack([np.empty((len(y), 0)), *(complete(panel, name)[0] for name in names)])
    begun = panel.position(start)
    if begun == 0:
        at = Location(panel.file)
        raise TinbergenError("F152", at=at, unit=outcome, first=panel.periods[0])
    tell(_STAGE)
    ahead = carried_past(y, X, begun, draws, seed)
    effects = y[begun:] - ahead.paths
    tail = (0.5 - level / 2, 0.5 + level / 2)
    bounds = np.full((2, len(y)), np.nan)
    bounds[:, begun:] = np.quantile(ahead.paths, tail, axis=0)
    expected = y[begun:] - ahead.mean[begun:]
    sums = effects.sum(axis=1)
    tell.check()
    early, placebo = begun * 2 // 3, None
    if early >= len(names) + 8:
        found = carried_past(y[:begun], X[:begun], early, draws, seed)
        missed = (y[early:begun] - found.paths).mean(axis=1)
        value = float((y[early:begun] - found.mean[early:]).mean())
        placebo = str(panel.periods[early]), _estimate(value, missed, level)
    return TimeSeriesImpact(
        outcome=outcome, horizon=panel.horizon, periods=tuple(map(str, panel.periods)),
        start=begun, actual=y, expected=ahead.mean, lower=bounds[0], upper=bounds[1],
        mean=_estimate(float(expected.mean()), effects.mean(axis=1), level),
        total=_estimate(float(expected.sum()), sums, level), draws=draws,
        other_side=float(np.mean(sums * expected.sum() <= 0)), placebo=placebo,
    )  # fmt: skip


def _estimate(value: float, drawn: Array, level: float) -> Estimate:
    low, high = np.quantile(drawn, (0.5 - level / 2, 0.5 + level / 2))
    return Estimate(value, float(drawn.std(ddof=1)), float(low), float(high), level)
