"""Words of a text by where they stand, so that all explanations speak of the same words."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: A mask such as <PERSON>, a character of a script without blanks, a word with what hangs on it,
#: or a mark.
_SPAN = re.compile(
    r"<[A-Z_]+>|[\u3040-\u30ff\u3400-\u9fff]"
    r"|[^\W\u3040-\u30ff\u3400-\u9fff]+(?:[.,'’-][^\W\u3040-\u30ff\u3400-\u9fff]+)*|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A word and its place in the text."""

    text: str
    start: int
    end: int


def spans_of(text: str) -> tuple[Span, ...]:
    """Words, numbers (1.5 is one), masks, characters of scripts without blanks, marks."""
    return tuple(Span(found.group(), found.start(), found.end()) for found in _SPAN.finditer(text))


def gaps_of(spans: tuple[Span, ...]) -> tuple[bool, ...]:
    """Before which words a blank stands."""
    return tuple(i > 0 and span.start > spans[i - 1].end for i, span in enumerate(spans))


def without(text: str, span: Span) -> str:
    """The text with a word taken out."""
    return f"{text[: span.start]}{text[span.end :]}".strip()
