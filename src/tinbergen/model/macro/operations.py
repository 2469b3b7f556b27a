"""Operators, casts and indices on values."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator
from itertools import product

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.macro.functions import divide, power
from tinbergen.model.macro.limits import Budget, Place
from tinbergen.model.macro.values import (
    Array,
    Sequence,
    Tuple,
    Value,
    brief,
    key,
    kind,
    show,
    weight,
)

_REAL: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "^": power,
}
_ORDER: dict[str, Callable[[float | str, float | str], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_REAL_TEXT = re.compile(r"\s*[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf|nan)", re.I)
_HEXADECIMAL = re.compile(r"\s*[+-]?0x[0-9a-f]+", re.I)
_AND = Text("{left} and {right}", "{left}和{right}")


def binary(op: str, left: Value, right: Value, place: Place, budget: Budget) -> Value:
    """``left op right`` for every operator but the logical ones, which may skip their right.

    Raises
    ------
    TinbergenError
        M095 when the operator does not know these types.
    """
    if op in ("==", "!="):
        return equal(left, right, place, budget) == (op == "==")
    if isinstance(left, float) and isinstance(right, float) and op in _REAL:
        return _REAL[op](left, right)
    if isinstance(left, float | str) and type(left) is type(right) and op in _ORDER:
        return _ORDER[op](left, right)
    if isinstance(left, str) and isinstance(right, str) and op == "+":
        return budget.string(left + right, place)
    if isinstance(left, Array) and isinstance(right, Array) and op in _ARRAYS:
        return _ARRAYS[op](left, right, place, budget)
    if isinstance(left, Array) and op == "^":
        return _array_power(left, right, place, budget)
    kinds = _AND.fill(left=kind(left), right=kind(right))
    raise TinbergenError("M095", at=place.locate(), operator=op, kinds=kinds)


def equal(left: Value, right: Value, place: Place, budget: Budget) -> bool:
    """Whether two values are of one type and alike."""
    budget.spend(min(weight(left), weight(right)), place)
    return _same(left, right)


def _same(left: Value, right: Value) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        alike = len(left.items) == len(right.items)
        return alike and all(map(_same, left.items, right.items))
    return left == right


def member(item: Value, among: Value, place: Place, budget: Budget) -> bool:
    """``item in among``; M095 when there is no array on the right."""
    if not isinstance(among, Array):
        raise TinbergenError("M095", at=place.locate(), operator="in", kinds=kind(among))
    budget.spend(weight(among), place)
    return any(_same(item, other) for other in among.items)


def span(first: Value, step: Value, last: Value, place: Place, budget: Budget) -> Array:
    """The reals from ``first`` to ``last``; empty when the step leads away or is zero."""
    if not (isinstance(first, float) and isinstance(step, float) and isinstance(last, float)):
        other = next(v for v in (first, last, step) if not isinstance(v, float))
        raise TinbergenError("M095", at=place.locate(), operator=":", kinds=kind(other))
    steps = divide(last - first, step)
    if not steps >= 0 or step == 0:
        return budget.sequence(Array, (), place)
    budget.spend(math.inf if last + step == last else steps, place)
    return budget.sequence(Array, _steps(first, step, last), place)


def _steps(first: float, step: float, last: float) -> Iterator[float]:
    """Added up step by step, so that rounding makes the same last element as in Dynare."""
    while first <= last if step > 0 else first >= last:
        yield first
        first += step


def _joined(left: Array, right: Array, place: Place, budget: Budget) -> Array:
    return budget.sequence(Array, left.items + right.items, place)


def _without(left: Array, right: Array, place: Place, budget: Budget) -> Array:
    budget.spend(left.weight + right.weight, place)
    removed = {key(item) for item in right.items}
    return budget.sequence(Array, (i for i in left.items if key(i) not in removed), place)


def _union(left: Array, right: Array, place: Place, budget: Budget) -> Array:
    """The left array as it is, then what only the right one has, once each."""
    budget.spend(left.weight + right.weight, place)
    known = {key(item) for item in left.items}
    added = []
    for item in right.items:
        if (mark := key(item)) not in known:
            known.add(mark)
            added.append(item)
    return budget.sequence(Array, (*left.items, *added), place)


def _intersection(left: Array, right: Array, place: Place, budget: Budget) -> Array:
    """What stands in both, in the order of the right one."""
    budget.spend(left.weight + right.weight, place)
    shared = {key(item) for item in left.items}
    return budget.sequence(Array, (i for i in right.items if key(i) in shared), place)


def _cartesian(left: Array, right: Array, place: Place, budget: Budget) -> Array:
    """All pairs as tuples; tuples in the arrays are spliced in."""
    if not left.items or not right.items:
        return budget.sequence(Array, (), place)
    pairs = product(_parts(left, place), _parts(right, place))
    return budget.sequence(Array, [budget.sequence(Tuple, a + b, place) for a, b in pairs], place)


def _parts(array: Array, place: Place) -> list[tuple[Value, ...]]:
    for item in array.items:
        if isinstance(item, bool | Array):
            raise TinbergenError("M105", at=place.locate(), kind=kind(item))
    return [i.items if isinstance(i, Tuple) else (i,) for i in array.items]


def _array_power(base: Array, exponent: Value, place: Place, budget: Budget) -> Array:
    """The Cartesian product with itself; the array as it is for exponents below 2."""
    if not isinstance(exponent, float) or not exponent.is_integer():
        raise TinbergenError("M106", at=place.locate(), value=brief(exponent))
    result, left = base, exponent
    while left > 1 and result.items:
        result = _cartesian(result, base, place, budget)
        left -= 1
    return result


_ARRAYS: dict[str, Callable[[Array, Array, Place, Budget], Array]] = {
    "+": _joined,
    "-": _without,
    "*": _cartesian,
    "|": _union,
    "&": _intersection,
}


def truth(value: Value) -> bool | None:
    """What a condition means; None for a value that is no condition."""
    if isinstance(value, bool):
        return value
    return value != 0 if isinstance(value, float) else None


def cast(target: str, value: Value, place: Place, budget: Budget) -> Value:
    """``(target) value``; M101 when the value has no such form."""
    if target == "string":
        budget.spend(weight(value), place)
        return budget.string(show(value), place)
    if target in ("array", "tuple"):
        type_: type[Array] | type[Tuple] = Array if target == "array" else Tuple
        items = value.items if isinstance(value, Sequence) else (value,)
        return budget.sequence(type_, items, place)
    while isinstance(value, Sequence) and len(value.items) == 1:
        value = value.items[0]
    scalar = _boolean(value) if target == "bool" else _real(value)
    if scalar is None:
        raise TinbergenError("M101", at=place.locate(), value=brief(value), target=target)
    return scalar


def _boolean(value: Value) -> bool | None:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    number = _real(value)
    return None if number is None else number != 0


def _real(value: Value) -> float | None:
    if isinstance(value, bool | float):
        return float(value)
    if not isinstance(value, str):
        return None
    if _HEXADECIMAL.fullmatch(value):
        return float.fromhex(value)
    if not _REAL_TEXT.fullmatch(value):
        return None
    number = float(value)
    return None if math.isinf(number) and "inf" not in value.lower() else number


def index(name: str, value: Value, at: list[Value], place: Place, budget: Budget) -> Value:
    """``value[at]``: a part; one element by itself, all of it without numbers.

    Raises
    ------
    TinbergenError
        M098 out of range, M099 when an index is no whole number, M100 when nothing is inside.
    """
    if not isinstance(value, str | Array):
        raise TinbergenError("M100", at=place.locate(), name=name, kind=kind(value))
    items = value if isinstance(value, str) else value.items
    if not at:
        return value
    places = [_position(number, len(items), name, place) for number in _flat(at)]
    chosen = [items[k] for k in places]
    if isinstance(value, str):
        return budget.string("".join(map(show, chosen)), place)
    return chosen[0] if len(chosen) == 1 else budget.sequence(Array, chosen, place)


def _flat(at: list[Value]) -> Iterator[Value]:
    for number in at:
        yield from number.items if isinstance(number, Array) else (number,)


def _position(number: Value, length: int, name: str, place: Place) -> int:
    if not isinstance(number, float) or not number.is_integer():
        raise TinbergenError("M099", at=place.locate(), value=brief(number))
    if not 1 <= number <= length:
        raise TinbergenError(
            "M098", at=place.locate(), name=name, index=show(number), length=length
        )
    return int(number) - 1
