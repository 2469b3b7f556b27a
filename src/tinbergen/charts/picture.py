"""What every picture can do: draw itself as SVG, save itself, give itself as plain data.

Pictures are frozen descriptions of what is shown; a kind of picture stands in one module with how
it is drawn.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, cast

from tinbergen.charts.frame import Block, measure
from tinbergen.charts.markup import escape, tag
from tinbergen.charts.plain import plain
from tinbergen.charts.theme import chart_css
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.files import write_new
from tinbergen.core.text import NO_TEXT, Text

_MARGIN = 16.0
#: Width in px of what is drawn for a phone's screen.
PHONE = 362.0


class Picture:
    """Mixin of everything that can be drawn."""

    __slots__ = ()
    title: Text
    width: float

    def draw(self, lang: Language, width: float) -> Block:
        """The picture from (0, 0) right and down, ``width`` px wide."""
        raise TypeError(f"{type(self).__name__} is no picture")

    def describe(self, lang: Language) -> str:
        """The picture in words, for readers who can't see it."""
        return ""

    def on_phone(self) -> Picture | None:
        """The picture as drawn on a phone; None for one that is moved sideways there."""
        return None

    def caption(self, lang: Language) -> str:
        """The line below the message: what is measured, and in what unit."""
        subtitle, unit = getattr(self, "subtitle", None), getattr(self, "unit", None)
        return measure(subtitle, unit, lang)

    def framed(self) -> Picture:
        """The drawing alone, for a page that sets message, measure, note and source itself."""
        bare = {"title": NO_TEXT, "subtitle": None, "unit": None, "note": None, "source": None}
        own = {field.name for field in dataclasses.fields(cast(Any, self))}
        kept = {name: value for name, value in bare.items() if name in own}
        return cast(Picture, dataclasses.replace(cast(Any, self), **kept))

    def svg(self, lang: Language = "en") -> str:
        """The picture as an SVG document that needs nothing else."""
        return render(self, lang)

    def _repr_html_(self) -> str:
        return self.svg()

    to_dict = plain

    def save(self, path: str | Path, lang: Language = "en", *, force: bool = True) -> Path:
        """Write the picture: ``.svg``, or ``.html`` for a page that holds it alone.

        Raises
        ------
        TinbergenError
            R003 when the name ends otherwise, C004 when the place can't be written; without
            ``force`` C237 when a file of other content is there.
        """
        match Path(path).suffix.lower():
            case ".svg":
                return write_new(path, self.svg(lang), force=force)
            case ".html":
                return write_new(path, page(self, lang), force=force)
            case suffix:
                raise TinbergenError("R003", suffix=suffix, path=path)


def render(
    picture: Picture, lang: Language = "en", css: bool = True, named: Picture | None = None
) -> str:
    """The picture as one SVG element; ``css`` False where the page has the style sheet already.

    Parameters
    ----------
    picture
        What is drawn.
    lang
        In which language.
    css
        Whether the element brings the style sheet.
    named
        What it is a drawing of, whose words readers hear who can't see it; itself by default.
    """
    if not isinstance(picture, Picture):
        raise TypeError(f"{type(picture).__name__} is no picture")
    block = picture.draw(lang, picture.width - 2 * _MARGIN)
    width, height = picture.width, float(round(block.height + 2 * _MARGIN))
    whole = picture if named is None else named
    title = whole.title(lang)
    return tag(
        "svg",
        tag("title", escape(title)),
        tag("desc", escape(whole.describe(lang))),
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


def page(picture: Picture, lang: Language = "en") -> str:
    """A web page that holds the picture alone."""
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n'
        f'<meta charset="utf-8">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(picture.title(lang))}</title>\n{render(picture, lang)}\n</html>\n"
    )
