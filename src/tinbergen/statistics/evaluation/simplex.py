r"""Least squares with weights that are not negative and sum to one.

:math:`\min_w \lVert Bw\rVert^2` over the simplex is the point of a convex hull that is nearest to
the origin. It needs no special program: the solution of the non-negative least squares

.. math:: \min_{u \ge 0} \lVert Bu\rVert^2 + (1'u - 1)^2

is a multiple of it, for with :math:`u = sw` the best s leaves
:math:`\lVert Bw\rVert^2 / (1 + \lVert Bw\rVert^2)`, which rises with :math:`\lVert Bw\rVert^2`.

Source: Lawson and Hanson (1974), Solving Least Squares Problems, chapter 23, for the program.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def nearest_mixture(differences: Array) -> Array:
    """Weights (J,) on the simplex that make the mixture of columns (m, J) shortest.

    The columns should be scaled to lengths near one, for the sake of rounding.
    """
    from scipy.optimize import nnls

    m, J = differences.shape
    system = np.ones((m + 1, J))
    system[:m] = differences
    wanted = np.zeros(m + 1)
    wanted[m] = 1.0
    found = nnls(system, wanted)[0]
    return np.asarray(found / found.sum())
