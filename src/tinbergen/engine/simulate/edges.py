"""Points at which equations are not what their derivatives say: kinks, and the edge of domains."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tinbergen.core.errors import TinbergenError
from tinbergen.model.expression import COMPARISONS, Node, Variable
from tinbergen.model.model import Equation, Model

#: How near to each other, relative to their size, the two sides of a kink are the same.
_AT = 1e-9
#: An argument of a logarithm, a base or a denominator this small is rounding error.
_NOTHING = 1e-10
_LOGARITHMS = frozenset({"log", "log10", "sqrt"})

Values = Callable[[Variable | str], float | None]


@dataclass(frozen=True, slots=True)
class Vanishing:
    """A term of an equation, in words, whose value is nothing, and the variables in it."""

    equation: Equation
    term: str
    variables: tuple[str, ...]


def resting(
    model: Model, values: Mapping[str, float], exogenous: Mapping[str, float] | None = None
) -> Values:
    """What each variable, at every date, and each parameter is where the model rests."""
    known = {**model.values, **dict.fromkeys(model.exogenous, 0.0), **model.initial}
    known |= {**(exogenous or {}), **values}

    def value_of(leaf: Variable | str) -> float | None:
        name = leaf.name if isinstance(leaf, Variable) else leaf
        return known.get(model.steady_operators.get(name, name))

    return value_of


def kinks(model: Model, value_of: Values) -> list[TinbergenError]:
    """E250 for each equation with a max, min, abs, sign or comparison that turns at this point.

    One of variables, that is: where only parameters are compared nothing ever turns.
    """
    found = []
    for equation in model.equations:
        graph, numbers = model.graph, model.graph.values([equation.residual], value_of)
        for node in numbers:
            op, args = graph.ops[node], graph.args[node]
            if op in ("abs", "sign"):
                turns = abs(numbers[args[0]]) <= _AT
            elif op in ("max", "min") or op in COMPARISONS:
                a, b = (numbers[arg] for arg in args)
                turns = abs(a - b) <= _AT * (1 + abs(a) + abs(b))
            else:
                continue
            if turns and graph.variables(node):
                found.append(
                    TinbergenError("E250", at=equation.at, equation=equation.name,
                                   term=graph.text(node), model=model.name)
                )  # fmt: skip
    return found


def vanishing(model: Model, value_of: Values) -> list[Vanishing]:
    """Arguments of logarithms, bases of powers below one and denominators that are nothing here."""
    graph = model.graph
    found = []
    for equation in model.equations:
        numbers = graph.values([equation.residual], value_of)
        for node in numbers:
            for inner in _must_not_vanish(model, node, numbers):
                names = tuple(dict.fromkeys(v.name for v in graph.variables(inner)))
                if names and abs(numbers[inner]) < _NOTHING:
                    found.append(Vanishing(equation, graph.text(node), names))
    return found


def _must_not_vanish(model: Model, node: Node, numbers: Mapping[Node, float]) -> Iterator[Node]:
    op, args = model.graph.ops[node], model.graph.args[node]
    if op in _LOGARITHMS:
        yield args[0]
    elif op == "/":
        yield args[1]
    elif op == "^" and not (math.isnan(numbers[args[1]]) or numbers[args[1]] >= 1):
        yield args[0]
