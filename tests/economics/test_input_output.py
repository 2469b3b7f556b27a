"""Input-output analysis: laws that hold for every productive table, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.industry.methods.capacity import deliveries
from tinbergen.economics.input_output import (
    InputOutput,
    extraction,
    input_output,
    linkages,
    multipliers,
    output_for,
    prices_for,
)

FLOWS = arrays(float, (4, 4), elements=st.floats(0, 50))
DEMAND = arrays(float, 4, elements=st.floats(1, 100))
VALUE = arrays(float, 4, elements=st.floats(1, 100))


def table(flows: np.ndarray, demand: np.ndarray) -> InputOutput:
    """A table in which every industry sells something to final demand."""
    return input_output(list("abcd"), flows, flows.sum(axis=1) + demand)


@settings(deadline=None)
@given(FLOWS, DEMAND)
def test_output_meets_its_own_demand_and_prices_cover_their_own_costs(flows, demand) -> None:
    found = table(flows, demand)
    np.testing.assert_allclose(output_for(found, found.final_demand), found.output, rtol=1e-8)
    costs = found.primary_inputs / found.output
    np.testing.assert_allclose(prices_for(found, costs), np.ones(4), rtol=1e-8)


@settings(deadline=None)
@given(FLOWS, DEMAND)
def test_linkages_average_one_and_multipliers_add_up_to_output(flows, demand) -> None:
    found = table(flows, demand)
    ties = linkages(found)
    for index in (ties.backward, ties.forward, ties.sensitivity):
        assert index.mean() == pytest.approx(1)
    assert multipliers(found) @ found.final_demand == pytest.approx(found.output.sum())
    jobs = np.array([1.0, 2.0, 3.0, 4.0])
    assert multipliers(found, jobs) @ found.final_demand == pytest.approx(jobs @ found.output)


@settings(deadline=None)
@given(FLOWS, DEMAND)
def test_supply_and_demand_side_inverses_are_one_in_other_units(flows, demand) -> None:
    found = table(flows, demand)
    across = found.leontief * found.output / found.output[:, None]
    np.testing.assert_allclose(found.ghosh, across, rtol=1e-6, atol=1e-9)


@settings(deadline=None)
@given(FLOWS, DEMAND)
def test_cut_ties_only_lose_output_and_an_island_loses_nothing(flows, demand) -> None:
    lone = flows.copy()
    lone[0, 1:] = lone[1:, 0] = 0.0
    lost = extraction(table(lone, demand))
    assert lost.total[0] == pytest.approx(0, abs=1e-8)
    assert lost.backward[0] == pytest.approx(0, abs=1e-8)
    assert min(lost.total.min(), lost.backward.min(), lost.forward.min()) > -1e-8


@settings(deadline=None)
@given(FLOWS, DEMAND, st.floats(0.5, 0.99))
def test_shadow_prices_say_what_a_unit_of_capacity_is_worth(flows, demand, part) -> None:
    found = table(flows, demand)
    capacity = found.output * np.array([part, 1, 1, 1])
    best = deliveries(found, found.final_demand, capacity)
    assert (best.output <= capacity * (1 + 1e-7) + 1e-6).all()
    np.testing.assert_allclose(
        best.output, found.coefficients @ best.output + best.delivered, rtol=1e-6, atol=1e-6
    )
    # Strong duality: what is delivered is what capacities and unmet wants are worth.
    more = deliveries(found, found.final_demand, capacity + np.array([1e-4, 0, 0, 0]))
    assert more.value - best.value <= best.prices[0] * 1e-4 + 1e-7


def test_enough_capacity_delivers_all_at_no_price() -> None:
    found = input_output(["a", "b"], [[150, 500], [200, 100]], [1000, 2000])
    best = deliveries(found, found.final_demand, [1500, 2500])
    np.testing.assert_allclose(best.delivered, found.final_demand)
    assert best.unmet == pytest.approx(0, abs=1e-9)
    assert best.prices == pytest.approx(0, abs=1e-9)


def test_what_must_be_delivered_may_be_too_much() -> None:
    found = input_output(["a", "b"], [[150, 500], [200, 100]], [1000, 2000])
    with pytest.raises(TinbergenError) as fault:
        deliveries(found, [350, 1700], [500, 500], least=[350, 1700])
    assert fault.value.code == "F063"


@pytest.mark.parametrize(
    ("flows", "output", "code"),
    [
        ([[1, 2]], [5, 5], "F060"),
        ([[1, 2], [3, np.nan]], [5, 5], "F060"),
        ([[1, 2], [3, 4]], [5], "F060"),
        ([[1, 2], [3, 4]], [10, 0], "F061"),
        ([[5, 5], [5, 5]], [9, 9], "F062"),
    ],
)
def test_tables_that_are_none(flows, output, code) -> None:
    with pytest.raises(TinbergenError) as fault:
        input_output(["a", "b"], np.atleast_2d(flows), output)
    assert fault.value.code == code


def test_an_industry_that_does_nothing_does_no_harm() -> None:
    found = input_output(["a", "b"], [[1, 0], [0, 0]], [4, 0])
    assert found.leontief[1, 1] == 1
    assert output_for(found, [3, 0]) == pytest.approx([4, 0])
