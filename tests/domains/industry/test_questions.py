"""The industry pack: its table, its model, its questions and one turn of its worked case."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.matrix import read_matrix
from tinbergen.domains.industry.calibration import CALIBRATIONS
from tinbergen.engine.simulate.backward import simulate
from tinbergen.loop.case import cases, packs
from tinbergen.loop.case.question import Question
from tinbergen.loop.cycle import Run, turn
from tinbergen.loop.questions import answer
from tinbergen.loop.scenarios.library import Change, ScenarioSpec, to_case
from tinbergen.loop.situation import Situation, assess

SECTORS = ("AGR", "MAN", "UTL", "CON", "TRD", "TRN", "FIN", "REA", "SER")


@pytest.fixture(scope="module")
def run() -> Run:
    return turn(dataclasses.replace(cases.load("japan-industry-2014"), draws=100))


@pytest.fixture(scope="module")
def situation(run: Run) -> Situation:
    return run.situation


def moved(situation: Situation, name: str, by: float) -> dict[str, np.ndarray]:
    """Changes of all variables when an exogenous one is moved over the horizon."""
    data, span = situation.model_world.policy_data, situation.span
    values = np.array(data[name])
    values[data.span.position(span.start) :] += by
    changed = simulate(situation.model_world.policy_model, data.assign(**{name: values}), span)
    return {
        v: changed[v] - situation.model_world.run[v]
        for v in situation.model_world.policy_model.endogenous
    }


# The table and what is read from it.


def test_the_published_table_balances() -> None:
    table = read_matrix(packs.pack("industry").folder / "jp-io-2011.csv")
    rows = np.nansum(table.values[:13], axis=1)
    columns = np.nansum(table.values[:, :13], axis=0)
    np.testing.assert_allclose(rows, columns, rtol=0, atol=0.5)
    assert rows.sum() == pytest.approx(939_674_856)


def test_value_added_of_the_years_sums_to_the_published_total(situation: Situation) -> None:
    """Totals of the Economic Transformation Database, million yen of 2015 and thousand persons."""
    data = situation.data
    value = sum(data[f"V_{s}"] for s in SECTORS)
    jobs = sum(data[f"EMP_{s}"] for s in SECTORS)
    known = {1990: (437_014_302, 64_285), 2005: (511_915_967, 63_923), 2014: (519_924_927, 63_783)}
    for year, (total, persons) in known.items():
        at = year - 1990
        assert value[at] == pytest.approx(total / 1000, abs=0.01)
        assert jobs[at] == pytest.approx(persons, abs=1.5)
    fine = sum(data[name] for name in data if name.startswith("Q_"))
    np.testing.assert_allclose(fine, value, rtol=1e-8)


def test_coefficients_reproduce_the_output_of_the_table(situation: Situation) -> None:
    values = situation.model_world.model.values
    x = np.array([values[f"x_{s}"] for s in SECTORS])
    a = np.array([[values[f"a_{i}_{j}"] for j in SECTORS] for i in SECTORS])
    inverse = np.array([[values[f"l_{i}_{j}"] for j in SECTORS] for i in SECTORS])
    np.testing.assert_allclose(inverse, np.linalg.inv(np.eye(9) - a), rtol=1e-10)
    np.testing.assert_allclose(inverse @ (x - a @ x), x, rtol=1e-10)
    assert x.sum() == pytest.approx(939_674.856)
    costs = a.sum(axis=0) + [values[f"m_{s}"] + values[f"u_{s}"] for s in SECTORS]
    assert (costs < 1).all()
    whole = a.sum(axis=0) + [values[f"m_{s}"] + values[f"q_{s}"] for s in SECTORS]
    np.testing.assert_allclose(whole, 1.0, rtol=1e-12)


TABLE = """\
use,A,B,Home,Abroad,Imports
A,10,20,60,20,-10
B,30,40,90,50,-10
Wear,10,30,,,
Rest,50,110,,,
"""


def calibrated(tmp_path, **changes):
    path = tmp_path / "io.csv"
    path.write_text(TABLE, encoding="utf-8")
    arguments = {
        "table": "io",
        "groups": {k: {"en": k.lower(), "zh": "甲", "of": [k]} for k in "AB"},
        "imports": ["Imports"], "exports": ["Abroad"], "investment": ["Home"],
        "capital": ["Wear"], "surplus": ["Wear"], "labour": ["Rest"], "depreciation": 0.5,
        **changes,
    }  # fmt: skip
    tables = {"io": read_matrix(path)}
    return CALIBRATIONS["leontief"](tables, Question("leontief", arguments))


def test_imports_are_taken_from_home_uses_in_proportion(tmp_path) -> None:
    found = calibrated(tmp_path).values
    # Of A 90 are used at home, 10 of them imported; output of A is 100, of B 200.
    assert found["a_A_B"] == pytest.approx(20 / 200 * 8 / 9)
    assert found["m_B"] == pytest.approx((20 / 9 + 40 * 10 / 160) / 200)
    # Of B's output of 200 inputs, wherever they come from, take 60: primary inputs are the rest.
    assert found["q_B"] == pytest.approx(0.7)
    assert found["b_A"] == pytest.approx(60 / 150 * 8 / 9)
    assert found["k_B"] == 60
    assert found["x_A"] == 100


def test_sectors_may_be_merged(tmp_path) -> None:
    groups = {
        "ALL": {"en": "all", "zh": "全部", "of": ["A", "B"]},
        "NONE": {"en": "none", "zh": "无", "of": ["Wear"]},
    }
    with pytest.raises(TinbergenError) as fault:
        calibrated(tmp_path, groups=groups)
    assert fault.value.code == "D071"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"groups": None}, "L080"),
        ({"groups": {"A": {"en": "a", "of": ["A"]}}}, "L080"),
        ({"groups": {"A": {"en": "a", "of": []}, "B": {"en": "b", "of": ["B"]}}}, "L080"),
        ({"words": {"X": "output"}}, "L080"),
        ({"words": ["X"]}, "L080"),
        ({"per_output": ["c"]}, "L080"),
        ({"imports": ["Import"]}, "D071"),
        ({"capital": ["Waer"]}, "D071"),
        ({"depreciation": 0}, "L084"),
        ({"table": "oi"}, "L047"),
        ({"per_output": {"c": "emissions"}}, "L042"),
    ],
)
def test_faults_of_the_arguments(tmp_path, changes, code) -> None:
    with pytest.raises(TinbergenError) as fault:
        calibrated(tmp_path, **changes)
    assert fault.value.code == code


# The model.


def test_a_credit_lowers_costs_and_brings_investment_output_and_jobs(situation) -> None:
    change = moved(situation, "CREDIT_MAN", 5.0)
    assert (change["W_MAN"] < 0).all()
    assert (np.diff(change["K_MAN"]) > 0).all()
    assert (change["I_MAN"] > 0).all()
    assert (change["P_MAN"] < 0).all()
    assert (change["VALUE"] > 0).all()
    assert (change["COST"] > 0).all()
    # Hall and Jorgenson: a credit k lowers the user cost by k over 1 - tau z.
    values = situation.model_world.model.values
    expected = 100 * np.log(1 - 0.05 / (1 - values["tau"] * values["z"]))
    np.testing.assert_allclose(change["W_MAN"], expected)


def test_demand_of_all_kinds_moves_final_demand_by_a_percent(situation) -> None:
    home, abroad = (moved(situation, n, 1.0) for n in ("DEMAND", "EXPORT_DEMAND"))
    both = (home["GO"] + abroad["GO"]) / situation.model_world.run["GO"]
    np.testing.assert_allclose(both, 0.01, rtol=1e-8)


def test_dearer_inputs_raise_prices_by_the_price_model(situation) -> None:
    values = situation.model_world.model.values
    m = np.array([values[f"m_{s}"] for s in SECTORS])
    a = np.array([[values[f"a_{i}_{j}"] for j in SECTORS] for i in SECTORS])
    change = moved(situation, "INPUT_COST", 10.0)
    expected = 10 * np.linalg.solve(np.eye(9) - a.T, m)
    for sector, rise in zip(SECTORS, expected, strict=True):
        np.testing.assert_allclose(change[f"P_{sector}"], rise, rtol=1e-9)
    assert (change["GO"] < 0).all()


def test_productivity_lowers_prices_by_the_price_model_and_by_no_more_than_itself(
    situation,
) -> None:
    """Primary inputs are the table's own, so that what is saved is at most all that is paid."""
    values = situation.model_world.model.values
    q = np.array([values[f"q_{s}"] for s in SECTORS])
    a = np.array([[values[f"a_{i}_{j}"] for j in SECTORS] for i in SECTORS])
    change = moved(situation, "PRODUCTIVITY", 1.0)
    expected = -np.linalg.solve(np.eye(9) - a.T, q)
    for sector, fall in zip(SECTORS, expected, strict=True):
        np.testing.assert_allclose(change[f"P_{sector}"], fall, rtol=1e-9)
        assert -1.0 < fall < 0.0
    dearer = moved(situation, "INPUT_COST", 1.0)
    for sector in SECTORS:
        # Costs are primary inputs and imported ones, and nothing else.
        np.testing.assert_allclose(dearer[f"P_{sector}"] - change[f"P_{sector}"], 1.0, rtol=1e-9)


