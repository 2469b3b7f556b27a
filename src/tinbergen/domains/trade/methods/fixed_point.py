"""Fixed points of maps that contract slowly, by Anderson's mixing of past steps.

Source: Anderson (1965, J. of the ACM 12(4)) in the form of Walker and Ni (2011, SIAM J. on
Numerical Analysis 49(4)).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: A step that leaves more than this multiple of the last residual starts the memory anew.
_GROWTH = 3.0


def fixed_point(
    step: Callable[[Array], Array],
    start: Array,
    *,
    tolerance: float,
    memory: int = 8,
    iterations: int = 200,
) -> tuple[Array, float, int]:
    """A point x (k,) with ``step(x)`` nearly x, the largest |step(x) - x|, the number of steps.

    Ends when that is at most ``tolerance`` or after ``iterations``; the caller judges the result.
    """
    x = start
    points: list[Array] = []
    residuals: list[Array] = []
    last = np.inf
    for done in range(1, iterations + 1):
        image = step(x)
        residual = image - x
        size = float(np.abs(residual).max())
        if size <= tolerance:
            return image, size, done
        if not size <= _GROWTH * last:
            points, residuals = [], []
        last = size
        points, residuals = [*points[-memory:], image], [*residuals[-memory:], residual]
        x = image
        if len(points) > 1:
            changes = np.diff(np.array(residuals), axis=0).T
            weights = np.linalg.lstsq(changes, residual, rcond=1e-12)[0]
            x = image - np.diff(np.array(points), axis=0).T @ weights
    return x, last, iterations
