"""What stoch_simul does: the solution to first order and what follows from it."""

from __future__ import annotations

import math
import re

import numpy as np

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.dynare.state import Session
from tinbergen.dynare.steady import solution
from tinbergen.engine.linear.solution import UNIT_ROOT, Array, Equilibrium
from tinbergen.engine.linear.stoch_simul import (
    Filter,
    Request,
    StochSimul,
    loglinear,
    moments_and_responses,
)
from tinbergen.model.expression import Node, Variable
from tinbergen.model.model import Model
from tinbergen.model.statements import Command

#: Options that choose a way of computing: the numbers are the same.
_SAME_NUMBERS = frozenset({
    "aim_solver", "dr", "dr_cycle_reduction_tol", "dr_logarithmic_reduction_tol",
    "dr_logarithmic_reduction_maxiter", "k_order_solver", "solve_algo", "maxit", "sylvester",
    "sylvester_fixed_point_tol", "lyapunov", "lyapunov_fixed_point_tol",
    "lyapunov_doubling_tol", "hp_ngrid", "filtered_theoretical_moments_grid", "simul_algo",
})  # fmt: skip
#: Options that print, draw or write, or mean something at higher orders only.
_SILENT = frozenset({
    "noprint", "print", "nograph", "graph", "nodisplay", "graph_format", "tex", "TeX",
    "nofunctions", "functions", "irf_plot_threshold", "qz_zero_threshold", "replic",
    "simul_replic", "pruning", "contemporaneous_correlation", "linear", "order",
    "spectral_density", "simul_seed", "emas_tol", "emas_maxiter", "emas_max_draws", "emas_drop",
    "nocheck", "nocorr", "nodecomposition", "nomoments", "loglinear", "hp_filter",
    "one_sided_hp_filter", "bandpass_filter", "ar", "irf", "irf_shocks", "relative_irf",
    "periods", "drop",
    "conditional_variance_decomposition", "qz_criterium", "partial_information",
})  # fmt: skip

_WHOLE = Text("a whole number", "整数")
_REAL = Text("a number", "数值")
_POSITIVE = Text("a number above 0", "正数")
_BAND = Text("two numbers, the shorter cycle first", "两个数，较短的周期在前")
_STEPS = Text("a list of periods from 1 on", "从 1 起的期数列表")
_SECOND = Text(
    "the rule's second derivatives (ghxx, ghxu, ghuu), its correction for risk (ghs2) and that of "
    "the means",
    "决策规则的二阶导数（ghxx、ghxu、ghuu）、风险修正项（ghs2）以及均值的修正",
)
_HIGHER = Text(
    "the rule's derivatives of order 2 to {order}, its corrections for risk, and moments simulated "
    "with it",
    "决策规则的 2 至 {order} 阶导数、风险修正项，以及据此模拟的矩",
)


def stoch_simul(session: Session, command: Command) -> StochSimul:
    """The first-order solution; higher orders get it too, with word of what is not there."""
    order = _order(session, command)
    if order > 1:
        missing = _SECOND if order == 2 else _HIGHER.fill(order=order)
        session.notices.append(
            TinbergenError("E054", at=command.at, command=command.name, order=order,
                           missing=missing)
        )  # fmt: skip
    for option in command.options.keys() - _SAME_NUMBERS - _SILENT:
        known = sorted(_SAME_NUMBERS | _SILENT)
        session.notices.append(
            TinbergenError("E057", at=command.at, hint=did_you_mean(option, known),
                           command=command.name, option=option)
        )  # fmt: skip
    threshold = number(command, "qz_criterium", UNIT_ROOT)
    solved = solution(session, command, threshold)
    request = _request(session, command)
    if request.periods and request.moments:
        session.notices.append(TinbergenError("E056", at=command.at, seed=request.seed))
    same = sorted(f"{o}={v}" if v else o for o, v in command.options.items() if o in _SAME_NUMBERS)
    logs = "loglinear" in command.options
    start = start_of(session, loglinear(solved) if logs else solved, logs)
    return moments_and_responses(solved, request, logs=logs, start=start, passed_over=tuple(same))


def _order(session: Session, command: Command) -> int:
    """A linear model has no other order than 1, whether it is declared linear or not."""
    order = whole(command, "order", 2)
    return 1 if session.model.linear or (order > 1 and _linear(session.model)) else order


def _linear(model: Model) -> bool:
    """Whether every equation is visibly linear in the variables."""
    graph, degrees = model.graph, dict[Node, int]()

    def degree(node: Node) -> int:
        """0 without variables, 1 where linear, 2 otherwise."""
        if node not in degrees:
            op, parts = graph.ops[node], [degree(part) for part in graph.args[node]]
            if isinstance(graph.leaves.get(node), Variable):
                degrees[node] = 1
            elif op in "+-" or op == "neg" or not any(parts):
                degrees[node] = max(parts, default=0)
            elif op == "*":
                degrees[node] = min(sum(parts), 2)
            else:
                degrees[node] = 1 if op == "/" and parts == [1, 0] else 2
        return degrees[node]

    return all(degree(equation.residual) < 2 for equation in model.equations)


