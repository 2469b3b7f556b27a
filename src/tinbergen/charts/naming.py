"""Names beside the lines they name: at their right ends, else where there is room along them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.charts.axes import Scale
from tinbergen.charts.labels import Array, Box, place, spread, trail
from tinbergen.charts.layers import Bars, Bounds, Layer, Level, Line, StackedBars, Values
from tinbergen.charts.marks import Plot, Tones
from tinbergen.charts.markup import line, words
from tinbergen.charts.theme import LABEL
from tinbergen.charts.typeset import text_width, wrap
from tinbergen.core.errors import Language

_END_WIDTH = 118.0
_ROW = 14.0
_REACH = 9.0


@dataclass(frozen=True, slots=True)
class EndLabel:
    """A name in rows, to be centred at ``at`` px down; ``key`` is the English name."""

    key: str
    rows: tuple[str, ...]
    at: float
    tone: str


def end_labels(
    layers: Sequence[Layer], scale: Scale, tones: Tones, lang: Language
) -> list[EndLabel]:
    """Labels of the lines that reach the right edge; none at all when they can't all be set."""
    labels = []
    for layer in layers:
        match layer:
            case Line():
                last = layer.values[-1]
            case Bounds():
                last = layer.path[-1]
            case Level():
                last = layer.value
            case _:
                continue
        if np.isfinite(last):
            rows = tuple(wrap(layer.name(lang), LABEL, _END_WIDTH, bold=True))
            labels.append(EndLabel(layer.name.en, rows, scale(last), tones[layer.name.en]))
    tall = sum(len(label.rows) * _ROW + 2 for label in labels)
    return labels if tall <= abs(scale.start - scale.end) else []


def end_margin(labels: Sequence[EndLabel]) -> float:
    """How many px the labels need right of the plot."""
    widths = [text_width(row, LABEL, bold=True) for label in labels for row in label.rows]
    return max(widths, default=-_REACH) + _REACH


def draw_ends(labels: Sequence[EndLabel], plot: Plot) -> str:
    """Labels pushed apart; a fine line leads to one that had to move."""
    sizes = [len(label.rows) * _ROW + 2 for label in labels]
    centres = spread([label.at for label in labels], sizes, -6.0, plot.height + 6)
    drawn = []
    for label, centre in zip(labels, centres, strict=True):
        if abs(centre - label.at) > 4:
            begin, end = plot.x(plot.count - 1) + 4, plot.width + _REACH - 2
            drawn.append(line(begin, label.at, end, centre, f"s{label.tone}"))
        first = centre - (len(label.rows) - 1) * _ROW / 2 + 4
        for i, row in enumerate(label.rows):
            drawn.append(
                words(plot.width + _REACH, first + i * _ROW, row, LABEL, f"x{label.tone} strong")
            )
    return "".join(drawn)


def inline_labels(
    layers: Sequence[Layer], plot: Plot, ends: Sequence[EndLabel], lang: Language
) -> tuple[str, set[str]]:
    """Names set along lines that end inside the plot, and which were placed (English names).

    Bounds of an instrument are named too. Charts with bars leave all names to the key.
    """
    if any(isinstance(layer, (Bars, StackedBars)) for layer in layers):
        return "", set()
    taken = {label.key for label in ends}
    covered = _obstacles(layers, plot)
    frame = Box(2, 2, plot.width - 2, plot.height - 2)
    boxes: list[Box] = []
    drawn, placed = [], set[str]()
    for name, values, tone in _unnamed(layers, plot.tones, lang, taken):
        points = plot.points(values)
        points = points[np.isfinite(points[:, 1])]
        width = text_width(name[1], LABEL, bold=True)
        box = place(width, _ROW, _anchors(points), covered, boxes, frame)
        if box is not None:
            boxes.append(box)
            placed.add(name[0])
            drawn.append(words(box.left, box.bottom - 3, name[1], LABEL, f"x{tone} strong halo"))
    return "".join(drawn), placed


def _unnamed(
    layers: Sequence[Layer], tones: Tones, lang: Language, taken: set[str]
) -> list[tuple[tuple[str, str], Values, str]]:
    """((English name, name shown), values, tone) of what still wants a label."""
    wanted: list[tuple[tuple[str, str], Values, str]] = []
    for layer in layers:
        if isinstance(layer, Line) and layer.name.en not in taken:
            name = (layer.name.en, layer.name(lang))
            wanted.append((name, layer.values, tones[layer.name.en]))
        if isinstance(layer, Bounds):
            for text, bound in ((layer.lower_name, layer.lower), (layer.upper_name, layer.upper)):
                if isinstance(bound, tuple):
                    wanted.append(((text.en, text(lang)), bound, "muted"))
    return wanted


def _anchors(points: Array) -> list[tuple[float, float]]:
    """Places along a line, from four fifths of it back to its start, then its end."""
    count = len(points)
    turn = min(int(count * 0.8), count - 1)
    order = [*range(turn, -1, -1), *range(turn + 1, count)]
    return [(float(points[i, 0]), float(points[i, 1])) for i in order]


def _obstacles(layers: Sequence[Layer], plot: Plot) -> Array:
    """Points that labels inside the plot must not cover, shape (n, 2)."""
    rows = [s.values for layer in layers for s in layer.series()]
    rows += [(layer.value,) * plot.count for layer in layers if isinstance(layer, Level)]
    pieces = [plot.points(row) for row in rows]
    return np.concatenate([trail(piece) for piece in pieces])
