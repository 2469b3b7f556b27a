"""A model file carried out: its statements in order, as Dynare would.

Parameters, initval, endval and shocks hold from where they stand; a command sees what stands above
it. Commands that are not there yet give a coded answer, and the rest of the file goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from tinbergen.core.errors import TinbergenError, UncountedError, UnsizedError
from tinbergen.core.progress import checkpoint
from tinbergen.dynare import (
    diagnostics,
    expectation_errors,
    forecasting,
    foresight,
    steady,
    stochastic,
)
from tinbergen.dynare import matlab as natively
from tinbergen.dynare.state import Answer, Session
from tinbergen.engine.linear.solution import Equilibrium, equilibrium
from tinbergen.engine.simulate.expectation_errors import News
from tinbergen.model.dynare.companion import notices
from tinbergen.model.model import Model
from tinbergen.model.statements import (
    Assignment,
    Command,
    HomotopySetup,
    Native,
    ParameterValue,
    Shocks,
    Statement,
    Value,
    Values,
)


def run(model: Model) -> Session:
    """Carry out a model file's statements.

    Errors of single commands are kept in their answers; nothing is raised for them.
    """
    session = Session(model, notices=list(model.notices))
    _carry_out(session, model.statements)
    return session


def solve(model: Model) -> tuple[Equilibrium, list[TinbergenError]]:
    """The model to first order where all of its statements have led, and what to know of it.

    Only where a value waits for the steady state is ``steady`` carried out on the way. Shocks whose
    size only MATLAB knows have none, and the notices say so.

    Raises
    ------
    TinbergenError
        E016 for a planner's policy, M151 for parameters that only MATLAB knows; else as
        :func:`tinbergen.engine.linear.solution.equilibrium`.
    """
    solved, told = _solved(model)
    return solved, [*told, *solved.notices]


def _solved(model: Model) -> tuple[Equilibrium, list[TinbergenError]]:
    policy = _policy(model)
    if policy is not None:
        raise TinbergenError("E016", at=policy.at, command=policy.name)
    if not any(map(_waits, model.statements)):
        return equilibrium(model), notices(model)
    session = Session(model)
    _carry_out(
        session, [s for s in model.statements if not isinstance(s, Command) or s.name == "steady"]
    )
    if session.refused:
        raise session.refused[0]
    threshold = natively.threshold(session)
    try:
        return equilibrium(session.at_rest(), threshold=threshold), session.notices
    except TinbergenError as fault:
        told = natively.explained(session, fault)
        if not isinstance(told, UnsizedError):
            raise told from None
    session.shocks = [natively.less_unsized(block) for block in session.shocks]
    return equilibrium(session.at_rest(), threshold=threshold), [*session.notices, told]


def response_periods(model: Model) -> int:
    """For how many periods a file's last stoch_simul asks for responses; Dynare's 40 without."""
    for statement in reversed(model.statements):
        if isinstance(statement, Command) and statement.name == "stoch_simul":
            return stochastic.whole(statement, "irf", 40) or 40
    return 40


def _waits(statement: Statement) -> bool:
    """Whether a statement is settled in a run only."""
    match statement:
        case ParameterValue(value=None):
            return True
        case Values(block="endval"):
            return True
        case Values(assignments=assignments):
            return any(a.value.number is None for a in assignments)
        case Shocks(moments=moments):
            return any(m.value.number is None for m in moments)
        case Native(steps=steps, understood=understood):
            return bool(steps) and (not understood or "qz_criterium" in understood)
    return False


def _carry_out(session: Session, statements: Iterable[Statement]) -> None:
    for statement in statements:
        checkpoint()
        match statement:
            case ParameterValue():
                _parameter(session, statement)
            case Values():
                _values(session, statement)
            case Shocks():
                _shocks(session, statement)
            case HomotopySetup():
                _homotopy(session, statement)
            case Native():
                natively.native(session, statement)
            case Command():
                _command(session, statement)


def _parameter(session: Session, statement: ParameterValue) -> None:
    """What the user gave stays; what is computed from it follows."""
    name, value = statement.name, statement.value
    if name in session.model.given:
        return
    if statement.node is not None and (session.model.given or value is None):
        followed = natively.evaluated(session, statement.node, {})
        value = value if followed is None else followed
    if value is None:
        session.values.pop(name, None)
        session.unknown[name] = statement.at
        return
    session.values[name] = value
    session.unknown.pop(name, None)


def _homotopy(session: Session, block: HomotopySetup) -> None:
    def known(value: Value) -> Value:
        if value.number is not None:
            return value
        return Value(value.node, natively.evaluated(session, value.node, session.initial))

    session.homotopy = tuple(
        replace(v, initial=v.initial and known(v.initial), final=known(v.final))
        for v in block.values
    )


def _command(session: Session, command: Command) -> None:
    carry_out = _COMMANDS.get(command.name)
    refused = sorted(_OTHER_MEANING & command.options.keys())
    if carry_out is not None and refused:
        words = f"{command.name}({', '.join(refused)})"
        session.answers.append(
            Answer(command, error=TinbergenError("E016", at=command.at, command=words))
        )
        return
    planner = next((a.command.name for a in session.answers if _without_planner(a)), None)
    if carry_out is not None and planner is not None:
        words = f"{command.name} ({planner})"
        session.answers.append(
            Answer(command, error=TinbergenError("E016", at=command.at, command=words))
        )
        return
    if carry_out is not None and session.refused:
        session.answers.append(Answer(command, error=session.refused[0]))
        return
    if carry_out is None:
        if command.name not in _SILENT:
            fault = TinbergenError("E016", at=command.at, command=command.name)
            session.answers.append(Answer(command, error=fault))
        return
    try:
        found = _carried_out(session, natively.with_settings(session, command), carry_out)
        session.answers.append(Answer(command, found))
    except TinbergenError as fault:
        session.answers.append(Answer(command, error=_explained(session, command, fault)))


def _explained(session: Session, command: Command, fault: TinbergenError) -> TinbergenError:
    """Equations that miss are a planner's where the file asks for his policy further down."""
    policy = _policy(session.model)
    if policy is None or not isinstance(fault, UncountedError):
        return natively.explained(session, fault)
    words = f"{command.name} ({policy.name})"
    return TinbergenError("E016", at=command.at, command=words)


