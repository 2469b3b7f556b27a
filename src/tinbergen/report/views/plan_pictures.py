"""The pictures of a plan that need no more than the plan: instruments, and outcomes as fans."""

from __future__ import annotations

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Fan as FanLayer
from tinbergen.charts.layers import Layer, Line
from tinbergen.charts.typeset import number
from tinbergen.core.documents.evidence import Fan
from tinbergen.core.documents.plan import Plan
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.report.views.attainment import means
from tinbergen.report.views.context import Context, cut, fan_layer, named, span_of, titles_in
from tinbergen.report.wording import IDLE, PLAN, capital, sentences

OUTCOMES = {
    "title": Text(
        "{name}, on average: {plan} with the plan, {no_policy} with no new policy",
        "按计划，{name}平均为{plan}；无新政策时为{no_policy}",
    ),
    "subtitle": Text("Outcomes with the plan and with no new policy", "计划与无新政策下的结果"),
    "idle": Text("No new policy, median", "无新政策，中位数"),
    "edges": Text("No new policy, {level}% range", "无新政策，{level}%区间"),
    "note": Text(
        "Plan and no new policy face the same {draws} draws. Recipe of the bands: {recipe}",
        "计划与无新政策使用同样的 {draws} 次抽样。区间方法：{recipe}",
    ),
}
_BOTH = Text("Instruments and outcomes, with the plan and with no new policy",
             "工具与结果：计划与无新政策")  # fmt: skip


def outcomes_title(plan: Plan) -> Text:
    """What the plan makes of its first target."""
    aim = plan.attainment[0]
    planned, no_policy = means(aim)
    return OUTCOMES["title"].fill(name=capital(aim.title), plan=planned, no_policy=no_policy)


def outcomes_note(plan: Plan) -> Text | None:
    """How many draws the bands are of and how; None where there are none."""
    if not plan.outcomes:
        return None
    first = plan.outcomes[0]
    return sentences(OUTCOMES["note"].fill(draws=number(first.draws, 0), recipe=first.recipe))


def outcomes_panel(plan: Plan, context: Context) -> Panel:
    """Instruments with and without the plan; fans of the outcomes that have targets or wires."""
    known = titles_in(plan)
    span = span_of(plan)
    charts = []
    for series in plan.instruments:
        no_policy = named(plan.baseline_instruments, series.name)
        lines = (
            Line(PLAN, cut(series, span), tone=1),
            Line(IDLE, cut(no_policy, span), style="dashed", tone="muted"),
        )
        charts.append(Chart(context.title(series.name), span, lines, unit=context.unit(series)))
    if not plan.outcomes:
        paths = {series.name: series for series in plan.planned}
        for name in known:
            layers = central_layers(plan, name, span)
            charts.append(Chart(capital(known[name]), span, layers, unit=context.unit(paths[name])))
    for fan in plan.outcomes:
        if fan.name in known:
            title = capital(known[fan.name])
            charts.append(Chart(title, span, _layers(plan, fan), unit=context.unit(fan)))
    title = outcomes_title(plan) if plan.attainment else _BOTH
    return Panel(title, charts, min(3, len(charts)), _BOTH, note=outcomes_note(plan))


def central_layers(plan: Plan, name: str, span: Span) -> list[Layer]:
    """Central paths of a plan without a distribution: with it, without, and those counted from."""
    lines: list[Layer] = [
        Line(PLAN, cut(named(plan.planned, name), span), tone=1),
        Line(IDLE, cut(named(plan.baseline, name), span), style="dashed", tone="muted"),
    ]
    lines += [
        Line(_REFERENCE, cut(series, span), style="dotted", tone="ink")
        for series in plan.reference if series.name == name
    ]  # fmt: skip
    return lines


_REFERENCE = Text("Reference path", "参照路径")


def _layers(plan: Plan, fan: Fan) -> list[Layer]:
    no_policy = next((f for f in plan.baseline_outcomes if f.name == fan.name), None)
    layers: list[Layer] = [fan_layer(fan, PLAN, span_of(plan))]
    if no_policy is not None:
        layers += baseline_layers(fan_layer(no_policy, IDLE, span_of(plan)))
    return layers


def baseline_layers(fan: FanLayer) -> list[Layer]:
    """A fan of the baseline as its median and its outer edges."""
    edges = OUTCOMES["edges"].fill(level=f"{100 * fan.levels[-1]:.3g}")
    layers: list[Layer] = [
        Line(edges, fan.lower[-1], style="dotted", tone="muted"),
        Line(edges, fan.upper[-1], style="dotted", tone="muted"),
    ]
    if fan.median is not None:
        layers.append(Line(OUTCOMES["idle"], fan.median, style="dashed", tone="muted"))
    return layers
