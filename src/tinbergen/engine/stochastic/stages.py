"""Rows of many draws of one model over one span, and how another span's go on from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import Program, backward
from tinbergen.engine.simulate.backward import solve_rows
from tinbergen.model.model import Model

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stage:
    """All draws: ``rows`` (draws, lags + periods, width), ``parameters`` (draws or 1, k)."""

    model: Model
    program: Program
    span: Span
    lags: int
    rows: Array
    parameters: Array

    @classmethod
    def of(
        cls,
        model: Model,
        data: Dataset,
        span: Span,
        draws: int,
        residuals: Dataset | None,
        disturbances: Mapping[str, Array],
        parameters: Mapping[str, Array] | None,
        exogenous: Mapping[str, Array] | None = None,
    ) -> Stage:
        """The baseline, solved once, as every draw's first guess; disturbances added.

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
        # Values, and as many Jacobians and residuals beside them.
        limits.check_memory(draws, *filled.values.shape, 2)
        Z = np.repeat(filled.values[None], draws, axis=0)
        equations = [e.name for e in model.equations]
        for name, drawn in disturbances.items():
            column = program.layout.first_residual + equations.index(model.equation(name).name)
            Z[:, filled.lags :, column] += drawn
        for name, paths in (exogenous or {}).items():
            path.check_exogenous(model, name)
            Z[:, filled.lags :, program.layout.columns[name]] = paths
        P = np.repeat(filled.parameters, draws, axis=0) if parameters else filled.parameters
        for name, drawn in (parameters or {}).items():
            P[:, model.with_values({name: 0.0}).parameters.index(name)] = drawn
        return cls(model, program, span, filled.lags, Z, P)

    def begin_after(self, before: Stage) -> None:
        """Start every draw from where an earlier stage left it, variable by variable."""
        known = min(self.lags, before.rows.shape[1])
        for name, column in self.program.layout.columns.items():
            last = before.rows[:, before.rows.shape[1] - known :, before.column(name)]
            self.rows[:, self.lags - known : self.lags, column] = last

    def column(self, name: str) -> int:
        return self.program.layout.columns[name]

    def solve(self, tol: float, max_iter: int) -> NDArray[np.int64]:
        """Solve all draws in place; which of them could be.

        Raises
        ------
        TinbergenError
            E008 when more than half could not.
        """
        _, failed = solve_rows(
            self.model, self.program, self.rows, self.parameters, self.lags, tol=tol,
            max_iter=max_iter,
        )  # fmt: skip
        draws, lost = len(self.rows), {d for d, _, _ in failed}
        if len(lost) > draws // 2:
            _, row, block = failed[0]
            equation = self.program.blocks[block].equations[0]
            raise TinbergenError(
                "E008", failed=len(lost), draws=draws,
                period=self.span.start + row - self.lags,
                equation=self.model.equations[equation].name,
            )  # fmt: skip
        return np.array([d for d in range(draws) if d not in lost], dtype=np.int64)

    def paths(self, names: Sequence[str], kept: NDArray[np.int64]) -> Array:
        """Paths of variables in the span in some of the draws, (kept, periods, names)."""
        inside = self.rows[:, self.lags :]
        inside = inside if kept.size == len(inside) else inside[kept]
        return np.asarray(inside[:, :, [self.column(name) for name in names]])
