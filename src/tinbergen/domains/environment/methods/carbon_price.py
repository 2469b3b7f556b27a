r"""What a carbon price does to prices: costs passed on along the input-output table.

With prices that cover costs, :math:`p' = p'A + v'`, a price :math:`\tau` on the carbon :math:`e`
that each industry emits per unit of output adds :math:`\tau e` to its costs and raises all prices
by :math:`\Delta p' = \tau e' (I - A)^{-1}` (Leontief 1970, Review of Economics and Statistics
52(3); Metcalf 1999, National Tax Journal 52(4)): upper bounds, since nobody substitutes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.economics.input_output import InputOutput, prices_for
from tinbergen.statistics.cycles.sample import require, same_length

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Price rises of n industries in percent: ``direct`` (n,) from their own emissions,
    ``total`` (n,) with those of their suppliers; ``consumers``: of the basket; ``revenue``: of the
    carbon price at unchanged quantities, in the table's unit.
    """

    direct: Array
    total: Array
    consumers: float
    revenue: float


def passed_on(
    table: InputOutput, emissions: ArrayLike, basket: ArrayLike, price: float
) -> PassedOn:
    """Price effects of a carbon price.

    Parameters
    ----------
    table
        Of n industries with output.
    emissions, basket
        (n,): tonnes, money spent by consumers.
    price
        Money a tonne: with a table in millions, emissions in thousand tonnes call for thousands.

    Raises
    ------
    TinbergenError
        F054 when shapes differ, F053 for an industry without output.
    """
    e, c, x = (np.asarray(v, dtype=float) for v in (emissions, basket, table.output))
    same_length(output=x, emissions=e, basket=c)
    require(bool((x > 0).all()), "output", f"{x.min():g}", "(0, ...)")
    direct = price * e / x
    total = prices_for(table, direct)
    return PassedOn(
        100 * direct, 100 * total, float(100 * total @ c / c.sum()), float(price * e.sum())
    )
