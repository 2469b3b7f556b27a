"""A model's numeric functions as LLVM assembly.

Memory: one row a period, ``width`` doubles: endogenous, exogenous, then one residual an equation.
Lags and leads are found at whole rows before and after, so a path is a matrix and a draw is a
path. Equations are solved as ``lhs - rhs - residual = 0``.

Functions generated
    ``block_k(row, P, tol, most)``  Newton on block k in place; iterations, or -1 or -2
    ``solve(Z, draws, stride, first, last, P, pstride, tol, most, status)``  all blocks, all periods
    ``residual(row, P, out)``, ``jacobian(row, P, out)``, ``slopes(row, P, out)``
    ``residual_path`` …: the same over consecutive rows
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.compile import elimination
from tinbergen.engine.compile.callbacks import calls
from tinbergen.engine.compile.codegen import Emitter, Value, declarations, literal, symbol
from tinbergen.model.blocks import Block
from tinbergen.model.derivatives import gradient
from tinbergen.model.expression import COMPARISONS, Node, Variable
from tinbergen.model.model import Model

#: Operations that jump: their derivative is zero, yet they move.
_STEPS = frozenset((*COMPARISONS, "sign"))
#: Multipliers of rows, or steps against solutions, from which a linear solution may be inexact.
_DOUBTFUL = 1e3

#: What a block function returns when it fails.
NOT_CONVERGED, NOT_FINITE, NO_CODE = -1, -2, -3


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where derivatives stand: entry k is d equation[k] / d column[k] dated lag[k].

    For derivatives by parameters ``column`` is the parameter's position and ``lag`` is 0.
    """

    equation: NDArray[np.int64]
    column: NDArray[np.int64]
    lag: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of a row and positions of parameters."""

    columns: dict[str, int]
    parameters: dict[str, int]
    endogenous: int
    exogenous: int
    equations: int

    @classmethod
    def of(cls, model: Model) -> Layout:
        names = (*model.endogenous, *model.exogenous)
        return cls(
            {name: i for i, name in enumerate(names)},
            {name: i for i, name in enumerate(model.parameters)},
            len(model.endogenous),
            len(model.exogenous),
            len(model.equations),
        )

    @property
    def width(self) -> int:
        return self.endogenous + self.exogenous + self.equations

    @property
    def first_residual(self) -> int:
        return self.endogenous + self.exogenous


@dataclass(frozen=True, slots=True)
class Kernels:
    """The assembly of a model and the meaning of what its functions return."""

    assembly: str
    jacobian: Pattern
    slopes: Pattern


def generate(model: Model, layout: Layout, order: tuple[Block, ...]) -> Kernels:
    """Assembly for a model whose blocks are solved in this order; no solver without blocks."""
    derivatives = [gradient(model.graph, e.residual) for e in model.equations]
    by_variable = _entries(model, layout, derivatives, parameters=False)
    by_parameter = _entries(model, layout, derivatives, parameters=True)
    residuals = [e.residual for e in model.equations]
    parts = [declarations()]
    for op, arity in calls(model.graph).items():
        parts.append(f"declare double @{symbol(op)}({', '.join(['double'] * arity)})")
    parts += [_block(model, layout, k, b, derivatives) for k, b in enumerate(order)]
    if order:
        parts.append(_driver(len(order), layout.width))
    for name, nodes in (
        ("residual", residuals),
        ("jacobian", [node for node, *_ in by_variable]),
        ("slopes", [node for node, *_ in by_parameter]),
    ):
        parts.append(vector(model, layout, name, nodes, subtract=name == "residual"))
    return Kernels("\n".join(parts), _pattern(by_variable), _pattern(by_parameter))


def _entries(
    model: Model, layout: Layout, derivatives: list[dict[Node, Node]], *, parameters: bool
) -> list[tuple[Node, int, int, int]]:
    """(derivative, equation, column, lag) of each entry that is not zero."""
    found = []
    for i, by_leaf in enumerate(derivatives):
        for leaf_node, derivative in by_leaf.items():
            leaf = model.graph.leaves[leaf_node]
            if isinstance(leaf, Variable) and not parameters:
                found.append((derivative, i, layout.columns[leaf.name], leaf.lag))
            elif isinstance(leaf, str) and parameters:
                found.append((derivative, i, layout.parameters[leaf], 0))
    return sorted(found, key=lambda entry: entry[1:])


def _pattern(entries: list[tuple[Node, int, int, int]]) -> Pattern:
    table = np.array([entry[1:] for entry in entries], dtype=np.int64).reshape(-1, 3)
    return Pattern(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())


def vector(model: Model, layout: Layout, name: str, nodes: list[Node], *, subtract: bool) -> str:
    """``name(row, P, out)`` and ``name_path(Z, first, rows, P, out)``."""
    emitter = Emitter(model.graph, layout.columns, layout.parameters, layout.width)
    known: dict[Node, Value] = {}
    emitter.compute(model.graph.reachable(nodes), known)
    for k, node in enumerate(nodes):
        value = known[node]
        if subtract:
            value = emitter.arithmetic("-", value, emitter.load("%row", layout.first_residual + k))
        emitter.store(value, "%out", k)
    body = "\n".join(emitter.lines)
    return f"""
