"""What lies under and over the data of a time chart: grid, periods, shades, markers, hovering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.charts.axes import Horizon, PeriodAxis, Ticks, each_period, slot_of
from tinbergen.charts.labels import spread
from tinbergen.charts.layers import Series
from tinbergen.charts.marks import Plot
from tinbergen.charts.markup import escape, line, tag, words
from tinbergen.charts.theme import LABEL
from tinbergen.charts.typeset import number, period_text, period_words, text_width
from tinbergen.core.errors import Language
from tinbergen.core.period import Period
from tinbergen.core.text import Text

#: Room above the plot for the labels of markers.
STRIP = 18.0
_AS_OF = Text("As of {period}", "截至{period}")
_RECESSION = Text("Recession", "衰退期")


@dataclass(frozen=True, slots=True)
class Marker:
    """A vertical line at a period; without a label it says "As of" that period."""

    at: Period | int
    label: Text | None = None

    def words(self) -> Text:
        if self.label is not None:
            return self.label
        shown = period_text(self.at) if isinstance(self.at, Period) else self.at
        return _AS_OF.fill(period=shown)


@dataclass(frozen=True, slots=True)
class Shade:
    """A stretch of periods shaded behind the data, both ends included, such as a recession."""

    first: Period | int
    last: Period | int
    label: Text = _RECESSION


def draw_grid(ticks: Ticks, plot: Plot) -> str:
    """Light horizontal lines, their numbers left of the plot."""
    drawn = []
    for value, label in zip(ticks.values, ticks.labels(), strict=True):
        y = plot.y(value)
        drawn.append(line(0, y, plot.width, y, "grid"))
        drawn.append(words(-8, y + 4, label, LABEL, "muted", "end"))
    return "".join(drawn)


def draw_zero(plot: Plot) -> str:
    if not plot.y.low < 0 < plot.y.high:
        return ""
    return line(0, plot.y(0), plot.width, plot.y(0), "zero")


def draw_axis(axis: PeriodAxis, plot: Plot) -> str:
    """The line under the plot with its ticks and the names of the periods."""
    base = plot.height
    drawn = [line(0, base, plot.width, base, "axis")]
    drawn += [line(x, base, x, base + length, "axis") for x, length in axis.ticks]
    drawn += [
        words(x, base + 18 + 15 * row, label, LABEL, "muted", "middle")
        for x, label, row in axis.labels
    ]
    return "".join(drawn)


def draw_shades(shades: Sequence[Shade], periods: Horizon, plot: Plot) -> str:
    drawn = []
    for shade in shades:
        first = max(0.0, slot_of(periods, shade.first))
        last = min(float(plot.count), slot_of(periods, shade.last) + 1)
        if last > first:
            width = (last - first) * plot.slot
            drawn.append(
                tag(
                    "rect",
                    x=first * plot.slot,
                    y=0.0,
                    width=width,
                    height=plot.height,
                    class_="shade",
                )
            )
    return "".join(drawn)


def draw_markers(
    markers: Sequence[Marker], periods: Horizon, plot: Plot, lang: Language, after: bool
) -> str:
    """Dotted lines from the strip above the plot, where their labels stand clear of each other.

    A line stands in the middle of its period or, with ``after``, at its end (between bars).
    """
    shown = [m for m in markers if 0 <= slot_of(periods, m.at) < plot.count]
    places = [plot.x(slot_of(periods, m.at) + (0.5 if after else 0.0)) for m in shown]
    labels = [m.words()(lang) for m in shown]
    widths = [text_width(label, LABEL) + 10 for label in labels]
    centres = spread(places, widths, -20.0, plot.width + 20)
    return "".join(
        line(x, -5, x, plot.height, "mark") + words(centre, -9, label, LABEL, "muted", "middle")
        for x, centre, label in zip(places, centres, labels, strict=True)
    )


def draw_hover(
    series: Sequence[Series], periods: Horizon, plot: Plot, decimals: int, lang: Language
) -> str:
    """An unseen column a period that shows all its numbers while the pointer rests on it."""
    drawn = []
    for i, period in enumerate(each_period(periods)):
        shown = [
            f"{s.name(lang)}: {number(s.values[i], decimals)}"
            for s in series
            if np.isfinite(s.values[i])
        ]
        if shown:
            title = "\n".join([period_name(period, lang), *shown])
            drawn.append(
                tag(
                    "rect",
                    tag("title", escape(title)),
                    x=i * plot.slot,
                    y=0.0,
                    width=plot.slot,
                    height=plot.height,
                    class_="slot",
                )
            )
    return "".join(drawn)


def period_name(period: Period | int, lang: Language) -> str:
    return period_words(period, lang) if isinstance(period, Period) else number(period, 0)
