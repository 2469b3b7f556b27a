"""Functions of reals as C computes them: outside their domain they give infinity or not-a-number.

Python raises there instead, hence the wrappers.
"""

from __future__ import annotations

import math
from collections.abc import Callable


def _total(function: Callable[[float], float]) -> Callable[[float], float]:
    """``function``, with not-a-number outside its domain and infinity beyond the largest real."""

    def total(x: float) -> float:
        try:
            return float(function(x))
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return total


def _whole(function: Callable[[float], int]) -> Callable[[float], float]:
    """A rounding; keeps the sign of zero, infinity and not-a-number."""

    def rounded(x: float) -> float:
        return math.copysign(float(abs(function(x))), x) if math.isfinite(x) else x

    return rounded


def _half_away(x: float) -> int:
    """The nearest whole number, halves away from zero."""
    whole = math.trunc(x)
    return whole + (1 if x > 0 else -1) if abs(x - whole) >= 0.5 else whole


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    return _total(lambda x: -math.inf if x == 0 else function(x))


def _sign(x: float) -> float:
    return float((x > 0) - (x < 0))


def _mod(x: float, y: float) -> float:
    """The remainder, with the sign of ``x``."""
    try:
        return math.fmod(x, y)
    except ValueError:
        return math.nan


def divide(x: float, y: float) -> float:
    if y != 0:
        return x / y
    return math.nan if x == 0 or x != x else math.copysign(math.inf, x) * math.copysign(1.0, y)


def power(x: float, y: float) -> float:
    try:
        return math.pow(x, y)
    except ValueError:
        if x != 0:
            return math.nan
        return math.copysign(math.inf, x) if _odd(y) else math.inf
    except OverflowError:
        return -math.inf if x < 0 and _odd(y) else math.inf


def _odd(y: float) -> bool:
    return math.fmod(y, 2.0) in (1.0, -1.0)


def _normpdf(x: float, mean: float, deviation: float) -> float:
    z = divide(x - mean, deviation)
    return divide(math.exp(-0.5 * z * z), deviation * math.sqrt(2 * math.pi))


def _normcdf(x: float, mean: float, deviation: float) -> float:
    return 0.5 * math.erfc(-divide(x - mean, deviation) / math.sqrt(2))


UNARY: dict[str, Callable[[float], float]] = {
    "exp": _total(math.exp),
    "log": _logarithm(math.log),
    "ln": _logarithm(math.log),
    "log10": _logarithm(math.log10),
    "sin": _total(math.sin),
    "cos": _total(math.cos),
    "tan": _total(math.tan),
    "asin": _total(math.asin),
    "acos": _total(math.acos),
    "atan": _total(math.atan),
    "sqrt": _total(math.sqrt),
    "cbrt": _total(math.cbrt),
    "sign": _sign,
    "floor": _whole(math.floor),
    "ceil": _whole(math.ceil),
    "trunc": _whole(math.trunc),
    "round": _whole(_half_away),
    "erf": _total(math.erf),
    "erfc": _total(math.erfc),
    "gamma": _total(lambda x: math.copysign(math.inf, x) if x == 0 else math.gamma(x)),
    "lgamma": _total(lambda x: math.inf if x <= 0 and x == math.floor(x) else math.lgamma(x)),
}
#: Compared as C++ does, which decides what becomes of not-a-number.
BINARY: dict[str, Callable[[float, float], float]] = {
    "max": lambda x, y: y if x < y else x,
    "min": lambda x, y: y if y < x else x,
    "mod": _mod,
}
#: Functions of a value, and of a mean and a standard deviation that may be left out together.
NORMAL: dict[str, Callable[[float, float, float], float]] = {
    "normpdf": _normpdf,
    "normcdf": _normcdf,
}
