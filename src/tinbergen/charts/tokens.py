"""Words of a text, shaded by what each adds to a number or takes from it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tinbergen.charts.frame import Block, Entry, footer, header, measure
from tinbergen.charts.markup import tag, words
from tinbergen.charts.picture import PHONE, Picture
from tinbergen.charts.typeset import number, text_width
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.text import Text

_FOR, _AGAINST = "3", "2"
_KEY = (Text("Speaks for it", "支持"), Text("Speaks against it", "反对"))
_TOLD = Text("{word}: {value}", "{word}：{value}")
_SIZE, _LINE, _PAD = 15.0, 30.0, 3.0
_DEEPEST = 0.62


@dataclass(frozen=True, slots=True)
class Tokens(Picture):
    """Words in reading order; ``values`` of one unit, a word each, shade them by size and sign.

    ``gaps`` says before which words a blank stands; all but the first by default.

    Raises
    ------
    TinbergenError
        R002 without a word or with a value that is no number, R006 when words and values differ in
        number.
    """

    title: Text
    words: Sequence[str]
    values: Sequence[float]
    gaps: Sequence[bool] = ()
    subtitle: Text | None = None
    unit: Text | None = None
    note: Text | None = None
    source: Text | None = None
    width: float = 720.0

    def __post_init__(self) -> None:
        for name in ("words", "values", "gaps"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if not self.words or not all(math.isfinite(v) for v in self.values):
            raise TinbergenError("R002", title=self.title)
        for given in (self.values, self.gaps or self.words):
            if len(given) != len(self.words):
                raise TinbergenError(
                    "R006", row=1, title=self.title, got=len(given), want=len(self.words)
                )

    def draw(self, lang: Language, width: float) -> Block:
        largest = max(abs(v) for v in self.values)
        gaps = self.gaps or (False, *[True] * (len(self.words) - 1))
        blank = text_width("n", _SIZE)
        drawn: list[str] = []
        x, y = 0.0, 0.0
        for word, value, gap in zip(self.words, self.values, gaps, strict=True):
            wide = text_width(word, _SIZE) + 2 * _PAD
            x += blank if gap and x else 0.0
            if x and x + wide > width:
                x, y = 0.0, y + _LINE
            if largest > 0:
                shade = _DEEPEST * abs(value) / largest
                tone = _FOR if value > 0 else _AGAINST
                drawn.append(tag("rect", x=x, y=y + 4, width=wide, height=_LINE - 7,
                                 class_=f"f{tone}", fill_opacity=shade))  # fmt: skip
            drawn.append(words(x + _PAD, y + 20, word, _SIZE, "ink"))
            x += wide
        key = [Entry(name(lang), "bar", tone)
               for name, tone in zip(_KEY, (_FOR, _AGAINST), strict=True)]  # fmt: skip
        top = header(self.title, measure(self.subtitle, self.unit, lang), key, width, lang)
        foot = footer(self.note, self.source, width, lang)
        below = top.height + y + _LINE + 6
        return Block(
            below + foot.height,
            top.body
            + tag("g", "".join(drawn), transform=f"translate(0 {top.height:g})")
            + tag("g", foot.body, transform=f"translate(0 {below:g})"),
        )

    def describe(self, lang: Language) -> str:
        return "\n".join(
            _TOLD.fill(word=word, value=number(value, 3, signed=True))(lang)
            for word, value in zip(self.words, self.values, strict=True)
        )

    def on_phone(self) -> Tokens:
        from dataclasses import replace

        return replace(self, width=PHONE)
