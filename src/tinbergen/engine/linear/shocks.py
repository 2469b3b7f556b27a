"""Correlated shocks as combinations of independent ones, in the order of declaration."""

from __future__ import annotations

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.engine.linear.linear_model import Array

_ROUNDING = 1e-10

_ASYMMETRIC = Text("it is not symmetric", "不对称")
_NEGATIVE = Text("shock {shock} would have a negative variance", "第 {shock} 个冲击的方差将为负")
_TOO_CLOSE = Text(
    "shock {shock} has correlations that do not fit together", "第 {shock} 个冲击的相关系数互不相容"
)


def orthogonal_factor(covariance: Array) -> Array:
    """Lower triangular L with L L' the covariance of m shocks, shape (m, m); u = L e, e ~ (0, I).

    The first shock moves the later ones at once as far as it is correlated with them, as in
    Dynare. Shocks of variance zero, and shocks that are combinations of earlier ones, have a
    column of zeros.

    Raises
    ------
    TinbergenError
        E036 when the matrix is no covariance.
    """
    scale = np.sqrt(np.abs(np.diagonal(covariance)))
    bound = _ROUNDING * np.outer(scale, scale)
    if not np.all(np.abs(covariance - covariance.T) <= bound):
        raise TinbergenError("E036", detail=_ASYMMETRIC)
    m = len(covariance)
    factor = np.zeros((m, m))
    for j in range(m):
        rest = covariance[j:, j] - factor[j:, :j] @ factor[j, :j]
        if rest[0] < -bound[j, j]:
            raise TinbergenError("E036", detail=_NEGATIVE.fill(shock=j + 1))
        if rest[0] > bound[j, j]:
            factor[j:, j] = rest / np.sqrt(rest[0])
        elif np.any(np.abs(rest) > np.sqrt(_ROUNDING) * scale[j] * scale[j:]):
            raise TinbergenError("E036", detail=_TOO_CLOSE.fill(shock=j + 1))
    return factor
