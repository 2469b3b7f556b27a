"""How a solved path responds to every input: exact first derivatives along the path.

With F(x_t, x_{t-1}, …, z_t, z_{t-1}, …) = u_t in every period, the response of x to an input
follows from the linearised recursion  A0 dx_t = du_t - sum_l A_l dx_{t-l} - sum_l B_l dz_{t-l}.
On a linear model these are the dynamic multipliers (Theil and Boot 1962).
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.arguments import listed, unfit
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import Program, compile_model
from tinbergen.engine.simulate.backward import Simulation
from tinbergen.engine.simulate.stacked import linearised, undetermined
from tinbergen.model.library import ModelLike, model_of
from tinbergen.model.model import Model

Array = NDArray[np.float64]
Index = NDArray[np.int64]

#: Equations up to which a period's matrix is handled as a dense one.
_DENSE = 60
#: Error against the right side from which a sparse system is solved with exchange of rows.
_EXACT = 1e-9
#: Share of the largest weight from which a row counts as part of a dependency.
_PRESENT = 1e-3
#: Equations that an error names.
_NAMED = 6


_WANTED = Text("a Simulation", "Simulation 模拟结果")


class SingularError(Exception):
    """The matrix of a period, counted from 0, is singular: these equations depend on one another.

    Not for users: those who know the model say it in its words.
    """

    def __init__(self, period: int, equations: Sequence[int]) -> None:
        super().__init__(f"period {period}")
        self.period = period
        self.equations = tuple(equations)


def sensitivities(
    model: ModelLike, base: Simulation, outputs: str | Sequence[str], inputs: str | Sequence[str]
) -> Array:
    """Derivatives of ``outputs`` by ``inputs``, along a solved path.

    Parameters
    ----------
    model
        A model, a fit, the name of a model of the library, or the path of a ``.mod`` file.
    base
        The path, from :func:`tinbergen.engine.simulate.backward.simulate`.
    outputs
        Endogenous variables.
    inputs
        Exogenous variables, or equations (their residuals).

    Returns
    -------
    Shape (periods, outputs, periods, inputs): d output o in period t / d input i in period s;
    zero for s > t unless the model looks ahead: then the future is foreseen.

    Raises
    ------
    TinbergenError
        E004 for an input that is neither exogenous nor an equation, or an output that is not
        endogenous; L066 where the equations of a period do not determine its variables, E012 where
        those of all periods together don't; C010 for a wrong argument.
    """
    model, outputs, inputs = model_of(model), listed(outputs), listed(inputs)
    if not isinstance(base, Simulation):
        raise unfit("base", base, _WANTED)
    program = compile_model(model)
    columns = solved_columns(model, program, outputs)
    filled = path.rows(model, program, base.data, base.span, base.residuals, need="all")
    entries = program.jacobian(filled.values, filled.parameters, filled.lags, base.span.length)
    instruments = locate(model, program, inputs)
    if program.leads:
        found = foreseen(program, entries, instruments)
        if found is None:
            raise undetermined(model, program, entries, base.span.start)
        return found[:, columns]
    try:
        return responses(program, entries, instruments)[:, columns]
    except SingularError as fault:
        raise singular(fault, model, base.span) from None


def singular(fault: SingularError, model: Model, span: Span) -> TinbergenError:
    """A singular period in the words of the model."""
    names = [model.equations[e].name for e in fault.equations]
    return TinbergenError(
        "L066", model=model.name, period=span.start + fault.period,
        equations=", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else ""),
    )  # fmt: skip


def multipliers(
    model: Model, base: Simulation, outputs: Sequence[str], inputs: Sequence[str]
) -> Array:
    """Interim multipliers: another name under which :func:`sensitivities` is known."""
    return sensitivities(model, base, outputs, inputs)


def solved_columns(model: Model, program: Program, outputs: Sequence[str]) -> Index:
    """Where endogenous variables stand; E004 for others."""
    for name in outputs:
        if name not in model.endogenous:
            raise TinbergenError(
                "E004", hint=did_you_mean(name, model.endogenous), names=name, model=model.name
            )
    return np.array([program.layout.columns[name] for name in outputs], dtype=np.int64)


def locate(model: Model, program: Program, inputs: Sequence[str]) -> list[tuple[str, int]]:
    """("exogenous", column) or ("residual", equation) of each input."""
    equations = [e.name for e in model.equations]
    found = []
    for name in inputs:
        if name in model.exogenous:
            found.append(("exogenous", program.layout.columns[name]))
        elif name in equations:
            found.append(("residual", equations.index(name)))
        else:
            known = [*model.exogenous, *equations]
            raise TinbergenError(
                "E004", hint=did_you_mean(name, known), names=name, model=model.name
            )
    return found


def responses(program: Program, entries: Array, inputs: list[tuple[str, int]]) -> Array:
    """Responses of all endogenous variables, shape (periods, endogenous, periods, inputs)."""
    pattern, n, lags = program.jacobian_pattern, program.layout.endogenous, program.lags
    periods, m = entries.shape[0], len(inputs)
    # In the order of the blocks the matrix of a period is block-triangular.
    equations = [e for block in program.blocks for e in block.equations]
    variables = [v for block in program.blocks for v in block.variables]
    row, place = np.argsort(equations)[pattern.equation], np.argsort(variables)
    own = pattern.column < n
    now, past = np.flatnonzero(own & (pattern.lag == 0)), np.flatnonzero(own & (pattern.lag < 0))
    contemporaneous = _Shape.of(row[now], place[pattern.column[now]], (n, n))
    read, column = np.unique(
        (pattern.lag[past] + lags) * n + place[pattern.column[past]], return_inverse=True
    )
    lagged = _Shape.of(row[past], column, (n, read.size))
    impulses = _impulses(program, entries, inputs)[:, equations]
    responses = np.zeros(((lags + periods) * n, periods * m))
    for t in range(periods):
        felt = slice(0, (t + 1) * m)
        right = impulses[t, :, felt]
        if read.size:
            right = right - lagged.matrix(entries[t, past]) @ responses[t * n + read, felt]
        matrix = contemporaneous.matrix(entries[t, now])
        try:
            solved = _solution(matrix, right)
        except (np.linalg.LinAlgError, RuntimeError):
            raise SingularError(t, [equations[k] for k in _dependent(matrix)]) from None
        responses[(lags + t) * n : (lags + t + 1) * n, felt] = solved
    return responses[lags * n :].reshape(periods, n, periods, m)[:, place]


def foreseen(program: Program, entries: Array, inputs: list[tuple[str, int]]) -> Array | None:
    """Responses where the model looks ahead, shape (periods, endogenous, periods, inputs).

    All periods are one linear system, factored once; what lies beyond the span does not move.
    None when it is singular.
    """
    impulses = _impulses(program, entries, inputs)
    periods, n, count = impulses.shape
    solve = linearised(program, entries, np.ones((periods, n)))
    if solve is None:
        return None
    found = np.empty((periods, n, count))
    for k in range(count):
        found[:, :, k] = solve(impulses[:, :, k])
    return found.reshape(periods, n, periods, len(inputs))


def _impulses(program: Program, entries: Array, inputs: list[tuple[str, int]]) -> Array:
    """What inputs add to equations at once, shape (periods, equations, periods * inputs)."""
    pattern, n = program.jacobian_pattern, program.layout.endogenous
    periods = entries.shape[0]
    t = np.arange(periods)
    impulses = np.zeros((periods, n, periods, len(inputs)))
    for k, (kind, place) in enumerate(inputs):
        if kind == "residual":
            impulses[t, place, t, k] = 1.0
            continue
        for e in np.flatnonzero(pattern.column == place).tolist():
            lag = int(pattern.lag[e])
            reading = t[(t + lag >= 0) & (t + lag < periods)]
            impulses[reading, pattern.equation[e], reading + lag, k] -= entries[reading, e]
    return impulses.reshape(periods, n, -1)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where a matrix has entries, ordered by columns: ``starts`` of each column, ``rows``.

    ``order`` takes entries from the order in which they were given.
    """

    order: Index
    rows: NDArray[np.int32]
    starts: NDArray[np.int32]
    size: tuple[int, int]

    @classmethod
    def of(cls, rows: Index, columns: Index, size: tuple[int, int]) -> _Shape:
        order = np.lexsort((rows, columns))
        starts = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=size[1]))])
        return cls(order, rows[order].astype(np.int32), starts.astype(np.int32), size)

    def matrix(self, values: Array) -> Any:
        """The matrix of these entries; sparse where that saves time."""
        if self.size[0] > _DENSE:
            from scipy.sparse import csc_matrix

            return csc_matrix((values[self.order], self.rows, self.starts), shape=self.size)
        dense = np.zeros(self.size)
        dense[self.rows, np.repeat(np.arange(self.size[1]), np.diff(self.starts))] = values[
            self.order
        ]
        return dense


