"""Means, gaps and shares of plans over dates, with their overlap."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.loop.record.alarms import Alarm
from tinbergen.loop.record.origin import Origin
from tinbergen.loop.record.scoring import dates, gap, plan_record
from tinbergen.statistics.forecast.scores import diebold_mariano

SIZES = {"strong": 1.2, "weak": 0.3}
FIRST = Period.parse("2001Q1")


def test_gaps_are_those_of_diebold_and_mariano() -> None:
    rng = np.random.default_rng(2)
    ours, theirs = rng.random(40), rng.random(40)
    found = gap(ours, theirs, 6)
    assert (found.lower, found.upper) == diebold_mariano(
        ours, theirs, 6, kernel="bartlett"
    ).interval()
    assert found.value == pytest.approx((ours - theirs).mean())
    assert found.better == pytest.approx((ours < theirs).mean())


def test_too_few_dates_or_no_difference_have_no_interval() -> None:
    few, same = gap(np.ones(19), np.zeros(19), 2), gap(np.ones(40), np.ones(40), 6)
    assert few.lower is few.upper is same.lower is same.upper is None
    assert (few.value, same.value, same.better) == (1.0, 0.0, 0.0)


def test_as_many_dates_as_it_takes_have_an_interval() -> None:
    """Twenty, or one more than a plan's horizon spans."""
    losses = np.random.default_rng(2).random((2, 30))
    for n, overlap, told in ((20, 2, True), (19, 2, False), (26, 25, True), (25, 25, False)):
        found = gap(*losses[:, :n], overlap)
        assert (found.lower is not None, found.upper is not None) == (told, told)


def test_dates(economy) -> None:
    case, last = economy(SIZES), Period.parse("2003Q2")
    assert [str(d) for d in dates(case, FIRST, last, 4)] == ["2001Q1", "2002Q1", "2003Q1"]
    left_out = Period.parse("2002Q1").to(Period.parse("2002Q4"))
    worlds = tuple(dataclasses.replace(w, omitted=(left_out,)) for w in case.worlds)
    found = dates(dataclasses.replace(case, worlds=worlds), FIRST, last, 4)
    assert [str(d) for d in found] == ["2001Q1", "2003Q1"]


def made(k: int, whole: bool, fired: int, missed: tuple[str, ...], foreseen=()) -> Origin:
    alarm = Alarm(0.1, 0.2, 4, fired, missed, foreseen)
    losses = {"followed": 10.0, "plan": 10.5 + k, "all": 9.0, "own strong": 8.0, "own weak": 9.5}
    return Origin(
        FIRST + k, whole, {"y": 0.0}, {"strong": losses, "weak": {**losses, "plan": 7.0}},
        {t: {"plan": alarm, "rules": alarm} for t in SIZES}, {"g": (0.0,)}, {"g": (0.0,)}, {},
    )  # fmt: skip


def test_samples_and_shares(economy, spoken) -> None:
    """Weights of responses are three to one; a date left out counts in the second sample alone."""
    case = economy(
        SIZES, weights={"strong": {"response": 3}, "weak": {"response": 1}, "ministry": {}}
    )
    rows = [made(0, True, 0, ("y",)), made(1, True, 2, ()), made(2, True, 1, ("y",), ("y",)),
            made(3, False, 0, ())]  # fmt: skip
    found = plan_record(case, rows, 1)
    assert [(t.name, t.weight) for t in found.truths] == [("strong", 0.75), ("weak", 0.25)]
    whole, every = found.samples
    assert (whole.n, every.n) == (3, 4)
    plan = whole.choices[1]
    assert plan.losses == (11.5, 7.0)
    assert plan.mean == pytest.approx(0.75 * 11.5 + 0.25 * 7)
    assert [g.better for g in plan.gaps] == [0.0, 1.0]
    assert plan.gap.better == pytest.approx(1 / 3)
    assert [c.choice for c in whole.choices][:3] == ["followed", "plan", "all"]
    titles = {c.choice: c.title.en for c in whole.choices}
    assert "strong" in titles["own strong"] and "weak" in titles["own weak"]
    alarms = whole.alarms[0]
    assert (alarms.who, alarms.stated, alarms.power) == (
        "plan", pytest.approx(0.1), pytest.approx((0.2, 0.2)),
    )  # fmt: skip
    assert alarms.rang == pytest.approx(2 / 3)
    assert alarms.false == pytest.approx(1 / 3)
    assert (alarms.missed, alarms.silent) == pytest.approx((2 / 3, 1 / 3))
    assert (alarms.unforeseen, alarms.surprised) == pytest.approx((1 / 3, 1 / 3))
    assert alarms.fired == pytest.approx(1.0)
    spoken(*found.caveats, *(c.title for c in whole.choices), whole.title, every.title)


def test_gaps_allow_for_the_dates_that_a_plan_spans(economy) -> None:
    """Six periods of horizon and tail, a date every four: one date more is spanned by each plan."""
    rng = np.random.default_rng(6)
    rows = []
    for k, size in enumerate(rng.random(24)):
        row = made(4 * k, True, 0, ())
        rows.append(dataclasses.replace(
            row, losses={t: {**by, "plan": by["followed"] + size} for t, by in row.losses.items()}
        ))  # fmt: skip
    (sample,) = plan_record(economy(SIZES), rows, 4).samples
    plan = next(c for c in sample.choices if c.choice == "plan")
    ours = np.array([row.losses["strong"]["plan"] for row in rows])
    wanted = diebold_mariano(ours, np.full(24, 10.0), 2, kernel="bartlett").interval()
    assert (plan.gap.lower, plan.gap.upper) == pytest.approx(wanted)


def test_hindsight_is_said(economy) -> None:
    case = economy(SIZES)
    worlds = tuple(
        dataclasses.replace(w, sees_to=Period.parse("2011Q4")) if w.name == "weak" else w
        for w in case.worlds
    )
    said = plan_record(dataclasses.replace(case, worlds=worlds), [made(0, True, 0, ())], 1).caveats
    assert [t.en for t in said if "2011Q4" in t.en]
