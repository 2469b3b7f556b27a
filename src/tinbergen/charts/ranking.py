"""Rankings: a row a name, with its value, interval, target and probability."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tinbergen.charts.axes import Scale, nice_ticks
from tinbergen.charts.frame import Block, Entry, footer, header, measure
from tinbergen.charts.layers import Tone, percent
from tinbergen.charts.markup import line, tag, words
from tinbergen.charts.picture import PHONE, Picture
from tinbergen.charts.theme import LABEL
from tinbergen.charts.typeset import number, text_width, wrap
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.text import Text

_EXPECTED = Text("Expected", "预期值")
_INTERVAL = Text("{level}% interval", "{level}%区间")
_TARGET = Text("Target", "目标")
_TOLERANCE = Text("Counts as met", "视为达标")
_CHANCE = Text("Chance of meeting it", "达标概率")
_ROW = 16.0
_METER = 46.0
_TOLD = Text("{name}: {value}{target}{chance}.", "{name}：{value}{target}{chance}。")
_TOLD_TARGET = Text(", target {target}", "，目标 {target}")
_TOLD_CHANCE = Text(", probability {chance}%", "，概率 {chance}%")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a ranking; all numbers in the ranking's unit, NaN where there is none.

    ``lower`` and ``upper`` bound the interval of ``value``; ``tolerance`` is how far from
    ``target`` still counts as met, ``probability`` (0 to 1) the chance of that.
    """

    name: Text
    value: float
    lower: float = math.nan
    upper: float = math.nan
    target: float = math.nan
    tolerance: float = math.nan
    probability: float = math.nan
    tone: Tone = None


@dataclass(frozen=True, slots=True)
class Ranking(Picture):
    """Named values one below the other: targets and how near they are, effects by size.

    ``mark`` "dot" sets each value as a dot on its interval, "bar" as a bar from zero. ``level`` is
    the probability that the intervals hold (0 to 1), ``decimals`` how values are written.

    Raises
    ------
    TinbergenError
        R002 when no row has a value.
    """

    title: Text
    rows: Sequence[Row]
    subtitle: Text | None = None
    unit: Text | None = None
    source: Text | None = None
    note: Text | None = None
    mark: Literal["dot", "bar"] = "dot"
    level: float = 0.9
    decimals: int = 1
    width: float = 720.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(self.rows))
        if not any(math.isfinite(row.value) for row in self.rows):
            raise TinbergenError("R002", title=self.title)

    def draw(self, lang: Language, width: float) -> Block:
        return draw_ranking(self, lang, width)

    def on_phone(self) -> Ranking:
        return replace(self, width=PHONE)

    def describe(self, lang: Language) -> str:
        return "\n".join(
            _TOLD.fill(
                name=row.name,
                value=number(row.value, self.decimals),
                target=_fact(_TOLD_TARGET, target=row.target, decimals=self.decimals),
                chance=_fact(_TOLD_CHANCE, chance=100 * row.probability, decimals=0),
            )(lang)
            for row in self.rows
        )


def draw_ranking(ranking: Ranking, lang: Language, width: float) -> Block:
    """The ranking from (0, 0) right and down."""
    names = [wrap(row.name(lang), LABEL + 0.5, width * 0.3) for row in ranking.rows]
    left = max(text_width(part, LABEL + 0.5) for name in names for part in name) + 14
    chances = any(math.isfinite(row.probability) for row in ranking.rows)
    chance_head = _CHANCE(lang)
    right = max(text_width(chance_head, LABEL), _METER + 44) if chances else 0.0
    values = max(text_width(_value(row, ranking), LABEL, bold=True) for row in ranking.rows)
    span = width - left - right - values - (28 if chances else 12)

    low, high = _extent(ranking)
    ticks = nice_ticks(low, high, max(3, int(span / 52)))
    scale = Scale(ticks.values[0], ticks.values[-1], 0.0, span)
    heights = [max(1, len(name)) * _ROW + 16 for name in names]
    total = sum(heights)

    drawn = [line(scale(v), 0, scale(v), total, "zero" if v == 0 else "grid") for v in ticks.values]
    drawn += [
        words(scale(v), total + 16, label, LABEL, "muted", "middle")
        for v, label in zip(ticks.values, ticks.labels(), strict=True)
    ]
    y = 0.0
    at_value = span + 12 + values
    for row, name, height in zip(ranking.rows, names, heights, strict=True):
        middle = y + height / 2
        first = middle - (len(name) - 1) * _ROW / 2 + 4.5
        drawn += [
            words(-left, first + i * _ROW, part, LABEL + 0.5, "ink") for i, part in enumerate(name)
        ]
        drawn.append(_row(row, ranking, scale, middle))
        drawn.append(
            words(at_value, middle + 4.5, _value(row, ranking), LABEL, "ink strong", "end")
        )
        if chances:
            drawn.append(_meter(row.probability, at_value + 16, middle))
        y += height
        drawn.append(line(-left, y, width - left, y, "grid"))
    if chances:
        drawn.append(words(at_value + 16, -8, chance_head, LABEL, "muted"))

    below = measure(ranking.subtitle, ranking.unit, lang)
    top = header(ranking.title, below, _key(ranking, lang), width, lang)
    down = top.height + (20 if chances else 6)
    foot = footer(ranking.note, ranking.source, width, lang)
    height = down + total + 26
    return Block(
        height + foot.height,
        top.body
        + tag("g", "".join(drawn), transform=f"translate({left:.2f} {down:g})")
        + tag("g", foot.body, transform=f"translate(0 {height:g})"),
    )


