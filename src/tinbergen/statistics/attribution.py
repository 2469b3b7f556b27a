r"""Why a result changed: the difference between two evaluations shared out over what differs.

For any function :math:`f` of grouped inputs, :math:`f(new) - f(old)` is split into one part a
group. With few groups the split is Shapley's (1953; Shorrocks 2013, J. of Economic Inequality
11(1)): a group's part is its effect averaged over all orders of replacing old inputs by new ones.
With many, over two orders, one the reverse of the other, which is exact for quadratic functions.
Both sum exactly and name no residual; for a linear function both give each group its own effect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]
Input = TypeVar("Input")

#: Up to so many groups all orders are averaged; it takes 2 to their number evaluations.
EXACT_UP_TO = 8


@dataclass(frozen=True, slots=True)
class Attribution:
    """The change of a result of shape (...) and its parts.

    ``old``, ``new``, ``total`` (...): before, after, and the difference, in the result's unit;
    ``parts`` (groups, ...): summing to ``total`` over the first axis, in the order of ``groups``;
    ``method``: all orders (Shapley) or two; ``evaluations``: how often the function was called.
    """

    old: Array
    new: Array
    total: Array
    parts: Array
    groups: tuple[str, ...]
    method: Literal["shapley", "forward-backward"]
    evaluations: int


def attribute(
    evaluate: Callable[[Mapping[str, Input]], ArrayLike],
    old: Mapping[str, Input],
    new: Mapping[str, Input],
    groups: Mapping[str, Sequence[str]],
    *,
    exact_up_to: int = EXACT_UP_TO,
) -> Attribution:
    """The parts of ``evaluate(new) - evaluate(old)`` that each group of inputs accounts for.

    Parameters
    ----------
    evaluate
        A function of all inputs by name, giving an array of one shape whatever they are.
    old, new
        The inputs before and after, same names.
    groups
        Group name -> names of its inputs; together all inputs, each once.
    exact_up_to
        The most groups for which all orders are averaged.

    Raises
    ------
    TinbergenError
        F057 when the groups don't cover the inputs exactly.
    """
    members = [name for names in groups.values() for name in names]
    if sorted(members) != sorted(new) or sorted(members) != sorted(old):
        raise TinbergenError("F057", detail=_mismatch(members, old, new))

    def mixed(taken: tuple[bool, ...]) -> ArrayLike:
        inputs = dict(old)
        for takes, names in zip(taken, groups.values(), strict=True):
            if takes:
                inputs |= {name: new[name] for name in names}
        return evaluate(inputs)

    return attribute_switches(mixed, tuple(groups), exact_up_to=exact_up_to)


def attribute_switches(
    evaluate: Callable[[tuple[bool, ...]], ArrayLike],
    groups: Sequence[str],
    *,
    exact_up_to: int = EXACT_UP_TO,
) -> Attribution:
    """As :func:`attribute`, for a function of which groups are new: ``evaluate(switches)``.

    Raises
    ------
    TinbergenError
        F057 when there is no group.
    """
    if not groups:
        raise TinbergenError("F057", detail="no group")
    size = len(groups)
    known: dict[tuple[bool, ...], Array] = {}

    def value(taken: tuple[bool, ...]) -> Array:
        if taken not in known:
            known[taken] = np.array(evaluate(taken), dtype=float)
        return known[taken]

    nothing, everything = value((False,) * size), value((True,) * size)
    exact = size <= exact_up_to
    parts = _shapley(value, size) if exact else _two_orders(value, size)
    return Attribution(
        old=nothing,
        new=everything,
        total=everything - nothing,
        parts=parts,
        groups=tuple(groups),
        method="shapley" if exact else "forward-backward",
        evaluations=len(known),
    )


def _shapley(value: Callable[[tuple[bool, ...]], Array], size: int) -> Array:
    """Each group's effect (groups, ...) averaged over all orders of joining."""
    weights = [factorial(k) * factorial(size - k - 1) / factorial(size) for k in range(size)]
    parts = np.zeros((size, *value((False,) * size).shape))
    for subset in range(2**size):
        taken = tuple(bool(subset >> i & 1) for i in range(size))
        result, count = value(taken), sum(taken)
        for i, inside in enumerate(taken):
            parts[i] += weights[count - 1] * result if inside else -weights[count] * result
    return parts


def _two_orders(value: Callable[[tuple[bool, ...]], Array], size: int) -> Array:
    """Each group's effect (groups, ...) averaged over the given order and its reverse."""
    parts = np.zeros((size, *value((False,) * size).shape))
    for order in (range(size), range(size - 1, -1, -1)):
        taken = [False] * size
        before = value(tuple(taken))
        for i in order:
            taken[i] = True
            after = value(tuple(taken))
            parts[i] += 0.5 * (after - before)
            before = after
    return parts


def _mismatch(members: list[str], old: Mapping[str, Input], new: Mapping[str, Input]) -> str:
    """The names that are missing, unknown or named twice."""
    known = set(old) | set(new)
    twice = {name for name in members if members.count(name) > 1}
    one_sided = set(old) ^ set(new)
    return ", ".join(sorted((known ^ set(members)) | twice | one_sided))
