"""Exact derivatives of expressions, by reverse accumulation on the graph.

One backward pass over an equation gives its derivatives by all its leaves (Griewank and Walther,
Evaluating Derivatives, 2008, section 3.2); the results are expressions again, so second
derivatives are derivatives of derivatives.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

from tinbergen.model.expression import Graph, Node
from tinbergen.model.external import by_argument, is_call

_Rule = Callable[[Graph, Node, tuple[Node, ...]], tuple[Node | None, ...]]


def gradient(graph: Graph, root: Node, leaves: Collection[Node] | None = None) -> dict[Node, Node]:
    """Derivatives of ``root`` by its leaves: leaf node -> derivative node; zeros are left out.

    ``leaves`` restricts the answer to these variables and parameters.
    """
    order = graph.reachable([root])
    relevant = _depends(graph, order, leaves)
    adjoint: dict[Node, Node] = {root: graph.number(1.0)}
    result: dict[Node, Node] = {}
    for node in reversed(order):
        if node not in adjoint or node not in relevant:
            continue
        bar = adjoint.pop(node)
        args = graph.args[node]
        if not args:
            if graph.value(bar) != 0.0:
                result[node] = bar
            continue
        for arg, slope in zip(args, _partials(graph, node), strict=True):
            if slope is None or arg not in relevant:
                continue
            part = graph.mul(bar, slope)
            adjoint[arg] = graph.add(adjoint[arg], part) if arg in adjoint else part
    return result


def _depends(graph: Graph, order: list[Node], leaves: Collection[Node] | None) -> set[Node]:
    """Nodes that depend on the leaves asked for (on any variable or parameter by default)."""
    wanted = None if leaves is None else set(leaves)
    relevant: set[Node] = set()
    for node in order:
        args = graph.args[node]
        if args:
            if any(a in relevant for a in args):
                relevant.add(node)
        elif node in wanted if wanted is not None else graph.value(node) is None:
            relevant.add(node)
    return relevant


def _partials(graph: Graph, node: Node) -> tuple[Node | None, ...]:
    """The derivatives of an operation by its arguments; None where it is zero everywhere."""
    op, args = graph.ops[node], graph.args[node]
    if is_call(op):
        return tuple(graph.call(by_argument(op, k + 1), *args) for k in range(len(args)))
    rule = _RULES.get(op)
    return rule(graph, node, args) if rule else (None,) * len(args)


def _power(g: Graph, node: Node, args: tuple[Node, ...]) -> tuple[Node | None, ...]:
    base, exponent = args
    lowered = g.pow(base, g.sub(exponent, g.number(1.0)))
    by_base = g.mul(exponent, lowered)
    by_exponent = None if g.value(exponent) is not None else g.mul(node, g.call("log", base))
    return by_base, by_exponent


def _choice(greater: bool) -> _Rule:
    def rule(g: Graph, node: Node, args: tuple[Node, ...]) -> tuple[Node | None, ...]:
        first = g.call(">=" if greater else "<=", *args)
        return first, g.sub(g.number(1.0), first)

    return rule


_ONE: _Rule = lambda g, n, a: (g.number(1.0), g.number(1.0))  # noqa: E731

_RULES: dict[str, _Rule] = {
    "+": _ONE,
    "-": lambda g, n, a: (g.number(1.0), g.number(-1.0)),
    "*": lambda g, n, a: (a[1], a[0]),
    "/": lambda g, n, a: (g.div(g.number(1.0), a[1]), g.neg(g.div(n, a[1]))),
    "^": _power,
    "neg": lambda g, n, a: (g.number(-1.0),),
    "exp": lambda g, n, a: (n,),
    "log": lambda g, n, a: (g.div(g.number(1.0), a[0]),),
    "log10": lambda g, n, a: (g.div(g.number(1 / math.log(10)), a[0]),),
    "sqrt": lambda g, n, a: (g.div(g.number(0.5), n),),
    "abs": lambda g, n, a: (g.call("sign", a[0]),),
    "normcdf": lambda g, n, a: (g.call("normpdf", a[0]),),
    "normpdf": lambda g, n, a: (g.neg(g.mul(a[0], n)),),
    "erf": lambda g, n, a: (
        g.mul(g.number(2 / math.sqrt(math.pi)), g.call("exp", g.neg(g.mul(a[0], a[0])))),
    ),
    "sin": lambda g, n, a: (g.call("cos", a[0]),),
    "cos": lambda g, n, a: (g.neg(g.call("sin", a[0])),),
    "tan": lambda g, n, a: (g.add(g.number(1.0), g.mul(n, n)),),
    "asin": lambda g, n, a: (_inverse_root(g, g.sub(g.number(1.0), g.mul(a[0], a[0]))),),
    "acos": lambda g, n, a: (g.neg(_inverse_root(g, g.sub(g.number(1.0), g.mul(a[0], a[0])))),),
    "atan": lambda g, n, a: (g.div(g.number(1.0), g.add(g.number(1.0), g.mul(a[0], a[0]))),),
    "sinh": lambda g, n, a: (g.call("cosh", a[0]),),
    "cosh": lambda g, n, a: (g.call("sinh", a[0]),),
    "tanh": lambda g, n, a: (g.sub(g.number(1.0), g.mul(n, n)),),
    "max": _choice(greater=True),
    "min": _choice(greater=False),
}


def _inverse_root(g: Graph, a: Node) -> Node:
    return g.div(g.number(1.0), g.call("sqrt", a))
