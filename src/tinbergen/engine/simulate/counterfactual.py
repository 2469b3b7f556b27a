"""What would have happened: the same model, the same disturbances, other inputs.

The disturbances are those with which the model reproduces the data. For an interval this is done
at every draw of the coefficients: each draw reproduces the data with disturbances of its own, so
the interval is that of the model's answer, not of its fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import Program, backward
from tinbergen.engine.simulate.backward import solve_rows
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.model.model import Model

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A world in which rules go on: the model that has them, and what disturbs them there.

    ``disturbances`` maps equations to values over the span, in the place of those of the data.
    """

    model: Model
    disturbances: Mapping[str, Array]


def counterfactual(
    model: Model,
    data: Dataset,
    span: Span,
    worlds: Mapping[str, Mapping[str, Array]],
    *,
    parameters: Mapping[str, Array] | None = None,
    variables: Sequence[str] | None = None,
    ruled: Mapping[str, Ruled] | None = None,
) -> dict[str, Ensemble]:
    """Paths with exogenous variables at other values and the disturbances of the data.

    Draws that any of the worlds can't be solved for are left out of all, so that worlds can be
    compared draw by draw.

    Parameters
    ----------
    data
        Holds every variable over ``span`` and the lags before it.
    worlds
        Name -> exogenous variable -> other values over ``span``, shape (periods,), or
        (draws, periods) where each draw has its own.
    parameters
        Parameter -> draws, shape (draws,); the model's values by default.
    ruled
        Worlds in which rules go on, by name; the others are of ``model``.

    Raises
    ------
    TinbergenError
        E002 when data are missing, E004 for an input that is not exogenous, E008 when more than
        half of the draws can't be solved.
    """
    wide = [len(p) for inputs in worlds.values() for p in inputs.values() if np.ndim(p) > 1]
    draws = len(next(iter(parameters.values()))) if parameters else max(wide, default=1)
    names = tuple(variables or model.endogenous)
    seen: dict[int, _Seen] = {}
    solved: dict[str, Array] = {}
    lost: dict[int, tuple[Period, str]] = {}
    for world, inputs in worlds.items():
        rule = (ruled or {}).get(world)
        own = rule.model if rule else model
        if id(own) not in seen:
            seen[id(own)] = _seen(own, data, span, draws, parameters or {})
        program, first, values, P = seen[id(own)]
        Z = values.copy()
        for name, moved in inputs.items():
            path.check_exogenous(own, name)
            Z[:, first:, program.layout.columns[name]] = moved
        for equation, disturbance in rule.disturbances.items() if rule else ():
            k = [e.name for e in own.equations].index(equation)
            Z[:, first:, program.layout.first_residual + k] = disturbance
        _, failed = solve_rows(own, program, Z, P, first)
        for d, row, block in failed:
            name = own.equations[program.blocks[block].equations[0]].name
            lost[d] = (span.start + row - first, name)
        solved[world] = Z[:, first:][:, :, [program.layout.columns[n] for n in names]]
    if len(lost) > draws // 2:
        period, equation = next(iter(lost.values()))
        raise TinbergenError(
            "E008", failed=len(lost), draws=draws, period=period, equation=equation
        )
    kept = [d for d in range(draws) if d not in lost]
    return {
        world: Ensemble(span, names, values[kept], len(lost), tuple(sorted(lost)))
        for world, values in solved.items()
    }


class _Seen(NamedTuple):
    """The data as rows (draws, rows, width) with each draw's own disturbances, and the draws."""

    program: Program
    lags: int
    values: Array
    parameters: Array


def _seen(
    model: Model, data: Dataset, span: Span, draws: int, parameters: Mapping[str, Array]
) -> _Seen:
    program = backward(model)
    filled = path.rows(model, program, data, span, need="all")
    first, residual = filled.lags, program.layout.first_residual
    P = np.repeat(filled.parameters, draws, axis=0)
    for name, drawn in parameters.items():
        P[:, model.parameters.index(name)] = drawn
    seen = np.repeat(filled.values[None], draws, axis=0)
    for d in range(draws):
        seen[d, first:, residual:] = program.residuals(seen[d], P[d], first, span.length)
    return _Seen(program, first, seen, P)
