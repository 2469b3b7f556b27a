"""Diagrams of what drives what: a lane a group, causes left of effects, arrows with their size.

Names stand in columns by how long the longest chain of causes before them is, so that all arrows
point to the right; lanes are in the order in which arrows between them are shortest. An arrow's
label stands on the straight piece with which it leaves its cause, clear of all other labels,
because names are as tall as the arrows that leave them need: further on arrows run side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from operator import attrgetter

from tinbergen.charts.frame import Block, Entry, footer, header, measure
from tinbergen.charts.markup import line, px, tag, words
from tinbergen.charts.picture import Picture
from tinbergen.charts.theme import FOOT, LABEL
from tinbergen.charts.typeset import text_width, wrap
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.text import Text

_RAISES = Text("Raises it", "使其上升")
_LOWERS = Text("Lowers it", "使其下降")
_LINE, _PAD, _ROW_GAP, _LANE_PAD, _HEAD, _MARGIN = 14.0, 5.0, 12.0, 14.0, 16.0, 10.0
#: Share of the width that names take, the rest is left to arrows.
_BOX = 0.58
#: How far apart arrows leave a name, so that their labels stand below each other, and reach one.
_LEAVE, _REACH = 13.0, 8.0
#: Line to see on either side of a label, and the least room for an arrow to bend and for its tip.
_STUB, _BEND, _TIP = 5.0, 14.0, 5.0
#: Where arrows of a column bend: those that go far early, so that they cross others less.
_EARLY, _LATE = 0.38, 0.78
#: Lanes beyond these are left in the order given: trying all orders takes too long.
_MOST_LANES = 7
_TOLD = Text("{cause} → {effect}: {label}.", "{cause} → {effect}：{label}。")


@dataclass(frozen=True, slots=True)
class Node:
    """A name in the lane ``group``."""

    name: str
    group: str
    title: Text


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a cause to an effect; ``size`` says which way and how much, ``label`` is printed."""

    cause: str
    effect: str
    size: float
    label: Text


@dataclass(frozen=True, slots=True)
class Diagram(Picture):
    """Names, grouped, and arrows between them that form no circle. ``groups`` name the lanes.

    Raises
    ------
    TinbergenError
        R002 when there is no arrow.
    """

    title: Text
    nodes: Sequence[Node]
    arrows: Sequence[Arrow]
    groups: Mapping[str, Text]
    subtitle: Text | None = None
    source: Text | None = None
    note: Text | None = None
    width: float = 760.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes", tuple(self.nodes))
        object.__setattr__(self, "arrows", tuple(self.arrows))
        if not self.arrows:
            raise TinbergenError("R002", title=self.title)

    def titles(self) -> dict[str, Text]:
        return {node.name: node.title for node in self.nodes}

    def draw(self, lang: Language, width: float) -> Block:
        return draw_diagram(self, lang, width)

    def describe(self, lang: Language) -> str:
        titles = self.titles()
        return "\n".join(
            _TOLD.fill(cause=titles[a.cause], effect=titles[a.effect], label=a.label)(lang)
            for a in self.arrows
        )


