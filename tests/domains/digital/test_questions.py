"""The digital pack's case: Romania before its Recovery and Resilience Plan is spent."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.domains.digital.returns import answer_returns
from tinbergen.engine.simulate.backward import simulate
from tinbergen.loop.case import cases
from tinbergen.loop.case.calibration import calibrate
from tinbergen.loop.case.question import Question
from tinbergen.loop.cycle import turn
from tinbergen.loop.scenarios.library import library, to_case
from tinbergen.loop.situation import assess


@pytest.fixture(scope="module")
def circle():
    return turn(cases.load("romania-2021")).cycle


@pytest.fixture(scope="module")
def found(circle):
    return {f.name: f for f in circle.diagnosis.findings}


@pytest.fixture(scope="module")
def situation():
    return assess(dataclasses.replace(cases.load("romania-2021"), draws=400))


def parts(finding) -> dict[str, float]:
    return {p.name: p.value for p in finding.parts}


def test_every_finding_sums_exactly_and_speaks_both_languages(found, spoken) -> None:
    assert set(found) == {
        "digital index", "rank of the index", "what moves the rank", "digital index at income",
        "digital indicators 1", "digital indicators 3", "e-government", "spread BROADBAND",
        "spread INTERNET",
    }  # fmt: skip
    for finding in found.values():
        spoken(finding.title, finding.statement, finding.unit, finding.method)
        if finding.parts:
            assert sum(parts(finding).values()) == pytest.approx(finding.estimate, abs=1e-9)


def test_the_gap_to_the_average_is_the_published_one(found) -> None:
    """European Commission, DESI 2022: Romania 30.5849, the Union 52.2752."""
    index = found["digital index"]
    assert index.estimate == pytest.approx(30.5849 - 52.2752, abs=1e-4)
    assert min(parts(index), key=parts(index).get) == "4"
    assert index.interval.lower < index.estimate < index.interval.upper < 0
    firms = found["digital indicators 3"]
    assert firms.estimate == pytest.approx(parts(index)["3"])
    assert dict(firms.diagnostics)["here 3b4"] == pytest.approx(0.113267)


def test_romania_is_last_whatever_the_choices_but_for_a_few(found) -> None:
    rank = found["rank of the index"]
    assert rank.estimate == 27
    assert (rank.interval.lower, rank.interval.upper) == (25, 27)
    assert sum(v for v in parts(found["what moves the rank"]).values()) > 0


def test_income_explains_less_than_half_of_the_gap(found) -> None:
    line = found["digital index at income"]
    assert line.estimate == pytest.approx(-12.2, abs=0.1)
    assert line.interval.upper < 0
    assert "nothing about causes" in line.method.en


def test_a_ceiling_that_cannot_be_is_said(found) -> None:
    internet = found["spread INTERNET"]
    assert internet.interval.upper > 100
    assert "cannot be" in internet.statement.en
    assert dict(internet.diagnostics)["autocorrelation"] > 0.2


def test_evidence_does_not_tell_whether_the_programmes_pay(situation, spoken) -> None:
    """The sum, and what each programme returns alone: all intervals include zero."""
    (question,) = situation.case.pack.alternatives
    (returns,) = answer_returns(situation, question)
    spoken(returns.statement)
    assert returns.interval.lower < 0 < returns.interval.upper
    assert "includes zero" in returns.statement.en
    assert sum(parts(returns).values()) == pytest.approx(returns.estimate)
    sides = dict(returns.diagnostics)
    for name in ("SUBSIDY", "VOUCHERS", "TRAINING"):
        assert sides[f"5% {name}"] < 0 < sides[f"95% {name}"]


def test_returns_follow_from_the_published_numbers(situation) -> None:
    """Vouchers by hand: firms reached, a half of them added, fading by a tenth a year, to 2031."""
    world = situation.model_world
    data = world.policy_data
    first = data.span.position(situation.span.start)
    path = np.array(data["VOUCHERS"])
    path[first] = 65.0
    run = simulate(
        world.policy_model, data.assign(VOUCHERS=path), situation.span,
        residuals=world.residuals_of(world.policy_model),
    )  # fmt: skip
    adopted = 100 * 0.5 * 1000 / 55006 * 0.9 ** np.arange(9)
    np.testing.assert_allclose(run["ADOPTED"][1:], adopted, rtol=1e-10)
    brought = 3.85 * 0.15 * adopted / 100
    np.testing.assert_allclose(run["BROUGHT"][1:], brought, rtol=1e-9)
    discount = 1.05 ** -np.arange(1.0, 11)
    worth = discount * 10 * 1.087 * run["GDP"] * np.concatenate([[0], brought])
    worth[0] -= discount[0] * 65
    np.testing.assert_allclose(run["RETURN"], worth, rtol=1e-5, atol=1e-6)


def test_the_plan_spends_first_where_the_return_is_surest(circle) -> None:
    """Broadband before training, and next to nothing on vouchers, whose return is the least sure."""
    spent = {path.name: sum(path.values) for path in circle.plan.instruments}
    assert spent["SUBSIDY"] > spent["TRAINING"] > 0
    assert spent["VOUCHERS"] < 20
    assert sum(spent.values()) <= 480 + 1e-6


def test_no_wire_fires_on_what_came(circle) -> None:
    assert len(circle.monitoring.reviews) == 2
    assert not any(r.fired for r in circle.monitoring.reviews)


def test_effects_are_means_of_published_ones() -> None:
    case = cases.load("romania-2021")
    assert case.model.values["elasticity"] == pytest.approx((0.023 + 0.0255 + 2 * 0.0035) / 4)
    assert case.model.values["firm_gain"] == pytest.approx((8.5 + 6.9) / 4)
    one = Matrix("effects", ("a", "b"), ("x",), np.array([[1.0], [np.nan]]), Text("", ""))
    question = Question("published effects", {"table": "effects", "parameters": ["x"]})
    with pytest.raises(TinbergenError, match="F050"):
        calibrate({"effects": one}, question)


def test_programmes_must_be_instruments(situation) -> None:
    for given in ({"ROADS": 1}, {"SUBSIDY": "much"}, None):
        question = Question("digital returns", {"net": "RETURN", "programmes": given})
        with pytest.raises(TinbergenError, match="L042"):
            list(answer_returns(situation, question))


def test_artificial_intelligence_raises_output_by_what_it_is_said_to(situation) -> None:
    """Acemoglu (2024): 0.66 percent of productivity in ten years; the macro pack's output follows."""
    told = library()["ai-adoption"]
    case = dataclasses.replace(situation.case, scenario=to_case(told, situation.case))
    after, before = assess(case).model_world.run, situation.model_world.run
    change = 100 * (after["GDP"] / before["GDP"] - 1)
    assert change[-1] == pytest.approx(0.66, abs=0.02)
    assert (np.diff(change) > 0).all()


def test_payments_that_nobody_published_are_unknown() -> None:
    """Contracts were signed from December 2022 on: that nothing was paid is not known."""
    from tinbergen.loop.case import cases

    case = cases.load("romania-2021")
    assert {i.name for i in case.instruments} == {"SUBSIDY", "VOUCHERS", "TRAINING"}
    assert not any(i.observed for i in case.instruments)
