"""An evaluation: what the policy did, what the plan would have done."""

from __future__ import annotations

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Line
from tinbergen.charts.quantities import short
from tinbergen.charts.typeset import number
from tinbergen.core.documents.cycle import Evaluation
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.documents.plan import Plan
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Findings, Table
from tinbergen.report.document import Block, Section
from tinbergen.report.views.context import Context, cut, effects_from, named
from tinbergen.report.views.findings import estimate
from tinbergen.report.wording import OUTTURN, PERIODS, decimals_for, sentences, stretch

_TITLE = Text("Evaluation", "评估")
_OF = Text("{id}, of {plan}", "{id}，评估 {plan}")
WHO = {
    "plan": Text("The plan", "计划"),
    "outturn": Text("Policy followed", "实际政策"),
}
LINES = {
    "idle": Text("Without new policy", "无新政策"),
    "plan": Text("The plan, same shocks", "计划，同样冲击"),
}
_PATHS = {
    "model": Text(
        "Outturn, and the model's paths under the disturbances that came",
        "实际值，以及在实际扰动下的模型路径",
    ),
    "table": Text(
        "Outturn, and what it would have been by the table's effects",
        "实际值，以及按效应表推算的结果",
    ),
    "satellite": Text(
        "Outturn, and what the actor's own model makes of other choices in what came",
        "实际值，以及行为者自身的模型在实际情形下对其他选择的推算",
    ),
    "both": Text(
        "Outturn, and the weighted paths of models and tables under the disturbances that came",
        "实际值，以及在实际扰动下模型与效应表的加权路径",
    ),
}

_UNKNOWN = Text(
    "What policy was followed is not known for every instrument: its effect is unknown, and what "
    "was done with the unknown ones stays in the paths without policy",
    "并非所有工具的实际设定都已知：实际政策的影响未知，未知工具的实际作为仍含在无政策路径中",
)
_PART = Text(
    "These are the first {count} of the plan's {all} {periods}: what it does later is not in them",
    "以上仅为计划的前 {count} {periods}（共 {all} {periods}），此后的影响未计入",
)
_ANY = Text(
    "Outturn, and paths with other policy under the disturbances that came",
    "实际值，以及在实际扰动下其他政策的路径",
)


def view(found: Evaluation, context: Context) -> Section:
    """The effects; in full with the paths that they are differences of."""
    blocks: list[Block] = [effect_table(found, context)] if found.outturn else []
    if by_world := world_table(found, context):
        blocks.append(by_world)
    blocks += against_others(found, context)
    if blocks and not context.brief:
        blocks.append(paths(found, context))
    return Section(
        _TITLE, lead(found, context.plan), blocks, _OF.fill(id=found.id, plan=found.plan)
    )


def effect(found: Evaluation, who: str, name: str) -> Finding | None:
    """The effect on a variable of the "plan", or of the policy followed ("outturn").

    None of policy whose settings nobody recorded.
    """
    return next((f for f in found.findings if f.name == f"{who} on {name}"), None)


def against_others(found: Evaluation, context: Context) -> list[Block]:
    """What comparators say; nothing where none were asked."""
    asked = {f"{who} on {name}" for who in WHO for name in names(found)}
    others = [f for f in found.findings if f.kind == "effect" and f.name not in asked]
    if not others:
        return []
    return [Findings([estimate(f, weighed=False, unsigned=context.unsigned) for f in others])]


def lead(found: Evaluation, plan: Plan | None = None) -> Text:
    """The first effect in words, whether what was done is known, and what makes them doubtful.

    Of a ``plan`` that is known also how much of it is not evaluated yet.
    """
    alarms = [f.statement for f in found.findings if f.kind == "alarm"]
    said = [*alarms, *(f.statement for f in found.findings if f.kind != "alarm")][: len(alarms) + 1]
    if not any(effect(found, "outturn", name) for name in names(found)):
        said.append(_UNKNOWN)
    if plan is not None and found.outturn and span_of(found).length < plan.horizon:
        said.append(_PART.fill(
            count=span_of(found).length, all=plan.horizon, periods=PERIODS[plan.start.frequency]
        ))  # fmt: skip
    return sentences(*said)


def names(found: Evaluation) -> list[str]:
    return [s.name for s in found.outturn]


