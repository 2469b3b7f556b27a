"""Values of MATLAB's within expressions: ``x(3)``, ``params.a``, ``oo_.steady_state(2)``.

Such a value is a leaf of the expression graph whose name is its text; what computes the expression
looks it up where names of MATLAB's have values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tinbergen.model.dynare.expression_parser import RESERVED, ExpressionParser, Operator
from tinbergen.model.dynare.lexer import Token
from tinbergen.model.dynare.matlab.matlab_syntax import read_expression
from tinbergen.model.dynare.matlab.matlab_tree import NotReadError
from tinbergen.model.dynare.tokens import Cursor
from tinbergen.model.expression import Graph, Node


class NativeReaders(Mapping[str, Operator]):
    """The operators of an expression outside equations, with names that are MATLAB's.

    A name is MATLAB's where it is none of the model's and an index, arguments or a field follow.
    """

    def __init__(
        self, graph: Graph, cursor: Cursor, kinds: Mapping[str, str], others: Mapping[str, Operator]
    ) -> None:
        self._graph, self._cursor, self._kinds, self._others = graph, cursor, kinds, others

    def __contains__(self, name: object) -> bool:
        if name in self._others:
            return True
        if name in self._kinds or (isinstance(name, str) and name.lower() in RESERVED):
            return False
        return self._cursor.at("(") or self._field()

    def __getitem__(self, name: str) -> Operator:
        return self._others.get(name, self._read)

    def __iter__(self) -> Iterator[str]:
        return iter(self._others)

    def __len__(self) -> int:
        return len(self._others)

    def __bool__(self) -> bool:
        return True

    def _field(self) -> bool:
        return self._cursor.at(".") and self._cursor.peek().kind == "name"

    def _read(self, parser: ExpressionParser, token: Token) -> Node:
        cursor, last = self._cursor, token
        while True:
            if self._field():
                cursor.advance()
                last = cursor.advance()
            elif cursor.at("("):
                last = self._parenthesis(token)
            else:
                break
        text = cursor.source.text[token.at : last.at + len(last.text)]
        try:
            read_expression(text)
        except NotReadError:
            raise cursor.fault("';'", token.text, cursor.token) from None
        return self._graph.parameter(" ".join(text.split()))

    def _parenthesis(self, name: Token) -> Token:
        cursor, depth = self._cursor, 0
        while True:
            token = cursor.advance()
            if token.kind == "end" or token.text == ";":
                raise cursor.fault("')'", name.text, token)
            depth += (token.text == "(") - (token.text == ")")
            if not depth:
                return token


def is_native(text: str) -> bool:
    """Whether a text is an expression of MATLAB's."""
    try:
        read_expression(text)
    except NotReadError:
        return False
    return True
