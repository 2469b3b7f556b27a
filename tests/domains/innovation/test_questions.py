"""The innovation pack's case: Japan before more public money for research."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.digital.returns import answer_returns
from tinbergen.domains.innovation.yields import answer_production
from tinbergen.engine.simulate.backward import simulate
from tinbergen.loop.case import cases
from tinbergen.loop.case.question import Question
from tinbergen.loop.cycle import turn
from tinbergen.loop.situation import assess

NAME = "japan-innovation-2014"


@pytest.fixture(scope="module")
def circle():
    return turn(cases.load(NAME)).cycle


@pytest.fixture(scope="module")
def found(circle):
    return {f.name: f for f in circle.diagnosis.findings}


@pytest.fixture(scope="module")
def situation():
    return assess(dataclasses.replace(cases.load(NAME), draws=400))


def parts(finding) -> dict[str, float]:
    return {p.name: p.value for p in finding.parts}


def test_every_finding_sums_exactly_and_speaks_both_languages(found, spoken) -> None:
    assert set(found) == {
        "research intensity", "knowledge production", "frontier", "frontier with noise",
        "bursts GRANTS", "spread MOBILE", "policy evidence",
    }  # fmt: skip
    for finding in found.values():
        spoken(finding.title, finding.statement, finding.unit, finding.method)
        if finding.parts:
            assert sum(parts(finding).values()) == pytest.approx(finding.estimate, abs=1e-9)


def test_japan_spends_more_than_its_income_leads_one_to_expect(found) -> None:
    """3.40 percent of output in 2014: UNESCO, as the SDG database of 2020 has it."""
    peers = found["research intensity"]
    assert peers.estimate == pytest.approx(3.40 - 0.96, abs=0.01)
    assert peers.interval.lower < peers.estimate < peers.interval.upper
    assert parts(peers)["beyond"] == pytest.approx(1.91, abs=0.01)


def test_what_the_data_do_not_tell_is_said(found) -> None:
    """Elasticities of two models that disagree, a frontier whose residuals are skewed away."""
    assert "do not settle it" in found["knowledge production"].statement.en
    noise = found["frontier with noise"]
    assert (noise.estimate, noise.interval) == (None, None)
    assert "not identified" in noise.statement.en


def test_instruments_of_which_nothing_is_known_are_named(found) -> None:
    """Four columns of published effects; protection and transfer are silent, and said to be."""
    told = found["policy evidence"].statement
    assert "1.52 (2 studies, 1 to 2.05)" in told.en
    assert "not identified" in told.en
    assert "无法识别" in told.zh


def test_the_burst_of_grants(found) -> None:
    assert [p.name for p in found["bursts GRANTS"].parts] == ["2011-2014"]


def test_rows_without_a_year(situation) -> None:
    question = Question("knowledge production", {"table": "peers", "country": "JPN"}, None, None)
    with pytest.raises(TinbergenError) as fault:
        list(answer_production(situation, question))
    assert fault.value.code == "innovation-1"


def test_money_works_years_later(situation) -> None:
    """A hundred billion of credits in one year: research at once, knowledge two years on."""
    world = situation.model_world
    data = world.policy_data
    first = data.span.position(situation.span.start)
    credit = np.array(data["CREDIT"])
    credit[first] += 100
    run = simulate(
        world.policy_model, data.assign(CREDIT=credit), situation.span,
        residuals=world.residuals_of(world.policy_model),
    )  # fmt: skip
    values = {n: np.array(run[n])[-5:] for n in ("CREDITED", "KNOWLEDGE", "BROUGHT", "RETURN")}
    long, speed = 1.525, 0.1
    assert values["CREDITED"][:3] == pytest.approx(
        [100 * speed * long * (1 - speed) ** k for k in range(3)]
    )
    assert values["KNOWLEDGE"][:2] == pytest.approx([0, 0])
    assert values["KNOWLEDGE"][2] == pytest.approx(values["CREDITED"][0])
    assert values["BROUGHT"][2] > 0
    assert values["RETURN"][1:] == pytest.approx([0, 0, 0, 0])


def test_money_is_booked_at_the_present_value_of_what_it_brings(situation) -> None:
    """The closed form against the sum of the model's own paths over two hundred years."""
    p = {"social": 0.53, "credit_long": 1.525, "credit_speed": 0.1, "depreciation": 0.15,
         "rate": 0.04, "burden": 0.2}  # fmt: skip
    rate, years = p["rate"], np.arange(200)
    research = p["credit_speed"] * p["credit_long"] * (1 - p["credit_speed"]) ** years
    knowledge = np.zeros(200)
    for t in range(2, 200):
        knowledge[t] = (1 - p["depreciation"]) * knowledge[t - 1] + research[t - 2]
    discount = (1 + rate) ** -years.astype(float)
    brought = float((discount * (p["social"] * knowledge - research)).sum()) - p["burden"]
    value = p["social"] / ((1 + rate) * (rate + p["depreciation"])) - 1
    reach = p["credit_long"] * p["credit_speed"] / (1 - (1 - p["credit_speed"]) / (1 + rate))
    assert reach * value - p["burden"] == pytest.approx(brought, rel=1e-9)
    world = situation.model_world
    credit = np.array(world.policy_data["CREDIT"])
    credit[world.policy_data.span.position(situation.span.start)] += 100
    run = simulate(
        world.policy_model, world.policy_data.assign(CREDIT=credit), situation.span,
        residuals=world.residuals_of(world.policy_model),
    )  # fmt: skip
    assert np.array(run["RETURN"])[0] == pytest.approx(100 * brought / (1 + rate), rel=1e-6)


def test_whether_it_pays_is_not_settled(situation, spoken) -> None:
    (question,) = situation.case.pack.alternatives
    (told,) = answer_returns(situation, question)
    spoken(told.statement)
    assert told.interval.lower < 0 < told.estimate < told.interval.upper
    assert sum(parts(told).values()) == pytest.approx(told.estimate)


def test_the_plan_keeps_to_the_budget_and_what_was_done_is_unknown(circle) -> None:
    plan = circle.plan
    spent = sum(float(np.sum(path.values)) for path in plan.instruments)
    assert spent <= 7767 * (1 + 1e-6)
    followed = [f for f in circle.evaluation.findings if "actually followed" in f.statement.en]
    assert not followed
