"""Prices, spending and wages of the world of Caliendo and Parro, solved one inside the other.

At given wages prices are a contraction (each step passes on only the part of costs that is inputs)
and spending is linear and contracts for the same reason; wages are moved by excess demand for the
factor (Alvarez and Lucas 2007, J. of Monetary Economics 54(6)), with Anderson's acceleration.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.trade.methods.fixed_point import fixed_point

Array = NDArray[np.float64]

#: Excess demand, as a part of factor income, at which markets count as cleared.
CLEARED = 1e-12
_INNER = 2e-15
_OUTER = 3e-15


@dataclass(frozen=True, slots=True)
class SectoralState:
    """What follows from wages.

    ``prices``, ``costs`` (J, n) log hats of prices and of the input bundle; ``sold`` (J, n, n)
    part of the buyer's spending that reaches the seller; ``spending`` (J, n).
    """

    prices: Array
    costs: Array
    sold: Array
    spending: Array


class SectoralSystem:
    """The equations at new costs and tariffs; arrays as in ``SectoralWorld``.

    ``weights`` (J, n, n): base shares times hats of trade costs, tariffs and productivity to the
    power minus theta; ``income`` (n,) base factor income; ``deficits`` (n,).
    """

    def __init__(
        self,
        weights: Array,
        rates: Array,
        theta: Array,
        value_added: Array,
        inputs: Array,
        final: Array,
        income: Array,
        deficits: Array,
    ) -> None:
        self.theta = theta
        self.value_added = value_added
        self.income = income
        self.deficits = deficits
        self._weights = weights
        self._buyers = np.ascontiguousarray(weights.transpose(0, 2, 1))
        self._net = 1.0 / (1.0 + rates)
        self._final = final
        # By country, so that both directions of the input-output links are matrix products.
        self._by_user = np.ascontiguousarray(inputs.transpose(2, 1, 0))
        self._by_input = np.ascontiguousarray(inputs.transpose(2, 0, 1))
        self._idle = weights.sum(axis=1) <= 0.0

    def costs(self, u: Array, prices: Array) -> Array:
        """(J, n) log hats of the input bundle's cost."""
        inputs = (self._by_user @ prices.T[:, :, None])[:, :, 0].T
        return np.asarray(self.value_added * u + inputs)

    def _level(self, costs: Array) -> Array:
        """(J, n) sum over sellers of weights times costs to the power minus theta."""
        powered = np.exp(-self.theta[:, None] * costs)
        level = (self._buyers @ powered[:, :, None])[:, :, 0]
        return np.where(self._idle, 1.0, level)

    def prices(self, u: Array, start: Array) -> Array:
        """(J, n) log hats of prices at log wages (n,)."""

        def step(flat: Array) -> Array:
            level = self._level(self.costs(u, flat.reshape(start.shape)))
            return np.asarray(-np.log(level) / self.theta[:, None]).ravel()

        found, _, _ = fixed_point(step, start.ravel(), tolerance=_INNER, memory=3)
        return found.reshape(start.shape)

    def sold(self, costs: Array) -> Array:
        """(J, n, n) shares of spending that reach sellers, net of tariffs."""
        powered = np.exp(-self.theta[:, None] * costs)
        shares = self._weights * powered[:, :, None] / self._level(costs)[:, None, :]
        return np.asarray(shares * self._net)

    def spending(self, u: Array, sold: Array, start: Array) -> Array:
        """(J, n) spending that the income it creates can pay for."""
        taxed = 1.0 - sold.sum(axis=1)
        taxed[self._idle] = 0.0
        own = np.exp(u) * self.income + self.deficits
        scale = self.income.sum()

        def step(flat: Array) -> Array:
            spent = flat.reshape(start.shape)
            output = (sold @ spent[:, :, None])[:, :, 0]
            inputs = (self._by_input @ output.T[:, :, None])[:, :, 0].T
            revenue = (taxed * spent).sum(axis=0)
            return np.asarray(inputs + self._final * (own / scale + revenue)).ravel()

        found, _, _ = fixed_point(step, start.ravel() / scale, tolerance=_INNER, memory=3)
        return np.asarray(found.reshape(start.shape) * scale)


def solve(
    system: SectoralSystem, u: Array, spending: Array
) -> tuple[Array, SectoralState, float, int]:
    """Log hats of wages that clear markets, the state there, the largest excess demand for the
    factor as a part of its income, and the outer iterations; raises F100.
    """
    state = SectoralState(np.zeros_like(spending), np.zeros_like(spending), np.empty(0), spending)
    excess = np.inf
    # Demand for the factor falls by about the trade elasticity where its wage rises.
    pace = 1.0 / (1.0 + float(np.median(system.theta)))

    def normal(logs: Array) -> Array:
        drift = np.log((np.exp(logs) * system.income).sum() / system.income.sum())
        return np.asarray(logs - drift)

    def step(logs: Array) -> Array:
        nonlocal state, excess
        here = normal(logs)
        prices = system.prices(here, state.prices)
        costs = system.costs(here, prices)
        sold = system.sold(costs)
        spent = system.spending(here, sold, state.spending)
        state = SectoralState(prices, costs, sold, spent)
        output = (sold @ spent[:, :, None])[:, :, 0]
        demand = (system.value_added * output).sum(axis=0)
        gap = demand / (np.exp(here) * system.income) - 1.0
        excess = float(np.abs(gap).max())
        return normal(here + pace * np.log1p(np.maximum(gap, -0.9)))

    # Where transfers can't be made wages run away; markets then count as not cleared.
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        logs, _, iterations = fixed_point(step, normal(u), tolerance=_OUTER)
        step(logs)
    if not excess <= CLEARED:
        shown = f"{excess:.2g}" if np.isfinite(excess) else "∞"
        raise TinbergenError("F100", excess=shown, steps=iterations)
    return normal(logs), state, excess, iterations
