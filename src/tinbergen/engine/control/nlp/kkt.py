"""The linear system of a primal-dual step: its pattern, its factors, its regularisation.

Instead of counting the signs of eigenvalues, which a sparse LU does not give, the step itself is
tested for positive curvature and a multiple of the identity added until it has it (Chiang and
Zavala, An inertia-free filter line-search algorithm for large-scale nonlinear programming,
Computational Optimization and Applications 64, 2016).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.control.nlp.problem import Entries

Array = NDArray[np.float64]
Index = NDArray[np.int64]

#: Multiples of the identity: the first one tried, the largest, the growth, the decline.
_FIRST, _LAST, _GROWTH, _DECLINE = 1e-8, 1e12, 10.0, 1 / 3
#: Curvature that a step must have, relative to its square; what singular constraints are given.
_CURVED, _SOFT = 1e-11, 1e-9


@dataclass(frozen=True, eq=False)
class Pattern:
    """Where Hessian, diagonal, Jacobian and its transpose stand in compressed columns."""

    unknowns: int
    constraints: int
    inverse: Index
    rows: NDArray[np.int32]
    starts: NDArray[np.int32]
    off_diagonal: NDArray[np.bool_]

    @classmethod
    def of(cls, unknowns: int, constraints: int, slopes: Entries, bends: Entries) -> Pattern:
        size = unknowns + constraints
        off = bends.rows != bends.columns
        diagonal = np.arange(size)
        dual = slopes.rows + unknowns
        rows = np.concatenate([diagonal, bends.rows, bends.columns[off], dual, slopes.columns])
        columns = np.concatenate([diagonal, bends.columns, bends.rows[off], slopes.columns, dual])
        keys, inverse = np.unique(columns * size + rows, return_inverse=True)
        starts = np.searchsorted(keys, np.arange(size + 1) * size)
        return cls(
            unknowns, constraints, inverse.reshape(-1).astype(np.int64),
            (keys % size).astype(np.int32), starts.astype(np.int32), off,
        )  # fmt: skip

    def matrix(self, bends: Array, diagonal: Array, slopes: Array, soft: float) -> Any:
        """[[H + diagonal, J'], [J, -soft]]."""
        from scipy.sparse import csc_matrix

        below = np.full(self.constraints, -soft)
        entries = np.concatenate([diagonal, below, bends, bends[self.off_diagonal], slopes, slopes])
        data = np.bincount(self.inverse, entries, self.rows.size)
        size = self.unknowns + self.constraints
        return csc_matrix((data, self.rows, self.starts), shape=(size, size))


@dataclass(eq=False)
class Regularised:
    """Factors of the system; remembers how much was needed last time."""

    pattern: Pattern
    added: float = 0.0
    _last: float = 0.0
    _lu: Any = None

    def step(
        self, bends: Array, diagonal: Array, slopes: Array, right: Array, least: float = 0.0
    ) -> Array | None:
        """The solution for a right side (unknowns + constraints,); None where nothing helps.

        ``least`` is a multiple of the identity to begin with.
        """
        n = self.pattern.unknowns
        self.added, soft = least, 0.0
        while self.added <= _LAST:
            matrix = self.pattern.matrix(bends, diagonal + self.added, slopes, soft)
            solution = self._solved(matrix, right)
            if solution is None and soft == 0.0:
                soft = _SOFT
                continue
            if solution is not None and self._curved(matrix, solution[:n], right[n:], solution[n:]):
                self._last = self.added or self._last
                return solution
            self.added = self.added * _GROWTH if self.added else max(_FIRST, self._last * _DECLINE)
        return None

    def again(self, right: Array) -> Array:
        """The solution for another right side, by the same factors."""
        return np.asarray(self._lu.solve(right))

    def _solved(self, matrix: Any, right: Array) -> Array | None:
        from scipy.sparse.linalg import splu

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                self._lu = splu(matrix, permc_spec="COLAMD", diag_pivot_thresh=0.1)
            except RuntimeError:
                return None
        solution = np.asarray(self._lu.solve(right))
        if not np.isfinite(solution).all():
            return None
        refined = solution + np.asarray(self._lu.solve(right - matrix @ solution))
        off = float(np.abs(matrix @ refined - right).max(initial=0.0))
        good = off <= 1e-6 * (1e-300 + float(np.abs(right).max(initial=0.0)))
        return refined if good else None

    def _curved(self, matrix: Any, move: Array, errors: Array, multipliers: Array) -> bool:
        n = move.size
        whole = np.concatenate([move, np.zeros(self.pattern.constraints)])
        bent = float(move @ (matrix @ whole)[:n])
        # errors are -c: a step that mends the constraints may go against the curvature.
        mending = max(0.0, float(errors @ multipliers))
        return bent + mending >= _CURVED * float(move @ move)
