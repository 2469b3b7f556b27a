"""Functions of the language, other than ``defined``, by name."""

from __future__ import annotations

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.macro.functions import BINARY, NORMAL, UNARY
from tinbergen.model.macro.limits import Budget, Place
from tinbergen.model.macro.values import Array, Sequence, Tuple, Value, kind

_TYPES = {"isboolean": bool, "isreal": float, "isstring": str, "istuple": Tuple, "isarray": Array}

#: How many arguments each function takes.
ARITIES: dict[str, tuple[int, ...]] = {
    **dict.fromkeys((*UNARY, *_TYPES, "length", "isempty", "sum"), (1,)),
    **dict.fromkeys(BINARY, (2,)),
    **dict.fromkeys(NORMAL, (1, 3)),
}

_ARRAY_OF_OTHERS = Text("array with other values than reals", "含有非实数元素的数组")


def built_in(name: str, values: list[Value], place: Place, budget: Budget) -> Value:
    """The value of a function.

    Raises
    ------
    TinbergenError
        M096 when the function takes no values of these types.
    """
    first = values[0]
    if name in _TYPES:
        return type(first) is _TYPES[name]
    if name in ("length", "isempty"):
        if not isinstance(first, str | Sequence):
            raise _refused(name, kind(first), place)
        length = len(first) if isinstance(first, str) else len(first.items)
        return float(length) if name == "length" else length == 0
    if name == "sum":
        if not isinstance(first, Array):
            raise _refused(name, kind(first), place)
        budget.spend(len(first.items), place)
        return _sum(name, first, place)
    return _real(name, _reals(name, values, place))


def _sum(name: str, array: Array, place: Place) -> float:
    """Added in order, as Dynare does, not with compensation as ``math.fsum`` would."""
    total = 0.0
    for item in array.items:
        if not isinstance(item, float):
            raise _refused(name, _ARRAY_OF_OTHERS, place)
        total += item
    return total


def _reals(name: str, values: list[Value], place: Place) -> list[float]:
    reals = []
    for value in values:
        if not isinstance(value, float):
            raise _refused(name, kind(value), place)
        reals.append(value)
    return reals


def _real(name: str, reals: list[float]) -> float:
    if name in UNARY:
        return UNARY[name](reals[0])
    if name in BINARY:
        return BINARY[name](reals[0], reals[1])
    mean, deviation = reals[1:] or (0.0, 1.0)
    return NORMAL[name](reals[0], mean, deviation)


def _refused(name: str, what: Text, place: Place) -> TinbergenError:
    return TinbergenError("M096", at=place.locate(), name=name, kind=what)
