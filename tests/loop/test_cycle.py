"""One turn of the circle, each station citing the one before."""

import dataclasses

import pytest

from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.serial import from_json, to_json
from tinbergen.domains.macro import questions as macro
from tinbergen.loop.cycle import holding, turn


@pytest.fixture
def without_gap(monkeypatch) -> None:
    """The output gap is tested elsewhere, and its maximum likelihood takes most of a turn."""
    monkeypatch.setitem(macro.QUESTIONS, "output gap", lambda situation, question: ())


def test_each_station_cites_the_one_before(run) -> None:
    cycle = run.cycle
    assert cycle.case == run.case.name
    assert cycle.plan.provenance.cites == (cycle.diagnosis.id,)
    assert cycle.monitoring.plan == cycle.plan.id
    assert cycle.evaluation.plan == cycle.plan.id
    assert cycle.evaluation.provenance.cites == (cycle.plan.id,)


def test_the_turn_survives_a_round_trip(run) -> None:
    assert from_json(Cycle, to_json(run.cycle)) == run.cycle


def test_the_next_turn_starts_from_the_last_revision(run, spoken) -> None:
    revised = [r.revised for r in run.cycle.monitoring.reviews if r.revised]
    done, advice = run.cycle.advice
    assert "not the plan" in done.en  # the rate and the budget were others
    spoken(done, advice)
    assert revised[-1].id in advice.en
    assert revised[-1].id in advice.zh
    assert "2009Q3" in advice.en


def test_stages_are_told_in_order(us, without_gap, spoken) -> None:
    progress = Progress()
    turn(dataclasses.replace(us, draws=50, monitor_until=Period.parse("2009Q1")), progress)
    told = [stage.title for stage in progress.finish()]
    spoken(*told)
    assert [t.en.split(":")[0] for t in told] == [
        "Collect", "Diagnose", "Design", "Monitor", "Monitor", "Evaluate",
    ]  # fmt: skip
    assert "2009Q1 against the plan" in told[4].en


def test_without_later_data_the_turn_ends_with_the_plan(us, without_gap, spoken) -> None:
    cycle = turn(dataclasses.replace(us.at(Period.parse("2009Q3")), draws=50)).cycle
    assert cycle.monitoring is None
    assert cycle.evaluation is None
    spoken(*cycle.advice)
    assert "Nothing has come in" in cycle.advice[0].en
    assert str(cycle.plan.start) == "2009Q4"


def test_quiet_times(us, without_gap) -> None:
    case = dataclasses.replace(us.at(Period.parse("1995Q4")), draws=200)
    cycle = turn(case).cycle
    reviews = cycle.monitoring.reviews
    assert all(not r.fired for r in reviews)
    # No wire tears, but what came in makes another plan the better one: that is no course to keep.
    assert [r.revised is not None for r in reviews] == [r.outdated for r in reviews]
    assert "plan revised as of" in cycle.advice[-1].en


def test_what_was_not_checked_or_not_done_is_not_gone_on_with(run, spoken) -> None:
    """Reviews that looked for no better plan say so; a plan that was not carried out is not gone on
    with."""
    tested = run.cycle.monitoring
    untested = dataclasses.replace(tested, reviews=tuple(
        dataclasses.replace(r, findings=tuple(f for f in r.findings if f.kind != "perturbation"))
        for r in tested.reviews
    ))  # fmt: skip
    assert holding(tested, True).en.endswith("as far as was checked. Go on with it.")
    assert "would now be better was not checked. Go on" in holding(untested, True).en
    assert "Go on with it" not in holding(untested, False).en
    assert "继续执行" not in holding(untested, False).zh
    spoken(holding(tested, False), holding(untested, True))


@pytest.mark.parametrize("date", ["1975Q4", "1982Q4", "1990Q2", "2000Q4"])
def test_other_dates(date, us, without_gap) -> None:
    case = dataclasses.replace(us.at(Period.parse(date)), draws=60)
    cycle = turn(case).cycle
    plan = cycle.plan
    assert plan.provenance.vintage == cycle.diagnosis.provenance.vintage == date
    assert plan.loss < plan.baseline_loss
    assert plan.kkt_residual < 1e-6
    assert not plan.verdict.en.startswith("No path")
    assert min(next(s.values for s in plan.instruments if s.name == "r")) >= 0
    last = min(Period.parse("2009Q3"), plan.start + 11)
    assert cycle.monitoring.reviews[-1].period == last
    assert cycle.evaluation.outturn[0].span.end == last
