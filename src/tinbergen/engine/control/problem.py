"""What a control problem wants and forbids: terms of a loss and limits on paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Span

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Term:
    """``weight * (coefficients . path - wanted)^2``; one-sided when ``sense`` says so.

    ``coefficients`` has shape (periods, variables) over the problem's variables. ``at_least``
    terms count shortfalls only, ``at_most`` terms excesses only.
    """

    name: str
    coefficients: Array
    wanted: float
    weight: float
    sense: Literal["at", "at_least", "at_most"] = "at"


@dataclass(frozen=True, slots=True)
class Limit:
    """``coefficients . path <= bound``; ``period`` is None for limits on sums.

    When the limits contradict one another, ``hard`` ones are kept as long as they can be.
    """

    name: str
    coefficients: Array
    bound: float
    period: int | None = None
    hard: bool = False


@dataclass(frozen=True)
class Problem:
    """What to choose, and for what.

    ``instruments`` are exogenous variables or equations (their residuals) moved freely;
    ``variables`` are those whose paths stand in terms and limits, endogenous or instruments.
    """

    instruments: tuple[str, ...]
    variables: tuple[str, ...]
    terms: tuple[Term, ...]
    limits: tuple[Limit, ...]

    @cached_property
    def target_matrix(self) -> Array:
        """Coefficients of the terms, shape (terms, periods * variables)."""
        return _stacked(self.terms)

    @cached_property
    def weights(self) -> Array:
        """(terms,) weights."""
        return np.array([t.weight for t in self.terms], dtype=float)

    @cached_property
    def wanted(self) -> Array:
        """(terms,) what the terms want."""
        return np.array([t.wanted for t in self.terms], dtype=float)

    @cached_property
    def one_sided(self) -> Array:
        """(terms,) the sign of gaps that one-sided terms do not count, zero for the others."""
        return np.array([_ONE_SIDED[t.sense] for t in self.terms], dtype=float)

    @cached_property
    def constraint_matrix(self) -> Array:
        """Coefficients of the limits, shape (limits, periods * variables)."""
        return _stacked(self.limits)

    @cached_property
    def bounds(self) -> Array:
        """(limits,) bounds."""
        return np.array([limit.bound for limit in self.limits], dtype=float)

    def gaps(self, paths: Array) -> Array:
        """(terms,) by how much paths of shape (periods, variables) are above what is wanted."""
        return np.asarray(_along(self.target_matrix, paths) - self.wanted)

    def errors(self, paths: Array) -> Array:
        """(terms,) gaps, where one-sided terms count one side only."""
        gaps = self.gaps(paths)
        return np.where(self.one_sided * np.sign(gaps) > 0, 0.0, gaps)

    def slacks(self, paths: Array) -> Array:
        """(limits,) by how much paths of shape (periods, variables) stay below the bounds."""
        return np.asarray(self.bounds - _along(self.constraint_matrix, paths))


_ONE_SIDED = {"at": 0.0, "at_least": 1.0, "at_most": -1.0}


def _stacked(parts: Sequence[Term] | Sequence[Limit]) -> Array:
    return np.array([part.coefficients.reshape(-1) for part in parts], dtype=float)


def _along(rows: Array, paths: Array) -> Array:
    """Sums of paths by rows of coefficients; none of no rows, whose shape says nothing."""
    return np.asarray(rows @ paths.reshape(-1)) if rows.size else np.zeros(0)


def loss(problem: Problem, paths: Array) -> float:
    """The sum of terms at these paths, shape (periods, variables)."""
    return float(problem.weights @ problem.errors(paths) ** 2)


def box(
    problem_variables: Sequence[str],
    span: Span,
    name: str,
    lower: float | None,
    upper: float | None,
) -> list[Limit]:
    """Limits that keep a variable between bounds in every period."""
    limits = []
    k = list(problem_variables).index(name)
    for t in range(span.length):
        for bound, sign, word in ((lower, -1.0, "lower"), (upper, 1.0, "upper")):
            if bound is not None:
                coefficients = np.zeros((span.length, len(problem_variables)))
                coefficients[t, k] = sign
                limits.append(Limit(f"{name} {word}", coefficients, sign * bound, t))
    return limits
