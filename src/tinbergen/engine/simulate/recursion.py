"""Newton's step when every period's equations are the same: Laffargue's recursion, which settles.

For A d_{t-1} + B d_t + C d_{t+1} = e_t with d_0 = d_{T+1} = 0, elimination forward in time gives
d_t = y_t - S_t d_{t+1} with S_t = (B - A S_{t-1})^{-1} C (Laffargue 1990). With constant A, B, C
the matrices S_t converge, and from then on one factorisation serves all periods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.simulate.systems import System

Array = NDArray[np.float64]

#: Variables up to which dense algebra pays; periods below which nothing settles in time.
_MOST, _FEWEST = 1500, 20
_SETTLED = 1e-14
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Recursion:
    """Factors of the first periods and, last of all, of every later one."""

    back: Array
    states: NDArray[np.intp]
    forward: NDArray[np.intp]
    factors: list[Any]
    spreads: list[Array]

    def __call__(self, error: Array) -> Array:
        """The step (periods, n) for an error (periods, n)."""
        from scipy.linalg import lu_solve

        periods = error.shape[0]
        last = len(self.factors) - 1
        found = np.empty(error.shape)
        before = np.zeros(self.states.size)
        for t in range(periods):
            right = error[t] - self.back @ before
            found[t] = lu_solve(self.factors[min(t, last)], right, check_finite=False)
            before = found[t, self.states]
        for t in range(periods - 2, -1, -1):
            found[t] -= self.spreads[min(t, last)] @ found[t + 1, self.forward]
        return found


def recursion(program: System, entries: Array) -> Recursion | None:
    """The recursion of a model with constant derivatives (periods, entries).

    None when derivatives change, dates lie further apart than a period, or nothing settles.
    """
    n = program.layout.endogenous
    if max(program.lags, program.leads) > 1 or n > _MOST or entries.shape[0] < _FEWEST:
        return None
    if np.ptp(entries, axis=0).max(initial=0.0) > 0.0:
        return None
    pattern = program.jacobian_pattern
    blocks = {lag: np.zeros((n, n)) for lag in (-1, 0, 1)}
    for lag, block in blocks.items():
        here = (pattern.lag == lag) & (pattern.column < n)
        np.add.at(block, (pattern.equation[here], pattern.column[here]), entries[0, here])
    states = np.flatnonzero(np.any(blocks[-1] != 0, axis=0))
    forward = np.flatnonzero(np.any(blocks[1] != 0, axis=0))
    return _settle(blocks[-1][:, states], blocks[0], blocks[1][:, forward], states, forward)


def _settle(
    back: Array, now: Array, ahead: Array, states: NDArray[np.intp], forward: NDArray[np.intp]
) -> Recursion | None:
    from scipy.linalg import lu_factor, lu_solve

    factors: list[Any] = []
    spreads: list[Array] = []
    matrix = now
    for _ in range(_LONGEST):
        factor = lu_factor(matrix, check_finite=False)
        spread = lu_solve(factor, ahead, check_finite=False)
        if not np.isfinite(spread).all():
            return None
        factors.append(factor)
        spreads.append(spread)
        if len(spreads) > 1:
            change = np.abs(spread - spreads[-2]).max(initial=0.0)
            if change <= _SETTLED * (1 + np.abs(spread).max(initial=0.0)):
                return Recursion(back, states, forward, factors, spreads)
        matrix = now.copy()
        matrix[:, forward] -= back @ spread[states]
    return None
