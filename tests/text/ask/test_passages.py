"""What of a report is searched: its findings as they are, its plan in words of its numbers."""

import dataclasses

import pytest

from tinbergen.core.documents.cycle import Cycle
from tinbergen.loop.case import cases
from tinbergen.loop.cycle import turn
from tinbergen.text.ask.passages import passages


@pytest.fixture(scope="module")
def cycle() -> Cycle:
    return turn(dataclasses.replace(cases.load("us-2008"), draws=50)).cycle


def test_findings_and_the_plan_are_told_with_their_ids(cycle: Cycle) -> None:
    found = {p.key: p for p in passages(cycle)}
    gap = next(f for f in cycle.diagnosis.findings if f.name == "output gap")
    assert found["diagnosis/diagnosis/output gap"].id == gap.id
    assert found["diagnosis/diagnosis/output gap"].statement == gap.statement
    aim = cycle.plan.attainment[0]
    told = found[f"plan/target/{aim.variable}"]
    assert told.id == f"{cycle.plan.id}#{aim.variable}"
    assert f"{aim.planned:.2f}" in told.statement.en and f"{aim.planned:.2f}" in told.statement.zh
    moved = cycle.plan.instruments[0]
    said = found[f"plan/instrument/{moved.name}"].statement.en
    assert f"{moved.values[0]:,.2f}" in said and str(moved.start) in said
    assert found["plan/verdict"].statement == cycle.plan.verdict
    assert len({p.id for p in passages(cycle)}) == len(passages(cycle))