def _value(row: Row, ranking: Ranking) -> str:
    return number(row.value, ranking.decimals)


def _extent(ranking: Ranking) -> tuple[float, float]:
    known = [
        v
        for row in ranking.rows
        for v in (
            row.value,
            row.lower,
            row.upper,
            row.target - row.tolerance,
            row.target + row.tolerance,
            row.target,
        )
        if math.isfinite(v)
    ]
    if ranking.mark == "bar":
        known.append(0.0)
    return min(known), max(known)


def _row(row: Row, ranking: Ranking, scale: Scale, y: float) -> str:
    """Tolerance behind, then interval, target and value."""
    tone = row.tone if row.tone is not None else 1
    drawn = []
    if math.isfinite(row.target - row.tolerance):
        x0, x1 = scale(row.target - row.tolerance), scale(row.target + row.tolerance)
        drawn.append(tag("rect", x=x0, y=y - 10, width=x1 - x0, height=20.0, class_="shade"))
    if ranking.mark == "bar" and math.isfinite(row.value):
        x0, x1 = sorted((scale(0), scale(row.value)))
        drawn.append(tag("rect", x=x0, y=y - 7, width=x1 - x0, height=14.0, class_=f"f{tone}"))
    if math.isfinite(row.lower - row.upper):
        low, high = scale(row.lower), scale(row.upper)
        if ranking.mark == "bar":
            drawn += [_whisker(low, high, y, "gap", 3.0), _whisker(low, high, y, "sink", 1.3)]
        else:
            drawn.append(_whisker(low, high, y, f"s{tone}", 6.0, 0.32))
    if math.isfinite(row.target):
        drawn.append(
            tag("rect", x=scale(row.target) - 1, y=y - 10, width=2.0, height=20.0, class_="ink")
        )
    if ranking.mark == "dot" and math.isfinite(row.value):
        drawn.append(
            tag("circle", cx=scale(row.value), cy=y, r=5.2, class_=f"f{tone} gap", stroke_width=1.4)
        )
    return "".join(drawn)


def _whisker(
    low: float, high: float, y: float, style: str, width: float, opacity: float | None = None
) -> str:
    ends = {"x1": low, "y1": y, "x2": high, "y2": y}
    return tag("line", **ends, class_=style, stroke_width=width, stroke_opacity=opacity)


def _meter(probability: float, x: float, y: float) -> str:
    """A probability as a filled bar and a percentage."""
    if not math.isfinite(probability):
        return ""
    share = min(max(probability, 0.0), 1.0)
    return (
        tag("rect", x=x, y=y - 4, width=_METER, height=8.0, class_="shade")
        + tag("rect", x=x, y=y - 4, width=_METER * share, height=8.0, class_="f1")
        + words(x + _METER + 8, y + 4.5, f"{100 * probability:.0f}%", LABEL, "ink")
    )


def _key(ranking: Ranking, lang: Language) -> list[Entry]:
    """Entries for what the rows show beyond plain values."""
    rows, bar = ranking.rows, ranking.mark == "bar"
    key = []
    if any(math.isfinite(row.lower - row.upper) for row in rows):
        name = _INTERVAL.fill(level=percent(ranking.level))(lang)
        key.append(Entry(name, "solid", "ink") if bar else Entry(name, "whisker", "1"))
    if any(math.isfinite(row.target) for row in rows):
        key.append(Entry(_TARGET(lang), "target", "ink"))
    if any(math.isfinite(row.target - row.tolerance) for row in rows):
        key.append(Entry(_TOLERANCE(lang), "band", "shade"))
    return [Entry(_EXPECTED(lang), "dot", "1"), *key] if key and not bar else key


def draw_interval(value: float, lower: float, upper: float, known: Sequence[float]) -> str:
    """A dot on its interval as a small picture of its own, with zero marked.

    ``known`` are all numbers that share the scale.
    """
    finite = [v for v in known if math.isfinite(v)]
    if not math.isfinite(value):
        return ""
    low, high = min([0.0, *finite]), max([0.0, *finite])
    scale = Scale(low, high if high > low else low + 1, 8.0, 142.0)
    parts = [line(scale(0), 2, scale(0), 20, "axis")]
    if math.isfinite(lower - upper):
        parts.append(_whisker(scale(lower), scale(upper), 11.0, "s1", 5.0, 0.32))
    parts.append(tag("circle", cx=scale(value), cy=11.0, r=4.6, class_="f1 gap", stroke_width=1.2))
    return tag(
        "svg",
        *parts,
        class_="tb",
        viewBox="0 0 150 22",
        width=150.0,
        height=22.0,
        aria_hidden="true",
    )


def _fact(form: Text, decimals: int, **fact: float) -> Text:
    """The phrase with its number, or nothing when there is no number."""
    if any(not math.isfinite(value) for value in fact.values()):
        return Text("", "")
    return form.fill(**{name: number(value, decimals) for name, value in fact.items()})
