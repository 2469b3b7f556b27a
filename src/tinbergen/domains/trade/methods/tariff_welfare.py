"""Welfare of countries that set tariffs, as a function of their rates, with its derivatives.

Derivatives follow from those of excess demand by the implicit function theorem, so the first-order
conditions of :mod:`tinbergen.domains.trade.methods.tariff_game` are met to the precision of the
equilibrium.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinbergen.domains.trade.methods.armington import Closure, World, closing, relative_weights
from tinbergen.domains.trade.methods.armington_system import System, newton_step, solve

Array = NDArray[np.float64]

#: Where a reply is looked for before it is made exact, as parts of the upper end.
_LADDER = np.array([0.0, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.0])


class TariffWelfare:
    """Log welfare of ``players`` (positions) at their rates on all imports, each a single rate.

    Rates of others, and of players on home goods, are those of ``rates`` (n, n). Each evaluation
    starts from the wages of the last, so an instance serves one search at a time.
    """

    def __init__(
        self, base: World, players: tuple[int, ...], rates: Array, closure: Closure
    ) -> None:
        self.base = base
        self.players = players
        self.closure = closure
        self._rates = rates
        self._transfers = closing(base, None, closure)
        self._logs = np.zeros(base.output.size)

    def table(self, rates: Array) -> Array:
        """(n, n) tariffs with the players' (players,) in place."""
        table = self._rates.copy()
        for country, rate in zip(self.players, rates, strict=True):
            home = table[country, country]
            table[:, country] = rate
            table[country, country] = home
        return table

    def __call__(self, rates: Array) -> tuple[Array, Array]:
        """Log welfare (players,) relative to the base year, and its derivatives
        (players, players) by the rates of the columns; raises F100.
        """
        base, players = self.base, list(self.players)
        tariffs = self.table(rates)
        weights = relative_weights(base, np.ones_like(tariffs), tariffs)
        system = System(weights, tariffs, base.output, self._transfers, base.sigma)
        u, state, _, _ = solve(system, self._logs)
        self._logs = u
        slope = 1.0 - base.sigma
        welfare = np.log(state.expenditure / base.expenditure) - np.log(state.level) / slope

        # What a higher rate does at given wages: to shares, to what the treasury leaves over.
        paid = 1.0 / (1.0 + tariffs[:, players])
        paid[players, range(len(players))] = 0.0
        shares, sold = state.shares[:, players], state.sold[:, players]
        pushed = slope * (shares * paid).sum(axis=0)
        resold = sold * (slope * paid - pushed) - sold * paid
        kept = resold.sum(axis=0) / state.kept[players]
        spent = state.expenditure[players]
        gap = (resold - sold * kept) * spent / state.demand[:, None]

        wages = newton_step(system.jacobian(u, state), gap)
        by_wages = system.spending_slopes(u, state) / state.expenditure[:, None] - state.shares.T
        slopes = by_wages[players] @ wages
        slopes[range(len(players)), range(len(players))] -= kept + pushed / slope
        return welfare[players], slopes


def best_reply(game: TariffWelfare, rates: Array, player: int, highest: float) -> float:
    """The rate between 0 and ``highest`` best for one player, the others' given.

    Local optima are bracketed on a ladder of rates, made exact by the root of the slope, and
    compared with each other and with the ends of the range. Always on the whole ladder: an
    optimum near the last reply may no longer be the best one.
    """
    from scipy.optimize import brentq

    def slope(rate: float) -> float:
        return float(game(_with(rates, player, rate))[1][player, player])

    def exact(low: float, high: float) -> float:
        return float(brentq(slope, low, high, xtol=1e-13, rtol=1e-13))

    steps = highest * _LADDER
    slopes = [slope(float(rate)) for rate in steps]
    candidates = [0.0, highest]
    for i in range(steps.size - 1):
        if slopes[i] > 0.0 >= slopes[i + 1]:
            candidates.append(exact(float(steps[i]), float(steps[i + 1])))
    values = [float(game(_with(rates, player, c))[0][player]) for c in candidates]
    return candidates[int(np.argmax(values))]


def _with(rates: Array, player: int, rate: float) -> Array:
    changed = rates.copy()
    changed[player] = rate
    return changed
