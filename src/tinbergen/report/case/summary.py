"""The summary of a turn of the circle: what a minister reads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinbergen.charts.ranking import Ranking, Row
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents import Series
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.case.limits import binding_callouts
from tinbergen.report.case.monitoring import since
from tinbergen.report.case.targets import means
from tinbergen.report.case.view import View, named
from tinbergen.report.document import Block, Section
from tinbergen.report.wording import (
    IDLE,
    PLAN,
    clauses,
    decimals_for,
    inside,
    sentences,
    stretch,
)

Array = NDArray[np.float64]

_TITLE = Text("Summary", "摘要")


def summary(view: View) -> Section:
    """Verdict, the numbers that matter, what binds, and what was falsified since."""
    cycle = view.run.cycle
    lead = sentences(*(_AT.fill(period=view.as_of_text, statement=inside(f.statement))
                       for f in cycle.diagnosis.findings[:1]))  # fmt: skip
    blocks: list[Block] = [
        sentences(_promise(view), view.plan.verdict),
        what_to_do(view),
        *([drawn] if (drawn := chances(view)) is not None else []),
        *binding_callouts(view)[:1],
    ]
    if cycle.monitoring is not None:
        blocks.append(since(view, cycle.monitoring))
    if cycle.evaluation is not None:
        blocks.append(sentences(*(f.statement for f in cycle.evaluation.findings[:2])))
    return Section(_TITLE, lead, blocks)


_AT = Text("As of {period}, {statement}", "截至{period}，{statement}")
# Names are singular or plural, so that no verb may follow them.
_PROMISE = Text("With the plan, on average over {span}, {changes}", "按计划，{span}平均：{changes}")
_CHANGE = Text("{name}: {plan} instead of {no_policy}", "{name}由{no_policy}变为{plan}")


def _promise(view: View) -> Text:
    """What the plan makes of each target's average."""
    changes = []
    for aim in view.plan.attainment:
        plan, no_policy = means(aim)
        changes.append(_CHANGE.fill(name=inside(aim.title), plan=plan, no_policy=no_policy))
    span = stretch(view.plan.start, view.horizon.end)
    return _PROMISE.fill(span=span, changes=clauses(changes))


_DO = {
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


def what_to_do(view: View) -> Table:
    """The instruments now, at first, on average and at their farthest from the baseline."""
    plan = view.plan
    rows: list[list[Cell]] = []
    for planned in plan.instruments:
        no_policy = named(plan.baseline_instruments, planned.name)
        path, base = (np.array(s.values, dtype=float) for s in (planned, no_policy))
        now = view.data.at(planned.name, view.as_of) if planned.name in view.data else np.nan
        digits = decimals_for([*path.tolist(), *base.tolist()], fine=True)
        shown = (now, path[0], path.mean(), base.mean())
        name = _DO["named"].fill(name=view.title(planned.name), unit=view.unit(planned.name))
        numbers = (number(float(v), digits) for v in shown)
        rows.append([name, *numbers, _largest_move(planned, path - base, digits)])
    columns = (
        Column(_DO["instrument"], align="text"),
        Column(view.as_of_text),
        Column(_DO["first"].fill(period=period_text(plan.start))),
        Column(_DO["mean"].fill(span=stretch(plan.start, view.horizon.end))),
        Column(_DO["idle"]),
        Column(_DO["most"]),
    )
    baseline = plan.provenance.baseline
    note = sentences(_DO["baseline"].fill(baseline=baseline)) if baseline else None
    return Table(_DO["title"], columns, rows, note=note)


def _largest_move(planned: Series, moves: Array, digits: int) -> Text:
    t = int(np.argmax(np.abs(moves)))
    if abs(moves[t]) < 0.5 * 10.0**-digits:
        return _DO["none"]
    move = number(float(moves[t]), digits, signed=True)
    return _DO["move"].fill(move=move, period=period_text(planned.start + t))


_CHANCES = {
    "up": Text(
        "{name}: the plan raises the chance of meeting the target from {before}% to {after}%",
        "{name}：计划使达标概率由 {before}% 升至 {after}%",
    ),
    "down": Text(
        "{name}: the chance of meeting the target goes from {before}% to {after}%, and no other "
        "rises",
        "{name}：达标概率由 {before}% 变为 {after}%，其他目标也未提高",
    ),
    "subtitle": Text(
        "Chance that the average over {span} meets the target", "{span}均值达标的概率"
    ),
    "unit": Text("% of {draws} draws", "占 {draws} 次抽样的%"),
    "row": Text("{name}: {who}", "{name}：{who}"),
}


def chances(view: View) -> Ranking | None:
    """The probability of each target with no new policy and with the plan; None without any."""
    aims = [
        (a, a.probability_before, a.probability) for a in view.plan.attainment
        if a.probability is not None and a.probability_before is not None
    ]  # fmt: skip
    if not aims:
        return None
    gain, was, becomes = max(aims, key=lambda a: a[2] - a[1])
    rows = []
    for aim, low, high in aims:
        no_policy, plan = (_CHANCES["row"].fill(name=aim.title, who=who) for who in (IDLE, PLAN))
        rows += [
            Row(no_policy, 100 * low, tone="muted"),
            Row(plan, 100 * high),
        ]
    title = _CHANCES["up" if becomes > was else "down"]
    before, after = (number(100 * p, 0) for p in (was, becomes))
    return Ranking(
        title.fill(name=gain.title, before=before, after=after),
        rows,
        _CHANCES["subtitle"].fill(span=stretch(view.plan.start, view.horizon.end)),
        _CHANCES["unit"].fill(draws=number(view.run.case.draws, 0)),
        view.source(),
        mark="bar",
        decimals=0,
    )
