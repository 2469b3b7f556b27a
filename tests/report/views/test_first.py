"""The first screen of a plan: what to do, its cost, its chances, what speaks against it."""

import dataclasses
import re

import pytest

from tinbergen.core.documents.evidence import Finding, Provenance, Series
from tinbergen.core.documents.fiscal import FiscalTable
from tinbergen.core.documents.plan import Plan
from tinbergen.core.documents.plan_record import Standing
from tinbergen.core.documents.problem import Constraint
from tinbergen.core.documents.robustness import Robustness
from tinbergen.core.period import Period
from tinbergen.core.text import NO_TEXT, Text
from tinbergen.loop.case.cases import load
from tinbergen.loop.design import design
from tinbergen.loop.plan_notes import no_better
from tinbergen.report.blocks import Definitions, Table
from tinbergen.report.case.context import context_of
from tinbergen.report.views.attainment import attainment_table
from tinbergen.report.views.context import Context
from tinbergen.report.views.first import first_section
from tinbergen.report.views.first_against import step
from tinbergen.report.views.first_cost import is_money
from tinbergen.report.views.first_moves import recommends_rules
from tinbergen.report.views.limits import callouts, limits, price_chart
from tinbergen.report.views.plan import solution


@pytest.fixture(scope="module")
def case():
    return dataclasses.replace(load("us-2008"), draws=100)


@pytest.fixture(scope="module")
def plan(case) -> Plan:
    return design(case, alternatives=False)


@pytest.fixture(scope="module")
def context(case, plan) -> Context:
    return context_of(case, plan)


def rows(plan: Plan, context: Context, lang="en") -> dict[str, str]:
    blocks = [b for b in first_section(plan, context).blocks if isinstance(b, Definitions)]
    return {term.en: meaning(lang) for block in blocks for term, meaning in block.items}


def path(name: str, unit: str, *values: float) -> Series:
    return Series(name, unit, Period.parse("2008Q4"), values)


def test_every_instrument_is_named_with_its_size_and_date(plan, context) -> None:
    """Sizes are those of the plan's own paths."""
    spending, base = plan.instruments[0], plan.baseline_instruments[0]
    moves = [a - b for a, b in zip(spending.values, base.values, strict=True)]
    lead = first_section(plan, context).lead
    assert lead.en.startswith("From 2008 Q4 to 2011 Q3, against letting the rules go on: ")
    assert f"federal purchases up by {sum(moves) / 12:.1f} billion 2005 dollars a year" in lead.en
    assert f"most in 2011 Q3: {max(moves):.1f}" in lead.en
    # A name may be no noun that an article would suit: the direction comes after it.
    assert "; measure on federal taxes less transfers down by " in lead.en
    assert f"联邦政府购买平均提高{10 * sum(moves) / 12:.0f}亿2005年美元" in lead.zh


def test_a_path_on_both_sides_says_both_ends_and_a_later_one_when_it_begins(plan, context) -> None:
    both = plan.replace(
        instruments=(path("r", "percent", 2.0, 2.5, 1.2),), horizon=3,
        baseline_instruments=(path("r", "percent", 2.0, 2.0, 2.0),),
    )  # fmt: skip
    lead = first_section(both, context).lead
    assert (
        ": short-term interest rate by +0.50 percentage points (2009 Q1) to −0.80 (2009 Q2), "
        "from 2009 Q1" in lead.en
    )
    assert "2009年一季度起" in lead.zh
    late = plan.replace(
        instruments=(path("r", "percent", 2.0, 3.0, 4.0),), horizon=3,
        baseline_instruments=(path("r", "percent", 2.0, 2.0, 2.0),),
    )  # fmt: skip
    # 1 and 2 points: 1.5 from then on, not 1 over all periods.
    assert "up by 1.50 percentage points on average" in first_section(late, context).lead.en


def test_projects_are_carried_out(plan, context) -> None:
    done = plan.replace(
        instruments=(path("G_gov", "0 or 1", 1.0), path("TAX", "0 or 1", 0.0)), horizon=1,
        baseline_instruments=(path("G_gov", "0 or 1", 0.0), path("TAX", "0 or 1", 0.0)),
    )  # fmt: skip
    assert first_section(done, context).lead.en.endswith(": carry out federal purchases.")


