"""Perfect foresight as a model file asks for it: initial and terminal states, paths of shocks.

Conventions are Dynare's. Without endval the state that initval describes is initial, terminal and
first guess. With endval, initval is the state of period 0 and endval the terminal one; exogenous
variables are at their endval level from period 1 on, and shocks are laid over that level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.engine.compile.program import Program, compile_model
from tinbergen.engine.simulate.complementarity import Bound, bounds_of, solve_bounded
from tinbergen.engine.simulate.homotopy import follow
from tinbergen.engine.simulate.stacked import Stacked, solve_stacked
from tinbergen.engine.simulate.systems import Linearised, System
from tinbergen.model.model import Model
from tinbergen.model.statements import ShockPath

if TYPE_CHECKING:
    import pandas as pd

    from tinbergen.charts.chart import Panel

Array = NDArray[np.float64]

#: Largest error of the equations around which a model may be linearised.
_AT_REST = 1e-6


@dataclass(frozen=True, slots=True)
class State:
    """Values of endogenous and exogenous variables at one end of a path; absent ones are zero."""

    endogenous: Mapping[str, float]
    exogenous: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Foresight(Result):
    """Paths from the initial rows to the terminal ones, ``lags + periods + leads`` values each.

    ``homotopy`` are the shares of the way from rest to the task at which it was solved, empty when
    it was solved at once; ``learnt`` are the periods in which new information arrived.
    """

    paths: Mapping[str, Array]
    lags: int
    leads: int
    periods: int
    iterations: int
    error: float
    homotopy: tuple[float, ...] = ()
    learnt: tuple[int, ...] = (1,)

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        index = range(1 - self.lags, 1 + self.periods + self.leads)
        return pd.DataFrame(dict(self.paths), index=list(index))

    def plot(self) -> Panel:
        """Every path, from the initial state to the terminal one."""
        from tinbergen.charts.results import paths

        periods = range(1 - self.lags, 1 + self.periods + self.leads)
        title = Text("Perfect foresight", "完全预见")
        named = [(Text(name, name), values) for name, values in self.paths.items()]
        return paths(title, periods, named)

    def to_dict(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "periods": self.periods,
            "lags": self.lags,
            "leads": self.leads,
            "paths": {name: values.tolist() for name, values in self.paths.items()},
        }
        if self.homotopy:
            shown["homotopy"] = list(self.homotopy)
        if self.learnt != (1,):
            shown["learnt"] = list(self.learnt)
        return shown


@dataclass(frozen=True, slots=True)
class Setting:
    """What is given: the two ends, shocks, and history before period 1 (name, lag) -> value.

    ``rest`` are values for STEADY_STATE(x): the terminal steady state.
    """

    initial: State
    terminal: State
    shocks: Sequence[ShockPath] = ()
    history: Mapping[tuple[str, int], float] = field(default_factory=dict)
    rest: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Method:
    """How to solve: with the bounds of ``mcp`` tags, linearised, with homotopy as a last resort.

    ``max_iter`` are Newton's steps at each try, ``tol`` the relative size of its last one;
    ``first_step`` and ``last_step`` are homotopy's first and smallest share of the way.
    """

    bounded: bool = False
    linear: bool = False
    homotopy: bool = True
    max_iter: int = 100
    tol: float = 1e-10
    first_step: float = 0.5
    last_step: float = 1e-5


def foresight(
    model: Model,
    setting: Setting,
    periods: int,
    method: Method | None = None,
    guess: Mapping[str, Array] | None = None,
) -> Foresight:
    """Solve the model for all periods at once.

    Parameters
    ----------
    guess
        First guesses for the periods solved, as ``Foresight.paths`` has them; the terminal state
        where there are none.

    Raises
    ------
    TinbergenError
        E011, E012 when no path is found; E015 when a shock lies outside the periods; E038 for a
        bound that can't be read; E039 when homotopy was tried too; E046 when the terminal state
        is no steady state and the model is to be linearised there.
    """
    program = compile_model(model, in_blocks=False)
    Z = rows(model, program, setting, periods)
    inside = slice(program.lags, program.lags + periods)
    for name, values in (guess or {}).items():
        if name in model.endogenous and len(values) == Z.shape[0]:
            Z[inside, program.layout.columns[name]] = values[inside]
    parameters = at_rest(model, setting.rest)
    solved, shares = solve_path(model, program, Z, parameters, method or Method())
    return result(model, program, solved, periods, shares)


def result(
    model: Model, program: Program, solved: Stacked, periods: int, shares: tuple[float, ...] = ()
) -> Foresight:
    columns = program.layout.columns
    names = (*model.endogenous, *model.exogenous)
    paths = {name: solved.values[:, columns[name]].copy() for name in names}
    return Foresight(
        paths, program.lags, program.leads, periods, solved.iterations, solved.error, shares
    )


def at_rest(model: Model, rest: Mapping[str, float]) -> Array:
    """The parameters, with the steady state's values for STEADY_STATE(x)."""
    operators = {op: rest.get(x, 0.0) for op, x in model.steady_operators.items()}
    return np.array(model.vector(operators))


