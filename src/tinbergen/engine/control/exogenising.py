"""Single values held: in some periods a variable is given and an instrument is found instead.

What modellers call exogenising a variable and endogenising its add-factor. Newton's method on the
instruments; its Jacobian are the multipliers of the linearised path (Tinbergen 1952, period by
period). In a model that looks ahead the held values are known from the first period on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.core.result import Result
from tinbergen.data.dataset import Array, Dataset
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import Program, compile_model
from tinbergen.engine.control.sensitivity import locate, solved_columns
from tinbergen.engine.simulate.backward import Simulation, simulation, solve_dynamic
from tinbergen.engine.simulate.stacked import linearised
from tinbergen.model.model import Model

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Exogenised:
    """``variable`` is to be ``value`` in ``period`` of the span (from 0); ``instrument``, an
    exogenous variable or an equation (its residual), is found in the same period."""

    variable: str
    period: int
    value: float
    instrument: str


@dataclass(frozen=True, slots=True)
class Exogenisation(Result):
    """A path on which the held values are met; ``error`` is the largest miss that remains.

    ``changes`` are those of each instrument, shape (periods,), zero where nothing is held.
    """

    simulation: Simulation
    changes: Mapping[str, Array]
    iterations: int
    error: float

    def to_frame(self) -> pd.DataFrame:
        return Dataset.of(self.simulation.span.start, self.changes).to_frame()


def exogenise(
    model: Model,
    data: Dataset,
    span: Span,
    held: Sequence[Exogenised],
    *,
    residuals: Dataset | None = None,
    tol: float = 1e-9,
    max_iter: int = 30,
) -> Exogenisation:
    """Simulate with values held in some periods, each by an instrument of the same period.

    Raises
    ------
    TinbergenError
        E004 for a variable that is not endogenous or an instrument that is neither exogenous nor
        an equation; E006 when the instruments can't move the variables independently, E007 when
        Newton's method does not arrive; those of
        :func:`tinbergen.engine.simulate.backward.simulate`.
    """
    program = compile_model(model)
    columns = solved_columns(model, program, [h.variable for h in held])
    levers = locate(model, program, [h.instrument for h in held])
    first = program.layout.first_residual
    places = [place + (first if kind == "residual" else 0) for kind, place in levers]
    periods = np.array([h.period for h in held], dtype=np.int64)
    wanted = np.array([h.value for h in held])
    filled = path.rows(model, program, data, span, residuals)
    start = filled.inside.copy()
    steps = solve_dynamic(model, program, filled)
    for iteration in range(max_iter + 1):
        gap = wanted - filled.inside[periods, columns]
        scale = float(np.max(np.abs(gap) / (1 + np.abs(wanted)), initial=0.0))
        if scale < tol:
            break
        if iteration == max_iter:
            raise TinbergenError("E007", iterations=max_iter, error=f"{scale:.3g}")
        moves = _responses(program, filled, list(zip(periods.tolist(), levers, strict=True)))
        matrix = moves[:, periods, columns].T
        _check_rank(matrix, held)
        filled.inside[periods, places] += np.linalg.solve(matrix, gap)
        steps += solve_dynamic(model, program, filled)
    names = dict(zip((h.instrument for h in held), places, strict=True))
    return Exogenisation(
        simulation(model, program, filled, data, steps),
        {name: filled.inside[:, p] - start[:, p] for name, p in names.items()},
        iteration,
        float(np.max(np.abs(gap), initial=0.0)),
    )


def _responses(
    program: Program, filled: path.Workspace, cells: Sequence[tuple[int, tuple[str, int]]]
) -> Array:
    """How the path moves with each instrument's cell, shape (cells, periods, endogenous)."""
    length = filled.span.length
    entries = program.jacobian(filled.values, filled.parameters, filled.lags, length)
    pattern = program.jacobian_pattern
    impulses = np.zeros((len(cells), length, program.layout.endogenous))
    for impulse, (t, (kind, place)) in zip(impulses, cells, strict=True):
        if kind == "residual":
            impulse[t, place] = 1.0
            continue
        for e in np.flatnonzero(pattern.column == place).tolist():
            felt = t - int(pattern.lag[e])
            if 0 <= felt < length:
                impulse[felt, pattern.equation[e]] -= entries[felt, e]
    step = linearised(program, entries, impulses.sum(axis=0))
    return np.zeros(impulses.shape) if step is None else np.stack([step(i) for i in impulses])


def _check_rank(matrix: Array, held: Sequence[Exogenised]) -> None:
    rank = int(np.linalg.matrix_rank(matrix, tol=1e-10 * np.abs(matrix).max(initial=1e-300)))
    if rank < matrix.shape[0]:
        raise TinbergenError(
            "E006",
            rank=rank,
            size=matrix.shape[0],
            targets=", ".join(dict.fromkeys(h.variable for h in held)),
            instruments=", ".join(dict.fromkeys(h.instrument for h in held)),
        )
