"""Gaussian elimination of a known sparsity pattern, written out as straight-line code.

The order of pivots is chosen once, by fewest fill-ins (Markowitz 1957) among entries that can be
trusted: known numbers first, then the entry of the variable an equation determines. Where a
pivot vanishes at run time the result is not finite, and the caller falls back on LAPACK.
"""

from __future__ import annotations

from collections.abc import Mapping

from tinbergen.engine.codegen import Emitter, Value

#: Multiplications beyond which straight-line code costs more to compile than it saves.
LARGEST = 60_000


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
    rows: list[dict[int, Value]] = [{} for _ in range(size)]
    for (i, j), value in matrix.items():
        if value != 0.0:
            rows[i][j] = value
    order = _pivots(rows)
    if order is None:
        return None
    rest = list(right)
    multipliers: list[Value] = []
    for step, (i, j) in enumerate(order):
        for k, _ in order[step + 1 :]:
            if j not in rows[k]:
                continue
            factor = emitter.arithmetic("/", rows[k].pop(j), rows[i][j])
            if isinstance(factor, str):
                multipliers.append(factor)
            for column, value in rows[i].items():
                if column != j:
                    product = emitter.arithmetic("*", factor, value)
                    rows[k][column] = emitter.arithmetic("-", rows[k].get(column, 0.0), product)
            rest[k] = emitter.arithmetic("-", rest[k], emitter.arithmetic("*", factor, rest[i]))
    solution: list[Value] = [0.0] * size
    for i, j in reversed(order):
        total = rest[i]
        for column, value in rows[i].items():
            if column != j:
                product = emitter.arithmetic("*", value, solution[column])
                total = emitter.arithmetic("-", total, product)
        solution[j] = emitter.arithmetic("/", total, rows[i][j])
    return solution, multipliers


def _pivots(rows: list[dict[int, Value]]) -> list[tuple[int, int]] | None:
    """Pivot (row, column) of each step; None when there is none, or it would be too much work."""
    size = len(rows)
    pattern = [set(row) for row in rows]
    holders: list[set[int]] = [set() for _ in range(size)]
    for i, row in enumerate(pattern):
        for j in row:
            holders[j].add(i)
    constant = {
        (i, j)
        for i, row in enumerate(rows)
        for j, value in row.items()
        if isinstance(value, float) and abs(value) >= 0.5
    }
    left = set(range(size))
    order: list[tuple[int, int]] = []
    work = 0
    while left:
        candidates = _candidates(left, pattern, constant)
        if not candidates:
            return None
        i, j = min(
            candidates,
            key=lambda p: ((len(pattern[p[0]]) - 1) * (len(holders[p[1]]) - 1), p),
        )
        work += len(pattern[i]) * len(holders[j])
        if work > LARGEST:
            return None
        order.append((i, j))
        left.discard(i)
        for k in holders[j] - {i}:
            pattern[k] |= pattern[i]
            pattern[k].discard(j)
            constant -= {(k, c) for c in pattern[i]}
            for c in pattern[i] - {j}:
                holders[c].add(k)
        for c in pattern[i]:
            holders[c].discard(i)
        holders[j] = set()
    return order


def _candidates(
    left: set[int], pattern: list[set[int]], constant: set[tuple[int, int]]
) -> list[tuple[int, int]]:
    trusted = [(i, j) for i in left for j in pattern[i] if (i, j) in constant]
    if trusted:
        return trusted
    own = [(i, i) for i in left if i in pattern[i]]
    return own or [(i, j) for i in left for j in pattern[i]]
