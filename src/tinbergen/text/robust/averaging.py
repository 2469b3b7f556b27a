"""Parameters averaged: over the later epochs of a training, or over several trainings.

Izmailov et al. (2018), *Averaging weights leads to wider optima and better generalization* (SWA);
Wortsman et al. (2022), *Model soups*, recipe 1 (greedy). A soup's trainings start from the same
parameters and differ in the order of rows and in dropout, so that their mean still is a model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tinbergen.text.labelled import Array

Values = dict[str, Any]


class Mean:
    """The mean of what was added so far."""

    def __init__(self) -> None:
        self.values: Values = {}
        self.many = 0

    def add(self, values: Values) -> None:
        """Take parameters in, by name."""
        self.many += 1
        for name, value in values.items():
            own = value.detach().double()
            before = self.values.get(name)
            self.values[name] = own.clone() if before is None else (
                before + (own - before) / self.many)  # fmt: skip


def mean_of(members: Sequence[Values]) -> Values:
    """The plain mean of several trainings' parameters."""
    mean = Mean()
    for values in members:
        mean.add(values)
    return mean.values


def greedy(
    members: Sequence[Values], scores: Sequence[float], judge: Callable[[Values], float]
) -> tuple[Values, tuple[int, ...]]:
    """The mean of those members that do not lower the validation score, and which they are.

    Members are tried in the order of their own ``scores``, the best first; ``judge`` scores
    parameters.
    """
    order = sorted(range(len(members)), key=lambda i: -scores[i])
    kept, best = [order[0]], scores[order[0]]
    for i in order[1:]:
        told = judge(mean_of([members[j] for j in (*kept, i)]))
        if told >= best:
            kept.append(i)
            best = told
    return mean_of([members[j] for j in kept]), tuple(kept)


def ensemble(chances: Sequence[Array]) -> Array:
    """Mean chances of several models, (rows, labels)."""
    return np.asarray(np.mean(chances, axis=0))
