"""Monitor: is it on course? Each outturn against the plan, explained, and the wires checked.

News is attributed on the plan's own model: from what the plan assumed to what came, input by
input (instruments not set as planned, disturbances of each equation), so that the parts sum
exactly to the difference between outturn and plan. Where data are read by vintage, each review sees
its own, and what revisions of the data before the plan change is a part of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.cycle import Monitoring, Review, Reweighed
from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.documents.plan import Adoption, Plan, TripWire
from tinbergen.core.period import Period, Span
from tinbergen.core.progress import Progress
from tinbergen.core.serial import with_identity
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.loop import phrases
from tinbergen.loop.case.case import Case
from tinbergen.loop.design import with_alternatives
from tinbergen.loop.monitor_notes import notes
from tinbergen.loop.plan_tracking import (
    choice_of,
    latest,
    outturn,
    plan_of,
    remaining,
    situation_of,
    variable_title,
)
from tinbergen.loop.revising import chances_left, revised_plan
from tinbergen.loop.revisions import revised_past, revisions
from tinbergen.loop.reweigh import reweigh
from tinbergen.loop.situation import Situation, assess, case_of
from tinbergen.loop.still_best import DRAWS, can_tell, still_best
from tinbergen.loop.words import change_of, unit_of
from tinbergen.loop.worlds.pairs import Pair

Array = NDArray[np.float64]

_STAGE = Text("Monitor: {period} against the plan", "监测：{period} 与计划对照")
_METHOD = Text(
    "difference from the plan's central path, attributed on the plan's own model to instruments "
    "and disturbances (mean of two orders of replacement; the parts sum exactly)",
    "与计划中心路径之差，在计划所用模型上归因于工具与扰动（两种替换顺序的均值；各部分严格加总）",
)
_UNEXPLAINED = Text(
    "difference from the plan's central path; no world of the plan can say what produced it",
    "与计划中心路径之差；计划所用的各世界均无法说明其成因",
)


def monitor(
    subject: Situation | Case | str | Path,
    adopted: Plan | Adoption,
    *,
    revise: bool = True,
    alternatives: bool = False,
    until: Period | str | None = None,
    progress: Progress | None = None,
) -> Monitoring:
    """Review every period from a plan's start to ``until``.

    Parameters
    ----------
    subject
        The plan's case: a situation, a case, its name or the path of its file.
    adopted
        The plan, or its adoption, which says what was actually set.
    revise
        Whether a torn trip-wire, a plan that is clearly no longer the best, or a constraint that is
        less likely to hold than it has to be, brings a new plan for what is left of the horizon and
        the budgets; with ``alternatives`` it brings them too.
    until
        The last period to review; the case's ``monitor_until`` by default.
    progress
        Told the period under review.

    Raises
    ------
    TinbergenError
        L009 when nothing came in after the plan, L014 for a period of another frequency, L010 when
        the plan is not this case's.
    """
    case, plan = case_of(subject), plan_of(adopted)
    made = situation_of(case, plan)
    last = latest(case, plan, until)
    reviews: list[Review] = []
    current = plan
    periods = plan.start.to(last)
    for k, period in enumerate(periods):
        if progress:
            progress(_STAGE.fill(period=period), k / periods.length)
        review = _review(made, adopted, period)
        tests = can_tell(case)
        chances = any(c.share is not None for c in case.constraints)
        asked = tests or chances or (revise and review.fired)
        rest = remaining(made, adopted, period) if asked else None
        if rest is not None and tests:
            few = dataclasses.replace(rest, draws=min(DRAWS, rest.draws))
            tested = still_best(assess(few, frozen=plan.frozen), plan)
            review = dataclasses.replace(review, findings=(*review.findings, *tested))
        if rest is not None and chances:
            stands = chances_left(assess(rest, frozen=plan.frozen), plan)
            review = dataclasses.replace(review, findings=(*review.findings, *stands))
        if rest is not None and revise and (review.fired or review.outdated or review.unlikely):
            there = assess(_reweighed(rest, reweigh(made, adopted, period)))
            there, current = revised_plan(there, current.id)
            current = with_alternatives(there, current) if alternatives else current
            review = dataclasses.replace(review, revised=current)
        reviews.append(review)
    provenance = dataclasses.replace(
        plan.provenance, vintage=str(case.reading.vintage(last)), cites=(plan.id,)
    )
    return with_identity(
        Monitoring(
            "", plan.id, tuple(reviews), provenance, _scores(made, plan, last),
            notes(made, adopted, last), reweigh(made, adopted, last),
        )
    )  # fmt: skip


def _reweighed(rest: Case, moved: Sequence[Reweighed]) -> Case:
    """What is left of a plan, its worlds counted as what came in has moved them."""
    if not moved:
        return rest
    weights = {w.name: (w.outlook_after, w.response_after) for w in moved}
    return dataclasses.replace(rest, weights={**rest.weights, **weights}, outlook_weights="given")


def _scores(made: Situation, plan: Plan, last: Period) -> tuple[Part, ...]:
    """The log density that each world gave to the targets' outturns, where there are several.

    A world that stands apart in the design is not scored.
    """
    if len(made.worlds) == 1:
        return ()
    data, span = outturn(made.case, last).data, plan.start.to(last)
    found = []
    for member in made.worlds.members:
        if member.apart is not None:
            continue
        world = member.world
        named = [
            t.variable for t in made.case.targets
            if t.variable in world.foresees and t.variable in data
        ]  # fmt: skip
        if "score" in world.answers and named:
            found.append(Part(world.name, world.title, world.score(data, span, named)))
    return tuple(part for part in found if np.isfinite(part.value))


def _review(made: Situation, adopted: Plan | Adoption, period: Period) -> Review:
    """One period against the plan."""
    plan = plan_of(adopted)
    data = outturn(made.case, period, adopted).data
    wired = [w.variable for w in plan.trip_wires] or [a.variable for a in plan.attainment]
    if data.span.end < period:
        # What should have been published by then was late.
        return Review(period, ())
    shown = tuple(name for name in dict.fromkeys(wired) if name in data)
    news = _news(made, plan, data, Span(plan.start, period - plan.start + 1), shown)
    findings = []
    fired = []
    for k, name in enumerate(shown):
        value = data.at(name, period)
        if np.isnan(value):
            continue
        findings.append(_news_finding(made, plan, name, period, value, news, k))
        wire = _wire(plan, name, period)
        if wire and not wire.lower <= value <= wire.upper:
            fired.append(wire)
            findings.append(_alarm(made, plan, wire, value))
    if made.case.reading.vintages:
        findings += revisions(made, adopted, period, shown)
    return Review(period, tuple(findings), tuple(fired))


def _wire(plan: Plan, name: str, period: Period) -> TripWire | None:
    return next((w for w in plan.trip_wires if w.variable == name and w.period == period), None)


def _news(
    made: Situation, plan: Plan, data: Dataset, span: Span, shown: tuple[str, ...]
) -> Mapping[str, tuple[Text, Array]]:
    """Causes of outturn minus plan in the span's last period: name -> title, (variables,).

    Empty when no world of the plan can explain.
    """
    if not any("explain" in p.response.answers for p in made.scope.pairs):
        return {}
    pair = explaining(made)
    choice = choice_of(plan.instruments, pair.information)
    found = pair.response.explain(data, span, choice, shown)
    titles = {i.name: i.title for i in made.case.instruments}
    return {
        cause: (
            _NOT_AS_PLANNED.fill(name=titles[cause]) if cause in titles else found.titles[cause],
            parts,
        )
        for cause, parts in found.parts.items()
    }


def explaining(made: Situation) -> Pair:
    """Whose response says what produced an outturn: the first that can."""
    return next(p for p in made.scope.pairs if "explain" in p.response.answers)


#: Below this a remainder is rounding.
_ROUNDING = 1e-7
_OUTLOOK = Text(
    "the plan's outlook, which is not that of “{world}”, the world that explains",
    "计划的展望与作出解释的世界“{world}”的展望之差",
)
_NOT_AS_PLANNED = Text("{name} not as planned", "{name}未按计划")


def _news_finding(
    adopted: Situation,
    plan: Plan,
    name: str,
    period: Period,
    value: float,
    news: Mapping[str, tuple[Text, Array]],
    position: int,
) -> Finding:
    t = period - plan.start
    path = next(s for s in plan.planned if s.name == name)
    planned = float(path.values[t] or 0.0)
    parts = tuple(
        Part(cause, title, float(values[position])) for cause, (title, values) in news.items()
    )
    if parts and adopted.case.reading.vintages:
        parts += (revised_past(plan, value - planned, parts),)
    elif parts and abs(rest := value - planned - sum(p.value for p in parts)) > _ROUNDING:
        # The plan's path is not the explaining world's alone.
        title = _OUTLOOK.fill(world=explaining(adopted).response.title)
        parts += (Part("outlook", title, rest),)
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
        method=_METHOD if parts else _UNEXPLAINED,
        provenance=dataclasses.replace(
            plan.provenance, vintage=str(adopted.case.reading.vintage(period)), cites=(plan.id,),
            baseline=Text("the plan's central path", "计划的中心路径"),
        ),
        interval=interval,
        severity=0.0 if np.isnan(percentile) else min(3.0, abs(percentile - 50) / 20),
        parts=parts,
        diagnostics=(("outturn", value), ("plan", planned), ("percentile of the fan", percentile))
        if not np.isnan(percentile) else (("outturn", value), ("plan", planned)),
    )  # fmt: skip
    return with_identity(finding)


def _alarm(adopted: Situation, plan: Plan, wire: TripWire, value: float) -> Finding:
    finding = Finding(
        id="", kind="alarm", name=f"trip-wire {wire.variable}",
        title=Text("Trip-wire: {name}", "触发线：{name}").fill(
            name=variable_title(adopted, wire.variable)),
        statement=phrases.alarm(variable_title(adopted, wire.variable), value, wire),
        estimate=value, unit=wire.unit, period=wire.period,
        method=Text("bounds fixed when the plan was adopted", "计划通过时固定的界限"),
        provenance=dataclasses.replace(
            plan.provenance, vintage=str(adopted.case.reading.vintage(wire.period)),
            cites=(plan.id,),
        ),
        interval=Interval(wire.lower, wire.upper, wire.level,
                          Text("the plan's fan", "计划的扇形图")),
        severity=3.0,
    )  # fmt: skip
    return with_identity(finding)
