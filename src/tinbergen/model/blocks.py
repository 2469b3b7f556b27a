"""The order of solution: which equations must be solved together, and after which others.

A perfect matching gives each equation the variable it determines; strongly connected components
of the resulting graph, in topological order, are the blocks (Duff and Reid 1978; Tarjan 1972).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.model import Model

_VARIABLES = Text("variable(s)", "内生变量")


@dataclass(frozen=True, slots=True)
class Block:
    """Equations and the variables they determine, by position in the model, paired in order."""

    equations: tuple[int, ...]
    variables: tuple[int, ...]


def blocks(model: Model) -> tuple[Block, ...]:
    """Blocks in the order in which they can be solved.

    Raises
    ------
    TinbergenError
        M020 when there are not as many equations as variables, M021 when some equations can't
        determine their variables whatever the numbers.
    """
    check_square(model)
    column = {name: i for i, name in enumerate(model.endogenous)}
    rows = [[column[name] for name in names] for names in model.incidence]
    matched = _match(rows, _preferences(model, column, rows), len(column))
    if None in matched:
        raise _singular(model, matched)
    variable_of = [v for v in matched if v is not None]
    owner = {v: e for e, v in enumerate(variable_of)}
    uses = [[owner[v] for v in row if owner[v] != e] for e, row in enumerate(rows)]
    return tuple(
        Block(tuple(component), tuple(variable_of[e] for e in component))
        for component in _components(uses)
    )


def check_square(model: Model) -> None:
    equations, variables = len(model.equations), len(model.endogenous)
    if equations == variables:
        return
    standing = {name for names in model.incidence for name in names}
    absent = [name for name in model.endogenous if name not in standing]
    raise TinbergenError(
        "M020",
        equations=equations,
        variables=variables,
        difference=abs(equations - variables),
        missing=Text("equation(s)", "方程") if variables > equations else _VARIABLES,
        absent=", ".join(absent) or "-",
    )


def _preferences(
    model: Model, column: dict[str, int], rows: Sequence[Sequence[int]]
) -> list[int | None]:
    """The variable alone on the left of an equation, which it most naturally determines."""
    preferred: list[int | None] = []
    for equation, row in zip(model.equations, rows, strict=True):
        own = [
            column[v.name]
            for v in model.graph.variables(equation.lhs)
            if v.lag == 0 and v.name in column
        ]
        preferred.append(own[0] if len(own) == 1 and own[0] in row else None)
    return preferred


def _match(
    rows: Sequence[Sequence[int]], preferred: Sequence[int | None], variables: int
) -> list[int | None]:
    """Variable of each equation, as many as can be; preferences first, then augmenting paths."""
    equation_of: list[int | None] = [None] * variables
    variable_of: list[int | None] = [None] * len(rows)
    for e, v in enumerate(preferred):
        if v is not None and equation_of[v] is None:
            equation_of[v], variable_of[e] = e, v
    for e in range(len(rows)):
        if variable_of[e] is None:
            _augment(e, rows, equation_of, variable_of)
    return variable_of


def _augment(
    start: int,
    rows: Sequence[Sequence[int]],
    equation_of: list[int | None],
    variable_of: list[int | None],
) -> None:
    """Give equation ``start`` a variable along a breadth-first alternating path, if one exists."""
    came_from: dict[int, int] = {}
    frontier = [start]
    while frontier:
        reached: list[int] = []
        for e in frontier:
            for v in rows[e]:
                if v in came_from:
                    continue
                came_from[v] = e
                owner = equation_of[v]
                if owner is not None:
                    reached.append(owner)
                    continue
                while True:
                    e = came_from[v]
                    variable_of[e], previous = v, variable_of[e]
                    equation_of[v] = e
                    if previous is None:
                        return
                    v = previous
        frontier = reached


def _singular(model: Model, matched: Sequence[int | None]) -> TinbergenError:
    determined = {v for v in matched if v is not None}
    lost = [e for e, v in zip(model.equations, matched, strict=True) if v is None]
    free = [name for i, name in enumerate(model.endogenous) if i not in determined]
    return TinbergenError(
        "M021",
        at=lost[0].at,
        equations=", ".join(e.name for e in lost),
        variables=", ".join(free),
    )


def _components(uses: Sequence[Sequence[int]]) -> list[list[int]]:
    """Strongly connected components, dependencies first (Tarjan, without recursion)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    on_stack: set[int] = set()
    stack: list[int] = []
    found: list[list[int]] = []
    for root in range(len(uses)):
        if root in index:
            continue
        work = [(root, iter(uses[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, edges = work[-1]
            for other in edges:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(uses[other])))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    component = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        component.append(member)
                        if member == node:
                            break
                    found.append(sorted(component))
    return found
