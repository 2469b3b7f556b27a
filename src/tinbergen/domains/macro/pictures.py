"""Pictures of the macroeconomic findings that their shape alone would not give."""

from __future__ import annotations

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Fan, Layer, Line, Part, StackedBars, percent
from tinbergen.charts.quantities import change_of
from tinbergen.charts.typeset import number
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.domains.macro.words import GAP_METHODS
from tinbergen.report.case.hints import Draw
from tinbergen.report.case.view import View
from tinbergen.report.views.context import begun, cut
from tinbergen.report.wording import OUTTURN, capital, inside, listed, sentences

#: The palette's grey.
_GROUND = 8

_GROWTH = {
    "took": Text(
        "{name} took {size} points off growth in {period}, more than any other part moved it",
        "{period}，{name}拖累增长 {size} 个百分点，影响大于其他各项",
    ),
    "added": Text(
        "{name} added {size} points to growth in {period}, more than any other part moved it",
        "{period}，{name}拉动增长 {size} 个百分点，影响大于其他各项",
    ),
    "subtitle": Text(
        "Contributions to GDP growth on the previous {period}", "对GDP较上一{period}增长率的贡献"
    ),
    "total": Text("GDP growth", "GDP增长率"),
}


def contributions(view: View) -> Chart | None:
    """What each part of demand added to growth over the last five years."""
    finding = view.finding("growth")
    if finding is None:
        return None
    most = max(finding.parts, key=lambda p: abs(p.value))
    message = _GROWTH["took" if most.value < 0 else "added"].fill(
        name=capital(most.title), size=number(abs(most.value), 1), period=view.as_of_text
    )
    return _stacked(
        view, finding, 5, message, _GROWTH["total"], change_of(finding.unit),
        _GROWTH["subtitle"].fill(period=view.period),
    )  # fmt: skip


_KIND = {
    "took": Text(
        "{name} took {size} points off growth over the last year",
        "过去一年，{name}拖累增长 {size} 个百分点",
    ),
    "added": Text(
        "{name} added {size} points to growth over the last year",
        "过去一年，{name}拉动增长 {size} 个百分点",
    ),
    "subtitle": Text(
        "Growth over a year: steady path, demand and supply disturbances",
        "一年增长：稳态路径、需求冲击与供给冲击",
    ),
    "unit": Text("percentage points, not annualised", "百分点，非年率"),
    "total": Text("Growth over a year", "一年增长"),
}


def demand_supply(view: View) -> Chart | None:
    """Growth over the year split into kinds of disturbance."""
    finding = view.finding("demand and supply")
    if finding is None:
        return None
    kinds = [p for p in finding.parts if p.name != "steady path"]
    most = max(kinds, key=lambda p: abs(p.value))
    message = _KIND["took" if most.value < 0 else "added"].fill(
        name=capital(most.title), size=number(abs(most.value), 1)
    )
    return _stacked(view, finding, 10, message, _KIND["total"], _KIND["unit"], _KIND["subtitle"])


def _shown(view: View, finding: Finding, years: int) -> Span:
    """The last years of a finding's series, from where any of them begins."""
    span = view.back(years)
    return begun(span, [cut(series, span) for series in finding.series], view.as_of)


def _stacked(
    view: View, finding: Finding, years: int, message: Text, total: Text, unit: Text, subtitle: Text
) -> Chart:
    """A finding's parts through time, stacked, with their sum."""
    span = _shown(view, finding, years)
    paths = [cut(series, span) for series in finding.series]
    sums = [sum(column) for column in zip(*paths, strict=True)]
    names = [capital(part.title) for part in finding.parts]
    # What no disturbance moves is the ground of the picture: grey, and nearest to zero.
    still = [p.name == "steady path" for p in finding.parts]
    parts = [
        Part(n, p, _GROUND if s else None) for n, p, s in zip(names, paths, still, strict=True)
    ]
    parts.sort(key=lambda part: part.tone != _GROUND)
    layers = (StackedBars(parts, sums, total),)
    return Chart(message, span, layers, subtitle, unit, view.source(of=finding))


_GAP = {
    "below": Text("Output was {size}% below trend in {period}", "{period}产出低于趋势 {size}%"),
    "above": Text("Output was {size}% above trend in {period}", "{period}产出高于趋势 {size}%"),
    "others": Text("{message}; other methods say {others}", "{message}；其他方法为 {others}"),
    "subtitle": Text("Output gap by method", "各方法的产出缺口"),
    "unit": Text("% of trend output", "占趋势产出的%"),
    "recipe": Text("The band holds with {level}%: {recipe}", "阴影为 {level}%区间：{recipe}"),
}  # fmt: skip


def _method(name: str) -> Text:
    return capital(GAP_METHODS[name])


