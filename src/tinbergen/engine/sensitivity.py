"""How a solved path responds to every input: exact first derivatives along the path.

With F(x_t, x_{t-1}, …, z_t, z_{t-1}, …) = u_t in every period, the response of x to an input
follows from the linearised recursion  A0 dx_t = du_t - sum_l A_l dx_{t-l} - sum_l B_l dz_{t-l}.
On a linear model these are the dynamic multipliers (Theil and Boot 1962).
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.data.dataset import Dataset
from tinbergen.engine import path
from tinbergen.engine.program import Program, backward
from tinbergen.engine.simulate import Simulation
from tinbergen.engine.stacked import Ordering, order
from tinbergen.model.model import Model

Array = NDArray[np.float64]

#: Error of the linear system, against its right side, from which rows are exchanged.
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
    pattern, n = program.jacobian_pattern, program.layout.endogenous
    periods, m = entries.shape[0], len(inputs)
    ordering = order(program, entries[-1], periods)
    row = np.argsort(ordering.equation)
    impulses = np.zeros((periods, n, periods, m))
    t = np.arange(periods)
    for k, (kind, place) in enumerate(inputs):
        if kind == "residual":
            impulses[t, row[place], t, k] = 1.0
            continue
        for e in np.flatnonzero(pattern.column == place).tolist():
            felt = t[max(0, -int(pattern.lag[e])) :]
            source = felt + int(pattern.lag[e])
            impulses[felt, row[pattern.equation[e]], source, k] -= entries[felt, e]
    solution = _solution(ordering, entries, impulses.reshape(periods * n, periods * m))
    responses = np.empty_like(impulses)
    responses[:, ordering.variable] = solution.reshape(impulses.shape)
    return responses


def _solution(ordering: Ordering, entries: Array, right: Array) -> Array:
    """The stacked system is block-triangular, so that the order of its blocks is the best; where
    pivots without exchange of rows lose digits, it is solved as any other."""
    from scipy.sparse import csc_matrix
    from scipy.sparse.linalg import splu

    data = entries.reshape(-1)[ordering.source]
    shape = (ordering.size, ordering.size)
    matrix = csc_matrix((data, ordering.rows, ordering.starts), shape=shape)
    with contextlib.suppress(RuntimeError):
        lu = splu(matrix, permc_spec="NATURAL", diag_pivot_thresh=0.0)
        solution = np.asarray(lu.solve(right))
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
