"""Macro variables and functions, and which of them an expression sees.

As in Dynare 5, a function's body sees the function's own parameters before the variables of the
file, but the arguments of a call inside that body are read outside of it. Dynare then finds no such
variable, or worse, another one of the same name; here it is always a fault.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.model.macro.functions import BINARY, NORMAL, UNARY
from tinbergen.model.macro.limits import CALL, CALL_DEPTH, CALLS, Budget, Place, too_deep
from tinbergen.model.macro.values import Value

_BUILT_IN = (*UNARY, *BINARY, *NORMAL, "length", "isempty", "sum", "defined")


class Node(ABC):
    """A part of an expression; ``size`` counts its nodes, ``depth`` its levels."""

    __slots__ = ("depth", "place", "size")

    def __init__(self, place: Place, *parts: Node) -> None:
        self.place = place
        self.size: int = 1 + sum(part.size for part in parts)
        self.depth: int = 1 + max((part.depth for part in parts), default=0)

    @abstractmethod
    def evaluate(self, scope: Scope) -> Value:
        """The value of the expression."""


@dataclass(frozen=True, slots=True)
class Function:
    """``@#define name(parameters) = body``, computed whenever it is called."""

    parameters: tuple[str, ...]
    body: Node


@dataclass(slots=True)
class Scope:
    """``local`` are a function's own names; ``hidden`` those out of sight in a call's arguments."""

    budget: Budget
    variables: dict[str, Value] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    local: dict[str, Value] | None = None
    hidden: frozenset[str] = frozenset()
    depth: int = 0

    def find(self, name: str) -> Value | None:
        if self.local is not None and name in self.local:
            return self.local[name]
        return self.variables.get(name)

    def value(self, name: str, place: Place) -> Value:
        """The value of a variable; M090 when there is none, M118 when it is out of sight."""
        if name in self.hidden:
            raise TinbergenError("M118", at=place.locate(), name=name)
        value = self.find(name)
        if value is not None:
            return value
        hint = did_you_mean(name, [*self.variables, *(self.local or ())])
        if name in self.functions:
            hint = f"{name}(...)"
        raise TinbergenError("M090", at=place.locate(), hint=hint, name=name)

    def bind(self, name: str, value: Value) -> None:
        """Set a loop's variable: one of the function inside a function, else one of the file."""
        (self.variables if self.local is None else self.local)[name] = value

    def define(self, name: str, value: Value, place: Place) -> None:
        """``@#define`` of a variable; M094 when a function has the name."""
        if name in self.functions:
            raise TinbergenError("M094", at=place.locate(), name=name)
        self.variables[name] = value

    def define_function(self, name: str, function: Function, place: Place) -> None:
        """``@#define`` of a function; M094 when a variable has the name."""
        if name in self.variables:
            raise TinbergenError("M094", at=place.locate(), name=name)
        self.functions[name] = function

    def function(self, name: str, given: int, place: Place) -> Function:
        """The function of a call; M091 when there is none, M092 for other arguments."""
        function = self.functions.get(name)
        if function is None:
            hint = did_you_mean(name, [*self.functions, *_BUILT_IN])
            if self.find(name) is not None:
                hint = f"{name}[...]"
            raise TinbergenError("M091", at=place.locate(), hint=hint, name=name)
        if given != len(function.parameters):
            raise TinbergenError(
                "M092", at=place.locate(), name=name, wanted=len(function.parameters), given=given
            )
        return function

    def outside(self) -> Scope:
        """What the arguments of a call see."""
        if self.local is None:
            return self
        return Scope(
            self.budget,
            self.variables,
            self.functions,
            hidden=frozenset(self.local),
            depth=self.depth,
        )

    def inside(self, function: Function, values: list[Value], place: Place) -> Scope:
        """What the body of a called function sees; M116 when calls lead too deep."""
        self.budget.spend(CALL + len(values), place)
        depth = self.depth + function.body.depth
        if depth > CALL_DEPTH:
            raise too_deep(CALLS, CALL_DEPTH, place)
        local = dict(zip(function.parameters, values, strict=True))
        return Scope(self.budget, self.variables, self.functions, local, depth=depth)
