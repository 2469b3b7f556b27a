"""How implausible a scenario is that breaks a limit."""

from __future__ import annotations

from dataclasses import dataclass

from tinbergen.core.period import Period
from tinbergen.core.result import Result


@dataclass(frozen=True, slots=True)
class Attempt(Result):
    """The least distance at which a limit is broken in one period; None where it can't be."""

    period: Period
    distance: float | None


@dataclass(frozen=True, slots=True)
class Implausibility(Result):
    """The distance of a scenario's joint path from the draws of an outlook, and its chances.

    ``distance`` is Mahalanobis's, not squared, over ``size`` numbers (paths by periods), which vary
    in ``degrees`` directions only. ``tail`` is the chance that a normal draw lies farther out in
    any direction (chi squared with ``degrees``); ``beyond`` that it lies beyond the limit, were
    this a straight line: the normal tail beyond the distance; ``share`` the share of the outlook's
    own draws that break the limit, other disturbances included, None where they do not tell.
    ``period`` is where a limit that may be broken in any is broken, ``attempts`` the others.
    """

    distance: float
    size: int
    degrees: int
    tail: float
    beyond: float
    share: float | None
    period: Period | None = None
    attempts: tuple[Attempt, ...] = ()