def test_money_is_the_budget_tables(plan, context) -> None:
    fiscal = plan.fiscal
    assert isinstance(fiscal, FiscalTable)
    said = rows(plan, context)["Cost"]
    assert said.startswith(f"{sum(fiscal.direct):.0f} billion 2005 dollars for the measures")
    assert f"the deficit rises by {sum(fiscal.deficit):.0f}. To be decided by 2008 Q4." in said
    assert said.endswith("Unknown or not in money: short-term interest rate.")
    assert f"{10 * round(sum(fiscal.direct)):,}亿2005年美元" in rows(plan, context, "zh")["Cost"]


def test_without_prices_money_is_what_a_limit_counts_or_unknown(plan, context) -> None:
    bare = plan.replace(fiscal=None, limits=())
    assert rows(bare, context)["Cost"].startswith("Unknown: ")
    outlay = Constraint(
        "outlay", Text("Outlay", "支出"), "G_gov", "at_most", 30.0,
        Text("million euros", "百万欧元"), cumulative=True, relative=True, used=2.0,
    )  # fmt: skip
    moved = bare.replace(
        limits=(outlay,), horizon=2, instruments=(path("G_gov", "", 105.0, 110.0),),
        baseline_instruments=(path("G_gov", "", 100.0, 100.0),),
    )  # fmt: skip
    # 5 and 10 more than no policy, and 2 that had been used before.
    assert rows(moved, context)["Cost"] == "Outlay: 17.0 of at most 30.0 million euros."
    assert rows(moved, context, "zh")["Cost"] == "支出：1,700万（上限3,000万欧元）。"


def test_a_price_of_something_is_no_sum_of_money() -> None:
    assert is_money("billion 2005 dollars") and is_money("million euros a year")
    assert not is_money("pounds per tonne") and not is_money("million tonnes")


def test_targets_say_without_with_and_how_likely(plan, context) -> None:
    (table,) = (b for b in first_section(plan, context).blocks if isinstance(b, Table))
    for aim, row in zip(plan.attainment, table.rows, strict=True):
        cells = table.cells(row, "en")
        assert cells[1:3] == [f"{aim.before:.1f}", f"{aim.planned:.1f}"]
        assert cells[3] == f"{100 * aim.probability_before:.0f}% → {100 * aim.probability:.0f}%"
    assert "not that it may be wrong" in table.note.en
    assert len(table.columns) == 4
    silent = tuple(a.replace(probability=None) for a in plan.attainment)
    (table,) = (
        b for b in first_section(plan.replace(attainment=silent, outcomes=()), context).blocks
        if isinstance(b, Table)
    )  # fmt: skip
    assert table.cells(table.rows[0], "zh")[3] == "未知"
    assert "Chances are unknown" in table.note.en


def test_what_speaks_against_it_names_what_it_worsens_and_who_disagrees(plan, context) -> None:
    said = rows(plan, context)["Against the plan"]
    assert said.startswith(
        "Further from the target with it, on average: inflation. It rests on one description of the economy"
    )
    assert "Skill unknown: neither plans of this kind nor the outlook has a record" in said
    split = Robustness(("a", "b"), (0.5, 0.5), (), (), None, 1.0, 0.0, ("b",), "plan")
    said = rows(plan.replace(robustness=split), context)["Against the plan"]
    assert "1 of 2 models say that it does worse than the rules: “b”." in said
    # Without such a comparison each world's own losses tell, if the plan was made for these.
    two = (plan.worlds[0].replace(name="a"), plan.worlds[0].replace(loss=99.0))
    said = rows(plan.replace(worlds=two), context)["Against the plan"]
    assert "1 of 2 models say" in said
    expected = plan.replace(worlds=two, objective="expected")
    assert "the 2 models" in rows(expected, context)["Against the plan"]


def test_misses_that_grow_in_single_periods_are_told_though_the_average_is_nearer(
    plan, context
) -> None:
    """By the parts of the loss, which weigh each period's miss."""
    part = plan.loss_parts[0]
    assert part.name == "GROWTH" and part.after < part.before
    grown = (part.replace(after=1.3 * part.before), *plan.loss_parts[1:])
    worse = plan.replace(loss_parts=grown)
    told = "Missed by more in single quarters with it, though not on average: GDP growth."
    assert told in rows(worse, context)["Against the plan"]
    assert "GDP增长率" in rows(worse, context, "zh")["Against the plan"]
    assert "single quarters" not in rows(plan, context)["Against the plan"]
    mean = tuple(a.replace(average=True) for a in plan.attainment)
    assert "single" not in rows(worse.replace(attainment=mean), context)["Against the plan"]


