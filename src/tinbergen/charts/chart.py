"""Descriptions of pictures: what is shown, not how it is drawn.

A description is frozen data. It shows itself in a notebook, draws itself as SVG, saves itself, and
gives itself as plain data to a web page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tinbergen.charts.axes import Horizon, slot_of
from tinbergen.charts.layers import Layer, Series, Tone
from tinbergen.charts.plain import plain
from tinbergen.charts.typeset import period_text
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.files import write_atomic
from tinbergen.core.period import Period
from tinbergen.core.text import Text

_AS_OF = Text("As of {period}", "截至{period}")
_RECESSION = Text("Recession", "衰退期")


class Picture:
    """Mixin of everything that can be drawn."""

    __slots__ = ()
    title: Text
    width: float

    def svg(self, lang: Language = "en") -> str:
        """The picture as an SVG document that needs nothing else."""
        from tinbergen.charts.svg import render

        return render(self, lang)

    def _repr_html_(self) -> str:
        return self.svg()

    def to_dict(self) -> dict[str, Any]:
        """The description as plain data, ready for JSON."""
        data: dict[str, Any] = plain(self)
        return data

    def save(self, path: str | Path, lang: Language = "en") -> Path:
        """Write the picture: ``.svg``, or ``.html`` for a page that holds it alone.

        Raises
        ------
        TinbergenError
            R003 when the name ends otherwise, C004 when the place can't be written.
        """
        from tinbergen.charts.svg import page

        match Path(path).suffix.lower():
            case ".svg":
                return write_atomic(path, self.svg(lang))
            case ".html":
                return write_atomic(path, page(self, lang))
            case suffix:
                raise TinbergenError("R003", suffix=suffix, path=path)


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
