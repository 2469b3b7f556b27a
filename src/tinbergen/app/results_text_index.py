"""What ``tinbergen text index`` returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinbergen.app.answer import Note
from tinbergen.core.text import Text


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document's index and its band; ``doubt`` is 0 where the model is sure of every sentence
    and 1 where it is of none."""

    document: str
    published: str
    period: str
    vintage: str
    sentences: int
    index: float
    lower: float
    upper: float
    doubt: float


@dataclass(frozen=True, slots=True)
class IndexedPeriod:
    """A period's index as it was known from ``vintage`` on."""

    period: str
    vintage: str
    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class TextIndexed:
    """``text index``: ``file`` holds ``series`` with its band, as observations with vintages.

    ``level`` is the bands', ``covers`` says what they cover and what not. ``watched`` are periods
    in which first values left what those before them led to expect (see ``text.index.watch``), None
    where there are too few to tell. ``gaps`` are periods between the first and the last that no
    document speaks of.
    """

    model: str
    file: str
    series: str
    scores: Mapping[str, float]
    level: float
    covers: Text
    documents: tuple[IndexedDocument, ...]
    periods: tuple[IndexedPeriod, ...]
    watched: tuple[str, ...] | None
    gaps: int = 0
    advice: tuple[Note, ...] = ()
