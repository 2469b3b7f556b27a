"""Exact targeting: as many instruments as targets, and the targets are hit (Tinbergen 1952).

Newton's method on the stacked paths; its Jacobian is the matrix of dynamic multipliers, whose
rank is Tinbergen's condition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.core.arguments import listed
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span, SpanLike
from tinbergen.core.progress import checkpoint
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.accept import DataLike, dataset_of
from tinbergen.data.dataset import Array, Dataset
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import backward
from tinbergen.engine.control.sensitivity import (
    SingularError,
    locate,
    responses,
    singular,
    solved_columns,
)
from tinbergen.engine.simulate.backward import Simulation, simulation, solve_path
from tinbergen.model.library import ModelLike, model_of

if TYPE_CHECKING:
    import pandas as pd

    from tinbergen.charts.chart import Panel


_INSTRUMENTS = Text("Instruments", "工具")


@dataclass(frozen=True, slots=True)
class Targeting(Result):
    """Instrument paths that hit the targets. ``error`` is the largest miss that remains.

    ``instruments`` and ``changes`` are by name, shape (periods,).
    """

    simulation: Simulation
    instruments: Mapping[str, Array]
    changes: Mapping[str, Array]
    iterations: int
    error: float

    def to_frame(self) -> pd.DataFrame:
        return Dataset.of(self.simulation.span.start, self.instruments).to_frame()

    def plot(self) -> Panel:
        """The instruments' paths, before and with the targets hit."""
        from tinbergen.charts import results as pictures

        series = {
            name: (values - self.changes[name], values) for name, values in self.instruments.items()
        }
        return pictures.before_and_after(_INSTRUMENTS, self.simulation.span, series)


def target(
    model: ModelLike,
    data: DataLike,
    span: SpanLike,
    targets: Mapping[str, ArrayLike],
    instruments: str | Sequence[str],
    *,
    residuals: DataLike | None = None,
    tol: float = 1e-9,
    max_iter: int = 30,
) -> Targeting:
    """Find the paths of ``instruments`` on which ``targets`` take the values given.

    Parameters
    ----------
    model, data, span, residuals
        As for :func:`tinbergen.engine.simulate.backward.simulate`.
    targets
        Endogenous variable -> values over ``span``, shape (periods,).
    instruments
        As many exogenous variables or equations (their residuals) as targets.
    tol, max_iter
        The largest miss relative to the targets' size; steps of Newton's method.

    Raises
    ------
    TinbergenError
        E018 when a target is not a number in every period, E005 when instruments and targets
        differ in number, E006 when the multiplier matrix is
        singular (the targets are not independent), E007 when Newton's method does not arrive;
        C008-C010 for wrong arguments.
    """
    model, data, span = model_of(model), dataset_of(data), Span.parse(span)
    residuals = None if residuals is None else dataset_of(residuals, "residuals")
    instruments = listed(instruments)
    if len(targets) != len(instruments):
        raise TinbergenError("E005", targets=len(targets), instruments=len(instruments))
    names = list(targets)
    for name in names:
        given = np.asarray(targets[name], dtype=float)
        if given.shape != (span.length,) or not np.isfinite(given).all():
            raise TinbergenError("E018", name=name, values=given.size, periods=span.length)
    wanted = np.column_stack([np.asarray(targets[name], dtype=float) for name in names])
    size = span.length * len(names)
    program = backward(model)
    columns = solved_columns(model, program, names)
    levers = locate(model, program, instruments)
    residual = program.layout.first_residual
    places = [place + (residual if kind == "residual" else 0) for kind, place in levers]
    filled = path.rows(model, program, data, span, residuals)
    start = filled.inside[:, places].copy()
    steps = solve_path(model, program, filled)
    for iteration in range(max_iter + 1):
        checkpoint()
        gap = wanted - filled.inside[:, columns]
        scale = float(np.max(np.abs(gap) / (1 + np.abs(wanted))))
        if scale < tol:
            break
        if iteration == max_iter:
            raise TinbergenError("E007", iterations=max_iter, error=f"{scale:.3g}")
        entries = program.jacobian(filled.values, filled.parameters, filled.lags, span.length)
        try:
            moved = responses(program, entries, levers)[:, columns]
        except SingularError as fault:
            raise singular(fault, model, span) from None
        matrix = moved.reshape(size, size)
        _check_rank(matrix, names, instruments)
        step = np.linalg.solve(matrix, gap.reshape(size)).reshape(span.length, -1)
        filled.inside[:, places] += step
        steps += solve_path(model, program, filled)
    found = filled.inside[:, places]
    return Targeting(
        simulation(model, program, filled, data, steps),
        dict(zip(instruments, found.T, strict=True)),
        dict(zip(instruments, (found - start).T, strict=True)),
        iteration,
        float(np.abs(gap).max()),
    )


def _check_rank(matrix: Array, names: Sequence[str], instruments: Sequence[str]) -> None:
    rank = int(np.linalg.matrix_rank(matrix, tol=1e-10 * np.abs(matrix).max(initial=1e-300)))
    if rank < matrix.shape[0]:
        raise TinbergenError(
            "E006",
            rank=rank,
            size=matrix.shape[0],
            targets=", ".join(names),
            instruments=", ".join(instruments),
        )
