"""What ``tinbergen text ask`` returns."""

from __future__ import annotations

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
    """``text ask``: ``answer`` is the statements cited, or their rewriting where it brings no
    number of its own; None where nothing in the report answers.

    ``missing`` are periods and names of the question that the report does not know.
    """

    question: str
    report: str
    answer: str | None
    citations: tuple[Citation, ...]
    rewritten: bool
    best: float
    least: float
    missing: tuple[str, ...]
