"""Gaussian elimination of a known sparsity pattern, written out as straight-line code.

Each variable is eliminated with the equation that determines it, those with fewest fill-ins first
(Markowitz 1957), until what remains has no zeros: the core of a block, as many variables as it
takes to cut all its loops. The core is pivoted at run time, by comparing and selecting. Where a
pivot outside it vanishes the result is not finite, and the caller falls back on LAPACK.
"""

from __future__ import annotations

from collections.abc import Mapping

from tinbergen.engine.compile.codegen import Emitter, Value

#: Multiplications beyond which straight-line code costs more to compile than it saves.
LARGEST = 60_000
#: Variables up to which the core is pivoted; a larger one is eliminated further first.
_CORE = 12

_Rows = list[dict[int, Value]]


def solve(
    emitter: Emitter,
    matrix: Mapping[tuple[int, int], Value],
    right: list[Value],
    size: int,
) -> tuple[list[Value], list[Value]] | None:
    """Code for the solution of ``matrix @ x = right``; None when the code would be too long.

    ``matrix`` holds the entries that are not zero; row i determines variable i. There is no code
    either for a matrix that is singular whatever its entries.

    Returns
    -------
    The solution, and the multipliers of rows that are not known numbers: where they are large,
    the order of pivots was unlucky and digits are lost.
    """
    rows: _Rows = [{} for _ in range(size)]
    for (i, j), value in matrix.items():
        if value != 0.0:
            rows[i][j] = value
    rest, multipliers = list(right), list[Value]()
    left, order, work = set(range(size)), list[int](), 0
    while (pivot := _next(rows, left)) is not None:
        left.discard(pivot)
        order.append(pivot)
        below = [k for k in left if pivot in rows[k]]
        work += len(below) * len(rows[pivot])
        if work > LARGEST:
            return None
        for k in below:
            factor = emitter.arithmetic("/", rows[k].pop(pivot), rows[pivot][pivot])
            if isinstance(factor, str):
                multipliers.append(factor)
            _subtract(emitter, rows, rest, k, factor, pivot)
    core = sorted(left)
    if len(core) ** 3 > LARGEST:
        return None
    solution = _pivoted(emitter, [[rows[i].get(j, 0.0) for j in core] for i in core],
                        [rest[i] for i in core])  # fmt: skip
    if solution is None:
        return None
    known = dict(zip(core, solution, strict=True))
    for i in reversed(order):
        total = rest[i]
        for column, value in rows[i].items():
            if column != i:
                product = emitter.arithmetic("*", value, known[column])
                total = emitter.arithmetic("-", total, product)
        known[i] = emitter.arithmetic("/", total, rows[i][i])
    return [known[i] for i in range(size)], multipliers


def _next(rows: _Rows, left: set[int]) -> int | None:
    """The row that is eliminated next, with its own variable; None when only the core is left."""
    held = dict.fromkeys(left, 0)
    for i in left:
        for j in rows[i]:
            held[j] += 1
    own = [i for i in left if i in rows[i]]
    if not own or (len(left) <= _CORE and all(len(rows[i]) == len(left) for i in left)):
        return None
    return min(
        own,
        key=lambda i: ((len(rows[i]) - 1) * (held[i] - 1), isinstance(rows[i][i], str), i),
    )


def _subtract(
    emitter: Emitter, rows: _Rows, rest: list[Value], k: int, factor: Value, pivot: int
) -> None:
    """Row ``k`` less ``factor`` times the pivot's row, zeros dropped."""
    for column, value in rows[pivot].items():
        if column != pivot:
            product = emitter.arithmetic("*", factor, value)
            rows[k][column] = emitter.arithmetic("-", rows[k].get(column, 0.0), product)
            if rows[k][column] == 0.0:
                del rows[k][column]
    rest[k] = emitter.arithmetic("-", rest[k], emitter.arithmetic("*", factor, rest[pivot]))


def _pivoted(emitter: Emitter, matrix: list[list[Value]], right: list[Value]) -> list[Value] | None:
    """Elimination with partial pivoting; None for a column of zeros."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for j in range(size):
        for k in range(j + 1, size):
            rows[j], rows[k] = _larger_first(emitter, rows[j], rows[k], j)
        if rows[j][j] == 0.0:
            return None
        for k in range(j + 1, size):
            factor = emitter.arithmetic("/", rows[k][j], rows[j][j])
            for column in range(j + 1, size + 1):
                product = emitter.arithmetic("*", factor, rows[j][column])
                rows[k][column] = emitter.arithmetic("-", rows[k][column], product)
    solution: list[Value] = [0.0] * size
    for j in reversed(range(size)):
        total = rows[j][size]
        for column in range(j + 1, size):
            product = emitter.arithmetic("*", rows[j][column], solution[column])
            total = emitter.arithmetic("-", total, product)
        solution[j] = emitter.arithmetic("/", total, rows[j][j])
    return solution


def _larger_first(
    emitter: Emitter, a: list[Value], b: list[Value], column: int
) -> tuple[list[Value], list[Value]]:
    """The two rows, the one with the larger entry in ``column`` first."""
    x, y = a[column], b[column]
    if isinstance(x, float) and isinstance(y, float):
        return (b, a) if abs(y) > abs(x) else (a, b)
    first, second = emitter.call("llvm.fabs.f64", x), emitter.call("llvm.fabs.f64", y)
    swap = emitter.compare(">", second, first)
    upper: list[Value] = [emitter.select(swap, y, x) for x, y in zip(a, b, strict=True)]
    lower: list[Value] = [emitter.select(swap, x, y) for x, y in zip(a, b, strict=True)]
    return upper, lower
