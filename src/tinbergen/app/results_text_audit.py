"""What the commands that explain, audit and track language models return."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of a text: what it ``adds`` to the logit, how far the chance ``drops`` without it."""

    word: str
    adds: float
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
    that of an empty text, ``difference``; ``steps`` is 0 where they are exact."""

    text: str
    label: str
    chance: float
    difference: float
    gap: float
    steps: int
    words: tuple[TextWord, ...]
    neighbours: tuple[TextNeighbour, ...]


@dataclass(frozen=True, slots=True)
class TextExplanations:
    """``text explain``; ``page`` is the file written, empty for none."""

    model: str
    page: str
    explanations: tuple[TextExplanation, ...]
