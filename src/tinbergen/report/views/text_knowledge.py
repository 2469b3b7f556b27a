"""Attack and defence, rules and mentions, as blocks."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tinbergen.charts.typeset import number
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Block, Document, Section
from tinbergen.text.audit.adversary import Game
from tinbergen.text.knowledge.ground import Mention
from tinbergen.text.knowledge.lead import Lead
from tinbergen.text.knowledge.rules import Checked

_GAME = Text("Attack and defence: {first}% fooled at first, {last}% in the best round",
             "攻防：起初 {first}% 被骗过，最好一轮 {last}%")  # fmt: skip
_ROUNDS = Text(
    "Shares are of test texts that the model had right, changed in at most a fifth of their words; "
    "intervals (Wilson, 95 percent) cover which texts were asked, not other attacks. The best "
    "round is chosen by these shares, so its own may flatter.",
    "比例以模型原本答对的测试文字计，每段至多改动五分之一的词；"
    "区间（Wilson，95%）只涉及文字的抽取，不含其他攻击方式。最好一轮即按这些比例选出，其比例可能偏低。",
)
_KEPT = Text(
    "The model of round {best} stands in {folder}. It has no gate yet: 'tinbergen text audit' "
    "judges it.",
    "第 {best} 轮的模型写在 {folder}。它尚无门槛裁定：请用 tinbergen text audit 裁定。",
)
_COLUMNS = (
    Column(Text("Round", "轮"), decimals=0), Column(Text("Learned", "学过"), decimals=0),
    Column(Text("Asked", "攻击"), decimals=0), Column(Text("Fooled", "骗过"), decimals=0),
    Column(Text("Share", "比例"), Text("%", "%")),
    Column(Text("95% interval", "95% 区间"), align="text"),
    Column(Text("F1 of texts as they were", "原文 F1"), decimals=3),
)  # fmt: skip
_FOOLED = Text("What still fools it", "仍能骗过它的改动")
_PAIR = (Column(Text("Text", "原文"), align="text"), Column(Text("Changed", "改后"), align="text"))
_SHOWN = 8
_SILENT = Text("No rule speaks of these {count} texts", "规则未涉及这 {count} 段文字")
_CHECKED = Text("{broken} of {count} texts broke a rule", "{count} 段文字中有 {broken} 段违反规则")
_RULE = (
    Column(Text("Text", "文字"), align="text"),
    Column(Text("Model said", "模型判断"), align="text"),
    Column(Text("Stands now", "现为"), align="text"), Column(Text("Rule", "规则"), align="text"),
)  # fmt: skip
_APPLIED = (Column(Text("Rule", "规则"), align="text"),
            Column(Text("Texts it speaks of", "涉及文字数"), decimals=0))  # fmt: skip
_NO_LABEL = Text("none: rules forbid all", "无：规则排除全部")
_MENTIONS = Text("Indicators named: {count}", "提及的指标：{count}")
_NAMED = (
    Column(Text("Words", "原词"), align="text"), Column(Text("Indicator", "指标"), align="text"),
    Column(Text("What it is", "含义"), align="text"), Column(Text("Of", "经济体"), align="text"),
)  # fmt: skip
_ORDERS = {
    "leads": Text("'{index}' moves before '{outcome}'", "“{index}”先于“{outcome}”变动"),
    "follows": Text("'{index}' moves after '{outcome}'", "“{index}”后于“{outcome}”变动"),
    "both": Text(
        "'{index}' and '{outcome}' move after each other", "“{index}”与“{outcome}”互有先后"
    ),
    "neither": Text(
        "No order of '{index}' and '{outcome}' is seen", "看不出“{index}”与“{outcome}”的先后"
    ),
}
_LEAD = (
    Column(Text("Horizon", "期"), decimals=0),
    Column(Text("Outcome after index", "指数之后的结果"), decimals=3, signed=True),
    Column(Text("Std. error", "标准误"), decimals=3),
    Column(Text("Index after outcome", "结果之后的指数"), decimals=3, signed=True),
    Column(Text("Std. error", "标准误"), decimals=3),
)
_TESTED = Text(
    "Local projections on {first} periods, {last} at the last horizon, given lags of both; in "
    "units of the one that answers for one unit of the other. {fixed} A horizon beyond 0 counts "
    "where it exceeds {critical} of its standard errors (Newey and West's; Bonferroni over the "
    "horizons of each direction, ten percent).",
    "局部投影，共 {first} 期，最远处 {last} 期，控制双方滞后；"
    "数值为一方变动一单位时另一方的变动，以另一方的单位计。{fixed}0 期之后超过 {critical} 个标准误"
    "（Newey–West）者计入（每个方向按期数作 Bonferroni 校正，10%）。",
)
_FIXED = Text(
    "Beyond 0, what the one that answers was in the period itself is held fixed: to move at the "
    "same time is no order.",
    "0 期之后还固定响应一方当期的值：同时变动不算先后。",
)
_WHOLE = Text(
    "The outcome's answer is to what the instrument moves, from the period itself on.",
    "结果的响应针对工具变量所推动的部分，自当期起计。",
)
_NO_CAUSE = Text(
    "An order is no cause: what moves both earlier would do the same. Only an instrument tells.",
    "先后并非因果：先动二者的第三因素也会如此。唯有工具变量可以辨别。",
)
_UNKNOWN = Text("unknown", "未知")


def game_view(game: Game, folder: str = "") -> Document:
    """A row a round, and what still fools the best model; where it is kept, if anywhere."""
    rows: list[tuple[Cell, ...]] = [
        (r.number, r.learned, r.asked, r.fooled, 100 * r.share,
         f"{number(100 * r.lower, 1)}–{number(100 * r.upper, 1)}"
         if math.isfinite(r.lower) else "–", r.weighted_f1)
        for r in game.rounds
    ]  # fmt: skip
    shares = [number(100 * game.rounds[k].share, 1) for k in (0, game.best)]
    title = _GAME.fill(first=shares[0], last=shares[1])
    blocks: list[Block] = [Table(None, _COLUMNS, rows, note=_ROUNDS)]
    if folder:
        blocks.append(_KEPT.fill(best=game.best, folder=folder))
    if game.attacks:
        pairs = [(a.text, a.other) for a in game.attacks[:_SHOWN]]
        blocks.append(Table(_FOOLED, _PAIR, pairs))
    return Document(title, sections=(Section(title, None, blocks),))


def rules_view(texts: Sequence[str], found: Checked) -> Document:
    """Violations and how many texts each rule speaks of."""
    said = _CHECKED if any(found.applied.values()) else _SILENT
    title = said.fill(broken=len(found.violations), count=len(texts))
    blocks = [Table(None, _APPLIED, list(found.applied.items()))]
    if found.violations:
        rows: list[tuple[Cell, ...]] = [
            (texts[v.row], v.before, v.after or _NO_LABEL, v.rule) for v in found.violations
        ]
        blocks.append(Table(None, _RULE, rows))
    return Document(title, sections=(Section(title, None, blocks),))


def lead_view(found: Lead) -> Document:
    """Both responses by horizon, and what their order says."""
    title = _ORDERS[found.order].fill(index=found.ahead.impulse, outcome=found.ahead.outcome)
    note = _TESTED.fill(
        first=int(found.ahead.n[0]), last=int(found.ahead.n[-1]),
        fixed=_WHOLE if found.identified else _FIXED, critical=number(found.critical, 2),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (h, *map(float, each)) for h, each in enumerate(found.to_frame().to_numpy())
    ]
    table = Table(None, _LEAD, rows, note=note)
    blocks = (table,) if found.identified else (table, _NO_CAUSE)
    return Document(title, sections=(Section(title, None, blocks),))


def mentions_view(found: Sequence[Mention]) -> Document:
    """A row a mention."""
    title = _MENTIONS.fill(count=len(found))
    rows: list[tuple[Cell, ...]] = [
        (m.words, m.indicator, m.title, m.entity or _UNKNOWN) for m in found
    ]
    return Document(title, sections=(Section(title, None, (Table(None, _NAMED, rows),)),))
