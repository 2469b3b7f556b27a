"""The report of several cases on one budget: who gets what, what a unit buys, what scenarios do."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from tinbergen import __version__
from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Bars, Line
from tinbergen.charts.ranking import Ranking, Row
from tinbergen.charts.typeset import number
from tinbergen.core import serial
from tinbergen.core.documents import Attainment, Crossing, Share
from tinbergen.core.files import write_atomic
from tinbergen.core.text import Language, Text
from tinbergen.loop.budget.file import Crossed
from tinbergen.loop.case.packs import names, pack
from tinbergen.loop.scenarios.concepts import concepts
from tinbergen.report.blocks import Callout, Cell, Column, Definitions, Table
from tinbergen.report.budget.scenarios import scenario_section
from tinbergen.report.budget.tables import TABLES
from tinbergen.report.concept_map import concept_map, link_table
from tinbergen.report.document import Block, Document, Section
from tinbergen.report.wording import (
    amount,
    capital,
    clauses,
    decimals_for,
    listed,
    readable,
    sentences,
    short,
    telling_decimals,
)

_WORDS = {
    "kind": Text("Packs on one budget", "跨领域预算"),
    "subtitle": Text("{budget} shared by {count} cases", "{count} 个案例分享 {budget}"),
    "budget": Text("Budget", "预算"),
    "spent": Text("Spent", "支出"),
    "price": Text("Shadow price", "影子价格"),
    "members": Text("Cases", "案例"),
    "shares": Text("Who gets what", "如何分配"),
    "frontier": Text("What the budget buys", "预算能换来什么"),
    "payoff": Text("What giving all to one would cost", "全部给予一方的代价"),
    "map": Text("What drives what", "概念图"),
    "plans": Text("The plans", "各项计划"),
    "ground": Text("How it is computed", "计算方法"),
    "loss": Text("loss, without policy = 1", "损失，无政策 = 1"),
    "case": Text("Case", "案例"),
    "colophon": Text(
        "Written by Tinbergen {version} from {crossing}. The folder of this report holds the "
        "crossing with its plans and all numbers as tables.",
        "由 Tinbergen {version} 根据 {crossing} 生成。同一文件夹内有全部计划与数据表。",
    ),
}


def build(found: Crossing, asked: Crossed) -> Document:
    """The report, in both languages."""
    named = tuple(dataclasses.replace(s, title=readable(s.title)) for s in found.shares)
    found = dataclasses.replace(found, shares=named)
    meta: list[tuple[Text, Cell]] = [
        (_WORDS["budget"], _money(found, found.budget)),
        (_WORDS["spent"], _money(found, found.spent)),
        (_WORDS["members"], len(found.shares)),
    ]
    sections = [_shares(found, asked), _frontier(found), _payoff(found)]
    if found.responses:
        sections.append(scenario_section(found, asked))
    sections += [*_map(asked), _plans(found), _ground(found, asked)]
    subtitle = _WORDS["subtitle"].fill(budget=_money(found, found.budget), count=len(found.shares))
    return Document(
        readable(found.title), subtitle, meta, sections,
        _WORDS["kind"], _WORDS["colophon"].fill(version=__version__, crossing=found.id),
    )  # fmt: skip


def write(found: Crossing, asked: Crossed, folder: Path, lang: Language = "en") -> dict[str, Path]:
    """Write the report in one language, the crossing as JSON and its numbers as CSV.

    Returns
    -------
    dict
        What is in each file -> its path: report, crossing and the tables of
        :data:`tinbergen.report.budget.tables.TABLES`. Each file is written whole or not at all.

    Raises
    ------
    TinbergenError
        C004 when the folder can't be made or written.
    """
    contents = {
        "report": ("report.html", build(found, asked).html(lang)),
        "crossing": ("crossing.json", serial.to_json(found)),
        **{name: (f"{name}.csv", make(found)) for name, make in TABLES.items()},
    }
    return {key: write_atomic(folder / name, text) for key, (name, text) in contents.items()}


def _money(found: Crossing, value: float) -> Text:
    digits = 0 if value == round(value) or found.budget >= 1000 else 1
    return amount(value, found.unit, digits)


def _price(found: Crossing, value: float) -> str:
    """What a step of the budget saves, of a price by the unit."""
    return f"{value * found.percent:.2g}"


def _shares(found: Crossing, asked: Crossed) -> Section:
    ordered = sorted(found.shares, key=lambda s: -s.amount)
    lead = sentences(
        Text("The best split gives {parts}", "最优分配为：{parts}").fill(
            parts=listed([
                Text("{money} to {case}", "{case}得 {money}").fill(
                    money=_money(found, s.amount), case=s.title)
                for s in ordered
            ])
        ),
        _margin(found),
    )  # fmt: skip
    title = Text("Most goes to {case}: {money}", "{case}所得最多，为{money}").fill(
        case=ordered[0].title, money=_money(found, ordered[0].amount)
    )
    picture = Ranking(
        title, [Row(s.title, s.amount) for s in ordered], Text("Shares of the budget", "预算份额"),
        found.unit, mark="bar", decimals=1,
    )  # fmt: skip
    blocks: list[Block] = [picture, _share_table(found, asked)]
    if asked.note is not None:
        blocks.insert(0, asked.note)
    return Section(_WORDS["shares"], lead, blocks)


def _margin(found: Crossing) -> Text:
    if found.price <= 0:
        return Text(
            "That is all that lowers any loss; the rest of the budget is left over",
            "这已是能够降低损失的全部支出，预算尚有剩余",
        )
    served = [s for s in found.shares if s.amount > 0]
    none = [s for s in found.shares if s.amount <= 0]
    said = Text(
        "At these shares one more percent of the budget ({money}) would save the same, {price} of "
        "loss, wherever it went: that is its shadow price",
        "在此份额下，预算再增 1%（{money}），无论给谁都减少损失 {price}，这就是预算的影子价格",
    ).fill(money=_money(found, found.percent), price=_price(found, found.price))
    if not none or not served:
        return said
    no_policy = Text("{cases}: it would save less than that", "{cases}：所减少的损失低于此数")
    return clauses([said, no_policy.fill(cases=listed([s.title for s in none]))])


def _share_table(found: Crossing, asked: Crossed) -> Table:
    columns = (
        Column(_WORDS["case"], align="text"),
        Column(Text("Gets", "所得"), found.unit, decimals=2),
        Column(Text("In its own unit", "折合自身单位"), align="text"),
        Column(Text("Loss with nothing", "全无时的损失"), decimals=3),
        Column(Text("Loss with its share", "得其份额时的损失"), decimals=3),
        Column(Text("Loss with the whole budget", "得全部预算时的损失"), decimals=3),
        Column(Text("One percent of the budget more saves", "预算再增 1% 减少")),
    )
    rows: list[list[Cell]] = [
        [s.title, s.amount, _own(s, asked), s.loss_without, s.loss, s.loss_with_all,
         _price(found, s.marginal)]
        for s in found.shares
    ]  # fmt: skip
    note = Text(
        "Losses are parts of each case's loss with no new policy: 1 is as bad as doing nothing. A "
        "case that may spend nothing can still use instruments that cost nothing, or pay for one "
        "with another",
        "损失以各案例无新政策时的损失为 1。即使不能新增支出，仍可动用不花钱的工具，"
        "或以一项工具抵补另一项",
    )
    return Table(None, columns, rows, note=sentences(note))


def _own(share: Share, asked: Crossed) -> Text:
    member = next(m for m in asked.members if m.case.name == share.case)
    limit = next(c for c in member.case.constraints if c.name == share.constraint)
    return amount(share.bound, short(limit.unit), decimals_for([share.bound], fine=True))


def _frontier(found: Crossing) -> Section:
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
        money=_money(found, found.budget)
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


def _payoff(found: Crossing) -> Section:
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


def _map(asked: Crossed) -> list[Section]:
    """The map of concepts, with the cases' own links; nothing where no pack declares one."""
    known = [pack(name) for name in names()]
    found = concepts(known, [link for m in asked.members for link in m.case.links])
    if not found.links:
        return []
    lead = Text(
        "A scenario is said once, in indicators; these links carry it to all packs",
        "情景只以指标表述一次，由下列联系传导至各领域包",
    )
    drawn: list[Block] = [concept_map(found, known), link_table(found)]
    return [Section(_WORDS["map"], sentences(lead), drawn)]


