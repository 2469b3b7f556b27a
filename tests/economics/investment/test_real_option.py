"""The right to invest without end: published numbers, laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinbergen as tb


def test_dixit_and_pindyck() -> None:
    """r = δ = .04, σ = .2: β = 2 and V* = 2 I (Dixit and Pindyck 1994, page 153)."""
    found = tb.real_option(1.0, 1.0, 0.2, 0.04, 0.04)
    assert (found.beta, found.trigger) == pytest.approx((2.0, 2.0))
    # F = V²/4 below the trigger, at which it meets V - 1 with the same slope.
    assert found.worth == pytest.approx(0.25)
    assert found.waiting == pytest.approx(0.25) and not found.invest
    assert float(found.at(2.0)) == pytest.approx(1.0)
    assert np.diff(found.at([2 - 1e-6, 2, 2 + 1e-6])) == pytest.approx([1e-6, 1e-6], rel=1e-3)
    assert "<svg" in found.plot().svg("zh")


@given(
    st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.05, 0.8), st.floats(0.01, 0.2),
    st.floats(0.005, 0.2),
)  # fmt: skip
def test_the_right_is_worth_at_least_its_use(value, cost, volatility, rate, payout) -> None:
    found = tb.real_option(value, cost, volatility, rate, payout)
    assert found.worth >= found.net_present_value - 1e-9 and found.worth >= 0
    assert found.trigger >= cost
    more = tb.real_option(value, cost, volatility + 0.1, rate, payout)
    assert more.trigger >= found.trigger and more.worth >= found.worth - 1e-9
    # β is a root of the fundamental quadratic.
    b = found.beta
    zero = 0.5 * volatility**2 * b * (b - 1) + (rate - payout) * b - rate
    assert zero == pytest.approx(0.0, abs=1e-9) and b > 1


def test_nothing_forgone_by_waiting_is_waiting_for_ever() -> None:
    found = tb.real_option(3.0, 1.0, 0.2, 0.04, 0.0)
    assert found.trigger == float("inf") and not found.invest
    assert found.worth == pytest.approx(3.0)
    assert "<svg" in found.plot().svg("zh")


@pytest.mark.parametrize(
    "wrong", [(0, 1, 0.2, 0.04, 0.04), (1, 1, 0, 0.04, 0.04), (1, 1, 0.2, 0.04, -1)]
)
def test_numbers_out_of_bounds_are_refused(wrong) -> None:
    with pytest.raises(tb.TinbergenError, match="F053"):
        tb.real_option(*wrong)
