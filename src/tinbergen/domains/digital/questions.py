"""The questions of the digital pack: where a country stands, and what makes its gaps."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix, row_of
from tinbergen.domains.digital import ranking, returns, spreading
from tinbergen.domains.digital.methods.composite import (
    Weighting,
    aggregate,
    benefit_of_the_doubt,
    normalise,
    weights,
)
from tinbergen.domains.digital.methods.desi import (
    Hierarchy,
    by_dimension,
    contributions,
    effective_weights,
    hierarchy,
)
from tinbergen.economics.peers import against_income
from tinbergen.loop.case.calibration import table
from tinbergen.loop.case.finding import bad, finding, listed
from tinbergen.loop.case.question import Question
from tinbergen.loop.case.sectors import exact
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation

Array = NDArray[np.float64]

LEVEL = 0.9
_POINTS = Text("points of the index", "指数分")
_DESI = Text(
    "weighted means of indicators between fixed bounds, in three levels (European Commission 2022, "
    "DESI 2022, Methodological note); the parts sum exactly",
    "指标在固定上下限之间的三级加权平均（欧盟委员会2022，DESI 2022 方法说明）；各部分严格加总",
)
_OTHER_CHOICES = Text(
    "lowest and highest over weights (published, equal, principal components, entropy) and means "
    "(arithmetic, geometric); not over errors of the surveys, which are not published",
    "权重（公布、等权、主成分、熵）与均值（算术、几何）各种选择中的最低与最高；不含调查误差（未公布）",
)


def answer_index(situation: Situation, question: Question) -> Iterable[Finding]:
    """A country's index against the average, by dimension."""
    values, levels, here, there = _compared(situation, question)
    points = contributions(values, levels)
    gap = points[here] - points[there]
    score, average = float(points[here].sum()), float(points[there].sum())
    parts = by_dimension(gap[None, :], levels)
    shown = _parts(question, {k: float(v[0]) for k, v in parts.items()})
    members = np.arange(values.shape[0]) != there
    rank = 1 + int((points[members].sum(axis=1) > score + 1e-9).sum())
    low, high = _gap_over_choices(values, levels, here, there)
    best = _in_the_best_light(values, levels, here)
    yield finding(
        situation, "digital index", Text("Index against the average", "指数与均值比较"),
        statement=Text(
            "The index is {score:.1f} of 100, the average {average:.1f}: rank {rank} of {n}. The "
            "gap of {gap:+.1f} is made of: {en}. Weighed as suits it best, it comes to {best:.0f} "
            "percent of the best.",
            "指数为 {score:.1f}（满分100），均值 {average:.1f}：在 {n} 国中列第 {rank}。差距 "
            "{gap:+.1f} 由以下构成：{zh}。即便取对其最有利的权重，也只达到最佳者的 "
            "{best:.0f}%。",
        ).fill(score=score, average=average, rank=rank, n=int(members.sum()),
               gap=score - average, best=best, **listed(shown)),
        estimate=score - average, unit=_POINTS, method=_DESI,
        interval=Interval(low, high, 1.0, _OTHER_CHOICES),
        severity=bad(average - score, 10.0), parts=shown,
        source=table(situation.case.tables, question).source,
        diagnostics=(("score", score), ("average", average), ("rank", float(rank)),
                     ("benefit of the doubt", best)),
    )  # fmt: skip


def answer_indicators(situation: Situation, question: Question) -> Iterable[Finding]:
    """One dimension's gap to the average, by indicator."""
    values, levels, here, there = _compared(situation, question)
    points = contributions(values, levels)
    gap = points[here] - points[there]
    one = question.text("dimension")
    own = {c: float(g) for c, g in zip(levels.codes, gap, strict=True) if c.startswith(one)}
    shown = _parts(question, own)
    total = sum(own.values())
    worst = sorted(shown, key=lambda p: p.value)[:3]
    title = question.title or Text("Digital index by indicator", "分指标数字化指数")
    yield finding(
        situation, f"digital indicators {one}", title,
        statement=Text(
            "{title}: {total:+.1f} points of the index against the average. Furthest behind: {en}.",
            "{title}：相对均值 {total:+.1f} 分。差距最大：{zh}。",
        ).fill(title=title, total=total, **listed(worst)),
        estimate=total, unit=_POINTS, method=_DESI, interval=exact(total),
        severity=bad(-total, 2.5), parts=shown,
        source=table(situation.case.tables, question).source,
        diagnostics=tuple(
            (f"{where} {c}", float(values[row, levels.codes.index(c)]))
            for c in own for where, row in (("here", here), ("average", there))
        ),
    )  # fmt: skip


def _compared(situation: Situation, question: Question) -> tuple[Array, Hierarchy, int, int]:
    """Indicators (units, n), what they are weighed by, and the rows that are compared."""
    found = table(situation.case.tables, question)
    levels = hierarchy(table(situation.case.tables, question, "levels"))
    values = found.block(found.rows, levels.codes)
    here, there = (row_of(found, question.text(k), question.at) for k in ("country", "average"))
    return values, levels, here, there


def _gap_over_choices(
    values: Array, levels: Hierarchy, here: int, there: int
) -> tuple[float, float]:
    """The least and the largest gap over weights and means, indicators between the fixed bounds."""
    known = np.isfinite(values)
    scaled = np.clip(normalise(values, "min-max", levels.bounds), 0, 1)
    complete = np.where(known, scaled, np.nanmean(scaled, axis=0))
    ways: tuple[Weighting, ...] = ("equal", "components", "entropy")
    weighed = [effective_weights(levels, known), *(weights(complete, way) for way in ways)]
    gaps = [
        100 * float(scores[here] - scores[there])
        for weight in weighed
        for scores in (aggregate(scaled, weight), aggregate(scaled, weight, "geometric"))
    ]
    return min(gaps), max(gaps)


