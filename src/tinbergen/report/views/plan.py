"""A plan: what is set, what it attains, what binds, what would falsify it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.charts.quantities import short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Plan
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Definitions, Findings, Table
from tinbergen.report.document import Block, Section
from tinbergen.report.views.attainment import attainment_table
from tinbergen.report.views.chances import chance_callouts, chances_briefly
from tinbergen.report.views.context import Context, effects_from, named, span_of, vintage_of
from tinbergen.report.views.findings import estimate
from tinbergen.report.views.first import first_section
from tinbergen.report.views.fiscal import fiscal_blocks
from tinbergen.report.views.guidance import guidance_blocks, guidance_briefly
from tinbergen.report.views.limits import briefly, callouts
from tinbergen.report.views.nature import scenario_blocks
from tinbergen.report.views.plan_pictures import outcomes_panel
from tinbergen.report.views.robustness import robustness_table
from tinbergen.report.views.wires import wire_table, wires_briefly
from tinbergen.report.views.worlds import loss_table, worlds_table
from tinbergen.report.wording import (
    capital,
    decimals_for,
    readable,
    scientific,
    sentences,
    stretch,
    telling_decimals,
)

_TITLE = Text("Plan: {title}, {span}", "计划：{title}，{span}")
_NOTE = Text("as of {as_of} · loss {before} → {after} · {id}",
             "截至{as_of} · 损失 {before} → {after} · {id}")  # fmt: skip


def view(plan: Plan, context: Context, *, whole: bool = True) -> Section:
    """The plan from its own document; ``context`` may name the instruments.

    Where it is not ``whole`` the first screen is left out, since it stands elsewhere.
    """
    title = _TITLE.fill(title=readable(plan.title), span=stretch(plan.start, span_of(plan).end))
    note = _NOTE.fill(
        as_of=vintage_of(plan), before=number(plan.baseline_loss, 1),
        after=number(plan.loss, 1), id=plan.id,
    )  # fmt: skip
    if plan.scenario is not None:
        told = scenario_blocks(plan, context)
        rest = [] if context.brief else [worlds_table(plan), solution(plan, context)]
        shown = told[:1] if context.brief else told
        return Section(
            title, sentences(plan.verdict), [*shown, *(b for b in rest if b is not None)], note
        )
    first = first_section(plan, context)
    if plan.alarms:
        return Section(title, first.lead, first.blocks, note)
    blocks: list[Block] = [attainment_table(plan, context.relative)]
    if context.brief:
        blocks += [settings(plan, context), *fiscal_blocks(plan, context), briefly(plan)]
        blocks += [*guidance_briefly(plan), *chances_briefly(plan), *wires_briefly(plan)]
        return Section(title, sentences(plan.verdict), blocks, note)
    blocks += [path_table(plan, context), *fiscal_blocks(plan, context), *callouts(plan)]
    blocks += [*guidance_blocks(plan), *chance_callouts(plan)]
    if plan.trip_wires:
        blocks.append(wire_table(plan))
    if plan.alternatives:
        found = [estimate(f, weighed=False, unsigned=context.unsigned) for f in plan.alternatives]
        blocks.append(Findings(found))
    tables = (worlds_table(plan), robustness_table(plan), loss_table(plan))
    blocks += [drawn for drawn in tables if drawn is not None]
    blocks += [solution(plan, context), outcomes_panel(plan, context)]
    told = [*first.blocks, sentences(plan.verdict)] if whole else []
    lead = first.lead if whole else sentences(plan.verdict)
    return Section(title, lead, [*told, *blocks], note)


_SET = {
    "title": Text("What the plan sets", "计划如何设定"),
    "instrument": Text("Instrument", "工具"),
    "named": Text("{name}, {unit}", "{name}（{unit}）"),
    "first": Text("First step, {period}", "第一步，{period}"),
    "mean": Text("Average, {span}", "{span}平均"),
    "idle": Text("Average with no new policy", "无新政策时平均"),
    "most": Text("Largest move from no new policy", "较无新政策的最大变动"),
    "move": Text("{move} in {period}", "{move}（{period}）"),
    "none": Text("none", "无"),
    "baseline": Text("The baseline is {baseline}.", "基线：{baseline}。"),
}


def settings(plan: Plan, context: Context) -> Table:
    """The instruments at first, on average and at their farthest from the baseline; before the
    plan where ``context.now`` says it."""
    rows: list[list[Cell]] = []
    for planned in plan.instruments:
        no_policy = named(plan.baseline_instruments, planned.name)
        path, base = (np.array(s.values, dtype=float) for s in (planned, no_policy))
        digits = decimals_for([*path.tolist(), *base.tolist()], fine=True)
        now = [context.now.get(planned.name, np.nan)] if context.now else []
        name = _SET["named"].fill(name=context.title(planned.name), unit=context.unit(planned))
        shown = (number(float(v), digits) for v in (*now, path[0], path.mean(), base.mean()))
        rows.append([name, *shown, _largest_move(planned, path - base, digits)])
    before = [Column(period_text(plan.start - 1))] if context.now else []
    columns = (
        Column(_SET["instrument"], align="text"),
        *before,
        Column(_SET["first"].fill(period=period_text(plan.start))),
        Column(_SET["mean"].fill(span=stretch(plan.start, span_of(plan).end)), detail=True),
        Column(_SET["idle"], detail=True),
        Column(_SET["most"]),
    )
    baseline = plan.provenance.baseline
    note = sentences(_SET["baseline"].fill(baseline=baseline)) if baseline else None
    return Table(_SET["title"], columns, rows, note=note)


def _largest_move(planned: Series, moves: NDArray[np.float64], digits: int) -> Text:
    t = int(np.argmax(np.abs(moves)))
    if abs(moves[t]) < 0.5 * 10.0**-digits:
        return _SET["none"]
    move = number(float(moves[t]), digits, signed=True)
    return _SET["move"].fill(move=move, period=period_text(planned.start + t))


_PATHS = {
    "title": Text("Instruments and outcomes by period", "各期工具与结果"),
    "period": Text("Period", "时期"),
    "set": Text("{value} ({change})", "{value} ({change})"),
    "note": Text(
        "Instruments, in brackets the change from no new policy; then outcomes on the central path",
        "工具（括号内为较无新政策的变化），其后为中心路径上的结果",
    ),
}


def path_table(plan: Plan, context: Context) -> Table:
    """Periods down: every instrument with its change, every target's variable."""
    wanted = {a.variable: a for a in plan.attainment}
    columns = [Column(_PATHS["period"], align="text")]
    cells: list[Sequence[Cell]] = []
    for series in plan.instruments:
        base = named(plan.baseline_instruments, series.name)
        digits = decimals_for([v for v in series.values if v is not None], fine=True)
        columns.append(Column(context.title(series.name), context.unit(series)))
        cells.append([
            _PATHS["set"].fill(
                value=number(v, digits), change=number((v or 0.0) - (b or 0.0), digits, True))
            for v, b in zip(series.values, base.values, strict=True)
        ])  # fmt: skip
    for series in plan.planned:
        if aim := wanted.get(series.name):
            digits = decimals_for([v for v in series.values if v is not None], fine=True)
            # A path must not look flat where its mean is told apart from what is asked for.
            means = (aim.desired, aim.before, aim.planned)
            digits = max(digits, telling_decimals(means, least=0))
            columns.append(Column(capital(aim.title), short(aim.unit), decimals=digits))
            cells.append(series.values)
    rows = [[period, *(c[t] for c in cells)] for t, period in enumerate(span_of(plan))]
    return Table(_PATHS["title"], columns, rows, note=sentences(_PATHS["note"]))


