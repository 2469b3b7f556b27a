"""Words in both languages of the product, kept together so that neither is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal
from unicodedata import category

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Text:
    """A phrase in English and Chinese.

    >>> Text("growth", "增长")("zh")
    '增长'
    """

    en: str
    zh: str

    @classmethod
    def both(cls, words: str) -> Text:
        """``English | 中文``; without a Chinese half the English one serves for both.

        >>> Text.both("growth | 增长").zh, Text.both("growth").zh
        ('增长', 'growth')
        """
        english, _, chinese = words.partition(" | ")
        return cls(english, chinese or english)

    def __call__(self, lang: Language = "en") -> str:
        return self.zh if lang == "zh" else self.en

    def __str__(self) -> str:
        return self.en

    def join(self, parts: Iterable[Text]) -> Text:
        """The parts with this phrase between them.

        >>> COMMAS.join([Text("rate", "利率"), Text("taxes", "税收")])
        Text(en='rate, taxes', zh='利率、税收')
        """
        said = tuple(parts)
        return Text(self.en.join(p.en for p in said), self.zh.join(p.zh for p in said))

    def fill(self, **facts: Any) -> Text:
        """Both phrases with their ``{placeholders}`` filled; a Text fact fills each in its own.

        A number that rounds to zero carries no sign.

        >>> Text("by {x:+.1f}", "{x:+.1f}").fill(x=-0.01).en
        'by 0.0'
        """
        return Text(
            _FILLED.format(
                self.en, **{n: v.en if isinstance(v, Text) else v for n, v in facts.items()}
            ),
            _FILLED.format(
                self.zh, **{n: v.zh if isinstance(v, Text) else v for n, v in facts.items()}
            ),
        )


class _Unsigned(Formatter):
    """Formats numbers as Python does, zero without a sign."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        shown = super().format_field(value, format_spec)
        if isinstance(value, float) and not shown.strip("+-0.,% "):
            return shown.lstrip("+-")
        return shown


_FILLED = _Unsigned()


NO_TEXT = Text("", "")
#: What stands between names, between clauses, and between sentences.
COMMAS, SEMICOLONS, SPACES = Text(", ", "、"), Text("; ", "；"), Text(" ", "")


def clean(text: str) -> str:
    """A user's text without what would steer a terminal, each such character replaced by one."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if (category(c) in ("Cc", "Cs") and c not in "\n\t") or c in _TURNING
        else c
        for c in text
    )


#: Characters that turn the direction of writing, so that a text reads as another.
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
