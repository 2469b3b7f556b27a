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
class FiscalTable(Result):
    """A plan in money, by fiscal year, as changes from no policy that add to the deficit.

    ``month`` is that in which fiscal years begin. ``direct`` sums the lines of instruments;
    ``induced`` is what the economy's answer adds (automatic stabilisers), ``deficit`` the two
    together, both empty where no world knows. ``unpriced`` are instruments of which nobody says
    what they cost, ``unknown`` those of which nobody says who gains by them. ``incidence_source``
    is where the shares of groups are from.
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
