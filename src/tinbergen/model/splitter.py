"""A model file's statements, cut apart before they are read.

Lines for MATLAB may stand anywhere between statements and can hold any character, so a file can't
be made into tokens as a whole. Comments are blanked, offsets kept.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tinbergen.core.errors import TinbergenError
from tinbergen.model.lexer import Source

_COMMENT = re.compile(
    r"""(?P<keep>'[^'\n]*'|"[^"\n]*"|\$[^$\n]*\$)|(?P<comment>//[^\n]*|%[^\n]*|/\*.*?\*/)""",
    re.DOTALL,
)
_OPEN = re.compile(r"/\*")
_SPACE = re.compile(r"[\s;]*")
_WORD = re.compile(r"[A-Za-z_]\w*")
_END = re.compile(r"(?<![\w.])end\s*;", re.IGNORECASE)
_SCALAR = re.compile(r"[A-Za-z_]\w*\s*=[^=;\n\[\]{}'\"]*;")
_LINE_END = re.compile(r"(?<!\.\.\.)\n|\Z")


class Piece(NamedTuple):
    """A statement from ``first`` to ``last`` (offsets), ``word`` being how it begins."""

    word: str
    first: int
    last: int


def blank_comments(source: Source) -> str:
    """The text with comments replaced by blanks of the same length.

    Raises
    ------
    TinbergenError
        M002 for a comment that is never closed.
    """

    def blank(match: re.Match[str]) -> str:
        text = match.group()
        return text if match.group("keep") else re.sub(r"[^\n]", " ", text)

    text = _COMMENT.sub(blank, source.text)
    if open_at := _OPEN.search(_quoted_blanked(text)):
        raise TinbergenError("M002", at=source.locate(open_at.start()), what="'/*'", closing="'*/'")
    return text


def _quoted_blanked(text: str) -> str:
    return re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", lambda m: " " * len(m.group()), text)


class Splitter:
    """Hands out statements one by one; what a word begins is decided by its caller."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = blank_comments(source)
        self._at = 0

    def word(self) -> tuple[str, int] | None:
        """The next statement's first word (empty when it begins otherwise) and its offset."""
        skipped = _SPACE.match(self.text, self._at)
        self._at = skipped.end() if skipped else self._at
        if self._at >= len(self.text):
            return None
        found = _WORD.match(self.text, self._at)
        return (found.group() if found else ""), self._at

    def follows(self, pattern: str) -> bool:
        """Whether this pattern comes right behind the word."""
        found = _WORD.match(self.text, self._at)
        behind = found.end() if found else self._at
        return re.compile(r"\s*" + pattern).match(self.text, behind) is not None

    def statement(self, word: str) -> Piece:
        """Up to the next ``;`` outside quotes.

        Raises
        ------
        TinbergenError
            M002 when there is none.
        """
        first, at, quote = self._at, self._at, ""
        while at < len(self.text):
            character = self.text[at]
            if quote:
                quote = "" if character in (quote, "\n") else quote
            elif character in "'\"$":
                quote = character
            elif character == ";":
                self._at = at + 1
                return Piece(word, first, self._at)
            at += 1
        raise TinbergenError("M002", at=self.source.locate(first), what=f"'{word}'", closing="';'")

    def matrix(self, word: str) -> Piece:
        """Up to the ``;`` behind the next ``]``.

        Raises
        ------
        TinbergenError
            M002 when there is none.
        """
        closing = re.compile(r"[^\]]*\]\s*;").match(self.text, self._at)
        if closing is None:
            at = self.source.locate(self._at)
            raise TinbergenError("M002", at=at, what=f"'{word}'", closing="'];'")
        piece = Piece(word, self._at, closing.end())
        self._at = closing.end()
        return piece

    def block(self, word: str) -> Piece:
        """Up to and with the next ``end;``.

        Raises
        ------
        TinbergenError
            M002 when there is none.
        """
        closing = _END.search(self.text, self._at)
        if closing is None:
            raise TinbergenError(
                "M002", at=self.source.locate(self._at), what=f"'{word}'", closing="'end;'"
            )
        piece = Piece(word, self._at, closing.end())
        self._at = closing.end()
        return piece

    def line(self, word: str) -> Piece:
        """Up to the end of the line, or of lines that ``...`` joins; a scalar up to its ``;``."""
        closing = _SCALAR.match(self.text, self._at) or _LINE_END.search(self.text, self._at)
        assert closing is not None
        if closing.re is _SCALAR:
            piece = Piece(word, self._at, closing.end())
            self._at = closing.end()
            return piece
        piece = Piece(word, self._at, closing.start())
        self._at = max(closing.end(), self._at + 1)
        return piece
