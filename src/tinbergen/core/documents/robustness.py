"""How a plan fares where a world is right that it was not made for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tinbergen.core.result import Result


@dataclass(frozen=True, slots=True)
class Course(Result):
    """What could be done, and what each of W worlds says that it costs.

    ``kind`` is the ``plan``; the choice with the least ``weighted`` loss, or with the least of the
    largest ``regret``, where these are others; a world's ``own`` best; or that ``rules`` go on.
    ``losses`` (W,) are each world's own, weighted over outlooks; ``regrets`` (W,) are these less
    that of the world's own best within the same limits, empty where these were not sought;
    ``mean`` is weighted over the worlds.
    """

    kind: Literal["plan", "weighted", "regret", "own", "rules"]
    world: str | None
    losses: tuple[float, ...]
    regrets: tuple[float, ...]
    mean: float


@dataclass(frozen=True, slots=True)
class Robustness(Result):
    """What can be done, by what each of W responding worlds says of it.

    ``weights`` (W,) are those of the responses. ``adverse`` (W,) are weights with which the mean
    loss has its least at the plan, where it was made for the worst of them; empty elsewhere.
    ``price`` is what the choice of least regret costs in weighted loss, None where it was not
    sought. ``gain`` is by how much the plan lowers the weighted loss, ``dispersion`` the weighted
    standard deviation of that over worlds, and ``worse`` names the worlds in which no policy is
    better. Rules are ``recommended`` where there are any and the gain is below its dispersion, and
    where past plans of the case have not beaten them.
    """

    worlds: tuple[str, ...]
    weights: tuple[float, ...]
    courses: tuple[Course, ...]
    adverse: tuple[float, ...]
    price: float | None
    gain: float
    dispersion: float
    worse: tuple[str, ...]
    recommended: Literal["plan", "rules"]

    def course(self, kind: str, world: str | None = None) -> Course:
        """The first of a kind, of a world where it is given; KeyError where there is none."""
        for found in self.courses:
            if found.kind == kind and world in (None, found.world):
                return found
        raise KeyError(kind)
