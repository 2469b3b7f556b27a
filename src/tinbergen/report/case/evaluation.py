"""Evaluation in a report: what the policy did, what the plan would have done."""

from __future__ import annotations

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Fan, Line
from tinbergen.charts.typeset import number
from tinbergen.core.documents import Evaluation, Finding, Series
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.case.view import View, cut, joined, named, window
from tinbergen.report.document import Section
from tinbergen.report.wording import OUTTURN, amount, decimals_for, inside, sentences, stretch

_TITLE = Text("Evaluation", "评估")
_WHO = {
    "plan": Text("The plan", "计划"),
    "outturn": Text("Policy followed", "实际政策"),
}
_LINES = {
    "idle": Text("Without new policy", "无新政策"),
    "plan": Text("The plan, same shocks", "计划，同样冲击"),
    "title": Text(
        "Meeting the same shocks, the plan would have moved {name} by {plan}; the policy followed "
        "moved it by {outturn}",
        "面对同样的冲击，计划会使{name}变动 {plan}，实际政策使其变动 {outturn}",
    ),
    "subtitle": Text(
        "Outturn, and the model's paths under the disturbances that came",
        "实际值，以及在实际扰动下的模型路径",
    ),
}


def evaluation_section(view: View, evaluation: Evaluation) -> Section:
    """Did it work: outturn, plan and no new policy under the same disturbances."""
    lead = sentences(*(f.statement for f in evaluation.findings[:2]))
    blocks = (paths(view, evaluation), effects(view, evaluation), effect_table(view, evaluation))
    return Section(_TITLE, lead, blocks)


def _effect(evaluation: Evaluation, who: str, name: str) -> Finding:
    return next(f for f in evaluation.findings if f.name == f"{who} on {name}")


def _names(evaluation: Evaluation) -> list[str]:
    return [s.name for s in evaluation.outturn]


def paths(view: View, evaluation: Evaluation) -> Panel:
    """Outturn, path without new policy and path with the plan."""
    names = _names(evaluation)
    plan, outturn = (_effect(evaluation, who, names[0]).estimate or 0.0 for who in _WHO)
    title = _LINES["title"].fill(
        name=inside(view.title(names[0])),
        plan=amount(plan, view.change(names[0]), signed=True),
        outturn=number(outturn, 1, signed=True),
    )
    charts = [_paths(view, evaluation, name) for name in names]
    return Panel(title, charts, 2, _LINES["subtitle"], None, view.source(_span(evaluation).end))


def _span(evaluation: Evaluation) -> Span:
    return evaluation.outturn[0].span


def _paths(view: View, evaluation: Evaluation, name: str) -> Chart:
    back = view.back(2, name, at_least=6)
    span = back.start.to(_span(evaluation).end)
    no_policy = named(evaluation.counterfactual, name)
    plan = named(evaluation.planned, name)
    outturn = _after(window(view.data, name, span), named(evaluation.outturn, name), span)
    layers = (
        Line(_LINES["idle"], joined(no_policy, view.data, span), style="dashed", tone=2),
        Line(_LINES["plan"], joined(plan, view.data, span), tone=1),
        Line(OUTTURN, outturn, tone="ink"),
    )
    return Chart(view.title(name), span, layers, unit=view.unit(name), markers=view.marker())


def _after(past: list[float], series: Series, span: Span) -> list[float]:
    """The past with a series after it."""
    first = span.position(series.start)
    return past[:first] + cut(series, span)[first:]


_EFFECTS = {
    "title": Text("What the policy followed and the plan did to each outcome",
                  "实际政策与计划对各结果的影响"),
    "subtitle": Text("Difference from no new policy, with {level}% intervals",
                     "较无新政策的差异与 {level}%区间"),
    "recipe": Text("{method}. Interval: {recipe}", "{method}。区间：{recipe}"),
}  # fmt: skip


def effects(view: View, evaluation: Evaluation) -> Panel:
    """Effects through time, each with its interval."""
    first = evaluation.findings[0]
    level = first.interval.level if first.interval else 0.9
    charts = []
    for name in _names(evaluation):
        layers = []
        for who, tone in (("plan", 1), ("outturn", 3)):
            finding = _effect(evaluation, who, name)
            span = _span(evaluation)
            middle, low, high = (cut(s, span) for s in finding.series)
            layers.append(Fan(_WHO[who], (level,), [low], [high], middle, tone))
        charts.append(
            Chart(view.title(name), span, layers, unit=view.change(name), y_range=(0.0, 0.0))
        )
    note = first.method
    if first.interval:
        note = _EFFECTS["recipe"].fill(method=note, recipe=first.interval.recipe)
    return Panel(
        _EFFECTS["title"], charts, 2, _EFFECTS["subtitle"].fill(level=f"{100 * level:.3g}"),
        None, view.source(_span(evaluation).end), sentences(note),
    )  # fmt: skip


_TABLE = {
    "title": Text("Average effect over {span} against no new policy",
                  "{span}内较无新政策的平均影响"),
    "on": Text("Effect on", "影响对象"),
    "named": Text("{name}, {unit}", "{name}（{unit}）"),
    "interval": Text("{level}% interval", "{level}%区间"),
    "band": Text("{low} to {high}", "{low} 至 {high}"),
}  # fmt: skip


def effect_table(view: View, evaluation: Evaluation) -> Table:
    """Mean effects with their intervals, a row a variable."""
    rows: list[list[Cell]] = []
    for name in _names(evaluation):
        row: list[Cell] = [_TABLE["named"].fill(name=view.title(name), unit=view.change(name))]
        found = [_effect(evaluation, who, name) for who in _WHO]
        digits = decimals_for([f.estimate or 0.0 for f in found], fine=True)
        for finding in found:
            row.append(number(finding.estimate, digits, signed=True))
            row.append(
                _TABLE["band"].fill(
                    low=number(finding.interval.lower, digits, signed=True),
                    high=number(finding.interval.upper, digits, signed=True),
                )
                if finding.interval
                else None
            )
        rows.append(row)
    level = evaluation.findings[0].interval
    interval = _TABLE["interval"].fill(level=f"{100 * level.level:.3g}" if level else "90")
    columns = [Column(_TABLE["on"], align="text")]
    for who in _WHO.values():
        columns += [Column(who), Column(interval)]
    span = _span(evaluation)
    return Table(_TABLE["title"].fill(span=stretch(span.start, span.end)), columns, rows)
