"""Diagrams of what drives what: a lane a group, causes left of effects, arrows with their size.

Names stand in columns by how long the longest chain of causes before them is, so that all arrows
point to the right; lanes are in the order in which arrows between them are shortest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from operator import attrgetter

from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.text import Text
from tinbergen.report.chart import Picture
from tinbergen.report.frame import Block, Entry, footer, header, measure
from tinbergen.report.markup import line, px, tag, words
from tinbergen.report.theme import FOOT, LABEL
from tinbergen.report.typeset import text_width, wrap

_RAISES = Text("Raises it", "使其上升")
_LOWERS = Text("Lowers it", "使其下降")
_LINE, _PAD, _ROW_GAP, _LANE_PAD, _HEAD, _MARGIN = 14.0, 5.0, 12.0, 14.0, 16.0, 10.0
#: Share of the width that names take, the rest is left to arrows.
_BOX = 0.62
#: Lanes beyond these are left in the order given: trying all orders takes too long.
_MOST_LANES = 7


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


@dataclass(frozen=True, slots=True)
class _Box:
    """A placed name: its rectangle and lines of text."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    def covers(self, x: float, y: float, half: float) -> bool:
        across = self.x - half < x < self.x + self.width + half
        return across and self.y - 5 < y < self.y + self.height + 5


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
    curves = _curves(diagram, boxes)
    for arrow, curve in zip(diagram.arrows, curves, strict=True):
        drawn.append(_stroke(curve, _tone(arrow)))
    taken: list[_Box] = list(boxes.values())
    for box in boxes.values():
        drawn.append(_box(box))
    for arrow, curve in zip(diagram.arrows, curves, strict=True):
        label = arrow.label(lang)
        x, y = _room(curve, label, taken)
        half = text_width(label, FOOT) / 2
        taken.append(_Box(x - half, y - 5, 2 * half, 10, ()))
        drawn.append(words(x, y + 3, label, FOOT, f"x{_tone(arrow)} strong halo", "middle"))
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
    starts, size = _columns(diagram, levels, width)
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
                tall = len(lines) * _LINE + 2 * _PAD
                x = min(start, width - max(size, most) - _MARGIN)
                boxes[node.name] = _Box(x, down, max(size, most), tall, lines)
                down += tall + _ROW_GAP
            bottom = max(bottom, down)
        lanes.append((group, y, bottom))
        y = bottom
    return boxes, lanes, y


def _columns(
    diagram: Diagram, levels: Mapping[str, int], width: float
) -> tuple[list[float], float]:
    """Where each column starts, and the width of its names: the more arrows, the more room."""
    count = max(levels.values()) + 1
    inner = width - 2 * _MARGIN
    size = inner * _BOX / count
    crossing = [
        sum(levels[a.cause] <= k < levels[a.effect] for a in diagram.arrows)
        for k in range(count - 1)
    ]
    room = [(2 + n) ** 0.5 for n in crossing]
    starts = [_MARGIN]
    for share in room:
        starts.append(starts[-1] + size + (inner - count * size) * share / sum(room))
    return starts, size


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


_Curve = tuple[tuple[float, float], ...]


def _curves(diagram: Diagram, boxes: Mapping[str, _Box]) -> list[_Curve]:
    """The arrows' curves; those of one box leave and reach it one below the other."""
    leave = _spread(diagram, boxes, "cause", "effect")
    reach = _spread(diagram, boxes, "effect", "cause")
    return [
        _curve(boxes[a.cause], leave[i], boxes[a.effect], reach[i], boxes.values())
        for i, a in enumerate(diagram.arrows)
    ]


def _spread(diagram: Diagram, boxes: Mapping[str, _Box], end: str, other: str) -> list[float]:
    """Where each arrow meets the box at its ``end``: in the order of the ``other`` ends."""
    here, there = attrgetter(end), attrgetter(other)
    places = [0.0] * len(diagram.arrows)
    for name, box in boxes.items():
        own = [i for i, a in enumerate(diagram.arrows) if here(a) == name]
        own.sort(key=lambda i: boxes[there(diagram.arrows[i])].middle)
        for k, i in enumerate(own, 1):
            places[i] = box.y + box.height * k / (len(own) + 1)
    return places


def _curve(start: _Box, y0: float, end: _Box, y1: float, all_boxes: Iterable[_Box]) -> _Curve:
    """The four points of a cubic from the right of one box to the left of another.

    It bows down where names of its own row would stand in its way.
    """
    x0, x1 = start.x + start.width, end.x - 5
    bend = max(18.0, 0.45 * (x1 - x0))
    between = [b for b in all_boxes if x0 < b.x + b.width / 2 < x1]
    low, high = min(y0, y1) - 4, max(y0, y1) + 4
    flat = high - low < 40 and [b for b in between if b.y < high and b.y + b.height > low]
    bow = max(b.y + b.height for b in flat) + 12 - (y0 + y1) / 2 if flat else 0.0
    # A cubic goes three quarters of the way to its control points.
    return (x0, y0), (x0 + bend, y0 + bow / 0.75), (x1 - bend, y1 + bow / 0.75), (x1, y1)


def _point(curve: _Curve, t: float) -> tuple[float, float]:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x = sum(w * p[0] for w, p in zip(weights, curve, strict=True))
    y = sum(w * p[1] for w, p in zip(weights, curve, strict=True))
    return x, y


def _room(curve: _Curve, label: str, taken: Sequence[_Box]) -> tuple[float, float]:
    """Where on the curve a label stands clear of all else; the middle where it nowhere does."""
    half = text_width(label, FOOT) / 2
    for t in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9):
        x, y = _point(curve, t)
        if not any(box.covers(x, y, half) for box in taken):
            return x, y
    return _point(curve, 0.5)


def _stroke(curve: _Curve, tone: str) -> str:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = curve
    path = f"M{px(x0)} {px(y0)}C{px(x1)} {px(y1)} {px(x2)} {px(y2)} {px(x3)} {px(y3)}"
    tip = f"M{px(x3 + 5)} {px(y3)}L{px(x3 - 3)} {px(y3 - 3.6)}L{px(x3 - 3)} {px(y3 + 3.6)}Z"
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
    for i, part in enumerate(box.lines):
        y = box.y + _PAD + (i + 1) * _LINE - 3.5
        drawn.append(words(box.x + box.width / 2, y, part, FOOT, "ink", "middle"))
    return "".join(drawn)