def test_targets_that_are_met_without_a_plan_speak_against_it(plan, context) -> None:
    met = tuple(
        a.replace(desired=a.before, planned=a.before, sense="at_least") for a in plan.attainment
    )
    said = rows(plan.replace(attainment=met), context)["Against the plan"]
    assert said.startswith("Its targets are met on average without it too. ")
    one = (met[0].replace(desired=met[0].before + 1), *met[1:])
    assert "without it too" not in rows(plan.replace(attainment=one), context)["Against the plan"]


def test_an_outlook_without_skill_is_said_to_have_none(plan, context) -> None:
    """Japan's record as of 2012, in brackets AR(2)'s: 5.72 (5.48), .52 (.52), 1.80 (1.79), .19 (.18)."""
    weak = no_better(load("japan-2012"))
    assert weak.benchmark.en == "AR(2)"
    told = dataclasses.replace(context, no_better=weak)
    said = rows(plan, told)["Against the plan"]
    assert said.endswith(" A year ahead its outlook was no better than AR(2) for output growth, "
                         "unemployment rate, consumer price inflation and overnight call rate.")  # fmt: skip
    assert "产出增长、" in rows(plan, told, "zh")["Against the plan"]
    assert no_better(load("us-now")) is None and no_better(load("us-2008")) is None


def test_a_target_against_the_path_without_policy_is_said_to_be_one(plan, context) -> None:
    """Its number is an average of what moves: misses are counted from each period's own."""
    table = next(b for b in first_section(plan, context).blocks if isinstance(b, Table))
    told = "Asked for against the path without policy: GDP growth and unemployment rate."
    assert told in table.note.en
    full = attainment_table(plan, context.relative)
    assert "without policy, period by period: GDP growth. The average is shown" in full.note.en
    assert "逐期以无政策路径为基准的目标：GDP增长率。" in full.note.zh
    assert "period by period" not in attainment_table(plan).note.en


@pytest.mark.parametrize(
    ("risk", "en"),
    [(None, "the mean over draws of the sum"), (0.9, "the mean over the worst 10% of draws of")],
)
def test_an_expected_loss_says_over_which_draws(case, plan, risk, en) -> None:
    """Of a plan without its case that is unknown."""
    mean = plan.replace(objective="expected")
    loss = solution(mean, context_of(dataclasses.replace(case, risk=risk), mean)).items[0][1]
    assert en in loss.en
    assert "or over the worst" in solution(mean, Context()).items[0][1].en
    assert "weighted squared misses" in solution(plan, Context()).items[0][1].en
    fresh = dict(solution(mean.replace(fresh_loss=30.5), Context()).items)
    told = next(text.en for term, text in fresh.items() if term.en == "Fresh draws")
    assert told.startswith("30.50 with the plan") and "30.50 does not compare" in told


def test_a_limit_is_priced_in_what_it_is_worth_on_the_target_missed_most(plan, context) -> None:
    """Misses smaller by a share e save 2 e of their quadratic loss, e of a linear one."""
    assert "more room would be worth almost nothing" in rows(plan, context)["Against the plan"]
    dear = plan.replace(binding=tuple(b.replace(price=4 * b.price) for b in plan.binding))
    price = limits(dear)[0].dearest.price
    inflation = next(p for p in plan.loss_parts if p.name == "INFL")
    aim = next(a for a in plan.attainment if a.variable == "INFL")
    worth = price / (2 * inflation.after) * aim.shortfall
    said = rows(dear, context)["Against the plan"]
    assert (
        "1 percentage point more room would be worth as much as missing inflation by "
        f"{worth:.3f} percentage points a year less" in said
    )
    assert "loss" not in said
    linear = dataclasses.replace(context, linear=True)
    assert (
        f"missing inflation by {2 * worth:.3f} percentage" in rows(dear, linear)["Against the plan"]
    )
    mean = rows(dear.replace(objective="expected"), context)["Against the plan"]
    assert f"missing all targets together by {100 * price / (2 * plan.loss):.2f}% less" in mean


