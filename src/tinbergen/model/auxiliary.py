"""Models in which every date is yesterday, today or tomorrow.

Longer lags and leads, and lags and leads of exogenous variables, are replaced by auxiliary
variables, as Dynare's preprocessor does for stochastic models: lags variable by variable; of
leads beyond one, the whole nonlinear term, since E[f(x)] is not f(E[x]). Where nothing is
uncertain, leads are replaced variable by variable too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tinbergen.core.errors import Location
from tinbergen.model.constants import without_constants
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.model import Equation, Model
from tinbergen.model.statements import Command, without_names

#: Commands for which the future is uncertain.
_UNCERTAIN = frozenset({
    "stoch_simul", "estimation", "osr", "ramsey_model", "ramsey_policy", "discretionary_policy",
    "calib_smoother", "identification", "dynare_sensitivity", "sensitivity", "method_of_moments",
})  # fmt: skip

#: A residual below this is zero but for rounding.
_ROUNDING = 1e-13


def lower(model: Model) -> Model:
    """The same model with auxiliary variables appended, dates in -1, 0, +1, exogenous today.

    An auxiliary variable is named for what it is, such as ``k(-1)`` or ``u(0)``. Exogenous
    variables that are known ahead are no shocks: they become parameters with the values of
    ``initial``.
    """
    model = without_constants(_held(model))
    lowering = _Lowering(
        model.graph, set(model.endogenous), set(model.exogenous), certain=_certain(model)
    )
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


def _certain(model: Model) -> bool:
    """Whether the file's commands are of perfect foresight, or of the steady state, only."""
    commands = {s.name for s in model.statements if isinstance(s, Command)}
    return bool(commands) and not commands & _UNCERTAIN


def _held(model: Model) -> Model:
    """The model in which deterministic exogenous variables rest."""
    if not model.deterministic:
        return model
    graph, held = model.graph, {n: model.initial.get(n, 0.0) for n in model.deterministic}

    def rests(node: Node) -> Node | None:
        leaf = graph.leaves[node]
        known = isinstance(leaf, Variable) and leaf.name in held
        return graph.parameter(leaf.name) if known and isinstance(leaf, Variable) else None

    return dataclasses.replace(
        model,
        exogenous=model.stochastic,
        parameters=(*model.parameters, *held),
        values={**model.values, **held},
        equations=tuple(
            dataclasses.replace(
                e,
                lhs=graph.rewrite(e.lhs, rests),
                rhs=graph.rewrite(e.rhs, rests),
                residual=graph.rewrite(e.residual, rests),
            )
            for e in model.equations
        ),
        deterministic=(),
        initial={n: v for n, v in model.initial.items() if n not in held},
        statements=tuple(without_names(model.statements, held)),
    )


@dataclass
class _Lowering:
    """Collects auxiliary variables: name -> residual of the equation that defines it."""

    graph: Graph
    endogenous: set[str]
    exogenous: set[str]
    certain: bool = False
    definitions: dict[str, Node] = field(default_factory=dict)
    _terms: dict[Node, Node] = field(default_factory=dict)

    def apply(self, replace: Callable[[Node], Node]) -> None:
        """Rewrite the definitions made so far, which may hold dates of the kind just replaced."""
        for name in list(self.definitions):
            self.definitions[name] = replace(self.definitions[name])

    def _define(self, name: str, expression: Node) -> str:
        """An auxiliary variable equal to an expression; EXPECTATION may have made it already."""
        if name not in self.endogenous:
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
        if self.certain:
            return g.rewrite(node, lambda leaf: self._ahead(leaf, names, least))
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

    def _ahead(self, node: Node, names: set[str], least: int) -> Node | None:
        """A variable's lead as that of a variable which holds it."""
        leaf = self.graph.leaves[node]
        if not isinstance(leaf, Variable) or leaf.name not in names or leaf.lag < least:
            return None
        return self._whole(node, leaf.lag, least)

    def _term_name(self, node: Node) -> str:
        leaf = self.graph.leaves.get(node)
        if isinstance(leaf, Variable):
            # What holds a shock for its lags is another variable, as in Dynare.
            return f"{leaf.name}({leaf.lag:+d})" if leaf.lag else f"E[{leaf.name}]"
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
    """The model at rest: every date is today, and STEADY_STATE(x) is x.

    Where an equation has another that stands for it at rest, that one is taken. An equation that
    would say nothing, as x = r*x(-1) + (1 - r)*STEADY_STATE(x) does, keeps the operator: x rests
    where it is put.
    """
    graph = model.graph

    def today(node: Node) -> Node | None:
        leaf = graph.leaves[node]
        return graph.variable(leaf.name) if isinstance(leaf, Variable) else None

    def at_rest(node: Node) -> Node | None:
        leaf = graph.leaves[node]
        if isinstance(leaf, str) and leaf in model.steady_operators:
            return graph.variable(model.steady_operators[leaf])
        return today(node)

    def at_point(residual: Node, point: Mapping[str, float]) -> float:
        def known(leaf: Variable | str) -> float | None:
            name = leaf.name if isinstance(leaf, Variable) else leaf
            return point.get(name, model.values.get(name))

        return graph.evaluate(residual, known)

    def empty(residual: Node) -> bool:
        """Whether it is zero whatever the variables are: at three points, up to rounding."""
        names = sorted({v.name for v in graph.variables(residual)})
        points = ({n: 0.6 + 0.3 * k + 0.07 * i for i, n in enumerate(names)} for k in range(3))
        return all(abs(at_point(residual, point)) < _ROUNDING for point in points)

    def resting(equation: Equation) -> Equation:
        dated = equation.residual if equation.at_rest is None else equation.at_rest
        residual = graph.rewrite(dated, at_rest)
        if model.steady_operators.keys() & {*graph.parameters(dated)} and empty(residual):
            residual = graph.rewrite(dated, today)
        return dataclasses.replace(equation, residual=residual)

    return dataclasses.replace(
        model,
        name=f"{model.name} at rest",
        equations=tuple(resting(e) for e in model.equations),
    )
