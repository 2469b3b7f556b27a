"""Debt dynamics: by hand, in money, against published examples; fans from the past."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import tinbergen as tb
from tinbergen.core.errors import TinbergenError
from tinbergen.economics.debt import debt_fan, debt_path


def test_two_years_by_hand() -> None:
    """100 × 1.05/1.02 − 1 + .5 = 102.4412; × 1.04/1.03 + 2 = 105.4358."""
    found = debt_path(100, [5, 4], [2, 3], [1, -2], [0.5, 0])
    assert found.debt == pytest.approx([102.441176, 105.435751])
    assert found.interest == pytest.approx([5 / 1.02, 0.04 * 102.441176 / 1.03])
    assert found.growth == pytest.approx([-2 / 1.02, -0.03 * 102.441176 / 1.03])
    frame = found.to_frame()
    parts = frame[["interest", "growth", "primary balance", "adjustment"]].sum(axis=1)
    np.testing.assert_allclose(parts, frame["change"], atol=1e-12)
    assert frame["change"].tolist() == pytest.approx([2.441176, 2.994575])


def test_money_says_the_same() -> None:
    """Debt and GDP in money, interest paid on last year's debt."""
    rate, growth = np.array([3.0, 6.0, 1.0, 2.5]), np.array([4.0, -2.0, 7.0, 3.0])
    balance = np.array([-1.0, -5.0, 0.5, 2.0])
    gdp = 800 * np.cumprod(1 + growth / 100)
    money, ratios = 480.0, []
    for t in range(4):
        money = money * (1 + rate[t] / 100) - balance[t] / 100 * gdp[t]
        ratios.append(100 * money / gdp[t])
    np.testing.assert_allclose(debt_path(60, rate, growth, balance).debt, ratios)


@pytest.mark.parametrize(("rate", "growth", "published"), [(4, 2, 1.0), (2, 4, -1.0)])
def test_published_examples_of_the_balance_that_holds_debt(
    rate: float, growth: float, published: float
) -> None:
    """Dolan (2015), Is the Government Debt Out of Control?, examples 1 and 2: at a debt of 50
    percent, rates of 4 and 2 and growth of 2 and 4 percent, balances of 1 and -1 percent hold the
    ratio; to the first order, which leaves out the division by 1 + g."""
    found = debt_path(50, rate, growth, 0, periods=1)
    assert found.stabilising[0] * (1 + growth / 100) == pytest.approx(published)
    held = debt_path(50, rate, growth, float(found.stabilising[0]), periods=30)
    np.testing.assert_allclose(held.debt, 50)
    assert held.gap == pytest.approx(0, abs=1e-12)


def test_debt_rests_where_rate_is_growth_and_the_balance_is_nought() -> None:
    """Cabinet Office of Japan (2006), Annual Report on the Japanese Economy, note 1-29."""
    np.testing.assert_allclose(debt_path(163, 1.7, 1.7, 0, periods=20).debt, 163)


def test_the_numbers_of_maastricht() -> None:
    """A deficit of 3 percent, interest in it, with nominal growth of 5 percent: debt goes to 3 ×
    1.05/.05 = 63 percent of the year's GDP, 60 of the mean of continuous time."""
    far = debt_path(20, 0, 5, -3, periods=400).debt[-1]
    assert far == pytest.approx(63)
    assert far / 1.05 == pytest.approx(60)


def test_the_gap_brings_debt_back() -> None:
    given = ([3.0, 5.0, 4.0], [1.0, -2.0, 2.0])
    found = debt_path(90, *given, -2)
    assert found.gap > 2
    closed = debt_path(90, *given, -2 + found.gap)
    assert closed.debt[-1] == pytest.approx(90)


def history(years: int = 40, seed: int = 3) -> pd.DataFrame:
    """Growth comes and goes, the balance goes with it, and rates move little."""
    noise = np.random.default_rng(seed).normal(size=(years, 3))
    growth = 4 + 2 * noise[:, 0]
    return pd.DataFrame(
        {"rate": 3 + 0.5 * noise[:, 1], "growth": growth, "balance": -2 + 0.8 * (growth - 4)}
    )


def test_draws_scatter_as_the_past_did() -> None:
    """Without rate and growth debt is a sum of balances: single years drawn at will have their
    variance times the number of years."""
    past = history().assign(rate=0.0, growth=0.0)
    found = debt_fan(60, 0, 0, -2, history=past, block=1, draws=20_000, seed=1, periods=9)
    wanted = 3 * past["balance"].std(ddof=0)
    assert found.draws[:, -1].std() == pytest.approx(wanted, rel=0.02)
    assert found.draws[:, -1].mean() == pytest.approx(60 + 18, abs=0.1)
    assert found.gaps.mean() == pytest.approx(2, abs=0.02)
    assert found.gaps == pytest.approx((found.draws[:, -1] - 60) / 9)


