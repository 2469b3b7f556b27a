"""Observations with their vintages; the only way to read them is *as of* a vintage.

What was published later than the vintage asked for can't be read, so look-ahead is impossible by
construction. An outturn is a later vintage of the same observation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import NO_TEXT, Text
from tinbergen.data.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Observation:
    """The value of an indicator in a period, as it was known from ``vintage`` on."""

    indicator: str
    period: Period
    vintage: Period
    value: float
    entity: str = ""
    sector: str = ""


class Store:
    """Append-only observations.

    >>> p = Period.parse
    >>> store = Store([Observation("gdp", p("2008Q3"), p("2008Q4"), 1.0),
    ...                Observation("gdp", p("2008Q3"), p("2009Q1"), 0.9)])
    >>> store.as_of("2008Q4")["gdp"], store.as_of("2009Q1")["gdp"]
    (array([1.]), array([0.9]))
    """

    def __init__(self, observations: Iterable[Observation] = (), *, source: Text | None = None):
        self._source = source or NO_TEXT
        self._titles: dict[str, Text] = {}
        self._units: dict[str, Text] = {}
        self._observations: list[Observation] = list(observations)

    @classmethod
    def final_values(cls, data: Dataset) -> Store:
        """Observations of which only the final values are known.

        Each becomes readable in its own period: look-ahead in revisions can't be excluded, look-
        ahead in periods is.
        """
        store = cls(source=data.source)
        store._titles, store._units = dict(data.titles), dict(data.units)
        for name, values in data.series.items():
            store._observations.extend(
                Observation(name, period, period, float(value))
                for period, value in zip(data.span, values, strict=True)
                if not np.isnan(value)
            )
        return store

    def add(self, observations: Iterable[Observation]) -> None:
        self._observations.extend(observations)

    @property
    def vintages(self) -> tuple[Period, ...]:
        """When something was published, in order."""
        return tuple(
            sorted({o.vintage for o in self._observations}, key=lambda p: (p.frequency, p.ordinal))
        )

    @property
    def frequency(self) -> Frequency:
        """Of the periods observed."""
        return self._observations[0].period.frequency

    def as_of(self, vintage: Period | str, *, entity: str = "", sector: str = "") -> Dataset:
        """Every series as it stood at ``vintage``: of each observation its latest value till then.

        Raises
        ------
        TinbergenError
            D003 when nothing had been published by then.
        """
        cutoff = Period.parse(vintage)
        latest: dict[tuple[str, Period], Observation] = {}
        for seen in self._observations:
            if (seen.entity, seen.sector) != (entity, sector) or seen.vintage > cutoff:
                continue
            key = (seen.indicator, seen.period)
            if key not in latest or latest[key].vintage <= seen.vintage:
                latest[key] = seen
        if not latest:
            raise TinbergenError("D003", vintage=cutoff, first=next(iter(self.vintages), "-"))
        periods = [period for _, period in latest]
        start = min(periods, key=lambda p: p.ordinal)
        span = start.to(max(periods, key=lambda p: p.ordinal))
        series = {
            name: np.full(span.length, np.nan) for name in dict.fromkeys(n for n, _ in latest)
        }
        for (name, period), seen in latest.items():
            series[name][span.position(period)] = seen.value
        return Dataset.of(
            start,
            series,
            vintage=str(cutoff),
            titles=self._titles,
            units=self._units,
            source=self._source,
        )
