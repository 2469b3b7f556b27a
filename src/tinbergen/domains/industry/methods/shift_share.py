r"""Shift-share: what an economy's growth owes to the reference, to its mix and to its own edge.

.. math:: \Delta e_i = e_i g + e_i (g_i - g) + e_i (r_i - g_i)

with :math:`g` the growth of the reference, :math:`g_i` of the industry there, :math:`r_i` here
(Dunn 1960; Esteban-Marquillas 1972).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ShiftShare:
    """Change of n industries in their unit, (n,) each: ``change`` is the sum of the others.

    ``reference``: had all grown as the whole reference; ``mix``: for being in growing industries;
    ``own``: for growing more than the same industry in the reference.
    """

    change: Array
    reference: Array
    mix: Array
    own: Array


def shift_share(
    before: ArrayLike, after: ArrayLike, reference_before: ArrayLike, reference_after: ArrayLike
) -> ShiftShare:
    """Split the change of each industry, shapes (n,); the reference's values are positive.

    Raises
    ------
    TinbergenError
        F065 when lengths differ or a reference value before is not positive.
    """
    e0, e1, n0, n1 = (
        np.asarray(a, float) for a in (before, after, reference_before, reference_after)
    )
    if len({a.shape for a in (e0, e1, n0, n1)}) > 1 or not (n0 > 0).all():
        raise TinbergenError("F065")
    whole = n1.sum() / n0.sum() - 1
    there = n1 / n0 - 1
    return ShiftShare(e1 - e0, e0 * whole, e0 * (there - whole), e1 - e0 - e0 * there)
