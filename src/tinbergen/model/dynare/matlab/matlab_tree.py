"""Trees of MATLAB's language, as far as it is understood: expressions and statements."""

from __future__ import annotations

from dataclasses import dataclass


class NotReadError(Exception):
    """What stands here is none of the language understood; never seen by users."""


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class String:
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    text: str


@dataclass(frozen=True, slots=True)
class All:
    """A colon alone, or the word ``end``, within an index."""

    last: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """``op`` applied to one or two operands; ``'`` is the transpose."""

    op: str
    args: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Range:
    first: Expression
    step: Expression | None
    last: Expression


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of ``[...]``, or of ``{...}`` where ``cell``."""

    rows: tuple[tuple[Expression, ...], ...]
    cell: bool


@dataclass(frozen=True, slots=True)
class Index:
    """``base(args)``, which may be a call, or ``base{args}`` where ``cell``."""

    base: Expression
    args: tuple[Expression, ...]
    cell: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    base: Expression
    name: str


Expression = Number | String | Name | All | Operation | Range | Matrix | Index | Field


@dataclass(frozen=True, slots=True)
class Assign:
    target: Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """An expression that stands alone."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Ignored:
    """A statement that shows, draws or tidies up: no number comes of it."""

    word: str


@dataclass(frozen=True, slots=True)
class Jump:
    """``break`` or ``continue``."""

    word: str


@dataclass(frozen=True, slots=True)
class If:
    """Conditions with their statements; the last one's is None behind ``else``."""

    branches: tuple[tuple[Expression | None, tuple[Step, ...]], ...]


@dataclass(frozen=True, slots=True)
class For:
    name: str
    over: Expression
    body: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class While:
    condition: Expression
    body: tuple[Step, ...]


Step = Assign | Call | Ignored | Jump | If | For | While
