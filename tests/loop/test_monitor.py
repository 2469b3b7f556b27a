"""Is it on course: outturns against the plan, and what made the difference."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.cycle import Monitoring
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.serial import from_json, to_json
from tinbergen.engine.simulate.backward import simulate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.plan import make_plan
from tinbergen.loop.situation import assess

QUARTERS = ("2008Q4", "2009Q1", "2009Q2", "2009Q3")
CAUSES = [
    "G_gov", "TAX", "r", "consumption", "investment", "rest of demand", "taxes", "budget",
    "unemployment", "inflation", "policy rule", "identities",
]  # fmt: skip


@pytest.fixture(scope="module")
def monitoring(run):
    return run.cycle.monitoring


@pytest.fixture(scope="module")
def outturn(us):
    return us.store.as_of("2009Q3")


def findings(monitoring, kind):
    return [(r.period, f) for r in monitoring.reviews for f in r.findings if f.kind == kind]


def test_every_period_is_reviewed(monitoring) -> None:
    assert tuple(str(r.period) for r in monitoring.reviews) == QUARTERS
    assert [(str(p), f.name) for p, f in findings(monitoring, "news")] == [
        (q, v) for q in QUARTERS for v in ("GROWTH", "U", "INFL")
    ]


def test_parts_sum_to_outturn_minus_plan(monitoring, plan, outturn) -> None:
    for period, finding in findings(monitoring, "news"):
        values = dict(finding.diagnostics)
        planned = next(s for s in plan.planned if s.name == finding.name)
        if finding.name in outturn:
            assert values["outturn"] == outturn.at(finding.name, period)
        assert values["plan"] == planned.values[period - plan.start]
        assert finding.estimate == values["outturn"] - values["plan"]
        assert [p.name for p in finding.parts] == CAUSES
        assert "attributed on the plan's own model" in finding.method.en
        assert sum(p.value for p in finding.parts) == pytest.approx(finding.estimate, abs=1e-9)


def test_data_hold_the_models_identities(monitoring) -> None:
    for _, finding in findings(monitoring, "news"):
        assert abs(finding.parts[-1].value) < 1e-6


def test_news_of_the_plans_own_future_is_none(us, plan, situation) -> None:
    paths = {s.name: s.values for s in (*plan.planned, *plan.instruments)}
    data = situation.data.window(situation.data.span.start, plan.start + 3)
    kept = {}
    for name in data:
        values = np.array(data[name])
        values[-4:] = paths[name][:4]
        kept[name] = values
    store = type(us.store).final_values(data.assign(**kept))
    found = monitor(dataclasses.replace(us, store=store), plan)
    for review in found.reviews:
        assert review.fired == ()
        assert not review.outdated
        for finding in review.findings:
            if finding.kind == "perturbation":
                # A plan whose own future comes true stays the best: billions, index points, percent.
                assert finding.estimate == pytest.approx(0, abs=0.1)
                assert dict(finding.diagnostics)["p value"] > 0.8
                continue
            assert finding.estimate == pytest.approx(0, abs=1e-8)
            assert max(abs(p.value) for p in finding.parts) < 1e-7
            assert dict(finding.diagnostics)["percentile of the fan"] == pytest.approx(50, abs=20)


def test_a_single_cause_gets_the_whole_difference(us, plan, situation) -> None:
    # The world is the plan's but for spending, ten billions above it in the first quarter.
    data = situation.model_world.policy_data
    first = data.span.length - 12
    moved = {}
    for series in plan.instruments:
        values = np.array(data[series.name])
        values[first:] = series.values
        moved[series.name] = values
    moved["G_gov"][first] += 10.0
    came = simulate(situation.model_world.policy_model, data.assign(**moved), situation.span)
    start = situation.data.span.start
    seen = came.data.window(start, plan.start).assign(
        **{n: situation.data.window(start, plan.start)[n] for n in situation.data
           if n not in came.data}
    )  # fmt: skip
    rows = {}
    for name in seen:
        values = np.array(seen[name])
        values[:-1] = situation.data[name]
        rows[name] = values
    store = type(us.store).final_values(seen.assign(**rows))
    (review,) = monitor(dataclasses.replace(us, store=store), plan).reviews
    growth = next(f for f in review.findings if f.name == "GROWTH")
    parts = {p.name: p.value for p in growth.parts}
    assert growth.estimate > 0.1
    assert parts["G_gov"] == pytest.approx(growth.estimate, abs=1e-8)


def test_severity_and_interval_say_where_in_the_fan_an_outturn_is(us, plan, monitoring) -> None:
    """Each fan is moved so that the outturn is at one of its quantiles.

    Severity is 1 at twenty percentile points from the median: 1.5 at the 80th percentile.
    """
    period = plan.start
    came = {f.name: dict(f.diagnostics)["outturn"] for f in monitoring.reviews[0].findings
            if f.kind == "news"}  # fmt: skip
    places = {"GROWTH": (0.8, 1.5), "U": (0.05, 2.25), "INFL": (0.95, 2.25)}

    def moved(fan):
        if fan.name not in places:
            return fan
        own = dict(zip(fan.levels, fan.quantiles, strict=True))[places[fan.name][0]]
        shift = came[fan.name] - own[0]
        quantiles = tuple(tuple(v + shift for v in row) for row in fan.quantiles)
        return dataclasses.replace(fan, quantiles=quantiles)

    placed = dataclasses.replace(plan, outcomes=tuple(moved(fan) for fan in plan.outcomes))
    (review,) = monitor(dataclasses.replace(us, monitor_until=period), placed).reviews
    found = {f.name: f for f in review.findings if f.kind == "news"}
    assert set(found) == set(places)
    for name, (level, severity) in places.items():
        percentile = dict(found[name].diagnostics)["percentile of the fan"]
        assert percentile == pytest.approx(100 * level)
        assert found[name].severity == pytest.approx(severity)
    # Estimate and interval are measured from the same path: at the fan's edge they meet.
    assert found["U"].estimate == pytest.approx(found["U"].interval.lower)
    assert found["INFL"].estimate == pytest.approx(found["INFL"].interval.upper)
    growth = found["GROWTH"]
    assert growth.interval.lower < growth.estimate < growth.interval.upper


def test_alarms_sound_exactly_when_a_wire_is_left(monitoring, plan, outturn, situation) -> None:
    wires = {(w.variable, w.period): w for w in plan.trip_wires}
    for review in monitoring.reviews:
        values = {
            f.name: dict(f.diagnostics)["outturn"] for f in review.findings if f.kind == "news"
        }
        outside = [
            wires[name, review.period]
            for name, value in values.items()
            if not wires[name, review.period].lower <= value <= wires[name, review.period].upper
        ]
        assert review.fired == tuple(outside)
        alarms = [f for f in review.findings if f.kind == "alarm"]
        assert [a.name for a in alarms] == [f"trip-wire {w.variable}" for w in outside]
        for alarm, wire in zip(alarms, outside, strict=True):
            assert alarm.severity == 3
            assert (alarm.interval.lower, alarm.interval.upper) == (wire.lower, wire.upper)
            assert alarm.estimate == values[wire.variable]


def test_the_wires_are_the_plans_not_the_cases(us, plan) -> None:
    # Whoever drops trip-wires from the case after adoption does not silence them.
    edited = dataclasses.replace(us, trip_variables=("GDP",), trip_level=0.99999)
    found = monitor(edited, plan)
    assert "INFL" in {w.variable for w in found.reviews[0].fired}
    moved = dataclasses.replace(
        plan, trip_wires=tuple(dataclasses.replace(w, lower=-1e9, upper=1e9)
                               for w in plan.trip_wires if w.variable == "U"),
    )  # fmt: skip
    quiet = monitor(us, moved)
    assert all(r.fired == () for r in quiet.reviews)
    assert {f.name for _, f in findings(quiet, "news")} == {"U"}


def test_a_fired_wire_brings_a_plan_of_its_own_date(monitoring, plan, us) -> None:
    current = plan
    for review in monitoring.reviews:
        assert (review.revised is not None) == bool(review.fired)
        if review.revised:
            assert review.revised.provenance.cites == (current.id,)
            current = review.revised
            assert review.revised.provenance.vintage == str(review.period)
            assert review.revised.start == review.period + 1
            assert review.revised.id != plan.id
            last = review.revised.start + review.revised.horizon
            assert last == plan.start + plan.horizon


def test_without_redesign_nothing_is_revised(us, plan, monitoring) -> None:
    found = monitor(us, plan, revise=False)
    assert all(r.revised is None for r in found.reviews)
    assert [r.fired for r in found.reviews] == [r.fired for r in monitoring.reviews]


def test_a_review_does_not_depend_on_what_came_later(us, plan, monitoring) -> None:
    early = dataclasses.replace(us, monitor_until=Period.parse("2008Q4"))
    (first,) = monitor(early, plan).reviews
    assert first.findings == monitoring.reviews[0].findings


def test_words_and_provenance(monitoring, plan, spoken) -> None:
    assert monitoring.plan == plan.id
    assert monitoring.provenance.cites == (plan.id,)
    for period, finding in [*findings(monitoring, "news"), *findings(monitoring, "alarm")]:
        spoken(finding.title, finding.statement, finding.method, finding.unit)
        spoken(*(p.title for p in finding.parts))
        assert finding.provenance.vintage == str(period)
        assert finding.provenance.cites == (plan.id,)
        assert finding.interval is not None
        assert any("\u4e00" <= c <= "\u9fff" for c in finding.statement.zh)


def test_monitoring_survives_a_round_trip(monitoring) -> None:
    assert from_json(Monitoring, to_json(monitoring)) == monitoring


def test_progress_is_told(us, plan) -> None:
    told = []
    until = dataclasses.replace(us, monitor_until=Period.parse("2009Q1"))
    monitor(until, plan, progress=Progress(lambda p: told.append((p.current("en"), p.part))))
    assert [("2008Q4" in title, part) for title, part in told] == [(True, 0.0), (False, 0.5)]


def test_nothing_to_monitor(us, plan, situation) -> None:
    store = type(us.store).final_values(us.store.as_of("2008Q3"))
    with pytest.raises(TinbergenError) as caught:
        monitor(dataclasses.replace(us, store=store), plan)
    assert caught.value.code == "L009"
    # It names what the case reads: a table of one's own may be a copy.
    assert us.source.en in caught.value.render("en")


def test_variables_that_are_set_without_being_instruments(us) -> None:
    # The rate is taken from its rule, but no instrument moves it: the plan keeps the baseline's.
    without = tuple(i for i in us.instruments if i.name != "r")
    case = dataclasses.replace(us, instruments=without, draws=50)
    adopted = make_plan(assess(case))
    found = monitor(case, adopted)
    for _, finding in findings(found, "news"):
        assert "r" in {p.name for p in finding.parts}
        assert sum(p.value for p in finding.parts) == pytest.approx(finding.estimate, abs=1e-9)


def test_to_a_date(us, plan, monitoring) -> None:
    found = monitor(us, plan, revise=False, until="2009Q1")
    assert [str(r.period) for r in found.reviews] == ["2008Q4", "2009Q1"]
    assert found.reviews[0].findings == monitoring.reviews[0].findings