define void @{name}(ptr %row, ptr %P, ptr %out) {{
{body}
  ret void
}}
define void @{name}_path(ptr %Z, i64 %first, i64 %rows, ptr %P, ptr %out) {{
entry:
  br label %loop
loop:
  %i = phi i64 [0, %entry], [%next, %body]
  %more = icmp slt i64 %i, %rows
  br i1 %more, label %body, label %done
body:
  %t = add i64 %i, %first
  %offset = mul i64 %t, {layout.width}
  %row = getelementptr double, ptr %Z, i64 %offset
  %place = mul i64 %i, {len(nodes)}
  %target = getelementptr double, ptr %out, i64 %place
  call void @{name}(ptr %row, ptr %P, ptr %target)
  %next = add i64 %i, 1
  br label %loop
done:
  ret void
}}"""


def _block(
    model: Model, layout: Layout, number: int, block: Block, derivatives: list[dict[Node, Node]]
) -> str:
    """Newton's method on one block, as a loop in machine code.

    What does not depend on the block's unknowns is computed once, before the loop. A linear block
    is solved by its first step, unless digits were lost on the way: then the next ones refine it.
    A step out of the domain (a logarithm of something negative) is halved until it is inside.
    """
    graph = model.graph
    leaf_of = {graph.variable(model.endogenous[v]): k for k, v in enumerate(block.variables)}
    residuals = [model.equations[e].residual for e in block.equations]
    entries = {
        (i, leaf_of[leaf]): node
        for i, e in enumerate(block.equations)
        for leaf, node in derivatives[e].items()
        if leaf in leaf_of
    }
    needed = graph.reachable([*residuals, *entries.values()])
    moving: set[Node] = set()
    for node in needed:
        if node in leaf_of or any(a in moving for a in graph.args[node]):
            moving.add(node)
    linear = not any(node in moving for node in entries.values()) and not any(
        node in moving and graph.ops[node] in _STEPS for node in needed
    )

    emitter = Emitter(graph, layout.columns, layout.parameters, layout.width)
    known: dict[Node, Value] = {}
    emitter.compute((n for n in needed if n not in moving), known)
    disturbances = [emitter.load("%row", layout.first_residual + e) for e in block.equations]
    starts = [emitter.load("%row", v) for v in block.variables]
    before, emitter.lines = emitter.lines, []
    for leaf, k in leaf_of.items():
        known[leaf] = f"%x{k}"
    emitter.compute((n for n in needed if n in moving), known)
    right = [
        emitter.arithmetic("-", known[node], u)
        for node, u in zip(residuals, disturbances, strict=True)
    ]
    matrix = {place: known[node] for place, node in entries.items()}
    solved = elimination.solve(emitter, matrix, right, len(block.variables))
    if solved is None:
        return (
            f"define i64 @block_{number}(ptr %row, ptr %P, double %tol, i64 %most) "
            f"{{\n  ret i64 {NO_CODE}\n}}"
        )
    steps, multipliers = solved
    largest = _larger(emitter, 0.0, _infinite(emitter, entries, matrix, moving))
    doubt: Value = 0.0
    after: list[str] = []
    for k, step in enumerate(steps):
        emitter.lines.append(f"  %n{k} = fsub double %x{k}, {literal(step)}")
        size = emitter.call("llvm.fabs.f64", step)
        scale = emitter.arithmetic("+", emitter.call("llvm.fabs.f64", f"%x{k}"), 1.0)
        relative = emitter.arithmetic("/", size, scale)
        largest = _larger(emitter, largest, relative)
        if linear:
            left = emitter.arithmetic("+", emitter.call("llvm.fabs.f64", f"%n{k}"), 1.0)
            doubt = _larger(emitter, doubt, emitter.arithmetic("/", size, left))
    close = emitter.register(f"fcmp olt double {literal(largest)}, %tol")
    if linear:
        for multiplier in multipliers:
            doubt = _larger(emitter, doubt, emitter.call("llvm.fabs.f64", multiplier))
        exact = emitter.register(f"fcmp olt double {literal(doubt)}, {literal(_DOUBTFUL)}")
        close = emitter.register(f"or i1 {close}, {exact}")
    during, emitter.lines = emitter.lines, after
    for k, v in enumerate(block.variables):
        emitter.store(f"%n{k}", "%row", v)
    phis = "\n".join(
        f"  %x{k} = phi double [{start}, %entry], [%n{k}, %again], [%h{k}, %back]\n"
        f"  %p{k} = phi double [{start}, %entry], [%x{k}, %again], [%p{k}, %back]"
        for k, start in enumerate(starts)
    )
    halfway = "\n".join(
        f"  %s{k} = fadd double %x{k}, %p{k}\n  %h{k} = fmul double %s{k}, {literal(0.5)}"
        for k in range(len(starts))
    )
    return f"""
