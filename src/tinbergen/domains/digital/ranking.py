"""How sure a country's rank is, and which choice behind the index moves it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.text import Text
from tinbergen.data.matrix import row_of
from tinbergen.domains.digital.methods.choices import CHOICES, rank_uncertainty
from tinbergen.domains.digital.methods.desi import effective_weights, hierarchy
from tinbergen.loop.case.calibration import table
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation

LEVEL = 0.9
_TITLES = dict(zip(CHOICES, (
    Text("how gaps are filled", "缺失值填补"), Text("how indicators are scaled", "指标归一化"),
    Text("weights", "权重"), Text("the kind of mean", "均值类型"),
    Text("an indicator left out", "剔除某一指标"),
), strict=True))  # fmt: skip
_OVER = Text(
    "all choices drawn at once, each alike: two ways to fill gaps, four scales, four sets of "
    "weights, two means, any or no indicator left out (OECD and JRC 2008)",
    "各项选择同时、等概率抽取：两种填补、四种归一化、四组权重、两种均值、剔除任一或不剔除指标"
    "（OECD 与 JRC 2008）",
)


def answer_rank(situation: Situation, question: Question) -> Iterable[Finding]:
    """The rank over all choices, and the variance of it by choice (Sobol indices)."""
    found = table(situation.case.tables, question)
    levels = hierarchy(table(situation.case.tables, question, "levels"))
    average, country = question.text("average"), question.text("country")
    row_of(found, country, question.at)
    members = tuple(r for r in found.rows if r != average)
    values = found.block(members, levels.codes)
    given = effective_weights(levels, np.ones((1, len(levels.codes)), dtype=bool))[0]
    ranks = rank_uncertainty(
        members, values, country, levels.bounds, given,
        samples=question.whole("samples", 512), seed=situation.case.seed,
    )  # fmt: skip
    middle, low, high = ranks.interval(country, LEVEL)
    yield finding(
        situation, "rank of the index", Text("Rank of the index", "指数排名"),
        statement=Text(
            "The median rank over all choices behind the index is {middle:.0f} of {n}; it is "
            "{low:.0f} to {high:.0f} in {level:.0f} % of them.",
            "在指数背后的各种选择下，排名中位数为 {n} 国中第 {middle:.0f}；{level:.0f}% 的选择中为 "
            "{low:.0f} 至 {high:.0f}。",
        ).fill(n=len(members), middle=middle, low=low, high=high, level=100 * LEVEL),
        estimate=middle, unit=Text("rank, 1 is the best", "名次，1 为最好"),
        method=Text("median over choices", "各种选择下的中位数"),
        interval=Interval(low, high, LEVEL, _OVER), source=found.source,
    )  # fmt: skip
    indices = ranks.indices
    parts = [
        Part(name, _TITLES[name], float(indices.variance * first))
        for name, first in zip(indices.names, indices.first, strict=True)
    ]
    apart = indices.variance - sum(p.value for p in parts)
    parts.append(Part("together", Text("choices together", "各项选择的交互"), apart))
    largest = max(parts, key=lambda p: p.value)
    error = float(np.abs(indices.first_error).max())
    yield finding(
        situation, "what moves the rank", Text("What moves the rank", "排名取决于什么"),
        statement=Text(
            "Over the choices the rank's standard deviation is {sd:.2f}. Most of the variance "
            "({share:.0f} %) is due to {largest}; standard error of the shares at most {error:.0f} "
            "points.",
            "各种选择下名次的标准差为 {sd:.2f}。方差中最多（{share:.0f}%）来自{largest}；"
            "份额的标准误至多 {error:.0f} 个百分点。",
        ).fill(
            sd=float(np.sqrt(indices.variance)), share=100 * largest.value / indices.variance,
            largest=largest.title, error=100 * error,
        ),
        estimate=indices.variance, unit=Text("ranks squared", "名次平方"),
        method=Text(
            "first-order Sobol indices times the variance (Saltelli 2010, Jansen 1999); the parts "
            "sum exactly",
            "一阶 Sobol 指数乘以方差（Saltelli 2010，Jansen 1999）；各部分严格加总",
        ),
        parts=tuple(parts), assumptions=(_OVER,), source=found.source,
        diagnostics=tuple(
            (f"total {n}", float(t)) for n, t in zip(indices.names, indices.total, strict=True)
        ),
    )  # fmt: skip


QUESTIONS: dict[str, Answer] = {"rank of the index": answer_rank}
