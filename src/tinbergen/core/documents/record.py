"""The record of an outlook: what it would have said, scored against what came."""

from __future__ import annotations

from dataclasses import dataclass

from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.documents.plan_record import PlanRecord
from tinbergen.core.period import Period
from tinbergen.core.result import Result
from tinbergen.core.text import Text


@dataclass(frozen=True, slots=True)
class Tracked(Result):
    """A variable that was forecast."""

    name: str
    title: Text
    unit: Text


@dataclass(frozen=True, slots=True)
class Rival(Result):
    """Another forecaster; a ``benchmark`` is one of the outlook's own."""

    name: str
    title: Text
    benchmark: bool = False


@dataclass(frozen=True, slots=True)
class RivalScore(Result):
    """Another forecaster on the ``n`` dates that both have.

    ``rmse`` is its own, ``ours`` that of the outlook there. ``gap`` is the outlook's mean
    squared error less its, with a 95 percent interval (``lower``, ``upper``) and ``p_value`` by
    Diebold and Mariano's test; None where there are too few dates. ``combined`` is the root mean
    squared error of the mean of both.
    """

    name: str
    n: int
    rmse: float
    ours: float
    gap: float | None
    lower: float | None
    upper: float | None
    p_value: float | None
    combined: float


@dataclass(frozen=True, slots=True)
class TrackScore(Result):
    """How an outlook did for one variable and horizon in one sample (a position in its samples).

    ``horizon`` counts quarters from that of the origin; ``4q`` is growth over four quarters.
    Coverage is the share of outturns, 0 to 1, in bands of 90 and 50 percent; ``crps`` that of the
    density, ``crps_benchmark`` that of the first rival with normal errors as large as its past
    ones.
    """

    variable: str
    horizon: str
    sample: int
    n: int
    rmse: float
    bias: float
    coverage90: float | None
    coverage50: float | None
    crps: float | None
    crps_benchmark: float | None
    rivals: tuple[RivalScore, ...]


@dataclass(frozen=True, slots=True)
class EventScore(Result):
    """Probabilities of a recession within so many quarters, against the share known at the time."""

    first: Period
    last: Period
    horizon: int
    n: int
    auroc: float
    brier: float
    brier_climatology: float
    episodes: int
    probability: float
    origin: Period
    note: Text


@dataclass(frozen=True, slots=True)
class TrackRecord(Result):
    """All scores of an outlook over its origins.

    ``as_known`` tells whether each origin saw only what was known then; ``caveats`` are what its
    author knows to be weak. ``plans`` are those of a case, where they were asked for.
    """

    id: str
    name: str
    title: Text
    as_known: bool
    first: Period
    last: Period
    variables: tuple[Tracked, ...]
    samples: tuple[Text, ...]
    rivals: tuple[Rival, ...]
    scores: tuple[TrackScore, ...]
    provenance: Provenance
    caveats: tuple[Text, ...] = ()
    recessions: tuple[EventScore, ...] = ()
    plans: PlanRecord | None = None
