"""What an event study found, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Line
from tinbergen.core.text import SEMICOLONS, Text
from tinbergen.statistics.evaluation.event_tests import EventTests
from tinbergen.statistics.evaluation.measured import Estimate, Measured
from tinbergen.statistics.evaluation.simplex import Array

if TYPE_CHECKING:
    import pandas as pd

_EFFECT = Text(
    "Event study of {units}: cumulative abnormal {outcome} over periods {first} to {last} of "
    "event time{date} is {value:+.4g} on average ({percent:.0f}% interval {lower:.4g} to "
    "{upper:.4g}; p = {p:.3f}), by {model} over periods {begins} to {ends}.",
    "{units}的事件研究：事件时间第 {first} 至 {last} 期{date}，{outcome} 的累计异常值平均为 "
    "{value:+.4g}（{percent:.0f}% 区间 {lower:.4g} 至 {upper:.4g}；p = {p:.3f}）；"
    "预期值取自第 {begins} 至 {ends} 期：{model}。",
)
_UNITS = Text("{count} units", "{count} 个单位")
_AT = Text(", 0 being {date},", "（第 0 期为 {date}）")
_MARKET = Text("a regression on {factors}", "对 {factors} 的回归")
_MEAN = Text("the mean", "均值")
_TESTS = Text("Tests that nothing happened: {said}.", "“无影响”的检验：{said}。")
_NAMES = {
    "cross-section": Text("cross-section t = {t:.2f} (p {p:.3f})", "截面 t = {t:.2f}（p {p:.3f}）"),
    "patell": Text("Patell z = {t:.2f} (p {p:.3f})", "Patell z = {t:.2f}（p {p:.3f}）"),
    "bmp": Text(
        "Boehmer, Musumeci and Poulsen t = {t:.2f} (p {p:.3f})",
        "Boehmer-Musumeci-Poulsen t = {t:.2f}（p {p:.3f}）",
    ),
    "adjusted": Text(
        "the same allowing for a correlation of {rho:.2f} between units t = {t:.2f} (p {p:.3f})",
        "计入单位间相关 {rho:.2f} 后 t = {t:.2f}（p {p:.3f}）",
    ),
}
_PLACEBO = Text(
    "Placebo: of {count} windows before the event, which overlap, {large} have an average as "
    "large: p = {p:.3f}. {verdict}.",
    "安慰剂检验：事件前 {count} 个（相互重叠的）窗口中有 {large} 个平均值同样大：p = {p:.3f}。"
    "{verdict}。",
)
_RARE = Text("That is rare, as it should be", "此情形罕见，符合预期")
_COMMON = Text("That is common, which overturns the effect", "此情形常见，足以推翻结论")
_NO_PLACEBO = Text(
    "The past is too short for placebo windows, so how often such an average comes without an "
    "event is unknown.",
    "事件前的数据太短，无法设安慰剂窗口，因此无事件时出现此平均值的频率未知。",
)
_LEFT_OUT = Text(
    "Without {unit} the average is {without:+.4g}, the farthest that leaving one out moves it.",
    "去掉 {unit} 后平均为 {without:+.4g}，为逐一剔除时变动最大者。",
)
_OTHER = Text(
    "Other news in the window that moved returns by {size:.4g} on average would bring zero into "
    "the interval.",
    "窗口内若有其他消息使累计收益平均变动 {size:.4g}，区间即含零。",
)
_NOTHING = Text("Zero is in the interval already.", "区间已含零。")
_COVERS_MANY = Text(
    "The interval covers the spread of effects over units{together}; not other news in the window, "
    "an event that the market knew of before, or a model that the event itself changed.",
    "区间涵盖各单位效应的离散{together}；不涵盖窗口内的其他消息、市场事先已知的事件，或被事件改变的模型。",
)
_TOGETHER = Text(" and how they move together", "及其相关")
_COVERS_ONE = Text(
    "The interval covers the noise of the window, taken as that of the estimation window, and the "
    "model's coefficients; not other news in the window, or one that raised the noise.",
    "区间涵盖窗口内的噪声（取估计窗口的噪声）与模型系数；不涵盖窗口内的其他消息或噪声的增大。",
)
_TITLE = Text("Average abnormal {outcome}, added up", "{outcome} 的平均异常值（累计）")
_CUMULATIVE = Text("cumulative", "累计")


@dataclass(frozen=True, slots=True)
class EventStudy(Measured):
    """Abnormal returns of N units around an event.

    Attributes
    ----------
    units, outcome, factors
        Names of the units, the column of returns, those of the market and other factors.
    window, estimation
        First and last period, in event time, of the event's window and of estimation.
    date
        When it was, where all units share the event; else None.
    abnormal
        (N, m) abnormal returns in the window's m periods.
    sums, errors
        (N,) their sums, and the standard errors by the units' own models.
    tests
        The average sum, its interval, and tests.
    placebos
        (S,) averages of the same windows moved back into the past; empty where that is too short.
    """

    outcome: str
    units: tuple[str, ...]
    window: tuple[int, int]
    estimation: tuple[int, int]
    factors: tuple[str, ...]
    date: str | None
    abnormal: Array
    sums: Array
    errors: Array
    tests: EventTests
    placebos: Array

    @property
    def p_value(self) -> float:
        """Of the interval's own test."""
        return self.tests.p_value

    @property
    def placebo_p(self) -> float:
        """Share of windows, the event's among them, with an average as large; NaN without any."""
        if not len(self.placebos):
            return float("nan")
        large = np.abs(self.placebos) >= abs(self.tests.interval.value)
        return float((1 + large.sum()) / (1 + len(self.placebos)))

    @property
    def without(self) -> Array:
        """(N,) the average had each unit been left out; NaN of one unit."""
        n = len(self.sums)
        if n == 1:
            return np.full(1, np.nan)
        return np.asarray((self.sums.sum() - self.sums) / (n - 1))

    def headline(self) -> Estimate:
        return self.tests.interval

    def to_frame(self) -> pd.DataFrame:
        """A row a period of event time: average abnormal return, and added up so far."""
        import pandas as pd

        mean = self.abnormal.mean(axis=0)
        index = pd.RangeIndex(self.window[0], self.window[1] + 1, name="event time")
        return pd.DataFrame({"average": mean, "cumulative": mean.cumsum()}, index=index)

    def by_unit(self) -> pd.DataFrame:
        """A row a unit: its cumulative abnormal return, standard error, and the average without
        it."""
        import pandas as pd

        columns = {"cumulative": self.sums, "se": self.errors, "average without": self.without}
        return pd.DataFrame(columns, index=pd.Index(self.units, name="unit"))

    def plot(self) -> Chart:
        """The average, added up over the window."""
        path = self.abnormal.mean(axis=0).cumsum()
        horizon = range(self.window[0], self.window[1] + 1)
        return Chart(_TITLE.fill(outcome=self.outcome), horizon, (Line(_CUMULATIVE, path),))

    def sentences(self) -> tuple[Text, ...]:
        found, tests = self.tests.interval, self.tests
        model = _MARKET.fill(factors=", ".join(self.factors)) if self.factors else _MEAN
        said = [
            _EFFECT.fill(
                units=self._named(), outcome=self.outcome, first=self.window[0],
                last=self.window[1], date=_AT.fill(date=self.date) if self.date else "",
                value=found.value, percent=100 * found.level, lower=found.lower,
                upper=found.upper, p=self.p_value, model=model, begins=self.estimation[0],
                ends=self.estimation[1],
            ),
            _TESTS.fill(said=_each(tests)),
            self._placebo(),
        ]  # fmt: skip
        if len(self.units) > 1:
            far = int(np.abs(self.without - found.value).argmax())
            said.append(_LEFT_OUT.fill(unit=self.units[far], without=self.without[far]))
        near = min(abs(found.lower), abs(found.upper))
        inside = found.lower <= 0.0 <= found.upper
        said.append(_NOTHING if inside else _OTHER.fill(size=near))
        together = _TOGETHER if tests.correlation else ""
        many = _COVERS_MANY.fill(together=together)
        return (*said, many if len(self.units) > 1 else _COVERS_ONE)

    def _named(self) -> Text:
        shown = Text.both(", ".join(self.units) or self.outcome)
        return shown if len(self.units) <= 3 else _UNITS.fill(count=len(self.units))

    def _placebo(self) -> Text:
        if not len(self.placebos):
            return _NO_PLACEBO
        large = int((np.abs(self.placebos) >= abs(self.tests.interval.value)).sum())
        rare = self.placebo_p <= 1 - self.tests.interval.level
        return _PLACEBO.fill(
            count=len(self.placebos), large=large, p=self.placebo_p,
            verdict=_RARE if rare else _COMMON,
        )  # fmt: skip


def _each(tests: EventTests) -> Text:
    """The tests, one after the other."""
    return SEMICOLONS.join(
        _NAMES[name].fill(t=t, p=p, rho=tests.correlation)
        for name, (t, p) in tests.statistics.items()
        if name != "adjusted" or tests.correlation
    )
