"""The picture of a finding: its parts through time, or by size."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Layer, Line, Part, StackedBars
from tinbergen.charts.picture import Picture
from tinbergen.charts.quantities import short
from tinbergen.charts.ranking import Ranking, Row
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.report.views.context import begun, cut
from tinbergen.report.wording import capital, decimals_for, readable, sentences

#: Years of history, lines and bars that a picture shows.
_YEARS, _LINES, _BARS = 30, 6, 20
#: Where all bars are shorter than this, two decimals would make the least of them nothing.
_TINY = 0.1

_TOTAL = Text("Sum of the parts", "各部分之和")


def picture(
    finding: Finding,
    title: Callable[[str], Text],
    span: Span | None = None,
    source: Text | None = None,
) -> Picture | None:
    """A finding's picture; None when it is a number alone, or a forecast's, whose paths are not in
    the unit of its number.

    Series that bear the names of the parts are stacked through time; other series are lines;
    parts without series are bars, the largest first.

    Parameters
    ----------
    title
        What a variable is called.
    span
        The periods shown; the last thirty years of the finding's series where it is not said, or
        said in another frequency.
    source
        The line below the picture.
    """
    if finding.kind == "forecast":
        return None
    if finding.series and len(finding.series[0].values) > 1:
        whole = finding.series[0].span
        length = min(whole.length, _YEARS * whole.start.frequency)
        if span is None or span.start.frequency != whole.start.frequency:
            span = Span(whole.end - (length - 1), length)
        return _through_time(finding, title, span, source)
    return _by_size(finding, source) if len(finding.parts) > 1 else None


def _through_time(
    finding: Finding, title: Callable[[str], Text], span: Span, source: Text | None
) -> Chart | None:
    titles = {p.name: capital(p.title) for p in finding.parts}
    known = [cut(s, span) for s in finding.series]
    if not any(math.isfinite(v) for path in known for v in path):
        return None
    span = begun(span, known, span.end)
    paths = {s.name: cut(s, span) for s in finding.series}
    layers: list[Layer]
    if titles and set(paths) == set(titles):
        sums = [sum(column) for column in zip(*paths.values(), strict=True)]
        parts = [Part(titles[name], path) for name, path in paths.items()]
        layers = [StackedBars(parts, sums, _TOTAL)]
    else:
        shown = list(paths.items())[:_LINES]
        layers = [Line(titles.get(name) or title(name), path) for name, path in shown]
    return Chart(
        _message(finding), span, layers, capital(finding.title), short(finding.unit),
        source, sentences(finding.method),
    )  # fmt: skip


def _by_size(finding: Finding, source: Text | None) -> Ranking:
    parts = sorted(finding.parts, key=lambda p: -abs(p.value))
    kept = parts[:_BARS]
    rows = [Row(capital(p.title), p.value) for p in kept]
    return Ranking(
        _message(finding), rows, _subtitle(finding, len(parts)), short(finding.unit),
        source, sentences(finding.method), mark="bar",
        decimals=_decimals([p.value for p in kept]),
    )  # fmt: skip


_MOST = Text("{title}: the largest {shown} of {count}", "{title}：前 {shown} 项（共 {count} 项）")


def _subtitle(finding: Finding, count: int) -> Text:
    title = capital(finding.title)
    return title if count <= _BARS else _MOST.fill(title=title, shown=_BARS, count=count)


def _decimals(values: Sequence[float]) -> int:
    known = [v for v in values if math.isfinite(v)]
    tiny = max(map(abs, known), default=1.0) < _TINY
    return 3 if tiny else max(1, decimals_for(known, fine=True))


def _message(finding: Finding) -> Text:
    """The finding's first sentence, without its full stop."""
    said = readable(finding.statement)
    return capital(Text(_first(said.en, ". "), _first(said.zh, "。")))


def _first(words: str, stop: str) -> str:
    return words.split(stop)[0].rstrip(". 。")
