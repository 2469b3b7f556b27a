"""A diagnosis and a plan agree, or the plan says first that they don't."""

from __future__ import annotations

import numpy as np

from tinbergen.core.documents.cycle import Diagnosis
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.documents.plan import Plan
from tinbergen.core.text import SPACES, Text

#: What a deviation may grow by, as a share of itself, before a plan is said to worsen it.
_ALIKE = 0.05
#: Severities from which the most serious finding, and any, is worth the first sentence.
_MOST, _ANY = 1.0, 2.0

#: What is beside a variable in a finding that says how far it is from where it should be.
_SHOULD = ("norm", "prescribed")

_AGAINST = Text(
    "The plan worsens what the diagnosis calls {rank}: {title} ({deviation:+,.1f} {unit}), by "
    "another {change:+,.2f} on average.",
    "计划使诊断认为{rank}的问题恶化：{title}（{deviation:+,.1f} {unit}），"
    "平均再变动 {change:+,.2f}。",
)
_ALSO = Text(
    "It also worsens: {title} ({deviation:+,.1f} {unit}), by another {change:+,.2f} on average.",
    "亦使此项恶化：{title}（{deviation:+,.1f} {unit}），平均再变动 {change:+,.2f}。",
)
_RANKS = (Text("most serious", "最严重"), Text("serious", "严重"))


def contradiction(plan: Plan, diagnosis: Diagnosis) -> Text | None:
    """What a plan says first when it worsens serious findings; None where it doesn't.

    Findings of a variable against its norm, or of an instrument against what a rule prescribes,
    count: they show the variable, and ``X norm`` or ``X prescribed`` beside it.
    """
    said: list[Text] = []
    for k, finding in enumerate(diagnosis.findings):
        if finding.severity < (_ANY if k else _MOST):
            break
        if (name := _against_norm(finding)) is None or not finding.estimate:
            continue
        paths = [
            next((s.values for s in series if s.name == name), None)
            for series in (
                (*plan.planned, *plan.instruments), (*plan.baseline, *plan.baseline_instruments)
            )
        ]  # fmt: skip
        if paths[0] is None or paths[1] is None:
            continue
        after, before = (np.array(path, dtype=float) for path in paths)
        change = float((after - before).mean())
        if change * finding.estimate <= _ALIKE * finding.estimate**2:
            continue
        said.append((_ALSO if said else _AGAINST).fill(
            rank=_RANKS[k > 0], title=finding.title, deviation=finding.estimate,
            unit=finding.unit, change=change,
        ))  # fmt: skip
    return SPACES.join(said) if said else None


def _against_norm(finding: Finding) -> str | None:
    """The variable that a finding measures against its norm or a rule."""
    shown = {s.name for s in finding.series}
    beside = (n for n in (s.name for s in finding.series) for word in _SHOULD
              if f"{n} {word}" in shown)  # fmt: skip
    return next(beside, None)
