"""Functions of MATLAB's that make numbers out of numbers, on matrices as NumPy has them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core import limits

Array = NDArray[np.float64]
#: A matrix, a text, or the texts and matrices of a cell array in one column.
Value = Array | str | list["Value"]


class NotKnownError(Exception):
    """There is no number here; never seen by users."""


def scalar(value: float) -> Array:
    return np.array([[float(value)]])


def number(value: Value) -> float:
    """The number that a value of one entry is."""
    if not isinstance(value, np.ndarray) or value.size != 1:
        raise NotKnownError
    return float(value[0, 0])


def matrix(value: Value) -> Array:
    if not isinstance(value, np.ndarray):
        raise NotKnownError
    return value


def text(value: Value) -> str:
    if not isinstance(value, str):
        raise NotKnownError
    return value


def bounded(rows: float, columns: float) -> tuple[int, int]:
    """A size that a new matrix may have."""
    if not (math.isfinite(rows) and math.isfinite(columns)):
        raise NotKnownError
    shape = max(int(rows), 0), max(int(columns), 0)
    if shape[0] * shape[1] > limits.most("matlab_cells"):
        raise NotKnownError
    return shape


def texts(value: Value) -> list[str]:
    """The texts of a cell array, or the one text."""
    return [text(entry) for entry in value] if isinstance(value, list) else [text(value)]


def _size(args: Sequence[Value]) -> tuple[int, int]:
    """``zeros(n)``, ``zeros(m, n)`` or ``zeros([m n])``."""
    if not args:
        return 1, 1
    sizes = [float(x) for a in args for x in matrix(a).ravel()]
    if len(sizes) == 1:
        sizes *= 2
    if len(sizes) != 2:
        raise NotKnownError
    return bounded(*sizes)


def _filled(value: float) -> Callable[..., Value]:
    return lambda *args: np.full(_size(args), value)


def _along(reduce: Callable[..., Array]) -> Callable[..., Value]:
    """Along the first side that is longer than one, or the one given."""

    def apply(value: Value, *side: Value) -> Value:
        x = matrix(value)
        axis = int(number(side[0])) - 1 if side else int(x.shape[0] == 1)
        if axis not in (0, 1):
            raise NotKnownError
        found = np.asarray(reduce(x, axis=axis), float)
        return found if found.ndim == 2 else np.expand_dims(found, axis)

    return apply


def _extreme(best: Callable[..., Array], each: Callable[..., Array]) -> Callable[..., Value]:
    reduce = _along(best)

    def apply(value: Value, *other: Value) -> Value:
        if len(other) == 1:
            return np.asarray(each(matrix(value), matrix(other[0])), float)
        if not matrix(value).size:
            raise NotKnownError
        return reduce(value)

    return apply


def _each(compute: Callable[[Array], Array]) -> Callable[..., Value]:
    """Entry by entry; where the answer is no real number, it is not known."""

    def apply(value: Value) -> Value:
        x = matrix(value)
        found = np.asarray(compute(x), float)
        if np.any(np.isnan(found) & ~np.isnan(x)):
            raise NotKnownError
        return found

    return apply


def _linspace(first: Value, last: Value, count: Value | None = None) -> Value:
    wanted = 100.0 if count is None else number(count)
    return np.linspace(number(first), number(last), bounded(1, wanted)[1])[None, :]


def _repeat(value: Value, *times: Value) -> Value:
    x, (down, across) = matrix(value), _size(times)
    bounded(x.shape[0] * down, x.shape[1] * across)
    return np.tile(x, (down, across))


def _diagonal(value: Value) -> Value:
    x = matrix(value)
    if 1 in x.shape:
        bounded(x.size, x.size)
        return np.diag(x.ravel())
    return np.diag(x)[:, None].copy()


def _inverse(value: Value) -> Value:
    x = matrix(value)
    return solve(x, np.eye(x.shape[0]))


def solve(a: Array, b: Array) -> Array:
    """The matrix x with a x = b, for one solution at most."""
    if a.shape[0] != a.shape[1] or a.shape[0] != b.shape[0] or a.shape[0] > 200:
        raise NotKnownError
    try:
        return np.asarray(np.linalg.solve(a, b), float)
    except np.linalg.LinAlgError:
        raise NotKnownError from None


def _determinant(value: Value) -> Value:
    x = matrix(value)
    if x.shape[0] != x.shape[1]:
        raise NotKnownError
    return scalar(float(np.linalg.det(x)))


def _round(x: Array) -> Array:
    """Halves away from zero."""
    return np.sign(x) * np.floor(np.abs(x) + 0.5)


def _modulo(value: Value, by: Value) -> Value:
    x, y = np.broadcast_arrays(matrix(value), matrix(by))
    return np.where(y == 0, x, np.mod(x, np.where(y == 0, 1.0, y)))


def _remainder(value: Value, by: Value) -> Value:
    if not np.all(matrix(by)):
        raise NotKnownError
    return np.fmod(matrix(value), matrix(by))


def _count(value: Value) -> int:
    return len(value) if not isinstance(value, np.ndarray) else value.size


def _shape(value: Value) -> tuple[int, int]:
    if isinstance(value, np.ndarray):
        return value.shape[0], value.shape[1]
    return (1, len(value)) if isinstance(value, str) else (len(value), 1)


def _size_of(value: Value, side: Value | None = None) -> Value:
    shape = _shape(value)
    if side is None:
        return np.array([shape], float)
    axis = int(number(side)) - 1
    return scalar(shape[axis] if axis in (0, 1) else 1)


def _length(value: Value) -> Value:
    return scalar(max(_shape(value)) if min(_shape(value)) else 0)


def _reshape(value: Value, *size: Value) -> Value:
    x, shape = matrix(value), _size(size)
    if x.size != shape[0] * shape[1]:
        raise NotKnownError
    return x.reshape(shape, order="F")


def _find(value: Value) -> Value:
    x = matrix(value)
    places = np.flatnonzero(x.ravel(order="F")).astype(np.float64) + 1.0
    return places[None, :] if x.shape[0] == 1 and x.shape[1] != 1 else places[:, None]


def _same_text(value: Value, other: Value) -> Value:
    if isinstance(value, list) and isinstance(other, str):
        return np.array([[float(entry == other)] for entry in texts(value)]).reshape(-1, 1)
    if isinstance(other, list):
        return _same_text(other, value)
    return scalar(isinstance(value, str) and isinstance(other, str) and value == other)


def _places(wanted: Value, names: Value, exact: Value | None = None) -> Value:
    """``strmatch``: places of the texts that begin with a text, or are it."""
    word, whole = text(wanted), exact is not None
    found = [
        float(k)
        for k, name in enumerate(texts(names), 1)
        if (name == word if whole else name.startswith(word))
    ]
    return np.array(found).reshape(-1, 1)


def _place(wanted: Value, names: Value) -> Value:
    """``varlist_indices``: the place of a name among names."""
    listed = texts(names)
    try:
        return np.array([[float(listed.index(word) + 1)] for word in texts(wanted)])
    except ValueError:
        raise NotKnownError from None


def _member(value: Value, of: Value) -> Value:
    if isinstance(value, str):
        return scalar(value in texts(of))
    if isinstance(of, np.ndarray):
        return np.isin(matrix(value), of).astype(float)
    raise NotKnownError


def _steps(value: Value) -> Value:
    return np.asarray(np.diff(matrix(value), axis=int(matrix(value).shape[0] == 1)), float)


def _products(value: Value, by: Value) -> Value:
    x, y = matrix(value), matrix(by)
    bounded(x.shape[0] * y.shape[0], x.shape[1] * y.shape[1])
    return np.asarray(np.kron(x, y), float)


def _joined(*parts: Value) -> Value:
    return "".join(text(part) for part in parts)


def _printed(value: Value) -> Value:
    """``num2str`` of whole numbers, as it stands in names."""
    x = number(value)
    if x != int(x) or abs(x) > 1e9:
        raise NotKnownError
    return str(int(x))


def _to_number(value: Value) -> Value:
    try:
        return scalar(float(text(value)))
    except ValueError:
        raise NotKnownError from None


def _logical(test: Callable[[Value], bool]) -> Callable[..., Value]:
    return lambda value: scalar(test(value))


def _deviation(value: Array, axis: int) -> Array:
    if value.shape[axis] < 2:
        return np.zeros_like(value.sum(axis=axis, keepdims=True))
    return np.asarray(np.std(value, axis=axis, ddof=1))


def _variance(value: Array, axis: int) -> Array:
    return _deviation(value, axis) ** 2


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "zeros": _filled(0.0), "ones": _filled(1.0), "nan": _filled(math.nan),
    "NaN": _filled(math.nan), "Inf": _filled(math.inf), "inf": _filled(math.inf),
    "eye": lambda *size: np.eye(*_size(size)),
    "linspace": _linspace, "repmat": _repeat, "diag": _diagonal, "inv": _inverse,
    "det": _determinant, "transpose": lambda x: matrix(x).T.copy(),
    "sum": _along(np.sum), "prod": _along(np.prod), "mean": _along(np.mean),
    "median": _along(np.median), "cumsum": _along(np.cumsum), "cumprod": _along(np.cumprod),
    "std": _along(_deviation), "var": _along(_variance),
    "max": _extreme(np.max, np.fmax), "min": _extreme(np.min, np.fmin),
    "any": _along(lambda x, axis: np.any(x, axis=axis).astype(float)),
    "all": _along(lambda x, axis: np.all(x, axis=axis).astype(float)),
    "length": _length, "numel": lambda x: scalar(_count(x)), "size": _size_of,
    "rows": lambda x: scalar(_shape(x)[0]), "columns": lambda x: scalar(_shape(x)[1]),
    "reshape": _reshape, "find": _find, "diff": _steps,
    "fliplr": lambda x: matrix(x)[:, ::-1].copy(), "flipud": lambda x: matrix(x)[::-1].copy(),
    "kron": _products,
    "abs": _each(np.abs), "exp": _each(np.exp), "log": _each(np.log), "ln": _each(np.log),
    "log10": _each(np.log10), "log2": _each(np.log2), "log1p": _each(np.log1p),
    "sqrt": _each(np.sqrt), "floor": _each(np.floor),
    "ceil": _each(np.ceil), "fix": _each(np.trunc), "round": _each(_round), "sign": _each(np.sign),
    "sin": _each(np.sin), "cos": _each(np.cos), "tan": _each(np.tan), "asin": _each(np.arcsin),
    "acos": _each(np.arccos), "atan": _each(np.arctan), "sinh": _each(np.sinh),
    "cosh": _each(np.cosh), "tanh": _each(np.tanh),
    "mod": _modulo, "rem": _remainder,
    "power": lambda x, y: power(matrix(x), matrix(y)),
    "isempty": _logical(lambda x: _count(x) == 0),
    "isnan": lambda x: np.isnan(matrix(x)).astype(float),
    "isinf": lambda x: np.isinf(matrix(x)).astype(float),
    "isreal": _logical(lambda x: isinstance(x, np.ndarray)),
    "isnumeric": _logical(lambda x: isinstance(x, np.ndarray)),
    "ischar": _logical(lambda x: isinstance(x, str)),
    "iscell": _logical(lambda x: isinstance(x, list)),
    "double": matrix, "full": matrix, "logical": lambda x: (matrix(x) != 0).astype(float),
    "not": lambda x: (matrix(x) == 0).astype(float), "isequal": lambda x, y: scalar(_equal(x, y)),
    "strcmp": _same_text, "strmatch": _places, "varlist_indices": _place, "ismember": _member,
    "strtrim": lambda x: text(x).strip(), "deblank": lambda x: text(x).rstrip(),
    "strcat": _joined, "num2str": _printed, "int2str": _printed, "str2double": _to_number,
    "str2num": _to_number, "char": lambda x: text(x), "upper": lambda x: text(x).upper(),
    "lower": lambda x: text(x).lower(), "cellstr": lambda x: x if isinstance(x, list) else [x],
}  # fmt: skip


def _equal(x: Value, y: Value) -> bool:
    if isinstance(x, np.ndarray) and isinstance(y, np.ndarray):
        return np.array_equal(x, y)
    return type(x) is type(y) and bool(x == y)


def power(x: Array, y: Array) -> Array:
    """Entry by entry, where it is a real number."""
    found = np.power(x, y)
    if np.any(np.isnan(found) & ~np.isnan(x) & ~np.isnan(y)):
        raise NotKnownError
    return np.asarray(found, float)
