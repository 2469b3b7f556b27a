"""Scales and ticks: which numbers and which periods an axis names, and where they stand."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tinbergen.charts.theme import LABEL
from tinbergen.charts.typeset import number, part_words, text_width
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.period import Frequency, Period, Span

_STEPS = (1, 2, 5)
_YEAR_STEPS = (1, 2, 5, 10, 20, 25, 50, 100)
_HORIZON_STEPS = (1, 2, 4, 5, 8, 10, 12, 20, 24, 40, 50, 60, 100, 120, 200, 500, 1000)

#: Periods of one frequency, or whole numbers of periods after an event.
Horizon = Span | range


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from data to pixels: ``low`` is drawn at ``start``, ``high`` at ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Ticks:
    """Round numbers at equal steps, with the decimals that tell them apart."""

    values: tuple[float, ...]
    step: float
    decimals: int

    def labels(self, signed: bool = False) -> list[str]:
        return [number(v, self.decimals, signed) for v in self.values]


def nice_ticks(low: float, high: float, most: int = 6) -> Ticks:
    """Ticks at multiples of 1, 2 or 5 times a power of ten that cover ``low`` to ``high``.

    The smallest such step that needs no more than ``most`` ticks; a range of no width is widened.
    """
    low, high = min(low, high), max(low, high)
    least = max(abs(low), abs(high)) * 1e-9 or 1.0
    if high - low < least:
        room = abs(high) / 2 or 1.0
        low, high = low - room, high + room
    exponent = math.floor(math.log10((high - low) / most)) - 1
    while True:
        for mantissa in _STEPS:
            step = float(f"{mantissa}e{exponent}")
            first, last = math.floor(low / step), math.ceil(high / step)
            if last - first < most:
                decimals = max(0, -exponent)
                values = tuple(round(k * step, decimals) for k in range(first, last + 1))
                return Ticks(values, step, decimals)
        exponent += 1


@dataclass(frozen=True, slots=True)
class PeriodAxis:
    """Marks under a time chart, placed in px from its left edge.

    ``ticks`` are (place, length); ``labels`` are (centre, words, row).
    """

    ticks: tuple[tuple[float, float], ...]
    labels: tuple[tuple[float, str, int], ...]

    @property
    def rows(self) -> int:
        return 1 + max((row for *_, row in self.labels), default=0)


def period_axis(periods: Horizon, slot: float, lang: Language) -> PeriodAxis:
    """Ticks and labels for ``periods``, each ``slot`` px wide.

    Quarters and months stand between ticks and are grouped by year; years and whole numbers stand
    at ticks. Labels never touch and never leave the chart by more than half their width.
    """
    if isinstance(periods, range):
        return _horizons(periods, slot)
    if periods.start.frequency == Frequency.ANNUAL:
        return _years(periods, slot)
    return _parts(periods, slot, lang)


def _horizons(periods: range, slot: float) -> PeriodAxis:
    widest = max(text_width(number(p, 0), LABEL) for p in (periods[0], periods[-1]))
    fits = (s for s in _HORIZON_STEPS if s * slot >= widest + 22 or s >= len(periods))
    step = next(fits, len(periods))
    shown = [(i, p) for i, p in enumerate(periods) if p % step == 0]
    return PeriodAxis(
        tuple(((i + 0.5) * slot, 5.0) for i, _ in shown),
        tuple(((i + 0.5) * slot, number(p, 0), 0) for i, p in shown),
    )


def _years(periods: Span, slot: float) -> PeriodAxis:
    centres = {p.year: (i + 0.5) * slot for i, p in enumerate(periods)}
    labels = _year_labels(centres, slot)
    named = {x for x, *_ in labels}
    ticks = [(x, 5.0 if x in named else 3.0) for x in centres.values() if x in named or slot >= 4]
    return PeriodAxis(tuple(ticks), tuple(labels))


def _year_labels(centres: dict[int, float], width: float) -> list[tuple[float, str, int]]:
    """Every year if it fits, then 2005 06 07, then every second, fifth, tenth ... year."""
    if not centres:
        return []
    full, short = text_width("2000", LABEL), text_width("00", LABEL)
    if short + 9 <= width < full + 8 and len(centres) > 1:
        first = min(centres)
        whole = {first, *(y for y in centres if y % 100 == 0 and y != first + 1)}
        second = width >= (full + short) / 2 + 5
        return [
            (x, str(year) if year in whole else f"{year % 100:02d}", 0)
            for year, x in centres.items()
            if year != first + 1 or second
        ]
    step = next(s for s in _YEAR_STEPS if s * width >= full + 8 or s == _YEAR_STEPS[-1])
    return [(x, str(year), 0) for year, x in centres.items() if year % step == 0]


def _parts(periods: Span, slot: float, lang: Language) -> PeriodAxis:
    per_year = int(periods.start.frequency)
    spans: dict[int, tuple[float, float]] = {}
    for i, period in enumerate(periods):
        begin, _ = spans.get(period.year, (i * slot, 0.0))
        spans[period.year] = (begin, (i + 1) * slot)
    widest = max(text_width(part_words(p, lang), LABEL) for p in periods)
    named = slot >= widest + 6
    full = text_width("2000", LABEL)
    long = 20.0 if named else 7.0

    ticks = [(0.0, long)]
    for i, period in enumerate(periods):
        last = i == len(periods) - 1
        ends = last or period.number == per_year
        labelled = per_year * slot >= 4
        if ends and labelled:
            ticks.append(((i + 1) * slot, long))
        elif slot >= 4:
            ticks.append(((i + 1) * slot, 4.0))

    if named:
        parts = [((i + 0.5) * slot, part_words(p, lang), 0) for i, p in enumerate(periods)]
        years = [((a + b) / 2, str(y), 1) for y, (a, b) in spans.items() if b - a >= full + 4]
        return PeriodAxis(tuple(ticks), tuple(parts + years))
    whole = {
        year: (a + b) / 2
        for year, (a, b) in spans.items()
        if (b - a) >= min(per_year * slot / 2 + 0.01, full)
    }
    return PeriodAxis(tuple(ticks), tuple(_year_labels(whole, per_year * slot)))


def slot_of(periods: Horizon, at: Period | int) -> float:
    """How many slots ``at`` lies after the first one.

    Raises
    ------
    TinbergenError
        R007 when a period is sought among whole numbers, C001 when a number among periods, C002
        when frequencies differ.
    """
    if isinstance(periods, range):
        if isinstance(at, Period):
            raise TinbergenError("R007", period=at)
        return (at - periods.start) / periods.step
    return float(periods.position(Period.parse(str(at))))


def each_period(periods: Horizon) -> list[Period | int]:
    """The periods of either kind of axis."""
    return [*periods]
