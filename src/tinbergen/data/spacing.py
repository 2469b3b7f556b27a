"""From dates to periods of one frequency: what the spacing says, and where it breaks.

Annual, quarterly and monthly are known by their steps of 12, 3 and 1 months, whatever day of the
period the dates name.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.core.period import Frequency, Period, Span
from tinbergen.data.dates import RowPlace, Stamp

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Calendar:
    """``span`` and, for each of its periods, the row of the file; -1 where the file has none."""

    span: Span
    rows: tuple[int, ...]
    advice: tuple[Advice, ...] = ()


def to_periods(stamps: Sequence[Stamp], cells: Sequence[str], at: RowPlace) -> list[Period]:
    """The period of each date.

    Raises
    ------
    TinbergenError
        D031 dates of several frequencies, D032 steps that are no month, quarter or year, D056 a
        single day, which has no spacing.
    """
    kinds = [stamp.frequency for stamp in stamps]
    other = next((row for row, kind in enumerate(kinds) if kind != kinds[0]), None)
    if other is not None:
        raise TinbergenError(
            "D031",
            at=at(other),
            first=cells[0],
            first_line=at(0).line,
            second=cells[other],
            second_line=at(other).line,
        )
    if kinds[0] is not None:
        return [Period.of(kinds[0], stamp.year, stamp.quarter or 1) for stamp in stamps]
    frequency = _by_spacing(stamps, cells, at)
    return [Period(frequency, stamp.months * frequency // 12) for stamp in stamps]


def _by_spacing(stamps: Sequence[Stamp], cells: Sequence[str], at: RowPlace) -> Frequency:
    """The frequency of dates given by month or day."""
    order = sorted(range(len(stamps)), key=lambda row: (stamps[row].months, stamps[row].day))
    steps = [
        (stamps[later].months - stamps[earlier].months, earlier, later)
        for earlier, later in pairwise(order)
    ]
    apart = [step for step, _, _ in steps if step]
    within = [s for s in steps if s[0] == 0 and stamps[s[1]].day != stamps[s[2]].day]
    if len(within) > len(steps) / 2:
        raise _odd_step(within[0], stamps, cells, at)
    if not apart and len(stamps) == 1 and stamps[0].day:
        raise TinbergenError("D056", at=at(0), text=cells[0])
    if not apart:
        return Frequency.MONTHLY
    if min(apart) == 1:
        usual = Counter(apart).most_common(1)[0][0]
        if usual in (3, 12):
            raise _odd_step(next(s for s in steps if s[0] % usual), stamps, cells, at)
        return Frequency.MONTHLY
    common = math.gcd(*apart)
    if common % 12 == 0:
        return Frequency.ANNUAL
    if common == 3:
        return Frequency.QUARTERLY
    usual = Counter(apart).most_common(1)[0][0]
    fault = next((s for s in steps if s[0] and usual in (3, 12) and s[0] % usual), None)
    raise _odd_step(fault or next(s for s in steps if s[0]), stamps, cells, at)


def _odd_step(
    step: tuple[int, int, int], stamps: Sequence[Stamp], cells: Sequence[str], at: RowPlace
) -> TinbergenError:
    months, earlier, later = step
    days = stamps[later].day - stamps[earlier].day
    return TinbergenError(
        "D032",
        at=at(later),
        first=cells[earlier],
        first_line=at(earlier).line,
        second=cells[later],
        second_line=at(later).line,
        apart_en=f"{months} months" if months else f"{days} days",
        apart_zh=f"{months} 个月" if months else f"{days} 天",
    )


def first_repeat(periods: Sequence[Period]) -> tuple[int, int] | None:
    """The first row whose period an earlier row has, after that earlier row."""
    seen: dict[Period, int] = {}
    for row, period in enumerate(periods):
        if period in seen:
            return seen[period], row
        seen[period] = row
    return None


def arrange(periods: Sequence[Period], at: RowPlace, *, allow_missing: bool) -> Calendar:
    """Rows in the order of time; ``periods`` are of one frequency and each occurs once.

    Rows out of order are put right and mentioned. Periods without a row are an error, or with
    ``allow_missing`` a row of missing values as long as they are no more than the rows there are.

    Raises
    ------
    TinbergenError
        D033 periods are missing.
    """
    rows = sorted(range(len(periods)), key=lambda row: periods[row].ordinal)
    advice: list[Advice] = []
    if rows != list(range(len(rows))):
        back = next(r for r in range(1, len(periods)) if periods[r] < periods[r - 1])
        before = {"period": periods[back], "before": periods[back - 1]}
        advice.append(Advice("D050", before, at(back)))
    span = periods[rows[0]].to(periods[rows[-1]])
    absent = span.length - len(rows)
    if absent:
        after = next(
            later for earlier, later in pairwise(rows) if periods[later] - periods[earlier] > 1
        )
        facts: dict[str, Any] = {"count": absent, "missing": _absent(periods, rows)}
        if not allow_missing or absent > len(rows):
            raise TinbergenError("D033", at=at(after), **facts)
        advice.append(Advice("D051", facts, at(after)))
    by_period = {periods[row].ordinal: row for row in rows}
    filled = tuple(by_period.get(period.ordinal, -1) for period in span)
    return Calendar(span, filled, tuple(advice))


def _absent(periods: Sequence[Period], rows: Sequence[int]) -> str:
    """The missing periods in words: each of a few, or ranges of many."""
    gaps = [
        (periods[earlier] + 1, periods[later] - 1)
        for earlier, later in pairwise(rows)
        if periods[later] - periods[earlier] > 1
    ]
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in gaps[:_SHOWN]]
    return ", ".join(shown) + (" …" if len(gaps) > _SHOWN else "")
