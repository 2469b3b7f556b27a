"""What limits an evaluation: numbers that have seen its years, a counterfactual beyond belief."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tinbergen.core.documents.evidence import Finding, Provenance, Series
from tinbergen.core.period import Period, Span
from tinbergen.core.serial import with_identity
from tinbergen.core.text import COMMAS, Text
from tinbergen.loop.case.case import Case

_SEEN = Text(
    "Known only later: {names}, from data up to {until} and so from periods evaluated here. {why}",
    "事后方知：{names}，所依数据截至 {until}，含此处所评估的时期。{why}",
)


def seen_later(case: Case, span: Span) -> tuple[Text, ...]:
    """What rests on data of the periods evaluated, and where it comes from."""
    return tuple(
        _SEEN.fill(
            names=COMMAS.join([
                case.model.titles.get(name, Text(name, name)) for name in part.parameters
            ]),
            until=part.until, why=part.why.text(),
        )
        for part in case.hindsight
        if part.until >= span.start
    )  # fmt: skip


def bounds(case: Case) -> dict[str, tuple[float, float]]:
    """Ranges within which values can be believed: those of the case, else of the pack."""
    own = {i.code: i.plausible for i in case.pack.indicators if i.plausible is not None}
    return {**own, **case.plausible}


_TITLE = Text("{title} without policy", "无政策时的{title}")
_BEYOND = Text(
    "{title} without policy: {value:,.4g} in {period} ({unit}), outside the {low:,.4g} to "
    "{high:,.4g} that can be believed. Effects measured against such a world are not to be "
    "relied on.",
    "无政策时的{title}：{period} 为 {value:,.4g}（{unit}），超出可信范围 {low:,.4g} 至 "
    "{high:,.4g}。以这样的情形为基准所得的影响不可依赖。",
)
_CHECKED = Text("the path without policy against the range of its variable",
                "将无政策路径与变量的合理范围比较")  # fmt: skip


def beyond_belief(
    case: Case,
    idle: Iterable[Series],
    titles: Mapping[str, Text],
    units: Mapping[str, Text],
    provenance: Provenance,
) -> tuple[Finding, ...]:
    """An alarm for each path without policy that leaves its range, at its worst period."""
    found = []
    ranges = bounds(case)
    for series in idle:
        if series.name not in ranges:
            continue
        low, high = ranges[series.name]
        miss = [max(low - v, v - high) if v is not None else 0.0 for v in series.values]
        worst = max(range(len(miss)), key=miss.__getitem__)
        if miss[worst] > 0:
            found.append(_alarm(series, worst, (low, high), titles, units, provenance))
    return tuple(found)


def _alarm(
    series: Series,
    at: int,
    bound: Sequence[float],
    titles: Mapping[str, Text],
    units: Mapping[str, Text],
    provenance: Provenance,
) -> Finding:
    title, unit = titles[series.name], units[series.name]
    period: Period = series.start + at
    value = float(series.values[at] or 0.0)
    return with_identity(Finding(
        id="", kind="alarm", name=f"no policy: {series.name}", title=_TITLE.fill(title=title),
        statement=_BEYOND.fill(
            title=title, value=value, unit=unit, period=period, low=bound[0], high=bound[1]
        ),
        estimate=value, unit=unit, period=period, method=_CHECKED,
        provenance=provenance, severity=3.0, series=(series,),
    ))  # fmt: skip