def _request(session: Session, command: Command) -> Request:
    options = command.options
    filters = [
        made
        for made in (
            _smoothing(command, "hp_filter", "hp"),
            _smoothing(command, "one_sided_hp_filter", "one_sided_hp"),
            _band(command),
        )
        if made is not None
    ]
    if len(filters) > 1:
        names = (o for o in ("hp_filter", "one_sided_hp_filter", "bandpass_filter") if o in options)
        raise TinbergenError("E052", at=command.at, names=", ".join(names))
    return Request(
        variables=command.names,
        lags=whole(command, "ar", 5),
        filter=filters[0] if filters else None,
        moments="nomoments" not in options,
        correlation="nocorr" not in options,
        decomposition="nodecomposition" not in options,
        horizons=_horizons(command),
        responses=whole(command, "irf", 40),
        shocks=tuple(re.findall(r"\w+", options.get("irf_shocks", ""))),
        relative="relative_irf" in options,
        periods=whole(command, "periods", 0),
        drop=whole(command, "drop", 100),
        seed=_seed(session, command),
    )


def _smoothing(command: Command, option: str, kind: str) -> Filter | None:
    if option not in command.options:
        return None
    value = number(command, option, 1600.0)
    if value < 0:
        raise _fault(command, option, _POSITIVE, f"{option}=1600")
    return Filter("hp" if kind == "hp" else "one_sided_hp", (value,)) if value else None


def _band(command: Command) -> Filter | None:
    """Cycles of 6 to 32 periods where the option has no numbers."""
    if "bandpass_filter" not in command.options:
        return None
    written = command.options["bandpass_filter"]
    try:
        values = [float(v) for v in re.split(r"[\s,;\[\]]+", written) if v] or [6.0, 32.0]
    except ValueError:
        values = []
    if len(values) != 2 or not 0 < values[0] < values[1]:
        raise _fault(command, "bandpass_filter", _BAND, "bandpass_filter=[6,32]")
    return Filter("bandpass", (values[0], values[1]))


def _horizons(command: Command) -> tuple[int, ...]:
    """``[1 4:6, 8]`` or ``4``."""
    written = command.options.get("conditional_variance_decomposition", "")
    found: list[int] = []
    for part in re.split(r"[\s,;\[\]]+", written):
        if not part:
            continue
        try:
            ends = [limits.whole("periods", v, command.at) for v in part.split(":")]
        except ValueError:
            ends = []
        if len(ends) not in (1, 2) or ends[0] < 1:
            raise _fault(
                command, "conditional_variance_decomposition", _STEPS,
                "conditional_variance_decomposition=[1 4 8]",
            )  # fmt: skip
        found += range(ends[0], ends[-1] + 1)
        limits.check("periods", len(found), command.at)
    return tuple(sorted(set(found)))


def _seed(session: Session, command: Command) -> int:
    """The number of the last set_dynare_seed above; 0 without one."""
    line, seed = command.at.line or 0, 0
    for statement in session.model.statements:
        if (
            isinstance(statement, Command)
            and statement.name == "set_dynare_seed"
            and (statement.at.line or 0) <= line
        ):
            written = next(iter(statement.options), "")
            seed = int(written) if written.isdecimal() and len(written) < 20 else seed
    return seed


def start_of(session: Session, solved: Equilibrium, logs: bool) -> Array | None:
    """The states before the first period as deviations, from histval; None without one.

    What a histval block does not name is zero there, not at rest, as in Dynare 5.3.

    Raises
    ------
    TinbergenError
        E050 when a logarithm is to be taken of a value that is not positive.
    """
    if not session.history:
        return None
    deviations = []
    refused = []
    for state in solved.states:
        name, _, lag = state.rstrip(")").partition("(")
        before = int(lag) if lag.lstrip("-+").isdigit() else 0
        value = session.history.get((name, before), 0.0)
        if logs and name not in solved.model.exogenous:
            if value <= 0:
                refused.append(name)
            value = float(np.log(value)) if value > 0 else 0.0
        deviations.append(value - solved.steady.values[state])
    if refused:
        raise TinbergenError("E050", names=", ".join(dict.fromkeys(refused)))
    return np.array(deviations)


def number(command: Command, option: str, default: float) -> float:
    """The number an option has.

    Raises
    ------
    TinbergenError
        E053 when it is none.
    """
    value = _read(command, option, default, _REAL)
    if not math.isfinite(value):
        raise _fault(command, option, _REAL, f"{option}={default:g}")
    return value


def whole(command: Command, option: str, default: int) -> int:
    """The whole number, not negative, that an option has; `number` otherwise."""
    value = _read(command, option, default, _WHOLE)
    if not (value >= 0 and (value.is_integer() or math.isinf(value))):
        raise _fault(command, option, _WHOLE, f"{option}={default}")
    limits.check("periods", value, command.at)
    return int(value)


def _read(command: Command, option: str, default: float, kind: Text) -> float:
    written = command.options.get(option)
    if written is None:
        return float(default)
    try:
        return float(written)
    except ValueError:
        raise _fault(command, option, kind, f"{option}={default}") from None


def _fault(command: Command, option: str, kind: Text, example: str) -> TinbergenError:
    return TinbergenError(
        "E053", at=command.at, command=command.name, option=option,
        value=command.options[option], expected=kind, example=example,
    )  # fmt: skip
