"""Variables that do nothing but remember, gathered into the few sums that equations read.

Long lags make a state of every date in between: z1_t = y_{t-1}, z2_t = z1_{t-1} and so on. What
equations read of all these z is c z_{t-1}, one row of c an equation. With z_t = N z_{t-1} +
K x_{t-1} it is enough to carry the sums w_0,t = c z_t and w_i,t = c N^{i-1} (N z_t + K x_t), of
which w_0,t = w_1,t-1 and w_i,t = w_{i+1},t-1 + c N^{i-1} K x_t: as many states as equations times
periods, however many variables are remembered. This is the observable realisation of a moving
average (Kailath 1980, Linear Systems, ch. 2). The roots left out are zero. Models of sticky
information have thousands of such z and dozens of such w.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.engine.linear.linear_model import (
    Array,
    Compact,
    DecisionRule,
    Incidence,
    Indices,
    Jacobian,
    Labels,
    incidence,
)

#: States from which on it pays to look for what only remembers.
_MANY = 100
#: Largest share of the states that may be left for it to be done.
_LEFT = 0.7


@dataclass(frozen=True, slots=True)
class LagReduction:
    """A model of n variables without its r that only remember, and how the two hang together.

    ``jacobian`` is of the n - r others at positions ``others``, then of q sums w, whose
    ``weights`` (q, n) are on all variables of the same date. Each at ``remembering`` (r,) is
    yesterday's variable at ``remembered`` (r,). ``named`` (q,) are the remembering variables that
    stand for the sums in error messages, ``readers`` (q,) the equations that read them.
    """

    jacobian: Jacobian
    kinds: Incidence
    others: Indices
    equations: Indices
    remembering: Indices
    remembered: Indices
    weights: Array
    named: Indices
    readers: Indices

    def labels(self, labels: Labels) -> Labels:
        """Names of the smaller model's variables and equations."""
        return Labels(
            tuple(labels.variable(int(i)) for i in (*self.others, *self.named)),
            tuple(labels.equation(int(i)) for i in (*self.equations, *self.readers)),
            labels.shocks,
        )

    def complete(self, inner: DecisionRule, states: Indices) -> DecisionRule:
        """The rule of all n variables from the smaller model's."""
        n, m = self.weights.shape[1], inner.ghu.shape[1]
        of_variable = np.concatenate([np.eye(n)[self.others][:, states], self.weights[:, states]])
        projection = of_variable[inner.states]
        ghx, ghu = np.zeros((n, len(states))), np.zeros((n, m))
        count = len(self.others)
        ghx[self.others] = inner.ghx[:count] @ projection
        ghu[self.others] = inner.ghu[:count]
        column = np.zeros(n, dtype=np.intp)
        column[states] = np.arange(len(states))
        ghx[self.remembering, column[self.remembered]] = 1.0
        heads, ages = _origins(n, self.remembering, self.remembered)
        row = np.zeros(n, dtype=np.intp)
        row[self.others] = np.arange(count)
        compact = Compact(inner, projection, row[heads], ages, np.ones(n))
        return DecisionRule(ghx, ghu, states, compact)


