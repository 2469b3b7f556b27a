"""Simulation of backward-looking models, period by period.

*Dynamic*: lags are the simulation's own. *Static*: lags are the data's. Residuals are added to
each equation's right-hand side; those that ``track`` computes reproduce the data exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span, SpanLike
from tinbergen.core.progress import checkpoint
from tinbergen.core.text import Text
from tinbergen.data.accept import DataLike, dataset_of
from tinbergen.data.dataset import Dataset, OverSpan
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import Program, backward, compile_model
from tinbergen.engine.simulate import newton
from tinbergen.engine.simulate.determined import dependent, require_determined
from tinbergen.engine.simulate.stacked import solve_stacked
from tinbergen.model.blocks import Block
from tinbergen.model.library import ModelLike, model_of
from tinbergen.model.model import Model

if TYPE_CHECKING:
    from tinbergen.charts.chart import Panel


Array = NDArray[np.float64]

TOLERANCE = 1e-9
MOST_ITERATIONS = 50

_SIMULATION = Text("Simulation", "模拟")


@dataclass(frozen=True, slots=True)
class Simulation(OverSpan):
    """A solved path. ``data`` holds all variables from ``lags`` periods before ``span`` on.

    ``residuals`` are by equation, over ``span``; ``iterations`` counts Newton steps over all
    periods and blocks. ``notices`` say when few digits of the path are right.
    """

    span: Span
    data: Dataset
    residuals: Dataset
    endogenous: tuple[str, ...]
    iterations: int
    notices: tuple[TinbergenError, ...] = ()

    def difference(self, other: Simulation) -> Simulation:
        """Deviations of every variable from another simulation of the same span."""
        alike = self.data.span == other.data.span and set(self.data) == set(other.data)
        if self.span != other.span or not alike or set(self.residuals) != set(other.residuals):
            raise TinbergenError("C006", detail=f"{self.span} / {other.span}")
        return self.replace(data=self.data - other.data, residuals=self.residuals - other.residuals)

    def plot(self) -> Panel:
        """Every endogenous variable, a small chart each; lags before it are left out."""
        from tinbergen.charts import results as pictures

        titles = self.data.titles
        series = [(titles.get(n, Text(n, n)), self[n]) for n in self.endogenous]
        return pictures.paths(_SIMULATION, self.span, series)


def simulate(
    model: ModelLike,
    data: DataLike,
    span: SpanLike,
    *,
    residuals: DataLike | None = None,
    static: bool = False,
    tol: float = TOLERANCE,
    max_iter: int = MOST_ITERATIONS,
) -> Simulation:
    """Solve the model over ``span`` given exogenous data, starting values and residuals.

    A model that looks ahead is solved for all periods at once, expectations being what it says
    itself; what lies beyond the span is the data's.

    Parameters
    ----------
    model
        A model, a fit, the name of a model of the library, or the path of a ``.mod`` file.
    data
        Exogenous variables over the span and starting values before it: a dataset, a pandas table,
        the name of packaged data, or the path of a file.
    span
        The periods to solve, such as ``"1961Q1:2008Q3"``.
    residuals
        By equation; zero where not given. Those of :func:`track` reproduce the data.
    static
        Whether lags are the data's rather than the simulation's own.
    tol, max_iter
        When Newton's method has arrived, relative to the size of the variables; steps it may take.

    Raises
    ------
    TinbergenError
        E002 when data are missing, E003 when a period can't be solved; E011, E012 when all periods
        together can't; E251 when they do not determine the path; E001 when a static simulation of
        a model that looks ahead is asked for;
        C008-C010 for wrong arguments.
    """
    model, data, span = model_of(model), dataset_of(data), Span.parse(span)
    residuals = None if residuals is None else dataset_of(residuals, "residuals")
    program = backward(model) if static else compile_model(model)
    filled = path.rows(model, program, data, span, residuals, need="lags" if static else "start")
    if static:
        iterations = _static(model, program, filled, tol, max_iter)
    else:
        iterations = solve_dynamic(model, program, filled, tol=tol, max_iter=max_iter)
    return simulation(model, program, filled, data, iterations)


def solve_dynamic(
    model: Model,
    program: Program,
    filled: path.Workspace,
    *,
    tol: float = TOLERANCE,
    max_iter: int = MOST_ITERATIONS,
) -> int:
    """Solve the rows of a span in place: one after the other, or at once where the model looks
    ahead; the number of iterations.

    Raises
    ------
    TinbergenError
        E003 when a period can't be solved; E011, E012 when all periods together can't.
    """
    if not program.leads:
        return solve_path(model, program, filled, tol=tol, max_iter=max_iter)
    values, parameters = filled.values, filled.parameters[0]
    start = filled.span.start
    solved = solve_stacked(model, program, values, parameters, start=start, tol=tol)
    values[:] = solved.values
    return solved.iterations


def simulation(
    model: Model, program: Program, filled: path.Workspace, data: Dataset, iterations: int
) -> Simulation:
    """Solved rows as a simulation; ``data`` describe them.

    Raises
    ------
    TinbergenError
        E251 when the equations do not determine the path.
    """
    told = require_determined(
        model, program, filled.values, filled.parameters[0], filled.lags, filled.span.start
    )
    return Simulation(
        filled.span,
        path.dataset(model, program.layout, filled, data),
        path.residual_dataset(model, program.layout, filled),
        model.endogenous,
        iterations,
        told,
    )


def track(model: ModelLike, data: DataLike, span: SpanLike) -> Dataset:
    """Residuals with which the model reproduces the data over ``span``: one evaluation, no solve.

    Parameters
    ----------
    model, data, span
        As for :func:`simulate`.

    Returns
    -------
    Dataset
        A series for each equation, in the unit of its left-hand side.

    Raises
    ------
    TinbergenError
        E002 when data are missing; C008-C010 for wrong arguments.
    """
    model, data, span = model_of(model), dataset_of(data), Span.parse(span)
    program = compile_model(model)
    filled = path.rows(model, program, data, span, need="all")
    errors = program.residuals(filled.values, filled.parameters, filled.lags, span.length)
    filled.inside[:, program.layout.first_residual :] = errors
    return path.residual_dataset(model, program.layout, filled)


def solve_rows(
    model: Model,
    program: Program,
    Z: Array,
    P: Array,
    first: int,
    *,
    tol: float = TOLERANCE,
    max_iter: int = MOST_ITERATIONS,
) -> tuple[NDArray[np.int64], list[tuple[int, int, int]]]:
    """Solve all rows from ``first`` on of every draw, carefully where the quick way fails.

    Returns
    -------
    iterations
        Shape (draws,).
    failed
        (draw, row, block) of draws that could not be solved.
    """
    last = Z.shape[1] - 1
    status = program.solve(Z, P, first, last, tol=tol, max_iter=max_iter)
    failed = []
    for d in np.flatnonzero(status < 0).tolist():
        values = P[d if P.shape[0] > 1 else 0]
        while status[d] < 0:
            checkpoint()
            row = int((-status[d] - 1) // len(program.blocks))
            block = newton.solve_row(model, program, Z[d], values, row, tol, max_iter)
            if block is not None:
                failed.append((d, row, program.blocks.index(block)))
                break
            status[d] = 0
            if row < last:
                rest = program.solve(
                    Z[d : d + 1], values[None, :], row + 1, last, tol=tol, max_iter=max_iter
                )
                status[d] = rest[0]
    return status, failed


def solve_path(
    model: Model,
    program: Program,
    filled: path.Workspace,
    *,
    tol: float = TOLERANCE,
    max_iter: int = MOST_ITERATIONS,
) -> int:
    """Solve the rows of a span in place, one after the other; the number of iterations.

    Raises
    ------
    TinbergenError
        E003 when a period can't be solved, E251 when its equations are dependent.
    """
    Z = filled.values[None]
    status, failed = solve_rows(
        model, program, Z, filled.parameters, filled.lags, tol=tol, max_iter=max_iter
    )
    if failed:
        _, row, block = failed[0]
        raise _failure(
            model, program, Z[0], filled.parameters[0], row, program.blocks[block],
            filled.span.start + row - filled.lags,
        )  # fmt: skip
    return int(status[0])


def _failure(
    model: Model, program: Program, Z: Array, P: Array, row: int, block: Block, period: Period
) -> TinbergenError:
    """What could not be solved: equations that are dependent whatever the numbers, or E003."""
    told = dependent(model, program, P, block)
    return told or newton.failure(model, program, Z, P, row, block, period)


def _static(
    model: Model, program: Program, filled: path.Workspace, tol: float, max_iter: int
) -> int:
    """Every period is a draw of its own: the rows its lags need, then itself."""
    lags, periods = filled.lags, filled.span.length
    Z = np.stack([filled.values[t : t + lags + 1] for t in range(periods)])
    status, failed = solve_rows(
        model, program, Z, filled.parameters, lags, tol=tol, max_iter=max_iter
    )
    if failed:
        d, row, block = failed[0]
        raise _failure(
            model, program, Z[d], filled.parameters[0], row, program.blocks[block],
            filled.span.start + d,
        )  # fmt: skip
    filled.values[lags:] = Z[:, lags]
    return int(status.sum())
