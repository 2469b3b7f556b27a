"""By how little limits that contradict one another can be exceeded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.quadratic import minimise

Array = NDArray[np.float64]

#: A limit exceeded by less is met.
BROKEN = 1e-6
#: Relative room that bounds moved for want of a solution leave.
_ROOM = 1e-7


def least_excess(hard: NDArray[np.bool_], A: Array, b: Array) -> Array:
    """By how much the limits A x <= b must be exceeded, shape (limits,).

    Least in sum, and evenly where the sum leaves a choice; hard limits are exceeded only when
    they contradict one another.

    Raises
    ------
    TinbergenError
        E009 when the program can't be solved.
    """
    for elastic in (~hard, np.ones_like(hard)):
        (over,) = np.nonzero(elastic)
        n, m, k = A.shape[1], b.size, over.size
        rows = np.zeros((m + k + 1, n + k))
        rows[:m, :n] = A
        rows[over, n + np.arange(k)] = -1.0
        rows[m + np.arange(k), n + np.arange(k)] = -1.0
        rows[-1, n:] = 1.0
        total = np.concatenate([np.zeros(n), np.ones(k)])
        right = np.concatenate([b, np.zeros(k)])
        least = minimise(np.zeros((n + k, n + k)), total, rows[:-1], right, exact=False)
        if not least.feasible:
            continue
        # Bounds moved exactly so far would leave the solver no room.
        enough = float(total @ least.x) * (1 + _ROOM) + 1e-8
        even = minimise(np.diag(total), 0 * total, rows, np.append(right, enough), exact=False)
        excess = np.zeros(m)
        excess[over] = np.clip((even if even.feasible else least).x[n:], 0.0, None)
        return np.where(excess > BROKEN, excess * (1 + _ROOM) + 1e-8, excess)
    raise TinbergenError("E009", status="infeasible")
