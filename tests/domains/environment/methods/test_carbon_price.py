"""A carbon price passed on along the input-output table."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.environment.methods.carbon_price import passed_on
from tinbergen.economics.input_output import input_output

FLOWS = np.array([[15.0, 40.0, 5.0], [20.0, 30.0, 25.0], [10.0, 20.0, 40.0]])
OUTPUT = np.array([120.0, 200.0, 150.0])
EMISSIONS = np.array([60.0, 20.0, 3.0])


@pytest.fixture
def economy():
    return input_output(("energy", "goods", "services"), FLOWS, OUTPUT)


def test_suppliers_carbon_is_passed_on(economy):
    found = passed_on(economy, EMISSIONS, economy.final_demand, 0.05)
    inverse = np.linalg.inv(np.eye(3) - FLOWS / OUTPUT)
    assert found.direct == pytest.approx(100 * 0.05 * EMISSIONS / OUTPUT)
    assert found.total == pytest.approx(100 * 0.05 * (EMISSIONS / OUTPUT) @ inverse)
    assert (found.total > found.direct).all()


def test_what_final_demand_pays_more_is_the_revenue(economy):
    """e'x = e'L f: whoever buys in the end bears all of it."""
    demand = economy.final_demand
    found = passed_on(economy, EMISSIONS, demand, 0.05)
    assert found.revenue == pytest.approx(0.05 * EMISSIONS.sum())
    assert found.total @ demand / 100 == pytest.approx(found.revenue)
    assert found.consumers == pytest.approx(100 * found.revenue / demand.sum())


def test_shapes_and_output(economy):
    with pytest.raises(TinbergenError) as caught:
        passed_on(economy, EMISSIONS[:2], economy.final_demand, 1.0)
    assert caught.value.code == "F054"
    idle = input_output(("a", "b"), [[1.0, 0.0], [0.0, 0.0]], [5.0, 0.0])
    with pytest.raises(TinbergenError) as caught:
        passed_on(idle, [1.0, 0.0], [1.0, 1.0], 1.0)
    assert caught.value.code == "F053"
