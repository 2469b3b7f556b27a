"""A budget split among cases: who gets what, what a unit buys, and what each plan attains."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Bars, Line
from tinbergen.charts.ranking import Ranking, Row
from tinbergen.charts.typeset import number
from tinbergen.core.documents.budget import Crossing, Share
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Cell, Column, Table
from tinbergen.report.document import Block, Document, Section
from tinbergen.report.views.actors import actor_section
from tinbergen.report.views.attainment import attainment_table
from tinbergen.report.views.concepts import concept_section
from tinbergen.report.views.context import Context
from tinbergen.report.views.first_budget import first_section
from tinbergen.report.views.money import money
from tinbergen.report.views.responses import response_section
from tinbergen.report.views.weights import weight_section
from tinbergen.report.wording import (
    clauses,
    listed,
    readable,
    sentences,
)

_WORDS = {
    "price": Text("Shadow price", "影子价格"),
    "budget": Text("Budget", "预算"),
    "spent": Text("Spent", "支出"),
    "shares": Text("Who gets what", "如何分配"),
    "frontier": Text("What the budget buys", "预算能换来什么"),
    "payoff": Text("What giving all to one would cost", "全部给予一方的代价"),
    "plans": Text("The plans", "各项计划"),
    "loss": Text("loss, without policy = 1", "损失，无政策 = 1"),
    "case": Text("Case", "案例"),
    "own": Text("In its own unit", "折合自身单位"),
}


def view(found: Crossing, context: Context) -> Document:
    """The split, the frontier, what scenarios do and the plans; a gist has the split alone."""
    found = legible(found)
    meta: list[tuple[Text, Cell]] = [
        (_WORDS["budget"], money(found, found.budget)),
        (_WORDS["spent"], money(found, found.spent)),
    ]
    split = dataclasses.replace(shares(found), note=Text(found.id, found.id))
    sections = [first_section(found), split]
    if not context.brief:
        sections += [frontier(found), payoff(found)]
        sections += [weight_section(found)] if found.other_weights else []
        sections += [actor_section(found)] if found.actors else []
        sections += [response_section(found)] if found.responses else []
        sections += [concept_section(found)] if found.outcomes else []
        sections.append(plans(found))
    return Document(readable(found.title), meta=meta, sections=sections)


def legible(found: Crossing) -> Crossing:
    """The same, the cases' titles set as print sets them."""
    named = tuple(dataclasses.replace(s, title=readable(s.title)) for s in found.shares)
    return dataclasses.replace(found, shares=named)


def _price(found: Crossing, value: float) -> str:
    """What a step of the budget saves, of a price by the unit."""
    return _digits(value * found.percent)


def _digits(value: float) -> str:
    """A part of a loss to two digits that count, and never with an exponent.

    >>> _digits(0.0083), _digits(8e-05)
    ('0.0083', '0.000080')
    """
    return number(value, max(0, 1 - math.floor(math.log10(abs(value))))) if value else "0"


def shares(
    found: Crossing, own: Mapping[str, Text] | None = None, note: Text | None = None
) -> Section:
    """Amounts and losses by case; ``own`` says what an amount comes to in the case's unit."""
    ordered = sorted(found.shares, key=lambda s: -s.amount)
    lead = sentences(
        Text("The best split gives {parts}", "最优分配为：{parts}").fill(
            parts=listed([
                Text("{money} to {case}", "{case}得 {money}").fill(
                    money=money(found, s.amount), case=s.title)
                for s in ordered
            ])
        ),
        _margin(found),
    )  # fmt: skip
    blocks: list[Block] = [*([note] if note else []), picture(found, Context()),
                           _share_table(found, own or {})]  # fmt: skip
    return Section(_WORDS["shares"], lead, blocks)


def picture(found: Crossing, context: Context) -> Ranking:
    """The shares as bars, the largest first."""
    ordered = sorted(found.shares, key=lambda s: -s.amount)
    title = Text("Most goes to {case}: {money}", "{case}所得最多，为{money}").fill(
        case=ordered[0].title, money=money(found, ordered[0].amount)
    )
    return Ranking(
        title, [Row(s.title, s.amount) for s in ordered], Text("Shares of the budget", "预算份额"),
        found.unit, mark="bar", decimals=1,
    )  # fmt: skip