def test_a_past_without_scatter_leaves_the_central_path() -> None:
    past = {"rate": [2.0] * 6, "growth": [5.0] * 6, "balance": [-3.0] * 6}
    given = ([3.0, 5.0, 4.0], [1.0, -2.0, 2.0], [0.0, -4.0, -1.0], [0.5, 2.0, 0.0])
    found = debt_fan(90, *given, history=past, draws=3)
    central = debt_path(90, *given)
    np.testing.assert_allclose(found.draws, np.tile(central.debt, (3, 1)))
    np.testing.assert_allclose(found.gaps, central.gap)


def test_what_went_together_stays_together() -> None:
    """Slumps bring deficits: debt scatters more than where the two are shuffled apart; and where
    the rate moved with growth the snowball hardly moves."""
    past = history(400)
    apart = past.assign(balance=np.random.default_rng(5).permutation(past["balance"]))
    fans = [
        debt_fan(80, 3, 4, -1, history=h, draws=4000, periods=5).draws[:, -1] for h in (past, apart)
    ]
    assert fans[0].std() > 1.2 * fans[1].std()
    moved = past.assign(rate=past["growth"] - 1, balance=0.0)
    still = debt_fan(80, 3, 4, -1, history=moved, draws=500, periods=5).draws[:, -1]
    assert still.std() < 0.06


def test_blocks_keep_years_in_their_order() -> None:
    """A past of runs of four: drawn in fours the first years of a draw come from one run."""
    runs = np.repeat([-1.0, 1.0] * 10, 4)
    past = {"rate": 0 * runs, "growth": 0 * runs, "balance": runs}
    steps = np.diff(
        debt_fan(0, 0, 0, 0, history=past, block=4, draws=4000, periods=4).draws, prepend=0
    )
    single = np.diff(
        debt_fan(0, 0, 0, 0, history=past, block=1, draws=4000, periods=4).draws, prepend=0
    )
    assert (steps[:, 0] * steps[:, 1]).mean() == pytest.approx(1 - 2 * 19 / 77, abs=0.06)
    assert (single[:, 0] * single[:, 1]).mean() == pytest.approx(0, abs=0.06)


def test_shares_and_quantiles_are_of_the_draws() -> None:
    found = tb.debt_fan(70, 2, 4, -1, history=history(), draws=300, periods=6, start="2027")
    again = tb.debt_fan(70, 2, 4, -1, history=history(), draws=300, periods=6, start="2027")
    np.testing.assert_array_equal(found.draws, again.draws)
    assert found.rising == pytest.approx(np.mean([d[-1] > 70 for d in found.draws]))
    assert 0 < found.rising < 1
    frame = found.to_frame()
    assert frame["above start"].iloc[-1] == found.rising
    assert (frame["0.05"] < frame["0.5"]).all()
    assert frame["0.95"].iloc[-1] == pytest.approx(np.quantile(found.draws[:, -1], 0.95))
    assert str(frame.index[0]) == "2027"
    assert "<svg" in found.plot().svg("en")
    path = tb.debt_path(70, 2, 4, -1, periods=6)
    np.testing.assert_allclose(path.debt, found.central.debt)
    assert list(path.to_frame().index) == [1, 2, 3, 4, 5, 6]
    assert "<svg" in path.plot().svg("zh")


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("F053", lambda: debt_path(60, 1, 2, 0)),
        ("F053", lambda: debt_path(60, 1, 2, 0, periods=0)),
        ("F053", lambda: debt_path(60, 1, -100, 0, periods=2)),
        ("F053", lambda: debt_path(60, [[1.0]], 2, 0)),
        ("F054", lambda: debt_path(60, [1, 2], [1, 2, 3], 0)),
        ("F054", lambda: debt_path(60, [1, 2], 3, 0, periods=3)),
        ("F050", lambda: debt_path(60, [1, np.nan], 3, 0)),
        ("F053", lambda: debt_fan(60, 1, 2, 0, history={"rate": [1]}, periods=2)),
        ("F053", lambda: debt_fan(60, 1, 2, 0, history=history(), block=0, periods=2)),
        ("F053", lambda: debt_fan(60, 1, 2, 0, history=history(), draws=0, periods=2)),
        ("F050", lambda: debt_fan(60, 1, 2, 0, history=history(3), block=3, periods=2)),
    ],
)
def test_what_will_not_do(code: str, call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == code
