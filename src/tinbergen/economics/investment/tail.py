r"""The worst share of losses, and the choice that makes its mean small.

.. math:: \mathrm{CVaR}_\alpha(x) = \min_a\; a + \frac{1}{1 - \alpha}
   \sum_d p_d \max(\ell_d(x) - a, 0)

(Rockafellar and Uryasev 2000, Journal of Risk 2(3)), a linear program with a row a draw. Rows of
draws that are nowhere near the worst are left out, and added where an answer makes them bad: one
that no draw left out is beyond is that of the whole program.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.statistics.cycles.sample import require

Array = NDArray[np.float64]

#: Rounds at most, and how many times the worst share of draws begin.
_ROUNDS, _BEGIN = 100, 1.5
#: Draws up to which a program is begun anywhere.
_FEW = 500


def probabilities(weights: ArrayLike | None, draws: int) -> Array:
    """(draws,) with sum one, the same for all by default; F053 for those out of bounds."""
    w = np.ones(draws) if weights is None else np.asarray(weights, dtype=float)
    fit = w.shape == (draws,) and bool((w >= 0).all()) and w.sum() > 0
    require(fit, "weights", w.shape, f"({draws},), >= 0")
    return np.asarray(w / w.sum())


def tail_quantile(losses: Array, weights: Array, level: float) -> float:
    """Value at risk: the least number that losses (draws,) do not exceed with weight ``level``."""
    order = np.argsort(losses)
    place = int(np.searchsorted(np.cumsum(weights[order]), level - 1e-12))
    return float(losses[order][min(place, len(losses) - 1)])


def tail_mean(losses: Array, weights: Array, level: float) -> float:
    """Conditional value at risk: the mean of the worst ``1 - level``, atoms in part."""
    return float(tail_weights(losses, weights, level) @ losses)


def tail_weights(losses: Array, weights: Array, level: float) -> Array:
    """(draws,) what each draw counts in the worst ``1 - level``; they sum to one."""
    order = np.argsort(-losses, kind="stable")
    mass = np.clip(1 - level - np.r_[0.0, np.cumsum(weights[order])[:-1]], 0.0, weights[order])
    found = np.zeros_like(weights)
    found[order] = mass / mass.sum()
    return found


def least_tail(
    fixed: Array,
    slopes: Array,
    weights: Array,
    level: float,
    *,
    cost: Array,
    rows: Array,
    room: Array,
    equal: tuple[Array, Array] | None,
    ranges: tuple[Array, Array],
    progress: Progress | None = None,
) -> Array:
    """The x with the least cost'x + CVaR of losses fixed + slopes x.

    Parameters
    ----------
    fixed, slopes, weights
        (draws,), (draws, n) and (draws,) with sum one.
    cost
        (n,) of x itself.
    rows, room, equal, ranges
        rows x <= room, (m, n) and (m,); equalities likewise; lower and upper bounds (n,), which
        must be finite where losses could fall without end.

    Raises
    ------
    TinbergenError
        E009 when no x keeps the limits or the loss falls without end.
    """
    from scipy import optimize

    solver: Any = optimize.linprog
    n, start = slopes.shape[1], np.clip(0.0, *ranges)
    if len(fixed) > _FEW:
        # The answer to every fourth draw's program shows which draws are bad.
        some = slice(None, None, 4)
        start = least_tail(
            fixed[some], slopes[some], weights[some] / weights[some].sum(), level, cost=cost,
            rows=rows, room=room, equal=equal, ranges=ranges, progress=progress,
        )  # fmt: skip
    losses = fixed + slopes @ start
    kept = tail_weights(losses, weights, max(1 - _BEGIN * (1 - level), 0.0)) > 0
    for _ in range(_ROUNDS):
        if progress is not None:
            progress.check()
        m = int(kept.sum())
        beyond: list[Any] = [sparse.csr_array(slopes[kept]), -np.ones((m, 1)), -sparse.eye_array(m)]
        found = solver(
            np.concatenate([cost, [1.0], weights[kept] / (1 - level)]),
            A_ub=sparse.vstack([_wide(rows, m), sparse.hstack(beyond)]),
            b_ub=np.concatenate([room, -fixed[kept]]),
            A_eq=None if equal is None else _wide(equal[0], m),
            b_eq=None if equal is None else equal[1],
            bounds=[*zip(*ranges, strict=True), (None, None), *[(0.0, None)] * m],
            method="highs",
        )  # fmt: skip
        if found.x is None:
            raise TinbergenError("E009", status=found.message)
        x, edge = np.asarray(found.x[:n]), float(found.x[n])
        losses = fixed + slopes @ x
        missed = ~kept & (losses > edge + 1e-9 * (1 + abs(edge)))
        if not missed.any():
            break
        kept |= missed
    return x


def _wide(rows: Array, more: int) -> Any:
    """Rows over x, as rows over x, the edge and how far ``more`` draws are beyond it."""
    return sparse.csr_array(np.column_stack([rows, np.zeros((len(rows), 1 + more))]))
