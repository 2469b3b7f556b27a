"""A plan in money: by fiscal year and measure, and who pays and gains."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from tinbergen.core.documents.fiscal import FiscalTable, FiscalYear
from tinbergen.core.documents.plan import Plan
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Block, Section
from tinbergen.report.views.context import Context
from tinbergen.report.views.debt import debt_panel, debt_table
from tinbergen.report.wording import capital, decimals_for, inside, listed, sentences

_WORDS = {
    "title": Text("What the plan adds to the deficit, by fiscal year", "计划对各财年赤字的影响"),
    "measure": Text("Measure", "措施"),
    "total": Text("Together", "合计"),
    "covered": Text("{some}/{all} only", "仅 {some}/{all}"),
    "decide": Text("Decide by", "最迟决定"),
    "first": Text("First effect", "首次生效"),
    "owner": Text("Owner", "负责方"),
    "direct": Text("Measures together", "措施合计"),
    "induced": Text("Economy's answer", "经济反应"),
    "deficit": Text("Deficit", "赤字"),
    "against": Text(
        "Changes from no new policy, rounded; below zero lowers the deficit. What comes after the "
        "horizon is not counted",
        "较无新政策的变动，经四舍五入；负值为减少赤字。期限之后的部分不计入",
    ),
    "answer": Text(
        "The economy's answer is what automatic stabilisers add, and interest only where the "
        "worlds' deficit counts it",
        "经济反应为自动稳定器的影响，仅当各世界的赤字计入利息时才含利息",
    ),
    "begins": Text("Fiscal years begin in {name}", "财年始于 {month} 月"),
    "silent": Text(
        "What the economy's answer adds is unknown: no deficit of all worlds is named",
        "经济反应的影响未知：未指明各世界共有的赤字指标",
    ),
    "unpriced": Text("Not in money: {names}", "未计金额：{names}"),
    "unknown": Text("Unknown who pays and who gains: {names}", "承担与受益者未知：{names}"),
}  # fmt: skip

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def money_table(fiscal: FiscalTable, context: Context) -> Table:
    """Measures down, fiscal years across."""
    rows: list[list[Cell]] = [
        [capital(line.title), *line.amounts, sum(line.amounts), line.decide, line.first, line.owner]
        for line in fiscal.lines
    ]
    strong = [len(rows)]
    rows.append(_sum("direct", fiscal.direct))
    if fiscal.deficit:
        rows += [_sum("induced", fiscal.induced), _sum("deficit", fiscal.deficit)]
        strong.append(len(rows) - 1)
    digits = decimals_for([v for row in rows for v in row if isinstance(v, float)])
    columns = (
        Column(_WORDS["measure"], align="text"),
        *(Column(Text(y.name, y.name), _covered(y), decimals=digits) for y in fiscal.years),
        Column(_WORDS["total"], decimals=digits),
        Column(_WORDS["decide"]),
        Column(_WORDS["first"], detail=True),
        Column(_WORDS["owner"], align="text", detail=True),
    )
    note = None if context.brief else sentences(*_notes(fiscal, context))
    return Table(_WORDS["title"], columns, rows, note=note, strong=strong, unit=fiscal.unit)


def _sum(name: str, amounts: tuple[float, ...]) -> list[Cell]:
    return [_WORDS[name], *amounts, sum(amounts), None, None, None]


def _covered(year: FiscalYear) -> Text | None:
    """How much of a year that is cut off is in the plan."""
    if year.whole:
        return None
    return _WORDS["covered"].fill(some=year.periods, all=int(year.start.frequency))


def _notes(fiscal: FiscalTable, context: Context) -> Iterable[Text]:
    yield _WORDS["against"]
    yield _WORDS["answer" if fiscal.deficit else "silent"]
    if fiscal.month > 1:
        yield _WORDS["begins"].fill(month=fiscal.month, name=_MONTHS[fiscal.month - 1])
    yield from fiscal.assumptions
    unknown = (*fiscal.unknown, *fiscal.unpriced)
    for key, names in (("unpriced", fiscal.unpriced), ("unknown", unknown)):
        if names:
            titles = {line.name: line.title for line in fiscal.lines}
            shown = [inside(titles.get(n) or context.title(n)) for n in names]
            yield _WORDS[key].fill(names=listed(shown))


_WHO = {
    "title": Text("Who pays and who gains", "谁承担、谁受益"),
    "group": Text("Households", "家庭组别"),
    "spread": Text("{name}, spread like {way}", "{name}，按{way}分摊"),
    "unknown": Text(
        "Who pays and who gains, by income group, is unknown: the case prices no measure in money "
        "and gives no published incidence",
        "各收入组中谁承担、谁受益未知：案例未将措施折为金额，也未给出已公布的归宿",
    ),
    "note": Text(
        "Over the horizon; below zero pays. This is arithmetic, not an estimate: the plan does not "
        "say whom a measure reaches, and each column shows it spread like what is published",
        "期内合计；负值为承担。此为算术而非估计：计划未说明措施惠及何人，各列按已公布的分布分摊",
    ),
}


def incidence_table(fiscal: FiscalTable) -> Table | None:
    """Groups down, measures across; None where nobody says who gains."""
    if not fiscal.incidence:
        return None
    titles = {line.name: line.title for line in fiscal.lines}
    digits = decimals_for([p.value for i in fiscal.incidence for p in i.groups])
    columns = (
        Column(_WHO["group"], align="text"),
        *(
            Column(
                _WHO["spread"].fill(name=capital(titles[i.instrument]), way=i.way), decimals=digits
            )
            for i in fiscal.incidence
        ),
    )  # fmt: skip
    rows: list[list[Cell]] = [
        [group.title, *(i.groups[k].value for i in fiscal.incidence)]
        for k, group in enumerate(fiscal.incidence[0].groups)
    ]
    return Table(
        _WHO["title"], columns, rows, note=sentences(_WHO["note"]),
        source=fiscal.incidence_source, unit=fiscal.unit,
    )  # fmt: skip


def fiscal_blocks(plan: Plan, context: Context) -> list[Block]:
    """What a plan says in money, who pays and gains (not in the gist), and where debt goes.

    Where the plan is not in money, that these are unknown.
    """
    if plan.fiscal is None:
        return [] if context.brief else [sentences(_WHO["unknown"])]
    return [money_table(plan.fiscal, context), *_beside(plan.fiscal, context)]


def _beside(fiscal: FiscalTable, context: Context) -> list[Block]:
    """Who pays and gains, which the gist leaves out, and public debt."""
    who = None if context.brief else incidence_table(fiscal)
    blocks: list[Block] = [who] if who else []
    if fiscal.debt:
        blocks.append(debt_table(fiscal.debt, brief=context.brief))
    if fiscal.debt and not context.brief:
        blocks.append(debt_panel(fiscal.debt))
    return blocks


def view(fiscal: FiscalTable, context: Context) -> Section:
    """The table alone."""
    table = dataclasses.replace(money_table(fiscal, context), title=None)
    return Section(_WORDS["title"], None, [table, *_beside(fiscal, context)])
