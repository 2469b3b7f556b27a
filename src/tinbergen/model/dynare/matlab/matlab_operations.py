"""What the operators of MATLAB do to matrices, elementwise or as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from tinbergen.model.dynare.matlab.matlab_functions import (
    Array,
    NotKnownError,
    number,
    power,
    solve,
)


def _times(a: Array, b: Array) -> Array:
    return a * b if 1 in (a.size, b.size) else a @ b


def _over(a: Array, b: Array) -> Array:
    return a / b if b.size == 1 else solve(b.T, a.T).T


def _power(a: Array, b: Array) -> Array:
    if a.size == 1 and b.size == 1:
        return power(a, b)
    times = number(b)
    if times != int(times) or not 0 <= times <= 1000:
        raise NotKnownError
    return np.linalg.matrix_power(a, int(times))


def _compared(compare: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    return lambda a, b: compare(a, b).astype(float)


OPERATIONS: Mapping[str, Callable[..., Array]] = {
    "u-": lambda a: -a, "u+": lambda a: a, "~": lambda a: (a == 0).astype(float),
    "'": lambda a: a.T.copy(),
    "+": lambda a, b: a + b, "-": lambda a, b: a - b,
    "*": _times, "/": _over, "\\": lambda a, b: b / a if a.size == 1 else solve(a, b),
    ".*": lambda a, b: a * b, "./": lambda a, b: a / b, ".\\": lambda a, b: b / a,
    "^": _power, ".^": power,
    "<": _compared(np.less), "<=": _compared(np.less_equal), ">": _compared(np.greater),
    ">=": _compared(np.greater_equal), "==": _compared(np.equal), "~=": _compared(np.not_equal),
    "&": _compared(np.logical_and), "|": _compared(np.logical_or),
    "&&": _compared(np.logical_and), "||": _compared(np.logical_or),
}  # fmt: skip
