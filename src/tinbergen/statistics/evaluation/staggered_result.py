"""What staggered difference-in-differences found, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Fan, Level
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.statistics.evaluation.honest_bounds import Restriction, Study, breakdown, interval
from tinbergen.statistics.evaluation.measured import Estimate, Measured
from tinbergen.statistics.evaluation.simplex import Array

if TYPE_CHECKING:
    import pandas as pd

_EFFECT = Text(
    "Difference-in-differences by {method}: {outcome} is {value:+.4g} on average {over} for "
    "{treated} treated of {units} units ({percent:.0f}% interval {lower:.4g} to {upper:.4g}, "
    "standard error {se:.4g}).",
    "双重差分（{method}）：{units} 个单位中 {treated} 个受处理，{outcome} {over}平均为 {value:+.4g}"
    "（{percent:.0f}% 区间 {lower:.4g} 至 {upper:.4g}，标准误 {se:.4g}）。",
)
_OVER = {
    "dynamic": Text("over periods since treatment", "按处理后期数"),
    "simple": Text("over all cohorts and periods, by size", "按各组各期规模"),
    "group": Text("over cohorts, by size", "按各组规模"),
    "calendar": Text("over periods", "按时期"),
}
_BEFORE = Text(
    "Before treatment: the test that all {count} effects are zero has p = {p:.4f}; {verdict}.",
    "处理前：{count} 个效应全为零的检验 p = {p:.4f}；{verdict}。",
)
_PARALLEL = Text(
    "trends did not differ visibly, which a test of little power may miss",
    "趋势未见明显差异，但功效不足的检验可能察觉不到",
)
_APART = Text("trends differed already, so the effect is in doubt", "趋势此前已有差异，效应存疑")
_UNTESTED = Text(
    "Before treatment there is too little to test trends on.", "处理前数据太少，无法检验趋势。"
)
_TURNS = Text(
    "What would overturn it: after treatment trends that part, in one period, by more than "
    "{relative} the largest step before, or that bend by more than {smooth} a period.",
    "何种情形可推翻结论：处理后趋势偏离的单期幅度超过处理前最大一步的{relative}，或每期弯曲超过 "
    "{smooth}。",
)
_NOT = Text(
    "The average effect of the event study can't be told from zero even if trends are parallel.",
    "即使趋势平行，事件研究的平均效应也无法与零区分。",
)
_TIMES = Text("{bound:.2f} times", " {bound:.2f} 倍")
_ANY = Text("any multiple of", "任意倍数")
_COVERS = Text(
    "The overall interval covers sampling of units; the bands of the table hold all their rows at "
    "once. Neither covers trends that part.",
    "总体区间涵盖单位抽样误差；表中置信带同时涵盖各行。二者均不涵盖趋势偏离。",
)
_TITLES = {
    "dynamic": Text(
        "Effect on {outcome} by periods since treatment", "按处理后期数的 {outcome} 效应"
    ),
    "group": Text("Effect on {outcome} by cohort", "按处理组的 {outcome} 效应"),
    "calendar": Text("Effect on {outcome} by period", "按时期的 {outcome} 效应"),
    "simple": Text("Effect on {outcome}", "{outcome} 的效应"),
}
_SINCE = Text("Periods since treatment", "处理后期数")
_NAME, _ZERO = Text("effect", "效应"), Text("zero", "零")


@dataclass(frozen=True)
class StaggeredDid(Measured):
    """Effects on the treated, averaged over cohorts and periods.

    Attributes
    ----------
    labels
        Periods since treatment, cohorts or periods, by ``aggregation``.
    effect, se, lower, upper
        (L,) with standard errors clustered by unit, and a band that holds all at once.
    overall
        Their average, over periods since treatment from 0 on where it is dynamic.
    before_p, before_count
        Wald test that effects before treatment are zero, and how many they are; NaN without any.
    study
        The event study against the last period before treatment, for :meth:`honest`; None where
        there are not enough periods.
    """

    outcome: str
    method: str
    aggregation: str
    labels: tuple[str, ...]
    effect: Array
    se: Array
    lower: Array
    upper: Array
    overall: Estimate
    treated: int
    units: int
    cohorts: tuple[str, ...]
    before_p: float
    before_count: int
    study: Study | None

    def honest(
        self, restriction: Restriction = "relative", bound: float = 1.0
    ) -> tuple[float, float]:
        """The interval of the average effect after treatment where trends may part.

        Parameters
        ----------
        restriction, bound
            ``relative``: by at most ``bound`` times the largest step before, each period;
            ``smooth``: with second differences of at most ``bound`` units of the outcome.

        Raises
        ------
        TinbergenError
            F053 when the bound is negative, F169 when there is no period before to compare with.
        """
        if self.study is None:
            raise TinbergenError("F169")
        return interval(self.study, restriction, bound, level=self.overall.level)

    @cached_property
    def breakdown(self) -> tuple[float, float]:
        """The largest bounds, relative and smooth, at which zero is still excluded; NaN if there is
        no event study."""
        if self.study is None:
            return float("nan"), float("nan")
        level = self.overall.level
        relative = breakdown(self.study, "relative", level=level)
        return relative, breakdown(self.study, "smooth", level=level)

    def headline(self) -> Estimate:
        return self.overall

    def to_frame(self) -> pd.DataFrame:
        """A row a label: effect, standard error, uniform band."""
        import pandas as pd

        columns = {"effect": self.effect, "se": self.se, "lower": self.lower, "upper": self.upper}
        names = {"dynamic": "since", "group": "cohort", "calendar": "period"}
        index = pd.Index(self.labels, name=names.get(self.aggregation))
        return pd.DataFrame(columns, index=index)

    def plot(self) -> Chart:
        """The effects in their band."""
        title = _TITLES[self.aggregation].fill(outcome=self.outcome)
        numbers = [int(label) for label in self.labels] if self.aggregation == "dynamic" else [1]
        across = range(numbers[0], numbers[0] + len(self.labels))
        if len(numbers) > 1 and numbers[-1] != across[-1]:
            across = range(1, 1 + len(self.labels))
        fan = Fan(_NAME, (self.overall.level,), (self.lower,), (self.upper,), self.effect)
        label = _SINCE if self.aggregation == "dynamic" else None
        return Chart(title, across, (fan, Level(_ZERO, 0.0)), x_label=label)

    def sentences(self) -> tuple[Text, ...]:
        found = self.overall
        said = [
            _EFFECT.fill(
                method=self.method, outcome=self.outcome, value=found.value, treated=self.treated,
                units=self.units, percent=100 * found.level, lower=found.lower, upper=found.upper,
                se=found.se, over=_OVER[self.aggregation],
            )
        ]  # fmt: skip
        if np.isfinite(self.before_p):
            verdict = _PARALLEL if self.before_p > 1 - found.level else _APART
            said.append(_BEFORE.fill(count=self.before_count, p=self.before_p, verdict=verdict))
        else:
            said.append(_UNTESTED)
        relative, smooth = self.breakdown
        if relative == 0.0 and smooth == 0.0:
            said.append(_NOT)
        elif np.isfinite(smooth):
            many = _TIMES.fill(bound=relative) if np.isfinite(relative) else _ANY
            said.append(_TURNS.fill(relative=many, smooth=f"{smooth:.3g}"))
        return (*said, _COVERS)
