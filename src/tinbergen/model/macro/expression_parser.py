"""Macro expressions from tokens, by precedence climbing.

From loose to tight: ``||``, ``&&``, equality, order, ``in``, ``:``, ``|``, ``&``, sums, products,
signs with ``!`` and casts, ``^``. ``in``, ``:`` and ``^`` do not chain. Only names can be indexed.
"""

from __future__ import annotations

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.dynare.lexer import Token
from tinbergen.model.macro.built_in import ARITIES
from tinbergen.model.macro.expressions import (
    BuiltIn,
    Call,
    Chain,
    Comprehension,
    Defined,
    Display,
    In,
    Index,
    Literal,
    Logical,
    Name,
    Prefix,
    Range,
    Target,
)
from tinbergen.model.macro.lexer import CASTS, Cursor
from tinbergen.model.macro.limits import EXPRESSION_DEPTH, EXPRESSIONS, Place, too_deep
from tinbergen.model.macro.scope import Node
from tinbergen.model.macro.values import Array, Tuple

_LEVELS = {
    "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "in": 5, ":": 6,
    "|": 7, "&": 8, "+": 9, "-": 9, "*": 10, "/": 10,
}  # fmt: skip

_OPERAND = Text("a number, string, name, '(' or '['", "数字、字符串、名称、“(”或“[”")
_COMMA_OR = Text("',' or '{closing}'", "“,”或“{closing}”")
_WHEN_OR_END = Text("'when' or ']'", "“when”或“]”")
_END = Text("']'", "“]”")
_OR = Text("{few} or {many}", "{few} 或 {many}")


