"""How targets fare: means, misses and the words of the verdict."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.plan import Attainment
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.attainment import verdict_of
from tinbergen.loop.plan import make_plan


def quick(situation, **changes):
    case = dataclasses.replace(situation.case, draws=50, **changes)
    return dataclasses.replace(situation, case=case)


def test_attainment_follows_from_the_planned_path(plan, situation, spoken) -> None:
    for target, attained in zip(situation.case.targets, plan.attainment, strict=True):
        path = np.array(next(s.values for s in plan.planned if s.name == target.variable))
        base = situation.model_world.run[target.variable]
        wanted = target.desired + (base if target.relative else 0 * base)
        sign = -1 if target.sense == "at_least" else 1
        misses = np.maximum(sign * (path - wanted), 0)
        assert attained.desired == pytest.approx(wanted.mean())
        assert attained.before == pytest.approx(base.mean())
        assert attained.planned == pytest.approx(path.mean())
        mean = max(0.0, float(sign * (path - wanted).mean()))
        shortfall = mean if target.average else misses.mean()
        assert attained.shortfall == pytest.approx(shortfall, abs=1e-7)
        assert attained.worst == pytest.approx(misses.max(), abs=1e-7)
        assert attained.worst_period - plan.start == int(np.argmax(misses))
        assert attained.periods_met == int((misses < 1e-5).sum())
        assert attained.met == (shortfall < 1e-5 if target.average else misses.max() < 1e-5)
        spoken(attained.title, attained.unit)


def test_targets_out_of_reach_are_named_with_their_miss(situation, spoken) -> None:
    targets = list(situation.case.targets)
    targets[0] = dataclasses.replace(targets[0], desired=40.0)
    plan = make_plan(quick(situation, targets=tuple(targets)))
    growth = plan.attainment[0]
    assert not growth.met
    assert growth.probability == 0
    assert growth.shortfall > 30
    spoken(plan.verdict)
    assert plan.verdict.en.startswith("Not all targets can be met")
    assert f"GDP growth: {growth.shortfall:.2f}" in plan.verdict.en
    assert f"GDP增长率平均偏离目标{growth.shortfall:.2f}" in plan.verdict.zh
    assert f"{growth.worst:.2f}" in plan.verdict.zh


def test_targets_within_reach(situation) -> None:
    (easy,) = (t for t in situation.case.targets if t.variable == "U")
    plan = make_plan(quick(situation, targets=(dataclasses.replace(easy, desired=5.0),)))
    (aim,) = plan.attainment
    assert aim.met
    # What the central path does says nothing of the chance, which stands beside it.
    assert plan.verdict.en == (
        "The target is met on the central path; the chance that the average meets it is "
        f"{100 * aim.probability:.0f} %."
    )
    assert plan.binding == ()
    np.testing.assert_allclose(plan.loss, 0, atol=1e-9)


@pytest.mark.parametrize(("part", "met"), [(0.005, False), (1e-9, True)])
@pytest.mark.parametrize("average", [True, False])
def test_a_target_missed_by_half_a_percent_is_missed(situation, part, met, average) -> None:
    """Nothing can be moved, so that unemployment is the baseline's; the target is just below."""
    spending = dataclasses.replace(situation.case.instruments[0], lower=0.0, upper=0.0)
    base = situation.model_world.run["U"]
    (target,) = (t for t in situation.case.targets if t.variable == "U")
    wanted = dataclasses.replace(
        target, relative=True, desired=-part * float(base.mean()), average=average, tolerance=0.0
    )
    plan = make_plan(quick(situation, instruments=(spending,), targets=(wanted,), constraints=()))
    (found,) = plan.attainment
    assert found.planned == pytest.approx(base.mean(), rel=1e-9)
    assert found.shortfall == pytest.approx(part * base.mean(), rel=1e-4)
    assert found.met is met
    assert found.periods_met == (12 if met else 0)
    assert plan.verdict.en.startswith("The target is met" if met else "Not all targets")


EXPORTS = Attainment(
    variable="X", title=Text("Exports", "出口"), unit=Text("billion dollars", "十亿美元"),
    sense="at_least", average=False, desired=2657.0, before=2357.0, planned=2464.8, linear=2464.8,
    shortfall=192.18, worst=236.84, worst_period=Period.parse("2018"), periods_met=0, met=False,
    probability=None, probability_before=None,
)  # fmt: skip


def test_the_worst_miss_is_counted_as_the_mean_one_is() -> None:
    """Chinese counts by 亿 and not by billions: 236.84 beside 1,921.8亿 would read as less."""
    said = verdict_of([EXPORTS], [], 0.0)
    assert (
        "Exports: 192.18 billion dollars off target on average, at worst 236.84, in 2018" in said.en
    )
    assert "出口平均偏离目标1,921.8亿美元，2018年最差，为 2,368.4亿" in said.zh


def test_a_quarter_and_a_unit_without_a_scale_stay_as_they_are() -> None:
    aim = EXPORTS.replace(unit=Text("percent", "百分比"), worst_period=Period.parse("2009Q1"))
    assert "2009Q1最差，为 236.84" in verdict_of([aim], [], 0.0).zh


def test_the_least_chance_of_what_is_met_is_told_in_percent() -> None:
    met = EXPORTS.replace(met=True, probability=0.97)
    jobs = met.replace(title=Text("Jobs", "就业"), probability=0.84)
    unknown = met.replace(title=Text("Prices", "物价"), probability=None)
    said = verdict_of([met, jobs, unknown], [], 0.0)
    assert said.en.endswith("is lowest for Jobs: 84 %.")
    assert said.zh.endswith("以就业最低，为 84%。")
    alone = verdict_of([jobs], [], 0.0)
    assert alone.en == (
        "The target is met on the central path; the chance that the average meets it is 84 %."
    )
    assert alone.zh == "中心路径上目标可实现；均值达标的概率为 84%。"


def test_a_point_has_a_chance_only_with_a_tolerance(situation) -> None:
    (easy,) = (t for t in situation.case.targets if t.variable == "U")
    for tolerance in (0.0, 1.5):
        point = dataclasses.replace(
            easy, desired=5.0, sense="at", relative=False, percent=False, tolerance=tolerance
        )
        (aim,) = make_plan(quick(situation, targets=(point,))).attainment
        assert (aim.probability is None) == (aim.probability_before is None) == (tolerance == 0)
