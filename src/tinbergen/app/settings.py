"""What a person sets, adds or fixes: a name, a value and the periods in which it holds."""

from __future__ import annotations

from dataclasses import dataclass

from tinbergen.core.period import Span


@dataclass(frozen=True, slots=True)
class Setting:
    """``--set NAME=VALUE[@FIRST[:LAST]]``, or ``NAME+=VALUE`` to add to what the data have.

    ``stretch`` is None where it holds in all periods.
    """

    name: str
    value: float
    add: bool
    stretch: Span | None = None

    def __str__(self) -> str:
        return _written(f"{self.name}{'+=' if self.add else '='}", self.value, self.stretch)


@dataclass(frozen=True, slots=True)
class Assigned:
    """``NAME=VALUE[@FIRST[:LAST]]`` of ``--add`` and ``--fix``."""

    name: str
    value: float
    stretch: Span | None = None

    def __str__(self) -> str:
        return _written(f"{self.name}=", self.value, self.stretch)


def _written(head: str, value: float, stretch: Span | None) -> str:
    said = head + repr(value).removesuffix(".0")
    if stretch is None:
        return said
    last = f":{stretch.end}" if stretch.length > 1 else ""
    return f"{said}@{stretch.start}{last}"
