"""A model file's statements, cut apart before they are read.

Lines for MATLAB may stand anywhere between statements and can hold any character, so a file can't
be made into tokens as a whole. Comments are blanked, offsets kept.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tinbergen.core.errors import TinbergenError
from tinbergen.model.dynare.lexer import Source

_COMMENT = re.compile(
    r"""(?P<keep>(?<![\w)\]}'.])'(?:[^'\n]|'')*'|"[^"\n]*"|\$[^$\n]*\$)|(?P<comment>//[^\n]*|%[^\n]*|/\*.*?\*/)""",
    re.DOTALL,
)
_OPEN = re.compile(r"/\*")
_SPACE = re.compile(r"[\s;,]*")
_WORD = re.compile(r"[A-Za-z_]\w*")
_END = re.compile(r"(?<![\w.])end\s*;", re.IGNORECASE)
#: What a line for MATLAB is made of: texts, transposes, joined lines, brackets, ends.
_NATIVE = re.compile(
    r"""(?P<text>(?<![\w)\]}'.])'(?:[^'\n]|'')*'|"[^"\n]*")|(?P<joined>\.\.\.[^\n]*\n)"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>[;,])|(?P<line>\n)|\Z""",
)


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

    def native(self, word: str) -> Piece:
        """A statement of MATLAB's: up to a ``;`` or ``,`` outside brackets, or the line's end.

        A matrix may go on over several lines, and ``...`` joins lines.
        """
        return self._native(word, whole_line=self.text[self._at] == "!")

    def line(self, word: str) -> Piece:
        """Up to the end of the line, or of lines that ``...`` or a matrix joins."""
        return self._native(word, whole_line=True)

    def _native(self, word: str, *, whole_line: bool) -> Piece:
        first, at = self._at, self._at
        open_brackets: list[str] = []
        line_end: int | None = None
        while True:
            found = _NATIVE.search(self.text, at)
            assert found is not None
            kind, at = found.lastgroup, found.end()
            if kind == "open":
                open_brackets.append(found.group())
            elif kind == "close" and open_brackets:
                open_brackets.pop()
            elif kind == "line":
                line_end = found.start() if line_end is None else line_end
                if not any(b != "(" for b in open_brackets):
                    last = found.start()
                    break
            elif kind == "end" and not open_brackets and not whole_line:
                last = found.end()
                break
            elif kind is None:
                # Brackets that nothing closes end with their line.
                last = line_end if line_end is not None and open_brackets else found.start()
                break
        self._at = max(last, first + 1)
        return Piece(word, first, last)

    def until(self, word: str, last: int) -> Piece:
        """Up to an offset."""
        piece = Piece(word, self._at, last)
        self._at = last
        return piece

    def back(self, at: int) -> int:
        """Go on from an offset, which is returned."""
        self._at = at
        return at

    @property
    def place(self) -> int:
        """The offset of what comes next."""
        return self._at
