"""Bilateral flows that frictions and countries' totals imply: structural gravity.

Source: Anderson and van Wincoop (2003, American Economic Review 93(1)), solved by proportional
fitting of rows and columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.trade.methods.trade_tables import check_busy, square

Array = NDArray[np.float64]

_PROPORTIONS = 20_000


def structural_trade(frictions: ArrayLike, output: ArrayLike, expenditure: ArrayLike) -> Array:
    """(n, n) flows with the given totals by row and column, proportional to frictions.

    X_ij = Y_i E_j / Y * t_ij / (Π_i P_j) with the multilateral resistances that make rows sum to
    output and columns to expenditure (Anderson and van Wincoop 2003, American Economic Review
    93(1), equations 9-11).

    Parameters
    ----------
    frictions
        (n, n) t_ij ** (1 - sigma), such as the exponent of the bilateral part of a gravity fit.
    output, expenditure
        (n,) totals; expenditure is scaled to the sum of output.

    Raises
    ------
    TinbergenError
        F095 and F116 for frictions that don't fit, F096 for a country without any, F098 for totals
        that are not positive, F106 when the totals can't be met.
    """
    table = square(frictions, "frictions")
    n = table.shape[0]
    totals = [np.asarray(output, dtype=float), np.asarray(expenditure, dtype=float)]
    for name, values in zip(("output", "expenditure"), totals, strict=True):
        if values.shape != (n,) or not np.isfinite(values).all() or not (values > 0.0).all():
            raise TinbergenError("F098", name=name, shape=f"({n},)")
    rows, columns = totals[0], totals[1] * (totals[0].sum() / totals[1].sum())
    check_busy(table, [str(i + 1) for i in range(n)])
    inward = np.ones(n)
    outward = np.ones(n)
    missed = np.full(n, np.inf)
    for _ in range(_PROPORTIONS):
        outward = rows / (table @ inward)
        sold = table.T @ outward
        missed = inward * sold / columns - 1.0
        # Beyond this the totals ask for trade where there is none.
        if np.abs(missed).max() <= 1e-14 or outward.max() > 1e200 * outward.min():
            break
        inward = columns / sold
        inward /= inward.mean()
    if np.abs(missed).max() <= 1e-12:
        return np.asarray((rows / (table @ inward))[:, None] * table * inward)
    raise TinbergenError("F106", name="structural_trade", steps=_PROPORTIONS)
