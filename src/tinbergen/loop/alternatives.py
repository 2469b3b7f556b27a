"""What else could be done: the questions that a pack asks of a plan once it is made."""

from __future__ import annotations

import dataclasses

from tinbergen.core.documents import Finding, Plan
from tinbergen.core.serial import with_identity
from tinbergen.loop.examinations import examination
from tinbergen.loop.situation import Situation


def with_alternatives(situation: Situation, plan: Plan) -> Plan:
    """The plan with its pack's alternatives, which cite it; its identity does not cover them.

    Raises
    ------
    TinbergenError
        L041 for a question that nothing answers; those of the methods.
    """
    found = tuple(
        _citing(plan, finding)
        for question in situation.case.pack.alternatives
        for finding in examination(question)(situation, question)
    )
    return dataclasses.replace(plan, alternatives=found)


def _citing(plan: Plan, finding: Finding) -> Finding:
    provenance = dataclasses.replace(finding.provenance, cites=(plan.id,))
    return with_identity(dataclasses.replace(finding, provenance=provenance))
