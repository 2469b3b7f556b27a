"""What else could be done: the questions that a pack asks of a plan once it is made."""

from __future__ import annotations

import dataclasses

from tinbergen.core.documents import Finding, Plan
from tinbergen.core.serial import identity
from tinbergen.loop.examinations import examination
from tinbergen.loop.situation import Situation


def with_alternatives(situation: Situation, plan: Plan) -> Plan:
    """The plan with its pack's alternatives, which cite it; its identity covers them.

    Raises
    ------
    TinbergenError
        L041 for a question that nothing answers; those of the methods.
    """
    found: list[Finding] = []
    for question in situation.case.pack.alternatives:
        for finding in examination(question)(situation, question):
            cited = dataclasses.replace(finding.provenance, cites=(plan.id,))
            found.append(dataclasses.replace(finding, provenance=cited))
    if not found:
        return plan
    whole = dataclasses.replace(plan, id="", alternatives=tuple(found))
    return dataclasses.replace(whole, id=identity("plan", whole))
