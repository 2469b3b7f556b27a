"""What a minister reads of a plan: what to do, its cost, its chances, what speaks against it.

It is made of the plan alone, whoever's it is; what nobody knows is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tinbergen.charts.quantities import again, amount, short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.plan import Attainment, Plan
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Cell, Column, Definitions, Table
from tinbergen.report.document import Block, Section
from tinbergen.report.views.context import Context, span_of
from tinbergen.report.views.first_against import against
from tinbergen.report.views.first_cost import cost
from tinbergen.report.views.first_moves import MOST, only_compared, recommendation
from tinbergen.report.wording import (
    capital,
    decimals_for,
    inside,
    listed,
    sentences,
    stretch,
    telling_decimals,
)

TITLE = Text("In short", "要点")


def first_section(plan: Plan, context: Context, *further: tuple[Text, Cell]) -> Section:
    """The recommendation, and what a decision needs besides; ``further`` rows come last.

    Where alarms forbid reading the plan, these alone.
    """
    if plan.alarms:
        return Section(TITLE, sentences(_STOP["lead"]), list(warnings(plan)))
    if plan.scenario is not None:
        # Nature sets it: there is nothing to recommend, to pay or to achieve.
        return Section(TITLE, sentences(plan.verdict))
    wrong = "other" if only_compared(plan) else "wrong"
    rows = [
        (_ROWS["cost"], cost(plan, context)),
        (_ROWS["against"], against(plan, context)),
        (_ROWS[wrong], wrong_if(plan)),
        *further,
    ]
    blocks: list[Block] = [Definitions(rows[:1])]
    if plan.attainment:
        blocks.append(targets_table(plan, context.relative))
    return Section(TITLE, recommendation(plan, context), [*blocks, Definitions(rows[1:])])


_STOP = {
    "lead": Text(
        "No recommendation: the numbers are not to be relied on", "不作建议：数值不可依赖"
    ),
    "title": Text("Settle this first", "请先解决"),
}


def warnings(plan: Plan) -> Sequence[Callout]:
    """The alarms, each set off."""
    return [Callout(_STOP["title"], sentences(a.statement), "warning") for a in plan.alarms]


_ROWS = {
    "cost": Text("Cost", "成本"),
    "against": Text("Against the plan", "反对理由"),
    "wrong": Text("It is wrong if", "何时证伪"),
    "other": Text("Its picture is wrong if", "其判断何时证伪"),
}

_AIMS = {
    "title": Text("What it is expected to achieve", "预期成果"),
    "other": Text(
        "For comparison: the plan that was found and is not recommended",
        "供比较：所得计划，并不建议",
    ),
    "target": Text("Target", "目标"),
    "asked": Text("{name}, {sense}{asked}", "{name}（{sense}{asked}）"),
    "idle": Text("Without", "无计划"),
    "plan": Text("With the plan", "有计划"),
    "chance": Text("Chance of meeting it", "达标概率"),
    "unknown": Text("unknown", "未知"),
    "note": Text("Averages over {span}", "{span}平均值"),
    "moving": Text(
        "Asked for against the path without policy: {names}",
        "以无政策路径为基准的目标：{names}",
    ),
    "draws": Text(
        "Chance: share of {draws} draws whose average meets the target. The draws cover {covers}",
        "概率：均值达标的抽样占 {draws} 次抽样的比例，其中计入{covers}",
    ),
    "one": Text(
        "chance events and estimation errors within one description of the economy, not that it "
        "may be wrong",
        "同一种经济描述下的随机扰动与估计误差，未计入该描述本身有误的可能",
    ),
    "several": Text(
        "the errors of {count} models and where they differ, not what none of them sees",
        "{count} 个模型的误差及其分歧，未计入它们都未见之事",
    ),
    "none": Text(
        "Chances are unknown: nothing in these models is random", "概率未知：模型不含随机成分"
    ),
    "point": Text(
        "Unknown for a target that is one number exactly: 'tolerance' in the case says how near "
        "counts as met",
        "目标为单一数值者概率未知：在案例中以 tolerance 说明多近算达标",
    ),
}
_SENSE = {
    "at": Text("at ", ""),
    "at_least": Text("at least ", "不低于"),
    "at_most": Text("at most ", "不高于"),
}


def targets_table(plan: Plan, relative: Collection[str] = ()) -> Table:
    """Each target without and with the plan, and its chances."""
    rows: list[list[Cell]] = []
    for aim in plan.attainment:
        means = (aim.desired, aim.before, aim.planned)
        digits = telling_decimals(means, decimals_for(means))
        wanted = amount(aim.desired, short(aim.unit), digits, count=False)
        name = _AIMS["asked"].fill(name=capital(aim.title), sense=_SENSE[aim.sense], asked=wanted)
        rows.append([name, number(aim.before, digits), number(aim.planned, digits), _chance(aim)])
    columns = (
        Column(_AIMS["target"], align="text"),
        Column(_AIMS["idle"]),
        Column(_AIMS["plan"]),
        Column(_AIMS["chance"]),
    )
    moving = [inside(a.title) for a in plan.attainment if a.variable in relative]
    said = [_AIMS["note"].fill(span=stretch(plan.start, span_of(plan).end))]
    said += [_AIMS["moving"].fill(names=listed(moving))] if moving else []
    said.append(_covers(plan))
    if plan.outcomes and any(a.probability is None and a.sense == "at" for a in plan.attainment):
        said.append(_AIMS["point"])
    title = _AIMS["other" if only_compared(plan) else "title"]
    return Table(title, columns, rows, note=sentences(*said))


def _chance(aim: Attainment) -> Cell:
    if aim.probability is None or aim.probability_before is None:
        return _AIMS["unknown"]
    return f"{100 * aim.probability_before:.0f}% → {100 * aim.probability:.0f}%"


def _covers(plan: Plan) -> Text:
    """What the draws are of, and what not."""
    if not plan.outcomes:
        return _AIMS["none"]
    count = sum(view.outlook_weight > 0 or view.response_weight > 0 for view in plan.worlds)
    covers = _AIMS["several" if count > 1 else "one"].fill(count=count)
    return _AIMS["draws"].fill(draws=number(plan.outcomes[0].draws, 0), covers=covers)


_WRONG = {
    "band": Text("{name} outside {low} to {high}", "{name}超出{low}至{high}"),
    "one": Text("{period} brings {bands}", "{period}出现以下任一情形：{bands}"),
    "rate": Text(
        "If the plan is right, at least one of its {count} trip-wires up to {last} fires all the "
        "same with a chance of at most {chance}%",
        "即使判断正确，至{last}的 {count} 条触发线中仍有至少一条触发的概率至多 {chance}%",
    ),
    "only": Text(
        "If the plan is right, this trip-wire fires all the same with a chance of at most "
        "{chance}%",
        "即使判断正确，该触发线触发的概率仍至多 {chance}%",
    ),
    "none": Text(
        "Unknown: the plan has no trip-wires, since nothing in it is random",
        "未知：计划不含随机成分，没有触发线",
    ),
}


_OR = Text(", or ", "，或")


def _band_unit(title: Text, unit: Text) -> Text:
    """The unit of a band as a sentence has it: what a rate of unemployment is of goes unsaid."""
    brief = short(unit)
    if brief.en in ("% of the labour force", "%"):
        return Text("%", "%")
    if brief.en.startswith("% of "):
        # Chinese puts what it is of before each number, which suits no band.
        return Text(brief.en, "%")
    if brief.en == "%, annualised":
        return Text("%", "%") if "annualised" in title.en else Text("% a year", "%，折年率")
    # An index names its base.
    return Text(f"({brief.en})", brief.zh) if "=" in brief.en else brief


def wrong_if(plan: Plan) -> Text:
    """The first outturns that would falsify a plan, when, and how often they mislead."""
    wires = plan.trip_wires
    if not wires:
        return sentences(_WRONG["none"])
    first = wires[0].period
    titles = {a.variable: a.title for a in plan.attainment}
    bands = []
    for wire in [w for w in wires if w.period == first][:MOST]:
        digits = decimals_for([wire.lower, wire.upper])
        title = titles.get(wire.variable, wire.title)
        unit = _band_unit(title, wire.unit)
        low, high = again(wire.lower, unit, digits), amount(wire.upper, unit, digits)
        bands.append(_WRONG["band"].fill(name=inside(title), low=low, high=high))
    last = max((w.period for w in wires), key=lambda period: period.ordinal)
    return sentences(
        _WRONG["one"].fill(period=period_text(first), bands=_OR.join(bands)),
        _WRONG["rate" if len(wires) > 1 else "only"].fill(
            count=len(wires), last=period_text(last), chance=number(100 * (1 - wires[0].level), 0)
        ),
    )
