"""What a synthetic control found, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping
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
    "Synthetic control of {unit}: {outcome} is {gap:+.4g} a period on average from {start} on, "
    "{last:+.4g} in {end}.",
    "{unit} 的合成控制：自 {start} 起，{outcome} 平均每期为 {gap:+.4g}，{end} 为 {last:+.4g}。",
)
_MIXTURE = Text(
    "The mixture is {donors}; it misses by {rmspe:.4g} (root mean square) before.",
    "合成单位由 {donors} 组成；处理前均方根误差为 {rmspe:.4g}。",
)
_PLACEBO = Text(
    "Placebo: the error after is {ratio:.1f} times that before, rank {rank} of {count} units as if "
    "each were treated: p = {p:.3f}.",
    "安慰剂检验：处理后误差为处理前的 {ratio:.1f} 倍，在假定受处理的 {count} 个单位中排第 "
    "{rank}：p = {p:.3f}。",
)
_NONE = Text("No placebos were run, so there is no p.", "未做安慰剂检验，因此没有 p 值。")
_WITHOUT = Text(
    "Without one donor at a time the average effect lies between {low:+.4g} (no {lowest}) and "
    "{high:+.4g} (no {highest}){verdict}",
    "逐一去掉供体后，平均效应介于 {low:+.4g}（去掉 {lowest}）与 {high:+.4g}（去掉 {highest}）"
    "之间{verdict}",
)
_HOLDS = Text("; no single donor makes its sign.", "；其符号不依赖任何单个供体。")
_TURNS = Text("; a single donor overturns its sign.", "；去掉某一供体即改变其符号。")
_COVERS = Text(
    "There is no interval: p compares units, it is not a sampling error, and it can't fall below "
    "1/{count}.",
    "没有区间：p 值来自单位间的比较，并非抽样误差，且不会低于 1/{count}。",
)
_TITLE = Text("{unit} and its synthetic control", "{unit} 与其合成控制")
_ACTUAL, _SYNTHETIC = Text("actual", "实际"), Text("synthetic", "合成")
#: Weights below this are not named.
_NAMED = 0.001


@dataclass(frozen=True, slots=True)
class SyntheticControl(Measured):
    """The path of the treated unit without treatment, as a mixture of donors has it.

    Attributes
    ----------
    horizon, periods, start
        The T periods, their names, and the position of the first treated one.
    actual, gap
        (T,) the unit's outcome, and this less the mixture's: the effect from ``start`` on.
    donors, weights
        (J,) names and weights.
    predictors, importance, predictor_actual, predictor_synthetic
        (k,) names, diagonal of V, values of the unit and of the mixture, unscaled.
    placebo_gaps
        (J, T) the gap of each donor as if treated; (0, T) where that was not tried.
    without
        The gap (T,) with a donor left out, for each that has weight.
    """

    outcome: str
    unit: str
    horizon: Span | range
    periods: tuple[str, ...]
    start: int
    actual: Array
    gap: Array
    donors: tuple[str, ...]
    weights: Array
    predictors: tuple[str, ...]
    importance: Array
    predictor_actual: Array
    predictor_synthetic: Array
    placebo_gaps: Array
    without: Mapping[str, Array]

    @property
    def synthetic(self) -> Array:
        """(T,) the mixture's outcome."""
        return self.actual - self.gap

    @property
    def mspe(self) -> float:
        """Mean squared error before treatment."""
        return float(np.mean(self.gap[: self.start] ** 2))

    @property
    def ratios(self) -> Array:
        """(1 + J,) error after on error before: of the unit, then of the placebos."""
        gaps = np.vstack([self.gap, self.placebo_gaps])
        before = np.sqrt(np.mean(gaps[:, : self.start] ** 2, axis=1))
        after = np.sqrt(np.mean(gaps[:, self.start :] ** 2, axis=1))
        # Two perfect fits compare as one to one.
        floor = 1e-10 * float(np.std(self.actual)) + 1e-300
        return np.asarray((after + floor) / (before + floor))

    @property
    def p_value(self) -> float:
        """Share of units, the treated one included, with a ratio as large; NaN without placebos."""
        if not len(self.placebo_gaps):
            return float("nan")
        return float(np.mean(self.ratios >= self.ratios[0]))

    @property
    def effect(self) -> float:
        """Mean gap from the first treated period on."""
        return float(self.gap[self.start :].mean())

    def headline(self) -> Estimate:
        none = float("nan")
        return Estimate(self.effect, none, none, none, none)

    def to_frame(self) -> pd.DataFrame:
        """A row a period: actual, synthetic, gap."""
        import pandas as pd

        columns = {"actual": self.actual, "synthetic": self.synthetic, "gap": self.gap}
        return pd.DataFrame(columns, index=pd.Index(self.periods, name="period"))

    def plot(self) -> Chart:
        """The unit and its mixture."""
        lines = (Line(_ACTUAL, self.actual), Line(_SYNTHETIC, self.synthetic, style="dashed"))
        return Chart(_TITLE.fill(unit=self.unit), self.horizon, lines, unit=Text.both(self.outcome))

    def mixture(self) -> dict[str, float]:
        """Donors with weight, the largest first."""
        order = np.argsort(-self.weights, kind="stable")
        return {self.donors[j]: float(self.weights[j]) for j in order if self.weights[j] > _NAMED}

    def sentences(self) -> tuple[Text, ...]:
        donors = ", ".join(f"{name} {weight:.3f}" for name, weight in self.mixture().items())
        said = [
            _EFFECT.fill(
                unit=self.unit, outcome=self.outcome, gap=self.effect, last=float(self.gap[-1]),
                start=self.periods[self.start], end=self.periods[-1],
            ),
            _MIXTURE.fill(donors=donors, rmspe=self.mspe**0.5),
        ]  # fmt: skip
        if self.without:
            means = {name: float(gap[self.start :].mean()) for name, gap in self.without.items()}
            lowest, highest = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
            low, high = means[lowest], means[highest]
            holds = min(low * self.effect, high * self.effect) > 0
            verdict = _HOLDS if holds else _TURNS
            said.append(
                _WITHOUT.fill(low=low, high=high, lowest=lowest, highest=highest, verdict=verdict)
            )
        if not len(self.placebo_gaps):
            return (*said, _NONE)
        ratios = self.ratios
        count, rank = len(ratios), int((ratios >= ratios[0]).sum())
        placebo = _PLACEBO.fill(ratio=float(ratios[0]), rank=rank, count=count, p=self.p_value)
        return (*said[:2], placebo, *said[2:], _COVERS.fill(count=count))
