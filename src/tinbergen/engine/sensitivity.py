"""How a solved path responds to every input: exact first derivatives along the path.

With F(x_t, x_{t-1}, …, z_t, z_{t-1}, …) = u_t in every period, the response of x to an input
follows from the linearised recursion  A0 dx_t = du_t - sum_l A_l dx_{t-l} - sum_l B_l dz_{t-l}.
On a linear model these are the dynamic multipliers (Theil and Boot 1962).
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.data.dataset import Dataset
from tinbergen.engine import path
from tinbergen.engine.program import Program, backward
from tinbergen.engine.simulate import Simulation
from tinbergen.model.model import Model

Array = NDArray[np.float64]
Index = NDArray[np.int64]

#: Equations up to which a period's matrix is handled as a dense one.
_DENSE = 60
#: Error against the right side from which a sparse system is solved with exchange of rows.
_EXACT = 1e-9


def sensitivities(
    model: Model, base: Simulation, outputs: Sequence[str], inputs: Sequence[str]
) -> Array:
    """Derivatives of ``outputs`` by ``inputs``, along a solved path.

    Inputs are exogenous variables, or equations (their residuals).

    Returns
    -------
    Shape (periods, outputs, periods, inputs): d output o in period t / d input i in period s;
    zero for s > t.

    Raises
    ------
    TinbergenError
        E004 for an input that is neither exogenous nor an equation, or an output that is not
        endogenous.
    """
    program = backward(model)
    for name in outputs:
        if name not in model.endogenous:
            raise TinbergenError(
                "E004", hint=did_you_mean(name, model.endogenous), names=name, model=model.name
            )
    filled = path.rows(model, program, base.data, base.span, base.residuals, need="all")
    entries = program.jacobian(filled.values, filled.parameters, filled.lags, base.span.length)
    columns = np.array([program.layout.columns[name] for name in outputs], dtype=np.int64)
    response = _responses(program, entries, _locate(model, program, inputs))
    return response[:, columns]


def multipliers(
    model: Model, base: Simulation, outputs: Sequence[str], inputs: Sequence[str]
) -> Array:
    """Interim multipliers: another name under which :func:`sensitivities` is known."""
    return sensitivities(model, base, outputs, inputs)


def _locate(model: Model, program: Program, inputs: Sequence[str]) -> list[tuple[str, int]]:
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


def _responses(program: Program, entries: Array, inputs: list[tuple[str, int]]) -> Array:
    """Responses of all endogenous variables, shape (periods, endogenous, periods, inputs)."""
    pattern, n, lags = program.jacobian_pattern, program.layout.endogenous, program.lags
    periods, m = entries.shape[0], len(inputs)
    # In the order of the blocks the matrix of a period is block-triangular.
    equations = [e for block in program.blocks for e in block.equations]
    variables = [v for block in program.blocks for v in block.variables]
    row, column = np.argsort(equations), np.argsort(variables)
    own = pattern.column < n
    now, past = np.flatnonzero(own & (pattern.lag == 0)), np.flatnonzero(own & (pattern.lag < 0))
    now_at = row[pattern.equation[now]], column[pattern.column[now]]
    past_at = (
        row[pattern.equation[past]],
        (pattern.lag[past] + lags) * n + column[pattern.column[past]],
    )
    impulses = _impulses(program, entries, inputs)[:, equations]
    responses = np.zeros((lags + periods, n, periods * m))
    for t in range(periods):
        felt = slice(0, (t + 1) * m)
        right = impulses[t, :, felt]
        if past.size:
            before = responses[t : t + lags].reshape(lags * n, -1)[:, felt]
            right = right - _matrix(entries[t, past], past_at, (n, lags * n)) @ before
        responses[lags + t, :, felt] = _solution(_matrix(entries[t, now], now_at, (n, n)), right)
    return responses[lags:, column].reshape(periods, n, periods, m)


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
            later = t[-lag:]
            impulses[later, pattern.equation[e], later + lag, k] -= entries[later, e]
    return impulses.reshape(periods, n, -1)


def _matrix(values: Array, at: tuple[Index, Index], shape: tuple[int, int]) -> Any:
    """Sparse where that saves time."""
    if shape[0] > _DENSE:
        from scipy.sparse import csc_matrix

        return csc_matrix((values, at), shape=shape)
    matrix = np.zeros(shape)
    matrix[at] = values
    return matrix


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


def apply_inputs(
    base: Simulation, model: Model, inputs: Sequence[str], changes: Array
) -> tuple[Dataset, Dataset]:
    """Data and residuals with ``changes`` (periods, inputs) added to the inputs' paths."""
    data, residuals = base.data, base.residuals
    lags = data.span.length - base.span.length
    for k, name in enumerate(inputs):
        if name in model.exogenous:
            moved = np.array(data[name])
            moved[lags:] += changes[:, k]
            data = data.assign(**{name: moved})
        else:
            residuals = residuals.assign(**{name: residuals[name] + changes[:, k]})
    return data, residuals
