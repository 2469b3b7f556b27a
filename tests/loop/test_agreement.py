"""A plan that worsens what the diagnosis finds serious says so first."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.serial import is_intact
from tinbergen.loop.agreement import contradiction
from tinbergen.loop.design import design
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.situation import assess


@pytest.fixture(scope="module")
def found(us):
    there = assess(dataclasses.replace(us, draws=50))
    diagnosis = diagnose(there)
    return diagnosis, design(there, diagnosis=diagnosis, alternatives=False)


def test_inflation_above_its_norm_that_a_plan_raises(found) -> None:
    """Growth is what is most serious in 2008; inflation is serious too, and the plan adds to it."""
    diagnosis, plan = found
    first = contradiction(plan, diagnosis)
    assert first is not None
    after, before = (
        np.mean(next(s.values for s in series if s.name == "INFL"))
        for series in (plan.planned, plan.baseline)
    )
    assert f"({2.2:+.1f} percentage points), by another {after - before:+.2f}" in first.en
    assert "calls serious" in first.en
    assert plan.verdict.en.startswith(first.en)
    assert plan.verdict.zh.startswith(first.zh)
    assert is_intact(plan)


def test_only_what_is_serious_and_made_worse(found) -> None:
    diagnosis, plan = found
    inflation = next(f for f in diagnosis.findings if f.name == "inflation")
    alone = dataclasses.replace(diagnosis, findings=(inflation,))
    first = contradiction(plan, alone)
    assert first is not None
    assert "calls most serious" in first.en
    mild = dataclasses.replace(inflation, severity=0.9)
    assert contradiction(plan, dataclasses.replace(diagnosis, findings=(mild,))) is None
    # The same plan where inflation stood below its norm brings it home.
    below = dataclasses.replace(inflation, estimate=-inflation.estimate)
    assert contradiction(plan, dataclasses.replace(diagnosis, findings=(below,))) is None


def test_a_rate_that_a_rule_calls_too_low_and_a_plan_lowers(found) -> None:
    """The rate stands below Taylor's rule in 2008, which is serious, and the plan cuts it."""
    diagnosis, plan = found
    rule = next(f for f in diagnosis.findings if f.name == "policy rate")
    assert rule.estimate < 0
    first = contradiction(plan, dataclasses.replace(diagnosis, findings=(rule,)))
    assert first is not None
    cut = np.mean(
        [
            np.mean(next(s.values for s in series if s.name == "r")) * sign
            for series, sign in ((plan.instruments, 2), (plan.baseline_instruments, -2))
        ]
    )
    assert f"({rule.estimate:+.1f} percentage points), by another {cut:+.2f}" in first.en
    # All that it worsens is said, in the diagnosis's order.
    both = contradiction(plan, diagnosis)
    assert both is not None
    assert both.en.count("The plan worsens") == 1
    assert f"It also worsens: {rule.title.en} (" in both.en
    assert f"亦使此项恶化：{rule.title.zh}（" in both.zh
