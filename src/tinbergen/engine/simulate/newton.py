"""The careful solver: damped Newton with pivoting, for the periods on which the quick one failed.

It also knows how to say what went wrong, in the economist's terms.
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.engine.compile.program import BlockPattern, Program
from tinbergen.model.blocks import Block
from tinbergen.model.model import Model

Array = NDArray[np.float64]

_HALVINGS = 25


def solve_row(
    model: Model, program: Program, Z: Array, P: Array, row: int, tol: float, max_iter: int
) -> Block | None:
    """Solve one row of one draw in place; the block that can't be solved, if any.

    Parameters
    ----------
    Z
        Shape (rows, width).
    P
        Shape (parameters,).
    """
    for block in program.blocks:
        if not solve_block(program, Z, P, row, block, tol, max_iter):
            return block
    return None


def solve_block(
    program: Program, Z: Array, P: Array, row: int, block: Block, tol: float, max_iter: int
) -> bool:
    """Solve one block of one row in place; whether it arrived."""
    equations, variables = np.array(block.equations), np.array(block.variables)
    pattern = BlockPattern.of(program.jacobian_pattern, block)
    error = _error(program, Z, P, row, equations)
    if not np.isfinite(error).all():
        return False
    for _ in range(4 * max_iter):
        matrix = pattern.matrix(program.jacobian(Z, P, row, 1)[0])
        step, exact = _step(matrix, error)
        x = Z[row, variables].copy()
        if exact and (np.abs(step) / (1 + np.abs(x))).max() < tol:
            Z[row, variables] = x - step
            after = _error(program, Z, P, row, equations)
            if not np.isfinite(after).all() or _size(after) > 10 * _size(error) + tol:
                Z[row, variables] = x
            return True
        damping = 1.0
        for _ in range(_HALVINGS):
            Z[row, variables] = x - damping * step
            trial = _error(program, Z, P, row, equations)
            if np.isfinite(trial).all() and _size(trial) <= _size(error):
                break
            damping /= 2
        else:
            Z[row, variables] = x
            return bool(np.abs(error).max() < tol)
        error = trial
    return False


def _error(program: Program, Z: Array, P: Array, row: int, equations: Array) -> Array:
    return np.asarray(program.residuals(Z, P, row, 1)[0, equations])


def _size(error: Array) -> float:
    """The Euclidean norm, of errors so large that their squares overflow too."""
    largest = float(np.abs(error).max())
    return largest * float(np.linalg.norm(error / largest)) if largest else 0.0


def _step(matrix: Array, error: Array) -> tuple[Array, bool]:
    """Newton's step; where the matrix is singular, the least-squares one, which proves nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return np.asarray(np.linalg.solve(matrix, error)), bool(np.isfinite(matrix).all())
        except np.linalg.LinAlgError:
            step = np.linalg.lstsq(np.nan_to_num(matrix), error, rcond=None)[0]
            return np.asarray(step), bool(np.abs(matrix @ step - error).max() < 1e-12)


def failure(
    model: Model, program: Program, Z: Array, P: Array, row: int, block: Block, period: Period
) -> TinbergenError:
    """E003: the period, the equations with the largest errors and the values they stand at."""
    errors = program.residuals(Z, P, row, 1)[0]
    names = list(program.layout.columns)
    ranked = sorted(
        block.equations, key=lambda e: -np.inf if np.isnan(errors[e]) else -abs(errors[e])
    )[:3]
    equations = "; ".join(f"{model.equations[e].name} ({errors[e]:.4g})" for e in ranked)
    involved = {
        v.name: v.lag for e in ranked for v in model.variables_of(model.equations[e]) if v.lag == 0
    }
    values = ", ".join(
        f"{name} = {Z[row, program.layout.columns[name]]:.5g}" for name in list(involved)[:8]
    )
    return TinbergenError(
        "E003",
        at=model.equations[ranked[0]].at,
        model=model.name,
        period=period,
        equations=equations,
        values=values,
        size=len(block.equations),
        first=names[block.variables[0]],
    )
