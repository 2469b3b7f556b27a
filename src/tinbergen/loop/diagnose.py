"""Diagnosis: what is wrong, and why. The case's pack says which questions are asked."""

from __future__ import annotations

from tinbergen.core.documents import Diagnosis, Finding, Unanswered
from tinbergen.core.errors import TinbergenError
from tinbergen.core.serial import with_identity
from tinbergen.core.text import Text
from tinbergen.loop.case.finding import TOO_LITTLE_DATA
from tinbergen.loop.examinations import examination
from tinbergen.loop.situation import Situation


def diagnose(situation: Situation) -> Diagnosis:
    """Findings as of the situation's date, the most serious first.

    Questions that the data are too short for stay unanswered, with the reason; everything else must
    succeed.

    Raises
    ------
    TinbergenError
        L041 for a question that nothing answers; those of the methods.
    """
    found: list[Finding] = []
    unanswered: list[Unanswered] = []
    for question in situation.case.pack.diagnosis:
        examine = examination(question)
        try:
            found.extend(examine(situation, question))
        except TinbergenError as fault:
            if fault.code not in TOO_LITTLE_DATA:
                raise
            reason = Text(fault.text("title", "en"), fault.text("title", "zh"))
            unanswered.append(Unanswered(question.examine, reason))
    ranked = tuple(sorted(found, key=lambda f: -f.severity))
    diagnosis = Diagnosis("", situation.as_of, ranked, situation.provenance(), tuple(unanswered))
    return with_identity(diagnosis)
