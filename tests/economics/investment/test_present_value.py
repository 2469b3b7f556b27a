"""Present values and internal rates: textbook examples, laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinbergen as tb

#: Brealey, Myers and Allen, Principles of Corporate Finance, chapter 5: a mine that must be cleaned
#: up, with rates of 3.50 and 19.54 percent and a value of 2.53 at 10 percent; and flows without any.
MINE = [-30.0, *[10.0] * 9, -65.0]
NONE = [1000.0, -3000.0, 2500.0]


def test_a_mine_has_two_rates() -> None:
    found = tb.internal_rates(MINE)
    assert found.rates == pytest.approx([0.0350, 0.1954], abs=5e-5)
    assert found.unique is None
    assert "2 internal rates" in found.note.en and "2 个" in found.note.zh
    assert float(tb.net_present_value(MINE, 0.10)) == pytest.approx(2.53, abs=5e-3)
    np.testing.assert_allclose(found.to_frame()["value"], 0.0, atol=1e-10)


def test_flows_without_a_rate_say_so() -> None:
    found = tb.internal_rates(NONE)
    assert found.rates == () and found.unique is None
    assert found.note.en == "no rate makes these flows worth nothing"
    assert float(tb.net_present_value(NONE, 0.10)) == pytest.approx(339, abs=0.5)


def test_a_rate_that_is_met_twice_counts_once() -> None:
    """(1 - 1.1 x)² = 1 - 2.2 x + 1.21 x²."""
    assert tb.internal_rates([100, -220, 121]).rates == pytest.approx([0.10], abs=1e-6)


def test_one_rate() -> None:
    found = tb.internal_rates([-100, 0, 121])
    assert found.unique == pytest.approx(0.10, abs=1e-12)
    assert "one internal rate: 10.00%" in found.note.en
    # Flows that start or end with nothing have the same.
    assert tb.internal_rates([0, -100, 0, 121, 0]).unique == pytest.approx(0.10, abs=1e-12)


@given(
    st.lists(st.floats(-100, 100), min_size=2, max_size=8).filter(lambda c: max(map(abs, c)) > 1)
)
def test_the_value_at_each_internal_rate_is_zero(flows: list[float]) -> None:
    for rate in tb.internal_rates(flows).rates:
        growth = 1 + rate
        if 0.2 < growth < 5:
            assert float(tb.net_present_value(flows, rate)) == pytest.approx(0.0, abs=1e-4)


def test_rates_that_move_discount_period_by_period() -> None:
    flows, rate = [-100.0, 60.0, 70.0], np.array([9.0, 0.10, 0.20])
    by_hand = -100 + 60 / 1.1 + 70 / 1.1 / 1.2
    assert float(tb.net_present_value(flows, rate)) == pytest.approx(by_hand)
    both = tb.net_present_value([flows, flows], np.stack([rate, [0, 0.1, 0.1]]))
    assert both.tolist() == pytest.approx([by_hand, -100 + 60 / 1.1 + 70 / 1.21])


def test_a_distribution_and_its_risks() -> None:
    """Draws are the whole numbers from -5 to 94: the worst twentieth is -5 to -1."""
    flows = np.zeros((100, 2))
    flows[:, 0] = np.arange(-5, 95)
    found = tb.appraise(flows, 0.05, level=0.95)
    assert found.expected == pytest.approx(44.5)
    assert found.chance_of_loss == pytest.approx(0.05)
    assert found.expected_shortfall == pytest.approx(3.0)
    assert found.expected_shortfall >= found.value_at_risk
    assert "<svg" in found.plot().svg("zh")
    assert found.to_frame().loc["chance of loss", "value"] == pytest.approx(0.05)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: tb.net_present_value([1, 2], -1.0),
        lambda: tb.internal_rates([1.0]),
        lambda: tb.internal_rates([0.0, 0.0]),
        lambda: tb.appraise([[1, 2]], 0.1, level=1.0),
        lambda: tb.appraise([[1, 2]], 0.1, weights=[-1]),
        lambda: tb.appraise(np.ones((2, 2, 2)), 0.1),
    ],
)
def test_what_makes_no_sense_is_refused(wrong) -> None:
    with pytest.raises(tb.TinbergenError) as caught:
        wrong()
    assert caught.value.code == "F053"
