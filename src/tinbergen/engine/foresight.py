"""Perfect foresight as a model file asks for it: initial and terminal states, paths of shocks.

Conventions are Dynare's. Without endval the state that initval describes is initial, terminal and
first guess. With endval, initval is the state of period 0 and endval the terminal one; exogenous
variables are at their endval level from period 1 on, and shocks are laid over that level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.engine.program import compile_model
from tinbergen.engine.stacked import solve_stacked
from tinbergen.model.model import Model
from tinbergen.model.statements import ShockPath

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class State:
    """Values of endogenous and exogenous variables at one end of a path; absent ones are zero."""

    endogenous: Mapping[str, float]
    exogenous: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Foresight(Result):
    """Paths from the initial rows to the terminal ones, ``lags + periods + leads`` values each."""

    paths: Mapping[str, Array]
    lags: int
    leads: int
    periods: int
    iterations: int
    error: float

    def to_frame(self):  # type: ignore[no-untyped-def]
        import pandas as pd

        index = range(1 - self.lags, 1 + self.periods + self.leads)
        return pd.DataFrame(dict(self.paths), index=list(index))

    def to_dict(self) -> dict[str, Any]:
        return {
            "periods": self.periods,
            "lags": self.lags,
            "leads": self.leads,
            "paths": {name: values.tolist() for name, values in self.paths.items()},
        }


@dataclass(frozen=True, slots=True)
class Setting:
    """What is given: the two ends, shocks, and history before period 1 (name, lag) -> value."""

    initial: State
    terminal: State
    shocks: Sequence[ShockPath] = ()
    history: Mapping[tuple[str, int], float] = field(default_factory=dict)
    rest: Mapping[str, float] = field(default_factory=dict)


def foresight(model: Model, setting: Setting, periods: int) -> Foresight:
    """Solve the model for all periods at once.

    Parameters
    ----------
    setting
        ``rest`` are values for STEADY_STATE(x): the terminal steady state.

    Raises
    ------
    TinbergenError
        E011, E012 when no path is found; E015 when a shock lies outside the periods.
    """
    program = compile_model(model, in_blocks=False)
    lags, leads = program.lags, program.leads
    Z = np.zeros((lags + periods + leads, program.layout.width))
    columns = program.layout.columns
    for name in model.endogenous:
        column = columns[name]
        Z[:lags, column] = setting.initial.endogenous.get(name, 0.0)
        Z[lags:, column] = setting.terminal.endogenous.get(name, 0.0)
    for name in model.exogenous:
        column = columns[name]
        Z[:lags, column] = setting.initial.exogenous.get(name, 0.0)
        Z[lags:, column] = setting.terminal.exogenous.get(name, 0.0)
    if setting.history:
        Z[:lags] = 0.0
        for (name, lag), value in setting.history.items():
            if lags - 1 + lag >= 0:
                Z[lags - 1 + lag, columns[name]] = value
    for shock in setting.shocks:
        _lay(shock, Z, columns, lags, periods)
    operators = {op: setting.rest.get(x, 0.0) for op, x in model.steady_operators.items()}
    solved = solve_stacked(model, program, Z, np.array(model.vector(operators)))
    names = (*model.endogenous, *model.exogenous)
    paths = {name: solved.values[:, columns[name]].copy() for name in names}
    return Foresight(paths, lags, leads, periods, solved.iterations, solved.error)


def _lay(shock: ShockPath, Z: Array, columns: Mapping[str, int], lags: int, periods: int) -> None:
    """Write a shock's levels into its periods; one value serves every stretch."""
    for k, (first, last) in enumerate(shock.periods):
        if first < 1 - lags or last > Z.shape[0] - lags:
            raise TinbergenError(
                "E015", at=shock.at, name=shock.name, first=first, last=last, periods=periods
            )
        value = shock.values[k if len(shock.values) > 1 else 0].number
        if value is None:
            raise TinbergenError("M006", at=shock.at, names=shock.name, model="shocks")
        Z[lags + first - 1 : lags + last, columns[shock.name]] = value