@dataclass(frozen=True, slots=True)
class _Box:
    """A placed name: its rectangle and lines of text."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def draw_diagram(diagram: Diagram, lang: Language, width: float) -> Block:
    """The diagram from (0, 0) right and down."""
    boxes, lanes, height = _placed(diagram, lang, width)
    drawn = []
    for i, (group, ceiling, bottom) in enumerate(lanes):
        if i % 2 == 0:
            drawn.append(
                tag("rect", x=0.0, y=ceiling, width=width, height=bottom - ceiling, class_="shade")
            )
        title = diagram.groups[group](lang)
        drawn.append(words(8, ceiling + 13, title, LABEL, "muted strong"))
        drawn.append(line(0, bottom, width, bottom, "grid"))
    curves = _curves(diagram, boxes, lang)
    for arrow, curve in zip(diagram.arrows, curves, strict=True):
        drawn.append(_stroke(boxes[arrow.cause].right, curve, _tone(arrow)))
    drawn += map(_box, boxes.values())
    for arrow, ((_, y), *_) in zip(diagram.arrows, curves, strict=True):
        x = boxes[arrow.cause].right + _STUB
        style = f"x{_tone(arrow)} strong halo"
        drawn.append(words(x, y + 3.5, arrow.label(lang), FOOT, style))
    key = [Entry(_RAISES(lang), "solid", "1"), Entry(_LOWERS(lang), "solid", "2")]
    top = header(diagram.title, measure(diagram.subtitle, None, lang), key, width, lang)
    foot = footer(diagram.note, diagram.source, width, lang)
    return Block(
        top.height + height + 10 + foot.height,
        top.body
        + tag("g", "".join(drawn), transform=f"translate(0 {top.height:g})")
        + tag("g", foot.body, transform=f"translate(0 {top.height + height + 8:g})"),
    )


def _tone(arrow: Arrow) -> str:
    return "1" if arrow.size > 0 else "2"


def _placed(
    diagram: Diagram, lang: Language, width: float
) -> tuple[dict[str, _Box], list[tuple[str, float, float]], float]:
    """Boxes by name, lanes with their tops and bottoms, and the height of all."""
    levels = _levels(diagram)
    starts, size = _columns(diagram, levels, width, lang)
    causes, effects = ([getattr(a, end) for a in diagram.arrows] for end in ("cause", "effect"))
    boxes: dict[str, _Box] = {}
    lanes: list[tuple[str, float, float]] = []
    y = 0.0
    for group in _lane_order(diagram):
        own = [n for n in diagram.nodes if n.group == group]
        bottom = y + _HEAD + _LANE_PAD
        for level, start in enumerate(starts):
            down = y + _HEAD + _LANE_PAD / 2
            for node in (n for n in own if levels[n.name] == level):
                lines = tuple(wrap(node.title(lang), FOOT, size - 2 * _PAD))
                most = max(text_width(part, FOOT) for part in lines) + 2 * _PAD
                ports = max(_LEAVE * causes.count(node.name), _REACH * effects.count(node.name))
                tall = max(len(lines) * _LINE + 2 * _PAD, ports)
                x = min(start, width - max(size, most) - _MARGIN)
                boxes[node.name] = _Box(x, down, max(size, most), tall, lines)
                down += tall + _ROW_GAP
            bottom = max(bottom, down)
        lanes.append((group, y, bottom))
        y = bottom
    return boxes, lanes, y


def _columns(
    diagram: Diagram, levels: Mapping[str, int], width: float, lang: Language
) -> tuple[list[float], float]:
    """Where each column starts, and the width of its names: the more arrows, the more room."""
    count = max(levels.values()) + 1
    inner = width - 2 * _MARGIN
    stubs = _stubs(diagram, levels, lang)
    least = [stubs.get(k, 0.0) + _BEND + _TIP for k in range(count - 1)]
    size = min(inner * _BOX, inner - sum(least)) / count
    crossing = [
        sum(levels[a.cause] <= k < levels[a.effect] for a in diagram.arrows)
        for k in range(count - 1)
    ]
    spare = inner - count * size - sum(least)
    starts = [_MARGIN]
    for least_room, arrows in zip(least, crossing, strict=True):
        starts.append(starts[-1] + size + least_room + spare * arrows / sum(crossing))
    return starts, size


def _stubs(diagram: Diagram, levels: Mapping[str, int], lang: Language) -> dict[int, float]:
    """The straight pieces for labels, by the column that the arrows leave.

    They are as long as the longest label of the column, so that none bends across another's label.
    """
    lengths: dict[int, float] = {}
    for arrow in diagram.arrows:
        k = levels[arrow.cause]
        own = text_width(arrow.label(lang), FOOT, bold=True) + 2 * _STUB
        lengths[k] = max(own, lengths.get(k, 0.0))
    return lengths


def _levels(diagram: Diagram) -> dict[str, int]:
    """How many arrows the longest chain that ends at each name has."""
    levels = dict.fromkeys(diagram.titles(), 0)
    for _ in diagram.nodes:
        for arrow in diagram.arrows:
            levels[arrow.effect] = max(levels[arrow.effect], levels[arrow.cause] + 1)
    return levels


def _lane_order(diagram: Diagram) -> tuple[str, ...]:
    group_of = {node.name: node.group for node in diagram.nodes}
    groups = tuple(dict.fromkeys(group_of.values()))
    if len(groups) > _MOST_LANES:
        return groups
    pairs = [(group_of[a.cause], group_of[a.effect]) for a in diagram.arrows]

    def length(order: tuple[str, ...]) -> int:
        place = {group: i for i, group in enumerate(order)}
        return sum(abs(place[a] - place[b]) ** 2 for a, b in pairs)

    return min(permutations(groups), key=length)


_Point = tuple[float, float]
#: Cubics end to end: where the first starts, then two control points and an end of each.
_Curve = tuple[_Point, ...]


def _curves(diagram: Diagram, boxes: Mapping[str, _Box], lang: Language) -> list[_Curve]:
    """The arrows' curves from where their labels end.

    Those of one box leave and reach it one below the other.
    """
    leave = _spread(diagram, boxes, "cause", "effect")
    reach = _spread(diagram, boxes, "effect", "cause")
    levels = _levels(diagram)
    stubs = _stubs(diagram, levels, lang)
    columns: dict[int, list[int]] = {}
    for i in sorted(range(len(leave)), key=lambda i: -abs(reach[i] - leave[i])):
        columns.setdefault(levels[diagram.arrows[i].cause], []).append(i)
    curves = []
    for i, arrow in enumerate(diagram.arrows):
        start, end, column = boxes[arrow.cause], boxes[arrow.effect], levels[arrow.cause]
        own = columns[column]
        turn = _EARLY + (_LATE - _EARLY) * (own.index(i) + 0.5) / len(own)
        leaves = (start.right + stubs[column], leave[i])
        curves.append(_curve(leaves, (end.x - _TIP, reach[i]), turn, boxes.values()))
    return curves


def _spread(diagram: Diagram, boxes: Mapping[str, _Box], end: str, other: str) -> list[float]:
    """Where each arrow meets the box at its ``end``: in the order of the ``other`` ends."""
    here, there = attrgetter(end), attrgetter(other)
    places = [0.0] * len(diagram.arrows)
    for name, box in boxes.items():
        own = [i for i, a in enumerate(diagram.arrows) if here(a) == name]
        own.sort(key=lambda i: boxes[there(diagram.arrows[i])].middle)
        for k, i in enumerate(own):
            places[i] = box.y + box.height * (k + 0.5) / len(own)
    return places


def _curve(start: _Point, end: _Point, turn: float, boxes: Iterable[_Box]) -> _Curve:
    """From ``start`` to ``end``; ``turn`` is where between them it goes up or down.

    Where names of its own row stand in its way it passes below them.
    """
    (x0, y0), (x1, y1) = start, end
    between = [b for b in boxes if x0 < b.x + b.width / 2 < x1]
    low, high = min(y0, y1) - 4, max(y0, y1) + 4
    flat = [b for b in between if b.y < high and b.y + b.height > low]
    if flat and high - low < 40:
        under = max(b.y + b.height for b in flat) + 6
        first = max(x0 + _BEND, min(b.x for b in flat))
        last = min(x1 - _BEND, max(b.right for b in flat))
        there, back = _bend(start, (first, under), 0.5), _bend((last, under), end, 0.5)
        # The line below the names is a cubic too, whose control points are its own ends.
        return (*there, there[-1], back[0], *back)
    return _bend(start, end, turn)


def _bend(start: _Point, end: _Point, turn: float) -> _Curve:
    x = start[0] + turn * (end[0] - start[0])
    return start, (x, start[1]), (x, end[1]), end


def _stroke(left: float, curve: _Curve, tone: str) -> str:
    """An arrow: straight from ``left`` to where the curve begins, and a tip at its end."""
    first, *others = (f"{px(x)} {px(y)}" for x, y in curve)
    path = f"M{px(left)} {px(curve[0][1])}L{first}C{' '.join(others)}"
    x, y = curve[-1]
    tip = f"M{px(x + 5)} {px(y)}L{px(x - 3)} {px(y - 3.6)}L{px(x - 3)} {px(y + 3.6)}Z"
    return tag(
        "path", d=path, class_=f"s{tone}", stroke_width=1.5, stroke_opacity=0.75
    ) + tag("path", d=tip, class_=f"f{tone}")  # fmt: skip


def _box(box: _Box) -> str:
    drawn = [
        tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=4.0, class_="paper"),
        tag(
            "rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=4.0, class_="axis",
            fill="none",
        ),
    ]  # fmt: skip
    top = box.middle - len(box.lines) * _LINE / 2
    for i, part in enumerate(box.lines):
        y = top + (i + 1) * _LINE - 3.5
        drawn.append(words(box.x + box.width / 2, y, part, FOOT, "ink", "middle"))
    return "".join(drawn)
