"""Inequality of incomes: a published index by year, as far as it had been published at a date.

The index is yearly and late, whatever the case's frequency: the last year whose figure was out at
the end of the as-of period stands for now. Changes are summed from year to year between figures by
one method; across a year whose method changed without a figure by the old one nothing is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Finding, Series
from tinbergen.core.errors import TinbergenError, TooLittleDataError
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.loop.case.calibration import table
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import Situation

Array = NDArray[np.float64]

_UNIT = Text("points of the Gini index (0 to 100)", "基尼系数点（0 至 100）")
#: Points in ten years that count as worth knowing: OECD countries' mean rise, 3 points in two
#: decades (Cingano 2014, OECD Social, Employment and Migration Working Paper 163).
_USUAL = 1.5
#: Months after which a yearly figure would have had a successor.
_STALE = 13


@dataclass(frozen=True, slots=True)
class Published:
    """Years and their index as known at a date, shapes (years,).

    ``before`` is comparable with the year before, ``after`` with the year after; NaN is missing.
    """

    years: tuple[int, ...]
    before: Array
    after: Array

    @property
    def level(self) -> float:
        """The last figure, by the method of its own report."""
        return float(self.before[-1] if np.isfinite(self.before[-1]) else self.after[-1])

    def since(self, years: int) -> tuple[int, float]:
        """The year ``years`` ago, or the first comparable one after it, and the change since."""
        change, first = 0.0, len(self.years) - 1
        for t in range(len(self.years) - 1, 0, -1):
            step = float(self.before[t] - self.after[t - 1])
            if not np.isfinite(step) or self.years[first] <= self.years[-1] - years:
                break
            change, first = change + step, t - 1
        return self.years[first], change


def known(found: Matrix, question: Question, at: Period) -> Published:
    """What of a table had been published by the end of a period.

    Raises
    ------
    TinbergenError
        L094 when a label is no year, F050 when fewer than two years are known.
    """
    for label in found.rows:
        if not label.isdigit():
            raise TinbergenError("L094", label=label, table=found.name)
    month = 100 * at.year + at.number * (12 // int(at.frequency))
    rows = np.flatnonzero(found.column(question.text("published", "published")) <= month)
    if rows.size < 2:
        raise TooLittleDataError("F050", name=found.name, have=int(rows.size), need=2)
    before, after = (found.column(question.text(k, k))[rows] for k in ("gini", "after"))
    return Published(tuple(int(found.rows[i]) for i in rows), before, after)


def answer_inequality(situation: Situation, question: Question) -> Iterable[Finding]:
    """The last index published, its change over ``years``, and what it covers."""
    source = table(situation.case.tables, question)
    found = known(source, question, situation.as_of)
    first, change = found.since(question.whole("years", 10))
    last = found.years[-1]
    late = last == int(source.rows[-1]) and _months(situation.as_of, last + 1, 9) > _STALE
    start, long = found.since(last - found.years[0])
    decade = 10 * change / (last - first) if last > first else 0.0
    # A year whose method changed without a figure by the old one interrupts the line.
    pairs = zip(found.years, found.before.tolist(), strict=True)
    by_year = {year: value for year, value in pairs if np.isfinite(value)}
    yield finding(
        situation, "inequality", Text("Inequality of incomes", "收入不平等"),
        statement=Text(
            "The Gini index of {covers} was {level:.1f} in {last}, the last year in the table "
            "by {date}: {size:.1f} points {side} than in {first}, changes of method left out."
            "{long}{late}",
            "{covers}的基尼系数在 {last} 年为 {level:.1f}（截至 {date} 表中最近年份），"
            "较 {first} 年{side} {size:.1f} 点（不计口径变动）。{long}{late}",
        ).fill(
            covers=question.words("covers"), level=found.level, last=last, first=first,
            date=str(situation.as_of), size=abs(change),
            side=Text("higher", "高") if change > 0 else Text("lower", "低"),
            long=_LONG.fill(start=start, long=long) if start < first else Text("", ""),
            late=_LATE if late else Text("", ""),
        ),
        estimate=change,
        unit=_UNIT,
        method=Text(
            "as published, a year at a time; changes summed between figures by one method; no "
            "interval, as sampling errors are not in the table",
            "逐年公布值；变化按同一口径的数值累加；表中无抽样误差，故无区间",
        ),
        severity=max(0.0, min(3.0, decade / _USUAL)),
        series=(
            Series(
                "GINI", _UNIT.en, Period.of(Frequency.ANNUAL, found.years[0]),
                tuple(by_year.get(y) for y in range(found.years[0], last + 1)),
            ),
        ),
        assumptions=(source.source,), source=source.source,
        diagnostics=(("level", found.level), ("year", float(last)), ("since", float(first))),
    )  # fmt: skip


_LONG = Text(
    " Since {start}, the first comparable year, it changed by {long:+.1f}.",
    "自最早可比的 {start} 年以来变动 {long:+.1f} 点。",
)
_LATE = Text(
    " Later figures are not in the table.",
    "表中尚无其后的数值。",
)


def _months(at: Period, year: int, month: int) -> int:
    """Months from a month to the end of a period."""
    return 12 * at.year + at.number * (12 // int(at.frequency)) - (12 * year + month)
