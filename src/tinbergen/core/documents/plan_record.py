"""The record of a case's plans: what they would have cost, had one world been the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tinbergen.core.period import Period
from tinbergen.core.result import Result
from tinbergen.core.text import Text


@dataclass(frozen=True, slots=True)
class Gap(Result):
    """A choice's mean loss less that of policy as followed, and the share of dates it is lower.

    ``lower`` and ``upper`` are a 95 percent interval that counts with overlapping horizons (Diebold
    and Mariano's test); None where there are too few dates.
    """

    value: float
    lower: float | None
    upper: float | None
    better: float


@dataclass(frozen=True, slots=True)
class ChoiceScore(Result):
    """What a choice cost on average: ``losses`` and ``gaps`` (W,) by truth, ``mean`` and ``gap``
    weighted over them.
    """

    choice: str
    title: Text
    losses: tuple[float, ...]
    mean: float
    gaps: tuple[Gap, ...]
    gap: Gap


@dataclass(frozen=True, slots=True)
class AlarmScore(Result):
    """How trip-wires did, of the ``plan`` or of ``rules`` going on: shares of dates, 0 to 1.

    ``stated`` is the chance that any wire fires if the picture behind it is right, ``power`` (W,)
    that if one world alone is, ``rang`` the share of dates at which any did, ``fired`` the mean
    number that did of ``wires``. Of dates at which a target was ``missed`` by more than its
    tolerance on average over the horizon, ``unforeseen`` are those of which the central path had
    not said so; ``silent`` are dates missed, and ``surprised`` those unforeseen, without a wire
    that fired. ``false`` are dates at which one fired though no target was missed.
    """

    who: Literal["plan", "rules"]
    stated: float
    power: tuple[float, ...]
    wires: float
    fired: float
    rang: float
    false: float
    missed: float
    unforeseen: float
    silent: float
    surprised: float


@dataclass(frozen=True, slots=True)
class PlanSample(Result):
    """Scores over ``n`` dates; the first of ``choices`` is policy as followed."""

    title: Text
    n: int
    first: Period
    last: Period
    choices: tuple[ChoiceScore, ...]
    alarms: tuple[AlarmScore, ...]


@dataclass(frozen=True, slots=True)
class Truth(Result):
    """A world that is taken for the truth, and its weight among them."""

    name: str
    title: Text
    weight: float


@dataclass(frozen=True, slots=True)
class PlanRecord(Result):
    """The record of a case's plans, one every so many periods, over ``horizon`` and ``tail``."""

    name: str
    title: Text
    every: int
    horizon: int
    tail: int
    truths: tuple[Truth, ...]
    samples: tuple[PlanSample, ...]
    caveats: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing(Result):
    """What plans of a case had been worth by its date, over ``n`` dates whose plans were over.

    Mean losses, weighted over truths, of the plan that the other worlds made, of that of ``all``
    worlds and of policy as followed, and the gap of the first with its 95 percent interval. A plan
    is ``better`` where the whole interval is below zero.
    """

    first: Period
    last: Period
    n: int
    plan: float
    all: float
    followed: float
    gap: float
    lower: float
    upper: float

    @property
    def better(self) -> bool:
        return self.upper < 0
