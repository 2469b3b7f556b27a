"""Homotopy: a hard problem approached from an easy one, each solution the next one's first guess.

The step is halved after a failure and doubled after three successes, as Dynare does; Judd (1998,
ch. 5) has the method.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import checkpoint

T = TypeVar("T")

_SMALLEST = 1e-5
_SUCCESSES = 3


@dataclass(frozen=True, slots=True)
class Followed(Generic[T]):
    """How far a homotopy came.

    ``solution`` is that of the last weight in ``solved``, or the first guess; ``fault`` is that of
    the last failed step, ``tries`` counts all steps.
    """

    solution: T
    solved: tuple[float, ...]
    tries: int
    fault: TinbergenError | None

    @property
    def reached(self) -> float:
        return max(self.solved, default=0.0)


def follow(
    solve: Callable[[float, T], T],
    guess: T,
    *,
    step: float = 0.5,
    smallest: float = _SMALLEST,
    max_iter: int = 200,
) -> Followed[T]:
    """Solve at weights of the target that rise to 1, as far as it goes.

    Parameters
    ----------
    solve
        (weight, first guess) -> solution; raises TinbergenError where it finds none.
    guess
        The first guess at the first weight.
    """
    reached, successes, tries = 0.0, 0, 0
    solved: list[float] = []
    fault: TinbergenError | None = None
    while reached < 1.0 and step > smallest and tries < max_iter:
        checkpoint()
        weight = min(reached + step, 1.0)
        step = weight - reached
        tries += 1
        try:
            guess = solve(weight, guess)
        except TinbergenError as failed:
            fault, successes, step = failed, 0, step / 2
            continue
        reached, successes = weight, successes + 1
        solved.append(weight)
        if successes >= _SUCCESSES:
            successes, step = 0, 2 * step
    return Followed(guess, tuple(solved), tries, fault)
