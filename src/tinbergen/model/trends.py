"""Variables that grow with trends, and the equations in which the trends are divided out.

After ``trend_var(growth_factor=g) A; var(deflator=A) y;`` the name y stands for what is left of the
variable when A is taken out. In an equation, y(k) is y(k) times A(k), and A is 1 today, g(1) A
tomorrow, A/g yesterday: Dynare's preprocessor counts in the same way. The sign of a trend stays in
equations until they are known to grow at one rate, then 1 (0 for a trend in logarithms) takes its
place.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tinbergen.model.expression import Graph, Node, Variable

#: By how much the growth of an equation may depend on where it is, relative to its size.
_BALANCE = 1e-7
_POINTS = 4
_GROWN = 1.3


@dataclass(frozen=True, slots=True)
class Trend:
    """Growth from yesterday to today: a factor, or an amount where ``logarithmic``."""

    growth: Node
    logarithmic: bool


@dataclass(slots=True)
class Trends:
    """Trends by name, and what variables are to be divided by or, in logarithms, lessened by."""

    graph: Graph
    known: dict[str, Trend] = field(default_factory=dict)
    deflators: dict[str, Trend] = field(default_factory=dict)

    def applied(self, expression: Node) -> Node:
        """The expression with variables times their trends, all seen from today."""
        return self._shifted(expression, 0) if self.known else expression

    def _dated(self, name: str, lag: int) -> Node:
        g = self.graph
        if name in self.known:
            return self._trend(name, lag)
        variable, deflator = g.variable(name, lag), self.deflators.get(name)
        if deflator is None:
            return variable
        along = self._shifted(deflator.growth, lag)
        return g.add(variable, along) if deflator.logarithmic else g.mul(variable, along)

    def _trend(self, name: str, lag: int) -> Node:
        g, trend = self.graph, self.known[name]
        ahead = range(1, lag + 1) if lag > 0 else range(0, lag, -1)
        grown = g.number(0.0 if trend.logarithmic else 1.0)
        for k in ahead:
            step = self._shifted(trend.growth, k)
            grown = g.add(grown, step) if trend.logarithmic else g.mul(grown, step)
        today = g.parameter(name)
        if trend.logarithmic:
            return g.add(today, grown) if lag >= 0 else g.sub(today, grown)
        return g.mul(today, grown) if lag >= 0 else g.div(today, grown)

    def _shifted(self, expression: Node, lag: int) -> Node:
        """An expression so many periods later, with the trends of what stands in it."""
        leaves = self.graph.leaves

        def moved(node: Node) -> Node | None:
            leaf = leaves[node]
            return self._dated(leaf.name, leaf.lag + lag) if isinstance(leaf, Variable) else None

        return self.graph.rewrite(expression, moved)

    def without(self, node: Node) -> Node:
        """The expression with today's trends at 1, those in logarithms at 0."""
        leaves, known = self.graph.leaves, self.known
        if not known:
            return node

        def neutral(leaf_node: Node) -> Node | None:
            leaf = leaves[leaf_node]
            if not isinstance(leaf, str) or leaf not in known:
                return None
            return self.graph.number(0.0 if known[leaf].logarithmic else 1.0)

        return self.graph.rewrite(node, neutral)

    def unbalanced(self, residual: Node, values: Mapping[str, float]) -> str | None:
        """A trend with which not all parts of an equation grow at one rate.

        They do when residual(x, trend) is a product g(trend) h(x). As in Dynare this is looked at
        in numbers, here at a few arbitrary points x; ``values`` are those of parameters.
        """
        standing = [n for n in self.graph.parameters(residual) if n in self.known]
        dates = self.graph.variables(residual)
        others = [n for n in self.graph.parameters(residual) if n not in self.known]
        rng = random.Random(0)
        points: list[dict[Variable | str, float]] = []
        for _ in range(_POINTS):
            point: dict[Variable | str, float] = {v: rng.uniform(0.5, 1.5) for v in dates}
            points.append(point)
        fallback = {n: values.get(n, rng.uniform(0.2, 0.8)) for n in others}
        for name in standing:
            if self._depends(residual, name, points, fallback):
                return name
        return None

    def _depends(
        self,
        residual: Node,
        name: str,
        points: list[dict[Variable | str, float]],
        parameters: Mapping[str, float],
    ) -> bool:
        """Whether the rate at which an equation grows with a trend depends on the point."""

        def at(point: dict[Variable | str, float], level: float | None) -> float:
            return self.graph.evaluate(residual, self._values(point, parameters, name, level))

        pairs = [(at(point, None), at(point, _GROWN)) for point in points]
        finite = [p for p in pairs if all(map(math.isfinite, p))]
        return any(
            abs(a * d - b * c) > _BALANCE * (abs(a * d) + abs(b * c))
            for (a, b), (c, d) in itertools.combinations(finite, 2)
        )

    def _values(
        self,
        point: Mapping[Variable | str, float],
        parameters: Mapping[str, float],
        name: str,
        level: float | None,
    ) -> Callable[[Variable | str], float | None]:
        def value_of(leaf: Variable | str) -> float | None:
            if isinstance(leaf, Variable) or leaf not in self.known:
                return point.get(leaf) if isinstance(leaf, Variable) else parameters.get(leaf)
            if leaf == name and level is not None:
                return level
            return 0.0 if self.known[leaf].logarithmic else 1.0

        return value_of
