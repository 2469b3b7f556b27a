"""Bursts in a stream of events, by an automaton with two states.

Source: Kleinberg (2003), Data Mining and Knowledge Discovery 7(4), "Bursty and Hierarchical
Structure in Streams", section 4: events that arrive in batches. In the ordinary state an event is
relevant with its overall share, in the burst with ``ratio`` times that. To go into a burst costs
``cost`` times the logarithm of the number of batches; to leave it costs nothing. The path of states
of least cost is found by Viterbi's recursion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require, same_length

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bursts(Result):
    """``states`` (n,), true within a burst; ``cost`` of that path; ``shares`` of the two states."""

    states: NDArray[np.bool_]
    cost: float
    shares: tuple[float, float]

    @property
    def spells(self) -> tuple[tuple[int, int], ...]:
        """First and last batch of each burst."""
        edges = np.flatnonzero(np.diff(np.concatenate([[0], self.states.astype(int), [0]])))
        return tuple((int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True))

    def to_frame(self) -> pd.DataFrame:
        """One row a batch."""
        import pandas as pd

        return pd.DataFrame({"burst": self.states})


def bursts(relevant: ArrayLike, all_events: ArrayLike, ratio: float = 2.0,
           cost: float = 1.0) -> Bursts:  # fmt: skip
    """The bursts of relevant events among all.

    Parameters
    ----------
    relevant, all_events
        (n,) counts by batch.
    ratio
        Share of relevant events within a burst over that outside; the share is kept below one.
    cost
        Of going into a burst, times the logarithm of n.

    Raises
    ------
    TinbergenError
        F050 for fewer than three batches, F053 for settings out of bounds, F054 when lengths
        differ, F055 when no event is relevant or all are.
    """
    r, d = np.asarray(relevant, dtype=float), np.asarray(all_events, dtype=float)
    same_length(relevant=r, all_events=d)
    require(ratio > 1, "ratio", ratio, "(1, inf)")
    require(cost >= 0, "cost", cost, "[0, inf)")
    if r.size < 3:
        raise TinbergenError("F050", name="bursts", have=r.size, need=3)
    base = float(r.sum() / d.sum()) if d.sum() > 0 else 0.0
    if not 0 < base < 1 or not ((r >= 0) & (r <= d)).all():
        raise TinbergenError("F055", name="bursts")
    shares = (base, min(ratio * base, 1 - (1 - base) * 1e-3))
    fit = state_costs(r, d, shares)
    climb = cost * float(np.log(r.size))
    total, came = np.array([fit[0, 0], fit[0, 1] + climb]), np.zeros((r.size, 2), dtype=int)
    for t in range(1, r.size):
        options = total[:, None] + np.array([[0.0, climb], [0.0, 0.0]])
        came[t] = options.argmin(axis=0)
        total = options.min(axis=0) + fit[t]
    state, states = int(total.argmin()), np.zeros(r.size, dtype=bool)
    for t in range(r.size - 1, -1, -1):
        states[t], state = bool(state), int(came[t, state])
    return Bursts(states, float(total.min()), shares)


def state_costs(relevant: Array, all_events: Array, shares: tuple[float, float]) -> Array:
    """Minus the logarithm of the binomial likelihood of each batch by state, (n, 2).

    The binomial coefficient is the same in both states and left out.
    """
    p = np.array(shares)
    return np.asarray(
        -(relevant[:, None] * np.log(p) + (all_events - relevant)[:, None] * np.log(1 - p))
    )
