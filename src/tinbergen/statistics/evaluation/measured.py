"""What results share that measure what a policy did: numbers, and what these rest on in words."""

from __future__ import annotations

from dataclasses import dataclass

from tinbergen.core.result import Result
from tinbergen.core.text import Language, Text, clean


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its standard error and its interval at probability ``level``.

    NaN where the method gives none.
    """

    value: float
    se: float
    lower: float
    upper: float
    level: float


class Measured(Result):
    """Mixin: a result that says in sentences what was found, what it covers, what would undo it."""

    __slots__ = ()

    def sentences(self) -> tuple[Text, ...]:
        """What was found; the placebo or the trend before; what the interval covers."""
        raise NotImplementedError

    def headline(self) -> Estimate:
        """The one number."""
        raise NotImplementedError

    def summary(self, lang: Language = "en") -> str:
        """The sentences, and the whole table."""
        said = "\n".join(sentence(lang) for sentence in self.sentences())
        return clean(f"{said}\n\n{self.to_frame().to_string(float_format='{:.4f}'.format)}")

    def _headline(self) -> str:
        return "\n".join(sentence.en for sentence in self.sentences())
