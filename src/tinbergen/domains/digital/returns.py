"""What public money for digitalisation returns: net present values and their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import unit_of
from tinbergen.loop.worlds.model_paths import UNCERTAINTY

Array = NDArray[np.float64]

LEVEL = 0.9
_METHOD = Text(
    "discounted output less outlay over {years} years, summed, less the same without the "
    "programme, in the same draws; what comes later is left out; the parts sum exactly",
    "{years} 年内贴现产出减支出之和，与无计划时同一抽样之差；其后不计；各部分严格加总",
)


def answer_returns(situation: Situation, question: Question) -> Iterable[Finding]:
    """Net present value of each programme in ``programmes`` (instrument -> money), spent evenly
    over ``years``, and of all together."""
    name, years = question.text("net"), question.whole("years", 5)
    spent = _programmes(situation, question)
    base = _sums(situation, name, {}, years)
    alone = {i: _sums(situation, name, {i: money}, years) - base for i, money in spent.items()}
    together = _sums(situation, name, spent, years) - base
    titles = {i.name: i.title for i in situation.case.instruments}
    unit = unit_of(name, situation.data)
    middle = {i: float(v.mean()) for i, v in alone.items()}
    bounds = {i: _bounds(v) for i, v in alone.items()}
    parts = [Part(i, titles[i], v) for i, v in middle.items()]
    total = float(together.mean())
    parts.append(Part("together", Text("by acting together", "共同作用"),
                      total - sum(middle.values())))  # fmt: skip
    low, high = _bounds(together)
    chance = 100 * float(np.mean(together > 0))
    yield finding(
        situation, "returns", Text("What the programmes return", "各计划的回报"),
        statement=Text(
            "All programmes together ({money:,.0f} {unit}) have a net present value of "
            "{total:+,.0f}, "
            "{level:.0f} % interval {low:+,.0f} to {high:+,.0f}, positive with a chance of "
            "{chance:.0f} %: {verdict}. Each alone: {en}.",
            "全部计划（{money:,.0f} {unit}）的净现值为 {total:+,.0f}，{level:.0f}% 区间 "
            "{low:+,.0f} 至 {high:+,.0f}，为正的概率 {chance:.0f}%：{verdict}。单独实施：{zh}。",
        ).fill(
            money=sum(spent.values()), unit=unit, total=total, level=100 * LEVEL, low=low,
            high=high, chance=chance, verdict=_verdict(low, high), **_each(titles, middle, bounds),
        ),
        estimate=total, unit=unit, method=_METHOD.fill(years=situation.span.length),
        interval=Interval(low, high, LEVEL, UNCERTAINTY), parts=tuple(parts),
        severity=1.0 if low <= 0 <= high else 0.0,
        assumptions=(UNCERTAINTY,),
        diagnostics=(
            ("standard error of the mean", float(together.std() / together.size**0.5)),
            *((f"{end} {i}", bound) for i, sides in bounds.items()
              for end, bound in zip(("5%", "95%"), sides, strict=True)),
        ),
    )  # fmt: skip


def _programmes(situation: Situation, question: Question) -> dict[str, float]:
    """Money by instrument; L042 when the argument is no such mapping."""
    known = {i.name for i in situation.case.instruments}
    given = question.arguments.get("programmes")
    try:
        found = {str(k): float(v) for k, v in given.items()}  # type: ignore[union-attr]
    except (AttributeError, TypeError, ValueError):
        found = {}
    if not found or not set(found) <= known:
        raise TinbergenError("L042", at=question.at, key="programmes", name=question.name)
    return found


def _sums(situation: Situation, name: str, spent: Mapping[str, float], years: int) -> Array:
    """The sum of a variable over the horizon in each draw, (draws,), with money spent evenly."""
    world = situation.model_world
    data = world.policy_data
    first = data.span.position(situation.span.start)
    moved = {}
    for instrument, money in spent.items():
        path = np.array(data[instrument])
        path[first : first + years] += money / years
        moved[instrument] = path
    runs = world.ensemble(world.policy_model, data.assign(**moved), (name,))
    return np.asarray(runs[name].sum(axis=1))


def _bounds(draws: Array) -> tuple[float, float]:
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    return low, high


def _verdict(low: float, high: float) -> Text:
    if low > 0:
        return Text("it pays", "值得")
    if high < 0:
        return Text("it does not pay", "不值得")
    return Text(
        "the interval includes zero, so the evidence does not tell whether it pays",
        "区间包含零，证据不足以判断是否值得",
    )


def _each(
    titles: Mapping[str, Text], middle: Mapping[str, float],
    bounds: Mapping[str, tuple[float, float]],
) -> dict[str, str]:  # fmt: skip
    words = [
        Text("{t} {v:+,.0f} ({low:+,.0f} to {high:+,.0f})",
             "{t} {v:+,.0f}（{low:+,.0f} 至 {high:+,.0f}）").fill(
                 t=titles[i], v=middle[i], low=low, high=high)
        for i, (low, high) in bounds.items()
    ]  # fmt: skip
    return {"en": "; ".join(w.en for w in words), "zh": "；".join(w.zh for w in words)}


QUESTIONS: dict[str, Answer] = {"digital returns": answer_returns}
