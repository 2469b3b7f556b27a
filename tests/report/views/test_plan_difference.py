"""One plan less another."""

from __future__ import annotations

import pytest

from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.errors import TinbergenError


def test_paths_and_chances_are_subtracted_where_both_are(cycle: Cycle) -> None:
    plan, revised = cycle.plan, cycle.monitoring.revisions[0]
    gap = plan - revised
    assert gap.instruments[0].start == revised.start
    for k, series in enumerate(gap.instruments):
        first, later = plan.instruments[k], revised.instruments[k]
        assert series.values == pytest.approx(
            [a - b for a, b in zip(first.values[1:], later.values, strict=False)]
        )
    (growth,) = (g for g in gap.attainment if g.variable == "GROWTH")
    told = {p.id: next(a for a in p.attainment if a.variable == "GROWTH") for p in (plan, revised)}
    assert growth.probability == told[plan.id].probability - told[revised.id].probability
    assert growth.planned == told[plan.id].planned - told[revised.id].planned
    assert gap.loss == plan.loss - revised.loss
    assert gap.to_frame().shape[0] == len(gap.instruments[0].values)


def test_a_plan_less_itself_is_nothing(cycle: Cycle) -> None:
    assert not (cycle.plan - cycle.plan).to_frame().to_numpy().any()


def test_what_does_not_compare(cycle: Cycle) -> None:
    far = cycle.plan.replace(start=cycle.plan.start + 400)
    with pytest.raises(TinbergenError, match="C006"):
        cycle.plan - far
    with pytest.raises(TinbergenError, match="C006"):
        cycle.plan - cycle.diagnosis
