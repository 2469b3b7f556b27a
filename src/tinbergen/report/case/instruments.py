"""Pictures of instrument paths: between their bounds, and as a plan is revised."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Bounds, Line, Points
from tinbergen.charts.quantities import amount, change_of, short
from tinbergen.core.documents.plan import Plan
from tinbergen.core.documents.problem import Instrument
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.loop.measures import bounds
from tinbergen.report.case.view import View, grid, joined, window
from tinbergen.report.views.context import begun, named, vintage_of
from tinbergen.report.views.limits import binds
from tinbergen.report.wording import IDLE, OUTTURN, PLAN, inside, listed, sentences

_WORDS = {
    "binding": Text("A limit binds", "限制起约束作用"),
    "free": Text(
        "No bound or largest step of an instrument has a price within the horizon",
        "期内没有工具的边界或最大步幅具有价格",
    ),
    "bound": Text(
        "{name}: at a limit in {count} of {all} {periods}",
        "{name}在 {all} {periods}中有 {count} 个触及限制",
    ),
    "subtitle": Text("Instrument paths, plan and no new policy", "工具路径：计划与无新政策"),
    "bounds": Text("Thin dashed lines are bounds", "细虚线为边界"),
    "upper": Text("{name} at most {value}", "{name}不高于{value}"),
    "lower": Text("{name} at least {value}", "{name}不低于{value}"),
    "step": Text("{name} {value}", "{name}{value}"),
    "unseen": Text("Bounds too far off to show: {which}", "未绘出的较远边界：{which}"),
    "steps": Text(
        "Largest steps from one {period} to the next: {which}", "每{period}最大步幅：{which}"
    ),
}  # fmt: skip


def instruments_panel(view: View) -> Panel:
    """Each instrument's path with history, baseline and the bounds near it; where limits bind."""
    charts, unseen = [], []
    for series in view.plan.instruments:
        chart, far = _instrument(view, series.name)
        charts.append(chart)
        unseen += far
    notes = [_WORDS["bounds"]]
    if unseen:
        notes.append(_WORDS["unseen"].fill(which=listed(unseen)))
    if steps := _steps(view):
        notes.append(_WORDS["steps"].fill(which=listed(steps), period=view.period))
    return Panel(
        _message(view), *grid(charts), _WORDS["subtitle"], None, view.source(), sentences(*notes)
    )


def _message(view: View) -> Text:
    counts = {s.name: sum(binds(view.plan, s.name)) for s in view.plan.instruments}
    name = max(counts, key=lambda n: counts[n])
    if not counts[name]:
        return _WORDS["free"]
    return _WORDS["bound"].fill(
        name=view.title(name), count=counts[name], all=view.plan.horizon, periods=view.periods
    )


def _instrument(view: View, name: str) -> tuple[Chart, list[Text]]:
    """The chart, and bounds too far from the path to be drawn, in words."""
    back = view.back(3, name, at_least=6)
    span = Span(back.start, back.length + view.plan.horizon)
    path = joined(named(view.plan.instruments, name), view.data, span)
    no_policy = joined(named(view.plan.baseline_instruments, name), view.data, span)
    past = window(view.data, name, span) if name in view.data else [math.nan] * len(span)
    known = [v for v in (*path, *no_policy, *past) if math.isfinite(v)]
    low, high = min(known), max(known)
    room = 1.2 * max(high - low, 1e-9)
    instrument = view.instrument(name)
    blank, shown, far = [math.nan] * back.length, {}, []
    reference = view.run.situation.scope.anchor(instrument.name)
    ends = zip(("lower", "upper"), bounds(instrument, reference), strict=True)
    for side, bound in ends:
        if bound is None or instrument.kind == "switch":
            continue  # done or not: there is nothing beyond
        if low - room <= float(bound.min()) and float(bound.max()) <= high + room:
            shown[side] = [*blank, *bound.tolist()]
        else:
            value = instrument.lower if side == "lower" else instrument.upper
            far.append(
                _WORDS[side].fill(name=inside(view.title(name)), value=_limit(value, instrument))
            )
    layers = (
        Line(OUTTURN, past, tone="ink"),
        Line(IDLE, no_policy, style="dashed", tone="muted"),
        Bounds(
            PLAN, path, shown.get("lower"), shown.get("upper"),
            [False] * back.length + list(binds(view.plan, name)), tone=1,
            binding_name=_WORDS["binding"],
        ),
    )  # fmt: skip
    return Chart(view.title(name), span, layers, unit=view.unit(name), markers=view.marker()), far


def _limit(value: float | None, instrument: Instrument, step: bool = False) -> Text:
    unit = change_of(instrument.unit) if instrument.relative or step else short(instrument.unit)
    decimals = 0 if value is None or value == int(value) else 1
    return amount(math.nan if value is None else value, unit, decimals)


def _steps(view: View) -> list[Text]:
    return [
        _WORDS["step"].fill(name=inside(i.title), value=_limit(i.max_step, i, step=True))
        for i in view.run.case.instruments
        if i.max_step is not None
    ]


_REVISED = {
    "title": Text("How the plan was revised as outturns came in", "随着数据到来，计划如何修订"),
    "subtitle": Text("Instrument paths, first plan and revisions", "工具路径：原计划与历次修订"),
    "first": Text("Plan of {period}", "{period}的计划"),
    "revised": Text("Revised {period}", "{period}修订"),
    "actual": Text("Policy followed", "实际政策"),
    "note": Text(
        "Each plan starts from the data and the instruments' outturn as of its date",
        "每份计划均以其日期的数据与工具实际值为起点",
    ),
}

#: Revisions drawn besides the first plan; the latest of more.
_REVISIONS = 4


def revisions_panel(view: View, revised: Sequence[Plan]) -> Panel:
    """Each instrument as first planned, as revised, and as it was set."""
    last = view.later.span.end
    charts = []
    for series in view.plan.instruments:
        name = series.name
        span = (view.as_of - 4).to(view.horizon.end)
        past = [window(view.later, name, span)] if name in view.later else []
        span = begun(span, past, view.as_of)
        layers: list[Line | Points] = [
            Line(
                _REVISED["first"].fill(period=view.vintage_text),
                joined(series, view.data, span), style="dashed", tone="muted",
            )
        ]  # fmt: skip
        for plan in revised[-_REVISIONS:]:
            path = joined(named(plan.instruments, name), view.later, span)
            label = _REVISED["revised"].fill(period=vintage_of(plan))
            layers.append(Line(label, path))
        if name in view.later:
            layers.append(Points(_REVISED["actual"], window(view.later, name, span)))
        charts.append(
            Chart(view.title(name), span, layers, unit=view.unit(name), markers=view.marker())
        )
    return Panel(
        _REVISED["title"], *grid(charts), _REVISED["subtitle"], None, view.source(last),
        sentences(_REVISED["note"]),
    )  # fmt: skip