def test_limits_that_no_path_keeps_are_said_first(plan, context) -> None:
    price = plan.binding[0].replace(
        constraint="deficit limit", title=Text("Added deficit", "新增赤字"), period=None,
        unit=Text("percent of GDP", "占GDP百分比"), slack=-3.25, price=99.0,
    )  # fmt: skip
    broken = plan.replace(binding=(price, *plan.binding))
    said = rows(broken, context)["Against the plan"]
    assert said.startswith(
        "No path keeps all limits, and this one breaks “added deficit” by 3.25 percentage points"
    )
    assert "It goes as far as “short-term interest rate: lower bound” allows" in said
    assert (
        "突破“新增赤字”（超出占GDP的 3.25 个百分点）"
        in rows(broken, context, "zh")["Against the plan"]
    )
    assert "No path keeps" not in rows(plan, context)["Against the plan"]


def test_limits_that_bind_after_the_horizon_are_said_to(plan, context) -> None:
    """The horizon ends in 2011Q3; a limit on the tail may bind in more periods than it has."""
    one, end = plan.binding[0], plan.start + plan.horizon
    late = tuple(one.replace(period=end + k) for k in range(plan.horizon + 3))
    tail = plan.replace(binding=late)
    assert "in a period, after the horizon" not in rows(plan, context)["Against the plan"]
    said = rows(tail, context)["Against the plan"]
    assert "lower bound” allows after the horizon, in 2011 Q4 to 2015 Q2" in said
    assert callouts(tail)[0].title.en.endswith("binding after the horizon, in 2011 Q4 to 2015 Q2")
    assert price_chart(tail) is None
    both = plan.replace(binding=(*late[:2], one.replace(period=end - 1)))
    said = rows(both, context)["Against the plan"]
    assert "in 2011 Q3 and, after the horizon, in 2011 Q4 to 2012 Q1" in said
    assert "2011年三季度及计划期之后的" in rows(both, context, "zh")["Against the plan"]
    assert "binding in 2011 Q3 and, after the horizon, in 2011 Q4" in callouts(both)[0].title.en


@pytest.mark.parametrize(
    ("share", "unit", "size"),
    [
        (0.003, "percent", 1.0),
        (0.5, "percent", 0.1),
        (1e-4, "billion yen", 100.0),
        (1e-4, "pounds per tonne", 1.0),
    ],
)
def test_room_is_counted_in_steps_that_can_be_read(share, unit, size) -> None:
    assert step(share, Text(unit, unit)) == pytest.approx(size)


def test_plans_that_never_beat_the_rules_leave_them(plan, context) -> None:
    standing = Standing(
        Period.parse("1985Q1"), Period.parse("2000Q1"), 61, 12.0, 11.0, 10.0, 2.0, -1.0, 5.0
    )
    kept = plan.replace(record=standing)
    lead = first_section(kept, context).lead
    assert lead.en.startswith("Let the rules go on for federal purchases, ")
    assert "past plans like this one did no better" in lead.en
    assert rows(kept, context)["Cost"].startswith("No money. With the plan: ")
    assert "Of 61 past plans" in rows(kept, context)["Against the plan"]


def test_where_rules_are_recommended_the_plan_below_is_said_not_to_be(plan, context) -> None:
    split = Robustness(("a", "b"), (0.5, 0.5), (), (), None, 1.0, 0.0, ("b",), "rules")
    for other in (plan.replace(robustness=split), plan):
        assert recommends_rules(other) == (other is not plan)
        section = first_section(other, context)
        (table,) = (b for b in section.blocks if isinstance(b, Table))
        told = "for comparison only" in section.lead.en, "not recommended" in table.title.en
        assert told == (recommends_rules(other),) * 2
        assert ("It is wrong if" in rows(other, context)) != recommends_rules(other)
    # Where the plan is the rules nothing is below that could be mistaken for advice.
    idle = plan.replace(instruments=plan.baseline_instruments)
    section = first_section(idle, context)
    assert section.lead.en.endswith("nothing else does better.")
    assert "It is wrong if" in rows(idle, context)


def test_a_chance_that_no_tolerance_allows_says_so(plan, context) -> None:
    point = plan.attainment[0].replace(sense="at", probability=None, probability_before=None)
    (table,) = (
        b for b in first_section(plan.replace(attainment=(point,)), context).blocks
        if isinstance(b, Table)
    )  # fmt: skip
    assert "'tolerance' in the case says how near" in table.note.en
    assert (
        "tolerance"
        not in next(b for b in first_section(plan, context).blocks if isinstance(b, Table)).note.en
    )


