"""What would have happened: the same model, the same disturbances, other inputs.

The disturbances are those with which the model reproduces the data. For an interval this is done
at every draw of the coefficients: each draw reproduces the data with disturbances of its own, so
the interval is that of the model's answer, not of its fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import backward
from tinbergen.engine.simulate.backward import solve_rows
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.model.model import Model

Array = NDArray[np.float64]


def counterfactual(
    model: Model,
    data: Dataset,
    span: Span,
    worlds: Mapping[str, Mapping[str, Array]],
    *,
    parameters: Mapping[str, Array] | None = None,
    variables: Sequence[str] | None = None,
) -> dict[str, Ensemble]:
    """Paths with exogenous variables at other values and the disturbances of the data.

    Draws that any of the worlds can't be solved for are left out of all, so that worlds can be
    compared draw by draw.

    Parameters
    ----------
    data
        Holds every variable over ``span`` and the lags before it.
    worlds
        Name -> exogenous variable -> other values over ``span``, shape (periods,).
    parameters
        Parameter -> draws, shape (draws,); one draw at the model's values by default.

    Raises
    ------
    TinbergenError
        E002 when data are missing, E004 for an input that is not exogenous, E008 when more than
        half of the draws can't be solved.
    """
    program = backward(model)
    filled = path.rows(model, program, data, span, need="all")
    first, residual = filled.lags, program.layout.first_residual
    draws = len(next(iter(parameters.values()))) if parameters else 1
    P = np.repeat(filled.parameters, draws, axis=0)
    for name, drawn in (parameters or {}).items():
        P[:, model.parameters.index(name)] = drawn
    seen = np.repeat(filled.values[None], draws, axis=0)
    for d in range(draws):
        seen[d, first:, residual:] = program.residuals(seen[d], P[d], first, span.length)
    names = tuple(variables or model.endogenous)
    columns = [program.layout.columns[name] for name in names]
    solved: dict[str, Array] = {}
    lost: dict[int, tuple[int, int]] = {}
    for world, inputs in worlds.items():
        Z = seen.copy()
        for name, values in inputs.items():
            path.check_exogenous(model, name)
            Z[:, first:, program.layout.columns[name]] = values
        _, failed = solve_rows(model, program, Z, P, first)
        lost |= {d: (row, block) for d, row, block in failed}
        solved[world] = Z[:, first:][:, :, columns]
    if len(lost) > draws // 2:
        row, block = next(iter(lost.values()))
        raise TinbergenError(
            "E008",
            failed=len(lost),
            draws=draws,
            period=span.start + row - first,
            equation=model.equations[program.blocks[block].equations[0]].name,
        )
    kept = [d for d in range(draws) if d not in lost]
    return {
        world: Ensemble(span, names, values[kept], len(lost)) for world, values in solved.items()
    }
