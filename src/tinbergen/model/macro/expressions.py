"""Macro expressions as trees that compute themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.macro.built_in import built_in
from tinbergen.model.macro.limits import Place
from tinbergen.model.macro.operations import binary, cast, index, member, span, truth
from tinbergen.model.macro.scope import Node, Scope
from tinbergen.model.macro.values import Array, Tuple, Value, kind

_TUPLE_OF = Text("tuple of {length}", "{length} 个值的元组")


def compute(node: Node, scope: Scope) -> Value:
    """The value of a whole expression, which is charged for."""
    scope.budget.spend(node.size, node.place)
    return node.evaluate(scope)


def condition(node: Node, scope: Scope) -> bool:
    """The value of a condition; M097 when it is neither a boolean nor a real."""
    return _truth(compute(node, scope), node.place)


def _truth(value: Value, place: Place) -> bool:
    held = truth(value)
    if held is None:
        raise TinbergenError("M097", at=place.locate(), kind=kind(value))
    return held


class Literal(Node):
    __slots__ = ("value",)

    def __init__(self, place: Place, value: Value) -> None:
        super().__init__(place)
        self.value = value

    def evaluate(self, scope: Scope) -> Value:
        return self.value


class Name(Node):
    __slots__ = ("name",)

    def __init__(self, place: Place, name: str) -> None:
        super().__init__(place)
        self.name = name

    def evaluate(self, scope: Scope) -> Value:
        return scope.value(self.name, self.place)


class Defined(Node):
    """``defined(name)``; ``@#ifdef`` looks for variables only."""

    __slots__ = ("functions_too", "name")

    def __init__(self, place: Place, name: str, *, functions_too: bool) -> None:
        super().__init__(place)
        self.name = name
        self.functions_too = functions_too

    def evaluate(self, scope: Scope) -> Value:
        known = scope.find(self.name) is not None
        return known or (self.functions_too and self.name in scope.functions)


class Display(Node):
    """``[a, b]`` or ``(a, b)``."""

    __slots__ = ("parts", "type_")

    def __init__(
        self, place: Place, type_: type[Array] | type[Tuple], parts: tuple[Node, ...]
    ) -> None:
        super().__init__(place, *parts)
        self.type_ = type_
        self.parts = parts

    def evaluate(self, scope: Scope) -> Value:
        items = [part.evaluate(scope) for part in self.parts]
        return scope.budget.sequence(self.type_, items, self.place)


class Prefix(Node):
    """A sign, ``!`` or casts before an operand; the first one is applied last."""

    __slots__ = ("operand", "operators")

    def __init__(self, operators: list[tuple[str, Place]], operand: Node) -> None:
        super().__init__(operators[0][1], operand)
        self.size += len(operators)
        self.operators = operators
        self.operand = operand

    def evaluate(self, scope: Scope) -> Value:
        value = self.operand.evaluate(scope)
        for op, place in reversed(self.operators):
            value = self._apply(op, value, place, scope)
        return value

    def _apply(self, op: str, value: Value, place: Place, scope: Scope) -> Value:
        if op == "!":
            held = truth(value)
            if held is not None:
                return not held
        elif op not in ("+", "-"):
            return cast(op, value, place, scope.budget)
        elif isinstance(value, float):
            return -value if op == "-" else value
        raise TinbergenError("M095", at=place.locate(), operator=op, kinds=kind(value))


class Chain(Node):
    """``a + b - c``: operands joined from the left, so that long sums are not deep."""

    __slots__ = ("first", "rest")

    def __init__(self, first: Node, rest: list[tuple[str, Place, Node]]) -> None:
        super().__init__(first.place, first, *(operand for _, _, operand in rest))
        self.first = first
        self.rest = rest

    def evaluate(self, scope: Scope) -> Value:
        value = self.first.evaluate(scope)
        for op, place, operand in self.rest:
            value = binary(op, value, operand.evaluate(scope), place, scope.budget)
        return value


class Logical(Chain):
    """``a && b`` or ``a || b``: what stands right is computed only when it matters."""

    __slots__ = ()

    def evaluate(self, scope: Scope) -> Value:
        held = _truth(self.first.evaluate(scope), self.first.place)
        for op, _, operand in self.rest:
            if held == (op == "&&"):
                held = _truth(operand.evaluate(scope), operand.place)
        return held


