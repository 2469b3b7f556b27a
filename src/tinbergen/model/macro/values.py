"""What a macro variable can hold: booleans, reals, strings, tuples and arrays."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TypeAlias

from tinbergen.core.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """Values in order.

    ``weight`` counts all values inside, those of shared parts as often as they would be written;
    ``depth`` is 1 without sequences inside.
    """

    items: tuple[Value, ...]
    weight: int
    depth: int


class Array(Sequence):
    """Written ``[1, 2]``."""

    __slots__ = ()


class Tuple(Sequence):
    """Written ``(1, 2)``."""

    __slots__ = ()


#: Reals are Python floats, never integers, so that a type says all.
Value: TypeAlias = bool | float | str | Array | Tuple

_KINDS: dict[type, Text] = {
    bool: Text("boolean", "布尔值"),
    float: Text("real", "实数"),
    str: Text("string", "字符串"),
    Array: Text("array", "数组"),
    Tuple: Text("tuple", "元组"),
}

#: Characters that weigh as much as one value.
CHARACTERS = 16


def kind(value: Value) -> Text:
    """The name of a value's type."""
    return _KINDS[type(value)]


def weight(value: Value) -> int:
    """How much work it is to write, compare or copy a value."""
    if isinstance(value, Sequence):
        return value.weight
    return 1 + len(value) // CHARACTERS if isinstance(value, str) else 1


def show(value: Value) -> str:
    """A value as ``@{...}`` writes it: reals with 15 digits, strings bare."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, str):
        return value
    inner = ", ".join(show(item) for item in value.items)
    return f"[{inner}]" if isinstance(value, Array) else f"({inner})"


def brief(value: Value) -> Text | str:
    """A value as an error cites it; a sequence, which may be endless, only by its type."""
    if isinstance(value, Sequence):
        return kind(value)
    return f'"{value[:40]}"' if isinstance(value, str) else show(value)


def key(value: Value) -> Hashable:
    """Equal for equal values only: 1 is not true, and not-a-number equals nothing."""
    if isinstance(value, Sequence):
        return type(value), tuple(key(item) for item in value.items)
    return object() if value != value else (type(value), value)