def _in_the_best_light(values: Array, levels: Hierarchy, here: int) -> float:
    """A country's score at the weights that suit it best, percent of the best country's at them.

    Each indicator makes at least a hundredth of the score; gaps count as the mean.
    """
    scaled = normalise(values, "min-max", levels.bounds)
    scaled = np.where(np.isfinite(scaled), scaled, np.nanmean(scaled, axis=0))
    scaled = np.clip(scaled, 0.01, 1)
    return 100 * float(benefit_of_the_doubt(scaled, here, 0.01) @ scaled[here])


def answer_income(situation: Situation, question: Question) -> Iterable[Finding]:
    """The index against what countries of the same income have, by dimension."""
    values, levels, here, there = _compared(situation, question)
    found = table(situation.case.tables, question)
    income = _matched(found, table(situation.case.tables, question, "income"), "income")
    income[there] = np.nan
    points = contributions(values, levels)
    line = against_income(points.sum(axis=1), income, here, LEVEL)
    parts = {
        k: against_income(v, income, here).gap for k, v in by_dimension(points, levels).items()
    }
    shown = _parts(question, parts)
    inside = line.lower <= 0 <= line.upper
    yield finding(
        situation, "digital index at income", Text("Index against countries of the same income",
                                                   "与同等收入国家比较的指数"),
        statement=Text(
            "At its income {expected:.1f} points would be expected, it has {value:.1f}: {gap:+.1f} "
            "({level:.0f} % interval {low:+.1f} to {high:+.1f}, {verdict}). Of it: {en}.",
            "按其收入预期为 {expected:.1f} 分，实际 {value:.1f}：{gap:+.1f}（{level:.0f}% 区间 "
            "{low:+.1f} 至 {high:+.1f}，{verdict}）。其中：{zh}。",
        ).fill(
            expected=line.expected, value=line.value, gap=line.gap, level=100 * LEVEL,
            low=line.lower, high=line.upper, **listed(shown),
            verdict=Text("so within the scatter of others", "即在其他国家的离散范围内") if inside
            else Text("beyond the scatter of others", "超出其他国家的离散范围"),
        ),
        estimate=line.gap, unit=_POINTS,
        method=Text(
            "least squares of the others' indices on the logarithm of income; an association, from "
            "one year and {n} countries, which says nothing about causes; the parts sum exactly",
            "其他国家指数对收入对数的最小二乘；仅为一年 {n} 国的相关关系，不说明因果；"
            "各部分严格加总",
        ).fill(n=line.n),
        interval=Interval(line.lower, line.upper, LEVEL, Text(
            "prediction interval: the line's error and the scatter of countries",
            "预测区间：回归线误差与各国离散")),
        severity=bad(-line.gap, (line.upper - line.lower) / 2), parts=shown,
        source=found.source,
        diagnostics=(("slope", line.slope), ("slope error", line.slope_error), ("R2", line.r2)),
    )  # fmt: skip


_EGOV = (
    ("online", Text("online services", "在线服务")),
    ("skills", Text("human capital", "人力资本")),
    ("infrastructure", Text("telecommunication", "电信基础设施")),
)


def answer_government(situation: Situation, question: Question) -> Iterable[Finding]:
    """E-government against the mean of the countries in the table, by part."""
    found = table(situation.case.tables, question, "egov")
    here = row_of(found, question.text("country"), question.at)
    columns = {name: found.column(name) / 3 for name, _ in _EGOV}
    parts = tuple(Part(n, t, float(columns[n][here] - columns[n].mean())) for n, t in _EGOV)
    index = np.sum(list(columns.values()), axis=0)
    gap = float(index[here] - index.mean())
    rank = 1 + int((index > index[here] + 1e-12).sum())
    yield finding(
        situation, "e-government", Text("E-government", "电子政务"),
        statement=Text(
            "The index of e-government is {own:.3f}, the mean of {n} countries {mean:.3f}: rank "
            "{rank}. Of the gap of {gap:+.3f}: {en}.",
            "电子政务指数为 {own:.3f}，{n} 国均值 {mean:.3f}：列第 {rank}。差距 {gap:+.3f} "
            "中：{zh}。",
        ).fill(own=float(index[here]), mean=float(index.mean()), n=len(found.rows), rank=rank,
               gap=gap, **listed(parts, 3)),
        estimate=gap, unit=Text("index from 0 to 1", "指数（0至1）"),
        method=Text("mean of three parts (United Nations, E-Government Survey); they sum exactly",
                    "三个分项的均值（联合国《电子政务调查》）；严格加总"),
        interval=exact(gap), severity=bad(-gap, 0.1), parts=parts, source=found.source,
    )  # fmt: skip


def _matched(rows: Matrix, other: Matrix, column: str) -> Array:
    """A column of another table in the rows of the first, NaN where it has none."""
    known = dict(zip(other.rows, other.column(column).tolist(), strict=True))
    return np.array([known.get(row, np.nan) for row in rows.rows])


def _parts(question: Question, values: dict[str, float]) -> tuple[Part, ...]:
    return tuple(Part(c, question.called(c), v) for c, v in values.items())


QUESTIONS: dict[str, Answer] = {
    "digital index": answer_index,
    "digital indicators": answer_indicators,
    "digital index at income": answer_income,
    "e-government": answer_government,
    **ranking.QUESTIONS,
    **spreading.QUESTIONS,
    **returns.QUESTIONS,
}
