"""Excess demand of the one-sector world as a function of wages, its derivatives, its zero.

The equations of :mod:`tinbergen.domains.trade.methods.armington`; Newton's method with the exact
Jacobian takes a handful of steps whatever the number of countries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]

#: Excess demand, as a part of factor income, at which markets count as cleared.
CLEARED = 1e-12
#: Below this nothing is left but rounding.
_ROUNDING = 1e-15
_STEPS = 200
_HALVINGS = 12
#: How often wages may follow excess demand, and their largest log change when they do.
_CALLS = 100
_CALL = 0.3
#: Condition of the derivatives from which countries count as not trading with one another.
_SINGULAR = 1e13
#: The smallest part of deficits brought in at once.
_STRIDE = 1.0 / 64.0


@dataclass(frozen=True, slots=True)
class State:
    """What follows from wages.

    ``level`` (n,) is the hat of the price index to the power 1 - sigma; ``shares`` (n, n) of the
    column's spending; ``sold`` (n, n) the same before tariffs, ``kept`` (n,) its column sums, the
    part of spending that does not go to the treasury; ``expenditure``, ``demand`` (n,) for the
    country's goods; ``gap`` (n,) log of demand over income, zero in equilibrium. World income is
    the numeraire: the log of its drift is added to each gap, and since demand and income have the
    same sum (Walras), gaps are zero together only where it has not drifted.
    """

    level: Array
    shares: Array
    sold: Array
    kept: Array
    expenditure: Array
    demand: Array
    gap: Array


@dataclass(frozen=True, slots=True)
class System:
    """Excess demand by country as a function of log hats of wages u (n,).

    ``weights`` (n, n): base shares times hats of costs at given wages to the power 1 - sigma;
    ``rates`` (n, n) tariffs; ``output`` (n,) base factor income; ``transfers``: deficits (n,), or
    ratios of spending to factor income (1, n), scaled alike so that deficits sum to zero.
    """

    weights: Array
    rates: Array
    output: Array
    transfers: Array
    sigma: float

    def at(self, u: Array) -> State:
        """Shares, spending and demand at log wages; gaps are infinite where spending is not
        positive.
        """
        income = np.exp(u) * self.output
        priced = self.weights * np.exp((1.0 - self.sigma) * u)[:, None]
        level = priced.sum(axis=0)
        shares = priced / level
        sold = shares / (1.0 + self.rates)
        kept = sold.sum(axis=0)
        expenditure = (income + self._deficits(income)) / kept
        demand = sold @ expenditure
        if not (expenditure > 0.0).all() or not (demand > 0.0).all():
            gap = np.full(income.size, np.inf)
        else:
            gap = np.log(demand / income) + np.log(income.sum() / self.output.sum())
        return State(level, shares, sold, kept, expenditure, demand, gap)

    def spending_slopes(self, u: Array, state: State) -> Array:
        """(n, n) derivatives of the row's expenditure by the column's log wage."""
        income = np.exp(u) * self.output
        # Income and transfers, and the part of spending that goes to the treasury.
        slopes = np.diag(income) + self._deficit_slopes(income)
        diverted = (state.sold - state.shares * state.kept).T
        slopes -= (1.0 - self.sigma) * state.expenditure[:, None] * diverted
        return np.asarray(slopes / state.kept[:, None])

    def jacobian(self, u: Array, state: State) -> Array:
        """(n, n) derivatives of gaps by log wages."""
        income = np.exp(u) * self.output
        demanded = state.sold * state.expenditure
        slopes = (1.0 - self.sigma) * (np.diag(state.demand) - demanded @ state.shares.T)
        slopes += state.sold @ self.spending_slopes(u, state)
        slopes /= state.demand[:, None]
        return np.asarray(slopes - np.eye(income.size) + income / income.sum())

    def with_part(self, part: float) -> System:
        """The same with a part of the deficits, none for 0 and all for 1."""
        none = 0.0 if self.transfers.ndim == 1 else 1.0
        return replace(self, transfers=none + part * (self.transfers - none))

    def _deficits(self, income: Array) -> Array:
        if self.transfers.ndim == 1:
            return self.transfers
        spent = self.transfers[0] * income
        return np.asarray(spent * (income.sum() / spent.sum()) - income)

    def _deficit_slopes(self, income: Array) -> Array:
        if self.transfers.ndim == 1:
            return np.zeros((income.size, income.size))
        spent = self.transfers[0] * income
        common = income.sum() / spent.sum()
        change = (income - common * spent) / spent.sum()
        return np.asarray(np.diag(common * spent - income) + np.outer(spent, change))


def solve(system: System, u: Array) -> tuple[Array, State, float, int]:
    """Log wages, the state there, its excess demand as a part of income and the steps taken.

    Where that fails deficits are brought in by and by from balanced trade.
    Raises F100 when markets do not clear.
    """
    logs, state, steps = _descend(system, u)
    excess = _excess(state)
    if not excess <= CLEARED:
        part, stride, logs = -1.0, 1.0, np.zeros_like(u)
        # The first to be solved is balanced trade (part 0), the last all of the deficits.
        while part < 1.0 and stride >= _STRIDE:
            tried = min(part + stride, 1.0)
            there, state, more = _descend(system.with_part(tried), logs)
            steps, excess = steps + more, _excess(state)
            if excess <= CLEARED:
                part, stride, logs = tried, 2.0 * stride if part >= 0.0 else stride, there
            elif part < 0.0:
                break
            else:
                stride /= 2.0
    if not excess <= CLEARED:
        shown = f"{excess:.2g}" if np.isfinite(excess) else "∞"
        raise TinbergenError("F100", excess=shown, steps=steps)
    return logs, state, excess, steps


def _excess(state: State) -> float:
    """Largest excess demand over factor income; infinite where someone's spending is negative."""
    gap = float(np.abs(state.gap).max())
    return float(np.abs(np.expm1(state.gap)).max()) if gap < 700.0 else np.inf


