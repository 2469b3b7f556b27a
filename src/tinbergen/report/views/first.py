"""What a minister reads of a plan: what to do, its cost, its chances, what speaks against it.

It is made of the plan alone, whoever's it is; what nobody knows is said to be unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.charts.quantities import again, amount, change_of, short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Attainment, Plan
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Cell, Column, Definitions, Table
from tinbergen.report.document import Block, Section
from tinbergen.report.views.attainment import missing
from tinbergen.report.views.context import Context, named, span_of
from tinbergen.report.views.limits import Limit, limits
from tinbergen.report.wording import (
    capital,
    clauses,
    decimals_for,
    inside,
    listed,
    sentences,
    stretch,
    stretches,
    telling_decimals,
)

Array = NDArray[np.float64]

#: Instruments, worlds and watched variables that are named; of more it is said how many.
_MOST = 4
#: A share of misses that is not worth telling.
_TINY = 5e-4
#: A project that is done or not.
_SWITCH = "0 or 1"

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
    rows = [
        (_ROWS["cost"], cost(plan, context)),
        (_ROWS["against"], against(plan, context)),
        (_ROWS["wrong"], wrong_if(plan)),
        *further,
    ]
    blocks: list[Block] = [Definitions(rows[:1])]
    if plan.attainment:
        blocks.append(targets_table(plan))
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
}

_DO = {
    "plan": Text(
        "From {when}, against letting the rules go on: {moves}", "{when}，与规则延续相比：{moves}"
    ),
    "rules": Text(
        "Let the rules go on for {names}, from {when}: {why}",
        "{when}，{names}均按既有规则延续：{why}",
    ),
    "record": Text(
        "past plans like this one did no better than policy as it was",
        "以往此类计划并不优于实际政策",
    ),
    "worlds": Text(
        "models disagree over the plan by more than it gains", "各模型对计划的分歧大于计划的收益"
    ),
    "nothing": Text("nothing else does better", "没有更好的选择"),
    "raise": Text("{name} up by {mean} on average", "{name}平均提高{mean}"),
    "lower": Text("{name} down by {mean} on average", "{name}平均降低{mean}"),
    "most": Text("{verb} (at most {most}, in {when})", "{verb}，{when}最多{most}"),
    "both": Text(
        "{name} by {low} {unit} ({first}) to {high} ({second})",
        "{name}变动 {low} {unit}（{first}）至 {high}（{second}）",
    ),
    "do": Text("carry out {names}", "实施{names}"),
    "more": Text("{count} more instruments (see below)", "另 {count} 项工具（见下文）"),
    "start": Text("{move}, from {period}", "{move}（{period}起）"),
}


def recommends_rules(plan: Plan) -> bool:
    """Whether not the plan is recommended but that rules go on."""
    return plan.unproven or not _moves(plan)


def recommendation(plan: Plan, context: Context) -> Text:
    """What to set and from when, or that the rules go on and why."""
    moves, when = _moves(plan), stretch(plan.start, span_of(plan).end)
    if not recommends_rules(plan):
        return sentences(_DO["plan"].fill(when=when, moves=clauses(_told(plan, moves, context))))
    unbeaten = plan.record is not None and not plan.record.better
    why = "nothing" if not moves else "record" if unbeaten else "worlds"
    names = [inside(context.title(series.name)) for series in plan.instruments]
    if len(names) > _MOST:
        names = [*names[: _MOST - 1], _DO["more"].fill(count=len(names) - _MOST + 1)]
    return sentences(_DO["rules"].fill(names=listed(names), when=when, why=_DO[why]))


def _moves(plan: Plan) -> dict[str, tuple[Series, Array]]:
    """The instruments that the plan moves by as much as print shows, and by how much, (T,)."""
    found = {}
    for planned in plan.instruments:
        base = np.array(named(plan.baseline_instruments, planned.name).values, dtype=float)
        path = np.array(planned.values, dtype=float)
        digits = decimals_for([*path.tolist(), *base.tolist()], fine=True)
        moves = path - base
        if np.abs(moves).max() >= 0.5 * 10.0**-digits:
            found[planned.name] = (planned, moves)
    return found


def _told(plan: Plan, moves: dict[str, tuple[Series, Array]], context: Context) -> list[Text]:
    """The largest moves in words; projects in one clause."""
    projects = [n for n, (s, path) in moves.items() if s.unit == _SWITCH and path.max() > 0.5]
    words = [
        _move(context.title(n), plan, series, path, context)
        for n, (series, path) in moves.items()
        if series.unit != _SWITCH
    ]
    if projects:
        names = listed([inside(context.title(n)) for n in projects])
        words.insert(0, _DO["do"].fill(names=names))
    rest = len(words) - _MOST
    return [*words[:_MOST], *([_DO["more"].fill(count=rest)] if rest > 0 else [])]


def _move(title: Text, plan: Plan, series: Series, moves: Array, context: Context) -> Text:
    name, unit = inside(title), change_of(context.unit(series))
    seen = np.abs(moves) > 0.005 * np.abs(moves).max()
    first = int(np.argmax(seen))
    digits = decimals_for(moves.tolist(), fine=np.abs(moves).max() < 10)
    low, high = int(np.argmin(moves)), int(np.argmax(moves))
    if min(-moves[low], moves[high]) > 0.1 * np.abs(moves).max():
        ends = sorted((low, high))
        told = _DO["both"].fill(
            name=name, unit=unit,
            low=number(float(moves[ends[0]]), digits, signed=True),
            first=period_text(series.start + ends[0]),
            high=number(float(moves[ends[1]]), digits, signed=True),
            second=period_text(series.start + ends[1]),
        )  # fmt: skip
    else:
        # From when it moves on: a mean that is told with a later start is that from there.
        mean = float(moves[first:].mean())
        size = amount(abs(mean), unit, digits)
        told = _DO["raise" if mean > 0 else "lower"].fill(name=name, mean=size)
        far = int(np.argmax(np.abs(moves)))
        if abs(moves[far]) > 1.1 * abs(mean):
            most = again(abs(float(moves[far])), unit, digits)
            told = _DO["most"].fill(verb=told, most=most, when=period_text(series.start + far))
    return told if first == 0 else _DO["start"].fill(
        move=told, period=period_text(series.start + first))  # fmt: skip


_COST = {
    "measures": Text(
        "{sum} for the measures over the horizon; with the economy's answer the deficit {moves} by "
        "{deficit}",
        "期内措施合计{sum}；计入经济反应后，赤字{moves}{deficit}",
    ),
    "alone": Text(
        "{sum} for the measures over the horizon; what the economy's answer adds is unknown",
        "期内措施合计{sum}；经济反应的影响未知",
    ),
    True: Text("rises", "增加"),
    False: Text("falls", "减少"),
    "file": Text("{sum} in the data's unit", "{sum}（数据所用单位）"),
    "saves": Text("a saving of {sum}", "节省{sum}"),
    "decide": Text("To be decided by {period}", "最迟须在{period}决定"),
    "limit": Text("{title}: {sum} of at most {bound}", "{title}：{sum}（上限{bound}）"),
    "unknown": Text(
        "Unknown: the case says of no instrument what it costs in money",
        "金额未知：案例未说明任何工具的成本",
    ),
    "part": Text("Unknown or not in money: {names}", "未知或不计金额：{names}"),
    "none": Text("No money", "不需要资金"),
    "would": Text("With the plan: {cost}", "若按计划：{cost}"),
}
#: Sums of money, by the names of currencies; not prices of something.
_MONEY = re.compile(
    r"\b(dollars?|yen|pounds?|euros?|yuan|renminbi|won|rupees?|francs?|kron[ae]r?|pesos?)\b"
)


def is_money(unit: Text | str) -> bool:
    """Whether a unit is a sum of money, and no price of something.

    >>> is_money("billion 2005 dollars"), is_money("pounds per tonne")
    (True, False)
    """
    en = unit if isinstance(unit, str) else unit.en
    return bool(_MONEY.search(en)) and " per " not in en


def cost(plan: Plan, context: Context) -> Text:
    """What a plan costs in money; where rules go on, nothing, and what the plan would."""
    if not _moves(plan):
        return sentences(_COST["none"])
    told = _in_money(plan, context)
    if recommends_rules(plan):
        return sentences(_COST["none"], _COST["would"].fill(cost=inside(told)))
    return told


def _in_money(plan: Plan, context: Context) -> Text:
    fiscal = plan.fiscal
    if fiscal is None:
        spent = _limits_in_money(plan, context)
        return sentences(clauses(spent)) if spent else sentences(_COST["unknown"])
    direct, deficit = sum(fiscal.direct), sum(fiscal.deficit)
    digits = decimals_for([direct, deficit])
    size = amount(abs(direct), fiscal.unit, digits)
    if fiscal.unit.en.startswith("as in"):
        size = _COST["file"].fill(sum=size)
    facts = {"sum": size if direct >= 0 else _COST["saves"].fill(sum=size)}
    told = _COST["alone"].fill(**facts)
    if fiscal.deficit:
        told = _COST["measures"].fill(
            moves=_COST[deficit >= 0], deficit=again(abs(deficit), fiscal.unit, digits), **facts
        )
    said = [told]
    dates = [line.decide for line in fiscal.lines if line.decide is not None]
    if dates:
        first = min(dates, key=lambda period: period.ordinal)
        said.append(_COST["decide"].fill(period=period_text(first)))
    moved = [inside(context.title(n)) for n in fiscal.unpriced if n in _moves(plan)]
    if moved:
        said.append(_COST["part"].fill(names=listed(moved)))
    return sentences(*said)


def _limits_in_money(plan: Plan, context: Context) -> list[Text]:
    """What a plan spends of each sum of money that it may not exceed, or at most in a period."""
    paths = {s.name: s for s in (*plan.planned, *plan.instruments)}
    before = {s.name: s for s in (*plan.baseline, *plan.baseline_instruments)}
    told = []
    for limit in (*plan.limits, *context.ceilings):
        if limit.sense != "at_most" or not is_money(limit.unit) or limit.variable not in paths:
            continue
        path = [v or 0.0 for v in paths[limit.variable].values]
        if limit.relative:
            idle = (v or 0.0 for v in before[limit.variable].values)
            path = [v - b for v, b in zip(path, idle, strict=True)]
        spent = sum(path) + limit.used if limit.cumulative else max(path)
        digits = decimals_for([limit.bound])
        facts = {
            "sum": again(spent, limit.unit, digits),
            "bound": amount(limit.bound, limit.unit, digits),
        }
        told.append(_COST["limit"].fill(title=limit.title, **facts))
    return told


_AIMS = {
    "title": Text("What it is expected to achieve", "预期成果"),
    "target": Text("Target", "目标"),
    "asked": Text("{name}, {sense}{asked}", "{name}（{sense}{asked}）"),
    "idle": Text("Without", "无计划"),
    "plan": Text("With the plan", "有计划"),
    "chance": Text("Chance of meeting it", "达标概率"),
    "unknown": Text("unknown", "未知"),
    "note": Text("Averages over {span}", "{span}平均值"),
    "draws": Text(
        "Chance: share of {draws} draws whose average meets the target. They cover {covers}",
        "概率：均值达标的抽样占 {draws} 次抽样的比例，其中计入{covers}",
    ),
    "one": Text(
        "chance events and estimation errors within one view of the economy, not that the view may "
        "be wrong",
        "同一种经济认识下的随机扰动与估计误差，未计入这种认识本身有误的可能",
    ),
    "several": Text(
        "the errors of {count} models and where they differ, not what none of them sees",
        "{count} 个模型的误差及其分歧，未计入它们都未见之事",
    ),
    "none": Text(
        "Chances are unknown: nothing in these models is random", "概率未知：模型不含随机成分"
    ),
}
_SENSE = {
    "at": Text("at ", ""),
    "at_least": Text("at least ", "不低于"),
    "at_most": Text("at most ", "不高于"),
}


def targets_table(plan: Plan) -> Table:
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
    note = sentences(_AIMS["note"].fill(span=stretch(plan.start, span_of(plan).end)), _covers(plan))
    return Table(_AIMS["title"], columns, rows, note=note)


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


_AGAINST = {
    "worse": Text("Further from the target with it: {names}", "使其更远离目标：{names}"),
    "worlds": Text(
        "{some} of {all} models say that it does worse than the rules: {names}",
        "{all} 个模型中有 {some} 个认为其逊于规则延续：{names}",
    ),
    "agree": Text(
        "None of {all} models says that it does worse than the rules",
        "{all} 个模型均不认为其逊于规则延续",
    ),
    "one": Text(
        "It rests on one view of the economy: no other was asked", "仅依据一种经济认识，别无对照"
    ),
    "unasked": Text(
        "Whether one of the {count} models says that it does worse than the rules is unknown",
        "{count} 个模型中是否有认为其逊于规则延续者，未知",
    ),
    "nothing": Text(
        "{limit}, though more room would be worth next to nothing", "{limit}，但放宽几无收益"
    ),
    "limit": Text("Held back by “{title}” {when}", "受“{title}”限制（{when}）"),
    "whole": Text("throughout", "全期"),
    "in": Text("in {periods}", "{periods}"),
    "worth": Text(
        "{limit}; {step} more room would be worth as much as missing {what} by {much} less",
        "{limit}；每放宽{step}，相当于{what}改善{much}",
    ),
    "all": Text("all targets together", "全部目标合计"),
    "neither": Text(
        "Skill unknown: neither plans of this kind nor the outlook has a record",
        "能力未知：此类计划与该展望均无成绩记录",
    ),
    "unscored": Text(
        "Skill unknown: plans of this kind have no record", "能力未知：此类计划没有成绩记录"
    ),
    "record": Text(
        "Of {n} past plans, {first} to {last}, the mean loss was {plan}, of policy as it was "
        "{followed}",
        "{first}至{last}的 {n} 个计划，平均损失为 {plan}，实际政策为 {followed}",
    ),
    "title": Text("“{title}”", "“{title}”"),
    "more": Text("and {count} more", "等另 {count} 个"),
}


def against(plan: Plan, context: Context) -> Text:
    """What speaks against a plan: targets it worsens, models that disagree, limits, its skill."""
    said = []
    worse = [a for a in plan.attainment if missing(a, a.planned) > missing(a, a.before) + 1e-9]
    worse = [a for a in worse if _apart(a)]
    if worse:
        said.append(_AGAINST["worse"].fill(names=listed([inside(a.title) for a in worse])))
    said.append(_models(plan))
    found = limits(plan)
    if found:
        said.append(_limit(plan, found[0], context))
    if plan.record is None:
        said.append(_AGAINST["unscored" if context.unscored is None else "neither"])
    else:
        record = plan.record
        said.append(_AGAINST["record"].fill(
            n=record.n, first=period_text(record.first), last=period_text(record.last),
            plan=number(record.plan, 1), followed=number(record.followed, 1)))  # fmt: skip
    return sentences(*said)


def _apart(aim: Attainment) -> bool:
    """Whether print shows that the plan changes a target's average."""
    digits = telling_decimals((aim.desired, aim.before, aim.planned), 1)
    return number(aim.before, digits) != number(aim.planned, digits)


