"""Covariances robust to heteroskedasticity or to dependence within clusters.

White (1980, Econometrica 48(4)); several clusters by inclusion and exclusion (Cameron, Gelbach and
Miller 2011, J. of Business & Economic Statistics 29(2)).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.statistics.regression.fixed_effects import Codes, compact

Array = NDArray[np.float64]

#: Factor on the robust covariance for n observations (or G clusters, of several the smallest
#: number), k parameters in all: "likelihood": n/(n-1) or G/(G-1), Stata's for maximum likelihood
#: and so for ppmlhdfe; "regression": n/(n-k) (HC1) or G/(G-1) (n-1)/(n-k), Stata's for regress,
#: fixed effects counted in k; "none": 1 (HC0).
SmallSample = Literal["likelihood", "regression", "none"]

_ROWS = Text("observations", "观测")
CLUSTERS = Text("clusters", "聚类")


def sandwich(
    bread: Array,
    scores: Array,
    clusters: Sequence[Codes],
    small_sample: SmallSample,
    parameters: int,
) -> Array:
    """Covariance (k, k) of estimates whose inverse Hessian is ``bread`` (k, k), from scores (n, k).

    Raises
    ------
    TinbergenError
        F107 when there are not more rows than parameters, or fewer than two clusters.
    """
    n = scores.shape[0]
    if n <= parameters:
        raise too_few(n, parameters)
    groups = [int(c.max()) + 1 for c in clusters]
    if groups and min(groups) < 2:
        raise TinbergenError("F107", have=min(groups), what=CLUSTERS, need=parameters)
    middle = _middle(scores, clusters) if clusters else scores.T @ scores
    if len(clusters) > 1:
        # Inclusion and exclusion can leave a variance below zero.
        values, vectors = np.linalg.eigh(middle)
        middle = (vectors * np.maximum(values, 0.0)) @ vectors.T
    units = min(groups) if groups else n
    factor = {
        "none": 1.0,
        "likelihood": units / (units - 1.0),
        "regression": units / (units - 1.0) * (n - 1.0) / (n - parameters),
    }[small_sample]
    return np.asarray(factor * (bread @ middle @ bread))


def too_few(rows: int, parameters: int) -> TinbergenError:
    """F107 for a sample of so many rows."""
    return TinbergenError("F107", have=rows, what=_ROWS, need=parameters)


def bread_of(within: Array, scale: Array, names: tuple[str, ...]) -> Array:
    """(k, k) inverse of the cross product of columns (n, k); raises F105.

    ``scale`` (k,): norms before effects were taken out.
    """
    norms = np.sqrt((within**2).sum(axis=0))
    for name, norm, size in zip(names, norms, scale, strict=True):
        if not norm > 1e-9 * size:
            raise TinbergenError("F105", name=name)
    triangular = np.linalg.qr(within / norms, mode="r")
    diagonal = np.abs(np.diagonal(triangular))
    if diagonal.min() <= 1e-9:
        raise TinbergenError("F105", name=names[int(diagonal.argmin())])
    root = np.linalg.solve(triangular, np.eye(norms.size)) / norms[:, None]
    return np.asarray(root @ root.T)


def _middle(scores: Array, clusters: Sequence[Codes]) -> Array:
    total = np.zeros((scores.shape[1], scores.shape[1]))
    for size in range(1, len(clusters) + 1):
        for chosen in combinations(clusters, size):
            both = joined(*chosen)
            sums = np.zeros((int(both.max()) + 1, scores.shape[1]))
            np.add.at(sums, both, scores)
            total += (-1.0) ** (size + 1) * (sums.T @ sums)
    return total


def joined(*labels: object) -> Codes:
    """(N,) codes of combinations of labels: exporter and year -> exporter-year."""
    code = compact(labels[0])
    for other in labels[1:]:
        codes = compact(other)
        code = compact(code * (int(codes.max()) + 1) + codes)
    return code
