"""Lines for MATLAB in a run of a model file: their arithmetic, at the results that stand there.

``x = oo_.steady_state(2)`` has a number only once ``steady`` has been carried out. Nothing is ever
executed: lines are computed as :mod:`tinbergen.model.dynare.matlab.matlab_values` does.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Container, Mapping

import numpy as np

from tinbergen.core.errors import Location, TinbergenError, UnvaluedError
from tinbergen.dynare.state import Session
from tinbergen.engine.linear.solution import UNIT_ROOT, shock_covariance
from tinbergen.model.dynare.matlab.matlab_functions import NotKnownError, Value, number, scalar
from tinbergen.model.dynare.matlab.matlab_syntax import read_expression
from tinbergen.model.dynare.matlab.matlab_tree import NotReadError
from tinbergen.model.dynare.matlab.matlab_values import assigned, carry_out, value_of
from tinbergen.model.dynare.matlab.native import loaded_file
from tinbergen.model.dynare.matlab.native_effects import Effects, effects
from tinbergen.model.dynare.shock_values import spread
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.statements import (
    Command,
    Native,
    ParameterValue,
    ShockMoment,
    ShockPath,
    Shocks,
)
from tinbergen.model.statements import Value as Given

#: Settings by command: which options of the command they stand in for.
_STOCH_SIMUL = {
    f"options_.{option}": option
    for option in (
        "order", "irf", "periods", "ar", "drop", "hp_filter", "one_sided_hp_filter", "qz_criterium",
        "loglinear", "relative_irf", "nomoments",
    )
}  # fmt: skip
_PATH = {"options_.dynatol.f": "tolf", "options_.simul.maxit": "maxit"}
_PERIODS = {"options_.periods": "periods"}
_HEEDED: Mapping[str, Mapping[str, str]] = {
    "stoch_simul": _STOCH_SIMUL,
    "check": {"options_.qz_criterium": "qz_criterium"},
    "steady": {"options_.steady.maxit": "maxit", "options_.solve_tolf": "tolf"},
    "perfect_foresight_setup": _PERIODS,
    "perfect_foresight_solver": _PATH,
    "simul": {**_PERIODS, **_PATH},
}
_FLAGS = frozenset({"loglinear", "relative_irf", "nomoments"})


class MatlabNamespace:
    """What names of MATLAB's mean where a run stands."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def known(self, name: str) -> Value | None:
        session, model = self._session, self._session.model
        if name in session.workspace:
            return session.workspace[name]
        if name in model.parameters:
            return scalar(session.values[name]) if name in session.values else None
        state = session.initial if session.terminal is None else session.terminal
        match name:
            case "M_.params":
                return _column(session.values.get(p, math.nan) for p in _own_parameters(session))
            case "M_.param_names":
                return list(_own_parameters(session))
            case "M_.endo_names":
                return list(model.endogenous)
            case "M_.exo_names":
                return list(model.stochastic)
            case "M_.param_nbr":
                return scalar(len(_own_parameters(session)))
            case "M_.endo_nbr" | "M_.orig_endo_nbr":
                return scalar(len(model.endogenous))
            case "M_.exo_nbr":
                return scalar(len(model.stochastic))
            case "M_.Sigma_e":
                return shock_covariance(session.current())
            case "oo_.steady_state" | "oo_.dr.ys":
                return _column(state.get(n, 0.0) for n in model.endogenous)
            case "oo_.exo_steady_state":
                return _column(state.get(n, 0.0) for n in model.stochastic)
            case "oo_.endo_simul" if session.paths is not None:
                return np.array([session.paths.paths[n] for n in model.endogenous], float)
            case "oo_.deterministic_simulation.status" if session.paths is not None:
                return scalar(1)
        return None

    def unsure(self) -> bool:
        return False


def _own_parameters(session: Session) -> list[str]:
    return [p for p in session.model.parameters if p not in session.model.steady_operators]


def _column(values) -> Value:  # type: ignore[no-untyped-def]
    return np.array([[float(v)] for v in values]).reshape(-1, 1)


def native(session: Session, line: Native) -> None:
    """Take over what a line sets, and keep the line with what was understood of it."""
    if not line.steps:
        session.native.append(line)
        return
    try:
        done = carry_out(line.steps, MatlabNamespace(session))
        taken = effects(
            done, MatlabNamespace(session), _own_parameters(session), session.model.stochastic
        )
    except (NotKnownError, TinbergenError):
        for name in assigned(line.steps):
            if not line.understood:
                session.workspace.pop(name, None)
        session.native.append(line)
        return
    session.workspace.update(taken.workspace)
    if line.understood:
        session.native.append(line)
        return
    _settle(session, taken, line.at)
    session.native.append(dataclasses.replace(line, understood=", ".join(taken.names)))


def _settle(session: Session, taken: Effects, at: Location) -> None:
    for name, value in taken.parameters.items():
        if name not in session.model.given:
            session.values[name] = value
            session.unknown.pop(name, None)
    moments = tuple(
        ShockMoment(m.kind, m.names, Given(session.model.graph.number(m.value), m.value), at)
        for m in taken.moments
    )
    if moments:
        session.shocks.append(Shocks(moments, (), at, {"overwrite": ""} if taken.whole else {}))
    state = session.initial if session.terminal is None else session.terminal
    for place, value in taken.rest.items():
        state[session.model.endogenous[place]] = value


