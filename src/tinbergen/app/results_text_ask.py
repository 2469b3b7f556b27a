"""What ``tinbergen text ask`` returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinbergen.core.text import Text


@dataclass(frozen=True, slots=True)
class Citation:
    """A finding, or part of the plan, that answers; ``score`` is how well it fits the question."""

    id: str
    period: str
    title: Text
    statement: Text
    score: float


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """``text ask``: ``answer`` is the statements cited; None where nothing in the report answers.

    ``missing`` are periods and names of the question that the report does not know. ``likeliest``
    is the largest log-likelihood ratio of yes to no of the findings that a model was asked of; None
    without a model.
    """

    question: str
    report: str
    answer: str | None
    citations: tuple[Citation, ...]
    best: float
    least: float
    missing: tuple[str, ...]
    likeliest: float | None = None


@dataclass(frozen=True, slots=True)
class TextInstruction:
    """``text instruct``: questions made from reports, of which nothing answers ``unanswered``;
    pairs of question and finding learned from and ``held`` out, and the weighted F1 of these
    ``before`` and ``after`` (None where none are held out). ``epoch`` is the one kept, ``history``
    what each told."""

    folder: str
    reports: int
    questions: int
    unanswered: int
    pairs: int
    held: int
    before: float | None
    after: float | None
    epoch: int
    history: tuple[Mapping[str, float], ...]
