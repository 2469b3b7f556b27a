"""Words in both languages of the product, kept together so that neither is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Text:
    """A phrase in English and Chinese.

    >>> Text("growth", "增长")("zh")
    '增长'
    """

    en: str
    zh: str

    def __call__(self, lang: Language = "en") -> str:
        return self.zh if lang == "zh" else self.en

    def __str__(self) -> str:
        return self.en

    def fill(self, **facts: Any) -> Text:
        """Both phrases with their ``{placeholders}`` filled; a Text fact fills each in its own."""
        return Text(
            self.en.format(**{k: v.en if isinstance(v, Text) else v for k, v in facts.items()}),
            self.zh.format(**{k: v.zh if isinstance(v, Text) else v for k, v in facts.items()}),
        )


NO_TEXT = Text("", "")
