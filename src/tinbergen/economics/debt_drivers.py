r"""What moves public debt: the rate paid on it, the primary balance, and what is neither.

.. math:: i_t = i_{t-1} + a + \lambda (m_t - i_{t-1}) + e_t, \qquad
          b_t = b_{t-1} + c\,\Delta u_t + v_t

The effective rate i moves towards a market rate m and a margin, as debt is rolled over; the primary
balance b answers the cycle u and otherwise stays where it was, which is what *no new policy* means.
Both by least squares, where debt, interest, balance and output are known. The change of debt that
is neither deficit nor growth (cash, loans, other accounts) has its mean. Errors are drawn in blocks
of a year, those of a period together (Künsch 1989, Annals of Statistics 17(3)), so that what went
together stays together and what was reversed within a year is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require, same_length, stretch

Array = NDArray[np.float64]

#: Fewer periods than this tell neither of rates nor of balances.
LEAST = 40


class Drawn(NamedTuple):
    """(draws, periods) each: percent a year; percent of a year's output at annual rates."""

    rate: Array
    balance: Array
    adjustment: Array


@dataclass(frozen=True, slots=True)
class DebtDrivers(Result):
    """Estimates, and where things stood last.

    ``margin`` is what the rate comes to above the market's, ``share`` of the distance made good
    a period; ``answer`` the primary balance's to one unit of the cycle, with its ``error``.
    ``rate``, ``balance`` and ``cycle`` are those of the last period, the latter two as means of the
    last year; ``adjustment`` the mean, ``errors`` (periods, 3) of rate, balance and adjustment,
    each with a mean of zero, a row for each period used, whether or not these follow one another.
    """

    margin: float
    share: float
    answer: float
    error: float
    rate: float
    balance: float
    cycle: float
    adjustment: float
    errors: Array
    frequency: int

    def draw(self, market: ArrayLike, cycle: ArrayLike, seed: int = 0) -> Drawn:
        """Draws of the drivers after the last period.

        Parameters
        ----------
        market, cycle
            Their draws, (draws, periods).
        seed
            Of the random numbers: the same for two policies, so that their draws can be compared.
        """
        rates, states = np.broadcast_arrays(np.asarray(market, float), np.asarray(cycle, float))
        count, periods = rates.shape
        block = self.frequency
        random = np.random.default_rng(seed)
        first = random.integers(0, len(self.errors) - block + 1, (count, -(-periods // block)))
        rows = (first[:, :, None] + np.arange(block)).reshape(count, -1)[:, :periods]
        shock = self.errors[rows]
        paid, now = np.empty((count, periods)), np.full(count, self.rate)
        for t in range(periods):
            now = now + self.share * (rates[:, t] + self.margin - now) + shock[:, t, 0]
            paid[:, t] = now
        balance = self.balance + self.answer * (states - self.cycle) + shock[:, :, 1].cumsum(axis=1)
        return Drawn(paid, balance, self.adjustment + shock[:, :, 2])


def debt_drivers(
    debt: ArrayLike,
    interest: ArrayLike,
    balance: ArrayLike,
    output: ArrayLike,
    market: ArrayLike,
    cycle: ArrayLike,
    *,
    frequency: int,
    kept: ArrayLike | None = None,
) -> DebtDrivers:
    """What moved debt in the past.

    Parameters
    ----------
    debt, interest, balance, output
        Debt at the end of each period; interest paid, overall balance (above zero a surplus) and
        output at annual rates; all in money, (periods,).
    market, cycle
        The market's rate in percent, and the state of the economy, such as unemployment.
    frequency
        Periods a year.
    kept
        Which periods count, (periods,); all by default. Levels are those of the last in any case.

    Raises
    ------
    TinbergenError
        F050, F051, F054 for series that are too short, have gaps or differ in length; F053 when
        fewer than 40 periods count.
    """
    given = [np.asarray(v, float) for v in (debt, interest, balance, output, market, cycle)]
    names = ("debt", "interest", "balance", "output", "market", "cycle")
    same_length(**dict(zip(names, given, strict=True)))
    table = np.stack(given, axis=1)
    used = stretch(table, "debt", LEAST + 1)
    stock, paid, overall, whole, rates, state = table[used].T
    counts = np.ones(len(table), bool) if kept is None else np.asarray(kept, bool)
    held = counts[used][1:] & counts[used][:-1]
    require(int(held.sum()) >= LEAST, "debt", int(held.sum()), f"[{LEAST}, ∞)")
    rate = 100 * paid[1:] / stock[:-1]
    primary = 100 * (overall + paid) / whole
    other = 100 * (frequency * np.diff(stock) + overall[1:]) / whole[1:]
    held[0] = False  # the first rate has none before it
    moved, apart = np.diff(rate, prepend=np.nan), rates[1:] - np.r_[np.nan, rate[:-1]]
    ones = np.ones(int(held.sum()))
    (pull, share), *_ = np.linalg.lstsq(np.c_[ones, apart[held]], moved[held], rcond=None)
    step, turn = np.diff(primary)[held], np.diff(state)[held]
    answer = float(turn @ step / (turn @ turn))
    left = step - answer * turn
    errors = np.c_[moved[held] - pull - share * apart[held], left, other[held]]
    return DebtDrivers(
        margin=float(pull / share), share=float(share), answer=answer,
        error=float(np.sqrt(left @ left / (len(left) - 1) / (turn @ turn))),
        rate=float(rate[-1]), balance=float(primary[-frequency:].mean()),
        cycle=float(state[-frequency:].mean()), adjustment=float(other[held].mean()),
        errors=errors - errors.mean(axis=0), frequency=frequency,
    )  # fmt: skip
