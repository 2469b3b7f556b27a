"""What synthetic difference-in-differences found, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Line
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.statistics.evaluation.measured import Estimate, Measured
from tinbergen.statistics.evaluation.simplex import Array

if TYPE_CHECKING:
    import pandas as pd

_EFFECT = Text(
    "Synthetic difference-in-differences: {outcome} of {treated} is {value:+.4g} a period on "
    "average from {start} on ({percent:.0f}% interval {lower:.4g} to {upper:.4g}, standard error "
    "{se:.4g}).",
    "合成双重差分：自 {start} 起，{treated} 的 {outcome} 平均每期为 {value:+.4g}"
    "（{percent:.0f}% 区间 {lower:.4g} 至 {upper:.4g}，标准误 {se:.4g}）。",
)
_WEIGHTS = Text(
    "Most weight: units {units}; periods {periods}.", "权重最大者：单位 {units}；时期 {periods}。"
)
_PLACEBO = Text(
    "Placebo: {share} of {count} placebos, donors as if treated, are as large: p = {p:.3f}.",
    "安慰剂检验：{count} 次安慰剂（假定供体受处理）中有 {share} 次同样大：p = {p:.3f}。",
)
_BACKDATED = Text(
    "Had the policy begun half way through the periods before, the same method would have found "
    "{early:+.4g} there; {verdict}.",
    "若假定政策始于此前时期的中点，同一方法得到 {early:+.4g}；{verdict}。",
)
_NEAR = Text(
    "no more than the placebos' spread lets come by chance", "未超出安慰剂离散所容许的偶然"
)
_FAR = Text(
    "more than the placebos' spread lets come by chance, which overturns it",
    "超出安慰剂离散所容许的偶然，足以推翻结论",
)
_UNJUDGED = Text("how far that is from zero by chance is unknown", "其偶然偏离零的幅度未知")
_COVERS = Text(
    "The interval is normal, from the spread of placebos: it holds if the treated are as noisy as "
    "donors, and does not cover a shock of their own after the start.",
    "区间为正态近似，来自安慰剂的离散程度：以受处理单位与供体噪声相同为前提，不涵盖起始后其特有的冲击。",
)
_UNKNOWN = Text(
    "There are too few donors for placebos, so the sampling error is unknown.",
    "供体太少，无法做安慰剂检验，因此抽样误差未知。",
)
_TITLE = Text("{treated} and its weighted donors", "{treated} 与加权供体")
_ACTUAL, _COMPARISON = Text("actual", "实际"), Text("donors, shifted", "供体（平移后）")


@dataclass(frozen=True, slots=True)
class SyntheticDid(Measured):
    """An average effect, with the weights behind it.

    Attributes
    ----------
    horizon, periods, start
        The T periods, their names, the position of the first treated one.
    actual, comparison
        (T,) mean outcome of the treated, and of the donors by their weights.
    donors, unit_weights
        (J,) names and weights.
    period_weights
        (start,) weights of the periods before.
    placebos
        Effects of donors taken as treated; empty where there are too few.
    backdated
        The effect had treatment begun half way through the periods before; NaN without enough.
    """

    outcome: str
    treated: tuple[str, ...]
    horizon: Span | range
    periods: tuple[str, ...]
    start: int
    actual: Array
    comparison: Array
    donors: tuple[str, ...]
    unit_weights: Array
    period_weights: Array
    estimate: Estimate
    placebos: Array
    backdated: float

    @property
    def gap(self) -> Array:
        """(T,) treated less donors, less what they differ by before, by the periods' weights."""
        difference = self.actual - self.comparison
        return np.asarray(difference - self.period_weights @ difference[: self.start])

    @property
    def p_value(self) -> float:
        """Share of placebos, the estimate among them, that are as large; NaN without any."""
        if not len(self.placebos):
            return float("nan")
        large = np.abs(self.placebos) >= abs(self.estimate.value)
        return float((1 + large.sum()) / (1 + len(self.placebos)))

    def headline(self) -> Estimate:
        return self.estimate

    def to_frame(self) -> pd.DataFrame:
        """A row a period: actual, comparison shifted to the treated, gap."""
        import pandas as pd

        columns = {"actual": self.actual, "comparison": self.actual - self.gap, "gap": self.gap}
        return pd.DataFrame(columns, index=pd.Index(self.periods, name="period"))

    def plot(self) -> Chart:
        """The treated, and the donors shifted onto them."""
        lines = (
            Line(_ACTUAL, self.actual),
            Line(_COMPARISON, self.actual - self.gap, style="dashed"),
        )
        title = _TITLE.fill(treated=self._names())
        return Chart(title, self.horizon, lines, unit=Text.both(self.outcome))

    def _names(self) -> str:
        return ", ".join(self.treated[:3]) + (" …" if len(self.treated) > 3 else "")

    def sentences(self) -> tuple[Text, ...]:
        found = self.estimate
        said = [
            _EFFECT.fill(
                outcome=self.outcome, treated=self._names(), value=found.value,
                start=self.periods[self.start], percent=100 * found.level, lower=found.lower,
                upper=found.upper, se=found.se,
            ),
            _WEIGHTS.fill(
                units=_largest(self.donors, self.unit_weights),
                periods=_largest(self.periods, self.period_weights),
            ),
        ]  # fmt: skip
        if len(self.placebos):
            large = int((np.abs(self.placebos) >= abs(found.value)).sum())
            said.append(_PLACEBO.fill(share=large, count=len(self.placebos), p=self.p_value))
        if np.isfinite(self.backdated):
            reach = (found.upper - found.lower) / 2
            verdict = _NEAR if abs(self.backdated) <= reach else _FAR
            said.append(_BACKDATED.fill(
                early=self.backdated, verdict=verdict if np.isfinite(reach) else _UNJUDGED
            ))  # fmt: skip
        return (*said, _COVERS if len(self.placebos) else _UNKNOWN)


def _largest(names: tuple[str, ...], weights: Array, most: int = 4) -> str:
    order = np.argsort(-weights, kind="stable")[:most]
    return ", ".join(f"{names[j]} {weights[j]:.3f}" for j in order if weights[j] > 0.001)
