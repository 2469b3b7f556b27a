r"""What a unit of capital costs its user for a year, and what taxes add to it.

.. math:: c = q\,(r + \delta)\,\frac{1 - k - \tau z}{1 - \tau}

with the price of capital :math:`q`, the real rate :math:`r`, depreciation :math:`\delta`, an
investment tax credit :math:`k`, the tax rate on profits :math:`\tau` and the present value
:math:`z` of depreciation allowances on a unit of investment (Hall and Jorgenson 1967).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class UserCost:
    """Rental price of capital ``cost`` and what it would be ``untaxed``, per year and unit.

    ``wedge`` is the factor that taxes multiply it with; ``effective_rate``: the part of the
    marginal return before tax that taxes take (King and Fullerton 1984), negative for a subsidy.
    """

    cost: Array
    untaxed: Array
    wedge: Array
    effective_rate: Array


def allowances(rate: ArrayLike, depreciation: ArrayLike) -> Array:
    """Present value of declining-balance allowances at ``depreciation``, discounted at ``rate``.

    Of each unit invested a share ``depreciation`` of what is left may be written off each year,
    from the year of the investment on: :math:`z = d (1 + r) / (r + d)`.
    """
    r, d = np.asarray(rate, float), np.asarray(depreciation, float)
    return np.asarray(d * (1 + r) / (r + d))


def user_cost(
    rate: ArrayLike,
    depreciation: ArrayLike,
    tax: ArrayLike,
    credit: ArrayLike = 0.0,
    allowance: ArrayLike = 0.0,
    price: ArrayLike = 1.0,
) -> UserCost:
    """Hall and Jorgenson's user cost; rates are fractions a year, arguments broadcast.

    Raises
    ------
    TinbergenError
        F067 when the tax rate is not below 1, or rate and depreciation don't sum to more than 0.
    """
    r, d, tau, k, z, q = (
        np.asarray(a, float) for a in (rate, depreciation, tax, credit, allowance, price)
    )
    if not ((tau < 1).all() and (r + d > 0).all()):
        raise TinbergenError("F067")
    wedge = (1 - k - tau * z) / (1 - tau)
    untaxed = q * (r + d)
    cost = untaxed * wedge
    before, after = cost / q - d, r
    with np.errstate(divide="ignore", invalid="ignore"):
        rate_taken = np.where(before != 0, (before - after) / before, np.nan)
    return UserCost(cost, untaxed * np.ones_like(wedge), wedge, rate_taken)
