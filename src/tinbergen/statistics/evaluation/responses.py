"""Responses to an impulse: what they are, and how their data are read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Fan
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import require_names
from tinbergen.statistics.evaluation.measured import Estimate, Measured
from tinbergen.statistics.regression.newey_west import Array

if TYPE_CHECKING:
    import pandas as pd

Data = Mapping[str, ArrayLike]

_AHEAD = Text("Periods after the impulse", "冲击后的期数")
_RESPONSE = Text("response", "响应")
_TITLES = {
    "level": Text("Response of {outcome} to {impulse}", "{outcome} 对 {impulse} 的响应"),
    "change": Text("Change of {outcome} after {impulse}", "{impulse} 之后 {outcome} 的变化"),
    "sum": Text("Summed response of {outcome} to {impulse}", "{outcome} 对 {impulse} 的累计响应"),
    "multiplier": Text("Cumulative multiplier of {impulse}", "{impulse} 的累计乘数"),
}
_FOUND = Text(
    "{title}: {value:+.4g} at horizon {horizon}, the largest "
    "({percent:.0f}% band {lower:.4g} to {upper:.4g}).",
    "{title}：第 {horizon} 期为 {value:+.4g}，幅度最大（{percent:.0f}% 区间 {lower:.4g} 至 "
    "{upper:.4g}）。",
)
_WEAK = Text(
    "The instruments' effective F is {f:.1f} at its lowest, {critical:.1f} is needed: {verdict}.",
    "工具变量的有效 F 最低为 {f:.1f}，需达到 {critical:.1f}：{verdict}。",
)
_STRONG = Text("strong enough", "足够强")
_TOO_WEAK = Text("too weak, so the bands are not valid", "过弱，区间无效")
_CALM = Text(
    "Placebo: in the {count} periods before the impulse the outcome does not move with it "
    "(p = {chance:.2f}, corrected for {count} looks).",
    "安慰剂：冲击前 {count} 期内结果变量并未随之变动（p = {chance:.2f}，"
    "已按 {count} 次检验校正）。",
)
_FORESEEN = Text(
    "Placebo: the outcome moves with the impulse up to {count} periods before it came (p = "
    "{chance:.3f}): it was foreseen, or answers the outcome, and the responses are not its effect.",
    "安慰剂：冲击到来前 {count} 期内结果变量已随之变动（p = {chance:.3f}）：冲击被预见"
    "或由结果引起，响应并非其效应。",
)
_COVERS = Text(
    "Zero lies outside the band at {count} of {all} horizons. Bands are pointwise, for sampling "
    "error; an impulse that others foresaw, or that answers the outcome, would overturn them.",
    "{all} 个期数中有 {count} 个的区间不含零。区间逐期给出，仅涵盖抽样误差；若冲击被预见或由"
    "结果变量引起，即可推翻结论。",
)


@dataclass(frozen=True, slots=True)
class ImpulseResponse(Measured):
    """The response of one outcome to one impulse at horizons 0 to H.

    Attributes
    ----------
    outcome, impulse
        The series' names; ``instruments`` is empty for least squares.
    measure
        ``level``, ``change`` or ``sum`` of the outcome, or ``multiplier``.
    estimate, se
        (H + 1,) in units of the outcome per unit of the impulse.
    lower, upper
        (H + 1,) bounds at probability ``level``, normal. They are not valid where instruments are
        weak.
    n
        (H + 1,) observations.
    effective_f, critical_f
        (H + 1,) Montiel Olea and Pflueger's F of the instruments, and the value it should exceed
        for a bias of at most a tenth, at 5 per cent; NaN without instruments.
    before
        (K, 2) placebos and their standard errors: the outcome's answer k = 1 to K periods before
        the impulse, given what was known then.
    """

    outcome: str
    impulse: str
    instruments: tuple[str, ...]
    measure: str
    estimate: Array
    se: Array
    lower: Array
    upper: Array
    level: float
    n: Array
    effective_f: Array
    critical_f: Array
    before: Array = field(default_factory=lambda: np.empty((0, 2)))

    def before_it(self) -> float:
        """The chance of placebos as far from zero as these, by Bonferroni; NaN without any."""
        if not len(self.before):
            return float("nan")
        ratios = np.abs(self.before[:, 0]) / self.before[:, 1]
        return min(1.0, len(ratios) * math.erfc(float(ratios.max()) / math.sqrt(2)))

    def headline(self) -> Estimate:
        """The response that is largest."""
        h = int(np.argmax(np.abs(self.estimate)))
        value, se = float(self.estimate[h]), float(self.se[h])
        return Estimate(value, se, float(self.lower[h]), float(self.upper[h]), self.level)

    def sentences(self) -> tuple[Text, ...]:
        top = self.headline()
        title = _TITLES[self.measure].fill(outcome=self.outcome, impulse=self.impulse)
        found = _FOUND.fill(
            title=title, value=top.value, horizon=int(np.argmax(np.abs(self.estimate))),
            percent=100 * top.level, lower=top.lower, upper=top.upper,
        )  # fmt: skip
        outside = int(((self.lower > 0) | (self.upper < 0)).sum())
        said = [found]
        if self.instruments:
            at = int(np.argmin(self.effective_f - self.critical_f))
            f, critical = float(self.effective_f[at]), float(self.critical_f[at])
            verdict = _STRONG if f >= critical else _TOO_WEAK
            said.append(_WEAK.fill(f=f, critical=critical, verdict=verdict))
        if len(self.before):
            chance = self.before_it()
            words = _CALM if chance >= 1 - self.level else _FORESEEN
            said.append(words.fill(count=len(self.before), chance=chance))
        return (*said, _COVERS.fill(count=outside, all=len(self.estimate)))

    def to_frame(self) -> pd.DataFrame:
        """A row a horizon, from 0."""
        import pandas as pd

        columns = {"estimate": self.estimate, "se": self.se, "lower": self.lower}
        columns |= {"upper": self.upper, "n": self.n}
        if self.instruments:
            columns |= {"effective_f": self.effective_f, "critical_f": self.critical_f}
        horizons = pd.RangeIndex(len(self.estimate), name="horizon")
        return pd.DataFrame(columns, index=horizons)

    def plot(self) -> Chart:
        """The responses in their band."""
        title = _TITLES[self.measure].fill(outcome=self.outcome, impulse=self.impulse)
        fan = Fan(_RESPONSE, (self.level,), (self.lower,), (self.upper,), self.estimate)
        return Chart(title, range(len(self.estimate)), (fan,), x_label=_AHEAD)


def shifted(values: Array, ahead: int) -> Array:
    """(T,) the series so many periods ahead (back where negative), NaN where there is none."""
    moved = np.full(len(values), np.nan)
    if abs(ahead) < len(values):
        inside = slice(max(0, -ahead), len(values) - max(0, ahead))
        moved[inside] = values[inside.start + ahead : inside.stop + ahead]
    return moved


def read_series(data: Data | pd.DataFrame, names: Sequence[str]) -> dict[str, Array]:
    """The series named, as floats."""
    require_names(names, data)
    return {name: np.asarray(data[name], dtype=np.float64) for name in names}