def lookup(
    session: Session, state: Mapping[str, float]
) -> Callable[[Variable | str], float | None]:
    """The value of a leaf of an expression where a run stands."""
    ground = MatlabNamespace(session)

    def known(leaf: Variable | str) -> float | None:
        if isinstance(leaf, Variable):
            return state.get(leaf.name)
        if leaf in session.unknown:
            return None
        if leaf in session.values:
            return session.values[leaf]
        try:
            return number(value_of(read_expression(leaf), ground))
        except (NotReadError, NotKnownError):
            return None

    return known


def evaluated(session: Session, node: Node, state: Mapping[str, float]) -> float | None:
    """The number an expression is where a run stands; None where it is none."""
    graph: Graph = session.model.graph
    found = graph.evaluate(node, lookup(session, state))
    return None if math.isnan(found) else found


def sized(session: Session, block: Shocks) -> Shocks:
    """The block with the numbers that its values have where a run stands.

    Raises
    ------
    TinbergenError
        M153 when a vector does not fit its periods.
    """
    state = session.initial if session.terminal is None else session.terminal

    def given(value: Given) -> Given:
        if value.number is not None:
            return value
        return Given(value.node, evaluated(session, value.node, state))

    moments = tuple(dataclasses.replace(m, value=given(m.value)) for m in block.moments)
    paths = tuple(_laid(session, path, given) for path in block.paths)
    for name, known, at in (
        *((m.names[0], m.value.number is not None, m.at) for m in moments),
        *((p.name, all(v.number is not None for v in p.values), p.at) for p in paths),
    ):
        if not known:
            session.unsized[name] = at
        else:
            session.unsized.pop(name, None)
    return dataclasses.replace(block, moments=moments, paths=paths)


def less_unsized(block: Shocks, names: Container[tuple[str, ...]] | None = None) -> Shocks:
    """The block without moments that have no number; only those of ``names``, where given."""
    moments = tuple(
        m
        for m in block.moments
        if m.value.number is not None or not (names is None or m.names in names)
    )
    return dataclasses.replace(block, moments=moments)


def _laid(session: Session, path: ShockPath, given: Callable[[Given], Given]) -> ShockPath:
    if all(value.number is not None for value in path.values):
        return path
    vectors = [_vector(session, value, given) for value in path.values]
    if not all(vectors):
        return dataclasses.replace(path, values=tuple(given(v) for v in path.values))
    fitting = spread(path.periods, vectors)
    if fitting is None:
        raise TinbergenError(
            "M153", at=path.at, name=path.name,
            periods=" ".join(f"{a}:{b}" for a, b in path.periods),
            values=" ".join(str(len(v)) for v in vectors),
        )  # fmt: skip
    periods, numbers = fitting
    graph = session.model.graph
    return dataclasses.replace(
        path, periods=tuple(periods), values=tuple(Given(graph.number(x), x) for x in numbers)
    )


def _vector(session: Session, value: Given, given: Callable[[Given], Given]) -> list[float]:
    known = given(value).number
    if known is not None:
        return [known]
    leaf = session.model.graph.leaves.get(value.node)
    if not isinstance(leaf, str):
        return []
    try:
        found = value_of(read_expression(leaf), MatlabNamespace(session))
    except (NotReadError, NotKnownError):
        return []
    return found.ravel(order="F").tolist() if isinstance(found, np.ndarray) else []


def with_settings(session: Session, command: Command) -> Command:
    """The command with the options that settings of Dynare's say, where it does not say them."""
    said = {}
    for setting, option in _HEEDED.get(command.name, {}).items():
        value = session.workspace.get(setting)
        if value is None or option in command.options:
            continue
        known = number(value)
        if option in _FLAGS:
            if known:
                said[option] = ""
        else:
            said[option] = str(int(known)) if known == int(known) else repr(known)
    return dataclasses.replace(command, options={**said, **command.options}) if said else command


def periods(session: Session, command: Command) -> None:
    """The old command ``periods 40;`` is the setting ``options_.periods``."""
    session.workspace["options_.periods"] = scalar(float(command.options["periods"]))


def threshold(session: Session) -> float:
    """The modulus up to which roots count as stable."""
    said = session.workspace.get("options_.qz_criterium")
    return UNIT_ROOT if said is None else number(said)


def explained(session: Session, fault: TinbergenError) -> TinbergenError:
    """A missing value (M006, M144) as what it is: one that only MATLAB knows (M151, M152)."""
    if not isinstance(fault, UnvaluedError):
        return fault
    names = str(fault.facts.get("names", "")).split(", ")
    for code, places in (("M151", session.unknown), ("M152", session.unsized)):
        found = [name for name in names if name in places]
        if not found:
            continue
        if code == "M151" and (told := _from_elsewhere(session, found)):
            return told
        lines = sorted({places[name].line or 0 for name in found})
        return TinbergenError(
            code, at=places[found[0]], names=", ".join(names), lines=", ".join(map(str, lines))
        )
    return fault


def _from_elsewhere(session: Session, names: list[str]) -> TinbergenError | None:
    """M135 where the value is that of a function not given, M144 where a file is loaded above."""
    loaded: Native | None = None
    for statement in session.model.statements:
        if isinstance(statement, Native) and loaded_file(statement):
            loaded = statement
        if isinstance(statement, ParameterValue) and statement.name in names:
            called = session.model.graph.called(
                *([] if statement.node is None else [statement.node])
            )
            if absent := next((f for f in called if f.missing), None):
                return absent.absent()
            if loaded is not None:
                return TinbergenError(
                    "M144", at=loaded.at, names=", ".join(names), file=loaded_file(loaded)
                )
    return None
