"""Actors beside a common budget: plans, how they fare in one scenario, the world they share."""

from __future__ import annotations

from tinbergen.charts.quantities import amount, change_of, short
from tinbergen.charts.typeset import number
from tinbergen.core.documents.budget import ActorReport, Crossing, Reading
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Cell, Column, Table
from tinbergen.report.document import Block, Section
from tinbergen.report.wording import capital, inside, listed, readable, sentences

_TITLE = Text("{count} actors, one scenario", "{count} 个主体，一个情景")
_LEAD = Text(
    "All meet “{scenario}” in one economy, on average over the horizon: {moved}",
    "各主体在同一经济中面对“{scenario}”，期内平均：{moved}",
)
_SCATTERED = Text(
    "All meet “{scenario}”, but not in one economy",
    "各主体均面对“{scenario}”，但不在同一经济中",
)
_SAME = Text(
    "all that read {indicators} have the same of it to the digit",
    "凡读取{indicators}者，数值完全一致",
)
_APART = Text("those that read {indicators} have it differently", "各读取者的{indicators}不一致")
_FARES = Text(
    "{actor}: its plan brings its loss to {loss}; in the scenario doing nothing new would cost "
    "{without}, the plan made anew {under}",
    "{actor}：计划使损失降至 {loss}；情景中若不作为为 {without}，重新制定计划后为 {under}",
)
_NOTE = Text(
    "Losses are parts of each actor's own with no new policy and no scenario, so that 1 is as bad "
    "as that; they do not compare between actors. The government's is the weighted mean of its "
    "cases; doing nothing may cost less in a scenario that brings what some of them want, as a "
    "slump lowers emissions. Targets that count from the path with no policy count from the "
    "scenario's there. What one actor does reaches no other",
    "损失以各主体既无新政策、也无情景时的自身损失为 1，主体之间不可比较。政府的损失为其各案例的加权"
    "均值；若情景带来某些案例所求（如衰退降低排放），不作为的损失可能更低。以无政策路径为基准的目标，在情景中以情景路径为基准。任一主体的行动不影响其他主体",
)
_READS = Text(
    "The economy as each has it, with no new policy: what the scenario changes, by year",
    "各主体所见的经济（无新政策）：情景逐年带来的变化",
)


def actor_section(found: Crossing) -> Section:
    """Losses of all actors, their verdicts, and what they read of the shared world."""
    scenario = found.under_title or Text("", "")
    government = found.actors[0]
    moved = listed([
        Text("{title} {change}", "{title} {change}").fill(
            title=inside(r.title),
            change=amount(sum(r.change) / len(r.change), change_of(r.unit), 2, signed=True),
        )
        for r in government.reads
    ])  # fmt: skip
    apart = [r.title for r in government.reads if not _agrees(found, r)]
    agree = [r.title for r in government.reads if r.title not in apart]
    known = {r.indicator for r in government.reads}
    one = known and all(r.indicator in known for a in found.actors for r in a.reads)
    lead = [(_LEAD if one else _SCATTERED).fill(scenario=scenario, moved=moved)]
    lead += [_SAME.fill(indicators=listed([inside(t) for t in agree]))] if agree else []
    lead += [_APART.fill(indicators=listed([inside(t) for t in apart]))] if apart else []
    lead += [_fares(each) for each in found.actors]
    blocks: list[Block] = [_losses(found)]
    blocks += [Callout(readable(one.title), sentences(one.verdict), "note") for one in found.actors]
    return Section(_TITLE.fill(count=len(found.actors)), sentences(*lead), [*blocks, _world(found)])


def _losses(found: Crossing) -> Table:
    columns = (
        Column(Text("Actor", "主体"), align="text"),
        Column(Text("Loss with its plan", "计划下的损失"), decimals=3),
        Column(Text("In the scenario, nothing new", "情景中不作为"), decimals=3),
        Column(Text("In the scenario, plan made anew", "情景中重新制定计划"), decimals=3),
    )
    rows: list[list[Cell]] = [
        [readable(one.title), one.loss, one.under_without, one.under] for one in found.actors
    ]
    return Table(None, columns, rows, note=sentences(_NOTE))


def _world(found: Crossing) -> Table:
    """A row an indicator and actor: its mean without the scenario, and the change in each year."""
    years = max(len(r.change) for one in found.actors for r in one.reads)
    columns = (
        Column(Text("Indicator", "指标"), align="text"),
        Column(Text("Read by", "读取者"), align="text"),
        Column(Text("Without", "无情景"), decimals=2),
        *(Column(Text(f"Year {k + 1}", f"第 {k + 1} 年"), decimals=2) for k in range(years)),
    )
    rows: list[list[Cell]] = []
    for name in dict.fromkeys(r.indicator for one in found.actors for r in one.reads):
        for one in found.actors:
            for r in one.reads:
                if r.indicator == name:
                    said = Text("{title}, {unit}", "{title}（{unit}）").fill(
                        title=capital(r.title), unit=short(r.unit)
                    )
                    mean = sum(r.before) / len(r.before)
                    rows.append([said, readable(one.title), mean, *r.change])
    return Table(_READS, columns, rows)


def _agrees(found: Crossing, reading: Reading) -> bool:
    """Whether all actors that read an indicator have the same of it."""
    return all(
        r.before == reading.before and r.change == reading.change
        for one in found.actors for r in one.reads if r.indicator == reading.indicator
    )  # fmt: skip


def _fares(one: ActorReport) -> Text:
    return _FARES.fill(
        actor=readable(one.title), loss=_said(one.loss), without=_said(one.under_without),
        under=_said(one.under),
    )  # fmt: skip


def _said(value: float | None) -> str:
    return "–" if value is None else number(value, 2)