def _models(plan: Plan) -> Text:
    """Which models say that rules are better."""
    asked = [w for w in plan.worlds if w.loss is not None and w.baseline_loss is not None]
    titles = {view.name: view.title for view in plan.worlds}
    if plan.robustness is not None:
        count, worse = len(plan.robustness.worlds), list(plan.robustness.worse)
    else:
        count = len(asked)
        worse = [w.name for w in asked if (w.loss or 0.0) > (w.baseline_loss or 0.0)]
        if count < 2:
            return _AGAINST["one"]
        if plan.objective != "central":
            # Worlds tell losses of the central path, which is not what the plan was made for.
            return _AGAINST["unasked"].fill(count=count)
    if not worse:
        return _AGAINST["agree"].fill(all=count)
    names = [_AGAINST["title"].fill(title=titles.get(n, n)) for n in worse[:_MOST]]
    if len(worse) > _MOST:
        names.append(_AGAINST["more"].fill(count=len(worse) - _MOST))
    return _AGAINST["worlds"].fill(some=len(worse), all=count, names=listed(names))


def _limit(plan: Plan, limit: Limit, context: Context) -> Text:
    """The most expensive limit, and what room is worth in misses of targets.

    Where the loss is of degree d in its misses, making a part of it smaller by a share e saves
    d e of that part; so a price p for a step is worth the share p / (d part) of its misses.
    """
    when = _AGAINST["whole"]
    if limit.periods and len(limit.periods) < plan.horizon:
        when = _AGAINST["in"].fill(periods=stretches(limit.periods))
    told = _AGAINST["limit"].fill(title=inside(limit.title), when=when)
    if plan.objective == "regret" or plan.theta is not None or plan.loss <= 0:
        return told
    aims = {a.variable: a for a in plan.attainment if a.shortfall > 0}
    parts = [part for part in plan.loss_parts if part.name in aims and part.after > 0]
    degree = 1 if context.linear else 2
    what, base, gap, unit = _AGAINST["all"], plan.loss, 100.0, Text("%", "%")
    if plan.objective == "central" and parts:
        most = max(parts, key=lambda part: part.after)
        aim = aims[most.name]
        what, base, gap = inside(aim.title), most.after, aim.shortfall
        unit = change_of(short(aim.unit))
    share = limit.dearest.price / (degree * base)
    size = step(share, limit.unit)
    if share * size < _TINY:
        return _AGAINST["nothing"].fill(limit=told)
    much = gap * share * size
    digits = max(0, 1 - int(np.floor(np.log10(much)))) if much > 0 else 0
    worth = amount(much, unit, min(4, digits))
    room = amount(size, change_of(limit.unit), max(0, -int(np.floor(np.log10(size)))))
    return _AGAINST["worth"].fill(limit=told, step=room, what=what, much=worth)


def step(share: float, unit: Text) -> float:
    """The power of ten of a limit's unit at which its worth can be read.

    One, but less where one would be worth more than a tenth of the misses, and of money more where
    one is worth next to nothing.

    >>> step(0.003, Text("percent", "%")), step(0.5, Text("percent", "%"))
    (1.0, 0.1)
    """
    if share <= 0:
        return 1.0
    size = 1.0
    while size * share > 0.1:
        size /= 10
    if is_money(unit):
        while size * share < 0.005:
            size *= 10
    return size


_WRONG = {
    "band": Text("{name} outside {low} to {high}", "{name}超出{low}至{high}"),
    "one": Text("{period} brings {bands}", "{period}出现以下任一情形：{bands}"),
    "rate": Text(
        "If the plan is right, one of its {count} trip-wires up to {last} fires all the same with "
        "a chance of at most {chance}%",
        "即使判断正确，至{last}的 {count} 条触发线中仍有一条触发的概率至多 {chance}%",
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
    for wire in [w for w in wires if w.period == first][:_MOST]:
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