_SOLUTION = {
    "loss": Text("Loss", "损失"),
    "fell": Text(
        "{plan} with the plan, {no_policy} with no new policy: the sum of weighted squared misses, "
        "instrument use and changes",
        "计划 {plan}，无新政策 {no_policy}：目标偏差、工具使用及其变动的加权平方和",
    ),
    "expected": Text(
        "{plan} with the plan, {no_policy} with no new policy: the mean over draws, or over "
        "the worst of them where the case minds risk, of the sum of misses, instrument use and "
        "changes",
        "计划 {plan}，无新政策 {no_policy}：目标偏差、工具使用及其变动之和在各次抽样上的均值"
        "（案例考虑风险时为最坏部分的均值）",
    ),
    "mean": Text(
        "{plan} with the plan, {no_policy} with no new policy: the mean over draws of the sum of "
        "misses, instrument use and changes",
        "计划 {plan}，无新政策 {no_policy}：目标偏差、工具使用及其变动之和在各次抽样上的均值",
    ),
    "worst": Text(
        "{plan} with the plan, {no_policy} with no new policy: the mean over the worst {worst}% of "
        "draws of the sum of misses, instrument use and changes",
        "计划 {plan}，无新政策 {no_policy}："
        "目标偏差、工具使用及其变动之和在最坏 {worst}% 抽样上的均值",
    ),
    "aim": Text("Made for", "目标"),
    "regret": Text("the least of the largest regret over the worlds", "使各世界中最大的后悔值最小"),
    "feared": Text(
        "the worst weights on worlds and draws, at the price of {theta} for their relative entropy",
        "最不利的世界与抽样权重，其相对熵的价格为 {theta}",
    ),
    "fresh": Text("Fresh draws", "新抽样"),
    "other": Text(
        "{loss} with the plan on draws that the search has not seen, in the full models; there no "
        "new policy was not tried, so that {loss} does not compare with its loss above",
        "在搜索未见过的抽样上，以完整模型计算，计划的损失为 {loss}；未在其上计算无新政策，"
        "故不能与上述无新政策的损失相比",
    ),
    "optimal": Text("Optimality", "最优性"),
    "kkt": Text(
        "The first-order (KKT) conditions hold on {worlds} to {kkt}, after {iterations} iterations",
        "{worlds}上一阶（KKT）条件的残差为 {kkt}，迭代 {iterations} 次",
    ),
    "model": Text("the nonlinear model", "非线性模型"),
    "table": Text("the table's effects", "效应表"),
    "both": Text("models and tables together", "模型与效应表"),
    "satellite": Text("the actor's own model", "行为者自身的模型"),
    "solved": Text(
        "Solved to its optimum on {worlds}, exactly but for rounding, in {iterations} rounds",
        "在{worlds}上经 {iterations} 轮求得最优解，除舍入外精确",
    ),
    "baseline": Text("Baseline", "基线"),
}


