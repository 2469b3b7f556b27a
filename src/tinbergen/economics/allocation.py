"""Sharing a budget between uses whose value is known at some points, with its slope.

The uses' losses fall in what they get, ever less; the best split equalises what one more unit
saves in each (Gossen's second law), or gives nothing to those that save less. Marginal savings
are interpolated linearly between the points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_BISECTIONS = 200
#: Savings below this part of the first unit's count as none.
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Use:
    """Losses and marginal savings (minus the slope of the loss) at rising amounts, shape (n,)."""

    amounts: Array
    losses: Array
    savings: Array

    def with_point(self, amount: float, loss: float, saving: float) -> Use:
        """The same with one more point; a point at the same amount is replaced."""
        kept = np.abs(self.amounts - amount) > 1e-12 * (1 + abs(amount))
        order = np.argsort(np.append(self.amounts[kept], amount))
        return Use(
            np.append(self.amounts[kept], amount)[order],
            np.append(self.losses[kept], loss)[order],
            np.append(self.savings[kept], saving)[order],
        )

    def times(self, weight: float) -> Use:
        """The same with losses that count ``weight`` times as much."""
        return Use(self.amounts, weight * self.losses, weight * self.savings)

    def known(self, amount: float, within: float) -> bool:
        """Whether one of the points is as close to an amount as ``within``."""
        return bool((np.abs(self.amounts - amount) <= within).any())

    def saving(self, amount: float) -> float:
        """What one more unit saves at an amount; never more than at a smaller one."""
        return float(np.interp(amount, self.amounts, _falling(self.savings)))

    def loss(self, amount: float) -> float:
        """The loss at an amount, by the cubic that has the losses and slopes of its neighbours."""
        from scipy.interpolate import CubicHermiteSpline

        here = float(np.clip(amount, self.amounts[0], self.amounts[-1]))
        if self.amounts.size == 1:
            return float(self.losses[0])
        return float(CubicHermiteSpline(self.amounts, self.losses, -self.savings)(here))

    def amount_at(self, saving: float) -> float:
        """The largest amount at which one more unit still saves that much; zero if none does.

        For no saving at all it is the least amount beyond which nothing is saved.
        """
        falling = _falling(self.savings)
        if saving <= _NOTHING * falling[0]:
            (idle,) = np.nonzero(falling <= _NOTHING * falling[0])
            return float(self.amounts[idle[0]] if idle.size else self.amounts[-1])
        if saving > falling[0]:
            return float(self.amounts[0])
        if saving <= falling[-1]:
            return float(self.amounts[-1])
        k = int(np.searchsorted(-falling, -saving, "right"))
        high, low = falling[k - 1], falling[k]
        part = (high - saving) / (high - low) if high > low else 1.0
        return float(self.amounts[k - 1] + part * (self.amounts[k] - self.amounts[k - 1]))


@dataclass(frozen=True, slots=True)
class Split:
    """Amounts by use (uses,), and the shadow price of the budget: zero when some is left over."""

    amounts: Array
    price: float


def split(uses: Sequence[Use], budget: float) -> Split:
    """The split of a budget that makes the sum of losses least.

    Uses that saturate (a unit more saves nothing) leave the rest unspent.
    """
    at_zero = np.array([use.amount_at(0.0) for use in uses])
    if at_zero.sum() <= budget:
        return Split(at_zero, 0.0)
    low, high = 0.0, max(use.saving(float(use.amounts[0])) for use in uses)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        spent = sum(use.amount_at(middle) for use in uses)
        low, high = (middle, high) if spent > budget else (low, middle)
    most = np.array([use.amount_at(low) for use in uses])
    least = np.array([use.amount_at(high) for use in uses])
    # Where savings are flat the price is met by a stretch of amounts: fill it evenly.
    room = float((most - least).sum())
    part = (budget - float(least.sum())) / room if room > 0 else 0.0
    return Split(least + min(max(part, 0.0), 1.0) * (most - least), high)


def _falling(savings: Array) -> Array:
    return np.asarray(np.maximum(np.minimum.accumulate(savings), 0.0))