def meaning_of_paths(plan: Plan | None) -> Text:
    """What the paths beside the outturn are, by the worlds of the plan where it is known."""
    return _PATHS[effects_from(plan)] if plan else _ANY


def span_of(found: Evaluation) -> Span:
    return found.outturn[0].span


_TABLE = {
    "title": Text("Average effect over {span} against no new policy",
                  "{span}内较无新政策的平均影响"),
    "on": Text("Effect on", "影响对象"),
    "named": Text("{name}, {unit}", "{name}（{unit}）"),
    "interval": Text("{level}% interval", "{level}%区间"),
    "unknown": Text("unknown", "未知"),
    "band": Text("{low} to {high}", "{low} 至 {high}"),
    "recipe": Text("Interval: {recipe}", "区间：{recipe}"),
}  # fmt: skip


def effect_table(found: Evaluation, context: Context) -> Table:
    """Mean effects with their intervals, a row a variable."""
    rows: list[list[Cell]] = []
    for name in names(found):
        own = [effect(found, who, name) for who in WHO]
        known = [f for f in own if f is not None]
        label = _TABLE["named"].fill(name=context.title(name), unit=short(known[0].unit))
        row: list[Cell] = [label]
        digits = decimals_for([f.estimate or 0.0 for f in known], fine=True)
        for finding in own:
            if finding is None:
                row += [_TABLE["unknown"], None]
                continue
            row.append(number(finding.estimate, digits, signed=True))
            row.append(
                _TABLE["band"].fill(
                    low=number(finding.interval.lower, digits, signed=True),
                    high=number(finding.interval.upper, digits, signed=True),
                )
                if finding.interval and finding.interval.upper > finding.interval.lower
                else None
            )
        rows.append(row)
    level = found.findings[0].interval
    interval = _TABLE["interval"].fill(level=f"{100 * level.level:.3g}" if level else "90")
    columns = [Column(_TABLE["on"], align="text")]
    for who in WHO.values():
        columns += [Column(who), Column(interval)]
    span = span_of(found)
    title = _TABLE["title"].fill(span=stretch(span.start, span.end))
    notes = [*found.findings[0].assumptions]
    if level is not None:
        notes.append(_TABLE["recipe"].fill(recipe=level.recipe))
    return Table(title, columns, rows, sentences(*notes) if notes else None)


_WORLDS = {
    "title": Text("{who}: what each world says", "{who}：各世界的说法"),
    "world": Text("World", "世界"),
}


def world_table(found: Evaluation, context: Context) -> Table | None:
    """What each world says of the policy followed, else of the plan; None of a single world."""
    known = any(effect(found, "outturn", name) for name in names(found))
    who = "outturn" if known else "plan"
    said = [f for name in names(found) if (f := effect(found, who, name)) and f.parts]
    if not said:
        return None
    columns = [Column(_WORLDS["world"], align="text")]
    columns += [Column(context.title(name)) for name in names(found)]
    weights = [dict(f.diagnostics) for f in said]
    digits = decimals_for([f.estimate or 0.0 for f in said], fine=True)
    rows: list[list[Cell]] = []
    for k, part in enumerate(said[0].parts):
        effects = [
            f.parts[k].value / w[f"weight of {part.name}"]
            for f, w in zip(said, weights, strict=True)
        ]
        rows.append([part.title, *(number(e, digits, signed=True) for e in effects)])
    return Table(_WORLDS["title"].fill(who=WHO[who]), columns, rows)


def paths(found: Evaluation, context: Context) -> Panel:
    """Outturn, path without new policy and path with the plan, a chart a variable."""
    span = span_of(found)
    charts = []
    for name in names(found):
        no_policy, plan, outturn = (
            named(series, name) for series in (found.counterfactual, found.planned, found.outturn)
        )
        layers = (
            Line(LINES["idle"], cut(no_policy, span), style="dashed", tone=2),
            Line(LINES["plan"], cut(plan, span), tone=1),
            Line(OUTTURN, cut(outturn, span), tone="ink"),
        )
        charts.append(Chart(context.title(name), span, layers, unit=context.unit(outturn)))
    return Panel(meaning_of_paths(context.plan), charts, 2)