def _plans(found: Crossing) -> Section:
    blocks: list[Block] = []
    for share, plan in zip(found.shares, found.plans, strict=True):
        met = all(a.met for a in plan.attainment)
        head = Text("{case}, with {money}", "{case}，所得{money}").fill(
            case=share.title, money=_money(found, share.amount)
        )
        blocks.append(Callout(head, sentences(plan.verdict), "note" if met else "warning"))
        columns = (
            Column(Text("Target", "目标"), align="text"),
            Column(Text("Unit", "单位"), align="text"),
            Column(Text("Wanted", "期望")),
            Column(Text("Without policy", "无政策")),
            Column(Text("With the plan", "计划")),
            Column(Text("Met", "达标"), align="text"),
        )
        blocks.append(Table(None, columns, [_fared(a) for a in plan.attainment]))
    note = Text(
        "Means over each case's horizon; a target of every period is met only if each period "
        "meets it",
        "均为各案例计划期内的均值；逐期目标须每期达标才算达标",
    )
    return Section(_WORDS["plans"], sentences(note), blocks)


def _fared(aim: Attainment) -> list[Cell]:
    """A target's row, with decimals that tell its numbers apart."""
    values = (aim.desired, aim.before, aim.planned)
    digits = telling_decimals(values, least=2)
    desired, before, planned = (number(v, digits) for v in values)
    return [capital(aim.title), short(aim.unit), f"{_SIGNS[aim.sense]} {desired}", before,
            planned, "✓" if aim.met else "✗"]  # fmt: skip


_SIGNS = {"at": "=", "at_least": "≥", "at_most": "≤"}


def _ground(found: Crossing, asked: Crossed) -> Section:
    items: list[tuple[Text, Cell]] = []
    for member in asked.members:
        limit = next(c for c in member.case.constraints if c.name == member.constraint)
        said = Text(
            "Spends by '{limit}'; one unit ({unit}) costs {rate} ({money}): {basis}. Weight "
            "{weight}",
            "以“{limit}”计支出；一单位（{unit}）合 {rate}（{money}）：{basis}。权重 {weight}",
        ).fill(
            limit=limit.title, unit=limit.unit, rate=f"{member.rate:.4g}", money=found.unit,
            basis=asked.bases[member.case.name], weight=f"{member.weight:g}",
        )  # fmt: skip
        items.append((readable(member.case.title), said))
    rules = [sentences(a) for a in found.assumptions]
    return Section(_WORDS["ground"], None, [Definitions(items), *rules])
