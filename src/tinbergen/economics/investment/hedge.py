r"""Hedges: how much of which instrument takes the risk out of a cash flow.

.. math:: h = -\Sigma_{ff}^{-1}\,\Sigma_{fc}

for the least variance of :math:`c + h'f` (Johnson 1960, Review of Economic Studies 27(3);
Ederington 1979, Journal of Finance 34(1)), the slopes of a regression with the other sign; or h
that makes the mean of the worst losses small, instruments' costs counted (Rockafellar and Uryasev
2000, Journal of Risk 2(3)). Rates, exchange rates, carbon prices: what an instrument pays is a
column of draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.economics.investment.portfolio import labels
from tinbergen.economics.investment.tail import least_tail, probabilities, tail_mean
from tinbergen.statistics.cycles.sample import require

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hedge(Result):
    """Units ``ratios`` (instruments,) held; below zero sold.

    ``before`` and ``after`` are the standard deviation of the cash flow, ``tail_before`` and
    ``tail_after`` the mean of its worst losses at ``level``, costs of the hedge counted.
    """

    names: tuple[str, ...]
    ratios: Array
    before: float
    after: float
    level: float
    tail_before: float
    tail_after: float

    @property
    def effectiveness(self) -> float:
        """The part of the variance that the hedge takes away."""
        return 1 - (self.after / self.before) ** 2 if self.before else 0.0

    def to_frame(self) -> pd.DataFrame:
        """A row an instrument."""
        import pandas as pd

        return pd.DataFrame({"ratio": self.ratios}, index=self.names)


def minimum_variance_hedge(
    flow: ArrayLike,
    instruments: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    level: float = 0.95,
    names: Sequence[str] | None = None,
) -> Hedge:
    """The hedge with the least variance.

    Parameters
    ----------
    flow
        (draws,) the cash flow.
    instruments
        (draws,) or (draws, k): what a unit of each pays in a draw.
    weights, level, names
        Of draws, all the same by default; of the tail that is reported; of instruments.

    Raises
    ------
    TinbergenError
        F053 for shapes or a level out of bounds.
    """
    c, f, p, called = _given(flow, instruments, weights, level, names)
    root = np.sqrt(p)[:, None]
    centred = (f - p @ f) * root
    slopes = np.linalg.lstsq(centred, (c - p @ c) * root[:, 0], rcond=None)[0]
    return _hedge(c, f, p, np.asarray(-slopes), level, called, np.zeros(f.shape[1]))


def cvar_hedge(
    flow: ArrayLike,
    instruments: ArrayLike,
    level: float = 0.95,
    *,
    cost: ArrayLike = 0.0,
    lower: ArrayLike = -10.0,
    upper: ArrayLike = 10.0,
    weights: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Hedge:
    """The hedge with the least mean of the worst losses.

    Parameters
    ----------
    flow, instruments, weights, names
        As :func:`minimum_variance_hedge` takes them.
    level
        .95 looks at the worst twentieth of draws.
    cost
        Of holding or selling a unit, zero or more: a number or (k,).
    lower, upper
        Units at least and at most: a number or (k,), finite.
    progress
        Asked between steps whether to stop.

    Raises
    ------
    TinbergenError
        F053 for shapes or settings out of bounds.
    """
    c, f, p, called = _given(flow, instruments, weights, level, names)
    k = f.shape[1]
    paid, low, high = (np.broadcast_to(np.asarray(a, float), (k,)) for a in (cost, lower, upper))
    require(bool((paid >= 0).all()), "cost", paid.tolist(), "[0, ∞)")
    fit = bool((low <= high).all() and np.isfinite(low).all() and np.isfinite(high).all())
    require(fit, "lower", low.tolist(), f"<= {high.tolist()}, finite")
    # Bought and sold apart, so that either costs.
    bought, sold = np.maximum(high, 0.0), np.maximum(-low, 0.0)
    x = least_tail(
        -c, np.column_stack([-f, f]), p, level, cost=np.concatenate([paid, paid]),
        rows=np.vstack([np.hstack([np.eye(k), -np.eye(k)]), np.hstack([-np.eye(k), np.eye(k)])]),
        room=np.concatenate([high, -low]), equal=None,
        ranges=(np.zeros(2 * k), np.concatenate([bought, sold])), progress=progress,
    )  # fmt: skip
    return _hedge(c, f, p, x[:k] - x[k:], level, called, paid)


def _given(
    flow: ArrayLike,
    instruments: ArrayLike,
    weights: ArrayLike | None,
    level: float,
    names: Sequence[str] | None,
) -> tuple[Array, Array, Array, tuple[str, ...]]:
    c, f = np.asarray(flow, dtype=float), np.asarray(instruments, dtype=float)
    f = f[:, None] if f.ndim == 1 else f
    fit = c.ndim == 1 and f.ndim == 2 and len(f) == len(c) > f.shape[1]
    require(fit, "instruments", f.shape, f"({c.size}, k)")
    require(0 < level < 1, "level", level, "(0, 1)")
    called = labels(names, f.shape[1])
    return c, f, probabilities(weights, len(c)), called


def _hedge(
    c: Array, f: Array, p: Array, ratios: Array, level: float, names: tuple[str, ...], cost: Array
) -> Hedge:
    hedged = c + f @ ratios - np.abs(ratios) @ cost

    def spread(x: Array) -> float:
        return float(np.sqrt(p @ (x - p @ x) ** 2))

    return Hedge(
        names, ratios, spread(c), spread(hedged), level, tail_mean(-c, p, level),
        tail_mean(-hedged, p, level),
    )  # fmt: skip
