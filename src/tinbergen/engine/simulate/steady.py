"""The state in which a model rests.

A ``steady_state_model`` block is followed as written, then checked. Otherwise the static equations
are solved from the point given: block by block, then as a whole, then from other starting points,
at last by homotopy from the first.
When nothing arrives, the error names the equations with the largest residuals at the best point.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, UndeterminedError, UnvaluedError
from tinbergen.core.progress import checkpoint
from tinbergen.core.result import Result
from tinbergen.engine.compile.program import Program, compile_model
from tinbergen.engine.simulate import newton
from tinbergen.engine.simulate.edges import resting, vanishing
from tinbergen.engine.simulate.homotopy import follow
from tinbergen.model.auxiliary import static
from tinbergen.model.blocks import Block
from tinbergen.model.dynare.companion import companion, computable, not_given, without_values
from tinbergen.model.expression import Variable
from tinbergen.model.model import Equation, Model

if TYPE_CHECKING:
    import pandas as pd


Array = NDArray[np.float64]

#: Largest residual that still counts as rest (Dynare's solve_tolf is 6e-6).
TOLERANCE = 6e-6
#: Most iterations of a search.
MOST = 60


@dataclass(frozen=True, slots=True)
class SteadyState(Result):
    """``values`` of the endogenous variables and ``parameters``, some of which the model's own
    steady_state_model block may have set. ``residual`` is the largest error, ``method`` is
    analytic, numerical or homotopy."""

    values: Mapping[str, float]
    parameters: Mapping[str, float]
    residual: float
    method: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "values": dict(self.values), "parameters": dict(self.parameters),
            "residual": self.residual, "method": self.method,
        }  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame({"steady state": pd.Series(dict(self.values))})


def steady_state(
    model: Model,
    guess: Mapping[str, float] | None = None,
    exogenous: Mapping[str, float] | None = None,
    *,
    tolerance: float = TOLERANCE,
    max_iter: int = MOST,
    check: bool = True,
) -> SteadyState:
    """The steady state at the model's parameters.

    A steady_state_model block that needs a function nobody gave is followed as far as it goes; the
    rest is looked for by numbers.

    Parameters
    ----------
    guess
        Starting values; the model's own ``start`` goes before them, its initval block fills what
        they do not name, then zero.
    exogenous
        Values of exogenous variables; initval's, then zero.
    tolerance
        Largest residual that counts as rest (tolf of Dynare's command).
    max_iter
        Largest number of iterations (maxit).
    check
        Whether what a steady_state_model block gives is checked (not with nocheck).

    Raises
    ------
    TinbergenError
        E013 when the model's own block does not give a steady state, E014 or M148 when none is
        found, M006 or M142-M144 when a parameter has no value.
    """
    known = {**model.initial, **(guess or {}), **model.start}
    outside = {n: known.get(n, 0.0) for n in model.exogenous} | dict(exogenous or {})
    if model.steady_state and not not_given(model):
        return _analytic(model, outside, tolerance if check else math.inf)
    if model.steady_state:
        model, known = _as_far_as_given(model, known, outside)
    rest = static(model)
    P = _parameters(rest, known)
    program = _program(rest)
    best: tuple[float, Array] | None = None
    nothing: TinbergenError | None = None
    for start in _starts(model, known):
        checkpoint()
        Z = _row(program, _expected(model, start, outside), outside)
        found = _solve(rest, program, Z, P, max_iter)
        size = _size(program, Z, P)
        if found and size < tolerance:
            degenerate = _degenerate(model, _values(model, Z), outside)
            if degenerate is None:
                return SteadyState(_values(model, Z), dict(model.values), size, "numerical")
            nothing = nothing or degenerate
            continue
        if best is None or size < best[0]:
            best = (size, Z)
    given = np.array([known.get(n, 0.0) for n in model.endogenous])
    for start in (given, np.where(given == 0, 1.0, given)):
        row = _row(program, _expected(model, start, outside), outside)
        approached = _approach(rest, program, row, P, max_iter)
        size = _size(program, approached, P)
        if size < tolerance and not _degenerate(model, _values(model, approached), outside):
            return SteadyState(_values(model, approached), dict(model.values), size, "homotopy")
    if nothing is not None:
        raise nothing
    assert best is not None
    raise _not_found("E014", rest, program, best[1], P)


def residuals(model: Model, values: Mapping[str, float], exogenous: Mapping[str, float]) -> Array:
    """Residuals of the static equations at a point, shape (equations,)."""
    rest = static(model)
    program = _program(rest)
    Z = np.zeros((1, program.layout.width))
    for name, value in {**exogenous, **values}.items():
        Z[0, program.layout.columns[name]] = value
    P = _parameters(rest, values)
    return np.asarray(program.residuals(Z, P, 0, 1)[0])


def _program(rest: Model) -> Program:
    """The static program, in blocks where the equations allow it."""
    try:
        return compile_model(rest)
    except UndeterminedError:
        return compile_model(rest, in_blocks=False)


def _expected(model: Model, start: Array, outside: Mapping[str, float]) -> Array:
    """A starting point at which what EXPECTATION stands for is the expression it stands for."""
    made = [e for e in model.equations if _by_expectation(model, e)]
    if not made:
        return start
    position = {name: k for k, name in enumerate(model.endogenous)}
    known = dict(zip(model.endogenous, start.tolist(), strict=True))
    moved = start.copy()
    for equation in made:
        value = model.graph.evaluate(equation.rhs, resting(model, known, outside))
        if math.isfinite(value):
            known[equation.name] = moved[position[equation.name]] = value
    return moved


def _by_expectation(model: Model, equation: Equation) -> bool:
    """Whether an equation defines an auxiliary variable that EXPECTATION has made."""
    return equation.name in model.endogenous and not equation.name.isidentifier()


def _degenerate(
    model: Model, values: Mapping[str, float], outside: Mapping[str, float]
) -> TinbergenError | None:
    """E253 where logarithms, powers or denominators are of nothing but rounding errors."""
    found = vanishing(model, resting(model, values, outside))
    if not found:
        return None
    names = dict.fromkeys(name for each in found for name in each.variables)
    point = ", ".join(f"{n} = {values[n]:.3g}" for n in list(names)[:6] if n in values)
    first = found[0]
    file = companion(model) or ", ".join(str(f.missing) for f in not_given(model))
    return TinbergenError(
        "E254" if file else "E253", at=first.equation.at, model=model.name, values=point,
        term=first.term, equation=first.equation.name, file=file,
    )  # fmt: skip


def _solve(rest: Model, program: Program, Z: Array, P: Array, max_iter: int) -> bool:
    """Block by block, quickly and then carefully; then all equations together."""
    start = Z.copy()
    if program.blocks:
        if program.solve(Z[None], P[None], 0, 0, tol=1e-11, max_iter=max_iter)[0] >= 0:
            return True
        Z[:] = start
        if newton.solve_row(rest, program, Z, P, 0, 1e-11, max_iter) is None:
            return True
        Z[:] = start
    every = tuple(range(program.layout.equations))
    return newton.solve_block(program, Z, P, 0, Block(every, every), 1e-11, max_iter)


def _row(program: Program, start: Array, outside: Mapping[str, float]) -> Array:
    """Endogenous and exogenous values as the one row of a static program."""
    Z = np.zeros((1, program.layout.width))
    Z[0, : start.size] = start
    for name, value in outside.items():
        Z[0, program.layout.columns[name]] = value
    return Z


def _approach(rest: Model, program: Program, Z: Array, P: Array, max_iter: int) -> Array:
    """Take the errors at the starting point away little by little; how far that led.

    F(x) = (1 - w) F(x0) is solved by x0 at w = 0 (Newton homotopy: Judd 1998, ch. 5).
    """
    errors = program.residuals(Z, P, 0, 1)
    if not np.isfinite(errors).all():
        return Z
    every = tuple(range(program.layout.equations))
    first = program.layout.first_residual

    def solve(weight: float, guess: Array) -> Array:
        moved = guess.copy()
        moved[:, first : first + errors.shape[1]] = (1 - weight) * errors
        if not newton.solve_block(program, moved, P, 0, Block(every, every), 1e-11, max_iter):
            raise _not_found("E014", rest, program, moved, P)
        return moved

    reached = follow(solve, Z, step=0.25, smallest=1e-3, max_iter=40).solution.copy()
    reached[:, first : first + errors.shape[1]] = 0.0
    return reached


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


def _parameters(rest: Model, known: Mapping[str, float]) -> Array:
    """Values of the parameters; where one has none, the fault says where it may be.

    What is still in STEADY_STATE(x) has the value of x that is known.
    """
    operators = {name: known.get(x, 0.0) for name, x in rest.steady_operators.items()}
    try:
        return np.array(rest.vector(operators))
    except UnvaluedError as fault:
        raise without_values(rest, str(fault.facts["names"]).split(", ")) from None


def _as_far_as_given(
    model: Model, known: Mapping[str, float], outside: Mapping[str, float]
) -> tuple[Model, dict[str, float]]:
    """The model at the parameters, and the starting point, that its own block still gives."""
    found: dict[str, float] = {**model.values, **outside}

    def value_of(leaf: Variable | str) -> float | None:
        return found.get(leaf.name if isinstance(leaf, Variable) else leaf)

    for step in computable(model):
        value = model.graph.evaluate(step.value.node, value_of)
        if not math.isnan(value):
            found[step.name] = value
    settled = {p: found[p] for p in model.parameters if p in found}
    own = {n: found[n] for n in model.endogenous if n in found}
    return dataclasses.replace(model, values=settled), {**known, **own, **model.start}


def _analytic(model: Model, outside: Mapping[str, float], tolerance: float) -> SteadyState:
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
        if _by_expectation(model, equation):
            known[equation.name] = model.graph.evaluate(equation.rhs, value_of)
    values = {name: known.get(name, 0.0) for name in model.endogenous}
    parameters = {name: known[name] for name in model.parameters if name in known}
    settled = model.with_values({n: v for n, v in parameters.items() if n in model.parameters})
    error = residuals(settled, values, outside)
    size = float(np.abs(error).max()) if np.isfinite(error).all() else math.inf
    if size > tolerance:
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
    file = companion(rest) or ", ".join(str(f.missing) for f in not_given(rest))
    return TinbergenError(
        "M148" if file else code, at=rest.equations[int(worst[0])].at,
        model=rest.name.removesuffix(" at rest"), equations=named, values=point, file=file,
    )  # fmt: skip
