"""Steady states with bounds: the static equations as a mixed complementarity problem."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tinbergen.core.errors import TinbergenError, UnsolvedError
from tinbergen.engine.compile.program import compile_model
from tinbergen.engine.simulate.complementarity import bounds_of, solve_bounded
from tinbergen.engine.simulate.steady import SteadyState
from tinbergen.model.auxiliary import static
from tinbergen.model.model import Model


def bounded_steady_state(
    model: Model, guess: Mapping[str, float], exogenous: Mapping[str, float], *, max_iter: int = 100
) -> SteadyState:
    """The steady state within the bounds of the equations' ``mcp`` tags.

    Raises
    ------
    TinbergenError
        E014 when none is found, E038 for a bound that can't be read, M006 when a parameter has no
        value.
    """
    rest = static(model)
    program = compile_model(rest, in_blocks=False)
    P = np.array(rest.vector({op: guess.get(x, 0.0) for op, x in rest.steady_operators.items()}))
    Z = np.zeros((1, program.layout.width))
    for name, value in {**guess, **exogenous}.items():
        if name in program.layout.columns:
            Z[0, program.layout.columns[name]] = value
    try:
        solved = solve_bounded(rest, program, Z, P, bounds_of(model), max_iter=max_iter)
    except UnsolvedError as fault:
        point = ", ".join(f"{n} = {guess.get(n, 0.0):.5g}" for n in model.endogenous[:8])
        raise TinbergenError(
            "E014", at=fault.at, model=model.name, values=point,
            equations=fault.facts.get("equations", ""),
        ) from None  # fmt: skip
    values = dict(zip(model.endogenous, solved.values[0].tolist(), strict=False))
    return SteadyState(values, dict(model.values), solved.error, "numerical")
