"""What moves public debt: estimates that come back, and those of the United States."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.core.errors import TinbergenError
from tinbergen.data.sources import us_table
from tinbergen.economics.debt import debt_draws, debt_path
from tinbergen.economics.debt_drivers import debt_drivers

SHARE, MARGIN, ANSWER = 0.05, 1.5, -0.6


def world(periods: int = 4000, noise: float = 0.1, seed: int = 1) -> dict[str, np.ndarray]:
    """Debt by the equations, in money: a quarter at a time."""
    random = np.random.default_rng(seed)
    market = 4 + np.sin(np.arange(periods) / 15)
    cycle = 5 + 2 * np.cos(np.arange(periods) / 23)
    shocks = noise * random.normal(size=(periods, 3))
    output = 1000 * 1.01 ** np.arange(periods)
    debt, interest, balance = (np.empty(periods) for _ in range(3))
    stock, rate, primary = 600.0, 5.0, -1.0
    for t in range(periods):
        rate += SHARE * (market[t] + MARGIN - rate) + shocks[t, 0]
        primary += ANSWER * (cycle[t] - cycle[t - 1]) * (t > 0) + shocks[t, 1]
        interest[t] = rate / 100 * stock
        balance[t] = primary / 100 * output[t] - interest[t]
        stock = debt[t] = stock - balance[t] / 4 + (0.4 + shocks[t, 2]) / 400 * output[t]
    return {"debt": debt, "interest": interest, "balance": balance, "output": output,
            "market": market, "cycle": cycle}  # fmt: skip


def test_estimates_come_back() -> None:
    found = debt_drivers(**world(), frequency=4)
    assert found.share == pytest.approx(SHARE, abs=0.01)
    assert found.margin == pytest.approx(MARGIN, abs=0.1)
    assert found.answer == pytest.approx(ANSWER, abs=4 * found.error)
    assert found.error < 0.05
    assert found.adjustment == pytest.approx(0.4, abs=0.01)
    np.testing.assert_allclose(found.errors.std(axis=0), 0.1, rtol=0.05)
    np.testing.assert_allclose(found.errors.mean(axis=0), 0, atol=1e-12)


def test_without_errors_the_future_is_the_worlds_own() -> None:
    """Estimated on the first 200 quarters, drawn over the next 40: debt as the money has it."""
    known, ahead = 200, 40
    whole = world(known + ahead, noise=0.0)
    found = debt_drivers(**{n: v[:known] for n, v in whole.items()}, frequency=4)
    drawn = found.draw(whole["market"][None, known:], whole["cycle"][None, known:])
    growth = 100 * (whole["output"][known:] / whole["output"][known - 1 : -1] - 1)
    ratio = 100 * whole["debt"] / whole["output"]
    fan = debt_draws(
        ratio[known - 1], drawn.rate / 4, growth[None], drawn.balance / 4, drawn.adjustment / 4
    )
    np.testing.assert_allclose(fan.draws[0], ratio[known:], rtol=1e-9)


def test_periods_left_out_do_not_count() -> None:
    given = world(300)
    kept = np.ones(300, bool)
    kept[100:104] = False
    without = debt_drivers(**given, frequency=4, kept=kept)
    given["balance"][101:103] += 50 * given["output"][101:103]
    again = debt_drivers(**given, frequency=4, kept=kept)
    assert again.answer == pytest.approx(without.answer)
    assert len(again.errors) == 299 - 1 - 5


def test_too_little_is_said() -> None:
    with pytest.raises(TinbergenError) as fault:
        debt_drivers(**world(40), frequency=4)
    assert fault.value.code == "F050"
    with pytest.raises(TinbergenError) as fault:
        debt_drivers(**world(60), frequency=4, kept=np.arange(60) < 20)
    assert fault.value.code == "F053"


def test_draws_are_paths_and_parts_sum() -> None:
    """Each draw is the path of its own drivers; the mean's parts sum to the change of the mean."""
    random = np.random.default_rng(2)
    rate, growth, balance, other = random.normal([1, 1, -1, 0.1], 0.5, (50, 9, 4)).transpose(
        2, 0, 1
    )
    fan = tb.debt_draws(90, rate, growth, balance, other, start="2027Q1")
    for k in range(50):
        own = debt_path(90, rate[k], growth[k], balance[k], other[k])
        np.testing.assert_allclose(fan.draws[k], own.debt)
        assert fan.gaps[k] == pytest.approx(own.gap)
    frame = fan.central.to_frame()
    parts = frame[["interest", "growth", "primary balance", "adjustment"]].sum(axis=1)
    np.testing.assert_allclose(parts, frame["change"], atol=1e-12)
    np.testing.assert_allclose(fan.central.debt, fan.draws.mean(axis=0))
    with pytest.raises(TinbergenError) as fault:
        tb.debt_draws(90, [1, 2], 1, 0)
    assert fault.value.code == "F053"


def test_the_rate_of_the_united_states() -> None:
    """Debt and balance are those of the larger table. The rate estimated to 2019Q4 from
    2010 on foresees that of 2024Q4, the rate from 1985 on does not."""
    folder = Path(tb.__file__).parent / "domains" / "macro"
    table = tb.read_table(folder / "us-debt.csv").dataset
    data = us_table().window(table.span.start, table.span.end)
    np.testing.assert_allclose(table["DEBT"], data["FRB_DEBT"])
    np.testing.assert_allclose(table["BALANCE"], data["FRB_BALANCE"])
    rates = {}
    for start in ("1984Q4", "2009Q4"):
        first, last = (table.span.position(tb.Period.parse(p)) for p in (start, "2019Q4"))
        part = slice(first, last + 1)
        found = debt_drivers(
            table["DEBT"][part], table["INTEREST"][part], table["BALANCE"][part],
            data["FRB_GDPN"][part], data["FEDFUNDS"][part], data["UNRATE"][part], frequency=4,
        )  # fmt: skip
        rate = found.rate
        for market in data["FEDFUNDS"][last + 1 :]:
            rate += found.share * (market + found.margin - rate)
        rates[start] = rate
    came = 100 * table["INTEREST"][-1] / table["DEBT"][-2]
    assert came == pytest.approx(3.77, abs=0.01)
    assert abs(rates["2009Q4"] - came) < 0.2
    assert rates["1984Q4"] > came + 1.5