def _solution(matrix: Any, right: Array) -> Array:
    if isinstance(matrix, np.ndarray):
        return np.asarray(np.linalg.solve(matrix, right))
    from scipy.sparse.linalg import splu

    with contextlib.suppress(RuntimeError):
        solution = np.asarray(
            splu(matrix, permc_spec="NATURAL", diag_pivot_thresh=0.0).solve(right)
        )
        if np.abs(matrix @ solution - right).max() <= _EXACT * np.abs(right).max(initial=1e-300):
            return solution
    return np.asarray(splu(matrix).solve(right))


def _dependent(matrix: Any) -> list[int]:
    """Rows of a singular matrix that stand in the combination of rows that vanishes."""
    dense = matrix if isinstance(matrix, np.ndarray) else matrix.toarray()
    if not np.isfinite(dense).all():
        (rows,) = np.nonzero(~np.isfinite(dense).all(axis=1))
        return [int(row) for row in rows]
    weights = np.abs(np.linalg.svd(dense)[0][:, -1])
    return [int(k) for k in np.argsort(-weights) if weights[k] > _PRESENT * weights.max()]


def apply_inputs(
    base: Simulation, model: Model, inputs: Sequence[str], changes: Array
) -> tuple[Dataset, Dataset]:
    """Data and residuals with ``changes`` (periods, inputs) added to the inputs' paths."""
    first = base.data.span.position(base.span.start)
    data: dict[str, Array] = {}
    residuals: dict[str, Array] = {}
    for k, name in enumerate(inputs):
        if name in model.exogenous:
            data[name] = np.array(data.get(name, base.data[name]))
            data[name][first : first + base.span.length] += changes[:, k]
        else:
            residuals[name] = residuals.get(name, base.residuals[name]) + changes[:, k]
    return base.data.assign(**data), base.residuals.assign(**residuals)
