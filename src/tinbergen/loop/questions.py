"""Questions that packs ask, by name, and what answers them.

An answer reads the situation and the arguments that the pack gives, calls methods and says what it
found in words. Any pack may ask any question that its data can answer, whoever defines it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping

from tinbergen.core.documents.evidence import Finding
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.loop import comparators, plan_questions
from tinbergen.loop.case import registry
from tinbergen.loop.case.packs import Place
from tinbergen.loop.case.question import Noted, Question
from tinbergen.loop.situation import Situation

#: Answers one question of a pack on a situation.
Answer = Callable[[Situation, Question], Iterable[Finding]]

#: Questions of a plan, and of its evaluation, that no domain owns.
OF_ANY_PLAN: Mapping[str, Answer] = {
    "contributions": plan_questions.contributions,
    "other weights": plan_questions.other_weights,
    "synthetic control": comparators.by_synthetic_control,
    "synthetic difference-in-differences": comparators.by_synthetic_did,
}


def names() -> tuple[str, ...]:
    """Questions that can be asked."""
    return (*OF_ANY_PLAN, *registry.names("QUESTIONS"))


def answer(question: Question) -> Answer:
    """What answers a pack's question.

    Raises
    ------
    TinbergenError
        L041 when nothing of that name is there; L057 for a pack whose questions can't be imported.
    """
    return _found(question)[1]


def ask(situation: Situation, question: Question) -> list[Finding]:
    """What a question finds.

    Raises
    ------
    TinbergenError
        L041 when nothing answers it; L269 for an argument that its answer never asked for; those of
        the methods.
    """
    noted = Noted(question.arguments)
    found = [*answer(question)(situation, dataclasses.replace(question, arguments=noted))]
    idle = [key for key in question.written if key not in noted.asked]
    if found and idle:
        asked = sorted(noted.asked)
        raise TinbergenError(
            "L269", at=question.at, hint=did_you_mean(idle[0], asked), key=idle[0],
            name=question.name, known=", ".join(asked) or "-",
        )  # fmt: skip
    return found


def owner(question: Question) -> Place | None:
    """The pack that defines a question, None for those of any plan; L041 as above."""
    return _found(question)[0]


def _found(question: Question) -> tuple[Place | None, Answer]:
    if question.name in OF_ANY_PLAN:
        return None, OF_ANY_PLAN[question.name]
    found = registry.find("QUESTIONS", question.name, question.pack)
    if found is None:
        raise TinbergenError(
            "L041", at=question.at, hint=did_you_mean(question.name, names()), name=question.name,
            known=", ".join(names()),
        )  # fmt: skip
    return found
