"""What hangs on the weights of the cases on one budget, in the budget's money."""

from __future__ import annotations

from tinbergen.core.documents.budget import Crossing, OtherWeight
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Section
from tinbergen.report.views.money import money
from tinbergen.report.wording import listed, readable, sentences

_TITLE = Text("What hangs on the weights", "权重的作用")
_WEIGHTS = Text(
    "The weights are the asker's: {weights}. They say whose loss counts how much, and no data tell",
    "权重由使用者给定：{weights}。权重表示各方损失的轻重，数据无从判断",
)
_WEIGHT = Text("{case}: {weight}", "{case}：{weight}")
_WORTH = Text(
    "At them, and at the shadow price, doing away with all of a case's loss would be worth {worth} "
    "for a weight of 1",
    "按此权重与影子价格，权重为 1 时，消除一个案例的全部损失相当于 {worth}",
)
_MOST = Text(
    "Most depends on {case}: with its weight {turn} it gets {after} instead of {before}",
    "影响最大的是{case}：权重{turn}时，所得由 {before} 变为 {after}",
)
_TURN = {0.5: Text("halved", "减半"), 2.0: Text("doubled", "加倍")}
_ROW = Text("{case}, weight {turn}", "{case}，权重{turn}")
_AS_GIVEN = Text("As given", "既定权重")
_HEAD = Text("Weights", "权重")
_NOTE = Text(
    "Best shares of the same budget with one weight halved or doubled, along the losses found at "
    "the amounts designed at; nothing is designed anew",
    "同一预算在一项权重减半或加倍时的最优份额，沿已设计各点的损失插值得出，不另行设计",
)


def weight_section(found: Crossing) -> Section:
    """Shares with each weight halved and doubled, and what a whole loss is worth in money."""
    titles = {s.case: readable(s.title) for s in found.shares}
    given = [s.amount for s in found.shares]
    rows: list[list[Cell]] = [[_AS_GIVEN, *given]]
    for one in found.other_weights:
        rows.append([_ROW.fill(case=titles[one.case], turn=_TURN[one.factor]), *one.amounts])
    columns = [
        Column(_HEAD, align="text"),
        *(Column(title, found.unit, decimals=0) for title in titles.values()),
    ]
    weights = [_WEIGHT.fill(case=titles[s.case], weight=f"{s.weight:g}") for s in found.shares]
    lead = [_WEIGHTS.fill(weights=listed(weights))]
    if found.price > 0:
        lead.append(_WORTH.fill(worth=money(found, 1 / found.price)))
    lead.append(most_moved(found))
    table = Table(None, columns, rows, note=sentences(_NOTE), strong=[0])
    return Section(_TITLE, sentences(*lead), [table])


def most_moved(found: Crossing) -> Text:
    """The case whose own share changes most with its weight."""
    titles = {s.case: readable(s.title) for s in found.shares}
    before = {s.case: s.amount for s in found.shares}
    position = {s.case: k for k, s in enumerate(found.shares)}

    def moved(one: OtherWeight) -> float:
        return abs(one.amounts[position[one.case]] - before[one.case])

    most = max(found.other_weights, key=moved)
    return _MOST.fill(
        case=titles[most.case], turn=_TURN[most.factor],
        after=money(found, most.amounts[position[most.case]]),
        before=money(found, before[most.case]),
    )  # fmt: skip
