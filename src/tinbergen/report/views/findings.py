"""Findings as every display prints them, one or many."""

from __future__ import annotations

import math
from collections.abc import Collection

from tinbergen.charts.quantities import after_number, short
from tinbergen.charts.typeset import period_text
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.text import Text
from tinbergen.report.blocks import Column, Estimate, Findings, Table
from tinbergen.report.document import Block, Section
from tinbergen.report.views.context import Context
from tinbergen.report.views.finding_pictures import picture
from tinbergen.report.wording import capital, decimals_for, sentences

_METHOD = Text("{method}. Interval: {recipe}", "{method}。区间：{recipe}")
_EXACT = Text("{method}; {recipe}", "{method}；{recipe}")
_TITLE = Text("Finding", "结论")
_PARTS = (Text("Part", "组成"), Text("Size", "大小"))
_NOTE = Text("as of {period} · {id}", "截至{period} · {id}")


def estimate(finding: Finding, *, weighed: bool = True, unsigned: Collection[str] = ()) -> Estimate:
    """A finding as it is printed: what, how much, how found; how serious if ``weighed``.

    A plus sign would mislead before the number of ``unsigned`` findings, which is no deviation,
    or of a forecast.
    """
    interval, method = finding.interval, finding.method
    shown = interval is not None and interval.upper > interval.lower
    if interval is not None:
        method = (_METHOD if shown else _EXACT).fill(method=method, recipe=interval.recipe)
    value = math.nan if finding.estimate is None else finding.estimate
    ends = (interval.lower, interval.upper) if shown and interval else (math.nan, math.nan)
    small = all(abs(v) < 1 for v in (value, *ends) if math.isfinite(v))
    return Estimate(
        capital(finding.title),
        value,
        *ends,
        after_number(short(finding.unit)),
        sentences(method),
        sentences(finding.statement),
        interval.level if interval else 0.9,
        decimals=2 if small else 1,
        signed=finding.name not in unsigned and finding.kind != "forecast",
        severity=finding.severity if weighed else None,
    )


def view(finding: Finding, context: Context) -> Section:
    """One finding with its parts and its paths."""
    blocks: list[Block] = [Findings([estimate(finding, unsigned=context.unsigned)])]
    if finding.parts and not context.brief:
        rows = [(capital(p.title), p.value) for p in finding.parts]
        sizes = decimals_for([p.value for p in finding.parts], fine=True)
        columns = (
            Column(_PARTS[0], align="text"),
            Column(_PARTS[1], short(finding.unit), decimals=sizes, signed=True),
        )
        blocks.append(Table(None, columns, rows))
    drawn = None if context.brief else picture(finding, context.title)
    if drawn is not None:
        blocks.append(drawn)
    return Section(
        _TITLE, None, blocks, _NOTE.fill(period=period_text(finding.period), id=finding.id)
    )