def _policy(model: Model) -> Command | None:
    commands = (s for s in model.statements if isinstance(s, Command))
    return next((c for c in commands if c.name in POLICIES), None)


def _carried_out(
    session: Session, command: Command, carry_out: Callable[[Session, Command], Any]
) -> Any:
    """For a command that asks for no size of a shock, none need be known."""
    if command.name not in _WITHOUT_SIZES or not session.unsized:
        return carry_out(session, command)
    shocks = session.shocks
    session.shocks = [natively.less_unsized(block) for block in shocks]
    try:
        return carry_out(session, command)
    finally:
        session.shocks = shocks


def _without_planner(answer: Answer) -> bool:
    """Whether the planner's conditions, which later commands are about, are not there."""
    return answer.command.name in _PLANNERS and answer.error is not None


def _shocks(session: Session, block: Shocks) -> None:
    """What is learnt later concerns expectation errors only."""
    try:
        block = natively.sized(session, block)
        learnt = expectation_errors.learnt_in(block)
        if learnt > 1:
            for path in block.paths:
                session.news += expectation_errors.news_of(path, learnt)
            return
    except TinbergenError as fault:
        session.refused.append(natively.explained(session, fault))
        return
    said = {moment.names for moment in block.moments}
    session.shocks = [natively.less_unsized(before, said) for before in session.shocks]
    session.shocks.append(block)


def _values(session: Session, block: Values) -> None:
    try:
        learnt = expectation_errors.learnt_in(block)
    except TinbergenError as fault:
        session.refused.append(fault)
        return
    if learnt > 1:
        session.news += [
            News(a.name, _number(session, block, a), learnt, None, learnt)
            for a in block.assignments
            if a.name in session.model.exogenous
        ]
        return
    if block.block == "endval":
        session.terminal = dict(session.initial)
    known = {"initval": session.initial, "endval": session.terminal}.get(block.block)
    for assignment in block.assignments:
        value = _number(session, block, assignment)
        if block.block == "histval":
            session.history[(assignment.name, assignment.lag)] = value
        elif known is not None:
            known[assignment.name] = value


def _number(session: Session, block: Values, assignment: Assignment) -> float:
    """At what stands there now; else as it was read; else where the user wants it to start, or 0.

    The last is said in a notice.
    """
    name, value = assignment.name, assignment.value
    state = session.initial if session.terminal is None else session.terminal
    found = natively.evaluated(session, value.node, state)
    if found is not None:
        return found
    if value.number is not None:
        return value.number
    start = session.model.start.get(name, 0.0)
    session.notices.append(
        TinbergenError(
            "M150", at=assignment.at, name=name, block=block.block, value=f"{start:g}",
            text=session.model.graph.text(value.node),
        )
    )  # fmt: skip
    return start


_COMMANDS: dict[str, Callable[[Session, Command], Any]] = {
    "periods": natively.periods,
    "steady": steady.steady,
    "resid": steady.resid,
    "check": steady.check,
    "stoch_simul": stochastic.stoch_simul,
    "forecast": forecasting.forecast,
    "model_diagnostics": diagnostics.model_diagnostics,
    "perfect_foresight_setup": foresight.setup,
    "perfect_foresight_solver": foresight.solver,
    "perfect_foresight_with_expectation_errors_setup": expectation_errors.setup,
    "perfect_foresight_with_expectation_errors_solver": expectation_errors.solver,
    "simul": foresight.simul,
}

#: Commands whose numbers do not depend on how large the shocks are.
_WITHOUT_SIZES = frozenset({"steady", "resid", "check", "model_diagnostics"})

#: Commands that add the conditions of a planner's optimum to the model.
_PLANNERS = frozenset({"ramsey_model", "ramsey_policy"})

#: Commands that complete the model: without them it has no solution.
POLICIES = _PLANNERS | {"discretionary_policy"}

#: Options that make other numbers of a command, and are not there yet.
_OTHER_MEANING = frozenset({"partial_information"})

#: Commands that print, draw, write or were carried out on reading: no number needs them here.
_SILENT = frozenset({
    "external_function",
    "write_latex_dynamic_model", "write_latex_static_model", "write_latex_original_model",
    "write_latex_steady_state_model", "write_latex_parameter_table", "write_latex_prior_table",
    "write_latex_definitions", "collect_latex_files", "rplot", "dynatype", "dynasave",
    "model_info", "set_dynare_seed", "set_time", "varobs",
    "unit_root_vars", "plot_shock_decomposition", "plot_conditional_forecast", "verbatim",
})  # fmt: skip
