"""The right to invest until a date: Longstaff and Schwartz's put against finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.linalg import solve_banded

import tinbergen as tb


def american_put(spot, strike, volatility, years, rate, *, dates: int | None = None) -> float:
    """Crank and Nicolson's finite differences in logs; exercise at each step, or at ``dates``."""
    steps, nodes = 2000, 2001
    x = np.linspace(np.log(spot) - 6 * volatility, np.log(spot) + 6 * volatility, nodes)
    h, dt = x[1] - x[0], years / steps
    pay = np.maximum(strike - np.exp(x), 0.0)
    drift, half = rate - volatility**2 / 2, volatility**2 / 2
    down, up = half / h**2 - drift / (2 * h), half / h**2 + drift / (2 * h)
    here = -2 * half / h**2 - rate
    bands = np.zeros((3, nodes))
    bands[0, 2:], bands[1], bands[2, :-2] = -up * dt / 2, 1 - here * dt / 2, -down * dt / 2
    bands[1, [0, -1]], bands[0, 1], bands[2, -2] = 1.0, 0.0, 0.0
    value = pay.copy()
    every = 1 if dates is None else steps // dates
    for step in range(1, steps + 1):
        right = value.copy()
        right[1:-1] += dt / 2 * (down * value[:-2] + here * value[1:-1] + up * value[2:])
        right[0] = strike - np.exp(x[0])
        right[-1] = 0.0
        value = solve_banded((1, 1), bands, right)
        if step % every == 0:
            value = np.maximum(value, pay)
    return float(np.interp(np.log(spot), x, value))


def paths(spot, volatility, years, rate, *, dates: int, draws: int, seed: int) -> np.ndarray:
    """(draws, dates + 1) of a lognormal value, antithetic draws beside each other."""
    half = np.random.default_rng(seed).standard_normal((draws // 2, dates))
    z = np.stack([half, -half], axis=1).reshape(draws, dates)
    dt = years / dates
    steps = (rate - volatility**2 / 2) * dt + volatility * np.sqrt(dt) * z
    return spot * np.exp(np.column_stack([np.zeros(draws), np.cumsum(steps, axis=1)]))


def test_the_put_of_longstaff_and_schwartz() -> None:
    """S 36, K 40, σ .2, T 1, r .06 with 50 dates: their table 1 has 4.478 by finite differences and
    4.472 (.010) by simulation; the European put 3.844."""
    finite = american_put(36, 40, 0.2, 1, 0.06, dates=50)
    assert finite == pytest.approx(4.478, abs=5e-4)
    s = paths(36, 0.2, 1, 0.06, dates=50, draws=40_000, seed=7)
    found = tb.timing_option(40 - s, s, np.exp(0.06 / 50) - 1)
    assert found.worth == pytest.approx(4.478, abs=3 * found.error + 0.01)
    # A rule learnt on other draws is no better than the best.
    assert found.worth <= finite + 3 * found.error
    assert found.error < 0.01 and found.now == pytest.approx(4.0)
    d = (np.log(36 / 40) + 0.08) / 0.2
    european = 40 * np.exp(-0.06) * stats.norm.cdf(0.2 - d) - 36 * stats.norm.cdf(-d)
    assert european == pytest.approx(3.844, abs=5e-4) and european < found.worth
    assert found.shares.sum() <= 1.0 and "<svg" in found.plot().svg("zh")
    assert found.waiting == pytest.approx(found.worth - 4.0)


def test_waiting_for_nothing_is_investing_now() -> None:
    """Payoffs that are sure and fall are taken at once."""
    pay = np.tile([3.0, 2.0, 1.0], (60, 1))
    found = tb.timing_option(pay, pay)
    assert found.worth == 3.0 and found.shares.tolist() == [1.0, 0.0, 0.0] and found.waiting == 0.0


def test_the_right_is_worth_no_less_than_nothing_nor_than_now() -> None:
    rng = np.random.default_rng(2)
    pay = np.cumsum(rng.standard_normal((400, 6)), axis=1) - 1
    found = tb.timing_option(pay, pay, 0.01)
    assert found.worth >= 0 and found.worth >= found.now
    assert tb.timing_option(pay, np.stack([pay, pay**2], axis=2)).worth >= 0


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: tb.timing_option(np.ones((10, 2)), np.ones((10, 2))),
        lambda: tb.timing_option(np.ones((60, 2)), np.ones((60, 3))),
        lambda: tb.timing_option(np.ones((60, 2)), np.ones((60, 2)), degree=0),
        lambda: tb.timing_option(np.ones((60, 2)), np.ones((60, 2)), -1.0),
    ],
)
def test_what_does_not_fit_is_refused(wrong) -> None:
    with pytest.raises(tb.TinbergenError, match="F053"):
        wrong()
