"""Marginal-abatement-cost curves and clearing under a cap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import linprog

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.environment.methods.abatement import (
    abatement_at,
    clear_responses,
    clear_rising,
    clear_stack,
    response,
    response_cost,
)

EMISSIONS = np.array([50.0, 30.0, 20.0])
SLOPES = np.array([2.0, 1.0, 4.0])


def test_linear_curves_clear_at_the_closed_form():
    """With curves s a the price is the required cut over the sum of 1/s."""
    cleared = clear_rising(EMISSIONS, SLOPES, cap=86)
    price = 14 / (1 / SLOPES).sum()
    assert cleared.met
    assert cleared.price == pytest.approx(price, rel=1e-9)
    assert cleared.abatement == pytest.approx(price / SLOPES, rel=1e-9)
    assert cleared.cost == pytest.approx(price * 14 / 2, rel=1e-9)


def test_the_dual_of_the_cap_is_the_tax_that_meets_it():
    starts = np.array([1.0, 25.0, 3.0])
    for cap in (30, 55, 80, 99):
        cleared = clear_rising(EMISSIONS, SLOPES, cap, starts=starts)
        taxed = abatement_at(cleared.price, EMISSIONS, SLOPES, starts=starts)
        assert (EMISSIONS - taxed).sum() == pytest.approx(cap, abs=1e-6)
        assert taxed == pytest.approx(cleared.abatement, abs=1e-6)


def test_the_price_is_what_a_tonne_less_costs():
    step = 1e-4
    at, less = (clear_rising(EMISSIONS, SLOPES, cap) for cap in (70, 70 - step))
    assert (less.cost - at.cost) / step == pytest.approx(at.price, rel=1e-4)


def test_no_cap_no_price_and_no_room_no_answer():
    assert clear_rising(EMISSIONS, SLOPES, cap=200).price == 0
    assert clear_rising(EMISSIONS, SLOPES, cap=0).abatement == pytest.approx(EMISSIONS)
    with pytest.raises(TinbergenError) as caught:
        clear_rising(EMISSIONS, -SLOPES, cap=50)
    assert caught.value.code == "F053"


stacks = st.lists(st.tuples(st.integers(-20, 200), st.integers(1, 50)), min_size=1, max_size=8)


@given(stacks, st.floats(0.01, 0.99))
def test_a_stack_clears_as_its_linear_program(stack, share):
    costs, potentials = np.array(stack, dtype=float).T
    required = share * potentials.sum()
    cleared = clear_stack(costs, potentials, required)
    program = linprog(costs, A_ub=[-np.ones(costs.size)], b_ub=[-required],
                      bounds=[(0, p) for p in potentials])  # fmt: skip
    assert cleared.met
    assert cleared.cost == pytest.approx(program.fun, rel=1e-9, abs=1e-7)
    assert cleared.abatement.sum() >= required * (1 - 1e-9)
    ends = np.cumsum(potentials[np.argsort(costs)])
    if not np.isclose(ends, max(required, potentials[costs < 0].sum())).any():
        assert cleared.price == pytest.approx(-program.ineqlin.marginals[0], abs=1e-6)


def test_a_stack_that_is_too_small_says_so():
    cleared = clear_stack([5.0, 8.0], [1.0, 1.0], 3.0)
    assert not cleared.met
    assert cleared.abatement.tolist() == [1, 1]
    assert cleared.price == 8


def test_responses_reproduce_what_they_were_made_from():
    b = response([12.8, 50.0], [0.23, 0.05])
    assert 1 - np.exp(-b * [12.8, 50.0]) == pytest.approx([0.23, 0.05])
    for price, cut in ((0.0, 0.1), (10.0, 1.0), (10.0, -0.1), (np.nan, 0.1)):
        with pytest.raises(TinbergenError) as caught:
            response([price], [cut], names=["POWER"])
        assert caught.value.code == "F082"
        assert "POWER" in str(caught.value)


def test_the_cost_of_a_response_is_the_area_under_its_curve():
    e, b, p = 80.0, 0.02, 30.0
    abated = e * (1 - np.exp(-b * p))
    area, _ = quad(lambda a: -np.log1p(-a / e) / b, 0, abated)
    assert response_cost(e, b, p) == pytest.approx(area, rel=1e-9)


@given(st.floats(0.05, 0.999))
def test_responses_clear_at_the_cap(share):
    b = response([12.8, 24.5, 59.5], [0.23, 0.04, 0.06])
    cap = share * EMISSIONS.sum()
    cleared = clear_responses(EMISSIONS, b, cap)
    assert (EMISSIONS - cleared.abatement).sum() == pytest.approx(cap, rel=1e-10)
    assert cleared.cost == pytest.approx(response_cost(EMISSIONS, b, cleared.price).sum())


def test_a_loose_cap_has_no_price():
    assert clear_responses(EMISSIONS, [0.1, 0.1, 0.1], 100.0).price == 0
    with pytest.raises(TinbergenError) as caught:
        clear_responses(EMISSIONS, [0.1, 0.1, 0.1], 0.0)
    assert caught.value.code == "F053"
