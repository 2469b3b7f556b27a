"""Second derivatives of a model's Lagrangian, exact and compiled.

The Lagrangian of a period is the sum of its equations' residuals, each times a multiplier. It is an
expression like any other, so its derivatives are taken twice on the graph; the multipliers stand in
memory where the residuals' add-factors stand otherwise.
"""

from __future__ import annotations

import ctypes
import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.compile import jit as native
from tinbergen.engine.compile.callbacks import Callbacks, calls
from tinbergen.engine.compile.codegen import declarations, symbol
from tinbergen.engine.compile.kernels import Layout, vector
from tinbergen.model.derivatives import gradient
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.model import Model

Array = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Curvature:
    """Entry k is the derivative by column[k] dated lag[k] and by other_column[k], other_lag[k].

    Of each pair one order is given; entries off the diagonal stand for both.
    """

    column: Index
    lag: Index
    other_column: Index
    other_lag: Index
    first_multiplier: int
    _function: Any
    _library: native.Library
    _callbacks: Callbacks

    def __call__(self, Z: Array, multipliers: Array, P: Array, first: int) -> Array:
        """Second derivatives at rows ``first`` …; shape (periods, entries).

        ``Z`` (rows, width) are the values, ``multipliers`` (periods, equations).
        """
        rows = multipliers.shape[0]
        there = Z.copy()
        there[first : first + rows, self.first_multiplier :] = multipliers
        out = np.empty((rows, self.column.size))
        self._function(there.ctypes.data, first, rows, P.ctypes.data, out.ctypes.data)
        self._callbacks.check()
        return out


def curvature(
    model: Model, layout: Layout, columns: Collection[int], equations: Collection[int]
) -> Curvature:
    """The second derivatives by the variables in ``columns`` of the ``equations`` that count."""
    graph = model.graph
    names = {k: f"multiplier of {k}" for k in equations}
    lagrangian = graph.number(0.0)
    for k, name in names.items():
        term = graph.mul(graph.variable(name), model.equations[k].residual)
        lagrangian = graph.add(lagrangian, term)
    places = {name: column for name, column in layout.columns.items() if column in columns}
    entries = _second(graph, lagrangian, places)
    first = layout.first_residual
    extended = dataclasses.replace(
        layout, columns={**layout.columns, **{name: first + k for k, name in names.items()}}
    )
    code = vector(model, extended, "curvature", [e[0] for e in entries], subtract=False)
    declared = [
        f"declare double @{symbol(op)}({', '.join(['double'] * arity)})"
        for op, arity in calls(graph).items()
    ]
    callbacks = Callbacks.of(model)
    assembly = "\n".join([declarations(), *declared, code])
    library = native.build(assembly, callbacks.addresses())
    pointer, integer = ctypes.c_void_p, ctypes.c_int64
    function = library.function("curvature_path", None, pointer, integer, integer, pointer, pointer)
    table = np.array([e[1:] for e in entries], dtype=np.int64).reshape(-1, 4)
    column, lag, other, other_lag = (table[:, k].copy() for k in range(4))
    return Curvature(column, lag, other, other_lag, first, function, library, callbacks)


def _second(
    graph: Graph, root: Node, places: dict[str, int]
) -> list[tuple[Node, int, int, int, int]]:
    """(derivative, column, lag, column, lag) of each pair whose second derivative is not zero."""
    leaves: dict[Node, Variable] = {}
    for node in graph.reachable([root]):
        leaf = graph.leaves.get(node)
        if isinstance(leaf, Variable) and leaf.name in places:
            leaves[node] = leaf
    found = []
    remaining = set(leaves)
    for node, slope in sorted(gradient(graph, root, leaves).items()):
        leaf = leaves[node]
        for other, second in gradient(graph, slope, remaining).items():
            far = leaves[other]
            found.append((second, places[leaf.name], leaf.lag, places[far.name], far.lag))
        remaining.discard(node)
    return found
