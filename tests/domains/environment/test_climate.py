"""The question ``dice``: its findings on any case."""

from __future__ import annotations

import pytest

from tinbergen.core.documents.evidence import Finding
from tinbergen.loop.case import cases
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import answer
from tinbergen.loop.situation import Situation, assess


@pytest.fixture(scope="module")
def situation() -> Situation:
    return assess(cases.load("uk-2012"))


def asked(situation: Situation, **arguments: object) -> list[Finding]:
    question = Question("dice", arguments)
    return list(answer(question)(situation, question))


@pytest.fixture(scope="module")
def findings(situation: Situation) -> list[Finding]:
    return asked(situation)


def test_parts_of_the_social_cost_sum_to_it(findings: list[Finding]) -> None:
    cost = findings[0]
    assert sum(part.value for part in cost.parts) == pytest.approx(cost.estimate, rel=1e-9)
    assert cost.interval is not None and cost.estimate is not None
    assert cost.interval.lower < cost.estimate < cost.interval.upper
    assert "36.7" in cost.statement.en and "36.7" in cost.statement.zh


def test_price_rises_year_by_year(findings: list[Finding]) -> None:
    price = findings[1].series[0]
    known = [v for v in price.values if v is not None]
    assert str(price.start) == "2015" and len(known) == 86
    assert sorted(known) == known


def test_a_limit_out_of_reach_is_said_to_be(findings: list[Finding], situation: Situation) -> None:
    limited = findings[2]
    assert "can't be kept to 2 degrees" in limited.statement.en
    assert dict(limited.diagnostics)["limit kept"] == 2.5
    reachable = asked(situation, limit=3, year=2050)[2]
    assert "can't" not in reachable.statement.en
    assert dict(reachable.diagnostics)["limit kept"] == 3
    assert reachable.estimate is not None and limited.estimate is not None
    assert 0 < reachable.estimate < limited.estimate