class In(Node):
    """``item in array``; before ``when`` the same words say what a comprehension runs over."""

    __slots__ = ("among", "item")

    def __init__(self, place: Place, item: Node, among: Node) -> None:
        super().__init__(place, item, among)
        self.item = item
        self.among = among

    def evaluate(self, scope: Scope) -> Value:
        item, among = self.item.evaluate(scope), self.among.evaluate(scope)
        return member(item, among, self.place, scope.budget)


class Range(Node):
    """``first:last`` or ``first:step:last``."""

    __slots__ = ("parts",)

    def __init__(self, place: Place, parts: list[Node]) -> None:
        super().__init__(place, *parts)
        self.parts = parts

    def evaluate(self, scope: Scope) -> Value:
        first, *step, last = (part.evaluate(scope) for part in self.parts)
        return span(first, step[0] if step else 1.0, last, self.place, scope.budget)


class Index(Node):
    __slots__ = ("at", "name")

    def __init__(self, place: Place, name: str, at: tuple[Node, ...]) -> None:
        super().__init__(place, *at)
        self.name = name
        self.at = at

    def evaluate(self, scope: Scope) -> Value:
        value = scope.value(self.name, self.place)
        at = [number.evaluate(scope) for number in self.at]
        return index(self.name, value, at, self.place, scope.budget)


class Call(Node):
    """A call of a function that the file defines."""

    __slots__ = ("arguments", "name")

    def __init__(self, place: Place, name: str, arguments: tuple[Node, ...]) -> None:
        super().__init__(place, *arguments)
        self.name = name
        self.arguments = arguments

    def evaluate(self, scope: Scope) -> Value:
        function = scope.function(self.name, len(self.arguments), self.place)
        outside = scope.outside()
        values = [argument.evaluate(outside) for argument in self.arguments]
        return compute(function.body, scope.inside(function, values, self.place))


class BuiltIn(Node):
    """A call of a function of the language."""

    __slots__ = ("arguments", "name")

    def __init__(self, place: Place, name: str, arguments: tuple[Node, ...]) -> None:
        super().__init__(place, *arguments)
        self.name = name
        self.arguments = arguments

    def evaluate(self, scope: Scope) -> Value:
        values = [argument.evaluate(scope) for argument in self.arguments]
        return built_in(self.name, values, self.place, scope.budget)


@dataclass(frozen=True, slots=True)
class Target:
    """What runs over an array: one name, or several that each element, a tuple, is spread over."""

    names: tuple[str, ...]
    spread: bool
    place: Place

    def bind(self, element: Value, scope: Scope) -> None:
        """Give the names their values; M103 when the element does not fit them."""
        if not self.spread:
            scope.bind(self.names[0], element)
            return
        if not isinstance(element, Tuple) or len(element.items) != len(self.names):
            found = kind(element)
            if isinstance(element, Tuple):
                found = _TUPLE_OF.fill(length=len(element.items))
            raise TinbergenError(
                "M103", at=self.place.locate(), wanted=len(self.names), found=found
            )
        for name, item in zip(self.names, element.items, strict=True):
            scope.bind(name, item)


class Comprehension(Node):
    """``[output for target in among when condition]``; without ``output`` a filter."""

    __slots__ = ("among", "condition", "output", "target")

    def __init__(
        self, target: Target, among: Node, output: Node | None, condition: Node | None
    ) -> None:
        given = (part for part in (output, condition) if part is not None)
        super().__init__(target.place, among, *given)
        self.target = target
        self.among = among
        self.output = output
        self.condition = condition

    def evaluate(self, scope: Scope) -> Value:
        return scope.budget.sequence(Array, list(self._elements(scope)), self.place)

    def _elements(self, scope: Scope) -> Iterator[Value]:
        for element in elements(self.among.evaluate(scope), self.among.place):
            self.target.bind(element, scope)
            if self.condition is None or condition(self.condition, scope):
                yield compute(self.output, scope) if self.output is not None else element


def elements(value: Value, place: Place) -> tuple[Value, ...]:
    """What a loop runs over; M102 when it is no array."""
    if not isinstance(value, Array):
        raise TinbergenError("M102", at=place.locate(), kind=kind(value))
    return value.items