def output_gap(view: View) -> Chart | None:
    """The gap by every method, the leading one with its band."""
    finding = view.finding("output gap")
    if finding is None or finding.estimate is None or finding.interval is None:
        return None
    span = _shown(view, finding, 15)
    paths = {s.name.removeprefix("gap "): cut(s, span) for s in finding.series}
    lead = next(n for n, v in finding.diagnostics if v == finding.estimate)
    layers: list[Layer] = []
    if "lower" in paths and "upper" in paths:
        band = ([paths["lower"]], [paths["upper"]])
        layers.append(Fan(_method(lead), (finding.interval.level,), *band, paths[lead]))
    methods = [n for n, _ in finding.diagnostics]
    layers += [Line(_method(n), paths[n]) for n in methods if layers == [] or n != lead]
    message = _GAP["below" if finding.estimate < 0 else "above"].fill(
        size=number(abs(finding.estimate), 1), period=view.as_of_text
    )
    others = sorted(v for n, v in finding.diagnostics if n != lead)
    if others:
        shown = [Text(f, f) for f in (number(v, 1, signed=True) for v in others)]
        message = _GAP["others"].fill(message=message, others=listed(shown))
    note = _GAP["recipe"].fill(
        level=percent(finding.interval.level), name=GAP_METHODS[lead],
        recipe=finding.interval.recipe,
    )  # fmt: skip
    return Chart(
        message,
        span,
        layers,
        _GAP["subtitle"],
        _GAP["unit"],
        view.source(of=finding),
        sentences(note),
    )


_NORM = {
    "title": Text("{first}; {second}", "{first}；{second}"),
    "unemployment": Text("Unemployment", "失业率"),
    "inflation": Text("Inflation", "通胀率"),
    "above": Text("{name} is {size} points above its norm", "{name}高于常态 {size} 个百分点"),
    "below": Text("{name} is {size} points below its norm", "{name}低于常态 {size} 个百分点"),
    "subtitle": Text("Each measure and its norm as seen in {period}", "各指标与其{period}时的常态"),
    "norm": Text("Norm", "常态"),
}


def norms(view: View) -> Panel | Chart | None:
    """Unemployment and inflation against what is normal."""
    found = [f for name in ("unemployment", "inflation") if (f := view.finding(name))]
    if not found:
        return None
    charts, messages = [], []
    for finding in found:
        span = _shown(view, finding, 15)
        path, norm = finding.series
        name = view.title(path.name)
        deviation = finding.estimate or 0.0
        side = _NORM["above" if deviation > 0 else "below"]
        messages.append(side.fill(name=_NORM[finding.name], size=number(abs(deviation), 1)))
        layers = (
            Line(OUTTURN, cut(path, span), tone="ink"),
            Line(_NORM["norm"], cut(norm, span), style="dashed", tone=2),
        )
        shown = _YEARLY.fill(name=name) if finding.name == "inflation" else name
        charts.append(Chart(shown, span, layers, unit=view.unit(path.name)))
    title = messages[0]
    if len(messages) > 1:
        title = _NORM["title"].fill(first=messages[0], second=inside(messages[1]))
    subtitle = _NORM["subtitle"].fill(period=view.as_of_text)
    return Panel(title, charts, 2, subtitle, None, view.source(of=found[0]))


_YEARLY = Text("{name}, mean of the last year", "{name}，过去一年均值")


_RATE = {
    "looser": Text(
        "The short rate was {size} points below what Taylor's rule prescribes",
        "短期利率低于泰勒规则 {size} 个百分点",
    ),
    "tighter": Text(
        "The short rate was {size} points above what Taylor's rule prescribes",
        "短期利率高于泰勒规则 {size} 个百分点",
    ),
    "subtitle": Text("Short-term rate and Taylor's rule", "短期利率与泰勒规则"),
    "rule": Text("Taylor's rule", "泰勒规则"),
    "rate": Text("Short-term rate", "短期利率"),
}


def policy_rate(view: View) -> Chart | None:
    """The short rate against Taylor's rule."""
    finding = view.finding("policy rate")
    if finding is None or finding.estimate is None:
        return None
    span = _shown(view, finding, 15)
    rate, rule = (cut(series, span) for series in finding.series)
    side = _RATE["looser" if finding.estimate < 0 else "tighter"]
    return Chart(
        side.fill(size=number(abs(finding.estimate), 1)),
        span,
        (Line(_RATE["rate"], rate, tone="ink"), Line(_RATE["rule"], rule, style="dashed", tone=2)),
        _RATE["subtitle"],
        Text("%", "%"),
        view.source(of=finding),
        sentences(finding.method),
    )


def nothing(view: View) -> None:
    """For findings that are a number: their series is no picture of it."""


PICTURES: dict[str, Draw] = {
    "growth": contributions,
    "demand and supply": demand_supply,
    "output gap": output_gap,
    "unemployment": norms,
    "inflation": norms,
    "policy rate": policy_rate,
    "recession probability": nothing,
    "recession risk": nothing,
    "public finances": nothing,
}
UNSIGNED = frozenset({"recession probability", "recession risk"})
