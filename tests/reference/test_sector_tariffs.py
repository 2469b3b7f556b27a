"""Tariffs by sector as instruments, on the world of Caliendo and Parro (2015), from a case.

The model file's equilibria are those of the solver that reproduces their table
(``test_nafta.py``); the plan meets the first-order conditions of that solver.
"""

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.domains.trade.methods.caliendo_parro import sectoral_counterfactual
from tinbergen.domains.trade.sectoral_calibration import sectoral_base
from tinbergen.loop.case import cases
from tinbergen.loop.case.question import Question


@pytest.fixture(scope="module")
def walked(shared, tmp_path_factory, load_example):
    """The case, its base year and its plan."""
    pytest.importorskip("pyarrow")
    module = load_example("sector_tariffs")
    said = module.tables(shared / "data" / "nafta")
    case = cases.load(module.case_of(said, tmp_path_factory.mktemp("nafta")))
    told = {"country": "MEX", "balanced": "true", **{name: name for name in said}}
    base = sectoral_base(case.tables, Question("sectoral trade shares", told))
    return case, base, tb.design(case, alternatives=False)


def solved(base, sectors, rises):
    """The equilibrium with points added to Mexico's tariffs on others' goods."""
    tariffs, home = base.tariffs.copy(), base.position("MEX")
    for sector, rise in zip(sectors, rises, strict=True):
        others = [i for i in range(len(base.countries)) if i != home]
        tariffs[base.sectors.index(sector), others, home] += rise / 100
    return sectoral_counterfactual(base, tariffs=tariffs)


def test_the_model_is_the_solver(walked) -> None:
    case, base, plan = walked
    world = tb.assess(case).worlds.lead
    assert world.baseline("RW_MEX") == pytest.approx(1.0, abs=1e-9)
    sectors = [s.name.removeprefix("RISE_") for s in plan.instruments]
    found = solved(base, sectors, [s.values[0] for s in plan.instruments])
    planned = {s.name: s.values[0] for s in plan.planned}
    home = base.position("MEX")
    assert planned["RW_MEX"] == pytest.approx(found.real_wage[home], rel=1e-8)
    assert planned["V_MEX"] == pytest.approx(found.welfare[home], rel=1e-8)
    assert planned["R_MEX"] == pytest.approx(found.after.revenue[home], rel=1e-7)


def test_no_small_change_is_better(walked) -> None:
    """First-order conditions with derivatives of the solver, by differences of its equilibria."""
    _case, base, plan = walked
    home, sectors = base.position("MEX"), [s.name[5:] for s in plan.instruments]

    def both(rises):
        found = solved(base, sectors, rises)
        kept = found.after.revenue[home] / base.revenue[home]
        return np.array([100 * (found.real_wage[home] - 1), 100 * kept])

    ours = np.array([s.values[0] for s in plan.instruments])
    wage, kept = both(ours)
    assert kept == pytest.approx(80, abs=1e-4)
    steps = 1e-3 * np.eye(len(ours))
    slopes = np.array([(both(ours + h) - both(ours - h)) / 2e-3 for h in steps])
    loss = -2 * (5 - wage) * slopes[:, 0] + 2 * 0.01 * ours
    inside = ours < -1e-6
    price = float(loss[inside] @ slopes[inside, 1] / (slopes[inside, 1] @ slopes[inside, 1]))
    np.testing.assert_allclose(loss[inside], price * slopes[inside, 1], atol=2e-4)
    # Those left alone would have to rise: their cut costs more revenue than it is worth.
    assert (loss[~inside] - price * slopes[~inside, 1] < 1e-4).all()
    told = next(b.price for b in plan.binding if b.title.en == "Tariff revenue")
    assert told == pytest.approx(price, rel=1e-3)
