"""How far a technology has spread, and where it may end."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.text import Text
from tinbergen.loop.case.finding import finding, series
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import title_of, unit_of
from tinbergen.statistics.diffusion.fit import CurveName, DiffusionFit, fit_diffusion

LEVEL = 0.9
_CURVES: dict[CurveName, Text] = {
    "logistic": Text("a logistic curve", "逻辑斯蒂曲线"),
    "gompertz": Text("Gompertz's curve", "Gompertz 曲线"),
}
_PROFILE = Text(
    "profile likelihood of the ceiling, not below what is reached, allowing for errors that follow "
    "each other; given the curve and that it goes on",
    "上限的剖面似然，不低于已达到的水平，考虑误差的序列相关；以该曲线成立且延续为前提",
)


def answer_spread(situation: Situation, question: Question) -> Iterable[Finding]:
    """A curve of adoption through the series ``of``: reached, and still to come to its ceiling."""
    data, name = situation.data, question.text("of")
    values = np.array(data[name])
    years = situation.data.span.start.year + np.arange(values.size, dtype=float)
    fits = {c: fit_diffusion(values, c, times=years, level=LEVEL, autocorrelated=True)
            for c in _CURVES}  # fmt: skip
    best: CurveName = min(fits, key=lambda c: fits[c].sigma)
    fit = fits[best]
    ceiling, now = float(fit.parameters[0]), float(fit.values[-1])
    low, high = max(fit.ceiling[0], now), fit.ceiling[1]
    unit, title = unit_of(name, data), title_of(name, data, situation.model_world.model)
    path = np.full(values.size, np.nan)
    path[np.isfinite(values)] = fit.fitted
    yield finding(
        situation, f"spread {name}", Text("Spread: {t}", "扩散：{t}").fill(t=title),
        statement=Text(
            "{t}: {now:.1f} {unit} in {year:.0f}. {curve} fits best and ends at {ceiling:.1f}; "
            "{said}.",
            "{t}：{year:.0f} 年为 {now:.1f} {unit}。{curve}拟合最好，上限为 {ceiling:.1f}；"
            "{said}。",
        ).fill(
            t=title, now=now, unit=unit, year=fit.times[-1], ceiling=ceiling,
            curve=Text(_CURVES[best].en.capitalize(), _CURVES[best].zh),
            said=_said(fit, now, question.number("highest", np.inf)),
        ),
        estimate=ceiling, unit=unit,
        method=Text(
            "non-linear least squares of {curve}; the parts sum exactly",
            "{curve}的非线性最小二乘；各部分严格加总",
        ).fill(curve=_CURVES[best]),
        interval=Interval(low, high, LEVEL, _PROFILE) if np.isfinite(high) and now < high else None,
        parts=(
            Part("reached", Text("reached", "已达到"), now),
            Part("to come", Text("still to come", "尚未达到"), ceiling - now),
        ),
        series=(series(situation, name, unit, values), series(situation, "FITTED", unit, path)),
        diagnostics=(
            *((f"standard error {c}", f.sigma) for c, f in fits.items()),
            *((f"ceiling {c}", float(f.parameters[0])) for c, f in fits.items()),
            ("autocorrelation", fit.autocorrelation),
        ),
    )  # fmt: skip


def _said(fit: DiffusionFit, now: float, highest: float) -> Text:
    """What the interval of the ceiling tells."""
    low, high = max(fit.ceiling[0], now), fit.ceiling[1]
    if not np.isfinite(high):
        return Text(
            "but the data do not tell this ceiling from none", "但数据无法区分该上限与没有上限"
        )
    if high > highest:
        return Text(
            "its {level:.0f} % interval, {low:.1f} to {high:.1f}, reaches beyond {highest:.0f}, "
            "which cannot be: that it ends before is not shown by the data",
            "其 {level:.0f}% 区间 {low:.1f} 至 {high:.1f} 超过不可能超过的 "
            "{highest:.0f}：数据不能表明会提前结束",
        ).fill(level=100 * fit.level, low=low, high=high, highest=highest)
    behind = Text(
        "", "") if fit.parameters[0] > now else Text(
        ", which is below what is reached already: the curve does not hold at its end",
        "，低于已达到的水平：曲线末端不成立")  # fmt: skip
    return Text(
        "{level:.0f} % interval {low:.1f} to {high:.1f}{behind}",
        "{level:.0f}% 区间 {low:.1f} 至 {high:.1f}{behind}",
    ).fill(level=100 * fit.level, low=low, high=high, behind=behind)


QUESTIONS: dict[str, Answer] = {"spread": answer_spread}
