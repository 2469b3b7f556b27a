"""What policy can bring about: least squares over the effects of its shocks, draw by draw.

Effects are the menu; its columns are scaled before they are judged or inverted, so that a shock's
size does not matter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.statistics.regression.newey_west import Array

_EFFECTS, _GAPS = Text("effects of policy", "政策效应"), Text("gaps", "缺口")
#: Condition number from which the shocks' effects can't be told apart in floating point.
ILL_POSED = 1e12


class Chosen(NamedTuple):
    """``shocks`` (..., k, m), and ``condition`` (...,): the menu's condition number."""

    shocks: Array
    condition: Array


def choose(menu: Array, gaps: Array) -> Chosen:
    """The shocks that bring the gaps closest to zero: the least |gaps + menu shocks|^2.

    Parameters
    ----------
    menu, gaps
        (..., g, k) and (..., g, m), weighted; leading axes broadcast.

    Raises
    ------
    TinbergenError
        F140 when some combination of shocks has no effect on the gaps, F142 when numbers are
        missing.
    """
    require_finite(_EFFECTS, menu)
    require_finite(_GAPS, gaps)
    size = np.linalg.norm(menu, axis=-2, keepdims=True)
    left, values, right = np.linalg.svd(
        menu / np.where(size > 0, size, 1.0), full_matrices=False
    )  # fmt: skip
    gap_count, count = menu.shape[-2:]
    told_apart = gap_count >= count and bool((values[..., -1] * ILL_POSED > values[..., 0]).all())
    if not told_apart:
        raise TinbergenError("F140", shocks=count, gaps=gap_count)
    condition = values[..., 0] / values[..., -1]
    inside = np.swapaxes(left, -1, -2) @ gaps / values[..., None]
    scaled = np.swapaxes(right, -1, -2) @ inside
    return Chosen(np.asarray(-scaled / np.swapaxes(size, -1, -2)), np.asarray(condition))


def require_finite(name: str | Text, values: Array) -> None:
    """F142 when a number is missing or infinite."""
    if not np.isfinite(values).all():
        raise TinbergenError("F142", name=name)


def root(weights: Array, name: str) -> Array:
    """L (g, g) with L'L the symmetric ``weights`` (g, g), or a diagonal (g,).

    Raises
    ------
    TinbergenError
        F141 when some weight is negative, F142 when one is missing.
    """
    require_finite(name, weights)
    if weights.ndim == 1:
        values, vectors = weights, np.eye(len(weights))
    else:
        values, vectors = np.linalg.eigh((weights + weights.T) / 2)
    if values.min(initial=0.0) < -1e-10 * np.abs(values).max(initial=0.0):
        raise TinbergenError("F141", name=name, lowest=f"{values.min():.3g}")
    return np.asarray(np.sqrt(np.maximum(values, 0.0))[:, None] * vectors.T)
