"""Variables that an equation sets to a number."""

from __future__ import annotations

import dataclasses

from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.model import Equation, Model


def without_constants(model: Model) -> Model:
    """The model in which a variable that an equation sets to a number is that number elsewhere.

    ``x = 0`` keeps its equation; x at other dates is then neither a state nor looked ahead to, as
    in Dynare. Equations of complementarity problems (tag mcp) set no number.
    """
    residuals = [e.residual for e in model.equations]
    known: dict[str, float] = {}
    for equation in model.equations:
        if "mcp" not in equation.tags and (found := _constant(model, equation)):
            known.setdefault(*found)
    if not known:
        return model
    graph = model.graph

    def number(node: Node) -> Node | None:
        leaf = graph.leaves[node]
        if isinstance(leaf, Variable) and leaf.name in known:
            return graph.number(known[leaf.name])
        return None

    for k, equation in enumerate(model.equations):
        if _constant(model, equation) is None:
            residuals[k] = graph.rewrite(residuals[k], number)
    return dataclasses.replace(
        model,
        equations=tuple(
            dataclasses.replace(e, residual=r)
            for e, r in zip(model.equations, residuals, strict=True)
        ),
    )


def _constant(model: Model, equation: Equation) -> tuple[str, float] | None:
    """The variable and its number, where the equation is ``x = number`` or ``number = x``."""
    graph: Graph = model.graph
    for side, other in ((equation.lhs, equation.rhs), (equation.rhs, equation.lhs)):
        leaf, value = graph.leaves.get(side), graph.value(other)
        if isinstance(leaf, Variable) and leaf.name in model.endogenous and value is not None:
            return (leaf.name, value) if leaf.lag == 0 else None
    return None
