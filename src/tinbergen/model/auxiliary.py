"""Models in which every date is yesterday, today or tomorrow.

Longer lags and leads, and lags and leads of exogenous variables, are replaced by auxiliary
variables, as Dynare's preprocessor does for stochastic models: lags variable by variable; of
leads beyond one, the whole nonlinear term, since E[f(x)] is not f(E[x]).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field

from tinbergen.core.errors import Location
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.model import Equation, Model


def lower(model: Model) -> Model:
    """The same model with auxiliary variables appended, dates in -1, 0, +1, exogenous today.

    An auxiliary variable is named for what it is, such as ``k(-1)`` or ``u(0)``.
    """
    lowering = _Lowering(model.graph, set(model.endogenous), set(model.exogenous))
    equations = [e.residual for e in model.equations]
    for replace in (
        lowering.endogenous_leads,
        lowering.exogenous_leads,
        lowering.endogenous_lags,
        lowering.exogenous_lags,
    ):
        equations = [replace(node) for node in equations]
        lowering.apply(replace)
    changed = [
        dataclasses.replace(e, residual=node)
        for e, node in zip(model.equations, equations, strict=True)
    ]
    zero = model.graph.number(0.0)
    added = [
        Equation(name, model.graph.variable(name), zero, node, Location(model.source or model.name))
        for name, node in lowering.definitions.items()
    ]
    return dataclasses.replace(
        model,
        endogenous=(*model.endogenous, *lowering.definitions),
        equations=(*changed, *added),
    )


@dataclass
class _Lowering:
    """Collects auxiliary variables: name -> residual of the equation that defines it."""

    graph: Graph
    endogenous: set[str]
    exogenous: set[str]
    definitions: dict[str, Node] = field(default_factory=dict)
    _terms: dict[Node, Node] = field(default_factory=dict)

    def apply(self, replace: Callable[[Node], Node]) -> None:
        """Rewrite the definitions made so far, which may hold dates of the kind just replaced."""
        for name in list(self.definitions):
            self.definitions[name] = replace(self.definitions[name])

    def _define(self, name: str, expression: Node) -> str:
        """An auxiliary variable equal to an expression."""
        if name not in self.definitions:
            self.definitions[name] = 0
            self.definitions[name] = self.graph.sub(self.graph.variable(name), expression)
            self.endogenous.add(name)
        return name

    # -- leads --------------------------------------------------------------------------------
    def endogenous_leads(self, node: Node) -> Node:
        return self._leads(node, self.endogenous, 2)

    def exogenous_leads(self, node: Node) -> Node:
        return self._leads(node, self.exogenous, 1)

    def _largest(self, node: Node, names: set[str]) -> int:
        return max((v.lag for v in self.graph.variables(node) if v.name in names), default=0)

    def _leads(self, node: Node, names: set[str], least: int) -> Node:
        """Replace terms that look ``least`` or more periods ahead, linear parts one by one."""
        g = self.graph
        if self._largest(node, names) < least:
            return node
        op, args = g.ops[node], g.args[node]
        if op in "+-" and len(args) == 2:
            return g.apply(op, [self._leads(a, names, least) for a in args])
        if op == "neg":
            return g.neg(self._leads(args[0], names, least))
        if op == "*" and self._largest_any(args[0]) <= 0:
            return g.mul(args[0], self._leads(args[1], names, least))
        if op in "*/" and len(args) == 2 and self._largest_any(args[1]) <= 0:
            return g.apply(op, [self._leads(args[0], names, least), args[1]])
        return self._whole(node, self._largest(node, names), least)

    def _largest_any(self, node: Node) -> int:
        return self._largest(node, self.endogenous | self.exogenous)

    def _whole(self, node: Node, lead: int, least: int) -> Node:
        """A variable whose expectation one period ahead is this expression's."""
        g = self.graph
        ahead = least - 1
        inner = g.shift(node, -(lead - ahead))
        for lag in range(lead - least, -1, -1):
            original = g.shift(node, -lag)
            if original not in self._terms:
                name = self._define(self._term_name(g.shift(original, -1)), inner)
                self._terms[original] = g.variable(name, 1)
            inner = self._terms[original]
        return inner

    def _term_name(self, node: Node) -> str:
        leaf = self.graph.leaves.get(node)
        if isinstance(leaf, Variable):
            return f"{leaf.name}({leaf.lag:+d})" if leaf.lag else f"{leaf.name}(0)"
        return f"E[{self.graph.text(node)}]"

    # -- lags ---------------------------------------------------------------------------------
    def endogenous_lags(self, node: Node) -> Node:
        return self.graph.rewrite(node, lambda leaf: self._lag(leaf, self.endogenous, -2))

    def exogenous_lags(self, node: Node) -> Node:
        return self.graph.rewrite(node, lambda leaf: self._lag(leaf, self.exogenous, -1))

    def _lag(self, node: Node, names: set[str], most: int) -> Node | None:
        leaf = self.graph.leaves[node]
        if not isinstance(leaf, Variable) or leaf.name not in names or leaf.lag > most:
            return None
        g = self.graph
        current = g.variable(leaf.name)
        if most == -1:
            current = g.variable(self._define(f"{leaf.name}(0)", current))
        for lag in range(1, -leaf.lag):
            holder = g.leaves[current]
            assert isinstance(holder, Variable)
            name = self._define(f"{leaf.name}({-lag})", g.variable(holder.name, -1))
            current = g.variable(name)
        holder = g.leaves[current]
        assert isinstance(holder, Variable)
        return g.variable(holder.name, -1)


def static(model: Model) -> Model:
    """The model at rest: every date is today, and STEADY_STATE(x) is x."""
    graph = model.graph

    def at_rest(node: Node) -> Node | None:
        leaf = graph.leaves[node]
        if isinstance(leaf, Variable):
            return graph.variable(leaf.name)
        if isinstance(leaf, str) and leaf in model.steady_operators:
            return graph.variable(model.steady_operators[leaf])
        return None

    return dataclasses.replace(
        model,
        name=f"{model.name} at rest",
        equations=tuple(
            dataclasses.replace(e, residual=graph.rewrite(e.residual, at_rest))
            for e in model.equations
        ),
    )
