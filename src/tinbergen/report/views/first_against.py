"""What speaks against a plan."""

from __future__ import annotations

import numpy as np

from tinbergen.charts.quantities import amount, change_of, short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.plan import Attainment, Plan
from tinbergen.core.text import Text
from tinbergen.report.views.attainment import missing
from tinbergen.report.views.context import Context
from tinbergen.report.views.first_cost import is_money
from tinbergen.report.views.first_moves import MOST
from tinbergen.report.views.limits import Limit, limits
from tinbergen.report.wording import (
    PERIODS,
    inside,
    listed,
    sentences,
    telling_decimals,
)

#: A share of misses that is not worth telling.
_TINY = 5e-3
#: From here on weighed misses have grown.
_GROWN = 1.01

_AGAINST = {
    "unneeded": Text(
        "Its targets are met on average without it too", "无此计划，目标平均而言也能实现"
    ),
    "worse": Text(
        "Further from the target with it, on average: {names}", "均值更远离目标：{names}"
    ),
    "uneven": Text(
        "Missed by more in single {periods} with it, though not on average: {names}",
        "均值未更远、但个别{periods}偏差加大：{names}",
    ),
    "worlds": Text(
        "{some} of {all} models say that it does worse than the rules: {names}",
        "{all} 个模型中有 {some} 个认为其逊于规则延续：{names}",
    ),
    "agree": Text(
        "None of {all} models says that it does worse than the rules",
        "{all} 个模型均不认为其逊于规则延续",
    ),
    "one": Text(
        "It rests on one description of the economy: no other was asked",
        "仅依据一种经济描述，别无对照",
    ),
    "unasked": Text(
        "Whether one of the {count} models says that it does worse than the rules is unknown",
        "{count} 个模型中是否有认为其逊于规则延续者，未知",
    ),
    "nothing": Text(
        "{limit}, where a little more room would be worth almost nothing",
        "{limit}，但略为放宽几无收益",
    ),
    "limit": Text("It goes as far as “{title}” allows {when}", "已达“{title}”的界限（{when}）"),
    "broken": Text(
        "No path keeps all limits, and this one breaks {names}",
        "没有路径满足全部约束，此计划突破{names}",
    ),
    "by": Text("“{title}” by {excess}", "“{title}”（超出{excess}）"),
    "whole": Text("throughout", "全期"),
    "in": Text("in {periods}", "{periods}"),
    "late": Text("after the horizon, in {late}", "计划期之后的{late}"),
    "both": Text("in {periods} and, after the horizon, in {late}", "{periods}及计划期之后的{late}"),
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
    "weak": Text(
        "A year ahead its outlook was no better than {rival} for {names}",
        "提前一年，其展望对{names}的预测不优于 {rival}",
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
    """What speaks against a plan: limits it breaks, targets it worsens, models that disagree,
    limits that hold it back, its skill."""
    found = limits(plan)
    broken = [limit for limit in found if limit.excess > 0]
    said = []
    if broken:
        said.append(_AGAINST["broken"].fill(names=listed([_excess(limit) for limit in broken])))
    if plan.attainment and not any(missing(a, a.before) for a in plan.attainment):
        said.append(_AGAINST["unneeded"])
    worse = [a for a in plan.attainment if missing(a, a.planned) > missing(a, a.before) + 1e-9]
    worse = [a for a in worse if _apart(a)]
    if worse:
        said.append(_AGAINST["worse"].fill(names=listed([inside(a.title) for a in worse])))
    uneven = [a for a in plan.attainment if a not in worse and _uneven(a, plan)]
    if uneven:
        said.append(_AGAINST["uneven"].fill(
            names=listed([inside(a.title) for a in uneven]), periods=PERIODS[plan.start.frequency]
        ))  # fmt: skip
    said.append(_models(plan))
    kept = [limit for limit in found if limit.excess == 0]
    if kept:
        said.append(_limit(plan, kept[0], context))
    if plan.record is None:
        said.append(_AGAINST["unscored" if context.unscored is None else "neither"])
    else:
        record = plan.record
        said.append(_AGAINST["record"].fill(
            n=record.n, first=period_text(record.first), last=period_text(record.last),
            plan=number(record.plan, 1), followed=number(record.followed, 1)))  # fmt: skip
    if (weak := context.no_better) is not None:
        names = listed([inside(title) for title in weak.titles])
        said.append(_AGAINST["weak"].fill(rival=weak.benchmark, names=names))
    return sentences(*said)


def _excess(limit: Limit) -> Text:
    """By how much a limit is broken."""
    size = amount(limit.excess, change_of(limit.unit), 2)
    return _AGAINST["by"].fill(title=inside(limit.title), excess=size)


def _apart(aim: Attainment) -> bool:
    """Whether print shows that the plan changes a target's average."""
    digits = telling_decimals((aim.desired, aim.before, aim.planned), 1)
    return number(aim.before, digits) != number(aim.planned, digits)


def _uneven(aim: Attainment, plan: Plan) -> bool:
    """Whether a target's misses, weighed period by period along the central path, grow."""
    part = next((p for p in plan.loss_parts if p.name == aim.variable), None)
    return not aim.average and part is not None and part.after > _GROWN * part.before + 1e-9


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
    names = [_AGAINST["title"].fill(title=titles.get(n, n)) for n in worse[:MOST]]
    if len(worse) > MOST:
        names.append(_AGAINST["more"].fill(count=len(worse) - MOST))
    return _AGAINST["worlds"].fill(some=len(worse), all=count, names=listed(names))


def _limit(plan: Plan, limit: Limit, context: Context) -> Text:
    """The most expensive limit, and what room is worth in misses of targets.

    Where the loss is of degree d in its misses, making a part of it smaller by a share e saves
    d e of that part; so a price p for a step is worth the share p / (d part) of its misses.
    """
    which, facts = limit.when(plan)
    if which == "in" and not 0 < len(limit.periods) < plan.horizon:
        which = "whole"
    when = _AGAINST[which].fill(**facts)
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
