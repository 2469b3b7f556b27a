"""One value, as it was known from a date on."""

from __future__ import annotations

from dataclasses import dataclass

from tinbergen.core.period import Period


@dataclass(frozen=True, slots=True)
class Observation:
    """The value of an indicator in a period, as it was known from ``vintage`` on.

    NaN takes the value back: from that vintage on there is none, until a later one brings one.
    """

    indicator: str
    period: Period
    vintage: Period
    value: float
    entity: str = ""
    sector: str = ""
