"""Where public debt goes with a plan: by year, why, how surely, and whether it comes to rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Fan, Line
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.fiscal import DebtOutlook
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Section
from tinbergen.report.views.context import Context
from tinbergen.report.wording import IDLE, PLAN, sentences

#: From this share of draws on a path is said to rise, up to its complement to fall.
_SURE = 2 / 3

_WORDS = {
    "title": Text("Where public debt goes", "公共债务走向"),
    "period": Text("End of", "期末"),
    "plan": Text("With the plan", "按计划"),
    "band": Text("90% of draws", "90%抽样"),
    "change": Text("Change", "变动"),
    "interest": Text("Interest", "利息"),
    "growth": Text("Growth", "增长"),
    "balance": Text("Primary balance", "基础收支"),
    "adjustment": Text("Other", "其他"),
    "to": Text("{low} to {high}", "{low} 至 {high}"),
    "unit": Text("percent of output", "占产出百分比"),
}
_NOTE = Text(
    "Means over {draws:,} draws, and the parts of their change since the row above (in the first "
    "row since {known}: {initial:.1f}), which sum to it",
    "{draws:,} 次抽样的均值，及自上一行以来变动的各部分（首行自{known}的 {initial:.1f} 起），"
    "各部分之和即该变动",
)
_ADDS = Text(
    "By {end} the plan changes the ratio by {mean} points (90% of draws: {low} to {high})",
    "至{end}，计划使该比率变动 {mean} 个百分点（90%抽样：{low} 至 {high}）",
)
_AFTER = {
    "rising": Text(
        "Not stable: after {until}, with rules resumed, the ratio rises in {share:.0f}% of draws "
        "({idle:.0f}% with no new policy); in the last year the primary balance lacks "
        "{lacking:.1f} percent of output to hold it",
        "不稳定：{until}之后规则恢复，{share:.0f}%的抽样中该比率上升（无新政策时为{idle:.0f}%）；"
        "最后一年的基础收支距稳定该比率尚缺产出的{lacking:.1f}%",
    ),
    "falling": Text(
        "Stable: after {until}, with rules resumed, the ratio rises in only {share:.0f}% of draws "
        "({idle:.0f}% with no new policy); in the last year it changes by {lacking:+.1f} points",
        "稳定：{until}之后规则恢复，仅{share:.0f}%的抽样中该比率上升（无新政策时为{idle:.0f}%）；"
        "最后一年变动 {lacking:+.1f} 个百分点",
    ),
    "untold": Text(
        "Stable or not, nobody can tell: after {until}, with rules resumed, the ratio rises in "
        "{share:.0f}% of draws ({idle:.0f}% with no new policy); in the last year it changes by "
        "{lacking:+.1f} points on average",
        "是否稳定无从断定：{until}之后规则恢复，{share:.0f}%的抽样中该比率上升（无新政策时为{idle:.0f}%）；"
        "最后一年平均变动 {lacking:+.1f} 个百分点",
    ),
}  # fmt: skip


def debt_verdict(debt: DebtOutlook) -> Text:
    """Whether the ratio comes to rest after the horizon."""
    key = (
        "rising" if debt.rising >= _SURE
        else "falling" if debt.rising <= 1 - _SURE else "untold"
    )  # fmt: skip
    return _AFTER[key].fill(
        until=period_text(debt.until), share=100 * debt.rising, idle=100 * debt.idle_rising,
        lacking=debt.lacking,
    )  # fmt: skip


def debt_table(debt: DebtOutlook, *, brief: bool = False) -> Table:
    """A row a year to the end of the tail: the ratio, its band, and what changed it."""
    step, length = int(debt.known.frequency), len(debt.mean)
    ends = range((length - 1) % step, length, step)
    parts = (debt.interest, debt.growth, debt.balance, debt.adjustment)
    low, high = debt.fan[0], debt.fan[-1]
    rows: list[list[Cell]] = []
    before, first = debt.initial, 0
    for end in ends:
        band = _WORDS["to"].fill(low=number(low[end], 1), high=number(high[end], 1))
        sums = [sum(part[first : end + 1]) for part in parts]
        rows.append([
            period_text(debt.known + end + 1), debt.idle[end], debt.mean[end], band,
            debt.mean[end] - before, *sums,
        ])  # fmt: skip
        before, first = debt.mean[end], end + 1
    columns = (
        Column(_WORDS["period"], align="text"),
        Column(IDLE, decimals=1),
        Column(_WORDS["plan"], decimals=1),
        Column(_WORDS["band"]),
        Column(_WORDS["change"], decimals=1),
        *(Column(_WORDS[k], decimals=1, detail=True)
          for k in ("interest", "growth", "balance", "adjustment")),
    )  # fmt: skip
    note = sentences(debt_verdict(debt), *([] if brief else _notes(debt)))
    return Table(_WORDS["title"], columns, rows, note=note, source=debt.source, unit=_WORDS["unit"])


def debt_panel(debt: DebtOutlook) -> Panel:
    """The fan with the plan, and the mean with no policy."""
    half = len(debt.levels) // 2
    fan = Fan(
        PLAN,
        tuple(1 - 2 * level for level in debt.levels[half - 1 :: -1]),
        debt.fan[half - 1 :: -1],
        debt.fan[half + 1 :],
        debt.fan[half],
    )
    layers = (fan, Line(IDLE, debt.idle, style="dashed", tone="muted"))
    span = Span(debt.known + 1, len(debt.mean))
    chart = Chart(_WORDS["title"], span, layers, unit=_WORDS["unit"])
    return Panel(debt_verdict(debt), (chart,), columns=1)


def view(debt: DebtOutlook, context: Context) -> Section:
    """Table and picture alone."""
    table = dataclasses.replace(debt_table(debt, brief=context.brief), title=None)
    return Section(_WORDS["title"], None, [table, *([] if context.brief else [debt_panel(debt)])])


def _notes(debt: DebtOutlook) -> Iterable[Text]:
    mean, low, high = (number(v, 1, signed=True) for v in debt.adds)
    end = period_text(debt.known + len(debt.mean))
    yield _ADDS.fill(end=end, mean=mean, low=low, high=high)
    yield _NOTE.fill(draws=debt.draws, known=period_text(debt.known), initial=debt.initial)
    yield from debt.covers
