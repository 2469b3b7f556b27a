"""What packs share: a concept such as output has one owner, and others read its outcome there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tinbergen.core.text import Text
from tinbergen.loop.case.schema import Number, Part, Words

#: When a size holds: before the model that is struck answers, or after.
Size = Literal["ex ante", "ex post"]


@dataclass(frozen=True, slots=True)
class Measure:
    """How a pack measures a concept.

    A unit (or percent) more of ``indicator`` (``pack.code``) is ``factor`` percent more of the
    concept. The ``owner``'s outcome is the concept's; a pack that brings its own indicator about
    ``by`` an input reads it, others give an answer of their own. The pack cannot answer where it
    has no indicator, nor where a scenario changes an indicator of ``blind``; ``why`` says why.
    ``title`` is the owner's.
    """

    concept: str
    indicator: str | None
    factor: float
    owner: bool
    by: str | None
    blind: tuple[str, ...]
    why: Text
    title: Text | None

    @property
    def reads(self) -> bool:
        return self.by is not None


class MeasurePart(Part):
    """A pack's measure of a concept, see :class:`Measure`."""

    concept: str
    measure: str | None = None
    factor: Number = 1.0
    owner: bool = False
    by: str | None = None
    blind: tuple[str, ...] = ()
    title: Words | None = None
    why: Words | None = None

    def said(self, pack: str) -> Measure:
        """The measure; codes without a pack's name are those of ``pack``."""
        return Measure(
            self.concept, f"{pack}.{self.measure}" if self.measure else None, self.factor,
            self.owner, self.by, tuple(c if "." in c else f"{pack}.{c}" for c in self.blind),
            self.why.text() if self.why else Text("", ""),
            self.title.text() if self.title else None,
        )  # fmt: skip
