"""Model files as tokens. Comments, of the three styles, are passed over."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.text import Text

_QUOTATION = Text("a quotation", "引号")
_QUOTATION_MARK = Text("another quotation mark on the same line", "同一行的另一个引号")

_PATTERN = re.compile(
    r"""(?P<blank>[ \t\r\n\f]+|//[^\n]*|%[^\n]*|/\*.*?\*/)
      |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?)
      |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
      |(?P<string>'[^'\n]*'|"[^"\n]*")
      |(?P<tex>\$[^$\n]*\$)
      |(?P<symbol><=|>=|==|!=|/(?!\*)|[-+*^()=;,\[\]<>#.:&|!])
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """``kind`` is name, number, string, tex, symbol or end; ``at`` the offset in the source."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True)
class Source:
    """A text and the name under which errors cite it.

    ``origin`` holds (file, line) of each line where the macro processor has put them together.
    """

    name: str
    text: str
    origin: tuple[tuple[str, int], ...] = ()

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def locate(self, at: int) -> Location:
        """Line and column, from 1, of an offset."""
        line = bisect_right(self._starts, at)
        start = self._starts[line - 1]
        end = self.text.find("\n", at)
        shown = self.text[start : end if end >= 0 else len(self.text)]
        file, number = self.origin[line - 1] if self.origin else (self.name, line)
        return Location(file, number, at - start + 1, shown)


def tokens(source: Source, first: int = 0, last: int | None = None) -> list[Token]:
    """All tokens between two offsets, closed by one of kind ``end``.

    Raises
    ------
    TinbergenError
        M001 for a character that begins no token, M002 for a comment or string never closed.
    """
    found: list[Token] = []
    text, at = source.text, first
    end = len(text) if last is None else last
    match = _PATTERN.match
    while at < end:
        token = match(text, at, end)
        if token is None:
            raise _fault(source, at)
        kind = token.lastgroup
        if kind != "blank":
            found.append(Token(kind or "", token.group(), at))
        at = token.end()
    found.append(Token("end", "", end))
    return found


def _fault(source: Source, at: int) -> TinbergenError:
    opening = source.text[at : at + 2]
    where = source.locate(at)
    if opening == "/*":
        return TinbergenError("M002", at=where, what="'/*'", closing="'*/'")
    if opening[0] in "'\"$":
        return TinbergenError("M002", at=where, what=_QUOTATION, closing=_QUOTATION_MARK)
    if opening[0] == "@":
        return TinbergenError("M014", at=where, what="@")
    # Full-width characters, as Chinese keyboards write them, have a plain form.
    plain = unicodedata.normalize("NFKC", opening[0])
    meant = plain if plain != opening[0] and _PATTERN.match(plain) else None
    return TinbergenError("M001", at=where, hint=meant, character=opening[0])
