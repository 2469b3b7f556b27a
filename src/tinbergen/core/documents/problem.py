"""What an actor wants, can set and must respect, and what may happen besides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from tinbergen.core.documents.evidence import Series
from tinbergen.core.period import Period
from tinbergen.core.result import Result
from tinbergen.core.text import Text

Sense = Literal["at", "at_least", "at_most"]


#: Whose instruments are where nobody says.
GOVERNMENT = Text("government", "政府")


@dataclass(frozen=True, slots=True)
class Money(Result):
    """What one unit of a variable's level adds to the deficit, at an annual rate.

    ``factor`` times ``per``, a series or a number. ``spread`` are columns of a table of incidence
    by which it may be spread over groups.
    """

    per: float | str = 1.0
    factor: float = 1.0
    spread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instrument(Result):
    """A variable that an actor sets, within bounds, in steps of at most ``max_step`` a period.

    Bounds of ``relative`` instruments are deviations from the baseline, in ``percent`` of it or in
    its unit, others are levels. A ``path`` has a value in each period, a ``level`` one for all, a
    ``switch`` is off (0) or on (1), such as a project that is done or not. The path of a
    ``scenario`` is set by nature, and what it costs is how implausible it is. ``cost`` is the
    weight of its squared deviation from the baseline in the loss, ``smoothness`` that of its
    squared change from period to period. ``lag`` is how many periods pass between a decision and
    its first effect: until then the instrument goes where it would have gone. ``money`` is what a
    unit costs, where the case says it. Of an instrument that is not ``observed`` the data do not
    show how it was set: what they hold of it is what the model takes as given.
    """

    name: str
    title: Text
    unit: Text
    owner: Text = GOVERNMENT
    relative: bool = False
    lower: float | None = None
    upper: float | None = None
    max_step: float | None = None
    cost: float = 0.0
    smoothness: float = 0.0
    percent: bool = False
    kind: Literal["path", "level", "switch", "scenario"] = "path"
    lag: int = 0
    money: Money | None = None
    observed: bool = True


@dataclass(frozen=True, slots=True)
class Target(Result):
    """A desired path of a variable.

    ``relative`` targets are desired deviations from the baseline, in ``percent`` of it or in its
    unit, others are levels.
    ``average`` targets are met by the mean over the horizon, others in every period; those that
    hold ``after`` it count in the tail too, where rules have resumed.
    """

    variable: str
    title: Text
    unit: Text
    desired: float
    sense: Sense = "at"
    relative: bool = False
    average: bool = True
    weight: float = 1.0
    tolerance: float = 0.0
    percent: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class Constraint(Result):
    """``variable`` (or its sum over the horizon) must not exceed, or not fall below, ``bound``.

    ``used`` is what of a sum had come about before the horizon, where a plan revises another.
    Limits hold on the central path (with several worlds on their weighted mean), or ``everywhere``:
    in each world; in the horizon, or ``after`` it, in the tail where rules have resumed; in the one
    period ``on``; or ``once``, in one period at least, whichever costs least. With a ``share`` they
    hold in that share of draws, over all pairs of outlook and response by weight or ``everywhere``
    in those of each: in all periods of a draw ``jointly``, or period by period.
    """

    name: str
    title: Text
    variable: str
    sense: Literal["at_least", "at_most"]
    bound: float
    unit: Text
    cumulative: bool = False
    relative: bool = False
    used: float = 0.0
    percent: bool = False
    after: bool = False
    everywhere: bool = False
    share: float | None = None
    jointly: bool = True
    on: Period | None = None
    once: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorChange(Result):
    """By how much a scenario changes an indicator on average in each year from ``start`` on.

    In the case's unit of it or in ``percent``; after the last year the change stays. A part of it
    may be said ``ex_ante``: before the economy answers.
    """

    indicator: str
    title: Text
    unit: Text
    start: Period
    yearly: tuple[float, ...]
    percent: bool = False
    ex_ante: bool = False

    def at(self, period: Period) -> float:
        """The size in the year of a period from the start on."""
        year = (period - self.start) // int(self.start.frequency)
        return self.yearly[min(year, len(self.yearly) - 1)]


@dataclass(frozen=True, slots=True)
class Scenario(Result):
    """Exogenous paths and shocks laid over the baseline, with a probability.

    ``impulses`` move variables before the model answers, ``shocks`` by so much in all, and
    ``outcomes`` are where variables end that another case of the same world has computed.
    ``indicators`` are the changes of the pack's indicators behind them, which an outlook without
    equations is told.
    """

    name: str
    title: Text
    probability: float = 1.0
    exogenous: tuple[Series, ...] = ()
    shocks: tuple[Series, ...] = ()
    impulses: tuple[Series, ...] = ()
    outcomes: tuple[Series, ...] = ()
    indicators: tuple[IndicatorChange, ...] = ()

    def part(self, names: Collection[str], *, without: bool = False) -> Scenario:
        """What it changes of some variables, or of all but these."""

        def kept(series: Iterable[Series]) -> tuple[Series, ...]:
            return tuple(one for one in series if (one.name in names) != without)

        return replace(
            self, exogenous=kept(self.exogenous), shocks=kept(self.shocks),
            impulses=kept(self.impulses), outcomes=kept(self.outcomes),
            indicators=tuple(i for i in self.indicators if (i.indicator in names) != without),
        )  # fmt: skip

    @property
    def moves(self) -> bool:
        """Whether it changes anything of the case."""
        return bool(self.exogenous or self.disturbs or self.indicators)

    @property
    def disturbs(self) -> bool:
        """Whether variables that a model determines are moved."""
        return bool(self.shocks or self.impulses or self.outcomes)