def _margin(found: Crossing) -> Text:
    if found.price <= 0:
        return Text(
            "That is all that lowers any loss; the rest of the budget is left over",
            "这已是能够降低损失的全部支出，预算尚有剩余",
        )
    served = [s for s in found.shares if s.amount > 0]
    none = [s for s in found.shares if s.amount <= 0]
    said = Text(
        "At these shares the last unit saves the same wherever it goes; at that rate one percent "
        "of the budget ({money}) is worth {price} of loss: that is its shadow price",
        "在此份额下，最后一单位资金无论给谁所减损失相同；按此比率，预算的 1%（{money}）值 {price} "
        "的损失，这就是预算的影子价格",
    ).fill(money=money(found, found.percent), price=_price(found, found.price))
    kinks = [_KINK.fill(case=s.title, left=_price(found, s.left or 0.0),
                        right=_price(found, s.right or 0.0))
             for s in served if s.kinked]  # fmt: skip
    if not none or not served:
        return clauses([said, *kinks])
    no_policy = Text(
        "{cases}: even its first unit would save less", "{cases}：首单位所减损失即低于此数"
    )
    return clauses([said, no_policy.fill(cases=listed([s.title for s in none])), *kinks])


_KINK = Text(
    "{case} stands at a kink: at the slope just below its share one percent is worth {left}, at "
    "that just above {right}",
    "{case}处于折点：按份额之下的斜率，1% 值 {left}，按份额之上的斜率值 {right}",
)


def _side(value: float | None) -> str:
    """What a percent saves or costs; a dash where there is nothing to tell."""
    return "–" if value is None else _digits(value)


def _share_table(found: Crossing, own: Mapping[str, Text]) -> Table:
    columns = (
        Column(_WORDS["case"], align="text"),
        Column(Text("Gets", "所得"), found.unit, decimals=2),
        *([Column(_WORDS["own"], align="text", detail=True)] if own else []),
        Column(Text("Loss with nothing", "全无时的损失"), decimals=3),
        Column(Text("Loss with its share", "得其份额时的损失"), decimals=3),
        Column(Text("Loss with the whole budget", "得全部预算时的损失"), decimals=3),
        Column(Text("One percent of the budget less costs", "预算减少 1% 增加")),
        Column(Text("One percent of the budget more saves", "预算再增 1% 减少")),
    )
    rows: list[list[Cell]] = [
        [s.title, s.amount, *([own[s.case]] if own else []), s.loss_without, s.loss,
         s.loss_with_all, _side(s.less), _side(s.more)]
        for s in found.shares
    ]  # fmt: skip
    note = Text(
        "Losses are parts of each case's loss with no new policy: 1 is as bad as doing nothing. A "
        "case that may spend nothing can still use instruments that cost nothing, or pay for one "
        "with another. A percent less and a percent more are designed, not read off a slope; who "
        "has less than a percent loses all of it",
        "损失以各案例无新政策时的损失为 1。即使不能新增支出，仍可动用不花钱的工具，"
        "或以一项工具抵补另一项。增减 1% 均重新设计得出，并非由斜率推算；所得不足 1% 者失去全部",
    )
    return Table(None, columns, rows, note=sentences(note))


