"""The plan in a report: instruments, outcomes, targets, limits and what would falsify it."""

from __future__ import annotations

import math

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Layer, Line
from tinbergen.charts.typeset import number
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Definitions, Findings, Table
from tinbergen.report.case.diagnosis import estimate
from tinbergen.report.case.findings import picture
from tinbergen.report.case.hints import hints
from tinbergen.report.case.instruments import instruments_panel
from tinbergen.report.case.limits import binding_callouts, price_chart
from tinbergen.report.case.targets import attainment_table, means
from tinbergen.report.case.view import View, fan_layer, grid, joined, named, window
from tinbergen.report.document import Block, Section
from tinbergen.report.wording import (
    IDLE,
    OUTTURN,
    PLAN,
    capital,
    scientific,
    sentences,
)

_TITLE = Text("Design", "设计")


def design_section(view: View) -> Section:
    """Which instruments, set how; what is expected of them; what would falsify the plan."""
    blocks: list[Block] = [instruments_panel(view), outcomes_panel(view), attainment_table(view)]
    blocks += binding_callouts(view)
    if (prices := price_chart(view)) is not None:
        blocks.append(prices)
    blocks.append(solution(view))
    if view.plan.trip_wires:
        blocks.append(trip_wires(view))
    blocks += alternatives(view)
    return Section(_TITLE, sentences(view.plan.verdict), blocks)


def alternatives(view: View) -> list[Block]:
    """Other options and replies, each with its picture."""
    found = view.plan.alternatives
    if not found:
        return []
    pictures = [drawn for f in found if (drawn := picture(view, f)) is not None]
    _, unsigned = hints(view.run.case)
    return [Findings([estimate(f, weighed=False, unsigned=unsigned) for f in found]), *pictures]


_OUTCOMES = {
    "title": Text(
        "{name}, on average: {plan} with the plan, {no_policy} with no new policy",
        "按计划，{name}平均为{plan}；无新政策时为{no_policy}",
    ),
    "subtitle": Text("Outcomes with the plan and with no new policy", "计划与无新政策下的结果"),
    "idle": Text("No new policy, median", "无新政策，中位数"),
    "edges": Text("No new policy, {level}% range", "无新政策，{level}%区间"),
    "wanted": Text("Asked for", "目标值"),
    "note": Text(
        "Plan and no new policy face the same {draws} draws. Recipe of the bands: {recipe}",
        "计划与无新政策使用同样的 {draws} 次抽样。区间方法：{recipe}",
    ),
}


def outcomes_panel(view: View) -> Panel:
    """Fans of what the plan watches, over the baseline's median and range."""
    plan = view.plan
    charts = [_outcome(view, name) for name in view.shown()]
    aim = plan.attainment[0]
    plan_mean, idle_mean = means(aim)
    title = _OUTCOMES["title"].fill(name=capital(aim.title), plan=plan_mean, no_policy=idle_mean)
    note = _OUTCOMES["note"].fill(
        draws=number(view.run.case.draws, 0), recipe=plan.outcomes[0].recipe
    )
    return Panel(title, *grid(charts), _OUTCOMES["subtitle"], None, view.source(), sentences(note))


def _outcome(view: View, name: str) -> Chart:
    back = view.back(4, name, at_least=6)
    span = Span(back.start, back.length + view.plan.horizon)
    now = view.data.at(name, view.as_of) if name in view.data else math.nan
    planned = next(f for f in view.plan.outcomes if f.name == name)
    no_policy = next((f for f in view.plan.baseline_outcomes if f.name == name), None)
    layers: list[Layer] = [fan_layer(planned, PLAN, span, now, view.horizon.end)]
    if no_policy is not None:
        fan = fan_layer(no_policy, IDLE, span, now, view.horizon.end)
        edges = _OUTCOMES["edges"].fill(level=f"{100 * fan.levels[-1]:.3g}")
        layers += [
            Line(edges, fan.lower[-1], style="dotted", tone="muted"),
            Line(edges, fan.upper[-1], style="dotted", tone="muted"),
        ]
        if fan.median is not None:
            layers.append(Line(_OUTCOMES["idle"], fan.median, style="dashed", tone="muted"))
    if name in view.data:
        layers.append(Line(OUTTURN, window(view.data, name, span), tone="ink"))
    layers += _wanted(view, name, span)
    return Chart(view.title(name), span, layers, unit=view.unit(name), markers=view.marker())


