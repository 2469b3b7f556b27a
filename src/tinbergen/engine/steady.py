"""The state in which a model rests.

A ``steady_state_model`` block is followed as written, then checked. Otherwise the static equations
are solved from the point given: block by block, then as a whole, then from other starting points.
When nothing arrives, the error names the equations with the largest residuals at the best point.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.engine import newton
from tinbergen.engine.program import Program, compile_model
from tinbergen.model.auxiliary import static
from tinbergen.model.blocks import Block
from tinbergen.model.expression import Variable
from tinbergen.model.model import Model

Array = NDArray[np.float64]

#: Largest residual that still counts as rest (Dynare's solve_tolf is 6e-6).
TOLERANCE = 6e-6
_MOST = 60


@dataclass(frozen=True, slots=True)
class SteadyState(Result):
    """``values`` of the endogenous variables and ``parameters``, some of which the model's own
    steady_state_model block may have set. ``residual`` is the largest error, ``method`` is
    analytic or numerical."""

    values: Mapping[str, float]
    parameters: Mapping[str, float]
    residual: float
    method: str

    def to_frame(self):  # type: ignore[no-untyped-def]
        import pandas as pd

        return pd.DataFrame({"steady state": pd.Series(dict(self.values))})


def steady_state(
    model: Model,
    guess: Mapping[str, float] | None = None,
    exogenous: Mapping[str, float] | None = None,
) -> SteadyState:
    """The steady state at the model's parameters.

    Parameters
    ----------
    guess
        Starting values; the model's initval block fills what it does not name, then zero.
    exogenous
        Values of exogenous variables; initval's, then zero.

    Raises
    ------
    TinbergenError
        E013 when the model's own block does not give a steady state, E014 when none is found,
        M006 when a parameter has no value.
    """
    known = {**model.initial, **(guess or {})}
    outside = {n: known.get(n, 0.0) for n in model.exogenous} | dict(exogenous or {})
    if model.steady_state:
        return _analytic(model, outside)
    rest = static(model)
    program = _program(rest)
    P = np.array(rest.vector(dict.fromkeys(model.steady_operators, 0.0)))
    best: tuple[float, Array] | None = None
    for start in _starts(model, known):
        Z = np.zeros((1, program.layout.width))
        Z[0, : len(model.endogenous)] = start
        for name, value in outside.items():
            Z[0, program.layout.columns[name]] = value
        found = _solve(rest, program, Z, P)
        size = _size(program, Z, P)
        if found and size < TOLERANCE:
            return SteadyState(_values(model, Z), dict(model.values), size, "numerical")
        if best is None or size < best[0]:
            best = (size, Z)
    assert best is not None
    raise _not_found("E014", rest, program, best[1], P)


def residuals(model: Model, values: Mapping[str, float], exogenous: Mapping[str, float]) -> Array:
    """Residuals of the static equations at a point, shape (equations,)."""
    rest = static(model)
    program = _program(rest)
    Z = np.zeros((1, program.layout.width))
    for name, value in {**exogenous, **values}.items():
        Z[0, program.layout.columns[name]] = value
    P = np.array(rest.vector(dict.fromkeys(model.steady_operators, 0.0)))
    return np.asarray(program.residuals(Z, P, 0, 1)[0])


def _program(rest: Model) -> Program:
    """The static program, in blocks where the equations allow it."""
    try:
        return compile_model(rest)
    except TinbergenError as fault:
        if fault.code != "M021":
            raise
        return compile_model(rest, in_blocks=False)


def _solve(rest: Model, program: Program, Z: Array, P: Array) -> bool:
    """Block by block, quickly and then carefully; then all equations together."""
    start = Z.copy()
    if program.blocks:
        if program.solve(Z[None], P[None], 0, 0, tol=1e-11, most=_MOST)[0] >= 0:
            return True
        Z[:] = start
        if newton.solve_row(rest, program, Z, P, 0, 1e-11, _MOST) is None:
            return True
        Z[:] = start
    every = tuple(range(program.layout.equations))
    return newton.solve_block(program, Z, P, 0, Block(every, every), 1e-11, _MOST)


def _starts(model: Model, known: Mapping[str, float]) -> Iterator[Array]:
    """The point given; then points around it; then ones, for models in logarithms of levels."""
    given = np.array([known.get(n, 0.0) for n in model.endogenous])
    yield given
    rng = np.random.default_rng(0)
    for spread in (0.1, 0.3, 1.0):
        yield given * np.exp(spread * rng.standard_normal(given.size)) + 0.01 * spread
    yield np.where(given == 0, 1.0, given)
    yield np.ones(given.size)
    for _ in range(10):
        yield np.exp(rng.standard_normal(given.size))


def _size(program: Program, Z: Array, P: Array) -> float:
    error = np.abs(program.residuals(Z, P, 0, 1))
    return float(error.max()) if np.isfinite(error).all() else math.inf


def _values(model: Model, Z: Array) -> dict[str, float]:
    return {name: float(Z[0, k]) for k, name in enumerate(model.endogenous)}


def _analytic(model: Model, outside: Mapping[str, float]) -> SteadyState:
    """Follow the steady_state_model block; it may set parameters and use names of its own."""
    known: dict[str, float] = {**model.values, **outside}

    def value_of(leaf: Variable | str) -> float | None:
        name = leaf.name if isinstance(leaf, Variable) else leaf
        return known.get(model.steady_operators.get(name, name))

    for step in model.steady_state:
        value = model.graph.evaluate(step.value.node, value_of)
        if math.isnan(value):
            raise TinbergenError("E013", at=step.at, model=model.name, detail=f"{step.name} = NaN")
        known[step.name] = value
    for equation in model.equations:
        # What EXPECTATION has put there is not in the block.
        if equation.name in model.endogenous and not equation.name.isidentifier():
            known[equation.name] = model.graph.evaluate(equation.rhs, value_of)
    values = {name: known.get(name, 0.0) for name in model.endogenous}
    parameters = {name: known[name] for name in model.parameters if name in known}
    settled = model.with_values({n: v for n, v in parameters.items() if n in model.parameters})
    error = residuals(settled, values, outside)
    size = float(np.abs(error).max()) if np.isfinite(error).all() else math.inf
    if size > TOLERANCE:
        worst = int(np.argmax(np.where(np.isfinite(error), np.abs(error), np.inf)))
        raise TinbergenError(
            "E013",
            at=model.equations[worst].at,
            model=model.name,
            detail=f"{model.equations[worst].name}: {error[worst]:.4g}",
        )
    return SteadyState(values, parameters, size, "analytic")


def _not_found(code: str, rest: Model, program: Program, Z: Array, P: Array) -> TinbergenError:
    error = program.residuals(Z, P, 0, 1)[0]
    size = np.where(np.isfinite(error), np.abs(error), np.inf)
    worst = np.argsort(-size)[:4]
    named = "; ".join(f"{rest.equations[e].name} ({error[e]:.4g})" for e in worst)
    involved = dict.fromkeys(
        v.name for e in worst for v in rest.variables_of(rest.equations[int(e)])
    )
    point = ", ".join(f"{n} = {Z[0, program.layout.columns[n]]:.5g}" for n in list(involved)[:8])
    return TinbergenError(
        code, at=rest.equations[int(worst[0])].at, model=rest.name.removesuffix(" at rest"),
        equations=named, values=point,
    )  # fmt: skip
