"""What every use case hands back: the result, the warnings, and what the result rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tinbergen.core.errors import Advice, Language, TinbergenError
from tinbergen.core.plain import dump, plain

#: Characters of JSON that nobody reads, and that indenting would double.
_HUGE = 1_000_000

R = TypeVar("R")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Answer(Generic[R, B]):
    """``result`` is what a program reads, as JSON; ``advice`` what to know of it.

    ``basis`` is what the result was computed from: whoever draws it finds names, units and whole
    objects there.
    """

    result: R
    basis: B
    advice: tuple[Advice, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """An error, on standard error. ``file``, ``line``, ``column`` tell where it stands, ``also``
    lists further faults of the same input."""

    code: str
    message: str
    cause: str
    fix: str
    hint: str | None
    file: str | None
    line: int | None
    column: int | None
    also: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A warning: the work went on. Or one of several errors, ``hint`` the name probably meant."""

    code: str
    message: str
    cause: str
    fix: str
    file: str | None
    line: int | None
    column: int | None
    hint: str | None = None


def fault_of(error: TinbergenError, lang: Language) -> Fault:
    """An error as part of a result."""
    said = error.to_dict(lang)
    return Fault(**{**said, "also": tuple(Note(**each) for each in said["also"])})


def notes(advice: Iterable[Advice], lang: Language) -> tuple[Note, ...]:
    """Warnings as part of a result."""
    return tuple(_note(each, lang) for each in advice)


def as_advice(errors: Iterable[TinbergenError | Advice]) -> tuple[Advice, ...]:
    """Errors that did not stop the work, as warnings."""
    return tuple(Advice(e.code, e.facts, e.at) for e in errors)


def _note(advice: Advice, lang: Language) -> Note:
    at = advice.at
    return Note(
        code=advice.code,
        message=advice.text("title", lang),
        cause=advice.text("cause", lang),
        fix=advice.text("fix", lang),
        file=at.file if at else None,
        line=at.line if at else None,
        column=at.column if at else None,
    )


def to_json(data: Any) -> str:
    """Strictly valid JSON: what is not a finite number is null; indented unless it is huge."""
    content = plain(data)
    text = dump(content, None)
    return text if len(text) > _HUGE else dump(content)
