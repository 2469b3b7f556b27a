"""What steering an institution's own model returns: three paths, limits, losses, other weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text

Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """One variable in its measure: baseline, no new policy, plan; one value a period each.

    ``parts`` is what each instrument contributes to plan minus no new policy; they sum to it.
    """

    name: str
    title: Text
    unit: Text
    measure: str
    baseline: Numbers
    idle: Numbers
    plan: Numbers
    parts: Mapping[str, Numbers]


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit over all periods: its prices (loss saved by one ``unit`` of room) and its slacks."""

    name: str
    title: Text
    unit: Text
    variable: str
    sense: str
    bound: float
    prices: Numbers
    slacks: Numbers
    binds: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One kind of loss with no new policy and with the plan."""

    title: Text
    idle: float
    plan: float


@dataclass(frozen=True, slots=True)
class Mix:
    """The plan at other weights: what was changed, by which factor; means over the horizon.

    ``means`` are by variable; ``binding`` is the number of periods in which each limit binds.
    """

    changed: Text
    factor: float
    means: Mapping[str, float]
    binding: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Steering:
    """The answer. ``kkt`` is the largest violation of the first-order conditions.

    ``resimulation`` is the largest difference, in any shown variable's measure, between the plan
    and the whole model run anew with the add-factors that implement it; ``curvature`` that between
    the plan and what the linearised model promises of it.
    """

    title: Text
    source: Text
    disturbance: Text
    model: str
    start: Period
    periods: tuple[str, ...]
    instruments: tuple[str, ...]
    targets: tuple[str, ...]
    tracks: tuple[Track, ...]
    bounds: tuple[Bound, ...]
    shares: tuple[Share, ...]
    loss: float
    idle_loss: float
    kkt: float
    iterations: int
    resimulation: float
    curvature: float
    infeasible: tuple[str, ...]
    mixes: tuple[Mix, ...]

    @property
    def span(self) -> Span:
        return Span(self.start, len(self.periods))

    def track(self, name: str) -> Track:
        return next(t for t in self.tracks if t.name == name)
