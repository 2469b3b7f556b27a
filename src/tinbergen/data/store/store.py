"""The store: observations are added to it, and read as of a vintage.

What was published later than the vintage asked for can't be read, so look-ahead is impossible by
construction. An outturn is a later vintage of the same observation.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import get_args

import numpy as np

from tinbergen.core.arguments import unfit
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import NO_TEXT, Text
from tinbergen.data.dataset import Array, Dataset
from tinbergen.data.store import dating, files, reading, writing
from tinbergen.data.store.dating import FREQUENCIES, Dated
from tinbergen.data.store.labels import Labels
from tinbergen.data.store.observation import Observation
from tinbergen.data.store.reading import Aggregate
from tinbergen.data.store.revisions import History, Revisions
from tinbergen.data.store.table import Columns, Ints, Table

_DATED = Text("middle or end", "middle 或 end")


class Store:
    """Append-only observations, of any frequencies, entities and sectors.

    Parameters
    ----------
    observations
        In any order; of two of one vintage the later said counts.
    source
        Where they are from.
    dated
        Which day a vintage stands for, the ``middle`` or the ``end`` of its month, quarter or year
        (see :mod:`tinbergen.data.store.dating`).

    Raises
    ------
    TinbergenError
        C010 for another ``dated``.

    >>> p = Period.parse
    >>> store = Store([Observation("gdp", p("2008Q3"), p("2008Q4"), 1.0),
    ...                Observation("gdp", p("2008Q3"), p("2009Q1"), 0.9)])
    >>> store.as_of("2008Q4")["gdp"], store.as_of("2009-02")["gdp"]
    (array([1.]), array([0.9]))
    """

    def __init__(
        self,
        observations: Iterable[Observation] = (),
        *,
        source: Text | None = None,
        dated: Dated = "middle",
    ):
        if dated not in get_args(Dated):
            raise unfit("dated", dated, _DATED)
        self.source = source or NO_TEXT
        self.dated: Dated = dated
        self._titles: dict[str, Text] = {}
        self._units: dict[str, Text] = {}
        self._series: dict[str, int] = {}
        self._entities: dict[str, int] = {}
        self._sectors: dict[str, int] = {}
        self._parts: list[Columns] = []
        self._sorted: Table | None = None
        self._conventions: set[Dated] = set()
        self.add(observations)

    @classmethod
    def final_values(cls, data: Dataset) -> Store:
        """Observations of which only the final values are known.

        Each becomes readable at the end of its own period: look-ahead in revisions can't be
        excluded, look-ahead in periods is.
        """
        store = cls(source=data.source, dated="end")
        store.add_final(data)
        return store

    @classmethod
    def read(
        cls, path: str | Path, *, dated: Dated | None = None, source: Text | None = None
    ) -> Store:
        """A long table of observations, CSV or Parquet, as :meth:`write` writes it.

        Columns, in any order: ``series`` (or ``indicator``), ``period``, ``vintage``, ``value``
        and, where needed, ``entity`` and ``sector``. A row is wanted only where a value differs
        from that of the vintage before; one without a value takes it back. Lines of a CSV file
        that begin with ``#`` are its source.

        Parameters
        ----------
        dated
            Which day a vintage stands for; what the file says when None, else ``middle``.
        source
            Where the values are from, in place of what the file says.

        Raises
        ------
        TinbergenError
            D080, D081 for its columns, D082 for what is no period, D083 for what is no number, D084
            for two values of one vintage, D087 for a row that names no series; C005, D010 to D015
            and U073, U074 when it can't be read or is too large.
        """
        read = files.read(path)
        store = cls(source=source or read.source, dated=dated or read.dated or "middle")
        store.append(
            read.series, *read.periods, *read.vintages, read.value, read.entity, read.sector
        )
        if store._table().cell.size < read.value.size:
            read.check_repeats(store._parts[0].day)
        return store

    def write(self, path: str | Path) -> Path:
        """Every observation as a long table, whole or not at all: Parquet for ``.parquet``.

        Titles and units are not written.

        Raises
        ------
        TinbergenError
            D003 when there are none, D089 when vintages are the middle of a period in one source
            and its end in another, C004 when the folder can't be written, U073 without pyarrow.
        """
        table = self._table()
        if len(self._conventions) > 1:
            raise TinbergenError("D089")
        (dated,) = self._conventions
        texts = writing.texts_of(
            table, list(self._series), list(self._entities), list(self._sectors)
        )
        return writing.write(path, texts, table.value, dated, self.source)

    def describe(self, titles: Mapping[str, Text], units: Mapping[str, Text]) -> None:
        """Say what series without title or unit are called and measured in."""
        self._titles = {**titles, **self._titles}
        self._units = {**units, **self._units}

    @property
    def series(self) -> tuple[str, ...]:
        """Names of all series, whoever's."""
        return tuple(self._series)

    def add_final(self, data: Dataset) -> None:
        """Add series of which only the final values are known, as :meth:`final_values`."""
        self.describe(data.titles, data.units)
        values = np.array([data[name] for name in data], dtype=float)
        series, place = np.nonzero(~np.isnan(values)) if values.size else (np.zeros(0, int),) * 2
        period = data.span.start.ordinal + place
        self.append(
            Labels(data.names, series), period, np.full(series.size, data.frequency),
            period, np.full(series.size, data.frequency), values[series, place],
        )  # fmt: skip

    def add(self, observations: Iterable[Observation]) -> None:
        said = list(observations)
        if not said:
            return
        periods, vintages = [o.period for o in said], [o.vintage for o in said]
        self.append(
            Labels.of(o.indicator for o in said),
            np.array([p.ordinal for p in periods]), np.array([p.frequency for p in periods]),
            np.array([v.ordinal for v in vintages]), np.array([v.frequency for v in vintages]),
            np.array([o.value for o in said], dtype=float),
            Labels.of(o.entity for o in said), Labels.of(o.sector for o in said),
        )  # fmt: skip

    def append(
        self,
        series: Labels,
        period: Ints, frequency: Ints,
        vintage: Ints, made: Ints,
        value: Array,
        entity: Labels | None = None,
        sector: Labels | None = None,
    ) -> None:  # fmt: skip
        """Add a block of rows: ordinals of periods and vintages, their periods a year, values."""
        nobody = Labels.constant("", value.size)
        kinds = np.zeros(13, dtype=np.int64)
        kinds[list(FREQUENCIES)] = range(len(FREQUENCIES))
        days = np.zeros(value.size, dtype=np.int64)
        for each in FREQUENCIES:
            theirs = made == each
            days[theirs] = dating.day(vintage[theirs].astype(np.int64), each, self.dated)
        part = Columns(
            series.within(self._series), (entity or nobody).within(self._entities),
            (sector or nobody).within(self._sectors), kinds[frequency],
            period.astype(np.int64), days, kinds[made], value,
        )  # fmt: skip
        if value.size:
            self._parts.append(part)
            self._conventions.add(self.dated)
            self._sorted = None

    def take(self, other: Store) -> None:
        """Add all observations of another store, each vintage on the day that it stands for there.

        Dates asked for afterwards stand for a day as this store's own vintages do.

        Raises
        ------
        TinbergenError
            D088 when a series is in both: a series has one source.
        """
        if other._parts:
            theirs = Columns.joined(other._parts)
            for name in other._series:
                if name in self._series:
                    raise TinbergenError("D088", series=name)
            self._parts.append(dataclasses.replace(
                theirs,
                series=Labels(list(other._series), theirs.series).within(self._series),
                entity=Labels(list(other._entities), theirs.entity).within(self._entities),
                sector=Labels(list(other._sectors), theirs.sector).within(self._sectors),
            ))  # fmt: skip
            self._conventions |= other._conventions
            self._sorted = None
        self.describe(other._titles, other._units)

    @property
    def vintages(self) -> tuple[Period, ...]:
        """When something was published, in order."""
        return self._table().vintages if self._parts else ()

    def last_vintage(self, frequency: Frequency) -> Period:
        """The last date of a frequency that is not after the last vintage; D003 without any."""
        return dating.latest(int(self._table().day.max()), frequency, self.dated)

    @property
    def frequencies(self) -> tuple[Frequency, ...]:
        """Of the periods observed, lowest first."""
        if not self._parts:
            return ()
        return tuple(FREQUENCIES[f] for f in self._table().frequencies(slice(None)))

    @property
    def frequency(self) -> Frequency:
        """Of the periods observed; D085 when they are of several, D003 when there are none."""
        self._table()
        return reading.only(self.frequencies)

    def as_of(
        self,
        vintage: Period | str,
        *,
        entity: str = "",
        sector: str = "",
        frequency: Frequency | str | None = None,
        aggregate: Aggregate | None = None,
        partial: bool = False,
    ) -> Dataset:
        """Every series as it stood at ``vintage``: of each observation its latest value till then.

        Parameters
        ----------
        vintage
            A year, quarter or month, which stands for a day as the store's own vintages do.
        entity, sector
            Whose series.
        frequency
            Of the series wanted (a :class:`Frequency` or ``A``, ``Q``, ``M``); needed where the
            store holds several.
        aggregate
            What series of higher frequencies become at that one: ``mean``, ``sum`` or ``last`` (see
            :func:`tinbergen.data.transforms.to_lower`), for all or by name; without it they are
            left out. With names, only those are aggregated.
        partial
            Whether a period of which something is missing takes the mean, or the last, of what is
            there. Sums are of whole periods always.

        Raises
        ------
        TinbergenError
            D003 when nothing had been published by then, D085 when there are several frequencies
            and none is named, D086 when there are no series of that frequency, C001 for what is no
            date, D002 when ``aggregate`` names a series that was not published.
        """
        cutoff = Period.parse(vintage)
        named = () if aggregate is None or isinstance(aggregate, str) else aggregate
        if strange := [name for name in named if name not in self._series]:
            raise self._unknown(strange[0])
        rows = self._known(cutoff, entity, sector)
        table = self._table()
        present = tuple(FREQUENCIES[f] for f in table.frequencies(rows))
        wanted = reading.only(present) if frequency is None else reading.frequency_of(frequency)
        blocks = {f: reading.block(table, rows, f, tuple(self._series)) for f in present}
        data = reading.at_frequency(blocks, wanted, aggregate, partial=partial)
        return dataclasses.replace(
            data, vintage=str(cutoff), titles=self._titles, units=self._units, source=self.source
        )

    def revisions(
        self, series: str, period: Period | str, *, entity: str = "", sector: str = ""
    ) -> History:
        """What one period's value was, from each vintage on that changed it.

        Raises
        ------
        TinbergenError
            D002 for a series that is not there, C001 for what is no period.
        """
        when = Period.parse(period)
        if series not in self._series:
            raise self._unknown(series)
        if entity not in self._entities or sector not in self._sectors:
            return History(series, when, (), ())
        table = self._table()
        rows = table.cell_rows(
            self._entities[entity], self._sectors[sector], self._series[series], when
        )
        made = zip(table.day[rows].tolist(), table.made[rows].tolist(), strict=True)
        vintages = tuple(dating.vintage(d, FREQUENCIES[m]) for d, m in made)
        return History(series, when, vintages, tuple(table.value[rows].tolist()))

    def between(
        self, earlier: Period | str, later: Period | str, *, entity: str = "", sector: str = "",
        frequency: Frequency | str | None = None, aggregate: Aggregate | None = None,
    ) -> Revisions:  # fmt: skip
        """What changed from one vintage to a later one: what was revised, and what is new.

        Arguments and faults are those of :meth:`as_of`.
        """
        before, after = (
            self.as_of(date, entity=entity, sector=sector, frequency=frequency, aggregate=aggregate)
            for date in (earlier, later)
        )
        return Revisions.between(before, after)

    def _known(self, cutoff: Period, entity: str, sector: str) -> Ints:
        """The rows that stand at a date; D003 when there are none."""
        rows = np.zeros(0, dtype=np.int64)
        if self._parts and entity in self._entities and sector in self._sectors:
            table = self._table()
            theirs = table.rows(self._entities[entity], self._sectors[sector])
            rows = table.known(theirs, dating.day(cutoff.ordinal, cutoff.frequency, self.dated))
        if not rows.size:
            raise TinbergenError("D003", vintage=cutoff, first=next(iter(self.vintages), "-"))
        return rows

    def _unknown(self, name: str) -> TinbergenError:
        return TinbergenError(
            "D002", hint=did_you_mean(name, self._series), name=name,
            known=", ".join(list(self._series)[:12]) or "-",
        )  # fmt: skip

    def _table(self) -> Table:
        """All rows, sorted; D003 when there are none."""
        if self._sorted is None:
            if not self._parts:
                raise TinbergenError("D003", vintage="-", first="-")
            self._parts = [Columns.joined(self._parts)]
            self._sorted = Table.of(self._parts[0])
        return self._sorted
