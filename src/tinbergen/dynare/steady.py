"""What steady, resid and check do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.dynare.state import Session, unfit_option
from tinbergen.engine.linear.solution import UNIT_ROOT, Equilibrium, equilibrium
from tinbergen.engine.simulate.bounded_steady import bounded_steady_state
from tinbergen.engine.simulate.complementarity import tagged
from tinbergen.engine.simulate.steady import MOST, TOLERANCE, SteadyState, residuals, steady_state
from tinbergen.engine.simulate.steady_homotopy import Move, Solver, approach, stopped
from tinbergen.model.model import Model
from tinbergen.model.statements import Command, HomotopyValue, Value

#: Values of Dynare's solve_algo that heed bounds.
_COMPLEMENTARITY = ("10", "11")
_MODES = Text("1, 2 or 3", "1、2 或 3")
_ABOVE_ZERO = Text("a number above zero", "正数")
_STEPS = Text("a whole number above zero", "正整数")


def steady(session: Session, command: Command) -> SteadyState:
    """At the terminal state when there is an endval, else at the initial one."""
    target = session.initial if session.terminal is None else session.terminal
    options = command.options

    def solve(
        model: Model, guess: Mapping[str, float], exogenous: Mapping[str, float]
    ) -> SteadyState:
        if options.get("solve_algo") in _COMPLEMENTARITY and tagged(model):
            return bounded_steady_state(model, guess, exogenous)
        return steady_state(
            model,
            guess,
            exogenous,
            tolerance=_tolerance(command),
            max_iter=_whole(command, "maxit", str(MOST), _STEPS),
            check="nocheck" not in options,
        )

    if options.get("homotopy_mode", "0") != "0":
        _approach(session, command, target, solve)
    state = session.state(target)
    rest = solve(session.current(), state.endogenous, state.exogenous)
    session.values.update(
        {n: v for n, v in rest.parameters.items() if n in session.model.parameters}
    )
    target.update(rest.values)
    return rest


def _approach(session: Session, command: Command, target: dict[str, float], solve: Solver) -> None:
    """Move parameters and exogenous variables to the final values of homotopy_setup."""
    mode = _whole(command, "homotopy_mode", "1", _MODES)
    if mode not in (1, 2, 3):
        raise unfit_option(command, "homotopy_mode", _MODES)
    steps = _whole(command, "homotopy_steps", "1", _STEPS)
    if not session.homotopy:
        raise TinbergenError("E049", at=command.at, command=command.name)
    moves = [_move(session, target, value) for value in session.homotopy]
    state = session.state(target)
    model = session.current()
    found = approach(
        model, state.endogenous, state.exogenous, moves, solve,
        mode=mode, steps=steps, at=command.at,
    )  # fmt: skip
    if found.fault is not None:
        fault = stopped(model, found.values, found.reached, found.fault, command.at)
        if command.options.get("homotopy_force_continue", "0") in ("0", "false"):
            raise fault
        session.notices.append(fault)
    for name, value in found.values.items():
        (session.values if name in session.model.parameters else target)[name] = value
    target.update(found.rest.values)


def _move(session: Session, target: Mapping[str, float], value: HomotopyValue) -> Move:
    def number(given: Value) -> float:
        if given.number is not None:
            return given.number
        raise TinbergenError("M006", at=value.at, names=value.name, model=session.model.name)

    known = session.values if value.name in session.model.parameters else target
    initial = known.get(value.name, 0.0) if value.initial is None else number(value.initial)
    return Move(value.name, initial, number(value.final))


def _whole(command: Command, option: str, default: str, wanted: Text) -> int:
    said = command.options.get(option, default)
    if not said.isdecimal() or limits.whole("periods", said, command.at) < 1:
        raise unfit_option(command, option, wanted)
    return int(said)


def _tolerance(command: Command) -> float:
    said = command.options.get("tolf")
    try:
        value = TOLERANCE if said is None else float(said)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise unfit_option(command, "tolf", _ABOVE_ZERO)
    return value


def resid(session: Session, command: Command) -> dict[str, float]:
    """At the state given; at what a steady_state_model block gives, where there is one."""
    state = session.state(session.initial)
    model, values = session.current(), state.endogenous
    if model.steady_state:
        rest = steady_state(model, values, state.exogenous, check=False)
        own = {n: v for n, v in rest.parameters.items() if n in model.parameters}
        model, values = model.with_values(own), rest.values
    errors = residuals(model, values, state.exogenous)
    names = [e.name for e in session.model.equations]
    return {n: float(e) for n, e in zip(names, errors, strict=True) if np.isfinite(e)}


def check(session: Session, command: Command) -> dict[str, Any]:
    """The roots, how many explode, and how many forward-looking variables they are to pin down."""
    threshold = float(command.options.get("qz_criterium", UNIT_ROOT))
    solved = solution(session, command, threshold)
    return {
        "eigenvalues": solved.roots(),
        "explosive": int((np.abs(solved.eigenvalues) >= threshold).sum()),
        "forward": len(solved.solution.incidence.forward),
    }


def solution(session: Session, command: Command, threshold: float = UNIT_ROOT) -> Equilibrium:
    """The model solved where the file has come to.

    Once a command has said nocheck, the steady_state_model block is taken at its word, as by
    Dynare.
    """
    model = session.at_rest()
    said = (command, *(answer.command for answer in session.answers))
    checked = not any("nocheck" in each.options for each in said)
    # Commands in a row ask for the same solution: what it follows from tells whether it still is.
    point = (dict(model.values), dict(model.initial), model.statements, threshold, checked)
    if session.solved is None or session.solved[0] != point:
        rest = None if checked else steady_state(model, check=False)
        session.solved = (point, equilibrium(model, threshold=threshold, steady=rest))
        session.notices += session.solved[1].notices
    return session.solved[1]
