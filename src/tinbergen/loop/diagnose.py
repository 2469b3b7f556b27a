"""Diagnosis: what is wrong, and why. The case's pack says which questions are asked."""

from __future__ import annotations

from pathlib import Path

from tinbergen.core.documents.cycle import Diagnosis, Unanswered
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.errors import TooLittleDataError
from tinbergen.core.serial import with_identity
from tinbergen.core.text import Text
from tinbergen.loop.case.case import Case
from tinbergen.loop.questions import ask
from tinbergen.loop.scenarios.imposed import scenario_findings
from tinbergen.loop.situation import Situation, situation


def diagnose(subject: Situation | Case | str | Path) -> Diagnosis:
    """Findings as of a case's date, the most serious first; what a scenario did to its outlook, or
    assumes.

    Questions that the data are too short for stay unanswered, with the reason; everything else must
    succeed.

    ``subject`` is a situation, a case, the name of a worked one, or the path of a case file.

    Raises
    ------
    TinbergenError
        L041 for a question that nothing answers, L269; those of the methods.
    """
    there = situation(subject)
    found: list[Finding] = [*scenario_findings(there)]
    unanswered: list[Unanswered] = []
    for question in there.case.pack.diagnosis:
        try:
            found.extend(ask(there, question))
        except TooLittleDataError as fault:
            reason = Text(fault.text("title", "en"), fault.text("title", "zh"))
            unanswered.append(Unanswered(question.name, reason))
    ranked = tuple(sorted(found, key=lambda f: -f.severity))
    diagnosis = Diagnosis("", there.as_of, ranked, there.provenance(), tuple(unanswered))
    return with_identity(diagnosis)
