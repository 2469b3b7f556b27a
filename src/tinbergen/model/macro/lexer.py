"""Macro expressions as tokens, and a cursor over them.

A directive ends with its line, unless two backslashes continue it; ``@{`` ends at ``}``.
"""

from __future__ import annotations

import re

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.dynare.lexer import Source, Token
from tinbergen.model.dynare.tokens import Stream
from tinbergen.model.macro.functions import BINARY, NORMAL, UNARY
from tinbergen.model.macro.limits import OPENING, TOKEN, Budget, Place

_TOKEN = r"""
    (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<string>"[^"\n]*")
  | (?P<symbol><=|>=|==|!=|&&|\|\||[-+*/^()\[\],=<>:!&|])
"""
_IN_DIRECTIVE = re.compile(
    r"(?P<blank>[ \t\r]+|\\\\[ \t\r]*(?://[^\n]*)?\n|//[^\n]*)|(?P<end>\n)|" + _TOKEN, re.VERBOSE
)
_IN_TEXT = re.compile(r"(?P<blank>[ \t\r\n]+)|(?P<end>\})|" + _TOKEN, re.VERBOSE)

CASTS = ("bool", "real", "string", "tuple", "array")
TYPE_TESTS = ("isboolean", "isreal", "isstring", "istuple", "isarray")
#: Words of the language, written in any case; none of them can name a variable.
RESERVED = frozenset((
    *UNARY, *BINARY, *NORMAL, *CASTS, *TYPE_TESTS, "true", "false", "inf", "nan", "in", "for",
    "when", "sum", "length", "isempty", "defined", "save",
))  # fmt: skip

_LINE_END = Text("the end of the line", "行尾")
_BRACE_END = Text("'}'", "“}”")
_OPERATOR_OR = Text("an operator or {end}", "运算符或{end}")
_NAME = Text("a name", "名称")


class Cursor(Stream):
    """Tokens from ``opening`` on, up to the end of the directive or to the closing brace.

    Kinds are number, name, word (reserved, in lower case), string, symbol and end.

    Raises
    ------
    TinbergenError
        M080, M081 and M082 for what is no token; M085 for ``@{`` without ``}``.
    """

    _words = "word"

    def __init__(
        self, source: Source, opening: int, first: int, budget: Budget, *, braces: bool
    ) -> None:
        self.source = source
        self._opening = opening
        self._opener = source.text[opening:first].strip()
        self._braces = braces
        found, self.end = self._read(first, budget)
        super().__init__(found)

    def _read(self, at: int, budget: Budget) -> tuple[list[Token], int]:
        """All tokens, and the offset behind what closes them."""
        text = self.source.text
        match = (_IN_TEXT if self._braces else _IN_DIRECTIVE).match
        opening = Place(self.source, self._opening)
        budget.spend(OPENING, opening)
        found: list[Token] = []
        while at < len(text):
            budget.spend(TOKEN, opening)
            token = match(text, at)
            if token is None:
                raise self._no_token(at)
            if token.lastgroup == "end":
                found.append(Token("end", "", at))
                return found, token.end()
            if token.lastgroup != "blank":
                found.append(_classified(token.lastgroup or "", token.group(), at))
            at = token.end()
        if self._braces:
            raise self._never_closed()
        found.append(Token("end", "", at))
        return found, at

    def demand(self, text: str) -> Token:
        """Pass over ``text``, which must come next; M083 when something else does."""
        if not self.at(text):
            raise self.fault(_quoted(text))
        return self.advance()

    def demand_kind(self, kind: str, expected: Text) -> Token:
        if self.token.kind != kind:
            raise self.fault(expected)
        return self.advance()

    def demand_name(self) -> Token:
        """The name of a variable or function; M093 for a word of the language."""
        token = self.token
        if token.kind == "word" or (token.kind == "number" and token.text in ("inf", "nan")):
            raise TinbergenError("M093", at=self.place(token).locate(), name=token.text)
        return self.demand_kind("name", _NAME)

    def demand_end(self, *, operator: bool = False) -> None:
        """M083 when something follows; it might have been an ``operator``."""
        if self.token.kind != "end":
            end = _BRACE_END if self._braces else _LINE_END
            raise self.fault(_OPERATOR_OR.fill(end=end) if operator else end)

    def place(self, token: Token | None = None) -> Place:
        return Place(self.source, (token or self.token).at)

    def fault(self, expected: Text) -> TinbergenError:
        """M083, or what is more likely wrong: M084 for ``=``, M085 for an open ``@{``."""
        found = self.token
        after = self._tokens[self._next - 1].text if self._next else self._opener
        if self._looks_open():
            return self._never_closed()
        at = self.place(found).locate()
        if found.text == "=":
            return TinbergenError("M084", at=at)
        closing = _BRACE_END if self._braces else _LINE_END
        shown = _quoted(found.text[:40]) if found.kind != "end" else closing
        return TinbergenError(
            "M083", at=at, expected=expected, after=_quoted(after[-40:]), found=shown
        )

    def _looks_open(self) -> bool:
        """Whether a fault after ``@{`` is best explained by a brace forgotten on its line."""
        text = self.source.text
        end = text.find("\n", self._opening)
        return self._braces and "}" not in text[self._opening : end if end >= 0 else None]

    def _never_closed(self) -> TinbergenError:
        return TinbergenError("M085", at=self.source.locate(self._opening))

    def _no_token(self, at: int) -> TinbergenError:
        if self._looks_open():
            return self._never_closed()
        character = self.source.text[at]
        where = self.source.locate(at)
        if character in "\"'":
            return TinbergenError("M081" if character == '"' else "M082", at=where)
        return TinbergenError("M080", at=where, character=character)


def _quoted(text: str) -> Text:
    return Text(f"'{text}'", f"“{text}”")


def _classified(kind: str, text: str, at: int) -> Token:
    """Names that are words of the language, told apart."""
    word = text.lower()
    if kind != "name" or word not in RESERVED:
        return Token(kind, text, at)
    return Token("number" if word in ("inf", "nan") else "word", word, at)
