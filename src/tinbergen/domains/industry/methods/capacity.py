r"""What an economy can deliver when its industries' capacities are limited.

The largest value of final deliveries within capacities, none beyond what is demanded:

.. math:: \max_{x, d}\; w'd \quad\text{s.t.}\quad x = Ax + d,\; 0 \le x \le c,\; l \le d \le f

a linear programme (Dorfman, Samuelson and Solow 1958, *Linear Programming and Economic Analysis*,
chapters 9 and 10). Its shadow prices say what one more unit of each capacity is worth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.economics.input_output import InputOutput

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The best use of capacities of n industries.

    ``output`` (n,) and ``delivered`` (n,) to final demand; ``unmet`` (n,) demand; ``prices`` (n,):
    value of deliveries that one more unit of an industry's capacity allows; ``value`` of all.
    """

    names: tuple[str, ...]
    output: Array
    delivered: Array
    unmet: Array
    prices: Array
    value: float


def deliveries(
    table: InputOutput,
    final_demand: ArrayLike,
    capacity: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    least: ArrayLike | None = None,
) -> Deliveries:
    """The largest value of deliveries within capacities.

    Parameters
    ----------
    final_demand, capacity
        (n,) what is demanded at most, and output at most.
    weights
        (n,) value of a unit delivered; 1 each by default.
    least
        (n,) what must be delivered; nothing by default (all that there is of negative demand).

    Raises
    ------
    TinbergenError
        F063 when capacities don't even allow the least.
    """
    from scipy.optimize import linprog

    n = len(table.names)
    f, c = np.asarray(final_demand, float), np.asarray(capacity, float)
    w = np.ones(n) if weights is None else np.asarray(weights, float)
    floor = np.minimum(f, 0.0) if least is None else np.asarray(least, float)
    eye = np.eye(n)
    solved = linprog(
        np.concatenate([np.zeros(n), -w]),
        A_eq=np.hstack([eye - table.coefficients, -eye]),
        b_eq=np.zeros(n),
        bounds=[(0.0, cap) for cap in c] + list(zip(floor, f, strict=True)),
        method="highs",
    )
    if solved.status != 0 or solved.x is None:
        raise TinbergenError("F063")
    x, d = np.split(np.asarray(solved.x), 2)
    prices = np.maximum(-np.asarray(solved.upper.marginals)[:n], 0.0)
    return Deliveries(table.names, x, d, f - d, prices, float(w @ d))
