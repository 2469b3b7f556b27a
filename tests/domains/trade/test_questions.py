"""Trade among regions: the compiled model against exact hat algebra, and what is asked of it."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.evidence import Finding
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.matrix import Matrix
from tinbergen.domains.trade.calibration import CALIBRATIONS, trade_world
from tinbergen.domains.trade.methods.armington import counterfactual
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.engine.simulate.derive import derive
from tinbergen.loop import questions
from tinbergen.loop.case import packs
from tinbergen.loop.case.cases import load
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import Situation, assess
from tinbergen.model.dynare.parser import parse_file
from tinbergen.model.model import Model

REGIONS = ("NORTH", "SOUTH", "EAST", "WEST")
# Made up: four regions of unequal size with deficits and tariffs.
FLOWS = np.array(
    [[80.0, 6.0, 4.0, 2.0], [5.0, 50.0, 3.0, 1.5], [7.0, 2.5, 30.0, 1.0], [2.0, 2.5, 0.5, 12.0]]
)
RATES = np.array(
    [[0.0, 8.0, 10.0, 3.0], [4.0, 0.0, 6.0, 12.0], [4.0, 9.0, 0.0, 5.0], [2.5, 0.0, 7.0, 0.0]]
)
TABLES = {
    "trade": Matrix("trade", REGIONS, REGIONS, FLOWS, Text("", "")),
    "tariffs": Matrix("tariffs", REGIONS, REGIONS, RATES, Text("", "")),
}
QUESTION = Question("trade shares", {"trade": "trade", "tariffs": "tariffs", "sigma": 5.0})


@pytest.fixture(scope="module")
def model() -> Model:
    found = CALIBRATIONS["trade shares"](TABLES, QUESTION)
    path = packs.pack("industry").folder.parent / "trade" / "armington.mod"
    return parse_file(path, defines=found.defines).with_values(found.values)


def data(changed: dict[str, float], periods: int = 1) -> Dataset:
    """The base year and ``periods`` after it, in which exogenous variables change."""
    base = trade_world(TABLES, QUESTION)
    abroad = base.trade - np.diag(np.diagonal(base.trade))
    series: dict[str, np.ndarray] = {}
    for j, to in enumerate(REGIONS):
        series |= {f"W_{to}": 1.0, f"P_{to}": 1.0, f"V_{to}": 1.0, f"TOT_{to}": 1.0}
        series |= {f"A_{to}": 1.0, f"D_{to}": base.deficits[j], f"E_{to}": base.expenditure[j]}
        series |= {
            f"X_{to}": abroad[j].sum(),
            f"M_{to}": abroad[:, j].sum(),
            f"R_{to}": base.revenue[j],
        }
        for i, origin in enumerate(REGIONS):
            series[f"S_{origin}_{to}"] = base.shares[i, j]
            if i != j:
                series |= {f"F_{origin}_{to}": RATES[i, j], f"T_{origin}_{to}": RATES[i, j]}
                series[f"C_{origin}_{to}"] = 1.0
    series["CHECK"] = base.output.sum()
    paths = {name: np.full(periods + 1, float(value)) for name, value in series.items()}
    for name, value in changed.items():
        paths[name][1:] = value
    return Dataset.of(Period.parse("2000"), paths)


def after(model: Model, changed: dict[str, float], periods: int = 1) -> Dataset:
    given = data(changed, periods)
    start = given.span.start
    return simulate(model, given, Span(start + 1, periods)).data


def test_nothing_changes_when_nothing_changes(model: Model) -> None:
    found = after(model, {})
    for name in REGIONS:
        assert found[f"V_{name}"][-1] == pytest.approx(1.0, abs=1e-10)
        assert found[f"X_{name}"][-1] == pytest.approx(found[f"X_{name}"][0], rel=1e-10)


@pytest.mark.parametrize("seed", range(4))
def test_the_compiled_model_is_exact_hat_algebra(model: Model, seed: int) -> None:
    """Tariffs, costs, productivity and deficits anew: all as the method finds them, to 1e-9."""
    draw = np.random.default_rng(seed)
    rates = np.where(np.eye(4) > 0, 0.0, draw.uniform(0.0, 40.0, (4, 4)))
    costs = np.where(np.eye(4) > 0, 1.0, draw.uniform(0.85, 1.2, (4, 4)))
    made = draw.uniform(0.9, 1.1, 4)
    deficits = trade_world(TABLES, QUESTION).deficits * 0.5
    changed = {f"A_{n}": made[j] for j, n in enumerate(REGIONS)}
    changed |= {f"D_{n}": deficits[j] for j, n in enumerate(REGIONS)}
    for i, origin in enumerate(REGIONS):
        for j, to in enumerate(REGIONS):
            if i != j:
                changed |= {f"T_{origin}_{to}": rates[i, j], f"C_{origin}_{to}": costs[i, j]}
    found = after(model, changed)
    exact = counterfactual(
        trade_world(TABLES, QUESTION), tariffs=rates / 100, costs=costs, productivity=made,
        deficits=deficits,
    )  # fmt: skip
    for prefix, values in {
        "W": exact.wages, "P": exact.prices, "V": exact.welfare, "TOT": exact.terms_of_trade,
        "R": exact.after.revenue, "E": exact.after.expenditure,
    }.items():  # fmt: skip
        got = [found[f"{prefix}_{n}"][-1] for n in REGIONS]
        np.testing.assert_allclose(got, values, rtol=1e-9, err_msg=prefix)


def test_buyers_feel_a_tariff_gradually(model: Model) -> None:
    slow = model.with_values({"pace": 0.5})
    found = after(slow, {"T_SOUTH_NORTH": 24.0}, periods=12)
    felt = found["F_SOUTH_NORTH"]
    np.testing.assert_allclose(felt[1:4], [14.0, 19.0, 21.5])
    there = after(model, {"T_SOUTH_NORTH": 24.0})
    assert found["V_NORTH"][-1] == pytest.approx(there["V_NORTH"][-1], abs=1e-5)


def test_elasticity_must_be_a_number() -> None:
    wrong = Question("trade shares", {"trade": "trade", "tariffs": "tariffs", "sigma": "high"})
    with pytest.raises(TinbergenError) as fault:
        trade_world(TABLES, wrong)
    assert fault.value.code == "L102"


# Questions.


def answer(situation: Situation, name: str, **arguments: object) -> Finding:
    case = dataclasses.replace(situation.case, tables=TABLES)
    there = dataclasses.replace(situation, case=case)
    given = {**QUESTION.arguments, "country": "SOUTH", **arguments}
    question = Question(name, given)
    (found,) = questions.answer(question)(there, question)
    return found


def test_gaps_are_head_and_ries(situation: Situation) -> None:
    found = answer(situation, "trade gaps")
    costs = dict(found.diagnostics)
    assert costs["NORTH"] == pytest.approx(100 * ((80 * 50 / (5 * 1.04 * 6 * 1.08)) ** (1 / 8) - 1))
    assert found.estimate == max(costs.values())


def test_no_gap_where_there_is_no_trade(situation: Situation) -> None:
    flows = FLOWS.copy()
    flows[1, 3] = 0.0
    idle = Matrix("trade", REGIONS, REGIONS, flows, Text("", ""))
    tables = {**TABLES, "trade": idle}
    there = dataclasses.replace(situation, case=dataclasses.replace(situation.case, tables=tables))
    question = Question("trade gaps", {**QUESTION.arguments, "country": "SOUTH"})
    with pytest.raises(TinbergenError) as fault:
        list(questions.answer(question)(there, question))
    assert fault.value.code == "L100"


def test_a_tariff_that_is_best_alone_and_a_war_that_is_not(situation: Situation) -> None:
    alone, war = answer(situation, "optimal tariff"), answer(situation, "retaliation")
    gains, losses = dict(alone.diagnostics), dict(war.diagnostics)
    assert alone.estimate is not None and alone.estimate > 20.0  # 1 / (sigma - 1) is the least
    assert gains["SOUTH"] > 0.0 > max(gains[n] for n in REGIONS if n != "SOUTH")
    assert max(losses.values()) < 0.0
    assert set(losses) == set(REGIONS)


def test_agreements_show_everyone(situation: Situation) -> None:
    found = answer(situation, "agreements", size=3)
    assert len(found.diagnostics) == 6 * 4  # three bilateral, three of three
    assert dict(found.diagnostics)["NORTH: SOUTH"] != 0.0


def test_capital_flows_date_a_stop(situation: Situation) -> None:
    flows = np.array([4.0, 4.5, 4.2, 4.8, 4.4, 4.9, 4.6, 5.0, 4.7, -6.0, -5.5])
    data = Dataset.of(Period.parse("1985"), {"CAPITAL_INFLOW": flows})
    there = dataclasses.replace(situation, data=data)
    question = Question("capital flows", {"inflows": "CAPITAL_INFLOW"})
    (found,) = questions.answer(question)(there, question)
    assert "1994" in found.statement.en and "骤停" in found.statement.zh


def test_a_region_that_is_not_there(situation: Situation) -> None:
    with pytest.raises(TinbergenError) as fault:
        answer(situation, "agreements", country="SUOTH")
    assert fault.value.code == "F101"


# The worked case.


def test_the_worked_data_satisfy_the_model() -> None:
    """Shares, prices, incomes and tariffs of each year are an equilibrium, and give its trade."""
    case = load("usa-2017")
    data = derive(case.model, case.store.as_of(Period.parse("2019")))
    found = track(case.model, data, Span(Period.parse("2018"), 2))
    for equation in case.model.equations:
        if not equation.name.startswith(("share", "answer")) or "USA USA" in equation.name:
            np.testing.assert_allclose(found[equation.name], 0.0, atol=2e-5)
    np.testing.assert_allclose(data["EXPORTS"][-2:], [2510.0, 2504.0], rtol=1e-7)
    np.testing.assert_allclose(data["IMPORTS"][-2:], [3148.0, 3136.0], rtol=1e-7)
    np.testing.assert_allclose(data["FROM_CHN"][-3:], [505.6, 539.6, 452.2], rtol=1e-7)
    np.testing.assert_allclose(data["TO_CHN"][-3:], [130.4, 120.1, 106.6], rtol=1e-7)
    assert data.at("TARIFF", "2017") == pytest.approx((3.1 * 505.6 + 1.98 * 2426.4) / 2932)


def test_regions_must_trade_where_one_is_home() -> None:
    flows = FLOWS.copy()
    flows[1, 3] = 0.0
    none = {**TABLES, "trade": Matrix("trade", REGIONS, REGIONS, flows, Text("", ""))}
    asked = Question("trade shares", {**QUESTION.arguments, "country": "SOUTH", "home": True})
    with pytest.raises(TinbergenError) as fault:
        CALIBRATIONS["trade shares"](none, asked)
    assert fault.value.code == "L105"
    assert fault.value.facts["origin"] == "SOUTH" and fault.value.facts["to"] == "WEST"


def test_a_charge_moves_capital_and_nothing_is_lost() -> None:
    """What the charge keeps out of one region stays in the others; the inflow falls by kappa."""
    case = load("usa-2017")
    there = assess(dataclasses.replace(case, draws=50))
    levied = there.model_world.known.assign(
        CHARGE=np.where(np.arange(there.model_world.known.span.length) > 27, 1.0, 0.0)
    )
    found = simulate(there.model_world.model, levied, there.span)
    kept = [found[f"FLOW_{name}"] for name in ("USA", "CHN", "ROW")]
    np.testing.assert_allclose(sum(kept), 0.0, atol=1e-9)
    fall = there.model_world.run["CAPITAL_INFLOW"] - found["CAPITAL_INFLOW"]
    # Of income, which the dearer goods of others lower too: more so where fewer are replaced.
    np.testing.assert_allclose(fall, 0.5, rtol=0.05)
    assert (found["EXPORTS"] > there.model_world.run["EXPORTS"]).all()
    assert (found["WELFARE"] < there.model_world.run["WELFARE"]).all()


def test_the_world_of_japan_is_closed() -> None:
    """Trade of each with all adds up to the totals that were published for 2014."""
    base = trade_world(load("japan-trade-2014").tables, ASKED)
    np.testing.assert_allclose(
        base.trade.sum(axis=1)[:4], [4897.0, 17550.7, 10475.6, 1484.5], atol=0.11
    )
    imports = base.trade.sum(axis=0) - np.diagonal(base.trade)
    np.testing.assert_allclose(imports[:4], [980.0, 2887.4, 2241.3, 635.1], atol=0.11)
    assert base.trade.sum() == pytest.approx(79837.2, abs=0.3)


ASKED = Question("trade shares", {"trade": "trade", "tariffs": "tariffs", "sigma": 5})
