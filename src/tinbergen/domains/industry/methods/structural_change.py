r"""Where the growth of labour productivity comes from: within industries, or between them.

With employment shares :math:`\theta` and productivity :math:`y` of the industries,

.. math:: \Delta Y = \sum_i \theta_{i0}\,\Delta y_i + \sum_i y_{i0}\,\Delta\theta_i
                     + \sum_i \Delta y_i\,\Delta\theta_i

(within, static and dynamic reallocation; de Vries, Timmer and de Vries 2015). McMillan and Rodrik
(2011) take the last two together: structural change, :math:`\sum_i y_{it}\,\Delta\theta_i`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StructuralChange:
    """Growth of labour productivity over a stretch, in percent of the start, and its parts.

    ``within``, ``static``, ``dynamic`` (n,): by industry, in percentage points; all of them sum
    to ``total``. ``between`` is static and dynamic together.
    """

    total: float
    within: Array
    static: Array
    dynamic: Array

    @property
    def between(self) -> Array:
        return np.asarray(self.static + self.dynamic)


def structural_change(
    output_before: ArrayLike, workers_before: ArrayLike, output: ArrayLike, workers: ArrayLike
) -> StructuralChange:
    """Split productivity growth between two dates.

    Parameters
    ----------
    output_before, output
        (n,) value added of the industries in constant prices.
    workers_before, workers
        (n,) persons engaged, positive.

    Raises
    ------
    TinbergenError
        F064 when lengths differ, or workers are not positive numbers.
    """
    q0, l0, q1, l1 = (
        np.asarray(a, float) for a in (output_before, workers_before, output, workers)
    )
    if len({a.shape for a in (q0, l0, q1, l1)}) > 1 or not (l0 > 0).all() or not (l1 > 0).all():
        raise TinbergenError("F064")
    y0, y1 = q0 / l0, q1 / l1
    s0, s1 = l0 / l0.sum(), l1 / l1.sum()
    base = q0.sum() / l0.sum()
    points = 100 / base
    return StructuralChange(
        float(points * (q1.sum() / l1.sum() - base)),
        points * s0 * (y1 - y0),
        points * y0 * (s1 - s0),
        points * (y1 - y0) * (s1 - s0),
    )
