"""A planner's problem as one sparse nonlinear programme over all periods.

Unknowns are the instruments' paths and those endogenous variables that follow them and that the
objective or a bound depends on; the equations that determine these are the constraints. What no
instrument can move is a number, what nothing depends on is computed afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.compile.kernels import Pattern
from tinbergen.engine.compile.program import Program
from tinbergen.engine.control.nlp.curvature import Curvature, curvature
from tinbergen.model.model import Model

Array = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entries:
    """A sparse matrix's entries: ``source`` picks them from a flattened array of derivatives."""

    rows: Index
    columns: Index
    source: Index


@dataclass(frozen=True, eq=False)
class Programme:
    """Maximise ``weights . x`` subject to the model's equations and ``lower <= x <= upper``.

    ``place`` (rows, columns) says which unknown a value is, -1 for those that are given; ``where``
    is the reverse, positions in the flattened values. ``equations`` are positions in the model;
    constraint i is equation ``equations[i % len(equations)]`` of period ``i // len(equations)``.
    """

    program: Program
    values: Array
    parameters: Array
    periods: int
    equations: Index
    where: Index
    lower: Array
    upper: Array
    weights: Array
    slopes: Entries
    bends: Entries
    _curvature: Curvature

    @property
    def start(self) -> Array:
        """The unknowns where the values begin."""
        return self.values.reshape(-1)[self.where]

    @property
    def constraints(self) -> int:
        return self.periods * self.equations.size

    def filled(self, x: Array) -> Array:
        """All values with the unknowns at ``x``; shape (rows, width)."""
        Z = self.values.copy()
        Z.reshape(-1)[self.where] = x
        return Z

    def errors(self, x: Array) -> Array:
        """What the equations are off by, shape (constraints,)."""
        program = self.program
        found = program.residuals(self.filled(x), self.parameters, program.lags, self.periods)
        return found[:, self.equations].reshape(-1)

    def jacobian(self, x: Array) -> Array:
        """Derivatives of the equations, in the order of ``slopes``."""
        program = self.program
        found = program.jacobian(self.filled(x), self.parameters, program.lags, self.periods)
        return found.reshape(-1)[self.slopes.source]

    def hessian(self, x: Array, multipliers: Array) -> Array:
        """Second derivatives of ``multipliers . errors``, in the order of ``bends``.

        Of each pair of unknowns one order is given.
        """
        full = np.zeros((self.periods, self.program.layout.equations))
        full[:, self.equations] = multipliers.reshape(self.periods, -1)
        found = self._curvature(self.filled(x), full, self.parameters, self.program.lags)
        return found.reshape(-1)[self.bends.source]


def programme(
    model: Model,
    program: Program,
    values: Array,
    parameters: Array,
    instruments: Sequence[str],
    weights: Mapping[str, Array],
    lower: Mapping[str, Array],
    upper: Mapping[str, Array],
) -> Programme:
    """The programme of a problem whose names and shapes are known to be right.

    ``values`` (rows, width) is the path from which the search starts; weights and bounds are by
    name, of shape (periods,), bounds infinite where there is none.
    """
    columns = program.layout.columns
    levers = [columns[name] for name in instruments]
    wanted = {columns[name] for name in (*weights, *lower, *upper)}
    equations, variables = _relevant(program, set(levers), wanted)
    periods = values.shape[0] - program.lags - program.leads
    inside = slice(program.lags, program.lags + periods)
    unknown = np.zeros(values.shape, dtype=bool)
    unknown[inside, [*variables, *levers]] = True
    low, high = np.full(values.shape, -np.inf), np.full(values.shape, np.inf)
    weight = np.zeros(values.shape)
    for name, path in lower.items():
        low[inside, columns[name]] = path
    for name, path in upper.items():
        high[inside, columns[name]] = path
    for name, path in weights.items():
        weight[inside, columns[name]] = path
    given = unknown & (low == high)
    start = np.where(given, low, values)
    unknown &= ~given
    where = np.flatnonzero(unknown)
    place = np.full(values.shape, -1, dtype=np.int64)
    place.reshape(-1)[where] = np.arange(where.size)
    bends = curvature(model, program.layout, {*variables, *levers}, equations)
    at = np.array(equations, dtype=np.int64)
    return Programme(
        program, start, parameters, periods, at, where,
        low.reshape(-1)[where], high.reshape(-1)[where], weight.reshape(-1)[where],
        _slopes(program.jacobian_pattern, place, at, program.lags, periods),
        _bends(bends, place, program.lags, periods), bends,
    )  # fmt: skip


def _relevant(program: Program, levers: set[int], wanted: set[int]) -> tuple[list[int], list[int]]:
    """Equations and variables between the levers and what is wanted, by position.

    All of them in models that look ahead, which have no blocks to tell.
    """
    n = program.layout.endogenous
    if not program.blocks:
        return list(range(n)), list(range(n))
    pattern = program.jacobian_pattern
    reads: dict[int, set[int]] = {}
    for equation, column in zip(pattern.equation.tolist(), pattern.column.tolist(), strict=True):
        reads.setdefault(equation, set()).add(column)
    blocks = program.blocks
    needs = [set().union(*(reads.get(e, set()) for e in block.equations)) for block in blocks]
    moved = set(levers)
    chosen = _closure(
        moved, lambda: ((k, block.variables) for k, block in enumerate(blocks) if needs[k] & moved)
    )
    needed = set(wanted)
    used = _closure(
        needed,
        lambda: (
            (k, needs[k]) for k, block in enumerate(blocks) if needed.intersection(block.variables)
        ),
    )
    kept = [blocks[k] for k in sorted(chosen & used)]
    equations = sorted(e for block in kept for e in block.equations)
    return equations, sorted(v for block in kept for v in block.variables)


def _closure(
    reached: set[int], step: Callable[[], Iterable[tuple[int, Iterable[int]]]]
) -> set[int]:
    """Grow ``reached`` by what the step adds until it adds no more; the blocks passed."""
    passed: set[int] = set()
    while fresh := [(k, more) for k, more in step() if k not in passed]:
        for k, more in fresh:
            passed.add(k)
            reached.update(more)
    return passed


def _slopes(pattern: Pattern, place: Index, equations: Index, lags: int, periods: int) -> Entries:
    position = np.full(int(pattern.equation.max(initial=0)) + 1, -1)
    position[equations] = np.arange(equations.size)
    t = np.arange(periods)[:, None]
    rows = t * equations.size + position[pattern.equation][None, :]
    columns = place[lags + t + pattern.lag[None, :], pattern.column[None, :]]
    kept = (position[pattern.equation][None, :] >= 0) & (columns >= 0)
    source = t * pattern.lag.size + np.arange(pattern.lag.size)[None, :]
    return Entries(rows[kept], columns[kept], source[kept])


def _bends(bends: Curvature, place: Index, lags: int, periods: int) -> Entries:
    t = np.arange(periods)[:, None]
    one = place[lags + t + bends.lag[None, :], bends.column[None, :]]
    other = place[lags + t + bends.other_lag[None, :], bends.other_column[None, :]]
    kept = (one >= 0) & (other >= 0)
    source = t * bends.lag.size + np.arange(bends.lag.size)[None, :]
    return Entries(one[kept], other[kept], source[kept])
