"""What is known: series, distributions, indicators, and findings with what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tinbergen.core.period import Period, Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text

Better = Literal["up", "down", "target"]


@dataclass(frozen=True, slots=True)
class Series(Result):
    """Values of one variable over consecutive periods from ``start``; ``None`` is missing."""

    name: str
    unit: str
    start: Period
    values: tuple[float | None, ...]

    @property
    def span(self) -> Span:
        return Span(self.start, len(self.values))


@dataclass(frozen=True, slots=True)
class Interval(Result):
    """Bounds that hold with probability ``level``; ``recipe`` says how they were found."""

    lower: float
    upper: float
    level: float
    recipe: Text


@dataclass(frozen=True, slots=True)
class Fan(Result):
    """The distribution of a path: ``quantiles[i][t]`` is the quantile ``levels[i]`` in period t."""

    name: str
    unit: str
    start: Period
    levels: tuple[float, ...]
    quantiles: tuple[tuple[float, ...], ...]
    mean: tuple[float, ...]
    draws: int
    recipe: Text

    @property
    def span(self) -> Span:
        return Span(self.start, len(self.mean))


@dataclass(frozen=True, slots=True)
class Indicator(Result):
    """A measured quantity of an economy and how it is read.

    Scenarios and links measure its changes in its unit, or in percent where ``moves`` says so.
    ``plausible`` are the bounds beyond which a value, in its unit, is an alarm; None for none.
    ``of`` is the indicator that ``transform`` is applied to, where the pack has it.
    """

    code: str
    title: Text
    domain: str
    unit: Text
    better: Better
    source: Text
    transform: str = "level"
    moves: Literal["unit", "percent"] = "unit"
    plausible: tuple[float, float] | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Part(Result):
    """One named part of a total."""

    name: str
    title: Text
    value: float


@dataclass(frozen=True, slots=True)
class Provenance(Result):
    """What a result rests on: which data, up to when, against which baseline, by which program."""

    vintage: str
    source: Text
    baseline: Text | None = None
    software: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding(Result):
    """What a verb returns: an estimate with its interval, parts, method and words.

    ``kind`` names the verb's product: diagnosis, news, alarm, forecast, effect,
    revision. ``severity``
    ranks findings: 0 nothing to see, 1 worth knowing, 2 serious, 3 alarming.
    """

    id: str
    kind: Literal[
        "diagnosis", "news", "alarm", "forecast", "effect", "revision", "perturbation", "chance"
    ]
    name: str
    title: Text
    statement: Text
    estimate: float | None
    unit: Text
    period: Period
    method: Text
    provenance: Provenance
    interval: Interval | None = None
    severity: float = 0.0
    parts: tuple[Part, ...] = ()
    series: tuple[Series, ...] = ()
    assumptions: tuple[Text, ...] = ()
    diagnostics: tuple[tuple[str, float], ...] = ()
