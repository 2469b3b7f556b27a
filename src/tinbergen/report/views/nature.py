"""A scenario that nature sets: how implausible it is, its paths beside the outlook's."""

from __future__ import annotations

from collections.abc import Sequence

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Layer, Line
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.implausible import Implausibility
from tinbergen.core.documents.plan import Plan
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Definitions, Table
from tinbergen.report.document import Block
from tinbergen.report.views.context import Context, cut, fan_layer, named, span_of
from tinbergen.report.views.limits import callouts
from tinbergen.report.wording import capital, decimals_for, scientific, sentences

_WORDS = {
    "distance": Text("Distance from the outlook", "与展望的距离"),
    "far": Text(
        "{distance} standard deviations (Mahalanobis) over {size} numbers, which vary in {degrees} "
        "directions",
        "{distance} 个标准差（马氏距离），涉及 {size} 个数值，其变动有 {degrees} 个方向",
    ),
    "tail": Text("Farther out in any direction", "任一方向上更远的概率"),
    "chi": Text("{chance} of normal draws (chi squared)", "正态抽样的 {chance}（卡方分布）"),
    "beyond": Text("Beyond the limit, were it a straight line", "越过界限的概率（若界限为线性）"),
    "normal": Text("{chance} of normal draws", "正态抽样的 {chance}"),
    "share": Text(
        "Beyond the limit in the outlook's own draws, all disturbances included",
        "展望抽样（含全部扰动）中越过界限的份额",
    ),
    "period": Text("Limit reached in", "触及界限的时期"),
    "paths": Text("The scenario beside the outlook", "情景与展望对照"),
    "when": Text("Period", "时期"),
    "scenario": Text("Scenario", "情景"),
    "outlook": Text("Outlook", "展望"),
    "both": Text("{name}: scenario", "{name}：情景"),
    "base": Text("{name}: outlook", "{name}：展望"),
    "note": Text("Central paths; the distance counts from the mean of the outlook's draws",
                 "均为中心路径；距离以展望抽样的均值计"),
    "attempts": Text("Least distance by the period in which the limit is reached",
                     "按触及界限的时期计的最小距离"),
    "size": Text("Distance", "距离"),
    "never": Text("no scenario", "无此情景"),
}  # fmt: skip


def scenario_blocks(plan: Plan, context: Context) -> list[Block]:
    """All that a plan says of nature's scenario; nothing where it has none."""
    found = plan.scenario
    if found is None:
        return []
    blocks: list[Block] = [_how_far(found), _paths(plan, context), *callouts(plan)]
    if found.attempts:
        blocks.append(_attempts(found))
    return [*blocks, _panel(plan, context)]


def _how_far(found: Implausibility) -> Definitions:
    items: list[tuple[Text, Cell]] = [
        (_WORDS["distance"], _WORDS["far"].fill(
            distance=number(found.distance, 2), size=found.size, degrees=found.degrees)),
        (_WORDS["tail"], _WORDS["chi"].fill(chance=_chance(found.tail))),
        (_WORDS["beyond"], _WORDS["normal"].fill(chance=_chance(found.beyond))),
    ]  # fmt: skip
    if found.share is not None:
        items.append((_WORDS["share"], _chance(found.share)))
    if found.period is not None:
        items.append((_WORDS["period"], period_text(found.period)))
    return Definitions(items)


def _chance(share: float) -> str:
    return f"{100 * share:.1f}%" if share >= 5e-4 or share == 0 else scientific(share)


def _shown(plan: Plan) -> list[tuple[Series, Series]]:
    """Nature's paths, then those that they move: in the scenario and in the outlook."""
    pairs = [(s, named(plan.baseline_instruments, s.name)) for s in plan.instruments]
    rest = [s for s in plan.planned if s.name not in {p.name for p, _ in pairs}]
    moved = [(s, named(plan.baseline, s.name)) for s in rest]
    return [*pairs, *((s, base) for s, base in moved if s.values != base.values)]


def _paths(plan: Plan, context: Context) -> Table:
    columns = [Column(_WORDS["when"], align="text")]
    cells: list[Sequence[Cell]] = []
    for path, base in _shown(plan):
        values = [v for v in (*path.values, *base.values) if v is not None]
        digits = decimals_for(values, fine=True)
        for word, series in (("both", path), ("base", base)):
            head = _WORDS[word].fill(name=context.title(path.name))
            columns.append(Column(head, context.unit(path), decimals=digits))
            cells.append(series.values)
    rows = [[period, *(c[t] for c in cells)] for t, period in enumerate(span_of(plan))]
    return Table(_WORDS["paths"], columns, rows, note=sentences(_WORDS["note"]))


def _attempts(found: Implausibility) -> Table:
    columns = (Column(_WORDS["when"], align="text"), Column(_WORDS["size"]))
    rows: list[list[Cell]] = [
        [a.period, _WORDS["never"] if a.distance is None else number(a.distance, 2)]
        for a in found.attempts
    ]
    return Table(_WORDS["attempts"], columns, rows)


def _panel(plan: Plan, context: Context) -> Panel:
    span, charts = span_of(plan), []
    fans = {fan.name: fan for fan in plan.baseline_outcomes}
    for path, base in _shown(plan):
        layers: list[Layer] = [Line(_WORDS["scenario"], cut(path, span), tone=2)]
        if path.name in fans:
            layers.append(fan_layer(fans[path.name], _WORDS["outlook"], span))
        else:
            layers.append(Line(_WORDS["outlook"], cut(base, span), style="dashed", tone="muted"))
        title = capital(context.title(path.name))
        charts.append(Chart(title, span, tuple(layers), unit=context.unit(path)))
    return Panel(_WORDS["paths"], charts, min(3, len(charts)), _WORDS["paths"])
