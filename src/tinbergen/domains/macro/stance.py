"""What a central bank's texts say of its stance, beside its rate and the rule.

The index is a series of the case's data, made by ``tinbergen text index``. Its scale has no unit
of its own, so that it is told in standard deviations of its own record, as is the rate less
Taylor's rule beside it. Words and rate may differ for good reasons; the finding
judges neither.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Finding, Interval
from tinbergen.core.errors import TooLittleDataError
from tinbergen.core.text import Text
from tinbergen.loop.case.finding import finding, series
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import PERCENT
from tinbergen.statistics.cycles.output_gap import output_gap
from tinbergen.statistics.cycles.taylor import taylor_rate
from tinbergen.statistics.forecast.slow_mean import trailing_mean

Array = NDArray[np.float64]

#: Periods of the index and the rate together from which they are compared.
_FEWEST = 12
_UNIT = Text("standard deviations of the index's own record", "该指数自身记录的标准差")
_STATEMENT = Text(
    "The bank's texts are {size:.1f} standard deviations {side} than in their own record since "
    "{first}: {index:+.2f} in {last}. Its rate is {gap:.1f} points {stance} than Taylor's rule "
    "prescribes ({rated:+.1f} standard deviations): {agree}. Since then the two moved together "
    "with a correlation of {correlation:+.2f} ({count} periods).",
    "央行文本较其自 {first} 以来的记录{side} {size:.1f} 个标准差：{last} 为 {index:+.2f}。"
    "利率比泰勒规则{stance} {gap:.1f} 个百分点（{rated:+.1f} 个标准差）：{agree}。"
    "其间两者相关系数为 {correlation:+.2f}（{count} 期）。",
)
_TIGHTER, _LOOSER = Text("tighter", "更紧"), Text("looser", "更松")
_SAME = Text("words and rate lean the same way", "言与行方向一致")
_APART = Text("words and rate lean opposite ways", "言与行方向相反")
_METHOD = Text(
    "index of texts against its mean and standard deviation to date; Taylor (1993) with the rate "
    "as the question on the rule takes it",
    "文本指数与其截至当时的均值和标准差相比；泰勒（1993）规则，设定同利率问题",
)
_COVERS = Text(
    "the index's own band: sentences misread by chance, not errors that sentences share",
    "指数自身的区间：个别句子的误读，不含各句共有的误差",
)


def answer_stance(situation: Situation, question: Question) -> Iterable[Finding]:
    """Texts against the rule; nothing where the case's data have no such series.

    The argument ``series`` names the index, ``STANCE`` unless given; ``NAME_LOWER`` and
    ``NAME_UPPER`` are its band where the data have them. ``natural`` and ``aim`` are those of
    the rule. An index older than a year tells nothing of now.
    """
    data, name = situation.data, question.text("series", "STANCE")
    if name not in data:
        return
    index = data[name]
    known = np.flatnonzero(np.isfinite(index))
    if known.size < _FEWEST:
        raise TooLittleDataError("F050", name=name, have=int(known.size), need=_FEWEST)
    now = int(known[-1])
    if now < data.span.length - data.frequency:
        return
    natural, aim = question.number("natural", 2.0), question.number("aim", 2.0)
    inflation = trailing_mean(data["INFL"], data.frequency, least=data.frequency)
    gap = output_gap(data["GDP"], data.frequency, "hp").gap
    rule = taylor_rate(inflation, gap, target=aim, natural_rate=natural)
    distance = data["r"] - rule
    both = known[np.isfinite(distance[known])]
    if both.size < _FEWEST:
        raise TooLittleDataError("F050", name=name, have=int(both.size), need=_FEWEST)
    value, rated = _standard(index, known, now), _standard(distance, both, int(both[-1]))
    correlation = float(np.corrcoef(index[both], distance[both])[0, 1])
    beyond = float(distance[both[-1]])
    yield finding(
        situation, "text stance", Text("What the bank says, against the rule", "央行所言与规则"),
        statement=_STATEMENT.fill(
            size=abs(value), side=_TIGHTER if value > 0 else _LOOSER, index=float(index[now]),
            first=str(data.span.start + int(known[0])), last=str(data.span.start + now),
            gap=abs(beyond), stance=_TIGHTER if beyond > 0 else _LOOSER, rated=rated,
            agree=_SAME if value * beyond > 0 else _APART, correlation=correlation,
            count=int(both.size),
        ),
        estimate=value, unit=_UNIT, method=_METHOD,
        interval=_band(situation, name, known, now),
        severity=0.0,
        series=(
            series(situation, name, Text("index", "指数"), index),
            series(situation, "rate less Taylor rate", PERCENT, distance),
        ),
        diagnostics=(("index", float(index[now])), ("rate less rule", beyond),
                     ("correlation", correlation)),
    )  # fmt: skip


def _standard(values: Array, known: NDArray[np.intp], at: int) -> float:
    """A value against the mean and standard deviation of all that are known."""
    record = values[known]
    spread = float(record.std())
    return float((values[at] - record.mean()) / spread) if spread else 0.0


def _band(situation: Situation, name: str, known: NDArray[np.intp], now: int) -> Interval | None:
    """The index's band in standard deviations, where the data have one."""
    ends = [f"{name}_LOWER", f"{name}_UPPER"]
    if not all(end in situation.data for end in ends):
        return None
    record = situation.data[name][known]
    low, high = (
        float((situation.data[end][now] - record.mean()) / (record.std() or 1.0)) for end in ends
    )
    return Interval(low, high, 0.9, _COVERS)
