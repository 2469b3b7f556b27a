"""From a description to SVG.

A chart is drawn from the inside out: the labels at the right decide how wide the plotting area is,
the labels that find no place are left to the key, the key decides how tall the header is, and
everything is stacked at the end.
"""

from __future__ import annotations

from dataclasses import replace

from tinbergen.charts.axes import Scale, nice_ticks, period_axis
from tinbergen.charts.chart import Chart, Panel, Picture, Ranking
from tinbergen.charts.describe import describe
from tinbergen.charts.diagram import Diagram, draw_diagram
from tinbergen.charts.frame import Block, Entry, footer, header, measure
from tinbergen.charts.ground import (
    STRIP,
    draw_axis,
    draw_grid,
    draw_hover,
    draw_markers,
    draw_shades,
    draw_zero,
)
from tinbergen.charts.heat import Heat, draw_heat
from tinbergen.charts.layers import Bars, Fan, StackedBars
from tinbergen.charts.marks import Plot, Tones, assign_tones, draw_layers, key_entries
from tinbergen.charts.markup import escape, tag, words
from tinbergen.charts.naming import draw_ends, end_labels, end_margin, inline_labels
from tinbergen.charts.ranking import draw_ranking
from tinbergen.charts.theme import LABEL, chart_css
from tinbergen.charts.typeset import text_width
from tinbergen.core.errors import Language

_MARGIN = 16.0
_GUTTER = 30.0


def render(picture: Picture, lang: Language = "en", css: bool = True) -> str:
    """The picture as one SVG element; ``css`` False where the page has the style sheet already."""
    block = _draw(picture, lang)
    width, height = picture.width, float(round(block.height + 2 * _MARGIN))
    title = picture.title(lang)
    return tag(
        "svg",
        tag("title", escape(title)),
        tag("desc", escape(describe(picture, lang))),
        tag("style", chart_css()) if css else "",
        tag("rect", width=width, height=height, class_="paper"),
        tag("g", block.body, transform=f"translate({_MARGIN:g} {_MARGIN:g})"),
        xmlns="http://www.w3.org/2000/svg",
        class_="tb",
        role="img",
        aria_label=title,
        lang="zh-CN" if lang == "zh" else "en",
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
        style="max-width:100%;height:auto",
    )


def _draw(picture: Picture, lang: Language) -> Block:
    match picture:
        case Chart():
            return draw_chart(picture, lang, picture.width - 2 * _MARGIN)
        case Ranking():
            return draw_ranking(picture, lang, picture.width - 2 * _MARGIN)
        case Panel():
            return draw_panel(picture, lang, picture.width - 2 * _MARGIN)
        case Diagram():
            return draw_diagram(picture, lang, picture.width - 2 * _MARGIN)
        case Heat():
            return draw_heat(picture, lang, picture.width - 2 * _MARGIN)
        case _:
            raise TypeError(f"{type(picture).__name__} is no picture")


def page(picture: Picture, lang: Language = "en") -> str:
    """A web page that holds the picture alone."""
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n'
        f'<meta charset="utf-8">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(picture.title(lang))}</title>\n{render(picture, lang)}\n</html>\n"
    )


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
