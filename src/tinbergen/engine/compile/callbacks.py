"""Functions of the user's own, as machine code calls them."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.compile.codegen import symbol
from tinbergen.model.expression import Graph
from tinbergen.model.external import External, called, is_call
from tinbergen.model.model import Model


def calls(graph: Graph) -> dict[str, int]:
    """External operations of a graph and how many arguments they take."""
    found = zip(graph.ops, graph.args, strict=True)
    return {op: len(args) for op, args in found if is_call(op)}


@dataclass
class Callbacks:
    """C functions around the Python ones; machine code may call them as long as this lives.

    A fault can't pass through machine code: it is kept, the value is NaN, and :meth:`check` raises
    it when the code has come back.
    """

    functions: dict[str, Any] = field(default_factory=dict)
    fault: TinbergenError | None = None

    @classmethod
    def of(cls, model: Model) -> Callbacks:
        """Those that the model's equations need.

        Raises
        ------
        TinbergenError
            M135 for a function that is not given.
        """
        graph, own = model.graph, cls()
        needed = graph.called(*(e.residual for e in model.equations))
        for function in needed:
            if function.missing:
                raise function.absent()
        names = {function.name for function in needed}
        for op, arity in calls(graph).items():
            if called(op) in names:
                kind = ctypes.CFUNCTYPE(ctypes.c_double, *[ctypes.c_double] * arity)
                own.functions[symbol(op)] = kind(own._guarded(graph.externals[called(op)], op))
        return own

    def addresses(self) -> dict[str, int]:
        """Where each function stands in memory."""
        found = {n: ctypes.cast(f, ctypes.c_void_p).value for n, f in self.functions.items()}
        return {name: address for name, address in found.items() if address is not None}

    def check(self) -> None:
        """Raise what a function has raised since the last time."""
        fault, self.fault = self.fault, None
        if fault is not None:
            raise fault

    def _guarded(self, function: External, op: str) -> Callable[..., float]:
        def guarded(*args: float) -> float:
            try:
                return function.compute(op, args)
            except TinbergenError as fault:
                self.fault = self.fault or fault
                return math.nan

        return guarded