def frontier(found: Crossing) -> Section:
    """Losses, shares and the price of the budget by its size."""
    points = found.frontier
    percent = range(0, 100 + 1, 100 // (len(points) - 1))
    first, last = points[0], points[-1]
    half = points[len(points) // 2]
    gain = first.loss - last.loss
    share = 100 * (first.loss - half.loss) / gain if gain > 0 else 100.0
    title = Text(
        "The first half of the budget brings {share}% of what the whole one brings",
        "前一半预算带来全部成效的 {share}%",
    ).fill(share=number(share, 0))
    label = Text("Percent of the budget ({money})", "占预算的百分比（{money}）").fill(
        money=money(found, found.budget)
    )
    loss = Chart(
        title, percent, (Line(Text("Sum of losses", "损失之和"), [p.loss for p in points]),),
        Text("Least weighted sum of losses", "最小加权损失之和"), _WORDS["loss"], x_label=label,
        y_range=(0.0, first.loss),
    )  # fmt: skip
    spending = [Line(s.title, [p.amounts[i] for p in points]) for i, s in enumerate(found.shares)]
    split = Chart(
        Text("Who is served first", "先满足谁"), percent, spending,
        Text("Best shares by size of the budget", "不同预算规模下的最优份额"), found.unit,
        x_label=label,
    )  # fmt: skip
    price = Chart(
        Text(
            "What one more percent saves falls as the budget grows",
            "预算越大，再增 1% 的收益越小",
        ),
        percent[1:],
        (Bars(_WORDS["price"], [p.price * found.percent for p in points[1:]]),),
        Text("Shadow price of the budget: loss saved by one more percent of the whole",
             "预算的影子价格：再增全部预算的 1% 所减少的损失"),
        x_label=label, height=150,
    )  # fmt: skip
    lead = Text(
        "With nothing to spend the losses add up to {first}, with the whole budget to {last}",
        "没有支出时损失合计 {first}，动用全部预算时为 {last}",
    ).fill(first=number(first.loss, 2), last=number(last.loss, 2))
    return Section(_WORDS["frontier"], sentences(lead), [loss, split, price])


def payoff(found: Crossing) -> Section:
    """Rows: who gets all; columns: what that does to each."""
    total = sum(s.weight * s.loss for s in found.shares)
    columns = [
        Column(Text("All goes to", "全部给予"), align="text"),
        *(Column(s.title, decimals=3) for s in found.shares),
        Column(Text("Weighted sum", "加权合计"), decimals=3),
        Column(Text("Worse than the best split by", "较最优分配增加"), decimals=3),
    ]
    rows: list[list[Cell]] = []
    costs: list[tuple[float, Share]] = []
    for winner in found.shares:
        losses = [s.loss_with_all if s is winner else s.loss_without for s in found.shares]
        sum_all = sum(s.weight * x for s, x in zip(found.shares, losses, strict=True))
        costs.append((sum_all - total, winner))
        rows.append([winner.title, *losses, sum_all, sum_all - total])
    best = Text("The best split", "最优分配")
    rows.append([best, *(s.loss for s in found.shares), total, 0.0])
    cost, worst = max(costs, key=lambda pair: pair[0])
    lead = Text(
        "Giving all to {case} would cost the others most: the sum of losses would be {cost} higher",
        "若全部给予{case}，其他各方损失最大：损失之和增加 {cost}",
    ).fill(case=worst.title, cost=number(cost, 2))
    note = Text(
        "Each case's loss, without policy = 1, if one gets the whole budget and the others nothing",
        "某一案例得到全部预算、其余为零时各案例的损失，无政策 = 1",
    )
    table = Table(None, columns, rows, note=sentences(note), strong=[len(rows) - 1])
    return Section(_WORDS["payoff"], sentences(lead), [table])


def plans(found: Crossing) -> Section:
    """What each case's plan attains with its share."""
    blocks: list[Block] = []
    for share, plan in zip(found.shares, found.plans, strict=True):
        met = all(a.met for a in plan.attainment)
        head = Text("{case}, with {money}", "{case}，所得{money}").fill(
            case=share.title, money=money(found, share.amount)
        )
        blocks.append(Callout(head, sentences(plan.verdict), "note" if met else "warning"))
        blocks.append(dataclasses.replace(attainment_table(plan), title=None, note=None))
    note = Text(
        "Means over each case's horizon; a target of every period is met only if each period "
        "meets it",
        "均为各案例计划期内的均值；逐期目标须每期达标才算达标",
    )
    return Section(_WORDS["plans"], sentences(note), blocks)
