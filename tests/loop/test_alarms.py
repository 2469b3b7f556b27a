"""What forbids reading a plan: data misread, a path outside what can be believed."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core import serial
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import Advice
from tinbergen.loop.alarms import alarms_of, ranges_of
from tinbergen.loop.case.cases import load
from tinbergen.loop.design import design
from tinbergen.loop.situation import assess


@pytest.fixture(scope="module")
def case():
    return dataclasses.replace(load("us-2008"), draws=50)


@pytest.fixture(scope="module")
def there(case):
    return assess(case)


def ahead(name: str, *values: float) -> Series:
    return Series(name, "percent", load("us-2008").as_of + 1, values)


def test_what_is_within_its_range_raises_no_alarm(there) -> None:
    assert alarms_of(there, [ahead("U", 5.0)], [ahead("U", 6.0)]) == ()


def test_a_variable_is_told_once_where_it_first_leaves_its_range(there) -> None:
    alarm, other = alarms_of(there, [ahead("U", 50.0, 60.0)], [ahead("U", 70.0), ahead("r", 300.0)])
    assert (alarm.name, alarm.estimate, str(alarm.period)) == ("no policy: U", 60.0, "2009Q1")
    assert alarm.statement.en.startswith("unemployment rate with no new policy: 60 in 2009Q1")
    assert alarm.statement.zh.startswith("无新政策时，失业率在 2009Q1 为 60")
    assert other.name == "plan: r"


def test_a_target_without_a_range_is_believed_within_its_history(case, there) -> None:
    """By as much as its own range beyond it on either side."""
    assert "GDP" not in ranges_of(there)
    target = dataclasses.replace(case.targets[0], variable="GDP")
    own = dataclasses.replace(there, case=dataclasses.replace(case, targets=(target,)))
    known = there.data["GDP"]
    low, high = ranges_of(own)["GDP"]
    width = np.ptp(known)
    assert (low, high) == pytest.approx((known.min() - width, known.max() + width))


def test_the_warning_takes_the_place_of_the_verdict(case) -> None:
    """Also what the data are doubted for, which is said first."""
    doubt = Advice("D068", {"column": "r", "name": "r", "value": "0.05", "largest": "0.1"})
    doubted = dataclasses.replace(case, advice=(doubt,), plausible={"U": (0.0, 1.0)})
    plan = design(doubted, alternatives=False)
    assert [alarm.name for alarm in plan.alarms] == ["data: D068", "observed: U"]
    assert plan.verdict.en.startswith("Not to be relied on: 'r' looks like a fraction")
    assert "best compromise" not in plan.verdict.en
    # They follow from numbers that the identity covers.
    assert serial.is_intact(plan)
    assert serial.identity(plan.replace(alarms=())) == plan.id
    assert serial.from_json(Plan, serial.to_json(plan)) == plan
    benign = dataclasses.replace(case, advice=(Advice("D058", {"readings": "", "names": ""}),))
    assert design(benign, alternatives=False).alarms == ()
