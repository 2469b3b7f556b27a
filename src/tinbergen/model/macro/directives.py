"""A text as the sequence of what to write and what to do.

A directive is a line that begins with ``@#``, behind blanks perhaps, wherever it stands: as in
Dynare 5, the macro processor knows nothing of ``/* */``, whereas ``// @#if`` is no directive since
``@#`` does not begin the line. The whole text is read before anything is carried out, so that a
fault in a branch not taken is found, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.model.dynare.lexer import Source
from tinbergen.model.macro.expression_parser import ExpressionParser
from tinbergen.model.macro.expressions import Comprehension, Defined, Literal, Prefix, Target
from tinbergen.model.macro.lexer import Cursor
from tinbergen.model.macro.limits import Budget, Place
from tinbergen.model.macro.scope import Function, Node

#: File and line of an origin.
Line: TypeAlias = tuple[str, int]

_MARK = re.compile(r"^[ \t]*(?P<directive>@#)[ \t]*|@\{", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_NAME = Text("the name of a macro variable", "宏变量名")
_QUOTED = Text("a text in double quotes", "双引号内的文本")
_NUMBER = Text("a number", "数字")
_OPEN = Text(
    "The block to be closed here is '@#{word}' of line {line}.",
    "此处应先结束第 {line} 行的“@#{word}”。",
)
_NOTHING_OPEN = Text("No block is open here.", "此处没有未结束的块。")


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text to write: where its first line comes from, and the lines that begin inside."""

    text: str
    first: Line
    others: tuple[Line, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Interpolation:
    """``@{expression}``."""

    expression: Node
    line: Line
    place: Place


@dataclass(frozen=True, slots=True)
class Define:
    name: str
    value: Node | Function
    place: Place


@dataclass(slots=True)
class If:
    """``branches`` in order, each with its condition; the last one's is true for ``@#else``."""

    place: Place
    branches: list[tuple[Node, list[Item]]] = field(default_factory=list)
    closed: bool = False


@dataclass(slots=True)
class For:
    place: Place
    target: Target
    among: Node
    body: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Command:
    """``@#include``, ``@#includepath``, ``@#echo``, ``@#error`` or ``@#echomacrovars``."""

    word: str
    argument: Node | None
    place: Place


Item: TypeAlias = Verbatim | Interpolation | Define | If | For | Command

_CLOSING = {"if": "endif", "ifdef": "endif", "ifndef": "endif", "for": "endfor"}


def read(source: Source, budget: Budget) -> list[Item]:
    """What a text asks for.

    Raises
    ------
    TinbergenError
        M080–M089, M092, M093, M104, M107, M114 and M116 for what can't be read.
    """
    return _Reader(source, budget).items()


class _Reader:
    def __init__(self, source: Source, budget: Budget) -> None:
        self._source = source
        self._budget = budget
        self._body: list[Item] = []
        self._open: list[tuple[str, If | For, list[Item]]] = []
        self._counted = 0
        self._line = 1

    def items(self) -> list[Item]:
        text, at = self._source.text, 0
        while mark := _MARK.search(text, at):
            self._verbatim(at, mark.start())
            if mark["directive"]:
                at = self._directive(mark.start("directive"), mark.end())
            else:
                at = self._interpolation(mark.start(), mark.end())
        self._verbatim(at, len(text))
        if self._open:
            word, block, _ = self._open[-1]
            raise TinbergenError(
                "M087",
                at=block.place.locate(),
                what=word,
                closing=_CLOSING[word],
                file=self._source.name,
            )
        return self._body

    def _line_at(self, at: int) -> Line:
        """The line of an offset; offsets come in order, so that each line is counted once."""
        self._line += self._source.text.count("\n", self._counted, at)
        self._counted = at
        return self._source.name, self._line

    def _verbatim(self, first: int, last: int) -> None:
        if first == last:
            return
        text = self._source.text[first:last]
        name, line = self._line_at(first)
        inside = text.count("\n", 0, len(text) - 1)
        others = tuple((name, line + 1 + k) for k in range(inside))
        self._body.append(Verbatim(text, (name, line), others, Place(self._source, first)))

    def _interpolation(self, opening: int, first: int) -> int:
        cursor = Cursor(self._source, opening, first, self._budget, braces=True)
        expression = ExpressionParser(cursor).whole()
        place = Place(self._source, opening)
        self._body.append(Interpolation(expression, self._line_at(opening), place))
        return cursor.end

    # -- directives ---------------------------------------------------------------------------
    def _directive(self, opening: int, first: int) -> int:
        """Read the directive's line; the offset behind it."""
        found = _WORD.match(self._source.text, first)
        word = found.group().lower() if found else ""
        place = Place(self._source, opening)
        if found is None or word not in _DIRECTIVES:
            hint = did_you_mean(word, _DIRECTIVES) if word else None
            raise TinbergenError(
                "M086", at=place.locate(), hint=hint and f"@#{hint}", word=f"@#{word}"
            )
        cursor = Cursor(self._source, opening, found.end(), self._budget, braces=False)
        _DIRECTIVES[word](self, word, cursor, place)
        return cursor.end

    def _if(self, word: str, cursor: Cursor, place: Place) -> None:
        self._enter(word, If(place), self._condition(word, cursor))

    def _enter(self, word: str, block: If | For, condition: Node | None = None) -> None:
        self._body.append(block)
        self._open.append((word, block, self._body))
        if isinstance(block, For):
            self._body = block.body
        else:
            self._branch(block, condition)

    def _branch(self, block: If, condition: Node | None) -> None:
        self._body = []
        block.branches.append((condition or Literal(block.place, True), self._body))

    def _condition(self, word: str, cursor: Cursor) -> Node:
        if word in ("if", "elseif"):
            return ExpressionParser(cursor).whole()
        parenthesis = cursor.take("(")
        if cursor.token.kind != "name":
            raise cursor.fault(_NAME)
        token = cursor.advance()
        if parenthesis:
            cursor.demand(")")
        cursor.demand_end()
        node: Node = Defined(cursor.place(token), token.text, functions_too=False)
        return Prefix([("!", node.place)], node) if word == "ifndef" else node

    def _else(self, word: str, cursor: Cursor, place: Place) -> None:
        block = self._innermost(word, place)
        assert isinstance(block, If)
        if block.closed:
            raise TinbergenError("M089", at=place.locate(), what=word)
        if word == "elseif":
            self._branch(block, self._condition(word, cursor))
        else:
            cursor.demand_end()
            self._branch(block, None)
            block.closed = True

    def _end(self, word: str, cursor: Cursor, place: Place) -> None:
        self._innermost(word, place)
        cursor.demand_end()
        _, _, self._body = self._open.pop()

    def _innermost(self, word: str, place: Place) -> If | For:
        """The block that a closing word belongs to; M088 when the innermost one is another."""
        closing = "endfor" if word == "endfor" else "endif"
        if self._open and _CLOSING[self._open[-1][0]] == closing:
            return self._open[-1][1]
        opened = _NOTHING_OPEN
        if self._open:
            other, block, _ = self._open[-1]
            opened = _OPEN.fill(word=other, line=block.place.locate().line)
        raise TinbergenError("M088", at=place.locate(), what=word, opened=opened)

    def _for(self, word: str, cursor: Cursor, place: Place) -> None:
        parser = ExpressionParser(cursor)
        target = parser.target()
        cursor.demand("in")
        among = parser.parse()
        if cursor.take("when"):
            among = Comprehension(target, among, None, parser.parse())
        cursor.demand_end(operator=True)
        # Dynare spreads no element over a single name, even if it stands in parentheses.
        target = replace(target, spread=len(target.names) > 1)
        self._enter(word, For(place, target, among))

    def _define(self, word: str, cursor: Cursor, place: Place) -> None:
        token = cursor.demand_name()
        value: Node | Function = Literal(place, 1.0)
        if cursor.take("("):
            parameters = self._parameters(cursor)
            cursor.demand("=")
            value = Function(parameters, ExpressionParser(cursor).whole())
        elif cursor.take("="):
            value = ExpressionParser(cursor).whole()
        else:
            cursor.demand_end()
        self._body.append(Define(token.text, value, cursor.place(token)))

    def _parameters(self, cursor: Cursor) -> tuple[str, ...]:
        if cursor.take(")"):
            return ()
        names = [cursor.demand_name().text]
        while cursor.take(","):
            names.append(cursor.demand_name().text)
        cursor.demand(")")
        return tuple(names)

    def _command(self, word: str, cursor: Cursor, place: Place) -> None:
        argument = ExpressionParser(cursor).whole()
        self._body.append(Command(word, argument, place))

    def _list_variables(self, word: str, cursor: Cursor, place: Place) -> None:
        if cursor.take("("):
            cursor.demand("save")
            cursor.demand(")")
        while cursor.token.kind == "name":
            cursor.advance()
        cursor.demand_end()
        self._body.append(Command(word, None, place))

    def _renumber(self, word: str, cursor: Cursor, place: Place) -> None:
        """``@#line "file" number``, which Dynare writes for itself, and passes over."""
        cursor.demand_kind("string", _QUOTED)
        cursor.demand_kind("number", _NUMBER)
        cursor.demand_end()


_DIRECTIVES: dict[str, Callable[[_Reader, str, Cursor, Place], None]] = {
    "if": _Reader._if,
    "ifdef": _Reader._if,
    "ifndef": _Reader._if,
    "elseif": _Reader._else,
    "else": _Reader._else,
    "endif": _Reader._end,
    "for": _Reader._for,
    "endfor": _Reader._end,
    "define": _Reader._define,
    "include": _Reader._command,
    "includepath": _Reader._command,
    "echo": _Reader._command,
    "error": _Reader._command,
    "echomacrovars": _Reader._list_variables,
    "line": _Reader._renumber,
}
