"""Design: which instruments, set how? The best plan, and what else could be done."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from tinbergen.core.documents.cycle import Diagnosis
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.documents.plan import Plan
from tinbergen.core.serial import with_identity
from tinbergen.core.text import Text
from tinbergen.loop.agreement import contradiction
from tinbergen.loop.case.case import Case
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.plan import make_plan
from tinbergen.loop.questions import ask
from tinbergen.loop.situation import Situation, situation


def design(
    subject: Situation | Case | str | Path,
    *,
    diagnosis: Diagnosis | None = None,
    alternatives: bool = True,
) -> Plan:
    """The best plan for a case, which cites the diagnosis that it answers.

    Parameters
    ----------
    subject
        A situation, a case, the name of a worked one, or the path of a case file.
    diagnosis
        The diagnosis that the plan answers; made here when it is not given.
    alternatives
        Whether the questions that the pack asks of a plan are answered too: other weights, other
        options, replies.

    Raises
    ------
    TinbergenError
        E009, E010 when the optimisation fails; E008 when its draws can't be simulated; L071 when no
        world answers; those of reading the case and of its questions.
    """
    there = situation(subject)
    answered = diagnosis or diagnose(there)
    plan = make_plan(there, cites=(answered.id,))
    first = None if plan.alarms else contradiction(plan, answered)
    if first is not None:
        verdict = Text(f"{first.en} {plan.verdict.en}", f"{first.zh}{plan.verdict.zh}")
        plan = with_identity(dataclasses.replace(plan, verdict=verdict))
    return with_alternatives(there, plan) if alternatives else plan


def with_alternatives(there: Situation, plan: Plan) -> Plan:
    """The plan with its pack's alternatives, which cite it; its identity does not cover them.

    Raises
    ------
    TinbergenError
        L041 for a question that nothing answers, L269; those of the methods.
    """
    found = tuple(
        _citing(plan, finding)
        for question in there.case.pack.alternatives
        for finding in ask(there, question)
    )
    return dataclasses.replace(plan, alternatives=found)


def _citing(plan: Plan, finding: Finding) -> Finding:
    provenance = dataclasses.replace(finding.provenance, cites=(plan.id,))
    return with_identity(dataclasses.replace(finding, provenance=provenance))
