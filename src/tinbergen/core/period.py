"""Calendar periods of one frequency: annual, quarterly, monthly.

A period is a whole number of periods since year 0 together with its frequency, so arithmetic is
integer arithmetic and a span of periods is a ``range``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from tinbergen.core.errors import TinbergenError

if TYPE_CHECKING:
    import pandas as pd


class Frequency(IntEnum):
    """Periods in a year."""

    ANNUAL = 1
    QUARTERLY = 4
    MONTHLY = 12

    @property
    def letter(self) -> str:
        return {1: "A", 4: "Q", 12: "M"}[self.value]


_FORMS = (
    (Frequency.QUARTERLY, re.compile(r"(\d{4})[-: ]?[Qq]([1-4])")),
    (Frequency.MONTHLY, re.compile(r"(\d{4})(?:[-/]|[-: ]?[Mm])(\d{1,2})")),
    (Frequency.ANNUAL, re.compile(r"(\d{4})[AaYy]?")),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A year, quarter or month.

    >>> Period.parse("2008Q3") + 2
    Period('2009Q1')
    >>> Period.parse("2009Q1") - Period.parse("2008Q3")
    2

    Raises
    ------
    TinbergenError
        C001 when a text is no period, C002 when frequencies are mixed.
    """

    frequency: Frequency
    ordinal: int

    @classmethod
    def parse(cls, text: str | Period) -> Period:
        if isinstance(text, Period):
            return text
        for frequency, form in _FORMS:
            if match := form.fullmatch(str(text).strip()):
                year, *within = (int(g) for g in match.groups())
                number = within[0] if within else 1
                if 1 <= number <= frequency:
                    return cls(frequency, year * frequency + number - 1)
        raise TinbergenError("C001", text=text)

    @classmethod
    def of(cls, frequency: Frequency, year: int, number: int = 1) -> Period:
        return cls(frequency, year * frequency + number - 1)

    @property
    def year(self) -> int:
        return self.ordinal // self.frequency

    @property
    def number(self) -> int:
        """Which quarter or month of the year, from 1."""
        return self.ordinal % self.frequency + 1

    def __str__(self) -> str:
        match self.frequency:
            case Frequency.ANNUAL:
                return f"{self.year:04d}"
            case Frequency.QUARTERLY:
                return f"{self.year:04d}Q{self.number}"
            case _:
                return f"{self.year:04d}-{self.number:02d}"

    def __repr__(self) -> str:
        return f"Period('{self}')"

    def __add__(self, periods: int) -> Period:
        return Period(self.frequency, self.ordinal + periods)

    @overload
    def __sub__(self, other: int) -> Period: ...
    @overload
    def __sub__(self, other: Period) -> int: ...
    def __sub__(self, other: int | Period) -> Period | int:
        if isinstance(other, Period):
            return self.ordinal - self._same(other).ordinal
        return Period(self.frequency, self.ordinal - other)

    def __lt__(self, other: Period) -> bool:
        return self.ordinal < self._same(other).ordinal

    def __le__(self, other: Period) -> bool:
        return self.ordinal <= self._same(other).ordinal

    def __gt__(self, other: Period) -> bool:
        return self.ordinal > self._same(other).ordinal

    def __ge__(self, other: Period) -> bool:
        return self.ordinal >= self._same(other).ordinal

    def _same(self, other: Period) -> Period:
        if other.frequency != self.frequency:
            raise TinbergenError("C002", left=self, right=other)
        return other

    def to(self, last: Period) -> Span:
        """The span from this period to ``last``, both included; empty when ``last`` is earlier."""
        return Span(self, max(0, last - self + 1))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Written as its text (``"2008Q3"``) in documents."""
        from pydantic_core import core_schema

        def read(value: Any) -> Period:
            try:
                return cls.parse(value)
            except TinbergenError as fault:
                raise ValueError(fault.text("title")) from None

        return core_schema.no_info_plain_validator_function(
            read,
            serialization=core_schema.to_string_ser_schema(),
            json_schema_input_schema=core_schema.str_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "string", "description": "2008, 2008Q3 or 2008-09"}


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive periods: ``start`` and how many.

    >>> [str(p) for p in Period.parse("2008Q4").to(Period.parse("2009Q2"))]
    ['2008Q4', '2009Q1', '2009Q2']
    """

    start: Period
    length: int

    @classmethod
    def parse(cls, said: SpanLike) -> Span:
        """The span that a text, a pair of periods or a span stands for.

        >>> Span.parse("2008Q4:2009Q2") == Span.parse(("2008Q4", "2009Q2"))
        True
        >>> len(Span.parse("2008"))
        1

        Raises
        ------
        TinbergenError
            C008 when it is none, C009 when it ends before it starts, C001 for a wrong period, C002
            for two of different frequencies.
        """
        if isinstance(said, Span):
            return said
        if isinstance(said, Period):
            return cls(said, 1)
        ends = _ENDS.split(said.strip()) if isinstance(said, str) else said
        if not isinstance(ends, list | tuple) or not 1 <= len(ends) <= 2:
            raise TinbergenError("C008", text=said)
        try:
            start, end = (Period.parse(one) for one in (ends[0], ends[-1]))
        except TinbergenError as fault:
            if isinstance(said, str) and (len(ends) == 1 or _meant(said)):
                raise TinbergenError("C008", hint=_meant(said), text=said) from None
            raise fault from None
        if end < start:
            raise TinbergenError("C009", hint=f"{end}:{start}", start=start, end=end)
        return start.to(end)

    @property
    def end(self) -> Period:
        return self.start + (self.length - 1)

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[Period]:
        return (self.start + i for i in range(self.length))

    def __contains__(self, period: object) -> bool:
        return isinstance(period, Period) and 0 <= period - self.start < self.length

    def position(self, period: Period) -> int:
        """How many periods ``period`` lies after the start (negative when before)."""
        return period - self.start

    def labels(self) -> list[str]:
        return [str(p) for p in self]

    def to_index(self) -> pd.PeriodIndex:
        """The same periods as pandas knows them."""
        import pandas as pd

        letter = {"A": "Y"}.get(self.start.frequency.letter, self.start.frequency.letter)
        start = pd.Period(str(self.start), freq=letter)
        return pd.period_range(start, periods=self.length, freq=letter)


#: What stands for a span: ``"1921:1941"``, a pair of periods or their texts, a span.
SpanLike: TypeAlias = Span | str | tuple[Period | str, Period | str]

#: Between the two ends of a span in text.
_ENDS = re.compile(r"\s*(?::(?!\s*[QqMm])|–|\.\.|\bto\b|至)\s*")
_DATE = r"\d{4}(?:[Qq][1-4]|[Mm]\d{1,2}|-\d{2}(?!\d))?"
_TWO = re.compile(rf"\D*({_DATE})\D+({_DATE})\D*")


def _meant(text: str) -> str | None:
    """The span that a text with two dates in it probably means."""
    found = _TWO.fullmatch(text)
    if found is None:
        return None
    start, end = (Period.parse(one) for one in found.groups())
    return f"{start}:{end}" if start.frequency is end.frequency and start <= end else None
