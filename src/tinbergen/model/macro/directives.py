"""A text as the sequence of what to write and what to do.

A directive is a line that begins with ``@#``, blanks before it allowed, wherever it stands: like
Dynare 5, the macro processor knows nothing of ``/* */``, whereas ``// @#if`` is no directive because
``@#`` does not begin the line. The whole text is read before anything is carried out, so that a
fault in a branch not taken is found, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.model.lexer import Source
from tinbergen.model.macro.expression_parser import ExpressionParser
from tinbergen.model.macro.expressions import Comprehension, Defined, Literal, Node, Prefix, Target
from tinbergen.model.macro.lexer import Cursor
from tinbergen.model.macro.limits import Place
from tinbergen.model.macro.scope import Function

#: File and line of an origin.
Line: TypeAlias = tuple[str, int]

_MARK = re.compile(r"^[ \t]*(?P<directive>@#)[ \t]*|@\{", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_NAME = Text("the name of a macro variable", "宏变量名")
_QUOTED = Text("a text in double quotes", "双引号内的文本")
_NUMBER = Text("a number", "数字")
_PARAMETERS = Text("the parameters", "参数表")
_EXPRESSION = Text("the expression", "表达式")


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
