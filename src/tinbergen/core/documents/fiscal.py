"""A plan as a budget: money by fiscal year and measure, when it must be decided, who gets it."""

from __future__ import annotations

from dataclasses import dataclass

from tinbergen.core.documents.evidence import Part
from tinbergen.core.period import Period
from tinbergen.core.result import Result
from tinbergen.core.text import Text


@dataclass(frozen=True, slots=True)
class FiscalYear(Result):
    """A fiscal year as far as a plan covers it: ``periods`` from ``start``, not all of the year
    where ``whole`` is false."""

    name: str
    start: Period
    periods: int
    whole: bool


@dataclass(frozen=True, slots=True)
class FiscalLine(Result):
    """What an instrument adds to the deficit in each fiscal year, before the economy answers.

    ``first`` is the period of its first effect, ``decide`` the last one in which that can be
    decided, ``lag`` periods earlier; None where the plan leaves the instrument as it is.
    """

    name: str
    title: Text
    owner: Text
    amounts: tuple[float, ...]
    lag: int = 0
    first: Period | None = None
    decide: Period | None = None


@dataclass(frozen=True, slots=True)
class Incidence(Result):
    """A measure's money over the horizon by income group, were it spread like the shares ``way``.

    Groups get what is above zero and pay what is below.
    """

    instrument: str
    way: Text
    groups: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class DebtOutlook(Result):
    """Where the ratio of public debt to GDP goes with a plan and with no policy, percent.

    Debt was last ``known`` at ``initial``; paths begin in the period after, (periods,) each, and
    instruments are set to ``until``, beyond which rules resume. ``fan`` has quantiles of draws at
    ``levels``, ``mean`` their mean and ``idle`` that with no policy. ``interest``, ``growth``,
    ``balance`` and ``adjustment`` are what each adds in a period, means over draws that sum to
    the mean's change; ``adds`` what the plan adds at the end, with a band of 90 percent.
    ``rising`` and ``idle_rising`` are shares of draws in which the ratio rises after ``until``,
    ``lacking`` is what the primary balance lacks in the last year to hold it, percent of GDP.
    """

    known: Period
    initial: float
    until: Period
    levels: tuple[float, ...]
    fan: tuple[tuple[float, ...], ...]
    mean: tuple[float, ...]
    idle: tuple[float, ...]
    interest: tuple[float, ...]
    growth: tuple[float, ...]
    balance: tuple[float, ...]
    adjustment: tuple[float, ...]
    adds: tuple[float, float, float]
    rising: float
    idle_rising: float
    lacking: float
    draws: int
    covers: tuple[Text, ...] = ()
    source: Text | None = None


@dataclass(frozen=True, slots=True)
class FiscalTable(Result):
    """A plan in money, by fiscal year, as changes from no policy that add to the deficit.

    ``month`` is that in which fiscal years begin. ``direct`` sums the lines of instruments;
    ``induced`` is what the economy's answer adds (automatic stabilisers), ``deficit`` the two
    together, both empty where no world knows. ``unpriced`` are instruments of which nobody says
    what they cost, ``unknown`` those of which nobody says who gains by them. ``incidence_source``
    is where the shares of groups are from, ``debt`` where public debt goes, None where nobody says.
    """

    unit: Text
    month: int
    years: tuple[FiscalYear, ...]
    lines: tuple[FiscalLine, ...]
    direct: tuple[float, ...]
    induced: tuple[float, ...] = ()
    deficit: tuple[float, ...] = ()
    unpriced: tuple[str, ...] = ()
    incidence: tuple[Incidence, ...] = ()
    unknown: tuple[str, ...] = ()
    incidence_source: Text | None = None
    assumptions: tuple[Text, ...] = ()
    debt: DebtOutlook | None = None
