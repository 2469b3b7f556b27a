"""Two documents compared: B less A, over what both have and what means the same."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

import tinbergen as tb
from tinbergen.core.documents.comparison import Comparison
from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.serial import from_json, is_intact, to_json
from tinbergen.loop.compare.between import Origin, compare


def path(paths: tuple[Series, ...], name: str) -> dict[Period, float]:
    found = next(s for s in paths if s.name == name)
    return {p: v for p, v in zip(found.span, found.values, strict=True) if v is not None}


def number(found: Comparison, topic: str, name: str) -> tuple[float | None, float | None]:
    (row,) = (n for n in found.numbers if (n.topic, n.name) == (topic, name))
    return row.a, row.b


def mean(values: dict[Period, float], span: Span) -> float:
    return sum(values[p] for p in span) / span.length


def given(found: Comparison) -> dict[str, tuple[str, ...]]:
    return {g.name: tuple("" if x is None else x.en for x in (g.a, g.b)) for g in found.given}


def test_a_scenario_is_all_that_was_put_in_otherwise(base: Cycle, war: Cycle) -> None:
    found = compare(base, war)
    assert given(found) == {"scenario": ("none", "Trade war")}
    assert found.kind == "cycle"
    assert (found.a.advises, found.b.advises) == ("plan", "plan")
    for instrument in base.plan.instruments:
        a, b = (path(c.plan.instruments, instrument.name) for c in (base, war))
        (shown,) = (p for p in found.along("instrument") if p.name == instrument.name)
        assert shown.change == pytest.approx([b[p] - a[p] for p in shown.span])
        assert shown.span == instrument.span
    for x, y in zip(base.plan.attainment, war.plan.attainment, strict=True):
        assert number(found, "without", x.variable) == pytest.approx((x.before, y.before))
        assert number(found, "with", x.variable) == pytest.approx((x.planned, y.planned))
        assert x.probability is not None and y.probability is not None
        chances = (100 * x.probability, 100 * y.probability)
        assert number(found, "chance", x.variable) == pytest.approx(chances)
    # Asked for against paths without policy that differ: the numbers asked for differ too.
    moved = {n.name: n for n in found.of("asked")}
    assert set(moved) == {"GROWTH", "U"}
    assert moved["U"].change == pytest.approx(number(found, "without", "U")[1]
                                              - number(found, "without", "U")[0])  # fmt: skip
    assert base.plan.fiscal is not None and war.plan.fiscal is not None
    sums = tuple(sum(c.fiscal.deficit) for c in (base.plan, war.plan))
    assert number(found, "money", "deficit") == pytest.approx(sums)
    (loss,) = (n for n in found.of("loss") if n.name == "plan")
    assert loss.change == pytest.approx(war.plan.loss - base.plan.loss)
    assert found.revisions is not None
    assert found.revisions.same
    assert found.left_out == ()


def test_only_periods_of_both_are_compared(before: Cycle, base: Cycle) -> None:
    found = compare(before, base)
    said = given(found)
    assert said["date"] == ("2007 Q4", "2008 Q3")
    assert said["horizon"] == ("2008 Q1 to 2010 Q4", "2008 Q4 to 2011 Q3")
    assert "scenario" not in said
    span = Span.parse("2008Q4:2010Q4")
    assert {p.span for p in found.along("instrument", "outcome")} == {span}
    for cycle, side in ((before, 0), (base, 1)):
        growth = path(cycle.plan.planned, "GROWTH")
        assert number(found, "with", "GROWTH")[side] == pytest.approx(mean(growth, span))
        move = path(cycle.plan.instruments, "r"), path(cycle.plan.baseline_instruments, "r")
        assert number(found, "set", "r")[side] == pytest.approx(mean(move[0], span))
        told = mean(move[0], span) - mean(move[1], span)
        assert number(found, "move", "r")[side] == pytest.approx(told)
    # Chances, losses and sums over other horizons are told, and not subtracted.
    for topic in ("chance", "loss", "used"):
        rows = [n for n in found.numbers if n.topic == topic]
        assert rows
        assert all(n.change is None and n.apart is not None for n in rows)
    whole = {n.name for n in found.of("money") if n.change is not None}
    # Fiscal years 2008/09 and 2009/10 are whole in both, 2010/11 is not.
    assert {name.split()[-1] for name in whole} == {"2008/09", "2009/10"}
    # Data that were not revised, but reach further.
    assert found.revisions is not None
    assert not found.revisions.same
    assert found.revisions.observations > 500
    assert found.revisions.changed == ()


def test_effects_are_means_over_the_quarters_that_both_evaluate(before: Cycle, base: Cycle) -> None:
    found = compare(before, base)
    assert before.evaluation is not None
    own = next(f for f in before.evaluation.findings if f.name == "plan on GROWTH")
    effects = path(own.series, "effect")
    span = Span.parse("2008Q4:2009Q3")
    assert number(found, "effect", "plan on GROWTH")[0] == pytest.approx(mean(effects, span))
    assert number(found, "effect", "plan on GROWTH")[0] != pytest.approx(own.estimate)


def test_revised_observations_are_told(base: Cycle) -> None:
    evaluation, frozen = base.evaluation, base.plan.frozen
    assert evaluation is not None and frozen is not None
    first = evaluation.outturn[0]
    old = first.values[1]
    assert old is not None
    values = (first.values[0], old + 0.3, *first.values[2:])
    outturn = (dataclasses.replace(first, values=values), *evaluation.outturn[1:])
    later = base.replace(
        evaluation=evaluation.replace(outturn=outturn),
        plan=base.plan.replace(frozen=frozen.replace(data="0" * 16)),
    )
    found = compare(base, later)
    assert found.revisions is not None
    (only,) = found.revisions.changed
    assert (only.name, only.period) == (first.name, first.start + 1)
    assert only.b - only.a == pytest.approx(0.3)


def test_whether_data_were_revised_is_unknown_where_none_are_held(base: Cycle) -> None:
    bare = base.plan.replace(frozen=None)
    assert compare(bare, bare.replace(loss=1.0)).revisions is None


def test_what_means_something_else_is_not_subtracted(base: Cycle) -> None:
    plan = base.plan
    r = next(s for s in plan.instruments if s.name == "r")
    others = tuple(s for s in plan.instruments if s.name != "r")
    basis = plan.replace(instruments=(dataclasses.replace(r, unit="basis points"), *others))
    found = compare(plan, basis)
    assert "r" not in {p.name for p in found.along("instrument")}
    assert "basis points in B" in {o.why.en.split(", ")[-1] for o in found.left_out}
    years = dataclasses.replace(r, start=Period.parse("2009"))
    (left,) = compare(plan, plan.replace(instruments=(years, *others))).left_out
    assert left.why.en == "other frequencies"
    aim = plan.attainment[0]
    harder = dataclasses.replace(aim, desired=aim.desired + 1.0)
    found = compare(plan, plan.replace(attainment=(harder, *plan.attainment[1:])))
    (row,) = (n for n in found.of("chance") if n.name == aim.variable)
    assert row.apart is not None and row.change is None
    assert [n.change for n in found.of("loss")] == [None, None]
    assert list(given(found)) == [aim.variable]
    # A target that counts from what comes without policy is the same wherever that is.
    moved = dataclasses.replace(aim, desired=aim.desired + 1.0, before=aim.before + 1.0)
    assert not compare(plan, plan.replace(attainment=(moved, *plan.attainment[1:]))).given


def test_limits_that_bind_in_one_have_no_difference(base: Cycle, war: Cycle) -> None:
    binding = {b.constraint for b in base.plan.binding} - {b.constraint for b in war.plan.binding}
    assert binding
    rows = {n.name: n for n in compare(base, war).of("price")}
    for name in binding:
        assert rows[name].b is None
        assert rows[name].change is None
        assert rows[name].a == max(p.price for p in base.plan.binding if p.constraint == name)


def test_trip_wires_of_both_in_the_periods_that_both_watch(before: Cycle, base: Cycle) -> None:
    found = compare(before, base)
    assert {p.name for p in found.along("upper wire")} == {"GROWTH", "U", "INFL"}
    for shown in found.along("lower wire", "upper wire"):
        assert shown.span == Span.parse("2008Q4:2008Q4")
        for cycle, side in ((before, shown.a), (base, shown.b)):
            (wire,) = (w for w in cycle.plan.trip_wires
                       if (w.variable, w.period) == (shown.name, shown.span.start))  # fmt: skip
            assert side == (wire.lower if shown.topic == "lower wire" else wire.upper,)


def test_what_of_a_limit_is_used_is_unknown_without_the_path_it_counts_from(base: Cycle) -> None:
    plan = base.plan
    (limit,) = plan.limits
    assert limit.relative
    used = number(compare(plan, plan), "used", limit.name)[0]
    rest = tuple(s for s in plan.baseline if s.name != limit.variable)
    assert number(compare(plan, plan.replace(baseline=rest)), "used", limit.name) == (used, None)


def test_documents_without_their_plans_say_which_these_were(base: Cycle, war: Cycle) -> None:
    for a, b in ((base.monitoring, war.monitoring), (base.evaluation, war.evaluation)):
        assert given(compare(a, b))["plan"] == (base.plan.id, war.plan.id)
        assert "plan" not in given(compare(a, a))


def test_a_difference_is_the_comparison_with_what_is_subtracted(base: Cycle, war: Cycle) -> None:
    for a, b in ((base, war), (base.plan, war.plan), (base.diagnosis, war.diagnosis),
                 (base.evaluation, war.evaluation), (base.monitoring, war.monitoring)):  # fmt: skip
        found = b - a  # type: ignore[operator]
        assert found == compare(a, b)
        assert from_json(Comparison, to_json(found)) == found
        assert is_intact(found)
        assert 0 < len(repr(found).splitlines()) <= 30
        assert found.summary("zh") != found.summary("en")
        assert not found.to_frame().empty
        assert tb.compare(a, b) == found
    assert (war - base).plot().charts


def test_a_plan_less_itself_is_nothing(base: Cycle) -> None:
    found = base.plan - base.plan
    assert found.given == ()
    assert not any(n.change for n in found.numbers)
    assert not found.to_frame().xs("B less A", axis=1, level=2).fillna(0.0).to_numpy().any()


def test_an_adopted_plan_compares_with_a_plan(base: Cycle) -> None:
    adopted = tb.adopt(base.plan, by="Council", on=base.plan.start)
    found = compare(base.plan, adopted)
    assert given(found)["by"] == ("none", "Council")
    assert not any(n.change for n in found.numbers)


def test_inputs_that_documents_do_not_hold(base: Cycle) -> None:
    found = compare(base, base, (Origin("x", "aaa"), Origin("y", "bbb")))
    assert [(g.topic, g.name) for g in found.given] == [("rest", "inputs")]
    assert (found.a.called, found.b.called) == ("x", "y")


def refused(a: object, b: object) -> TinbergenError:
    with pytest.raises(TinbergenError) as caught:
        compare(a, b)
    return caught.value


def test_what_does_not_compare(base: Cycle) -> None:
    plan: Plan = base.plan
    assert refused(plan, base.diagnosis).code == "C281"
    assert refused(plan.trip_wires[0], plan.trip_wires[1]).code == "C281"
    far = refused(plan, plan.replace(start=plan.start + 400, **_far(plan, 400)))
    assert far.code == "C282"
    assert "no period in common" in str(far)
    with pytest.raises(TinbergenError, match="C006"):
        plan - base.diagnosis


def _far(plan: Plan, by: int) -> dict[str, Any]:
    names = ("instruments", "baseline_instruments", "planned", "baseline")
    moved = {
        n: tuple(dataclasses.replace(s, start=s.start + by) for s in getattr(plan, n))
        for n in names
    }
    return {**moved, "trip_wires": (), "fiscal": None}
