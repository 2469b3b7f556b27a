"""Drawing each kind of layer in a plotting area, and what the key says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from tinbergen.charts.axes import Scale
from tinbergen.charts.frame import DASHES, Entry
from tinbergen.charts.labels import Array
from tinbergen.charts.layers import (
    Bars,
    Bounds,
    Fan,
    Layer,
    Level,
    Line,
    Points,
    StackedBars,
    Tone,
    Values,
    percent,
)
from tinbergen.charts.markup import px, tag
from tinbergen.charts.theme import LIGHT
from tinbergen.core.errors import Language
from tinbergen.core.text import Text

_BAND = Text("{name}, {levels} range", "{name}（{levels}区间）")
_BANDS = Text("{name}, {levels} ranges", "{name}（{levels}区间）")
Tones = dict[str, str]


@dataclass(frozen=True, slots=True)
class Plot:
    """The plotting area, its left top corner at (0, 0) px: ``count`` slots and a vertical scale."""

    width: float
    height: float
    count: int
    y: Scale
    tones: Tones

    @property
    def slot(self) -> float:
        return self.width / self.count

    def x(self, position: float) -> float:
        """The middle of a slot."""
        return (position + 0.5) * self.slot

    def points(self, values: Values) -> Array:
        """Pixels of one value a slot, shape (count, 2); NaN where there is none."""
        ys = np.array([self.y(v) if np.isfinite(v) else np.nan for v in values])
        return np.column_stack([(np.arange(len(values)) + 0.5) * self.slot, ys])


def assign_tones(layers: Iterable[Layer]) -> Tones:
    """A tone class suffix for each name: the one asked for, else the next of the palette."""
    tones: Tones = {}
    free = iter(range(10**6))

    def give(name: Text, tone: Tone) -> None:
        if name.en not in tones:
            chosen = tone if tone is not None else next(free) % len(LIGHT.tones) + 1
            tones[name.en] = str(chosen)

    for layer in layers:
        if isinstance(layer, StackedBars):
            for part in layer.parts:
                give(part.name, part.tone)
        else:
            give(layer.name, layer.tone)
    return tones


def runs(points: Array) -> list[Array]:
    """The unbroken stretches of a line with gaps."""
    whole = [bool(np.isfinite(point).all()) for point in points]
    return [
        points[[i for i, _ in group]]
        for present, group in groupby(enumerate(whole), key=lambda pair: pair[1])
        if present
    ]


def path(points: Array) -> str:
    return "M" + "L".join(f"{px(x)} {px(y)}" for x, y in points)


def stroke(
    points: Array, style: str, width: float = 2.2, dash: str | None = None, cap: str = "round"
) -> str:
    """A line through the points, broken at gaps; a lone point becomes a dot."""
    drawn = []
    for run in runs(points):
        if len(run) == 1:
            x, y = run[0]
            run = np.array([[x - 0.01, y], [x + 0.01, y]])
        drawn.append(
            tag(
                "path",
                d=path(run),
                class_=style,
                stroke_width=width,
                stroke_dasharray=dash,
                stroke_linejoin="round",
                stroke_linecap=cap,
            )
        )
    return "".join(drawn)


def draw_line(layer: Line, plot: Plot) -> str:
    tone = plot.tones[layer.name.en]
    cap = "butt" if layer.style == "dashed" else "round"
    return stroke(plot.points(layer.values), f"s{tone}", 2.2, DASHES[layer.style], cap)


def draw_bands(layer: Fan, plot: Plot) -> str:
    """Bands from the widest in, each a tint over the last, so that the middle is darkest."""
    tone = plot.tones[layer.name.en]
    opacity = min(0.34, 1 - 0.38 ** (1 / len(layer.levels)))
    drawn = []
    for lower, upper in reversed(list(zip(layer.lower, layer.upper, strict=True))):
        both = np.column_stack([plot.points(lower), plot.points(upper)])
        for run in runs(both):
            if len(run) == 1:
                run = np.repeat(run, 2, axis=0) + np.outer([-1, 1], [1, 0, 1, 0]) * plot.slot / 4
            ring = np.vstack([run[:, :2], run[::-1, 2:]])
            drawn.append(tag("path", d=path(ring) + "Z", class_=f"f{tone}", fill_opacity=opacity))
    return "".join(drawn)


def draw_median(layer: Fan, plot: Plot) -> str:
    if layer.median is None:
        return ""
    return stroke(plot.points(layer.median), f"s{plot.tones[layer.name.en]}", 2.2)


def draw_bars(layers: Sequence[Bars], plot: Plot) -> str:
    """All plain bar layers of a chart, side by side in each slot."""
    share = plot.slot * (0.72 if plot.slot > 6 else 0.9) / max(1, len(layers))
    drawn = []
    for k, layer in enumerate(layers):
        for i, value in enumerate(layer.values):
            if np.isfinite(value):
                left = plot.x(i) + (k - len(layers) / 2) * share
                drawn.append(_bar(plot, left, share, 0.0, value, plot.tones[layer.name.en]))
    return "".join(drawn)


def draw_stack(layer: StackedBars, plot: Plot) -> str:
    """Positive parts upward from zero and negative parts downward, in the order given."""
    width = plot.slot * (0.72 if plot.slot > 6 else 0.9)
    up, down = np.zeros(plot.count), np.zeros(plot.count)
    drawn = []
    for part in layer.parts:
        for i, value in enumerate(part.values):
            if np.isfinite(value) and value != 0:
                base = up if value > 0 else down
                drawn.append(
                    _bar(
                        plot,
                        plot.x(i) - width / 2,
                        width,
                        base[i],
                        base[i] + value,
                        plot.tones[part.name.en],
                    )
                )
                base[i] += value
    return "".join(drawn)


def draw_total(layer: StackedBars, plot: Plot) -> str:
    if layer.total is None:
        return ""
    points = plot.points(layer.total)
    drawn = stroke(points, "sink", 1.6)
    if plot.slot >= 9:
        drawn += _dots(points, "fink gap", 3.4)
    return drawn


def _bar(plot: Plot, left: float, width: float, base: float, top: float, tone: str) -> str:
    y0, y1 = plot.y(base), plot.y(top)
    gap = {"stroke_width": 0.7} if width > 4 else {"stroke_width": 0.0}
    return tag(
        "rect",
        x=left,
        y=min(y0, y1),
        width=width,
        height=abs(y1 - y0),
        class_=f"f{tone} gap",
        **gap,
    )


def _dots(points: Array, style: str, radius: float) -> str:
    return "".join(
        tag("circle", cx=x, cy=y, r=radius, class_=style, stroke_width=1.2)
        for x, y in points
        if np.isfinite(y)
    )


def draw_bounds(layer: Bounds, plot: Plot) -> str:
    """Bounds as thin lines, the path over them, and a broad stroke where a bound binds."""
    tone = plot.tones[layer.name.en]
    drawn = [
        stroke(plot.points(bound), "smuted", 1.2, "4 3", "butt")
        for bound in (layer.lower, layer.upper)
        if isinstance(bound, tuple)
    ]
    points = plot.points(layer.path)
    at = np.where(np.array(layer.binding)[:, None], points, np.nan)
    for run in runs(at):
        half = np.array([plot.slot / 2, 0.0])
        drawn.append(
            stroke(np.vstack([run[0] - half, run, run[-1] + half]), "bind", 9.0, cap="butt")
        )
    return "".join(drawn) + stroke(points, f"s{tone}", 2.4)


def draw_points(layer: Points, plot: Plot) -> str:
    return _dots(plot.points(layer.values), f"f{plot.tones[layer.name.en]} gap", 3.8)


def draw_level(layer: Level, plot: Plot) -> str:
    y = plot.y(layer.value)
    return tag(
        "line",
        x1=0.0,
        y1=y,
        x2=plot.width,
        y2=y,
        stroke_width=1.4,
        class_=f"s{plot.tones[layer.name.en]}",
        stroke_dasharray="5 3",
    )


def draw_layers(layers: Sequence[Layer], plot: Plot) -> str:
    """All layers, from the broad at the back to the small in front."""
    order: tuple[tuple[type[Any], Callable[[Any, Plot], str]], ...] = (
        (StackedBars, draw_stack),
        (Fan, draw_bands),
        (Level, draw_level),
        (Fan, draw_median),
        (StackedBars, draw_total),
        (Line, draw_line),
        (Bounds, draw_bounds),
        (Points, draw_points),
    )
    bars = draw_bars([layer for layer in layers if isinstance(layer, Bars)], plot)
    return bars + "".join(
        draw(layer, plot) for kind, draw in order for layer in layers if isinstance(layer, kind)
    )


def key_entries(layer: Layer, tones: Tones, lang: Language, labelled: set[str]) -> list[Entry]:
    """What the key must say of a layer whose name isn't among those ``labelled`` in the plot."""
    match layer:
        case StackedBars():
            key = [Entry(part.name(lang), "bar", tones[part.name.en]) for part in layer.parts]
            total = [Entry(layer.total_name(lang), "total", "ink")]
            return key if layer.total is None else key + total
        case Fan():
            comma = "、" if lang == "zh" else ", "
            levels = comma.join(f"{percent(level)}%" for level in layer.levels)
            form = _BAND if len(layer.levels) == 1 else _BANDS
            name = form.fill(name=layer.name, levels=levels)
            return [Entry(name(lang), "fan", tones[layer.name.en])]
        case Bounds():
            binds = (
                [Entry(layer.binding_name(lang), "bind", "")] if any(layer.binding or ()) else []
            )
            return _named(layer, "solid", tones, lang, labelled) + binds
        case Bars():
            return _named(layer, "bar", tones, lang, labelled)
        case Points():
            return _named(layer, "dot", tones, lang, labelled)
        case Level():
            return _named(layer, "dashed", tones, lang, labelled)
        case Line():
            return _named(layer, layer.style, tones, lang, labelled)


def _named(
    layer: Bars | Bounds | Level | Line | Points,
    glyph: str,
    tones: Tones,
    lang: Language,
    labelled: set[str],
) -> list[Entry]:
    if layer.name.en in labelled:
        return []
    return [Entry(layer.name(lang), glyph, tones[layer.name.en])]
