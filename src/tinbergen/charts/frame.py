"""What surrounds every picture: the message above it, its key, the source below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tinbergen.charts.markup import tag, words
from tinbergen.charts.theme import FOOT, LABEL, SUBTITLE, TITLE
from tinbergen.charts.typeset import text_width, wrap
from tinbergen.core.errors import Language
from tinbergen.core.text import Text

_MEASURE = Text("{subtitle}, {unit}", "{subtitle}（{unit}）")
_SOURCE = Text("Source: {text}", "资料来源：{text}")
_NOTE = Text("Note: {text}", "注：{text}")
_SWATCH = 18.0


@dataclass(frozen=True, slots=True)
class Block:
    """A drawn part and the height it takes, in px."""

    height: float
    body: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the key. ``glyph`` is the swatch's form; ``tone`` a tone class suffix."""

    name: str
    glyph: str
    tone: str


def measure(subtitle: Text | None, unit: Text | None, lang: Language) -> str:
    """The line below the message: what is measured, and in what unit."""
    if subtitle is None or unit is None:
        known = subtitle or unit
        return known(lang) if known else ""
    return _MEASURE.fill(subtitle=subtitle, unit=unit)(lang)


def header(
    title: Text, below: str, key: Sequence[Entry], width: float, lang: Language, small: bool = False
) -> Block:
    """Message, measure and key, from y = 0 down; a small one has no rule above it.

    Without a message there is no rule either: the page sets both above the picture.
    """
    size = 13.5 if small else TITLE
    parts: list[str] = []
    y = 0.0
    if not small and title.en:
        parts.append(tag("rect", x=0.0, y=0.0, width=width, height=1.0, class_="ink"))
        parts.append(tag("rect", x=0.0, y=0.0, width=34.0, height=5.0, class_="f1"))
        y = 12.0
    for text in wrap(title(lang), size, width, bold=True) if title.en else ():
        y += round(size * 1.32)
        parts.append(words(0, y - 2, text, size, "ink title"))
    small_size = LABEL if small else SUBTITLE
    for text in wrap(below, small_size, width) if below else ():
        y += round(small_size * 1.45)
        parts.append(words(0, y - 1, text, small_size, "muted"))
    if key:
        drawn = key_rows(key, width)
        parts.append(tag("g", drawn.body, transform=f"translate(0 {y + 9:g})"))
        y += 9 + drawn.height
    return Block(y + 10, "".join(parts))


def footer(note: Text | None, source: Text | None, width: float, lang: Language) -> Block:
    """Note and source lines; empty when there are neither."""
    parts: list[str] = []
    y = 0.0
    for form, text in ((_NOTE, note), (_SOURCE, source)):
        if text is not None:
            for row in wrap(form.fill(text=text)(lang), FOOT, width):
                y += 15.0
                parts.append(words(0, y, row, FOOT, "muted"))
    return Block(y + 5 if parts else 0.0, "".join(parts))


def key_rows(key: Sequence[Entry], width: float) -> Block:
    """Swatches and names in rows as wide as the picture."""
    parts: list[str] = []
    x, y = 0.0, 9.0
    for entry in key:
        need = _SWATCH + 6 + text_width(entry.name, LABEL)
        if x and x + need > width:
            x, y = 0.0, y + 18.0
        parts.append(tag("g", swatch(entry), transform=f"translate({x:g} {y:g})"))
        parts.append(words(x + _SWATCH + 6, y + 4, entry.name, LABEL, "ink"))
        x += need + 16
    return Block(y + 9, "".join(parts))


def swatch(entry: Entry) -> str:
    """The sample before a name of the key, ``_SWATCH`` wide and centred on y = 0."""
    half, tone = _SWATCH / 2, entry.tone
    match entry.glyph:
        case "fan":
            bands = [
                tag(
                    "rect",
                    x=0.0,
                    y=-h,
                    width=_SWATCH,
                    height=2 * h,
                    class_=f"f{tone}",
                    fill_opacity=0.26,
                )
                for h in (6.5, 4.5, 2.2)
            ]
            return "".join(bands)
        case "bar":
            return tag("rect", x=3.0, y=-5.5, width=11.0, height=11.0, class_=f"f{tone}")
        case "band":
            return tag("rect", x=0.0, y=-5.5, width=_SWATCH, height=11.0, class_=tone)
        case "dot":
            return tag("circle", cx=half, cy=0.0, r=3.6, class_=f"f{tone}")
        case "total":
            return _stroke("sink", 1.6) + tag(
                "circle", cx=half, cy=0.0, r=3.4, class_="fink gap", stroke_width=1.2
            )
        case "bind":
            return _stroke("bind", 8.0)
        case "whisker":
            return _stroke(f"s{tone}", 5.0, opacity=0.32)
        case "target":
            return tag("rect", x=half - 1, y=-7.0, width=2.0, height=14.0, class_="ink")
        case dash:
            return _stroke(f"s{tone}", 2.2, DASHES[dash])


#: Dash patterns of line styles; None draws through.
DASHES: dict[str, str | None] = {"solid": None, "dashed": "6 4", "dotted": "1.5 3.5"}


def _stroke(style: str, width: float, dash: str | None = None, opacity: float | None = None) -> str:
    return tag(
        "line",
        x1=0.0,
        y1=0.0,
        x2=_SWATCH,
        y2=0.0,
        class_=style,
        stroke_width=width,
        stroke_dasharray=dash,
        stroke_opacity=opacity,
    )