def _wanted(view: View, name: str, span: Span) -> list[Layer]:
    """The targets of a variable as lines over the horizon."""
    base = named(view.plan.baseline, name)
    lines: list[Layer] = []
    for target in view.run.case.targets:
        if target.variable == name:
            path = joined(base, view.data, span) if target.relative else [0.0] * len(span)
            ahead = [p >= view.plan.start for p in span]
            values = [
                v + target.desired if a else math.nan for v, a in zip(path, ahead, strict=True)
            ]
            lines.append(Line(_OUTCOMES["wanted"], values, style="dotted", tone=2))
    return lines


_SOLUTION = {
    "loss": Text("Loss", "损失"),
    "fell": Text(
        "{plan} with the plan, {no_policy} with no new policy: the sum of weighted squared misses, "
        "instrument use and changes",
        "计划 {plan}，无新政策 {no_policy}：目标偏差、工具使用及其变动的加权平方和",
    ),
    "optimal": Text("Optimality", "最优性"),
    "kkt": Text(
        "The first-order (KKT) conditions hold on the nonlinear model to {kkt}, after {iterations} "
        "iterations",
        "非线性模型上一阶（KKT）条件的残差为 {kkt}，迭代 {iterations} 次",
    ),
    "baseline": Text("Baseline", "基线"),
}


def solution(view: View) -> Definitions:
    """How far the solution can be trusted."""
    plan = view.plan
    items: list[tuple[Text, Cell]] = [
        (_SOLUTION["loss"], _SOLUTION["fell"].fill(
            plan=number(plan.loss, 2), no_policy=number(plan.baseline_loss, 2))),
        (_SOLUTION["optimal"], _SOLUTION["kkt"].fill(
            kkt=scientific(plan.kkt_residual), iterations=plan.iterations)),
    ]  # fmt: skip
    if plan.provenance.baseline is not None:
        items.append((_SOLUTION["baseline"], capital(plan.provenance.baseline)))
    return Definitions(items)


_WIRES = {
    "title": Text("Trip-wires: outturns that would falsify the plan", "触发线：将证伪计划的实际值"),
    "period": Text("Period", "时期"),
    "band": Text("{low} to {high}", "{low} 至 {high}"),
    "note": Text(
        "Fixed at adoption. If the plan's picture of the economy is right, all outturns stay "
        "inside with probability {level}%",
        "采纳时确定。若计划对经济的判断正确，全部实际值都落在区间内的概率为 {level}%",
    ),
}


def trip_wires(view: View) -> Table:
    """The bands by period, a column a variable."""
    wires = view.plan.trip_wires
    names = list(dict.fromkeys(w.variable for w in wires))
    bands = {
        (w.variable, w.period): _WIRES["band"].fill(
            low=number(w.lower, view.decimals(w.variable)),
            high=number(w.upper, view.decimals(w.variable)),
        )
        for w in wires
    }
    dates = list(dict.fromkeys(w.period for w in wires))
    rows: list[list[Cell]] = [[d, *(bands.get((name, d)) for name in names)] for d in dates]
    columns = (
        Column(_WIRES["period"], align="text"),
        *(Column(view.title(name), view.unit(name)) for name in names),
    )
    note = _WIRES["note"].fill(level=number(100 * view.run.case.trip_level, 0))
    return Table(_WIRES["title"], columns, rows, note=sentences(note))