def test_research_support_lowers_costs_in_manufacturing_as_its_productivity_does(situation) -> None:
    change, values = moved(situation, "RDSUPPORT", 1000.0), situation.model_world.model.values
    for sector in SECTORS:
        passed = -values[f"l_MAN_{sector}"] * values["q_MAN"] * change["KNOW"]
        np.testing.assert_allclose(change[f"P_{sector}"], passed, rtol=1e-9, atol=1e-12)


def test_research_pays_late(situation) -> None:
    change = moved(situation, "RDSUPPORT", 1000.0)
    assert change["KNOW"][0] == pytest.approx(0)
    assert (np.diff(change["KNOW"]) > 0).all()
    np.testing.assert_allclose(change["COST"], 1000)


# The turn.


def test_findings_of_identities_sum_to_their_estimates(run: Run) -> None:
    found = {f.name: f for f in run.cycle.diagnosis.findings}
    for name in ("structural change", "shift share", "linkages", "innovation capacity",
                 "capital costs", "capacity"):  # fmt: skip
        parts = sum(p.value for p in found[name].parts)
        assert parts == pytest.approx(found[name].estimate, abs=1e-8), name
    for name in ("composition of N", "composition of L", "specialisation", "emerging industries"):
        assert sum(p.value for p in found[name].parts) == pytest.approx(0, abs=1e-8), name
    assert dict(found["specialisation"].diagnostics)["weighted mean"] == pytest.approx(1)
    assert "business services" in found["emerging industries"].statement.en
    assert "商务与信息服务" in found["emerging industries"].statement.zh


