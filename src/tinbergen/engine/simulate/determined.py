"""Whether simultaneous equations determine their variables, and how many digits of them.

Newton's method is content wherever errors are small; next to singular equations that is a line of
points. The condition number of the equations' derivatives, their rows and columns scaled to size
one, says by how much rounding errors are magnified (Higham 2002, Accuracy and Stability, ch. 7).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.engine.compile.program import BlockPattern, Program
from tinbergen.model.blocks import Block
from tinbergen.model.model import Model

Array = NDArray[np.float64]

#: Condition from which on the equations are dependent but for rounding errors, and from which on
#: so few digits are right that it has to be said.
_SINGULAR, _DELICATE = 1e15, 1e9
#: Rows of a span that are looked at, spread evenly.
_LOOKED_AT = 4
#: Smallest weight in the free direction, relative to the largest, that is told; most names told.
_TOLD, _MOST = 0.1, 6
#: At how many arbitrary points equations are looked at.
_POINTS = 2

_IN = Text(" in {period}", "（{period}）")


def require_determined(
    model: Model, program: Program, Z: Array, P: Array, first: int, start: Period
) -> tuple[TinbergenError, ...]:
    """E252 for a solved path, rows from ``first`` on, of which few digits are right.

    Raises
    ------
    TinbergenError
        E251 when the equations of a period leave a combination of variables free.
    """
    rows = np.unique(np.linspace(first, len(Z) - 1, _LOOKED_AT).astype(int)).tolist()
    worst: tuple[float, TinbergenError] | None = None
    patterns = list(zip(program.blocks, program.block_patterns, strict=True))
    for row in rows if patterns else ():
        period, derivatives = start + (row - first), program.jacobian(Z, P, row, 1)[0]
        for block, pattern in patterns:
            matrix = pattern.matrix(derivatives)
            condition, names, equations = _judged(model, block, matrix)
            facts = {"model": model.name, "variables": names, "equations": equations}
            at = model.equations[block.equations[0]].at
            if condition > _SINGULAR:
                raise TinbergenError("E251", at=at, period=_IN.fill(period=period), **facts)
            if condition > _DELICATE and (worst is None or condition > worst[0]):
                digits = max(0, math.floor(15.65 - math.log10(condition)))
                said = TinbergenError(
                    "E252", at=at, period=period, digits=digits, condition=f"{condition:.0e}",
                    **facts,
                )  # fmt: skip
                worst = condition, said
    return () if worst is None else (worst[1],)


def require_independent(model: Model, program: Program) -> None:
    """E251 when, whatever the data, simultaneous equations are dependent at the parameters' values.

    Blocks that are not defined at arbitrary numbers, and parameters without values, are passed
    over.
    """
    if any(p not in model.values for p in model.used_parameters - set(model.steady_operators)):
        return
    P = np.array(model.vector(dict.fromkeys(model.steady_operators, 1.0)))
    for block in program.blocks:
        fault = dependent(model, program, P, block)
        if fault is not None:
            raise fault


def dependent(model: Model, program: Program, P: Array, block: Block) -> TinbergenError | None:
    """E251 for simultaneous equations whose derivatives are singular at arbitrary numbers."""
    if len(block.equations) < 2:
        return None
    judged, pattern = [], BlockPattern.of(program.jacobian_pattern, block)
    for point in np.random.default_rng(0).uniform(0.5, 2.0, (_POINTS, program.layout.width)):
        Z = np.tile(point, (program.lags + 1, 1))
        matrix = pattern.matrix(program.jacobian(Z, P, program.lags, 1)[0])
        judged.append(_judged(model, block, matrix))
    if not all(condition > _SINGULAR for condition, _, _ in judged):
        return None
    _, names, equations = judged[0]
    return TinbergenError(
        "E251", at=model.equations[block.equations[0]].at, model=model.name,
        variables=names, equations=equations, period="",
    )  # fmt: skip


def _judged(model: Model, block: Block, matrix: Array) -> tuple[float, str, str]:
    """The condition of a block's derivatives, and who takes part where it is bad."""
    if not np.isfinite(matrix).all():
        return 1.0, "", ""
    if len(matrix) == 1:
        found = 1.0 if matrix[0, 0] else np.inf
        free, across = np.ones(1), np.ones(1)
    else:
        scaled = matrix / _or_one(np.abs(matrix).max(axis=1))[:, None]
        scaled = scaled / _or_one(np.abs(scaled).max(axis=0))
        found = _condition(scaled)
        if found <= _DELICATE:
            return found, "", ""
        left, _, right = np.linalg.svd(scaled)
        across, free = np.abs(left[:, -1]), np.abs(right[-1])
    names = [model.endogenous[v] for v in _weighty(block.variables, free)]
    equations = [model.equations[e].name for e in _weighty(block.equations, across)]
    return found, ", ".join(names), ", ".join(equations)


def _condition(scaled: Array) -> float:
    try:
        inverse = np.linalg.inv(scaled)
    except np.linalg.LinAlgError:
        return np.inf
    sizes = [float(np.abs(each).sum(axis=0).max()) for each in (scaled, inverse)]
    return sizes[0] * sizes[1]


def _or_one(sizes: Array) -> Array:
    return np.where(sizes > 0, sizes, 1.0)


def _weighty(members: tuple[int, ...], weights: Array) -> list[int]:
    order = np.argsort(-weights)[:_MOST]
    return sorted(members[k] for k in order if weights[k] > _TOLD * weights.max())
