"""A model file carried out: its statements in order, as Dynare would.

Parameters, initval, endval and shocks hold from where they stand; a command sees what stands above
it. Commands that are not there yet give a coded answer, and the rest of the file goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.equilibrium import Equilibrium, equilibrium
from tinbergen.engine.foresight import Foresight, Setting, State, foresight
from tinbergen.engine.steady import SteadyState, residuals, steady_state
from tinbergen.model.expression import Variable
from tinbergen.model.model import Model
from tinbergen.model.statements import (
    Assignment,
    Command,
    Native,
    ParameterValue,
    ShockPath,
    Shocks,
    Values,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gave: a result, or the error that stands for it."""

    command: Command
    result: Any = None
    error: TinbergenError | None = None

    def to_dict(self) -> dict[str, Any]:
        result = self.result.to_dict() if hasattr(self.result, "to_dict") else self.result
        shown: dict[str, Any] = {
            "name": self.command.name,
            "options": dict(self.command.options),
            "names": list(self.command.names),
            "line": self.command.at.line,
            "result": result,
        }
        if self.error is not None:
            shown["error"] = self.error.to_dict()
        return shown


@dataclass
class Session:
    """Where a run of a model file stands."""

    model: Model
    values: dict[str, float] = field(default_factory=dict)
    initial: dict[str, float] = field(default_factory=dict)
    terminal: dict[str, float] | None = None
    history: dict[tuple[str, int], float] = field(default_factory=dict)
    shocks: list[Shocks] = field(default_factory=list)
    periods: int = 0
    answers: list[Answer] = field(default_factory=list)
    notices: list[TinbergenError] = field(default_factory=list)
    native: list[Native] = field(default_factory=list)
    paths: Foresight | None = None

    def current(self) -> Model:
        """The model at the parameters and shocks that hold here."""
        return self.model.at_point(self.values, self.initial, tuple(self.shocks))

    def state(self, known: Mapping[str, float]) -> State:
        own = set(self.model.endogenous)
        return State(
            {n: v for n, v in known.items() if n in own},
            {n: v for n, v in known.items() if n not in own},
        )


def run(model: Model) -> Session:
    """Carry out a model file's statements.

    Errors of single commands are kept in their answers; nothing is raised for them.
    """
    session = Session(model)
    for statement in model.statements:
        match statement:
            case ParameterValue():
                session.values[statement.name] = statement.value
            case Values():
                _values(session, statement)
            case Shocks():
                session.shocks.append(statement)
            case Native():
                session.native.append(statement)
            case Command():
                _command(session, statement)
    return session


def _command(session: Session, command: Command) -> None:
    carry_out = _COMMANDS.get(command.name)
    refused = sorted(_OTHER_MEANING & command.options.keys())
    if carry_out is not None and refused:
        words = f"{command.name}({', '.join(refused)})"
        session.answers.append(
            Answer(command, error=TinbergenError("E016", at=command.at, command=words))
        )
        return
    if carry_out is None:
        if command.name not in _SILENT:
            fault = TinbergenError("E016", at=command.at, command=command.name)
            session.answers.append(Answer(command, error=fault))
        return
    try:
        session.answers.append(Answer(command, carry_out(session, command)))
    except TinbergenError as fault:
        session.answers.append(Answer(command, error=fault))


def _values(session: Session, block: Values) -> None:
    if block.block == "endval":
        session.terminal = dict(session.initial)
    known = {"initval": session.initial, "endval": session.terminal}.get(block.block)
    for assignment in block.assignments:
        value = _number(session, assignment)
        if block.block == "histval":
            session.history[(assignment.name, assignment.lag)] = value
        elif known is not None:
            known[assignment.name] = value


def _number(session: Session, assignment: Assignment) -> float:
    if assignment.value.number is not None:
        return assignment.value.number

    def value_of(leaf: Variable | str) -> float | None:
        name = leaf.name if isinstance(leaf, Variable) else leaf
        state = session.initial if session.terminal is None else session.terminal
        return session.values.get(name, state.get(name))

    value = session.model.graph.evaluate(assignment.value.node, value_of)
    if np.isnan(value):
        raise TinbergenError(
            "M006", at=assignment.at, names=assignment.name, model=session.model.name
        )
    return value


# -- commands -----------------------------------------------------------------------------------
def _steady(session: Session, command: Command) -> SteadyState:
    """At the terminal state when there is an endval, else at the initial one."""
    at_end = session.terminal is not None
    known = session.terminal if session.terminal is not None else session.initial
    state = session.state(known)
    rest = steady_state(session.current(), state.endogenous, state.exogenous)
    session.values.update(
        {n: v for n, v in rest.parameters.items() if n in session.model.parameters}
    )
    target = session.terminal if at_end and session.terminal is not None else session.initial
    target.update(rest.values)
    return rest


def _resid(session: Session, command: Command) -> dict[str, float]:
    state = session.state(session.initial)
    errors = residuals(session.current(), state.endogenous, state.exogenous)
    names = [e.name for e in session.model.equations]
    return {n: float(e) for n, e in zip(names, errors, strict=True) if np.isfinite(e)}


def _solve(session: Session) -> Equilibrium:
    return equilibrium(session.current())


def _check(session: Session, command: Command) -> dict[str, Any]:
    return {"eigenvalues": _solve(session).to_dict()["eigenvalues"]}


def _stoch_simul(session: Session, command: Command) -> Equilibrium:
    """The first-order solution; higher orders get it too, with word that they are not there."""
    order = command.options.get("order", "1" if session.model.linear else "2")
    if order != "1" and not session.model.linear:
        session.notices.append(
            TinbergenError("E016", at=command.at, command=f"stoch_simul(order={order})")
        )
    return _solve(session)


def _setup(session: Session, command: Command) -> None:
    session.periods = int(command.options.get("periods", session.periods) or 0)


def _solver(session: Session, command: Command) -> Foresight:
    periods = int(command.options.get("periods", 0) or session.periods)
    paths: list[ShockPath] = [path for block in session.shocks for path in block.paths]
    terminal = session.initial if session.terminal is None else session.terminal
    setting = Setting(
        session.state(session.initial),
        session.state(terminal),
        paths,
        session.history,
        terminal,
    )
    session.paths = foresight(session.current(), setting, periods)
    return session.paths


_COMMANDS: dict[str, Callable[[Session, Command], Any]] = {
    "steady": _steady,
    "resid": _resid,
    "check": _check,
    "stoch_simul": _stoch_simul,
    "perfect_foresight_setup": _setup,
    "perfect_foresight_solver": _solver,
    "simul": _solver,
}

#: Options that make other numbers of a command, and are not there yet.
_OTHER_MEANING = frozenset({
    "loglinear", "lmmcp", "endogenous_terminal_period", "linear_approximation",
    "partial_information",
})  # fmt: skip

#: Commands that print, draw or write, and whose absence changes no number.
_SILENT = frozenset({
    "write_latex_dynamic_model", "write_latex_static_model", "write_latex_original_model",
    "write_latex_steady_state_model", "write_latex_parameter_table", "write_latex_prior_table",
    "write_latex_definitions", "collect_latex_files", "rplot", "dynatype", "dynasave",
    "model_info", "model_diagnostics", "set_dynare_seed", "set_time", "varobs",
    "unit_root_vars", "plot_shock_decomposition", "plot_conditional_forecast", "verbatim",
})  # fmt: skip
