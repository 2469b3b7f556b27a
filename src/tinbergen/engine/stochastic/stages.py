"""Rows of many draws of one model over one span, and how another span's go on from them.

Draws do not know of one another: any part of them can be solved by itself, with the same result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import Program, backward
from tinbergen.engine.simulate.backward import solve_rows
from tinbergen.model.model import Model

Array = NDArray[np.float64]


#: Numbers that the rows of a part of the draws may hold: a million are 8 MB, which caches hold.
_PART = 1_000_000


class Failure(NamedTuple):
    """A draw that could not be solved, and the first period and equation where."""

    draw: int
    period: Period
    equation: str


@dataclass(frozen=True, slots=True)
class Start:
    """What all draws of a model begin with: the solved baseline ``rows`` (lags + periods, width),
    ``parameters`` (1, k), and what is drawn, each with a row a draw."""

    model: Model
    program: Program
    span: Span
    lags: int
    rows: Array
    parameters: Array
    disturbances: Mapping[str, Array]
    drawn: Mapping[str, Array]
    exogenous: Mapping[str, Array]

    @classmethod
    def of(
        cls,
        model: Model,
        data: Dataset,
        span: Span,
        residuals: Dataset | None,
        disturbances: Mapping[str, Array],
        parameters: Mapping[str, Array] | None,
        exogenous: Mapping[str, Array] | None = None,
    ) -> Start:
        """The baseline, solved once, as every draw's first guess.

        ``exogenous`` are paths draw by draw, (draws, periods), in place of the data's.

        Raises
        ------
        TinbergenError
            E002 when data are missing, E004 for an exogenous variable that the model does not have,
            C240 when the draws don't fit the memory.
        """
        program = backward(model)
        filled = path.rows(model, program, data, span, residuals)
        solve_rows(model, program, filled.values[None], filled.parameters, filled.lags)
        for name in exogenous or {}:
            path.check_exogenous(model, name)
        return cls(
            model, program, span, filled.lags, filled.values, filled.parameters, disturbances,
            parameters or {}, exogenous or {},
        )  # fmt: skip

    def parts(self, draws: int) -> list[slice]:
        """The draws in parts whose rows fit in memory together with the results."""
        size = max(1, _PART // self.rows.size)
        return [slice(k, min(k + size, draws)) for k in range(0, draws, size)]

    def stage(self, part: slice) -> Stage:
        """Some of the draws, their disturbances added."""
        count = part.stop - part.start
        equations = [e.name for e in self.model.equations]
        Z = np.repeat(self.rows[None], count, axis=0)
        for name, drawn in self.disturbances.items():
            equation = equations.index(self.model.equation(name).name)
            Z[:, self.lags :, self.program.layout.first_residual + equation] += drawn[part]
        for name, paths in self.exogenous.items():
            Z[:, self.lags :, self.program.layout.columns[name]] = paths[part]
        P = np.repeat(self.parameters, count, axis=0) if self.drawn else self.parameters
        for name, drawn in self.drawn.items():
            P[:, self.model.with_values({name: 0.0}).parameters.index(name)] = drawn[part]
        return Stage(self.model, self.program, self.span, self.lags, Z, P)


@dataclass(frozen=True, slots=True)
class Stage:
    """Some draws: ``rows`` (draws, lags + periods, width), ``parameters`` (draws or 1, k)."""

    model: Model
    program: Program
    span: Span
    lags: int
    rows: Array
    parameters: Array

    def begin_after(self, before: Stage) -> None:
        """Start every draw from where an earlier stage left it, variable by variable."""
        known = min(self.lags, before.rows.shape[1])
        for name, column in self.program.layout.columns.items():
            last = before.rows[:, before.rows.shape[1] - known :, before.column(name)]
            self.rows[:, self.lags - known : self.lags, column] = last

    def column(self, name: str) -> int:
        return self.program.layout.columns[name]

    def solve(self, tol: float, max_iter: int) -> list[Failure]:
        """Solve these draws in place; those that could not be, each once."""
        _, failed = solve_rows(
            self.model, self.program, self.rows, self.parameters, self.lags, tol=tol,
            max_iter=max_iter,
        )  # fmt: skip
        found: dict[int, Failure] = {}
        for draw, row, block in failed:
            equation = self.model.equations[self.program.blocks[block].equations[0]].name
            found.setdefault(draw, Failure(draw, self.span.start + row - self.lags, equation))
        return list(found.values())

    def paths(self, names: Sequence[str], kept: NDArray[np.int64]) -> Array:
        """Paths of variables in the span in some of the draws, (kept, periods, names)."""
        inside = self.rows[:, self.lags :]
        inside = inside if kept.size == len(inside) else inside[kept]
        return np.asarray(inside[:, :, [self.column(name) for name in names]])
