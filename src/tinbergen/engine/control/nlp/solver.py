"""A planner's problem: the paths of instruments that a smooth objective is greatest at.

Maximise a weighted sum of paths (of a welfare variable, say, that the model defines) over all
periods at once, subject to the model's equations and to bounds on instruments and outcomes. Solved
as a sparse nonlinear programme with exact first and second derivatives from the expression graph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset, OverSpan
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import Program, compile_model
from tinbergen.engine.control.nlp.interior import Answer, maximise
from tinbergen.engine.control.nlp.problem import Programme, programme
from tinbergen.engine.simulate.backward import solve_dynamic
from tinbergen.model.model import Model

Array = NDArray[np.float64]

#: Equations off by more than this, relative to their slopes, are not met.
_UNMET = 1e-6

_OBJECTIVE = Text("a part of the objective", "目标组成部分")
_WEIGHT = Text("the weight", "权重")
_LOWER = Text("the lower bound", "下限")
_UPPER = Text("the upper bound", "上限")


@dataclass(frozen=True, slots=True)
class NlpSolution(OverSpan):
    """The optimum of a planner's problem.

    ``data`` holds all variables from the model's lags before ``span`` on. ``objective`` is its
    value there, ``start`` that of the instruments' first paths. ``prices`` are by equation, shape
    (periods,): what the objective gains when one is added to the right-hand side of the equation in
    a period; equations that lie between instruments and objective have them. ``bounds`` are by
    variable, (periods,): what the objective gains when its bounds move up by one, positive for
    upper bounds that bind, negative for lower ones. ``kkt`` is the largest violation of the
    first-order conditions in the search's units, ``error`` the most that an equation is off by in
    its own; ``regularised`` counts the steps that needed convexification.
    """

    span: Span
    data: Dataset
    instruments: tuple[str, ...]
    objective: float
    start: float
    prices: Mapping[str, Array]
    bounds: Mapping[str, Array]
    kkt: float
    error: float
    iterations: int
    regularised: int

    def price(self, equation: str) -> Array:
        """The shadow price of an equation, shape (periods,).

        Raises
        ------
        TinbergenError
            M018 for an equation that has none.
        """
        try:
            return self.prices[equation]
        except KeyError:
            raise TinbergenError(
                "M018", hint=did_you_mean(equation, self.prices), name=equation,
                model=", ".join(list(self.prices)[:12]),
            ) from None  # fmt: skip


def solve(
    model: Model,
    data: Dataset,
    span: Span,
    objective: Mapping[str, ArrayLike],
    instruments: Sequence[str],
    *,
    lower: Mapping[str, ArrayLike] | None = None,
    upper: Mapping[str, ArrayLike] | None = None,
    tol: float = 1e-10,
    max_iter: int = 300,
) -> NlpSolution:
    """Choose the instruments' paths that make a weighted sum of paths greatest.

    Parameters
    ----------
    data
        Starting values, exogenous paths, and over ``span`` the paths of the instruments from which
        the search starts. In models that look ahead what lies after the span is given by it too.
    objective
        Weights by variable, numbers or (periods,): the objective is the sum of weight times value.
    instruments
        Exogenous variables to be chosen.
    lower, upper
        Bounds by instrument or endogenous variable, numbers or (periods,), infinite where there is
        none; equal ones fix a value.
    tol
        The largest violation of the first-order conditions, in units in which the objective's
        largest slope is 100.

    Raises
    ------
    TinbergenError
        E002 when data are missing, E004 for instruments that are not exogenous, E080, E081, E084
        and E085 for an objective or bounds that do not fit, E082 when the search does not settle,
        E083 when it finds no path within the bounds; those of the simulation it starts from.
    """
    for name in instruments:
        path.check_exogenous(model, name)
    known = (*model.endogenous, *instruments)
    weights = _paths(model, known, objective, span, _OBJECTIVE, _WEIGHT)
    low = _paths(model, known, lower or {}, span, _LOWER, _LOWER)
    high = _paths(model, known, upper or {}, span, _UPPER, _UPPER)
    _check_order(low, high, span)
    program = compile_model(model)
    rows = path.rows(model, program, data, span)
    solve_dynamic(model, program, rows)
    before = _value(program, rows, weights)
    values, parameters = rows.values, rows.parameters[0]
    problem = programme(model, program, values, parameters, instruments, weights, low, high)
    if not problem.weights.any():
        raise TinbergenError(
            "E085", instruments=", ".join(instruments), objective=", ".join(weights),
            model=model.name,
        )  # fmt: skip
    answer = maximise(problem, tol=tol, max_iter=max_iter)
    if not answer.settled:
        raise _unsettled(model, problem, answer, span, tol, max_iter)
    rows.values[:] = problem.filled(answer.x)
    if program.blocks:
        # Equations off the way from the instruments to the objective follow from the optimum.
        solve_dynamic(model, program, rows)
    names = [model.equations[e].name for e in problem.equations.tolist()]
    prices = answer.multipliers.reshape(span.length, -1).T
    return NlpSolution(
        span,
        path.dataset(model, program.layout, rows, data),
        tuple(instruments),
        _value(program, rows, weights),
        before,
        dict(zip(names, prices, strict=True)),
        _bound_prices(program, problem, answer, (*low, *high)),
        answer.kkt,
        float(np.abs(answer.errors).max(initial=0.0)),
        answer.iterations,
        answer.regularised,
    )


def _paths(
    model: Model,
    known: Sequence[str],
    given: Mapping[str, ArrayLike],
    span: Span,
    role: Text,
    part: Text,
) -> dict[str, Array]:
    """Numbers by variable, each as a path (periods,)."""
    found = {}
    for name, numbers in given.items():
        if name not in known:
            raise TinbergenError(
                "E080", hint=did_you_mean(name, known), name=name, role=role.en, role_zh=role.zh,
                model=model.name,
            )  # fmt: skip
        values = np.asarray(numbers, dtype=float)
        if (
            values.ndim > 1
            or (values.ndim and values.size != span.length)
            or np.isnan(values).any()
        ):
            raise TinbergenError(
                "E084", name=name, role=part.en, role_zh=part.zh,
                values=int((~np.isnan(values)).sum()), periods=span.length,
            )  # fmt: skip
        found[name] = np.broadcast_to(values, span.length).copy()
    return found


def _check_order(low: Mapping[str, Array], high: Mapping[str, Array], span: Span) -> None:
    for name in low.keys() & high.keys():
        (wrong,) = np.nonzero(low[name] > high[name])
        if wrong.size:
            t = int(wrong[0])
            raise TinbergenError(
                "E081", name=name, period=span.start + t,
                lower=f"{low[name][t]:g}", upper=f"{high[name][t]:g}",
            )  # fmt: skip


def _value(program: Program, rows: path.Workspace, weights: Mapping[str, Array]) -> float:
    columns = program.layout.columns
    return sum(float(w @ rows.inside[:, columns[name]]) for name, w in weights.items())


def _bound_prices(
    program: Program, problem: Programme, answer: Answer, names: Sequence[str]
) -> dict[str, Array]:
    """What the objective gains when both bounds of a variable move up; zero where it is fixed."""
    flat = np.zeros(problem.values.shape)
    flat.reshape(-1)[problem.where] = answer.above - answer.below
    inside = flat[program.lags : program.lags + problem.periods]
    return {name: inside[:, program.layout.columns[name]].copy() for name in dict.fromkeys(names)}


def _unsettled(
    model: Model, problem: Programme, answer: Answer, span: Span, tol: float, max_iter: int
) -> TinbergenError:
    worst = int(np.argmax(np.abs(answer.errors)))
    if abs(answer.errors[worst]) > _UNMET and answer.iterations < max_iter:
        t, k = divmod(worst, problem.equations.size)
        equation = model.equations[int(problem.equations[k])]
        return TinbergenError(
            "E083", at=equation.at, model=model.name, equation=equation.name,
            period=span.start + t, error=f"{answer.errors[worst]:.4g}",
        )  # fmt: skip
    return TinbergenError(
        "E082", model=model.name, iterations=answer.iterations, kkt=f"{answer.kkt:.2g}",
        tol=f"{tol:.0e}", error=f"{abs(answer.errors[worst]):.2g}",
    )  # fmt: skip
