"""Two documents of one kind side by side: what was put in otherwise, and what came out otherwise.

A is what one compares with, B what is compared; differences are B less A everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tinbergen.core.documents.evidence import Series
from tinbergen.core.period import Period, Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text

#: The kinds of documents that compare.
Kind = Literal["cycle", "plan", "diagnosis", "monitoring", "evaluation", "crossing"]
#: What is put in.
Given = Literal[
    "case", "date", "scenario", "data", "horizon", "targets", "limits", "budget", "worlds",
    "weights", "objective", "draws", "decision", "program", "rest",
]  # fmt: skip
#: What comes out: numbers, and paths.
Topic = Literal[
    "set", "move", "without", "with", "asked", "chance without", "chance", "loss", "money", "used",
    "price", "severity", "finding", "effect", "share", "response",
]  # fmt: skip
PathTopic = Literal["instrument", "outcome", "lower wire", "upper wire", "torn", "effect"]
#: What a plan comes to: itself, that rules go on, or nothing since alarms forbid reading it.
Advice = Literal["plan", "rules", "none"]


@dataclass(frozen=True, slots=True)
class Side(Result):
    """One of the two: the ``document`` by its identity, what it is ``called`` here, its case and
    date.

    ``start`` and ``periods`` are those that it plans or evaluates, None and 0 without any;
    ``advises`` is what its plan comes to, None without one.
    """

    document: str
    called: str
    case: str
    vintage: str
    start: Period | None = None
    periods: int = 0
    advises: Advice | None = None


@dataclass(frozen=True, slots=True)
class GivenApart(Result):
    """Something put in that differs: as A has it and as B does, None where one has none of it.

    What is ``derived`` follows from other things put in: numbers that were estimated, or that a
    scenario moves.
    """

    topic: Given
    name: str
    title: Text
    a: Text | None
    b: Text | None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Compared(Result):
    """A number in A and in B, in ``unit``; ``apart`` says why they are not subtracted, where they
    can't be: one has none, or they are of other units, definitions or periods."""

    topic: Topic
    name: str
    title: Text
    unit: Text
    a: float | None
    b: float | None
    apart: Text | None = None

    @property
    def change(self) -> float | None:
        """B less A; None where they don't compare."""
        if self.a is None or self.b is None or self.apart is not None:
            return None
        return self.b - self.a


@dataclass(frozen=True, slots=True)
class ComparedPath(Result):
    """A path in A and in B over the periods from ``start`` that both have."""

    topic: PathTopic
    name: str
    title: Text
    unit: Text
    start: Period
    a: tuple[float | None, ...]
    b: tuple[float | None, ...]

    @property
    def span(self) -> Span:
        return Span(self.start, len(self.a))

    @property
    def change(self) -> tuple[float | None, ...]:
        """B less A by period; None where one is missing."""
        pairs = zip(self.a, self.b, strict=True)
        return tuple(None if x is None or y is None else y - x for x, y in pairs)


@dataclass(frozen=True, slots=True)
class Revised(Result):
    """An observation that A and B hold otherwise."""

    name: str
    title: Text
    unit: Text
    period: Period
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Revisions(Result):
    """The ``observations`` of ``series`` that both hold, and which of these were changed.

    With ``same`` data, told by their hash, none was.
    """

    same: bool
    series: tuple[str, ...]
    observations: int
    changed: tuple[Revised, ...]


@dataclass(frozen=True, slots=True)
class NotCompared(Result):
    """Something in both, or in one of them, that was left out, and why."""

    title: Text
    why: Text


@dataclass(frozen=True, slots=True)
class Comparison(Result):
    """``b`` less ``a``, over what both have.

    ``given`` is what was put in otherwise, ``unknown`` of what of that the documents say nothing;
    ``numbers`` and ``paths`` are what came out; ``revisions`` are None where the documents hold no
    observations; ``left_out`` is what does not compare.
    """

    id: str
    kind: Kind
    a: Side
    b: Side
    given: tuple[GivenApart, ...]
    unknown: tuple[Text, ...]
    numbers: tuple[Compared, ...]
    paths: tuple[ComparedPath, ...]
    revisions: Revisions | None
    left_out: tuple[NotCompared, ...]

    def of(self, *topics: Topic) -> tuple[Compared, ...]:
        """The numbers of some topics."""
        return tuple(n for n in self.numbers if n.topic in topics)

    def along(self, *topics: PathTopic) -> tuple[ComparedPath, ...]:
        """The paths of some topics."""
        return tuple(p for p in self.paths if p.topic in topics)

    @property
    def instruments(self) -> tuple[Series, ...]:
        """The differences of instruments."""
        return tuple(Series(p.name, p.unit.en, p.start, p.change) for p in self.along("instrument"))
