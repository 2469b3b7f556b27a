"""Forecasts in the terminal: an overview, and tables when there are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinbergen.app.results_statistics import ForecastOfSeries, Forecasts
from tinbergen.charts.spark import spark
from tinbergen.charts.typeset import decimals, number
from tinbergen.cli.show import BAD, GOOD, QUIET, left, put, right
from tinbergen.core.errors import Language
from tinbergen.core.text import Text, clean

if TYPE_CHECKING:
    from rich.console import Console

    from tinbergen.data.dataset import Dataset

#: More series than these are shown by the overview alone.
_FEW = 2
_PAST = 12
#: Blocks in the picture of a path.
_BLOCKS = 20

_HEADS = {
    "series": Text("series", "序列"),
    "path": Text("path", "走势"),
    "last": Text("last", "最新"),
    "band": Text("{level}% band", "{level}% 区间"),
    "skill": Text("error", "误差"),
}
_NOTE = Text(
    "Past and forecast up to {period}; error: that of the backtest against the seasonal naive "
    "forecast's.",
    "历史与至 {period} 的预测；误差：回测误差相对季节朴素预测的增减。",
)
_TEST = Text(
    "backtest over {origins} origins: MASE {mase} (seasonal naive {naive}), "
    "80% band held {coverage}%",
    "在 {origins} 个起点上回测：MASE {mase}（季节朴素 {naive}），80% 区间覆盖 {coverage}%",
)
_NO_TEST = Text(
    "too short for a backtest: the bands are the model's own",
    "序列过短，无法回测：区间取自模型自身",
)


def show_forecasts(screen: Console, lang: Language, found: Forecasts, data: Dataset) -> None:
    level = f"{found.levels[0]:g}"
    last = max(s.periods[-1] for s in found.series.values())
    words = {name: text.fill(level=level) for name, text in _HEADS.items()}
    columns = [
        left(words["series"]), left(words["path"]), right(words["last"]), right(last),
        right(words["band"]), right(words["skill"]),
    ]  # fmt: skip
    rows = ((n, *_overview(series, data[n].tolist(), level)) for n, series in found.series.items())
    put(screen, lang, columns, rows)
    screen.print(_NOTE.fill(period=last)(lang), style=QUIET)
    if len(found.series) <= _FEW:
        for name, series in found.series.items():
            _detail(screen, lang, clean(name), series)


def _overview(series: ForecastOfSeries, values: list[float], level: str) -> list[str]:
    past = [v for v in values if v == v]
    places = decimals([past[-1], *series.point])
    test = series.backtest
    skill = "–"
    if test and test.mase is not None and test.mase_naive:
        skill = f"{number(100 * (test.mase / test.mase_naive - 1), 0, signed=True)}%"
    low, high = series.lower[level][-1], series.upper[level][-1]
    path = [*past[-_PAST:], *series.point]
    return [
        spark(path, _BLOCKS),
        number(past[-1], places),
        number(series.point[-1], places),
        f"{number(low, places)} … {number(high, places)}",
        skill,
    ]


def _detail(screen: Console, lang: Language, name: str, series: ForecastOfSeries) -> None:
    from rich.text import Text as Styled

    screen.print()
    screen.print(Styled.assemble((name, "bold"), f"  {series.model}"))
    test = series.backtest
    if test is None:
        screen.print(_NO_TEST(lang), style=QUIET)
    else:
        words = _TEST.fill(
            origins=test.origins,
            mase=number(test.mase, 2),
            naive=number(test.mase_naive, 2),
            coverage=number(test.coverage80, 0),
        )
        screen.print(words(lang), style=GOOD if test.beats_naive else BAD)
    levels = list(series.lower)
    heads = [end for level in levels for end in (f"{level}% ↓", f"{level}% ↑")]
    columns = [left(""), right(Text("forecast", "预测")), *map(right, heads)]
    places = decimals([*series.point, *(v for level in levels for v in series.upper[level])])
    rows = []
    for t, period in enumerate(series.periods):
        bounds = (b[level][t] for level in levels for b in (series.lower, series.upper))
        rows.append((period, *(number(v, places) for v in (series.point[t], *bounds))))
    put(screen, lang, columns, rows)