def reduce_lags(jacobian: Jacobian, kinds: Incidence) -> LagReduction | None:
    """The model without what only remembers; None where that would not make it much smaller."""
    if len(kinds.states) < _MANY:
        return None
    remembering, remembered, defining = _memories(jacobian, kinds)
    n, k = len(jacobian.now), len(kinds.states)
    if k - len(remembering) > _LEFT * k or not all(
        np.isfinite(block).all()
        for block in (jacobian.ahead, jacobian.now, jacobian.back, jacobian.shocks)
    ):
        return None
    is_memory, is_definition = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    is_memory[remembering], is_definition[defining] = True, True
    others, equations = np.flatnonzero(~is_memory), np.flatnonzero(~is_definition)
    read = np.where(is_memory, jacobian.back[equations], 0.0)
    reading = np.flatnonzero(read.any(axis=1))
    weights, source, step = _sums(read[reading], is_memory, remembering, remembered)
    kept = len(others)
    if k - len(remembering) + len(weights) > _LEFT * k:
        return None
    q, m = len(weights), jacobian.shocks.shape[1]
    blocks = [np.zeros((kept + q, kept + q)) for _ in range(3)]
    ahead, now, back = blocks
    for block, whole in zip(blocks, (jacobian.ahead, jacobian.now, jacobian.back), strict=True):
        block[:kept, :kept] = whole[np.ix_(equations, others)]
    position = {pair: kept + i for i, pair in enumerate(zip(source, step, strict=True))}
    for (row, age), own in position.items():
        if age == 0:
            back[reading[row], own] = 1.0
        now[own, own] = 1.0
        if (row, age + 1) in position:
            back[own, position[row, age + 1]] = -1.0
    now[kept:, :kept] -= weights[:, others]
    shocks = np.concatenate([jacobian.shocks[equations], np.zeros((q, m))])
    lead = np.zeros(n, dtype=bool)
    lead[kinds.forward] = True
    state = np.zeros(n, dtype=bool)
    state[kinds.states] = True
    state[remembered] = False
    lag = np.any(back, axis=0)
    lag[:kept] |= state[others]
    return LagReduction(
        jacobian=Jacobian(ahead, now, back, shocks),
        kinds=incidence(np.concatenate([lead[others], np.zeros(q, dtype=bool)]), lag),
        others=others,
        equations=equations,
        remembering=remembering,
        remembered=remembered,
        weights=weights,
        named=np.abs(read[reading][source]).argmax(axis=1),
        readers=equations[reading[source]],
    )


def _memories(jacobian: Jacobian, kinds: Incidence) -> tuple[Indices, Indices, Indices]:
    """Variables that are another's past and are read as past alone, (r,); whose; their equations.

    Chains that bite their own tail, as a seasonal pattern's, are left alone.
    """
    now, back = jacobian.now != 0, jacobian.back != 0
    plain = (
        (np.count_nonzero(now, axis=1) == 1)
        & (np.count_nonzero(back, axis=1) == 1)
        & ~jacobian.ahead.any(axis=1)
        & ~jacobian.shocks.any(axis=1)
    )
    rows = np.flatnonzero(plain)
    own, other = now[rows].argmax(axis=1), back[rows].argmax(axis=1)
    apart = np.ones(len(now), dtype=bool)
    apart[kinds.forward] = False
    kept = (
        (jacobian.now[rows, own] == -jacobian.back[rows, other])
        & (np.count_nonzero(now, axis=0)[own] == 1)
        & apart[own]
    )
    rows, own, other = rows[kept], own[kept], other[kept]
    heads, _ = _origins(len(now), own, other)
    rooted = ~np.isin(heads[own], own)
    return own[rooted], other[rooted], rows[rooted]


def _origins(n: int, remembering: Indices, remembered: Indices) -> tuple[Indices, Indices]:
    """Whose past each of n variables is in the end, and how many periods ago; itself, 0."""
    heads, ages = np.arange(n), np.zeros(n, dtype=np.intp)
    past = np.arange(n)
    past[remembering] = remembered
    for _ in range(len(remembering)):
        further = past[heads]
        moved = further != heads
        if not moved.any():
            break
        heads, ages = further, ages + moved
    return heads, ages


def _sums(
    read: Array, is_memory: np.ndarray, remembering: Indices, remembered: Indices
) -> tuple[Array, Sequence[int], Sequence[int]]:
    """Weights (q, n) of the sums, the row of ``read`` each belongs to, and its power of N."""
    found: list[Array] = []
    source: list[int] = []
    step: list[int] = []
    current, rows = read, np.arange(len(read))
    age = 0
    while len(current):
        found.append(current)
        source += rows.tolist()
        step += [age] * len(rows)
        moved = np.zeros_like(current)
        # What stood on x is spent: it reaches the sum as x_t, not as a memory of it.
        np.add.at(moved.T, remembered, current.T[remembering])
        left = np.where(is_memory, current, 0.0).any(axis=1)
        current, rows, age = moved[left], rows[left], age + 1
    weights = np.concatenate(found) if found else np.zeros((0, read.shape[1]))
    return weights, source, step
