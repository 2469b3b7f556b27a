"""Expressions on data: whole series at once, in numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.external import called, is_call

Array = NDArray[np.float64]


def evaluate(
    graph: Graph,
    nodes: Sequence[Node],
    data: Dataset,
    span: Span,
    parameters: Mapping[str, float],
) -> list[Array]:
    """Values of each expression over ``span``, each of shape (periods,); NaN where data miss.

    Raises
    ------
    TinbergenError
        D002 for a variable that the data do not have.
    """
    values: dict[Node, Array] = {}
    shape = np.zeros(span.length)
    with np.errstate(all="ignore"):
        for node in graph.reachable(nodes):
            leaf = graph.leaves.get(node)
            if isinstance(leaf, Variable):
                alone = data.select((leaf.name,))
                values[node] = alone.window(span.start + leaf.lag, span.end + leaf.lag)[leaf.name]
            elif isinstance(leaf, float):
                values[node] = shape + leaf
            elif leaf is not None:
                values[node] = shape + parameters.get(leaf, np.nan)
            else:
                args = [values[a] for a in graph.args[node]]
                op = graph.ops[node]
                values[node] = _external(graph, op, args) if is_call(op) else operation(op)(*args)
    return [values[node] for node in nodes]


def _external(graph: Graph, op: str, args: Sequence[Array]) -> Array:
    """A function of the user's own, period by period."""
    function = graph.externals[called(op)]
    if function.missing:
        raise function.absent()
    return np.array([function.compute(op, row) for row in zip(*args, strict=True)])


def known_span(graph: Graph, nodes: Iterable[Node], data: Dataset) -> Span | None:
    """The longest span, gaps aside, over which the data reach all that the expressions read."""
    first, last = None, None
    for variable in graph.variables(*nodes):
        if variable.name not in data:
            raise TinbergenError(
                "D002",
                hint=did_you_mean(variable.name, data.names),
                name=variable.name,
                known=", ".join(data.names[:12]),
            )
        extent = data.extent(variable.name)
        if extent is None:
            return None
        start, end = extent.start - variable.lag, extent.end - variable.lag
        first = start if first is None or start > first else first
        last = end if last is None or end < last else last
    if first is None or last is None or last < first:
        return None
    return first.to(last)


def _normal_density(x: Array) -> Array:
    return np.asarray(np.exp(-x * x / 2) / np.sqrt(2 * np.pi))


def _comparison(compare: Callable[[Array, Array], NDArray[np.bool_]]) -> Callable[..., Array]:
    """1 where true, 0 where false, NaN where either side is missing."""

    def number(a: Array, b: Array) -> Array:
        return np.where(np.isnan(a) | np.isnan(b), np.nan, compare(a, b).astype(float))

    return number


def operation(op: str) -> Callable[..., Array]:
    """The numpy function of an operation."""
    if op in _OPERATIONS:
        return _OPERATIONS[op]
    from scipy import special

    return {"normcdf": special.ndtr, "erf": special.erf}[op]


_OPERATIONS: dict[str, Callable[..., Array]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power,
    "neg": np.negative, "exp": np.exp, "log": np.log, "log10": np.log10, "sqrt": np.sqrt,
    "abs": np.abs, "sign": np.sign, "max": np.maximum, "min": np.minimum,
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos,
    "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "normpdf": _normal_density,
    "<": _comparison(np.less), "<=": _comparison(np.less_equal), ">": _comparison(np.greater),
    ">=": _comparison(np.greater_equal), "==": _comparison(np.equal),
    "!=": _comparison(np.not_equal),
}  # fmt: skip
