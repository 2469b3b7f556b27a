"""A block of series over one span of periods: what models and methods compute on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Frequency, Period, Span
from tinbergen.core.result import Result
from tinbergen.core.text import NO_TEXT, Text

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


class OverSpan(Result):
    """Mixin of results over a ``span`` whose ``data`` begin with the lags before it."""

    __slots__ = ()
    span: Span
    data: Dataset

    def __getitem__(self, name: str) -> Array:
        """Values of a variable over the span, shape (periods,)."""
        first = self.data.span.position(self.span.start)
        return self.data[name][first : first + self.span.length]

    def to_frame(self) -> pd.DataFrame:
        return self.data.window(self.span.start, self.span.end).to_frame()


@dataclass(frozen=True, slots=True)
class Dataset(Result):
    """Named series of equal length; NaN is missing. Arrays are read-only and shape (T,).

    ``vintage`` says as of when the values were readable; ``titles`` and ``units`` describe them.
    """

    span: Span
    series: Mapping[str, Array]
    vintage: str = ""
    titles: Mapping[str, Text] = field(default_factory=dict)
    units: Mapping[str, Text] = field(default_factory=dict)
    source: Text = NO_TEXT

    @classmethod
    def of(
        cls, start: str | Period, series: Mapping[str, ArrayLike], **described: object
    ) -> Dataset:
        """A dataset from arrays of one length, the first value dated ``start``."""
        arrays = {name: np.array(values, dtype=float) for name, values in series.items()}
        lengths = {a.size for a in arrays.values()}
        if len(lengths) > 1:
            raise TinbergenError("D001", lengths=", ".join(map(str, sorted(lengths))))
        for array in arrays.values():
            array.flags.writeable = False
        length = lengths.pop() if lengths else 0
        return cls(Span(Period.parse(start), length), arrays, **described)  # type: ignore[arg-type]

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame | pd.Series[Any],
        *,
        date: str | None = None,
        titles: Mapping[str, str | Text] | None = None,
        units: Mapping[str, str | Text] | None = None,
        source: str | Text = "",
        vintage: str = "",
    ) -> Dataset:
        """A dataset from a wide pandas table: a column each series, a row each period.

        :meth:`to_frame` gives it back.

        Parameters
        ----------
        frame
            With an index of annual, quarterly or monthly periods (or days of such a spacing), or
            with a column of dates; a Series is one column. Rows may be in any order; NaN is
            missing, and so are periods without a row.
        date
            The column of dates; found by name or content when None.
        titles, units
            What columns are called and measured in; a text says it in English and Chinese where it
            is written ``English | 中文``.
        source, vintage
            Where the values are from, and as of when they were readable.

        Raises
        ------
        TinbergenError
            C010 when it is no table, D073 for a column that holds other things than numbers, D040
            for an infinite number, D023, D042 without dates, D025 to D033 and D041 for what is
            wrong with them, D015 without rows, D018 for two columns of one name.
        """
        from tinbergen.data.frames import read_frame

        span, series = read_frame(frame, date)
        return cls.of(
            span.start, series, vintage=vintage, source=_text(source),
            titles={name: _text(said) for name, said in (titles or {}).items()},
            units={name: _text(said) for name, said in (units or {}).items()},
        )  # fmt: skip

    @property
    def frequency(self) -> Frequency:
        return self.span.start.frequency

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.series)

    def __iter__(self) -> Iterator[str]:
        return iter(self.series)

    def __contains__(self, name: object) -> bool:
        return name in self.series

    def __getitem__(self, name: str) -> Array:
        try:
            return self.series[name]
        except KeyError:
            raise TinbergenError(
                "D002",
                hint=did_you_mean(name, self.series),
                name=name,
                known=", ".join(list(self.series)[:12]),
            ) from None

    def at(self, name: str, period: Period | str) -> float:
        """One value; NaN outside the span."""
        position = self.span.position(Period.parse(period))
        return float(self[name][position]) if 0 <= position < self.span.length else float("nan")

    def window(self, first: Period, last: Period) -> Dataset:
        """The same series from ``first`` to ``last``; NaN where the data do not reach."""
        span = first.to(last)
        offset = self.span.position(first)
        series = {name: _shift(values, offset, span.length) for name, values in self.series.items()}
        return self._with(span, series)

    def until(self, last: Period) -> Dataset:
        """Nothing after ``last``."""
        return self.window(self.span.start, min(last, self.span.end, key=lambda p: p.ordinal))

    def assign(self, **series: ArrayLike) -> Dataset:
        """Further series, or new values for those there are."""
        added = Dataset.of(self.span.start, {**self.series, **series})
        return self._with(self.span, added.series)

    def select(self, names: Iterable[str]) -> Dataset:
        return self._with(self.span, {name: self[name] for name in names})

    def extent(self, name: str) -> Span | None:
        """From the first to the last value that is there; None when there is none."""
        (known,) = np.nonzero(~np.isnan(self[name]))
        if known.size == 0:
            return None
        return Span(self.span.start + int(known[0]), int(known[-1] - known[0] + 1))

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(dict(self.series), index=self.span.to_index())

    def difference(self, other: Dataset) -> Dataset:
        """Series by series, over the same span.

        Raises
        ------
        TinbergenError
            C006 when spans or names differ.
        """
        if self.span != other.span or set(self) != set(other):
            raise TinbergenError("C006", detail=f"{self._headline()} / {other._headline()}")
        series = {name: self[name] - other[name] for name in self}
        return Dataset.of(self.span.start, series, titles=self.titles, units=self.units)

    def _with(self, span: Span, series: Mapping[str, Array]) -> Dataset:
        for values in series.values():
            values.flags.writeable = False
        return Dataset(span, series, self.vintage, self.titles, self.units, self.source)


def _text(said: str | Text) -> Text:
    return said if isinstance(said, Text) else Text.both(said)


def _shift(values: Array, offset: int, length: int) -> Array:
    """``length`` values from position ``offset`` on, NaN where there are none."""
    window = np.full(length, np.nan)
    first, last = max(offset, 0), min(offset + length, values.size)
    if first < last:
        window[first - offset : last - offset] = values[first:last]
    return window
