"""Texts that a model should not know: how far they are from what it learned.

Energy: Liu et al. (2020), *Energy-based out-of-distribution detection*, equation 4. Mahalanobis
distance to the nearest label's mean: Lee et al. (2018), *A simple unified framework for detecting
out-of-distribution samples*, equations 1 and 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp
from scipy.stats import rankdata

from tinbergen.text.encoder import padded, tokens_of
from tinbergen.text.labelled import Array, Whole
from tinbergen.text.model import TextModel
from tinbergen.text.parts import need

#: Share of the mean variance added to each, where rows are few.
_RIDGE = 1e-3


def energy(logits: Array, temperature: float = 1.0) -> Array:
    """Energy of rows, (rows,): high for texts unlike those learned."""
    return np.asarray(-temperature * logsumexp(logits / temperature, axis=1))


@dataclass(frozen=True, slots=True)
class Shape:
    """Means of labels, (labels, width), and the root of the inverse of their shared covariance,
    (width, width)."""

    means: Array
    root: Array

    @classmethod
    def of(cls, vectors: Array, labels: Whole) -> Shape:
        """Of training rows (rows, width)."""
        kinds, places = np.unique(labels, return_inverse=True)
        means = np.array([vectors[labels == kind].mean(axis=0) for kind in kinds])
        apart = vectors - means[places]
        spread = apart.T @ apart / len(vectors)
        ridge = _RIDGE * np.trace(spread) / len(spread) + 1e-12
        values, axes = np.linalg.eigh(spread + ridge * np.eye(len(spread)))
        return cls(means, axes / np.sqrt(values))

    def distance(self, vectors: Array) -> Array:
        """Squared Mahalanobis distance to the nearest mean, (rows,)."""
        rows, means = vectors @ self.root, self.means @ self.root
        return np.asarray(np.min([((rows - mean) ** 2).sum(axis=1) for mean in means], axis=0))


def auroc(known: Array, foreign: Array) -> float:
    """The chance that a foreign text scores higher than a known one, ties counted half."""
    ranks = rankdata(np.r_[known, foreign])[len(known) :]
    many = len(foreign)
    return float((ranks.sum() - many * (many + 1) / 2) / (many * len(known)))


def vectors_of(model: TextModel, texts: Sequence[str], batch: int = 32) -> Array:
    """Vectors of texts by a model's network as it was trained, (texts, width).

    A lexical model's are the logits, since it has no other.
    """
    if model.encoder is None:
        return model.logits(texts, np.zeros((len(texts), len(model.beside.columns))))
    torch = need("torch")
    rows = tokens_of(model.encoder, texts)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    found = np.empty((len(rows), model.encoder.width))
    device = next(model.network.parameters()).device
    model.network.eval()
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            ids, mask = padded([rows[i] for i in chosen], model.encoder.tokenizer.pad_token_id)
            own = model.network.vectors(ids.to(device), mask.to(device))
            found[chosen] = own.float().cpu().numpy()
    return found
