"""What the work of the macro processor costs and how deep it goes, so that no text can hang it.

How much work, and how much text, is allowed stands in :mod:`tinbergen.core.limits`: units of work
take about half a microsecond each and are mostly one value made or one node evaluated. The largest
published models need some ten thousand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from tinbergen.core import limits
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.dynare.lexer import Source
from tinbergen.model.macro.values import CHARACTERS, Sequence, Value, weight

#: What it costs to read a directive or ``@{`` and each of its tokens, to call a function and to
#: make a sequence, beside their contents.
OPENING, TOKEN, CALL, SEQUENCE = 20, 6, 8, 4
#: Parentheses in expressions; levels in bodies of functions that call one another; blocks and
#: included files; arrays in arrays. Together they stay well below Python's own limit of a thousand.
EXPRESSION_DEPTH = 64
CALL_DEPTH = 200
BLOCK_DEPTH = 50
VALUE_DEPTH = 50

EXPRESSIONS = Text("expressions", "表达式")
CALLS = Text("macro functions", "宏函数")
BLOCKS = Text("@#if, @#for and @#include", "@#if、@#for 与 @#include")
VALUES = Text("arrays and tuples", "数组与元组")

_S = TypeVar("_S", bound=Sequence)


class Place(NamedTuple):
    """A place in a source; lines are counted only when an error cites it."""

    source: Source
    at: int

    def locate(self) -> Location:
        return self.source.locate(self.at)


class Budget:
    """Counts the work done, and makes the values that take memory."""

    def __init__(self) -> None:
        self._left: float = limits.most("macro_work")

    def spend(self, units: float, place: Place | None) -> None:
        """Take note of work.

        Raises
        ------
        TinbergenError
            M114 when there has been too much of it.
        """
        self._left -= units
        if self._left < 0:
            raise TinbergenError(
                "M114", at=place and place.locate(), most=f"{limits.most('macro_work'):,}"
            )

    def sequence(self, type_: type[_S], items: Iterable[Value], place: Place | None) -> _S:
        """An array or a tuple."""
        kept = tuple(items)
        self.spend(SEQUENCE + len(kept), place)
        deepest = max((i.depth for i in kept if isinstance(i, Sequence)), default=0)
        if deepest >= VALUE_DEPTH:
            raise too_deep(VALUES, VALUE_DEPTH, place)
        return type_(kept, 1 + sum(map(weight, kept)), 1 + deepest)

    def string(self, text: str, place: Place | None) -> str:
        self.spend(1 + len(text) // CHARACTERS, place)
        return text


def too_deep(what: Text, deepest: int, place: Place | None) -> TinbergenError:
    """M116: ``what`` stand within one another too many times."""
    return TinbergenError("M116", at=place and place.locate(), what=what, deepest=deepest)
