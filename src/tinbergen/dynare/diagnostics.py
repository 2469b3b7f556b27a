"""What model_diagnostics does: faults of a model, said as such, before they show as errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.dynare.state import Session
from tinbergen.engine.linear.solution import Array, linearise, lowered_at_rest
from tinbergen.engine.simulate.steady import steady_state
from tinbergen.model.statements import Command

#: Singular value, relative to the largest, below which a direction is free.
_FREE = 1e-9
#: Smallest weight in a free direction, relative to the largest, that is told.
_TOLD = 1e-3


@dataclass(frozen=True, slots=True)
class ModelDiagnostics(Result):
    """``problems``, each with its code and words; none when all is well."""

    problems: tuple[TinbergenError, ...]

    def to_frame(self):  # type: ignore[no-untyped-def]
        import pandas as pd

        return pd.DataFrame([(p.code, p.text("title")) for p in self.problems],
                            columns=["code", "problem"])  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        return {"problems": [problem.to_dict() for problem in self.problems]}


def model_diagnostics(session: Session, command: Command) -> ModelDiagnostics:
    """Variables without a present date, the steady state, and free directions at it.

    Nothing is raised: a steady state that can't be found is a problem like the others.
    """
    model = session.current()
    problems: list[TinbergenError] = []
    present = {v.name for v in model.dated if v.lag == 0}
    absent = [n for n in model.endogenous if n not in present]
    if absent:
        problems.append(TinbergenError("E058", at=command.at, names=", ".join(absent)))
    state = session.state(session.initial)
    try:
        rest = steady_state(model, state.endogenous, state.exogenous)
        lowered, program, point = lowered_at_rest(model, rest)
        jacobian, _ = linearise(lowered, program, rest, point)
    except TinbergenError as fault:
        return ModelDiagnostics((*problems, fault.placed(command.at)))
    static = jacobian.ahead + jacobian.now + jacobian.back
    equations = [e.name for e in lowered.equations]
    undefined = np.asarray(~np.isfinite(static).all(axis=1))
    problems += [
        TinbergenError("E061", at=command.at, name=name)
        for name, bad in zip(equations, undefined.tolist(), strict=True)
        if bad
    ]
    if not undefined.any():
        own = len(model.endogenous)
        across, along = free_directions(static)
        for code, found, names in (
            ("E059", along, lowered.endogenous),
            ("E060", across, equations),
        ):
            told = [n for n, free in zip(names[:own], found[:own], strict=True) if free]
            if told:
                problems.append(TinbergenError(code, at=command.at, names=", ".join(told)))
    return ModelDiagnostics(tuple(problems))


def free_directions(static: Array) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Which rows and which columns of a square matrix take part in its null spaces, (n,) each."""
    scale = np.abs(static).max(axis=1, initial=0.0)
    rows = static / np.where(scale > 0, scale, 1.0)[:, None]
    left, sizes, right = np.linalg.svd(rows)
    free = sizes <= _FREE * sizes.max(initial=0.0)
    return _taking_part(left[:, free]), _taking_part(right[free].T)


def _taking_part(null: Array) -> np.ndarray[Any, Any]:
    weight = np.abs(null).max(axis=1, initial=0.0)
    return np.asarray(weight > _TOLD * max(float(weight.max(initial=0.0)), 1e-300))