def rows(model: Model, program: Program, setting: Setting, periods: int) -> Array:
    """Given values and first guesses, shape (lags + periods + leads, width)."""
    lags = program.lags
    limits.check("periods", periods)
    limits.check_memory(lags + periods + program.leads, program.layout.width, limits.WRITTEN)
    Z = np.zeros((lags + periods + program.leads, program.layout.width))
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
    return Z


def _lay(shock: ShockPath, Z: Array, columns: Mapping[str, int], lags: int, periods: int) -> None:
    """Write a shock's levels into its periods; one value serves every stretch."""
    for k, (first, last) in enumerate(shock.periods):
        if first < 1 - lags or last > periods:
            raise TinbergenError(
                "E015", at=shock.at, name=shock.name, first=first, last=last, periods=periods
            )
        value = shock.values[k if len(shock.values) > 1 else 0].number
        if value is None:
            raise TinbergenError("M006", at=shock.at, names=shock.name, model="shocks")
        Z[lags + first - 1 : lags + last, columns[shock.name]] = value


def solve_path(
    model: Model, program: Program, Z: Array, P: Array, method: Method
) -> tuple[Stacked, tuple[float, ...]]:
    """The solved path and the shares of homotopy it took (none when Newton arrived at once).

    Parameters
    ----------
    Z
        Shape (lags + periods + leads, width): both ends, exogenous values, first guesses; the last
        row is the terminal state.

    Raises
    ------
    TinbergenError
        As :func:`foresight`.
    """
    bounds = bounds_of(model) if method.bounded else ()
    system: System = program
    if method.linear:
        system = _linearised(model, program, Z[-1], P)
    try:
        return _solve(model, system, Z, P, bounds, method), ()
    except TinbergenError as fault:
        # Dynare too goes other ways only where the model looks both back and ahead.
        if not (method.homotopy and program.lags and program.leads):
            raise
        return _approach(model, system, Z, P, bounds, method, fault)


def _solve(
    model: Model, system: System, Z: Array, P: Array, bounds: Sequence[Bound], method: Method
) -> Stacked:
    if bounds:
        return solve_bounded(model, system, Z, P, bounds, tol=method.tol, max_iter=method.max_iter)
    return solve_stacked(model, system, Z, P, tol=method.tol, max_iter=method.max_iter)


def _approach(
    model: Model,
    system: System,
    Z: Array,
    P: Array,
    bounds: Sequence[Bound],
    method: Method,
    fault: TinbergenError,
) -> tuple[Stacked, tuple[float, ...]]:
    """From rest at the terminal state to the two ends and the exogenous paths asked for."""
    n, lags = system.layout.endogenous, system.lags
    inside = slice(lags, Z.shape[0] - system.leads)
    start = np.tile(Z[-1], (Z.shape[0], 1))

    def solve(weight: float, guess: Stacked) -> Stacked:
        moved = weight * Z + (1 - weight) * start
        moved[inside, :n] = guess.values[inside, :n]
        return _solve(model, system, moved, P, bounds, method)

    first = Stacked(start, 0, 0.0)
    found = follow(solve, first, step=method.first_step, smallest=method.last_step)
    if found.reached >= 1.0:
        return found.solution, found.solved
    last = found.fault or fault
    raise TinbergenError(
        "E039",
        at=last.at,
        model=model.name,
        reached=f"{100 * found.reached:.4g}",
        tries=found.tries,
        period=last.facts.get("period", ""),
        equations=last.facts.get("equations", ""),
    )


def _linearised(model: Model, program: Program, rest: Array, P: Array) -> Linearised:
    """The system to first order around the terminal state, which must be a steady state."""
    around = np.tile(rest, (program.lags + 1 + program.leads, 1))
    error = np.abs(program.residuals(around, P, program.lags, 1)[0])
    if not error.max(initial=0.0) < _AT_REST:
        worst = int(np.argmax(np.where(np.isfinite(error), error, np.inf)))
        equation = model.equations[worst]
        raise TinbergenError(
            "E046", at=equation.at, model=model.name, equation=equation.name,
            error=f"{error[worst]:.4g}",
        )  # fmt: skip
    return Linearised.at(program, rest, P)
