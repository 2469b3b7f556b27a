"""The plan in a report: instruments, outcomes, targets, limits and what would falsify it."""

from __future__ import annotations

import dataclasses
import math

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Layer, Line
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.report.blocks import Findings, Table
from tinbergen.report.case.hints import hints
from tinbergen.report.case.instruments import instruments_panel
from tinbergen.report.case.targets import chances
from tinbergen.report.case.view import View, grid, joined, window
from tinbergen.report.document import Block, Section
from tinbergen.report.views.attainment import attainment_table
from tinbergen.report.views.chances import chance_callouts
from tinbergen.report.views.context import fan_layer, named
from tinbergen.report.views.findings import estimate
from tinbergen.report.views.fiscal import fiscal_blocks
from tinbergen.report.views.guidance import guidance_blocks
from tinbergen.report.views.limits import callouts, price_chart
from tinbergen.report.views.nature import scenario_blocks
from tinbergen.report.views.plan import settings, solution
from tinbergen.report.views.plan_pictures import (
    OUTCOMES,
    baseline_layers,
    central_layers,
    outcomes_note,
    outcomes_title,
)
from tinbergen.report.views.robustness import robustness_table
from tinbergen.report.views.wires import wire_table
from tinbergen.report.views.worlds import loss_table, worlds_table
from tinbergen.report.wording import (
    IDLE,
    OUTTURN,
    PLAN,
    sentences,
)

_TITLE = Text("Design", "设计")


def design_section(view: View) -> Section:
    """Which instruments, set how; what is expected of them; what would falsify the plan."""
    if view.plan.scenario is not None:
        told = [*scenario_blocks(view.plan, view.context), solution(view.plan, view.context)]
        return Section(_TITLE, sentences(view.plan.verdict), told)
    blocks: list[Block] = [
        settings(view.plan, view.context), instruments_panel(view), outcomes_panel(view),
        _targets(view),
    ]  # fmt: skip
    if (drawn := chances(view)) is not None:
        blocks.append(drawn)
    blocks += [*fiscal_blocks(view.plan, view.context), *callouts(view.plan)]
    blocks += [*guidance_blocks(view.plan), *chance_callouts(view.plan)]
    if (prices := price_chart(view.plan, view.source())) is not None:
        blocks.append(prices)
    tables = (worlds_table(view.plan), robustness_table(view.plan), loss_table(view.plan))
    blocks += [drawn for drawn in tables if drawn is not None]
    blocks.append(solution(view.plan, view.context))
    if view.plan.trip_wires:
        blocks.append(wire_table(view.plan))
    blocks += alternatives(view)
    return Section(_TITLE, sentences(view.plan.verdict), blocks)


def _targets(view: View) -> Table:
    table = attainment_table(view.plan, view.context.relative)
    return dataclasses.replace(table, note=sentences(table.note or _ANNEX, _ANNEX))


def alternatives(view: View) -> list[Block]:
    """Other options and replies, each with its picture."""
    found = view.plan.alternatives
    if not found:
        return []
    pictures = [drawn for f in found if (drawn := view.picture(f)) is not None]
    _, unsigned = hints(view.run.case)
    return [Findings([estimate(f, weighed=False, unsigned=unsigned) for f in found]), *pictures]


_WANTED = Text("Asked for", "目标值")
_ANNEX = Text("The annex says in full what was asked for", "目标全文见附录")


def outcomes_panel(view: View) -> Panel:
    """Fans of what the plan watches, over the baseline's median and range."""
    plan = view.plan
    charts = [_outcome(view, name) for name in view.shown()]
    return Panel(
        outcomes_title(plan), *grid(charts), OUTCOMES["subtitle"], None, view.source(),
        outcomes_note(plan),
    )  # fmt: skip


def _outcome(view: View, name: str) -> Chart:
    back = view.back(4, name, at_least=6)
    span = Span(back.start, back.length + view.plan.horizon)
    now = view.data.at(name, view.as_of) if name in view.data else math.nan
    planned = next((f for f in view.plan.outcomes if f.name == name), None)
    no_policy = next((f for f in view.plan.baseline_outcomes if f.name == name), None)
    layers: list[Layer] = []
    if planned is not None:
        layers.append(fan_layer(planned, PLAN, span, now, view.horizon.end))
    else:
        layers += central_layers(view.plan, name, span)
    if no_policy is not None:
        fan = fan_layer(no_policy, IDLE, span, now, view.horizon.end)
        layers += baseline_layers(fan)
    if name in view.data:
        layers.append(Line(OUTTURN, window(view.data, name, span), tone="ink"))
    layers += _wanted(view, name, span)
    return Chart(view.title(name), span, layers, unit=view.unit(name), markers=view.marker())


def _wanted(view: View, name: str, span: Span) -> list[Layer]:
    """The targets of a variable as lines over the horizon."""
    reference = [s for s in view.plan.reference if s.name == name]
    base = reference[0] if reference else named(view.plan.baseline, name)
    lines: list[Layer] = []
    for target in view.run.case.targets:
        if target.variable == name:
            path = joined(base, view.data, span) if target.relative else [0.0] * len(span)
            ahead = [p >= view.plan.start for p in span]
            values = [
                v * (1 + target.desired / 100) if target.percent else v + target.desired
                for v in path
            ]
            values = [v if a else math.nan for v, a in zip(values, ahead, strict=True)]
            lines.append(Line(_WANTED, values, style="dotted", tone=2))
    return lines