def _descend(system: System, u: Array) -> tuple[Array, State, int]:
    """Newton's method on gaps; where no part of its step brings them down, wages follow excess
    demand for a while, as an auctioneer's would.
    """
    state = system.at(u)
    steps = calls = 0
    while steps < _STEPS and np.isfinite(state.gap).all():
        before = float(np.abs(state.gap).max())
        if before <= _ROUNDING:
            break
        steps += 1
        found = _newton(system, u, state)
        if found is None:
            calls += 1
            if before <= CLEARED or calls > _CALLS:
                break
            found = _called(system, u, state)
        u, state = found
        now = float(np.abs(state.gap).max())
        # Within the tolerance go on only while it pays: one more step costs little.
        if now <= CLEARED and now > before / 4.0:
            break
    return u, state, steps


def _called(system: System, u: Array, state: State) -> tuple[Array, State]:
    """Wages raised where demand exceeds income, no further than everyone can still spend."""
    move = np.clip(state.gap / system.sigma, -_CALL, _CALL)
    for _ in range(_HALVINGS):
        there = system.at(u + move)
        if np.isfinite(there.gap).all():
            return u + move, there
        move = move / 2.0
    return u + move, system.at(u + move)


def newton_step(jacobian: Array, gap: Array) -> Array:
    """(n,) changes of log wages that close gaps to first order.

    Between countries that do not trade relative wages mean nothing and the derivatives are
    singular; then it is the smallest of the changes that do.
    """
    # A pivot of rounding errors is as good as none: the condition says so, not the solver.
    if np.linalg.cond(jacobian, 1) < _SINGULAR:
        return np.asarray(np.linalg.solve(jacobian, -gap))
    return np.asarray(np.linalg.lstsq(jacobian, -gap, rcond=1.0 / _SINGULAR)[0])


def _newton(system: System, u: Array, state: State) -> tuple[Array, State] | None:
    """The first of ever shorter steps that brings gaps down; None if there is none."""
    move = newton_step(system.jacobian(u, state), state.gap)
    size = float(np.linalg.norm(state.gap))
    length = min(1.0, 2.0 / max(float(np.abs(move).max()), 1e-300))
    for _ in range(_HALVINGS):
        there = system.at(u + length * move)
        if float(np.linalg.norm(there.gap)) < (1.0 - 1e-4 * length) * size:
            return u + length * move, there
        length /= 2.0
    return None
