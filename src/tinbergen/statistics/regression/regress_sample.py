"""The observations that a regression computes on, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.dataset import Array, Dataset
from tinbergen.statistics.cycles.sample import check_scale
from tinbergen.statistics.regression.algebra import exact_relation
from tinbergen.statistics.regression.familiar import CONSTANT
from tinbergen.statistics.regression.terms import Term, evaluate, parse_term


@dataclass(frozen=True, slots=True)
class Sample:
    """What a regression computes on: ``y`` (n,), ``X`` (n, k) with the constant, if any, first.

    ``kept`` (n,) are positions in the data's span.
    """

    target: Term
    terms: tuple[Term, ...]
    y: Array
    X: Array
    kept: NDArray[np.intp]
    intercept: bool
    data: Dataset

    @property
    def names(self) -> tuple[str, ...]:
        return (*([CONSTANT] if self.intercept else []), *(term.text for term in self.terms))

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(self.data.span.start + int(t) for t in self.kept)


def draw_sample(
    data: Dataset,
    y: str,
    x: Sequence[str],
    intercept: bool,
    first: Period | None,
    last: Period | None,
) -> Sample:
    """The periods in which all terms are known, between ``first`` and ``last``.

    Raises
    ------
    TinbergenError
        F030 to F036, F240 and D002, see :func:`tinbergen.statistics.regression.regress.regress`.
    """
    target, terms = parse_term(y, data), tuple(parse_term(text, data) for text in x)
    seen: list[tuple[str, int, tuple[str, ...]]] = []
    for term in (target, *terms):
        meaning = (term.name, term.lag, term.functions)
        if meaning in seen:
            raise TinbergenError("F036", term=term.text, y=target.text)
        seen.append(meaning)
    length = data.span.length
    columns = [evaluate(term, data) for term in terms]
    constant = [np.ones(length)] if intercept else []
    table = np.column_stack([evaluate(target, data), *constant, *columns])
    start = data.span.position(first) if first is not None else 0
    end = data.span.position(last) if last is not None else length - 1
    inside = (np.arange(length) >= start) & (np.arange(length) <= end)
    (kept,) = np.nonzero(inside & np.isfinite(table).all(axis=1))
    used = table[kept]
    _check(target, terms, used, intercept)
    return Sample(target, terms, used[:, 0], used[:, 1:], kept, intercept, data)


def _check(target: Term, terms: tuple[Term, ...], used: Array, intercept: bool) -> None:
    n, k = used.shape[0], used.shape[1] - 1
    if n <= k or k == 0:
        raise TinbergenError("F030", y=target.text, have=n, k=k, need=k + 1)
    if np.ptp(used[:, 0]) == 0:
        raise TinbergenError("F032", y=target.text, value=f"{used[0, 0]:g}")
    X = used[:, 1:]
    for j, term in enumerate(terms, start=int(intercept)):
        if intercept and np.ptp(X[:, j]) == 0:
            raise TinbergenError("F033", name=term.text, value=f"{X[0, j]:g}")
    for column, term in zip(used.T, (target, *((None,) if intercept else ()), *terms), strict=True):
        if term is not None:
            check_scale(column, term.text)
    names = [*([CONSTANT] if intercept else []), *(term.text for term in terms)]
    if relation := exact_relation(X, names):
        raise TinbergenError("F031", relation=relation)
