r"""Where an economy is specialised: location quotients and revealed comparative advantage.

.. math:: LQ_i = \frac{e_i / \sum_k e_k}{n_i / \sum_k n_k}

1 is as in the reference. Of exports, with the world as the reference, it is Balassa's (1965)
revealed comparative advantage; :math:`(LQ - 1)/(LQ + 1)` is symmetric (Dalum et al. 1998).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]


def location_quotients(here: ArrayLike, reference: ArrayLike) -> Array:
    """Shares here over shares in the reference, (n,); their mean weighted by the latter is 1.

    Raises
    ------
    TinbergenError
        F066 when lengths differ, a value is negative or missing, or a total is zero.
    """
    e, n = np.asarray(here, float), np.asarray(reference, float)
    sound = e.shape == n.shape and (e >= 0).all() and (n >= 0).all() and e.sum() * n.sum() > 0
    if not sound:
        raise TinbergenError("F066")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((e / e.sum()) / (n / n.sum()))


def revealed_advantage(exports: ArrayLike) -> Array:
    """Balassa's index of a table of exports, (economies, products); F066 as above."""
    table = np.asarray(exports, float)
    if table.ndim != 2:
        raise TinbergenError("F066")
    return np.array([location_quotients(row, table.sum(axis=0)) for row in table])


def symmetric(quotients: ArrayLike) -> Array:
    """Quotients brought from [0, inf) to [-1, 1); 0 is as in the reference."""
    q = np.asarray(quotients, float)
    return np.where(np.isinf(q), 1.0, (q - 1) / (np.where(np.isinf(q), 0.0, q) + 1))
