"""A model ready to compute: compiled functions and the layout of their memory."""

from __future__ import annotations

import ctypes
import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.compile import jit as native
from tinbergen.engine.compile import kernels
from tinbergen.engine.compile.callbacks import Callbacks
from tinbergen.engine.compile.kernels import Layout, Pattern
from tinbergen.model.blocks import Block, blocks, check_square
from tinbergen.model.model import Model

Array = NDArray[np.float64]

#: Draws below which starting a thread costs more than it saves.
_DRAWS_WORTH_A_THREAD = 64
_KEPT = 16
_compiled: OrderedDict[str, Program] = OrderedDict()
#: The same by the equations' place in memory, which needs no writing out; it keeps them alive.
_recent: OrderedDict[tuple[object, ...], tuple[object, Program]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class BlockPattern:
    """Which of a model's derivatives belong to a block, and where in its square matrix."""

    inside: NDArray[np.bool_]
    i: NDArray[np.int64]
    j: NDArray[np.int64]
    size: int

    @classmethod
    def of(cls, pattern: Pattern, block: Block) -> BlockPattern:
        inside = (
            (pattern.lag == 0)
            & np.isin(pattern.equation, block.equations)
            & np.isin(pattern.column, block.variables)
        )
        row_of = {e: k for k, e in enumerate(block.equations)}
        column_of = {v: k for k, v in enumerate(block.variables)}
        i = np.array([row_of[e] for e in pattern.equation[inside].tolist()], dtype=np.int64)
        j = np.array([column_of[v] for v in pattern.column[inside].tolist()], dtype=np.int64)
        return cls(inside, i, j, len(block.equations))

    def matrix(self, derivatives: Array) -> Array:
        """The block's derivatives by its variables, (size, size), of all those of a row."""
        found = np.zeros((self.size, self.size))
        np.add.at(found, (self.i, self.j), derivatives[self.inside])
        return found


@dataclass(frozen=True, eq=False)
class Program:
    """Compiled residuals, derivatives and solver of one model's equations.

    Models with leads have no blocks: they are solved for all periods at once. Parameter values
    are arguments, so one program serves every calibration.
    """

    layout: Layout
    blocks: tuple[Block, ...]
    lags: int
    leads: int
    jacobian_pattern: Pattern
    slopes_pattern: Pattern
    library: native.Library
    callbacks: Callbacks
    _functions: dict[str, Any]

    @cached_property
    def block_patterns(self) -> tuple[BlockPattern, ...]:
        """Of each block, in their order."""
        return tuple(BlockPattern.of(self.jacobian_pattern, block) for block in self.blocks)

    def solve(
        self, Z: Array, P: Array, first: int, last: int, *, tol: float, max_iter: int
    ) -> NDArray[np.int64]:
        """Solve rows ``first``..``last`` of every draw in place.

        Parameters
        ----------
        Z
            Shape (draws, rows, width), C order; values in solved rows are first guesses.
        P
            Shape (draws or 1, parameters).

        Returns
        -------
        Shape (draws,): Newton iterations, or -(1 + row * blocks + block) where a draw stopped.
        """
        draws = Z.shape[0]
        status = np.empty(draws, dtype=np.int64)
        stride = Z.strides[0] // 8 if draws > 1 else 0
        pstride = P.shape[1] if P.shape[0] > 1 else 0
        call = self._functions["solve"]

        def run(part: slice) -> None:
            call(
                Z[part].ctypes.data, part.stop - part.start, stride, first, last,
                P[part if pstride else slice(0, 1)].ctypes.data, pstride, tol, max_iter,
                status[part].ctypes.data,
            )  # fmt: skip

        workers = min(os.cpu_count() or 1, draws // _DRAWS_WORTH_A_THREAD)
        if workers < 2:
            run(slice(0, draws))
        else:
            cuts = [draws * k // workers for k in range(workers + 1)]
            parts = [slice(a, b) for a, b in pairwise(cuts)]
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(run, parts))
        self.callbacks.check()
        return status

    def residuals(self, Z: Array, P: Array, first: int, rows: int) -> Array:
        """``lhs - rhs - residual`` of each equation; shape (rows, equations)."""
        return self._path("residual_path", Z, P, first, rows, self.layout.equations)

    def jacobian(self, Z: Array, P: Array, first: int, rows: int) -> Array:
        """Derivatives by variables, in the order of ``jacobian_pattern``; (rows, entries)."""
        return self._path("jacobian_path", Z, P, first, rows, self.jacobian_pattern.lag.size)

    def slopes(self, Z: Array, P: Array, first: int, rows: int) -> Array:
        """Derivatives by parameters, in the order of ``slopes_pattern``; (rows, entries)."""
        return self._path("slopes_path", Z, P, first, rows, self.slopes_pattern.lag.size)

    def _path(self, name: str, Z: Array, P: Array, first: int, rows: int, size: int) -> Array:
        out = np.empty((rows, size))
        self._functions[name](Z.ctypes.data, first, rows, P.ctypes.data, out.ctypes.data)
        self.callbacks.check()
        return out


def compile_model(model: Model, *, in_blocks: bool = True) -> Program:
    """The program of a model; the last few are kept, so asking again costs nothing.

    Without ``in_blocks`` there is no solver, and no need that equations can be ordered.

    Raises
    ------
    TinbergenError
        M020, M021 when the equations can't determine the variables, M135 when they call a function
        that is not given.
    """
    place = (id(model.equations), model.endogenous, model.exogenous, model.parameters, in_blocks)
    if place in _recent and _recent[place][0] is model.equations:
        return _recent[place][1]
    program = _compiled_for(model, in_blocks)
    _recent[place] = (model.equations, program)
    if len(_recent) > _KEPT:
        _recent.popitem(last=False)
    return program


def _compiled_for(model: Model, in_blocks: bool) -> Program:
    """The program of equal equations, whoever wrote them."""
    key = _fingerprint(model) + ("" if in_blocks else "\nas a whole")
    if key in _compiled:
        _compiled.move_to_end(key)
        return _compiled[key]
    check_square(model)
    lags, leads = model.lags
    order = blocks(model) if in_blocks and not leads else ()
    layout = Layout.of(model)
    code = kernels.generate(model, layout, order)
    program = _link(code, layout, order, lags, leads, Callbacks.of(model))
    _compiled[key] = program
    if len(_compiled) > _KEPT:
        _compiled.popitem(last=False)
    return program


def backward(model: Model) -> Program:
    """The program of a model that is solved period by period.

    Raises
    ------
    TinbergenError
        E001 when a variable is dated in the future; as :func:`compile_model`.
    """
    program = compile_model(model)
    if program.leads:
        ahead = [v for e in model.equations for v in model.variables_of(e) if v.lag > 0]
        raise TinbergenError("E001", model=model.name, variable=ahead[0])
    return program


def _link(
    code: kernels.Kernels,
    layout: Layout,
    order: Sequence[Block],
    lags: int,
    leads: int,
    callbacks: Callbacks,
) -> Program:
    library = native.build(code.assembly, callbacks.addresses())
    pointer, integer, number = ctypes.c_void_p, ctypes.c_int64, ctypes.c_double
    functions = {
        name: library.function(name, None, pointer, integer, integer, pointer, pointer)
        for name in ("residual_path", "jacobian_path", "slopes_path")
    }
    if order:
        functions["solve"] = library.function(
            "solve", None, pointer, integer, integer, integer, integer, pointer, integer,
            number, integer, pointer,
        )  # fmt: skip
    return Program(
        layout, tuple(order), lags, leads, code.jacobian, code.slopes, library, callbacks, functions
    )


def _fingerprint(model: Model) -> str:
    """What the compiled code depends on: names in their order and equations, no values.

    Equations are written node by node: their text would repeat what is shared.
    """
    words = [" ".join(part) for part in (model.endogenous, model.exogenous, model.parameters)]
    roots = [node for e in model.equations for node in (e.residual, e.lhs)]
    graph = model.graph
    place = {node: k for k, node in enumerate(graph.reachable(roots))}
    for node in place:
        leaf = graph.leaves.get(node, "")
        words.append(f"{graph.ops[node]} {leaf!r} {[place[a] for a in graph.args[node]]}")
    words.append(" ".join(str(place[node]) for node in roots))
    for function in graph.called(*roots):
        words += [f"{name} {id(given)}" for name, given in function.given.items()]
    return "\n".join(words)
