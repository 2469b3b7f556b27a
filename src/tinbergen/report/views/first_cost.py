"""What a plan costs in money."""

from __future__ import annotations

import re

from tinbergen.charts.quantities import again, amount
from tinbergen.charts.typeset import period_text
from tinbergen.core.documents.plan import Plan
from tinbergen.core.text import Text
from tinbergen.report.views.context import Context
from tinbergen.report.views.first_moves import moves_of, recommends_rules
from tinbergen.report.wording import (
    clauses,
    decimals_for,
    inside,
    listed,
    sentences,
)

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
        "Unknown: the case says of no instrument what it costs in money; 'money' under an "
        "instrument would tell it",
        "金额未知：案例未说明任何工具的成本（可在工具下以 money 字段说明）",
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
    if not moves_of(plan):
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
    moved = [inside(context.title(n)) for n in fiscal.unpriced if n in moves_of(plan)]
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