def test_the_plan_spends_its_budget_within_capacities(run: Run) -> None:
    plan = run.cycle.plan
    planned = {s.name: np.array(s.values, float) for s in plan.planned}
    assert planned["COST"].sum() == pytest.approx(5000, rel=1e-6)
    assert planned["UTIL_MAN"].max() <= 100
    price = {b.constraint: b.price for b in plan.binding}
    assert price["budget"] > 0
    assert plan.kkt_residual < 1e-6
    instruments = {s.name: np.array(s.values, float) for s in plan.instruments}
    credits = [v.mean() for n, v in instruments.items() if n.startswith("CREDIT")]
    assert min(credits) > 0.1
    assert all(a.planned > a.before for a in plan.attainment)


def test_alternatives_compare_the_instruments_at_the_same_cost(run: Run) -> None:
    names = [f.name for f in run.cycle.plan.alternatives]
    assert names == [f"value for money {v}" for v in ("VALUE", "JOBS", "GHG")]
    value = run.cycle.plan.alternatives[0]
    by_name = {p.name: p.value for p in value.parts}
    assert by_name["CREDIT_SER"] > by_name["SUBSIDY_MAN"] > by_name["RDSUPPORT"]
    assert value.interval is not None
    assert value.interval.lower < value.estimate < value.interval.upper


def test_outturns_are_explained_exactly_and_the_circle_closes(run: Run) -> None:
    assert run.cycle.monitoring is not None
    reviews = run.cycle.monitoring.reviews
    assert [str(r.period) for r in reviews] == ["2015", "2016", "2017", "2018"]
    for review in reviews:
        for news in (f for f in review.findings if f.kind == "news"):
            assert sum(p.value for p in news.parts) == pytest.approx(news.estimate, abs=1e-4)
    assert run.cycle.evaluation is not None
    effects = {f.name: f for f in run.cycle.evaluation.findings}
    assert effects["plan on VALUE"].estimate > 0
    assert effects["outturn on VALUE"].estimate == pytest.approx(0, abs=1e-3)


def test_scenarios_reach_the_case() -> None:
    case = cases.load("japan-industry-2014")
    nothing = Text("a story", "一个故事")
    slump = ScenarioSpec("slump", nothing, nothing, "", (Change("industry.INPUT_COST", 10.0),))
    scenario = to_case(slump, case)
    assert [s.name for s in scenario.exogenous] == ["INPUT_COST"]
    assert not scenario.shocks
    calm = assess(case).model_world.run
    hit = assess(dataclasses.replace(case, scenario=scenario)).model_world.run
    assert (hit["VALUE"] < calm["VALUE"]).all()
    recession = ScenarioSpec("recession", nothing, nothing, "", (Change("macro.GDP", -2.0),))
    (read,) = to_case(recession, case).outcomes
    assert (read.name, read.values[0]) == ("VALUE", -2.0)