class ExpressionParser:
    """Reads expressions from a cursor."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._depth = 0

    def whole(self) -> Node:
        """The expression up to the end."""
        node = self.parse()
        self._cursor.demand_end(operator=True)
        return node

    def parse(self, level: int = 1) -> Node:
        """The expression that comes next, of operators that bind at least as ``level``."""
        start = self._cursor.place()
        self._depth += 1
        self._limit(self._depth, start)
        node = self._prefix()
        while (binding := self._binding()) >= level:
            op = self._cursor.token
            if op.text == "in":
                self._cursor.advance()
                node = In(self._cursor.place(op), node, self.parse(binding + 1))
            elif op.text == ":":
                node = self._range(node, binding)
            else:
                node = self._chain(node, binding)
            if op.text in ("in", ":") and self._binding() == binding:
                raise TinbergenError("M107", at=self._cursor.place().locate(), operator=op.text)
        self._depth -= 1
        self._limit(node.depth, start)
        return node

    def _limit(self, depth: int, place: Place) -> None:
        if depth > EXPRESSION_DEPTH:
            raise too_deep(EXPRESSIONS, EXPRESSION_DEPTH, place)

    def _binding(self) -> int:
        token = self._cursor.token
        return _LEVELS.get(token.text, 0) if token.kind in ("symbol", "word") else 0

    def _chain(self, first: Node, binding: int) -> Node:
        rest = []
        while self._binding() == binding:
            op = self._cursor.advance()
            rest.append((op.text, self._cursor.place(op), self.parse(binding + 1)))
        return (Logical if binding <= _LEVELS["&&"] else Chain)(first, rest)

    def _range(self, first: Node, binding: int) -> Node:
        place = self._cursor.place()
        parts = [first]
        while len(parts) < 3 and self._cursor.take(":"):
            parts.append(self.parse(binding + 1))
        return Range(place, parts)

    def _prefix(self) -> Node:
        operators = self._prefix_operators()
        operand = self._power()
        return Prefix(operators, operand) if operators else operand

    def _prefix_operators(self) -> list[tuple[str, Place]]:
        """Signs, ``!`` and casts such as ``(real)``."""
        cursor = self._cursor
        found = []
        while True:
            place = cursor.place()
            if cursor.at("-", "+", "!"):
                found.append((cursor.advance().text, place))
            elif cursor.at("(") and cursor.peek().kind == "word" and self._is_cast():
                found.append((cursor.peek().text, place))
                for _ in range(3):
                    cursor.advance()
            else:
                return found

    def _is_cast(self) -> bool:
        return self._cursor.peek().text in CASTS and self._cursor.peek(2).text == ")"

    def _power(self) -> Node:
        """``a^b``, and ``a^-b^c``, whose sign applies to ``b^c``."""
        cursor = self._cursor
        operands = [self._primary()]
        signs: list[tuple[Place, list[tuple[str, Place]]]] = []
        while cursor.at("^"):
            if signs and not signs[-1][1]:
                raise TinbergenError("M107", at=cursor.place().locate(), operator="^")
            place = cursor.place(cursor.advance())
            signs.append((place, self._prefix_operators()))
            operands.append(self._primary())
        node = operands.pop()
        for place, operators in reversed(signs):
            exponent = Prefix(operators, node) if operators else node
            node = Chain(operands.pop(), [("^", place, exponent)])
        return node

    def _primary(self) -> Node:
        cursor = self._cursor
        token = cursor.token
        place = cursor.place()
        if token.kind in ("number", "string"):
            cursor.advance()
            return Literal(place, float(token.text) if token.kind == "number" else token.text[1:-1])
        if cursor.take("true") or cursor.take("false"):
            return Literal(place, token.text == "true")
        if token.kind == "name":
            return self._name(cursor.advance(), place)
        if cursor.take("("):
            return self._parenthesis(place)
        if cursor.take("["):
            return self._bracket(place)
        if cursor.take("defined"):
            return self._defined(place)
        if token.text in ARITIES and token.kind == "word":
            return self._built_in(cursor.advance(), place)
        raise cursor.fault(_OPERAND)

    def _name(self, token: Token, place: Place) -> Node:
        if self._cursor.take("("):
            return Call(place, token.text, self._list(")"))
        if self._cursor.take("["):
            return Index(place, token.text, self._list("]"))
        return Name(place, token.text)

    def _list(self, closing: str) -> tuple[Node, ...]:
        """Expressions between commas, up to ``closing``."""
        if self._cursor.take(closing):
            return ()
        parts = [self.parse()]
        while self._cursor.take(","):
            parts.append(self.parse())
        if not self._cursor.take(closing):
            raise self._cursor.fault(_COMMA_OR.fill(closing=closing))
        return tuple(parts)

    def _defined(self, place: Place) -> Node:
        self._cursor.demand("(")
        name = self._cursor.demand_name()
        self._cursor.demand(")")
        return Defined(place, name.text, functions_too=True)

    def _built_in(self, token: Token, place: Place) -> Node:
        self._cursor.demand("(")
        arguments = self._list(")")
        arities = ARITIES[token.text]
        if len(arguments) not in arities:
            wanted = _OR.fill(few=arities[0], many=arities[-1]) if len(arities) > 1 else arities[0]
            raise TinbergenError(
                "M092", at=place.locate(), name=token.text, wanted=wanted, given=len(arguments)
            )
        return BuiltIn(place, token.text, arguments)

    def _parenthesis(self, place: Place) -> Node:
        """``(a)`` is ``a``; ``()``, ``(a,)`` and ``(a, b)`` are tuples."""
        if self._cursor.take(")"):
            return Display(place, Tuple, ())
        first = self.parse()
        if self._cursor.take(")"):
            return first
        if not self._cursor.take(","):
            raise self._cursor.fault(_COMMA_OR.fill(closing=")"))
        if self._cursor.take(")"):
            return Display(place, Tuple, (first,))
        return Display(place, Tuple, (first, *self._list(")")))

    def _bracket(self, place: Place) -> Node:
        """An array, or a comprehension."""
        if self._cursor.take("]"):
            return Display(place, Array, ())
        first = self.parse()
        if self._cursor.take("for"):
            target = self.target()
            self._cursor.demand("in")
            return self._comprehension(target, self.parse(), first)
        if self._cursor.at("when") and isinstance(first, In):
            return self._comprehension(_as_target(first.item), first.among, None)
        if self._cursor.take("]"):
            return Display(place, Array, (first,))
        if not self._cursor.take(","):
            raise self._cursor.fault(_COMMA_OR.fill(closing="]"))
        return Display(place, Array, (first, *self._list("]")))

    def _comprehension(self, target: Target, among: Node, output: Node | None) -> Node:
        condition = self.parse() if self._cursor.take("when") else None
        if not self._cursor.take("]"):
            expected = _WHEN_OR_END if condition is None else _END
            raise self._cursor.fault(expected)
        return Comprehension(target, among, output, condition)

    def target(self) -> Target:
        """What a loop or a comprehension binds: ``name`` or ``(name, name)``."""
        place = self._cursor.place()
        if not self._cursor.take("("):
            return Target((self._cursor.demand_name().text,), False, place)
        return _as_target(self._parenthesis(place))


def _as_target(node: Node) -> Target:
    """The names to bind; M104 when something else stands there."""
    if isinstance(node, Name):
        return Target((node.name,), False, node.place)
    names = node.parts if isinstance(node, Display) and node.type_ is Tuple else ()
    kept = tuple(part.name for part in names if isinstance(part, Name))
    if not kept or len(kept) != len(names):
        raise TinbergenError("M104", at=node.place.locate())
    return Target(kept, True, node.place)
