"""Which unlabelled texts to have labelled next: those in doubt, those unlike what is known, both.

Uncertainty: Settles (2009), *Active learning literature survey*, section 3.1. Diversity: the greedy
k-center of Sener and Savarese (2018), *Active learning for convolutional neural networks: a
core-set approach*, algorithm 1.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from tinbergen.text.labelled import Array, Whole

Doubt = Literal["confidence", "margin", "entropy"]
#: Of how many doubtful texts for each that is asked a batch is spread.
_WIDE = 5


def doubts(chances: Array, by: Doubt = "entropy") -> Array:
    """How much each row is in doubt, (rows,): one minus the largest chance, minus the distance of
    the two largest, or the entropy of the chances in nats."""
    if by == "confidence":
        return np.asarray(1 - chances.max(axis=1))
    if by == "margin":
        two = np.sort(chances, axis=1)[:, -2:]
        return np.asarray(two[:, 0] - two[:, 1])
    kept = np.clip(chances, 1e-12, 1)
    return np.asarray(-(kept * np.log(kept)).sum(axis=1))


def k_center(vectors: Array, centers: Array, many: int) -> Whole:
    """Rows that cover the others: each next one is the farthest from all centers so far.

    Parameters
    ----------
    vectors
        (rows, width).
    centers
        (known rows, width); without any the first is the one nearest the mean.
    """
    if not len(vectors) or many <= 0:
        return np.empty(0, dtype=np.int64)
    if len(centers):
        far = np.min([_squared(vectors, one) for one in centers], axis=0)
        chosen: list[int] = []
    else:
        chosen = [int(_squared(vectors, vectors.mean(axis=0)).argmin())]
        far = _squared(vectors, vectors[chosen[0]])
    while len(chosen) < min(many, len(vectors)):
        far[chosen] = -1.0
        chosen.append(int(far.argmax()))
        far = np.minimum(far, _squared(vectors, vectors[chosen[-1]]))
    return np.array(chosen[:many], dtype=np.int64)


def _squared(vectors: Array, point: Array) -> Array:
    return np.asarray(((vectors - point) ** 2).sum(axis=1))


def to_ask(
    chances: Array, vectors: Array, known: Array, many: int,
    by: Literal["uncertainty", "diversity", "batch"] = "batch", doubt: Doubt = "entropy",
) -> Whole:  # fmt: skip
    """Positions of the texts to have labelled, the most wanted first.

    ``batch`` spreads over the texts most in doubt, so that a batch does not ask one thing many
    times. ``vectors`` (rows, width) and ``known`` (labelled rows, width) are only read by the other
    two than ``uncertainty``.
    """
    order = np.argsort(-doubts(chances, doubt), kind="stable")
    if by == "uncertainty":
        return order[:many]
    if by == "diversity":
        return k_center(vectors, known, many)
    wide = order[: many * _WIDE]
    return wide[k_center(vectors[wide], known, many)]
