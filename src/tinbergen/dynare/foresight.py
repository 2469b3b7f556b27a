"""What the perfect foresight commands do.

``perfect_foresight_setup`` takes in the ends, the shocks and the number of periods as they stand at
its line; ``perfect_foresight_solver`` solves at today's parameters. Called again without a new
setup, it starts from the path found before.
"""

from __future__ import annotations

import dataclasses
import math

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.dynare.state import Session, unfit_option
from tinbergen.engine.simulate.complementarity import tagged
from tinbergen.engine.simulate.foresight import Foresight, Method, Setting, foresight
from tinbergen.engine.simulate.steady import steady_state
from tinbergen.model.statements import Command, ShockPath

_WHOLE = Text("a whole number above zero", "正整数")
_NUMBER = Text("a number above zero", "正数")
_ALGORITHMS = Text("a whole number from 0 to 7", "0 至 7 的整数")

#: Options that choose between ways to the same path, and those about what is printed.
_SAME_PATH = frozenset({
    "stack_solve_algo", "solve_algo", "robust_lin_solve", "markowitz", "minimal_solving_periods",
    "endogenous_terminal_period", "endval_steady", "steady_solve_algo",
})  # fmt: skip
_PRINTED = frozenset({"print", "noprint"})
_HEEDED = frozenset({
    "lmmcp", "linear_approximation", "no_homotopy", "maxit", "tolf", "tolx",
    "homotopy_initial_step_size", "homotopy_min_step_size",
})  # fmt: skip
#: Options of later versions of Dynare that settle for less than a solution.
_REFUSED = frozenset({
    "homotopy_max_completion_share", "homotopy_linearization_fallback",
    "homotopy_marginal_linearization_fallback",
})  # fmt: skip


def setup(session: Session, command: Command) -> None:
    known(command, frozenset({"periods"}))
    session.periods = periods_of(session, command)
    if session.history and session.terminal is not None:
        raise TinbergenError("E042", at=command.at)
    settle(session)
    terminal = session.initial if session.terminal is None else session.terminal
    session.task = Setting(
        session.state(session.initial),
        session.state(terminal),
        announced(session),
        dict(session.history),
        dict(terminal),
    )
    session.paths = None


def solver(session: Session, command: Command) -> Foresight:
    method = method_of(session, command)
    if session.task is None:
        raise TinbergenError(
            "E041", at=command.at, command=command.name, setup="perfect_foresight_setup"
        )
    terminal = session.initial if session.terminal is None else session.terminal
    task = dataclasses.replace(session.task, rest=dict(terminal))
    before = session.paths
    guess = before.paths if before is not None and before.periods == session.periods else None
    session.paths = foresight(session.current(), task, session.periods, method, guess)
    tell_homotopy(session, command, session.paths)
    return session.paths


def simul(session: Session, command: Command) -> Foresight:
    """The old form: setup and solver in one."""
    setup(session, dataclasses.replace(command, options=_only(command, "periods")))
    return solver(session, command)


def _only(command: Command, option: str) -> dict[str, str]:
    return {k: v for k, v in command.options.items() if k == option}


def periods_of(session: Session, command: Command) -> int:
    """The option, or what a command before has said."""
    if "periods" in command.options or not session.periods:
        periods = _number(command, "periods", "", _WHOLE)
        limits.check("periods", periods, command.at)
        return int(periods)
    return session.periods


def settle(session: Session) -> None:
    """What a steady_state_model block gives is the terminal state, without ``steady`` too."""
    model = session.current()
    if not model.steady_state:
        return
    target = session.initial if session.terminal is None else session.terminal
    state = session.state(target)
    rest = steady_state(model, state.endogenous, state.exogenous, check=False)
    if all(value == value for value in rest.values.values()):
        target.update(rest.values)
        own = session.model.parameters
        session.values.update({n: v for n, v in rest.parameters.items() if n in own})


def announced(session: Session) -> list[ShockPath]:
    """Paths of shocks that are known from period 1 on."""
    paths: list[ShockPath] = []
    for block in session.shocks:
        if "overwrite" in block.options:
            paths = []
        paths += block.paths
    return paths


def method_of(session: Session, command: Command) -> Method:
    """How the options want it solved; what they leave without effect is said in notices."""
    simul_only = frozenset({"periods"}) if command.name == "simul" else frozenset[str]()
    known(command, _SAME_PATH | _PRINTED | _HEEDED | simul_only)
    options = command.options
    if "stack_solve_algo" in options and options["stack_solve_algo"] not in set("01234567"):
        raise unfit_option(command, "stack_solve_algo", _ALGORITHMS)
    idle = sorted(_SAME_PATH & options.keys())
    if idle:
        session.notices.append(
            TinbergenError("E045", at=command.at, command=command.name, options=", ".join(idle))
        )
    bound = [e.name for e in tagged(session.model)]
    path_solver = options.get("stack_solve_algo") == "7" and options.get("solve_algo") in (
        "10", "11",
    )  # fmt: skip
    bounded = "lmmcp" in options or path_solver
    if bound and not bounded:
        session.notices.append(
            TinbergenError("E037", at=command.at, equations=", ".join(bound), command=command.name)
        )
    plain = Method()
    # Looser tolerances and fewer steps than ours would only make the same path less exact.
    return Method(
        bounded=bounded,
        linear="linear_approximation" in options,
        homotopy="no_homotopy" not in options,
        max_iter=max(
            plain.max_iter, int(min(_number(command, "maxit", str(plain.max_iter), _WHOLE), 1e9))
        ),
        tol=min(plain.tol, *(_number(command, o, "1", _NUMBER) for o in ("tolf", "tolx"))),
        first_step=_number(command, "homotopy_initial_step_size", str(plain.first_step), _NUMBER),
        last_step=_number(command, "homotopy_min_step_size", str(plain.last_step), _NUMBER),
    )


def known(command: Command, options: frozenset[str]) -> None:
    """Complain about an option that the command does not have.

    Raises
    ------
    TinbergenError
        E016 for one that is not there yet, E040 for one that Dynare does not have either.
    """
    for option in command.options:
        if option in _REFUSED:
            raise TinbergenError("E016", at=command.at, command=f"{command.name}({option})")
        if option not in options:
            raise TinbergenError(
                "E040", at=command.at, hint=did_you_mean(option, sorted(options)),
                command=command.name, option=option, known=", ".join(sorted(options)),
            )  # fmt: skip


def tell_homotopy(session: Session, command: Command, found: Foresight) -> None:
    if found.homotopy:
        shares = ", ".join(f"{share:.4g}" for share in found.homotopy)
        session.notices.append(
            TinbergenError(
                "E044",
                at=command.at,
                command=command.name,
                steps=len(found.homotopy),
                shares=shares,
            )
        )


def _number(command: Command, option: str, default: str, wanted: Text) -> float:
    try:
        number = float(command.options.get(option, default))
    except ValueError:
        raise unfit_option(command, option, wanted) from None
    whole = number.is_integer() or math.isinf(number)
    if not number > 0 or (not whole if wanted is _WHOLE else math.isinf(number)):
        raise unfit_option(command, option, wanted)
    return number
