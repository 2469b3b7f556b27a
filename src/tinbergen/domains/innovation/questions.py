"""The questions of the innovation pack: where research stands, and what it yields."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.text import Text
from tinbergen.data.matrix import row_of
from tinbergen.domains.innovation import evidence, yields
from tinbergen.domains.innovation.methods.bursts import bursts
from tinbergen.economics.peers import against_income
from tinbergen.loop.case.calibration import table
from tinbergen.loop.case.finding import bad, finding, series
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import title_of, unit_of

LEVEL = 0.9


def answer_intensity(situation: Situation, question: Question) -> Iterable[Finding]:
    """Research in output against the mean of other countries, by income and what it leaves."""
    found = table(situation.case.tables, question)
    here = row_of(found, question.text("country"), question.at)
    values, income = found.column("research"), found.column("income")
    line = against_income(values, income, here, LEVEL)
    others = np.arange(values.size) != here
    mean = float(values[others].mean())
    total = line.value - mean
    inside = line.lower <= 0 <= line.upper
    yield finding(
        situation, "research intensity", Text("Research against countries of the same income",
                                              "与同等收入国家比较的研发强度"),
        statement=Text(
            "Research takes {value:.2f} percent of output, {mean:.2f} on average in {n} other "
            "countries. Of the difference {income:+.2f} goes with income and {gap:+.2f} is beyond "
            "({level:.0f} % interval {low:+.2f} to {high:+.2f}: {verdict}).",
            "研发占产出 {value:.2f}%，其他 {n} 国平均 {mean:.2f}%。差距中 {income:+.2f} 与收入"
            "有关，{gap:+.2f} 为其余（{level:.0f}% 区间 {low:+.2f} 至 {high:+.2f}：{verdict}）。",
        ).fill(
            value=line.value, mean=mean, n=line.n, income=line.expected - mean, gap=line.gap,
            level=100 * LEVEL, low=line.lower, high=line.upper,
            verdict=Text("within the scatter of others", "在其他国家的离散范围内") if inside
            else Text("beyond the scatter of others", "超出其他国家的离散范围"),
        ),
        estimate=total, unit=Text("percent of output", "占产出百分比"),
        method=Text(
            "least squares of the others' intensity on the logarithm of income; an association in "
            "one year; the parts sum exactly",
            "其他国家研发强度对收入对数的最小二乘；仅为一年的相关关系；各部分严格加总",
        ),
        interval=Interval(
            total - line.gap + line.lower, total - line.gap + line.upper, LEVEL,
            Text("prediction interval: the line's error and the scatter of countries",
                 "预测区间：回归线误差与各国离散")),
        severity=bad(-line.gap, (line.upper - line.lower) / 2),
        parts=(
            Part("income", Text("goes with income", "与收入有关"), line.expected - mean),
            Part("beyond", Text("beyond that", "其余"), line.gap),
        ),
        source=found.source,
        diagnostics=(("slope", line.slope), ("slope error", line.slope_error), ("R2", line.r2)),
    )  # fmt: skip


def answer_bursts(situation: Situation, question: Question) -> Iterable[Finding]:
    """Bursts of the series ``of`` among the series ``among``, and what came in them beyond usual.

    Arguments: ``ratio`` of a burst to the usual share (2), ``cost`` of going into one (1) and
    ``events`` that a unit of the series stands for (1).
    """
    data, one, whole = situation.data, question.text("of"), question.text("among")
    relevant, overall = np.array(data[one]), np.array(data[whole])
    known = np.isfinite(relevant) & np.isfinite(overall)
    years = (data.span.start.year + np.arange(relevant.size))[known]
    r, d = relevant[known], overall[known]
    ratio = question.number("ratio", 2.0)
    events = question.number("events", 1.0)
    found = bursts(events * r, events * d, ratio, question.number("cost", 1.0))
    extra = r - found.shares[0] * d
    parts = [
        Part(f"{years[a]}-{years[b]}", Text(f"{years[a]}–{years[b]}", f"{years[a]}—{years[b]}"),
             float(extra[a : b + 1].sum()))
        for a, b in found.spells
    ]  # fmt: skip
    total = float(extra[found.states].sum())
    share = np.full(relevant.size, np.nan)
    share[known] = 100 * r / d
    model = situation.model_world.model
    title = title_of(one, data, model)
    unit = Text("{u}, summed over years", "{u}，逐年加总").fill(u=unit_of(one, data))
    listed = Text("; ".join(p.title.en for p in parts) or "none",
                  "；".join(p.title.zh for p in parts) or "无")  # fmt: skip
    yield finding(
        situation, f"bursts {one}", Text("Bursts: {t}", "突发：{t}").fill(t=title),
        statement=Text(
            "{t} are {base:.0f} in 100 of {w} overall. Bursts (states of about {ratio:g} times "
            "that): {listed}. In them came {total:+,.0f} beyond the usual share ({unit}).",
            "{t}总体为{w}的 {base:.0f}%。突发时期（约为其 {ratio:g} 倍的状态）：{listed}。"
            "其间比通常份额多出 {total:+,.0f}（{unit}）。",
        ).fill(
            t=Text(title.en.capitalize(), title.zh), w=title_of(whole, data, model), unit=unit,
            base=100 * found.shares[0], ratio=found.shares[1] / found.shares[0], total=total,
            listed=listed,
        ),
        estimate=total, unit=unit,
        method=Text(
            "automaton with two states (Kleinberg 2003), path of least cost; no interval: counts "
            "are all there are. The parts sum exactly",
            "两状态自动机（Kleinberg 2003），成本最小路径；计数为全部事件，无区间。各部分严格加总",
        ),
        parts=tuple(parts),
        series=(series(situation, "SHARE", Text("percent", "百分比"), share),),
        diagnostics=(("usual share", found.shares[0]), ("share in bursts", found.shares[1])),
    )  # fmt: skip


QUESTIONS: dict[str, Answer] = {
    "research intensity": answer_intensity,
    "bursts": answer_bursts,
    **evidence.QUESTIONS,
    **yields.QUESTIONS,
}
