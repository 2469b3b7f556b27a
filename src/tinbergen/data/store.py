"""Observations with their vintages; the only way to read them is *as of* a vintage.

What was published later than the vintage asked for can't be read, so look-ahead is impossible by
construction. An outturn is a later vintage of the same observation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
        #: Values known from their own period on: a block, of which each date sees a part.
        self._final: Dataset | None = None

    @classmethod
    def final_values(cls, data: Dataset) -> Store:
        """Observations of which only the final values are known.

        Each becomes readable in its own period: look-ahead in revisions can't be excluded, look-
        ahead in periods is.
        """
        store = cls(source=data.source)
        store._titles, store._units = dict(data.titles), dict(data.units)
        store._final = data
        return store

    def describe(self, titles: Mapping[str, Text], units: Mapping[str, Text]) -> None:
        """Say what series without title or unit are called and measured in."""
        self._titles = {**titles, **self._titles}
        self._units = {**units, **self._units}

    def add(self, observations: Iterable[Observation]) -> None:
        if self._final is not None:
            self._observations = list(_observations(self._final))
            self._final = None
        self._observations.extend(observations)

    @property
    def vintages(self) -> tuple[Period, ...]:
        """When something was published, in order."""
        if self._final is not None:
            known = ~np.isnan(np.array(list(self._final.series.values()))).all(axis=0)
            return tuple(self._final.span.start + int(t) for t in np.flatnonzero(known))
        return tuple(
            sorted({o.vintage for o in self._observations}, key=lambda p: (p.frequency, p.ordinal))
        )

    @property
    def frequency(self) -> Frequency:
        """Of the periods observed."""
        if self._final is not None:
            return self._final.frequency
        return self._observations[0].period.frequency

    def as_of(self, vintage: Period | str, *, entity: str = "", sector: str = "") -> Dataset:
        """Every series as it stood at ``vintage``: of each observation its latest value till then.

        Raises
        ------
        TinbergenError
            D003 when nothing had been published by then.
        """
        cutoff = Period.parse(vintage)
        if self._final is not None and not entity and not sector:
            return self._seen(self._final, cutoff)
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

    def _seen(self, final: Dataset, cutoff: Period) -> Dataset:
        """Final values up to a date: series with any, from the first period with any."""
        count = min(final.span.length, cutoff.ordinal - final.span.start.ordinal + 1)
        same = cutoff.frequency is final.frequency
        block = np.array([values[: max(count, 0)] for values in final.series.values()])
        there = ~np.isnan(block)
        if not same or not there.any():
            raise TinbergenError("D003", vintage=cutoff, first=next(iter(self.vintages), "-"))
        (periods,) = np.nonzero(there.any(axis=0))
        first, last = int(periods[0]), int(periods[-1]) + 1
        series = {
            name: values[first:last]
            for name, values, known in zip(final.series, block, there, strict=True) if known.any()
        }  # fmt: skip
        return Dataset.of(
            final.span.start + first, series, vintage=str(cutoff), titles=self._titles,
            units=self._units, source=self._source,
        )  # fmt: skip


def _observations(final: Dataset) -> Iterable[Observation]:
    """Each value that is there, readable in its own period."""
    for name, values in final.series.items():
        for period, value in zip(final.span, values.tolist(), strict=True):
            if not np.isnan(value):
                yield Observation(name, period, period, value)
