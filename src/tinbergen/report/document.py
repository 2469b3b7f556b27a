"""Documents: sections of text, pictures, tables and findings as one web page that needs nothing.

The page holds its style and pictures, asks no network and runs no script; it prints, follows the
reader's light or dark setting, and says its language so that Chinese is set in Chinese type.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinbergen.charts.layers import percent
from tinbergen.charts.markup import escape
from tinbergen.charts.picture import Picture, render
from tinbergen.charts.plain import plain
from tinbergen.charts.ranking import draw_interval
from tinbergen.charts.theme import SERIF, chart_css
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.files import write_new
from tinbergen.core.text import Text, clean
from tinbergen.report.blocks import (
    Callout,
    Cell,
    Definitions,
    Estimate,
    Findings,
    Table,
    show,
)
from tinbergen.report.numbers import tables

if TYPE_CHECKING:
    from jinja2 import Environment

#: What a section can hold; a Text is a paragraph.
Block = Text | Picture | Table | Findings | Callout | Definitions

_FRAME = "width:100%;height:800px;border:0"
_WORDS = {
    "contents": Text("Contents", "目录"),
    "numbers": Text("Numbers", "图中数据"),
    "interval": Text("{level}% interval", "{level}%区间"),
    "range": Text("Range", "范围"),
    "method": Text("Method", "方法"),
    "note": Text("Note: {text}", "注：{text}"),
    "source": Text("Source: {text}", "资料来源：{text}"),
    "unit": Text("Unit: {text}", "单位：{text}"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the gist in a sentence or two, what bears it out, and a ``note`` at the foot."""

    title: Text
    lead: Text | None = None
    blocks: Sequence[Block] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A report. ``meta`` are facts under the title: as-of date, vintage, model, baseline.

    ``kind`` is the line over the title, ``colophon`` the last words of the page.
    """

    title: Text
    subtitle: Text | None = None
    meta: Sequence[tuple[Text, Cell]] = ()
    sections: Sequence[Section] = ()
    kind: Text | None = None
    colophon: Text | None = None

    def html(self, lang: Language = "en", alternate: str | None = None) -> str:
        """The page. ``alternate`` is the address of the same report in the other language."""
        template = _environment().get_template("report.html")
        page = template.render(
            doc=self, lang=lang, alternate=alternate, chart_css=chart_css(), serif=SERIF
        )
        return page.lstrip()

    def _repr_html_(self) -> str:
        return self.notebook()

    def notebook(self, lang: Language = "en") -> str:
        """The page in a frame of its own, so that its style doesn't reach the notebook."""
        return f'<iframe srcdoc="{escape(self.html(lang))}" style="{_FRAME}"></iframe>'

    def save(
        self, path: str | Path, lang: Language = "en", alternate: str | None = None, *,
        force: bool = True,
    ) -> Path:  # fmt: skip
        """Write the page.

        Raises
        ------
        TinbergenError
            R003 when the name doesn't end in ``.html``, C004 when it can't be written; without
            ``force`` C237 when a file of other content is there.
        """
        if Path(path).suffix.lower() != ".html":
            raise TinbergenError("R003", suffix=Path(path).suffix, path=path)
        return write_new(path, self.html(lang, alternate), force=force)

    to_dict = plain


def interval_picture(item: Estimate, items: Sequence[Estimate]) -> str:
    """A small dot on its interval, on one scale with the others of its unit that have one.

    Empty without an interval: a unit alone, such as %, doesn't make two numbers comparable.
    """
    if not _has_interval(item):
        return ""
    peers = [each for each in items if each.unit == item.unit and _has_interval(each)]
    known = [v for each in peers for v in (each.value, each.lower, each.upper)]
    return draw_interval(item.value, item.lower, item.upper, known)


def _has_interval(item: Estimate) -> bool:
    return math.isfinite(item.lower - item.upper)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def figure(picture: Picture, lang: Language) -> Markup:
        return Markup(render(picture.framed(), lang, css=False, named=picture))

    def phone(picture: Picture, lang: Language) -> Markup:
        """The same for a narrow screen; empty where the wide drawing is moved sideways there."""
        narrow = picture.on_phone()
        return Markup(render(narrow.framed(), lang, css=False, named=picture) if narrow else "")

    def interval(item: Estimate, items: Sequence[Estimate]) -> Markup:
        return Markup(interval_picture(item, items))

    def word(name: str, lang: Language, **facts: Any) -> str:
        return _WORDS[name].fill(**facts)(lang)

    def shown(value: Any) -> Any:
        """Users' texts without what steers a terminal or turns the direction of writing."""
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=PackageLoader("tinbergen.report"),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "figure": figure,
        "interval": interval,
        "is_picture": lambda block: isinstance(block, Picture),
        "kind_of": lambda block: type(block).__name__,
        "percent": percent,
        "phone": phone,
        "show": show,
        "tables": tables,
        "word": word,
    }
    return environment
