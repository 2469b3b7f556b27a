"""A model file carried out: its statements in order, as Dynare would.

Parameters, initval, endval and shocks hold from where they stand; a command sees what stands above
it. Commands that are not there yet give a coded answer, and the rest of the file goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.session import foresight, steady, stochastic
from tinbergen.engine.session.state import Answer, Session
from tinbergen.model.expression import Variable
from tinbergen.model.model import Model
from tinbergen.model.statements import (
    Assignment,
    Command,
    Native,
    ParameterValue,
    Shocks,
    Values,
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


_COMMANDS: dict[str, Callable[[Session, Command], Any]] = {
    "steady": steady.steady,
    "resid": steady.resid,
    "check": steady.check,
    "stoch_simul": stochastic.stoch_simul,
    "perfect_foresight_setup": foresight.setup,
    "perfect_foresight_solver": foresight.solver,
    "simul": foresight.solver,
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
