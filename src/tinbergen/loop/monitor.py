"""Monitor: is it on course? Each outturn against the plan, explained, and the wires checked.

News is attributed on the plan's own model: from what the plan assumed to what came, input by
input (instruments not set as planned, disturbances of each equation), so that the parts sum
exactly to the difference between outturn and plan.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents import Finding, Interval, Monitoring, Part, Plan, Review, TripWire
from tinbergen.core.period import Period, Span
from tinbergen.core.serial import identity
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.loop import phrases
from tinbergen.loop.case.case import Case
from tinbergen.loop.plan_tracking import (
    latest,
    outturn,
    paths,
    remaining,
    situation_of,
    variable_title,
)
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.words import change_of, equation_title, unit_of
from tinbergen.statistics.attribution import attribute

Array = NDArray[np.float64]

#: Makes a new plan from a situation; the plan it revises is cited.
Redesign = Callable[[Situation, Plan], Plan]

_METHOD = Text(
    "difference from the plan's central path, attributed on the plan's own model to instruments "
    "and disturbances (mean of two orders of replacement; the parts sum exactly)",
    "与计划中心路径之差，在计划所用模型上归因于工具与扰动（两种替换顺序的均值；各部分严格加总）",
)


def monitor(
    case: Case,
    plan: Plan,
    redesign: Redesign | None = None,
    progress: Callable[[Period], None] | None = None,
) -> Monitoring:
    """Review every period from the plan's start to the case's ``monitor_until``.

    Raises
    ------
    TinbergenError
        L009 when nothing came in after the plan, L010 when the plan is not this case's.
    """
    adopted = situation_of(case, plan)
    last = latest(case, plan)
    reviews: list[Review] = []
    latest_plan = plan
    for period in plan.start.to(last):
        if progress:
            progress(period)
        review = _review(adopted, plan, latest_plan, period, redesign)
        latest_plan = review.revised or latest_plan
        reviews.append(review)
    provenance = dataclasses.replace(plan.provenance, vintage=str(last), cites=(plan.id,))
    monitoring = Monitoring("", plan.id, tuple(reviews), provenance)
    return dataclasses.replace(monitoring, id=identity("monitoring", monitoring))


def _review(
    adopted: Situation, plan: Plan, current: Plan, period: Period, redesign: Redesign | None
) -> Review:
    """One period against the plan. A new plan cites ``current``, the plan as last revised.

    It ends when the plan does, within what the plan's budgets still hold.
    """
    data = outturn(adopted.case, period)
    shown = tuple(dict.fromkeys(w.variable for w in plan.trip_wires))
    news = _news(adopted, plan, data, Span(plan.start, period - plan.start + 1), shown)
    findings = []
    fired = []
    for k, name in enumerate(shown):
        value = data.at(name, period)
        findings.append(_news_finding(adopted, plan, name, period, value, news, k))
        wire = _wire(plan, name, period)
        if wire and not wire.lower <= value <= wire.upper:
            fired.append(wire)
            findings.append(_alarm(adopted, plan, wire, value))
    revised = None
    if fired and redesign:
        rest = remaining(adopted, plan, period)
        revised = None if rest is None else redesign(assess(rest), current)
    return Review(period, tuple(findings), tuple(fired), revised)


def _wire(plan: Plan, name: str, period: Period) -> TripWire | None:
    return next((w for w in plan.trip_wires if w.variable == name and w.period == period), None)


def _news(
    adopted: Situation, plan: Plan, data: Dataset, span: Span, shown: tuple[str, ...]
) -> Mapping[str, Array]:
    """Parts of outturn minus plan in the span's last period: cause -> (variables,).

    The instruments' plan and outturn, and every equation's disturbance, are replaced one by one.
    """
    model = adopted.policy_model
    residuals = track(model, data, span)
    planned = paths(plan.instruments, span)
    instruments = list(planned)
    equations = [e.name for e in model.equations]
    others = [n for n in model.exogenous if n not in instruments]
    window = data.window(span.start, span.end)
    new = {name: window[name] for name in (*instruments, *others)}
    old = {name: planned.get(name, _expected(adopted, name, span)) for name in new}
    assumed = adopted.residuals_of(model)
    if assumed is not None:
        assumed = assumed.window(span.start, span.end)
    for name in equations:
        new[name] = residuals[name]
        old[name] = np.zeros(span.length)
        if assumed is not None and name in assumed:
            old[name] = assumed[name]
    groups = {name: [name] for name in (*instruments, *others)}
    drawn = adopted.draws.disturbances
    behavioural = [e.name for e in model.equations if e.behavioural or e.name in drawn]
    groups |= {name: [name] for name in behavioural}
    groups["identities"] = [name for name in equations if name not in behavioural]
    longer = data.window(data.span.start, span.end)

    def evaluate(inputs: Mapping[str, Array]) -> Array:
        first = longer.span.position(span.start)
        moved = {}
        for name in model.exogenous:
            values = np.array(longer[name])
            values[first:] = inputs[name]
            moved[name] = values
        shocks = Dataset.of(span.start, {name: inputs[name] for name in equations})
        run = simulate(model, longer.assign(**moved), span, residuals=shocks)
        return np.array([run[name][-1] for name in shown])

    split = attribute(evaluate, old, new, groups)
    return dict(zip(split.groups, split.parts, strict=True))


def _expected(adopted: Situation, name: str, span: Span) -> Array:
    """What the plan took an exogenous variable that is no instrument to be."""
    return adopted.policy_data.window(span.start, span.end)[name]


def _title(adopted: Situation, name: str) -> Text:
    """The name of a variable, or of the disturbance of an equation."""
    if name == "identities":
        return Text("rounding of the data", "数据舍入")
    for instrument in adopted.case.instruments:
        if instrument.name == name:
            return Text("{name} not as planned", "{name}未按计划").fill(name=instrument.title)
    known = adopted.data.titles.get(name) or adopted.model.titles.get(name)
    if known:
        return known
    title = equation_title(name, adopted.data, adopted.model)
    return Text("{name} surprise", "{name}意外").fill(name=title)


def _news_finding(
    adopted: Situation,
    plan: Plan,
    name: str,
    period: Period,
    value: float,
    news: Mapping[str, Array],
    position: int,
) -> Finding:
    t = period - plan.start
    path = next(s for s in plan.planned if s.name == name)
    planned = float(path.values[t] or 0.0)
    parts = tuple(
        Part(cause, _title(adopted, cause), float(values[position]))
        for cause, values in news.items()
    )
    fan = next((f for f in plan.outcomes if f.name == name), None)
    interval, percentile = None, float("nan")
    if fan is not None:
        low, high = fan.quantiles[0][t], fan.quantiles[-1][t]
        interval = Interval(
            low - planned, high - planned, fan.levels[-1] - fan.levels[0], fan.recipe
        )
        column = [q[t] for q in fan.quantiles]
        percentile = float(100 * np.interp(value, column, fan.levels))
    title = variable_title(adopted, name)
    finding = Finding(
        id="", kind="news", name=name, title=title,
        statement=phrases.outturn(
            title, period, value, planned, [(p.title, p.value) for p in parts],
            unit_of(name, adopted.data),
        ),
        estimate=value - planned, unit=change_of(unit_of(name, adopted.data)), period=period,
        method=_METHOD,
        provenance=dataclasses.replace(
            plan.provenance, vintage=str(period), cites=(plan.id,),
            baseline=Text("the plan's central path", "计划的中心路径"),
        ),
        interval=interval,
        severity=0.0 if np.isnan(percentile) else min(3.0, abs(percentile - 50) / 20),
        parts=parts,
        diagnostics=(("outturn", value), ("plan", planned), ("percentile of the fan", percentile))
        if not np.isnan(percentile) else (("outturn", value), ("plan", planned)),
    )  # fmt: skip
    return dataclasses.replace(finding, id=identity("finding", finding))


def _alarm(adopted: Situation, plan: Plan, wire: TripWire, value: float) -> Finding:
    finding = Finding(
        id="", kind="alarm", name=f"trip-wire {wire.variable}",
        title=Text("Trip-wire: {name}", "触发线：{name}").fill(
            name=variable_title(adopted, wire.variable)),
        statement=phrases.alarm(variable_title(adopted, wire.variable), value, wire),
        estimate=value, unit=wire.unit, period=wire.period,
        method=Text("bounds fixed when the plan was adopted", "计划通过时固定的界限"),
        provenance=dataclasses.replace(
            plan.provenance, vintage=str(wire.period), cites=(plan.id,)
        ),
        interval=Interval(wire.lower, wire.upper, wire.level,
                          Text("the plan's fan", "计划的扇形图")),
        severity=3.0,
    )  # fmt: skip
    return dataclasses.replace(finding, id=identity("finding", finding))
