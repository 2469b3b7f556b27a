"""Pictures that several results share: paths, fans, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tinbergen.charts.axes import Horizon
from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.labels import Array
from tinbergen.charts.layers import Fan, Line, Values
from tinbergen.core.period import Span
from tinbergen.core.text import Text

_BEFORE = Text("before", "调整前")
_AFTER = Text("hits the targets", "实现目标")
_FORECAST = Text("forecast", "预测")
_AHEAD = Text("Periods ahead", "向前期数")


def paths(title: Text, periods: Horizon, series: Sequence[tuple[Text, Values]]) -> Panel:
    """A small chart for each named series, each in a colour of its own as far as they go."""
    charts = [Chart(name, periods, (Line(name, values),)) for name, values in series]
    return Panel(title, tuple(charts), columns=3)


def fans(title: Text, periods: Horizon, quantiles: Mapping[str, Array]) -> Panel:
    """A fan for each variable, from its quantiles at 5, 25, 50, 75 and 95 percent."""
    charts = []
    for name, (low, inner_low, median, inner_high, high) in quantiles.items():
        said = Text(name, name)
        fan = Fan(said, (0.5, 0.9), (inner_low, low), (inner_high, high), median)
        charts.append(Chart(said, periods, (fan,)))
    return Panel(title, tuple(charts), columns=3)


def before_and_after(
    title: Text, periods: Horizon, series: Mapping[str, tuple[Values, Values]]
) -> Panel:
    """A small chart for each instrument: its path before, and with the targets hit."""
    charts = [
        Chart(
            Text(name, name),
            periods,
            (Line(_BEFORE, before, tone="muted"), Line(_AFTER, after, tone=1)),
        )
        for name, (before, after) in series.items()
    ]
    return Panel(title, tuple(charts), columns=2)


def forecast(
    title: Text,
    point: Values,
    lower: Mapping[float, Values],
    upper: Mapping[float, Values],
    span: Span | None = None,
) -> Chart:
    """A point forecast in its bands, by period or periods ahead; bounds by level in percent."""
    levels = sorted(lower)
    fan = Fan(
        _FORECAST,
        tuple(level / 100 for level in levels),
        tuple(lower[level] for level in levels),
        tuple(upper[level] for level in levels),
        point,
    )
    if span is not None:
        return Chart(title, span, (fan,))
    return Chart(title, range(1, len(point) + 1), (fan,), x_label=_AHEAD)
