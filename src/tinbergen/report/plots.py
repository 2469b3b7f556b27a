"""Which picture each result class has; ``Result.plot`` looks here.

A maker takes the result and returns the description of its picture:

>>> @plots("Forecast")  # doctest: +SKIP
... def forecast(result: Forecast) -> Chart: ...
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tinbergen.charts.chart import Chart, Panel, Picture
from tinbergen.charts.layers import Fan, Line
from tinbergen.core.result import PLOTTERS
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from tinbergen.engine.control.targeting import Targeting
    from tinbergen.engine.simulate.backward import Simulation
    from tinbergen.engine.stochastic.ensemble import Ensemble
    from tinbergen.statistics.forecast.forecast import SeriesForecast

Maker = Callable[[Any], Picture]


def plots(name: str) -> Callable[[Maker], Maker]:
    """Make the decorated function the picture of results whose class is called ``name``."""

    def register(maker: Maker) -> Maker:
        PLOTTERS[name] = maker
        return maker

    return register


@plots("Simulation")
def simulation(result: Simulation) -> Panel:
    """Every endogenous variable, a small chart each; lags before the simulation are left out."""
    charts = [
        Chart(
            _name(name, result),
            result.span,
            (Line(_name(name, result), result[name], tone=1),),
        )
        for name in result.endogenous
    ]
    return Panel(Text("Simulation", "模拟"), tuple(charts), columns=3)


@plots("Ensemble")
def ensemble(result: Ensemble) -> Panel:
    """A fan for every variable: the median, and bands of 50 and 90 percent of the draws."""
    charts = []
    for name in result.variables:
        low, inner_low, median, inner_high, high = result.quantiles(
            name, [0.05, 0.25, 0.5, 0.75, 0.95]
        )
        fan = Fan(Text(name, name), (0.5, 0.9), (inner_low, low), (inner_high, high), median)
        charts.append(Chart(Text(name, name), result.span, (fan,)))
    return Panel(
        Text("{n} draws", "{n} 次抽样").fill(n=result.values.shape[0]), tuple(charts), columns=3
    )


@plots("Targeting")
def targeting(result: Targeting) -> Panel:
    """The instruments' paths, before and with the targets hit."""
    span = result.simulation.span
    charts = []
    for name, values in result.instruments.items():
        before = values - result.changes[name]
        layers = (
            Line(Text("before", "调整前"), before, tone="muted"),
            Line(Text("hits the targets", "实现目标"), values, tone=1),
        )
        charts.append(Chart(Text(name, name), span, layers))
    return Panel(Text("Instruments", "工具"), tuple(charts), columns=2)


@plots("SeriesForecast")
def forecast(result: SeriesForecast) -> Chart:
    """The point forecast in its bands, by periods ahead."""
    levels = sorted(result.lower)
    fan = Fan(
        Text("forecast", "预测"),
        tuple(level / 100 for level in levels),
        tuple(result.lower[level] for level in levels),
        tuple(result.upper[level] for level in levels),
        result.point,
    )
    return Chart(
        Text(result.model, result.model),
        range(1, len(result.point) + 1),
        (fan,),
        x_label=Text("Periods ahead", "向前期数"),
    )


def _name(name: str, result: Simulation) -> Text:
    return result.data.titles.get(name, Text(name, name))