def _counted(plan: Plan, context: Context) -> str:
    """Of which draws a loss is the mean, as far as is known; of the central path "fell"."""
    if plan.objective != "expected":
        return "fell"
    if context.worst is None:
        return "expected"
    return "mean" if context.worst >= 100 else "worst"


def solution(plan: Plan, context: Context) -> Definitions:
    """How far the solution can be trusted."""
    items: list[tuple[Text, Cell]] = [
        (_SOLUTION["loss"], _SOLUTION[_counted(plan, context)].fill(
            plan=number(plan.loss, 2), no_policy=number(plan.baseline_loss, 2),
            worst=number(context.worst or 0.0, 0))),
        (_SOLUTION["optimal"], _SOLUTION["kkt" if plan.kkt_residual else "solved"].fill(
            worlds=_SOLUTION[effects_from(plan)], kkt=scientific(plan.kkt_residual),
            iterations=plan.iterations)),
    ]  # fmt: skip
    if plan.objective == "regret":
        items.insert(0, (_SOLUTION["aim"], capital(_SOLUTION["regret"])))
    if plan.theta is not None:
        feared = _SOLUTION["feared"].fill(theta=number(plan.theta, 2))
        items.insert(0, (_SOLUTION["aim"], capital(feared)))
    if plan.fresh_loss is not None:
        items.append((_SOLUTION["fresh"], _SOLUTION["other"].fill(
            loss=number(plan.fresh_loss, 2))))  # fmt: skip
    if plan.provenance.baseline is not None:
        items.append((_SOLUTION["baseline"], capital(plan.provenance.baseline)))
    return Definitions(items)