# Questions that can't be answered.


@pytest.mark.parametrize(
    ("examine", "arguments", "code"),
    [
        ("composition", {"of": "NOTHING"}, "L081"),
        ("linkages", {"coefficients": "q"}, "L082"),
        ("linkages", {"output": "NOTHING"}, "L081"),
        ("capital costs", {"tau": "TAU"}, "L083"),
        ("value for money", {"cost": "COTS", "of": ["VALUE"]}, "L083"),
        ("value for money", {"of": ["VALUE"]}, "L042"),
    ],
)
def test_questions_that_the_case_can_not_answer(situation, examine, arguments, code) -> None:
    question = Question(examine, arguments)
    with pytest.raises(TinbergenError) as fault:
        list(answer(question)(situation, question))
    assert fault.value.code == code


def test_texts_say_what_their_heading_counts(run: Run) -> None:
    found = {f.name: f for f in run.cycle.diagnosis.findings}
    for name in ("composition of N", "composition of L", "capacity", "emerging industries",
                 "specialisation"):  # fmt: skip
        digits = 2 if name == "emerging industries" else 1
        value = f"{found[name].estimate:.{digits}f}"
        assert value in found[name].statement.en, name
        assert value in found[name].statement.zh, name
    assert "could not be met" in found["capacity"].statement.en
    assert "beyond" in found["capacity"].title.en
    # A range over choices of method is no interval that holds with a probability.
    assert found["emerging industries"].interval is None


def test_the_economy_to_compare_with_is_named(run: Run, situation: Situation) -> None:
    found = {f.name: f for f in run.cycle.diagnosis.findings}
    for name in ("shift share", "specialisation"):
        assert "Korea" in found[name].statement.en and "韩国" in found[name].statement.zh
    assert "Korea" in found["shift share"].title.en
    assert "Korea" in found["shift share"].parts[0].title.en
    question = Question("shift share", {"jobs": "L", "reference": "REF"})
    (unnamed,) = answer(question)(situation, question)
    assert "the reference economy" in unnamed.statement.en
    wrong = Question("shift share", {**question.arguments, "reference_name": "Korea"})
    with pytest.raises(TinbergenError) as fault:
        list(answer(wrong)(situation, wrong))
    assert fault.value.code == "L042"


def with_columns(situation: Situation, order) -> Situation:
    """The same with the data's columns in the order of ``order(names)``, which may leave some out."""
    data = situation.data
    series = {name: np.array(data[name]) for name in order(list(data))}
    found = Dataset.of(data.span.start, series, titles=data.titles, units=data.units)
    return dataclasses.replace(situation, data=found)


COMPARED = {
    "structural change": {"value_added": "Q", "jobs": "L"},
    "shift share": {"jobs": "L", "reference": "REF"},
    "specialisation": {"jobs": "L", "reference": "REF"},
    "emerging industries": {"value_added": "Q", "jobs": "L"},
}


@pytest.mark.parametrize("examine", COMPARED)
@pytest.mark.parametrize("prefix", ["L_", "REF_", "Q_"])
def test_sectors_are_matched_by_their_codes(situation, examine, prefix) -> None:
    question = Question(examine, COMPARED[examine])

    def turned(names: list[str]) -> list[str]:
        backward = iter([n for n in names if n.startswith(prefix)][::-1])
        return [next(backward) if n.startswith(prefix) else n for n in names]

    (as_it_is,) = answer(question)(situation, question)
    (found,) = answer(question)(with_columns(situation, turned), question)
    assert found.estimate == pytest.approx(as_it_is.estimate, rel=1e-12)
    before, after = ({p.name: p.value for p in f.parts} for f in (as_it_is, found))
    assert after == pytest.approx(before, rel=1e-9)
    assert found.statement == as_it_is.statement


@pytest.mark.parametrize("examine", COMPARED)
def test_sectors_that_differ_are_not_compared(situation, examine) -> None:
    question = Question(examine, COMPARED[examine])
    fewer = with_columns(situation, lambda names: [n for n in names if n != "L_FIN"])
    with pytest.raises(TinbergenError) as fault:
        list(answer(question)(fewer, question))
    assert fault.value.code == "L085"
    assert "FIN" in str(fault.value) and "L_" in str(fault.value)


def test_years_beyond_the_data_are_taken_as_far_as_they_go(situation) -> None:
    question = Question("structural change", {"value_added": "Q", "jobs": "L", "years": 500})
    (found,) = answer(question)(situation, question)
    assert "24 years" in found.statement.en
