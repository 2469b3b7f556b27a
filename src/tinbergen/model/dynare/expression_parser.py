"""Expressions of model files, by precedence climbing.

Precedence as in Dynare 5: comparisons, sums, products, unary minus, power; ``^`` does not chain and
binds tighter than unary minus, so that ``-x^2`` is ``-(x^2)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.model.dynare.lexer import Token
from tinbergen.model.dynare.tokens import Cursor
from tinbergen.model.expression import COMPARISONS, FUNCTIONS1, FUNCTIONS2, Graph, Node

_LEVELS = {"==": 1, "!=": 1, "<": 2, "<=": 2, ">": 2, ">=": 2, "+": 3, "-": 3, "*": 4, "/": 4}
_TIGHTEST = 5
_ALIASES = {"ln": "log"}
#: Six Python frames a level must stay well below the interpreter's limit of a thousand.
_DEEPEST = 100

_OPERAND = Text("a number, a name or '('", "数字、名称或“(”")
_OPERATOR = Text("the operator before it", "前面的运算符")
_INNER = Text("the expression in parentheses", "括号内的表达式")
_FUNCTION = Text("the function {name}", "函数 {name}")
_ARGUMENTS = Text("the arguments of {name}", "{name} 的参数")

RESERVED = frozenset((*FUNCTIONS1, *FUNCTIONS2, *_ALIASES, "diff"))

_CALLED = frozenset((*RESERVED, *_ALIASES))

#: What a name means: a node for (name, lag), or None when the name is unknown.
Scope = Callable[[Token, int | None], Node | None]
#: Reads an operator's arguments: (the parser, the operator's token) -> node.
Operator = Callable[["ExpressionParser", Token], Node]


class ExpressionParser:
    """Reads expressions from a cursor into a graph; names mean what ``scope`` says.

    ``operators`` are words that read what follows them by themselves, such as EXPECTATION.
    """

    def __init__(
        self,
        cursor: Cursor,
        graph: Graph,
        scope: Scope,
        known: Callable[[], list[str]],
        operators: Mapping[str, Operator] | None = None,
    ) -> None:
        self._operators = operators or {}
        self._cursor = cursor
        self._graph = graph
        self._scope = scope
        self._known = known
        self._depth = 0

    @property
    def cursor(self) -> Cursor:
        return self._cursor

    def with_operators(self, operators: Mapping[str, Operator]) -> ExpressionParser:
        """The same reader, knowing further operators."""
        return ExpressionParser(self._cursor, self._graph, self._scope, self._known, operators)

    def atom(self) -> Node:
        """A signed number or name, or an expression in parentheses."""
        if self._cursor.take("-"):
            return self._graph.neg(self._primary())
        self._cursor.take("+")
        return self._primary()

    def parse(self, level: int = 1) -> Node:
        """The expression that comes next."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TinbergenError("M012", at=self._cursor.where(), deepest=_DEEPEST)
        left = self._unary()
        while (token := self._cursor.token).kind == "symbol":
            binding = _LEVELS.get(token.text, 0)
            if binding < level:
                break
            self._cursor.advance()
            right = self.parse(binding + 1)
            left = (
                self._graph.apply(token.text, (left, right))
                if binding > 2
                else (self._graph.call(token.text, left, right))
            )
        self._depth -= 1
        return left

    def _unary(self) -> Node:
        if self._cursor.take("-"):
            return self._graph.neg(self.parse(_TIGHTEST))
        if self._cursor.take("+"):
            return self.parse(_TIGHTEST)
        return self._power()

    def _power(self) -> Node:
        base = self._primary()
        if not self._cursor.take("^"):
            return base
        negative = self._cursor.take("-")
        if not negative:
            self._cursor.take("+")
        exponent = self._primary()
        if self._cursor.at("^"):
            raise TinbergenError("M011", at=self._cursor.where())
        return self._graph.pow(base, self._graph.neg(exponent) if negative else exponent)

    def _primary(self) -> Node:
        token = self._cursor.advance()
        if token.kind == "number":
            return self._graph.number(float(token.text.lower().replace("d", "e")))
        if token.kind == "name":
            if token.text in self._operators:
                return self._operators[token.text](self, token)
            return self._name(token)
        if token.text == "(" and token.kind == "symbol":
            inner = self.parse()
            self._cursor.demand(")", _INNER)
            return inner
        raise self._cursor.fault(_OPERAND, _OPERATOR, token)

    def _name(self, token: Token) -> Node:
        name = _ALIASES.get(token.text, token.text)
        if name in RESERVED:
            return self._call(token, name)
        node = self._scope(token, None)
        if node is None and (spelt := name.lower()) in _CALLED and self._cursor.at("("):
            return self._call(token, _ALIASES.get(spelt, spelt))
        if node is None:
            raise TinbergenError(
                "M004",
                at=self._cursor.where(token),
                hint=did_you_mean(token.text, [*self._known(), *RESERVED]),
                name=token.text,
            )
        if self._cursor.at("("):
            node = self._scope(token, self._lag())
            assert node is not None
        return node

    def _lag(self) -> int | None:
        """The ``(-1)`` behind a name; None when what stands in parentheses is no whole number."""
        sign = self._cursor.peek()
        number = self._cursor.peek(2) if sign.text in "+-" and sign.kind == "symbol" else sign
        closing = self._cursor.peek(3 if number is not sign else 2)
        if number.kind != "number" or not number.text.isdecimal() or closing.text != ")":
            raise TinbergenError("M010", at=self._cursor.where(sign))
        for _ in range(4 if number is not sign else 3):
            self._cursor.advance()
        lag = limits.whole("lag", number.text, self._cursor.where(number))
        return -lag if sign.text == "-" else lag

    def _call(self, token: Token, name: str) -> Node:
        self._cursor.demand("(", _FUNCTION.fill(name=token.text))
        args = [self.parse()]
        while self._cursor.take(","):
            args.append(self.parse())
        self._cursor.demand(")", _ARGUMENTS.fill(name=token.text))
        wanted = 2 if name in FUNCTIONS2 else 1
        if name in ("normcdf", "normpdf") and len(args) == 3:
            return self._normal(name, *args)
        if len(args) != wanted:
            raise TinbergenError(
                "M009",
                at=self._cursor.where(token),
                name=token.text,
                wanted=wanted,
                given=len(args),
            )
        if name == "diff":
            return self._graph.sub(args[0], self._graph.shift(args[0], -1))
        return self._graph.call(name, *args)

    def _normal(self, name: str, x: Node, mean: Node, deviation: Node) -> Node:
        """The normal distribution with a mean and a standard deviation."""
        standard = self._graph.call(name, self._graph.div(self._graph.sub(x, mean), deviation))
        return standard if name == "normcdf" else self._graph.div(standard, deviation)


__all__ = ["COMPARISONS", "RESERVED", "ExpressionParser", "Operator", "Scope"]