define i64 @block_{number}(ptr %row, ptr %P, double %tol, i64 %most) {{
entry:
{chr(10).join(before)}
  br label %loop
loop:
  %it = phi i64 [1, %entry], [%it1, %again], [%it1, %back]
{phis}
{chr(10).join(during)}
  br i1 {close}, label %good, label %check
check:
  %finite = fcmp olt double {literal(largest)}, {literal(1e300)}
  %it1 = add i64 %it, 1
  %many = icmp sgt i64 %it1, %most
  br i1 %many, label %bad, label %more
more:
  br i1 %finite, label %again, label %outside
again:
  br label %loop
outside:
  %first = icmp eq i64 %it, 1
  br i1 %first, label %bad, label %back
back:
{halfway}
  br label %loop
good:
{chr(10).join(after)}
  ret i64 %it
bad:
  %why = select i1 %finite, i64 {NOT_CONVERGED}, i64 {NOT_FINITE}
  ret i64 %why
}}"""


def _infinite(
    emitter: Emitter,
    entries: Mapping[tuple[int, int], Node],
    matrix: Mapping[tuple[int, int], Value],
    moving: Collection[Node],
) -> Value:
    """Zero, or NaN when a derivative is infinite, as a root's is at zero.

    A step divided by infinity is nothing, and would pass for the last one.
    """
    total: Value = 0.0
    for place, node in entries.items():
        if node in moving and isinstance(matrix[place], str):
            own = emitter.register(f"fsub double {matrix[place]}, {matrix[place]}")
            total = emitter.arithmetic("+", total, own)
    return total


def _larger(emitter: Emitter, a: Value, b: Value) -> Value:
    """The larger of two sizes; NaN counts as infinite, so that a step gone wrong is never lost."""
    real = emitter.register(f"fcmp ord double {literal(b)}, {literal(b)}")
    size = emitter.select(real, b, float("inf"))
    return emitter.select(emitter.compare(">", a, size), a, size)


def _driver(blocks: int, width: int) -> str:
    """``solve``: draws x periods x blocks. ``status[d]`` counts iterations, or tells where draw d
    stopped: -(1 + period * blocks + block)."""
    calls = []
    for k in range(blocks):
        calls.append(f"""b{k}:
  %i{k} = call i64 @block_{k}(ptr %row, ptr %Pd, double %tol, i64 %most)
  %f{k} = icmp slt i64 %i{k}, 0
  %s{k} = add i64 {f"%s{k - 1}" if k else "%sum"}, %i{k}
  br i1 %f{k}, label %stop{k}, label %{f"b{k + 1}" if k + 1 < blocks else "next_t"}
stop{k}:
  %w{k} = add i64 %tb, {k + 1}
  br label %failed""")
    failed = ", ".join(f"[%w{k}, %stop{k}]" for k in range(blocks))
    return f"""
define void @solve(ptr %Z, i64 %draws, i64 %stride, i64 %first, i64 %last,
                   ptr %P, i64 %pstride, double %tol, i64 %most, ptr %status) {{
entry:
  br label %draw
draw:
  %d = phi i64 [0, %entry], [%d1, %next_d]
  %more_d = icmp slt i64 %d, %draws
  br i1 %more_d, label %start, label %done
start:
  %zo = mul i64 %d, %stride
  %Zd = getelementptr double, ptr %Z, i64 %zo
  %po = mul i64 %d, %pstride
  %Pd = getelementptr double, ptr %P, i64 %po
  br label %period
period:
  %t = phi i64 [%first, %start], [%t1, %next_t]
  %sum = phi i64 [0, %start], [%s{blocks - 1}, %next_t]
  %more_t = icmp sle i64 %t, %last
  br i1 %more_t, label %work, label %finished
work:
  %ro = mul i64 %t, {width}
  %row = getelementptr double, ptr %Zd, i64 %ro
  %tb = mul i64 %t, {blocks}
  br label %b0
{chr(10).join(calls)}
next_t:
  %t1 = add i64 %t, 1
  br label %period
failed:
  %where = phi i64 {failed}
  %neg = sub i64 0, %where
  br label %next_d
finished:
  br label %next_d
next_d:
  %result = phi i64 [%neg, %failed], [%sum, %finished]
  %so = getelementptr i64, ptr %status, i64 %d
  store i64 %result, ptr %so
  %d1 = add i64 %d, 1
  br label %draw
done:
  ret void
}}"""