def test_the_first_wires_have_a_date_and_a_false_alarm_rate(plan, context) -> None:
    said = rows(plan, context)["It is wrong if"]
    wire = plan.trip_wires[0]
    assert said.startswith(f"2008 Q4 brings GDP growth outside −{-wire.lower:.1f} to ")
    assert (
        "at least one of its 12 trip-wires up to 2009 Q3 fires all the same with a chance of at most 10%"
        in said
    )
    assert rows(plan.replace(trip_wires=()), context)["It is wrong if"].startswith("Unknown")


def test_an_alarm_takes_the_place_of_everything(plan, context) -> None:
    alarm = Finding(
        "", "alarm", "data: D270", Text("Data", "数据"), Text("P is an index.", "P 是指数。"), None,
        NO_TEXT, plan.start, NO_TEXT, Provenance("", NO_TEXT), severity=3.0,
    )  # fmt: skip
    section = first_section(plan.replace(alarms=(alarm,)), context)
    assert section.lead.en == "No recommendation: the numbers are not to be relied on."
    (warning,) = section.blocks
    assert warning.body.en == "P is an index."
    assert "raise federal purchases" not in plan.replace(alarms=(alarm,)).summary()


def test_bands_say_what_a_per_cent_is_of(plan, context) -> None:
    """Inflation's bands are at annual rates; the labour force goes without saying, output not."""
    said = rows(plan, context)["It is wrong if"]
    assert re.search(r"unemployment rate outside [\d.]+ to [\d.]+%,", said)
    assert re.search(r"inflation outside −?[\d.]+ to [\d.]+% a year", said)
    assert re.search(r"GDP growth outside −?[\d.]+ to [\d.]+% a year,", said)
    wire = plan.trip_wires[0].replace(
        variable="X", title=Text("Trade", "贸易"), unit=Text("percent of GDP", "占GDP百分比")
    )
    said = rows(plan.replace(trip_wires=(wire,)), context)["It is wrong if"]
    assert "this trip-wire fires all the same" in said
    assert re.search(r"trade outside [−\d.]+ to [\d.]+% of GDP", said)


def test_large_targets_are_told_without_decimals_that_nobody_knows(plan, context) -> None:
    aim = plan.attainment[0].replace(desired=542037.16, before=539037.16, planned=541596.16)
    near = aim.replace(desired=100.5, before=100.0, planned=100.06)
    (table,) = (
        b for b in first_section(plan.replace(attainment=(aim, near)), context).blocks
        if isinstance(b, Table)
    )  # fmt: skip
    assert table.cells(table.rows[0], "en")[1:3] == ["539,037", "541,596"]
    assert table.cells(table.rows[1], "en")[1:3] == ["100.0", "100.1"]


def test_outlays_under_a_ceiling_are_a_cost(plan, context) -> None:
    """What a case may spend at any time is no unknown; sums over the horizon go first."""
    ceiling = Constraint(
        "budget", Text("Outlays", "支出"), "G_gov", "at_most", 110.0,
        Text("millions of dollars", "百万美元"),
    )  # fmt: skip
    bare = plan.replace(
        fiscal=None, limits=(), horizon=2, instruments=(path("G_gov", "", 104.0, 104.0),),
        baseline_instruments=(path("G_gov", "", 0.0, 0.0),),
    )  # fmt: skip
    known = dataclasses.replace(context, ceilings=(ceiling,))
    assert rows(bare, known)["Cost"] == "Outlays: 104 of at most 110 million dollars."


def test_the_case_gives_its_ceilings() -> None:
    case = load("us-manufacturer")
    assert "OUTLAY" in [c.variable for c in context_of(case).ceilings]


def test_a_band_in_chinese_has_no_unit_inside(plan, context) -> None:
    wire = plan.trip_wires[0].replace(
        variable="X", title=Text("Ratio", "充足率"),
        unit=Text("percent of risk-weighted assets", "占风险加权资产百分比"),
    )  # fmt: skip
    said = rows(plan.replace(trip_wires=(wire,)), context, "zh")["It is wrong if"]
    assert re.search(r"充足率超出[−\d.]+至[\d.]+%。", said)
