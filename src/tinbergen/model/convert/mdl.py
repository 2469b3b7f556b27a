"""The functions of MDL, bimets' model description language."""

from __future__ import annotations

from collections.abc import Callable

from tinbergen.core import limits
from tinbergen.model.convert.formula import (
    Binary,
    Call,
    Formula,
    Name,
    Number,
    difference,
    moving_sum,
    shift,
    size,
)
from tinbergen.model.convert.reading import Dialect, Meaning, same, whole


def _with_length(make: Callable[[Formula, int], Formula]) -> Meaning:
    """A function of a series and a number of periods, which is 1 when it is left out."""

    def meaning(args: list[Formula]) -> Formula | None:
        periods = 1 if len(args) == 1 else whole(args[1]) if len(args) == 2 else None
        return make(args[0], periods) if periods else None

    return meaning


def _difference(args: list[Formula]) -> Formula | None:
    """``TSDELTA(x, length, order)``: (1 - L^length)^order x."""
    given = [n for n in map(whole, args[1:]) if n]
    if len(given) != len(args) - 1 or len(given) > 2:
        return None
    length, order = [*given, *(1, 1)[len(given) :]]
    limits.check("order", order)
    result = args[0]
    for _ in range(order):
        result = difference(result, 0, length)
    return result


def _percent(x: Formula, length: int) -> Formula:
    limits.check("terms", 2 * size(x))
    growth = Binary("-", Binary("/", x, shift(x, -length)), Number("1"))
    return Binary("*", Number("100"), growth)


def _mean(x: Formula, length: int) -> Formula:
    return Binary("/", moving_sum(x, length), Number(str(length)))


def _lagged_coefficient(args: list[Formula]) -> Formula | None:
    """``LAG(c, k)`` in restrictions: the coefficient of the k-th term of c's distributed lag."""
    lag = whole(args[1]) if len(args) == 2 else None
    if lag is None or not isinstance(args[0], Name):
        return None
    return Name(lagged_coefficient(args[0].name, lag))


def lagged_coefficient(name: str, lag: int) -> str:
    """The name of the coefficient of a distributed lag's term."""
    return f"{name}_lag_{lag}" if lag else name


MDL = Dialect(
    {
        "TSLAG": _with_length(lambda x, n: shift(x, -n)),
        "TSLEAD": _with_length(shift),
        "TSDELTA": _difference,
        "TSDELTAP": _with_length(_percent),
        "TSDELTALOG": _with_length(lambda x, n: difference(Call("log", (x,)), 0, n)),
        **{name: _with_length(_mean) for name in ("MOVAVG", "MAVE")},
        **{name: _with_length(moving_sum) for name in ("MOVSUM", "MOVTOT", "MTOT")},
        "LOG": same("log"),
        "EXP": same("exp"),
        "ABS": same("abs"),
        "LAG": _lagged_coefficient,
    }
)
