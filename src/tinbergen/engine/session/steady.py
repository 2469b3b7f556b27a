"""What steady, resid and check do."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinbergen.engine.equilibrium import equilibrium
from tinbergen.engine.session.state import Session
from tinbergen.engine.steady import SteadyState, residuals, steady_state
from tinbergen.model.statements import Command


def steady(session: Session, command: Command) -> SteadyState:
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


def resid(session: Session, command: Command) -> dict[str, float]:
    state = session.state(session.initial)
    errors = residuals(session.current(), state.endogenous, state.exogenous)
    names = [e.name for e in session.model.equations]
    return {n: float(e) for n, e in zip(names, errors, strict=True) if np.isfinite(e)}


def check(session: Session, command: Command) -> dict[str, Any]:
    return {"eigenvalues": equilibrium(session.current()).to_dict()["eigenvalues"]}
