"""Charts of series over periods, alone or in panels.

A chart is drawn from the inside out: the labels at the right decide how wide the plotting area is,
the labels that find no place are left to the key, the key decides how tall the header is, and
everything is stacked at the end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tinbergen.charts.axes import Horizon, Scale, each_period, nice_ticks, period_axis, slot_of
from tinbergen.charts.frame import Block, Entry, footer, header, measure
from tinbergen.charts.ground import (
    STRIP,
    Marker,
    Shade,
    draw_axis,
    draw_grid,
    draw_hover,
    draw_markers,
    draw_shades,
    draw_zero,
    period_name,
)
from tinbergen.charts.layers import Bars, Fan, Layer, Series, StackedBars
from tinbergen.charts.marks import Plot, Tones, assign_tones, draw_layers, key_entries
from tinbergen.charts.markup import tag, words
from tinbergen.charts.naming import draw_ends, end_labels, end_margin, inline_labels
from tinbergen.charts.picture import PHONE, Picture
from tinbergen.charts.theme import LABEL
from tinbergen.charts.typeset import number, text_width
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.text import Text

_GUTTER = 30.0
#: Height of a plotting area on a phone.
_PHONE_HEIGHT = 170.0

_SERIES = Text(
    "{name}: {first} in {start}, {last} in {end}; "
    "lowest {low} in {trough}, highest {high} in {peak}.",
    "{name}：{start}为 {first}，{end}为 {last}；最低 {low}（{trough}），最高 {high}（{peak}）。",
)


@dataclass(frozen=True, slots=True)
class Chart(Picture):
    """Layers over one span of periods, or over whole periods since an event (a ``range``).

    Parameters
    ----------
    title
        The message of the picture, as a sentence.
    periods
        One slot each on the horizontal axis; every layer has as many values.
    layers
        Drawn in the order bars, fans, lines, points whatever their order here.
    subtitle, unit
        What is measured, and in what (say whether annualised); set as one line below the title.
    source, note
        Where the numbers come from and of which vintage; what the reader must know.
    markers, shades
        Vertical lines (as-of, adoption) and shaded stretches.
    x_label
        What the horizontal numbers count, when ``periods`` is a range.
    y_range
        Least and greatest value that the vertical axis must cover besides the data.
    width, height
        Width of the picture and height of its plotting area in px; None chooses the height.

    Raises
    ------
    TinbergenError
        R001 when a layer's length isn't that of the periods, R002 when there is nothing to draw,
        R007, C001 or C002 when a marker or shade isn't of the kind of the periods.
    """

    title: Text
    periods: Horizon
    layers: Sequence[Layer]
    subtitle: Text | None = None
    unit: Text | None = None
    source: Text | None = None
    note: Text | None = None
    markers: Sequence[Marker] = ()
    shades: Sequence[Shade] = ()
    x_label: Text | None = None
    y_range: tuple[float, float] | None = None
    width: float = 720.0
    height: float | None = None

    def __post_init__(self) -> None:
        for name in ("layers", "markers", "shades"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for series in self.series():
            if len(series.values) != len(self.periods):
                raise TinbergenError(
                    "R001", name=series.name, got=len(series.values), want=len(self.periods)
                )
        if not any(math.isfinite(v) for s in self.series() for v in s.values):
            raise TinbergenError("R002", title=self.title)
        for at in (
            *(m.at for m in self.markers),
            *(y for s in self.shades for y in (s.first, s.last)),
        ):
            slot_of(self.periods, at)

    def series(self) -> tuple[Series, ...]:
        """All numbers of the chart, named, in the order of the layers."""
        return tuple(s for layer in self.layers for s in layer.series())

    def extent(self) -> tuple[float, float]:
        """Least and greatest number that the vertical axis covers."""
        known = [v for layer in self.layers for v in layer.extent() if math.isfinite(v)]
        known += self.y_range or ()
        return min(known), max(known)

    def draw(self, lang: Language, width: float) -> Block:
        return draw_chart(self, lang, width)

    def on_phone(self) -> Chart:
        return replace(self, width=PHONE, height=_PHONE_HEIGHT)

    def describe(self, lang: Language) -> str:
        """The measure and, of each named series, its ends and extremes."""
        decimals = nice_ticks(*self.extent()).decimals + 1
        lines = [_told(s, self, decimals, lang) for s in self.series()]
        parts = [part(lang) for part in (self.subtitle, self.unit) if part is not None]
        return "\n".join([*parts, *(text for text in lines if text)])


@dataclass(frozen=True, slots=True)
class Panel(Picture):
    """Small charts side by side under one message, one key and, if wanted, one vertical scale.

    The same name has the same colour in all of them.

    Raises
    ------
    TinbergenError
        R002 when there are no charts.
    """

    title: Text
    charts: Sequence[Chart]
    columns: int = 2
    subtitle: Text | None = None
    unit: Text | None = None
    source: Text | None = None
    note: Text | None = None
    share_y: bool = False
    width: float = 720.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "charts", tuple(self.charts))
        if not self.charts:
            raise TinbergenError("R002", title=self.title)

    def draw(self, lang: Language, width: float) -> Block:
        return draw_panel(self, lang, width)

    def on_phone(self) -> Panel:
        """One chart below the other."""
        charts = [replace(chart, height=_PHONE_HEIGHT) for chart in self.charts]
        return replace(self, charts=charts, columns=1, width=PHONE)

    def describe(self, lang: Language) -> str:
        return "\n".join(f"{c.title(lang)}\n{c.describe(lang)}" for c in self.charts)


def draw_chart(
    chart: Chart, lang: Language, width: float, tones: Tones | None = None, top: float = 0.0
) -> Block:
    """The chart from (0, 0) right and down.

    With ``tones`` it is a small chart of a panel, whose key holds the names; its header is then at
    least ``top`` px tall so that neighbours line up.
    """
    small = tones is not None
    tones = assign_tones(chart.layers) if tones is None else tones
    ticks = nice_ticks(*chart.extent(), 6 if small else 8)
    height = chart.height or float(round(width * (0.52 if small else 0.44)))
    scale = Scale(ticks.values[0], ticks.values[-1], height, 0.0)
    ends = [] if small else end_labels(chart.layers, scale, tones, lang)
    left = max(text_width(label, LABEL) for label in ticks.labels()) + 8
    plot = Plot(width - left - end_margin(ends), height, len(chart.periods), scale, tones)
    axis = period_axis(chart.periods, plot.slot, lang)
    inline, placed = ("", set[str]()) if small else inline_labels(chart.layers, plot, ends, lang)
    key = [] if small else _key(chart, tones, lang, placed | {end.key for end in ends})
    bars = any(isinstance(layer, (Bars, StackedBars)) for layer in chart.layers)
    body = (
        draw_shades(chart.shades, chart.periods, plot)
        + draw_grid(ticks, plot)
        + draw_layers(chart.layers, plot)
        + draw_zero(plot)
        + draw_axis(axis, plot)
        + draw_markers(chart.markers, chart.periods, plot, lang, after=bars)
        + inline
        + draw_ends(ends, plot)
        + draw_hover(chart.series(), chart.periods, plot, ticks.decimals + 1, lang)
    )
    head = _chart_header(chart, key, width, lang, small)
    down = max(head.height, top) + (STRIP if chart.markers else 0.0) + 6
    below = down + height + 8 + 15 * axis.rows
    x_label = ""
    if chart.x_label is not None:
        below += 16
        x_label = words(left + plot.width / 2, below, chart.x_label(lang), LABEL, "muted", "middle")
    foot = footer(chart.note, chart.source, width, lang)
    return Block(
        below + 8 + foot.height,
        head.body
        + tag("g", body, transform=f"translate({left:.2f} {down:g})")
        + x_label
        + tag("g", foot.body, transform=f"translate(0 {below + 6:g})"),
    )


def draw_panel(panel: Panel, lang: Language, width: float) -> Block:
    """Charts in rows under one header; those of a row have headers of one height."""
    charts = list(panel.charts)
    if panel.share_y:
        low = min(chart.extent()[0] for chart in charts)
        high = max(chart.extent()[1] for chart in charts)
        charts = [replace(chart, y_range=(low, high)) for chart in charts]
    tones = assign_tones(layer for chart in charts for layer in chart.layers)
    entries = [e for chart in charts for e in _key(chart, tones, lang, set())]
    key = list(dict.fromkeys(entries))
    key = key if len(key) > 1 or any(isinstance(y, Fan) for y in charts[0].layers) else []
    head = header(panel.title, measure(panel.subtitle, panel.unit, lang), key, width, lang)
    columns = max(1, min(panel.columns, len(charts)))
    each = (width - _GUTTER * (columns - 1)) / columns
    parts, y = [head.body], head.height + 8
    for first in range(0, len(charts), columns):
        row = charts[first : first + columns]
        tops = [_chart_header(chart, [], each, lang, True).height for chart in row]
        drawn = [draw_chart(chart, lang, each, tones, max(tops)) for chart in row]
        for i, block in enumerate(drawn):
            x = i * (each + _GUTTER)
            parts.append(tag("g", block.body, transform=f"translate({x:.2f} {y:g})"))
        y += max(block.height for block in drawn) + 12
    foot = footer(panel.note, panel.source, width, lang)
    parts.append(tag("g", foot.body, transform=f"translate(0 {y - 8:g})"))
    return Block(y - 6 + foot.height, "".join(parts))


def _chart_header(
    chart: Chart, key: list[Entry], width: float, lang: Language, small: bool
) -> Block:
    below = measure(chart.subtitle, chart.unit, lang)
    return header(chart.title, below, key, width, lang, small)


def _key(chart: Chart, tones: Tones, lang: Language, labelled: set[str]) -> list[Entry]:
    """Entries for the layers and shades that have no name in the plot."""
    key = [e for layer in chart.layers for e in key_entries(layer, tones, lang, labelled)]
    shades = dict.fromkeys(shade.label(lang) for shade in chart.shades)
    return key + [Entry(label, "band", "shade") for label in shades]


def _told(series: Series, chart: Chart, decimals: int, lang: Language) -> str:
    known = [
        (value, period_name(period, lang))
        for value, period in zip(series.values, each_period(chart.periods), strict=True)
        if math.isfinite(value)
    ]
    if not known:
        return ""
    (low, trough), (high, peak) = min(known), max(known)
    return _SERIES.fill(
        name=series.name,
        first=number(known[0][0], decimals),
        start=known[0][1],
        last=number(known[-1][0], decimals),
        end=known[-1][1],
        low=number(low, decimals),
        trough=trough,
        high=number(high, decimals),
        peak=peak,
    )(lang)
