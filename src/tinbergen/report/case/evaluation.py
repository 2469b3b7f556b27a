"""Evaluation in a report: what the policy did, what the plan would have done."""

from __future__ import annotations

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Fan, Line
from tinbergen.charts.quantities import again, amount
from tinbergen.core.documents.cycle import Evaluation
from tinbergen.core.documents.evidence import Series
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.report.case.view import View, joined, window
from tinbergen.report.document import Section
from tinbergen.report.views.context import cut, named
from tinbergen.report.views.evaluation import (
    LINES,
    WHO,
    against_others,
    effect,
    effect_table,
    lead,
    meaning_of_paths,
    names,
    span_of,
    world_table,
)
from tinbergen.report.wording import OUTTURN, decimals_for, inside, sentences

_TITLE = Text("Evaluation", "评估")
_TITLE_OF_PATHS = Text(
    "Meeting the same shocks, the plan would have moved {name} by {plan}; the policy followed "
    "moved it by {outturn}",
    "面对同样的冲击，计划会使{name}变动 {plan}，实际政策使其变动 {outturn}",
)

_TITLE_OF_PLAN = Text(
    "Meeting the same shocks, the plan would have moved {name} by {plan}; what the policy "
    "followed did is unknown",
    "面对同样的冲击，计划会使{name}变动 {plan}；实际政策的影响未知",
)


def evaluation_section(view: View, evaluation: Evaluation) -> Section:
    """Did it work: outturn, plan and no new policy under the same disturbances."""
    table = effect_table(evaluation, view.context)
    by_world = world_table(evaluation, view.context)
    blocks = (paths(view, evaluation), effects(view, evaluation), table, by_world)
    shown = [b for b in blocks if b is not None]
    return Section(
        _TITLE, lead(evaluation, view.plan), [*shown, *against_others(evaluation, view.context)]
    )


def paths(view: View, evaluation: Evaluation) -> Panel:
    """Outturn, path without new policy and path with the plan."""
    shown = names(evaluation)
    plan, outturn = (effect(evaluation, who, shown[0]) for who in WHO)
    values = [(f.estimate if f else None) or 0.0 for f in (plan, outturn)]
    unit = view.change(shown[0])
    digits = decimals_for(values if outturn else values[:1], fine=True)
    title = (_TITLE_OF_PATHS if outturn else _TITLE_OF_PLAN).fill(
        name=inside(view.title(shown[0])),
        plan=amount(values[0], unit, digits, signed=True),
        outturn=again(values[-1], unit, digits, signed=True),
    )
    charts = [_paths(view, evaluation, name) for name in shown]
    subtitle = meaning_of_paths(view.plan)
    return Panel(title, charts, 2, subtitle, None, view.source(span_of(evaluation).end))


def _paths(view: View, evaluation: Evaluation, name: str) -> Chart:
    back = view.back(2, name, at_least=6)
    span = back.start.to(span_of(evaluation).end)
    no_policy = named(evaluation.counterfactual, name)
    plan = named(evaluation.planned, name)
    outturn = _after(window(view.data, name, span), named(evaluation.outturn, name), span)
    layers = (
        Line(LINES["idle"], joined(no_policy, view.data, span), style="dashed", tone=2),
        Line(LINES["plan"], joined(plan, view.data, span), tone=1),
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
    for name in names(evaluation):
        layers = []
        for who, tone in (("plan", 1), ("outturn", 3)):
            finding = effect(evaluation, who, name)
            if finding is None:
                continue
            span = span_of(evaluation)
            middle, low, high = (cut(s, span) for s in finding.series)
            layers.append(Fan(WHO[who], (level,), [low], [high], middle, tone))
        charts.append(
            Chart(view.title(name), span, layers, unit=view.change(name), y_range=(0.0, 0.0))
        )
    note = first.method
    if first.interval:
        note = _EFFECTS["recipe"].fill(method=note, recipe=first.interval.recipe)
    return Panel(
        _EFFECTS["title"], charts, 2, _EFFECTS["subtitle"].fill(level=f"{100 * level:.3g}"),
        None, view.source(span_of(evaluation).end), sentences(note),
    )  # fmt: skip
