"""Every worked case walks the circle, and the crossing is one economy as of one date."""

import dataclasses
import itertools
from typing import Any

import numpy as np
import pytest

from tinbergen.core.documents.budget import Crossing
from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.period import Period
from tinbergen.core.serial import from_dict, from_json, identified, is_intact, to_dict, to_json
from tinbergen.core.text import Text
from tinbergen.loop.budget.file import Crossed, read_crossing, worked
from tinbergen.loop.budget.split import allocate_budget
from tinbergen.loop.case import cases
from tinbergen.loop.case.packs import names, pack
from tinbergen.loop.cycle import Run, turn

OWN = [name for p in names() if pack(p).folder.parent.name == "domains" for name in pack(p).cases]


@pytest.fixture(scope="module", params=OWN)
def walked(request: pytest.FixtureRequest) -> Run:
    return turn(dataclasses.replace(cases.load(request.param), draws=60))


def test_plans_keep_their_first_order_conditions(walked: Run) -> None:
    plan = walked.cycle.plan
    assert plan.loss < plan.baseline_loss
    assert plan.kkt_residual < 1e-6
    assert all(limit.price > 0 for limit in plan.binding)


def test_everything_is_said_in_both_languages(walked: Run, spoken) -> None:
    cycle = walked.cycle
    for finding in (*cycle.diagnosis.findings, *cycle.plan.alternatives):
        spoken(finding.title, finding.statement, finding.method, finding.unit)
    spoken(cycle.plan.verdict, *cycle.plan.assumptions, *walked.case.notes)


def test_outturns_are_explained_without_rest(walked: Run) -> None:
    monitoring = walked.cycle.monitoring
    for review in monitoring.reviews if monitoring else ():
        for finding in review.findings:
            if finding.kind == "news":
                total = sum(part.value for part in finding.parts)
                assert total == pytest.approx(finding.estimate, rel=1e-6, abs=1e-7)


def test_cases_ask_for_what_their_data_answer(walked: Run) -> None:
    """No question of a worked case goes unanswered for want of data."""
    asked = {q.name for q in walked.case.pack.diagnosis}
    assert len(walked.cycle.diagnosis.findings) >= len(asked)


def test_identities_are_those_of_the_content_and_what_is_cited_exists(walked: Run) -> None:
    cycle = from_json(Cycle, to_json(walked.cycle))
    found = list(identified(cycle))
    assert [d.id for d in found if not is_intact(d)] == []
    known = {d.id for d in found}
    assert len(known) == len(found)
    assert {c for d in found for c in d.provenance.cites} <= known
    assert {c.provenance.cites for c in cycle.plan.alternatives} <= {(cycle.plan.id,)}
    assert bool(cycle.plan.alternatives) == bool(walked.case.pack.alternatives)
    if cycle.monitoring and cycle.evaluation:
        assert cycle.monitoring.plan == cycle.evaluation.plan == cycle.plan.id


def reworded(data: Any, field: str = "") -> Any:
    """JSON with other words in every text; the English of units, which identities cover, stays."""
    match data:
        case {"en": str(english), "zh": str(), **rest} if not rest:
            return {"en": english if field == "unit" else "reworded", "zh": "改写"}
        case dict():
            return {name: reworded(value, name) for name, value in data.items()}
        case list():
            return [reworded(value) for value in data]
    return data


def test_identities_do_not_depend_on_words(walked: Run) -> None:
    cycle = from_dict(Cycle, reworded(to_dict(walked.cycle)))
    assert cycle.plan.verdict == Text("reworded", "改写")
    assert [d.id for d in identified(cycle) if not is_intact(d)] == []


@pytest.fixture(scope="module")
def budget() -> tuple[Crossed, Crossing]:
    """The worked crossing with few draws, as asked and as found."""
    asked = read_crossing(worked())
    members = tuple(
        dataclasses.replace(m, case=dataclasses.replace(m.case, draws=50)) for m in asked.members
    )
    found = allocate_budget(asked.name, asked.title, asked.unit, asked.budget, members, ())
    return dataclasses.replace(asked, members=members), found


def test_identities_of_the_crossing(budget: tuple[Crossed, Crossing]) -> None:
    found = from_json(Crossing, to_json(budget[1]))
    documents = list(identified(found))
    assert [d.id for d in documents if not is_intact(d)] == []
    assert len(documents) == 1 + len(found.plans)
    assert found.provenance.cites == tuple(p.id for p in found.plans)
    assert len(set(found.provenance.cites)) == len(found.plans)


def test_the_crossing_is_one_economy(budget: tuple[Crossed, Crossing]) -> None:
    asked, found = budget
    members = asked.members
    assert {m.case.as_of for m in asked.members} == {Period.parse("2014")}
    assert {m.case.pack.name for m in asked.members} == set(names()) & {
        "macro", "industry", "environment", "trade", "innovation", "digital",
    }  # fmt: skip
    spent = sum(share.amount for share in found.shares)
    assert spent == pytest.approx(asked.budget, rel=1e-6)
    served = [share.marginal for share in found.shares if share.amount > 1e-6]
    np.testing.assert_allclose(served, served[0], rtol=0.02)
    left = [share.marginal for share in found.shares if share.amount <= 1e-6]
    assert all(saved <= served[0] for saved in left)
    for share, member, plan in zip(found.shares, members, found.plans, strict=True):
        own = {b.constraint: b.price for b in plan.binding}
        saved = own[share.constraint] / member.rate / plan.baseline_loss
        if share.amount > 0.01 * asked.budget or share.amount == 0:
            assert share.marginal == pytest.approx(saved, rel=0.03)
            continue
        # A small share ends where what money can do there ends: the last of it saves more than
        # elsewhere, all beyond it less.
        beyond = (share.loss - share.loss_with_all) / (asked.budget - share.amount)
        assert saved > 0.97 * share.marginal > beyond
    # The frontier is convex, and its price the slope: between two budgets the loss falls by less a
    # unit than at the smaller and by more than at the larger.
    points = found.frontier[1:]
    for near, far in itertools.pairwise(points):
        chord = (near.loss - far.loss) / (far.budget - near.budget)
        assert far.price * 0.98 <= chord <= near.price * 1.02
