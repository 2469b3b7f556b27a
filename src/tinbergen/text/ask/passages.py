"""What a report says, a passage each: findings, and what its plan sets and reaches.

Every word and number is the document's own; its identity is checked when it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tinbergen.charts.typeset import number
from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.documents.plan import Plan
from tinbergen.core.period import Period
from tinbergen.core.text import Text

_MET = Text("; met in {share:.0f} % of draws", "；在 {share:.0f}% 的抽样中达到")
_REACHED = Text(
    "Target {title}: {desired} is wanted, the plan reaches {planned} on average, {before} without "
    "it{met} ({unit}).",
    "目标{title}：期望 {desired}，计划平均达到 {planned}，不采取计划为 {before}{met}（{unit}）。",
)
_SET = Text(
    "{title}, by the plan: {first} in {start} and {last} in {end}; without it {was} and {would} "
    "({unit}).",
    "{title}（计划）：{start} 为 {first}，{end} 为 {last}；无计划时为 {was} 与 {would}（{unit}）。",
)
_VERDICT = Text("The plan's verdict", "计划的结论")
_TARGET, _INSTRUMENT = Text("Target", "目标"), Text("Instrument", "工具")


@dataclass(frozen=True, slots=True)
class Passage:
    """``id`` is cited: a finding's, or the plan's with what of it is told. ``key`` says in words
    what it is about: verb, name and, of reviews, the period."""

    id: str
    key: str
    period: str
    title: Text
    statement: Text


def passages(cycle: Cycle) -> tuple[Passage, ...]:
    """All passages of a report, in its order."""
    found = [_finding("diagnosis", f) for f in cycle.diagnosis.findings]
    found += _of_plan(cycle.plan)
    if cycle.monitoring is not None:
        for review in cycle.monitoring.reviews:
            found += [_finding("review", f, f"@{review.period}") for f in review.findings]
    if cycle.evaluation is not None:
        found += [_finding("evaluation", f) for f in cycle.evaluation.findings]
    return tuple(found)


def _finding(verb: str, finding: Finding, when: str = "") -> Passage:
    key = f"{verb}/{finding.kind}/{finding.name}{when}"
    return Passage(finding.id, key, str(finding.period), finding.title, finding.statement)


def _of_plan(plan: Plan) -> Iterator[Passage]:
    start = str(plan.start)
    yield Passage(plan.id, "plan/verdict", start, _VERDICT, plan.verdict)
    for each in plan.attainment:
        met = Text("", "") if each.probability is None else _MET.fill(share=100 * each.probability)
        said = _REACHED.fill(
            title=each.title, unit=each.unit, met=met, desired=number(each.desired, 2),
            planned=number(each.planned, 2), before=number(each.before, 2),
        )  # fmt: skip
        name = f"plan/target/{each.variable}"
        yield Passage(f"{plan.id}#{each.variable}", name, start, _TARGET, said)
    before = {series.name: series for series in plan.baseline_instruments}
    for series in plan.instruments:
        end: Period = series.start + len(series.values) - 1
        rule = before.get(series.name)
        was = rule.values if rule is not None else (None,)
        title = _title(plan, series.name)
        said = _SET.fill(
            title=title, first=number(series.values[0], 2), last=number(series.values[-1], 2),
            start=str(series.start), end=str(end), was=number(was[0], 2),
            would=number(was[-1], 2), unit=series.unit,
        )  # fmt: skip
        name = f"plan/instrument/{series.name}"
        yield Passage(f"{plan.id}#{series.name}", name, start, _INSTRUMENT, said)
    for finding in plan.alternatives:
        yield _finding("plan", finding)


def _title(plan: Plan, name: str) -> Text:
    """What the plan's loss calls an instrument, else its name."""
    return next((p.title for p in plan.loss_parts if p.name == name), Text(name, name))
