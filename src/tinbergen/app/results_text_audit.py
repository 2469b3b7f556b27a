"""What the commands that explain, audit and track language models return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tinbergen.app.answer import Note


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of a text: what it ``adds`` to the logit (None of a model without gradients), how far
    the chance ``drops`` without it."""

    word: str
    adds: float | None
    drops: float


@dataclass(frozen=True, slots=True)
class TextNeighbour:
    """A text of training that is like it; ``likeness`` is a cosine."""

    likeness: float
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class TextExplanation:
    """A text explained. ``gap`` is what the contributions lack to the difference of the logit from
    that of an empty text, ``difference``; ``steps`` is 0 where they are exact. All three are None
    of a model without gradients."""

    text: str
    label: str
    chance: float
    difference: float | None
    gap: float | None
    steps: int | None
    words: tuple[TextWord, ...]
    neighbours: tuple[TextNeighbour, ...]


@dataclass(frozen=True, slots=True)
class TextExplanations:
    """``text explain``; ``page`` is the file written, empty for none."""

    model: str
    page: str
    explanations: tuple[TextExplanation, ...]
    advice: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class TextAudit:
    """``text audit``: whether the model passed its gate; ``measured`` (None where nothing was) and
    ``verdicts`` by what the gate asks; ``moved``: kind of name -> share of labels that moved when
    names were swapped."""

    model: str
    passed: bool
    measured: Mapping[str, float | None]
    verdicts: Mapping[str, bool]
    moved: Mapping[str, float]
    advice: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class TextRun:
    """A training: what was asked by dotted name, what came of it, the model's files by hash."""

    id: str
    name: str
    started: str
    ended: str
    finished: bool
    epochs: int
    parameters: Mapping[str, Any]
    metrics: Mapping[str, float]
    artefacts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextRuns:
    """``text runs``, the oldest first; ``page`` is the file written, empty for none."""

    store: str
    page: str
    runs: tuple[TextRun, ...]


@dataclass(frozen=True, slots=True)
class TextReviewItem:
    """A text put to people: what the model said, why it was put (``unsure``, ``moved``), and what
    was decided by whom; None where nobody has."""

    number: int
    text: str
    label: str
    chance: float
    why: str
    decided: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class TextReview:
    """``text review``: items in the order in which they came; ``overruled`` decisions were for
    another label than the model's."""

    model: str
    waiting: int
    overruled: int
    items: tuple[TextReviewItem, ...]


@dataclass(frozen=True, slots=True)
class TextBroken:
    """A text whose label broke a rule; ``after`` is empty where rules forbid all."""

    text: str
    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextChecked:
    """``text check``: the labels that stand, a text each; rule -> texts it speaks of."""

    model: str
    texts: int
    labels: tuple[str, ...]
    applied: Mapping[str, int]
    broken: tuple[TextBroken, ...]


@dataclass(frozen=True, slots=True)
class TextMention:
    """An indicator named at ``start`` of a text; ``entity`` is None where nobody says whose."""

    text: str
    words: str
    start: int
    indicator: str
    entity: str | None


@dataclass(frozen=True, slots=True)
class TextMentions:
    """``text ground``."""

    mentions: tuple[TextMention, ...]


@dataclass(frozen=True, slots=True)
class TextRound:
    """A round of attack: ``fooled`` of ``asked`` texts that the model had right, their share and
    its interval, the F1 of the test unchanged, examples ``learned`` besides."""

    number: int
    learned: int
    asked: int
    fooled: int
    share: float
    lower: float
    upper: float
    weighted_f1: float


@dataclass(frozen=True, slots=True)
class TextGame:
    """``text attack``; ``best`` is the round whose model is kept in ``folder``, empty for none."""

    experiment: str
    folder: str
    best: int
    rounds: tuple[TextRound, ...]


@dataclass(frozen=True, slots=True)
class TextLead:
    """``text lead``: ``leads``, ``follows``, ``both`` or ``neither``; responses from horizon 0 on
    and their standard errors. Without an instrument (``identified`` is false) an order is no cause.
    """

    index: str
    outcome: str
    order: str
    identified: bool
    critical: float
    ahead: tuple[float, ...]
    ahead_error: tuple[float, ...]
    behind: tuple[float, ...]
    behind_error: tuple[float, ...]
