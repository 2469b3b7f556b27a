"""Forecast every series of a file, each with the backtest of its recipe."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinbergen.app.answer import Answer, Fault, fault_of, notes
from tinbergen.app.results_statistics import (
    ForecastBacktest,
    ForecastMember,
    ForecastOfSeries,
    Forecasts,
)
from tinbergen.core.errors import Advice, Language, SeriesError, TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.dataset import Array, Dataset
from tinbergen.data.entities import only, stack_of, unstacked
from tinbergen.data.opening import open_sheet
from tinbergen.data.tabular import Table, read_table
from tinbergen.statistics.forecast.backtest import Backtest
from tinbergen.statistics.forecast.forecast import SeriesForecast, forecast_series

_STAGE = Text("Forecast {name}", "预测 {name}")


@dataclass(frozen=True, slots=True)
class ForecastInputs:
    """A file of series, or a dataset; how many periods ahead; percents of the bands.

    ``series`` are the columns to forecast (all by default, and those that can't be are left out);
    ``methods`` those to combine (the default ones by default). Of a file that stacks several
    economies ``entity`` says whose rows are read; the series of a long one (``unique_id, ds, y``)
    are its entities.
    """

    data: Path | Dataset
    horizon: int = 12
    series: tuple[str, ...] = ()
    levels: tuple[float, ...] = (80.0, 95.0)
    methods: tuple[str, ...] = ()
    lang: Language = "en"
    entity: str | None = None


def forecast(
    inputs: ForecastInputs, progress: Progress | None = None
) -> Answer[Forecasts, Dataset]:
    """The forecast of every series; the answer's basis are the data.

    Raises
    ------
    TinbergenError
        Those of reading the file; of forecasting a series that is named, or all of them.
    """
    data, told = inputs.data, list[Advice]()
    if isinstance(data, Path):
        table = _read(data, inputs.entity)
        data, told = table.dataset, [*table.advice]
    data = data.select(list(inputs.series)) if inputs.series else data
    found, left_out = _forecasts(data, inputs, progress or Progress())
    told += [advice for each in found.values() for advice in each.advice]
    listed: dict[str, Fault] = {}
    for name, fault in left_out.items():
        listed[name] = fault_of(fault, inputs.lang)
        said = Text(fault.text("title", "en"), fault.text("title", "zh"))
        told.append(Advice("U018", {"name": name, "code": fault.code, "said": said}))
    result = Forecasts(
        horizon=inputs.horizon,
        levels=tuple(sorted(inputs.levels)),
        series={name: _series(data, name, each) for name, each in found.items()},
        left_out=listed,
        advice=notes(told, inputs.lang),
    )
    return Answer(result, data, tuple(told))


def _read(path: Path, entity: str | None) -> Table:
    """A file's series: of one entity, of all in a long table, or side by side."""
    sheet = open_sheet(path)
    if entity is not None:
        return read_table(only(sheet, entity), allow_missing=True)
    stack = stack_of(sheet)
    if stack is not None and stack.long:
        return unstacked(sheet)
    return read_table(sheet, allow_missing=True)


def _forecasts(
    data: Dataset, inputs: ForecastInputs, tell: Progress
) -> tuple[Mapping[str, SeriesForecast], Mapping[str, TinbergenError]]:
    """The forecast of every series, or why it has none; series that are named must have one."""
    options: dict[str, Any] = {"levels": inputs.levels}
    if inputs.methods:
        options["candidates"] = inputs.methods
    found: dict[str, SeriesForecast] = {}
    left_out: dict[str, TinbergenError] = {}
    for k, name in enumerate(data):
        tell(_STAGE.fill(name=name), k / len(data.names))
        try:
            found[name] = forecast_series(
                _known(data, name), int(data.frequency), inputs.horizon, **options
            )
        except TinbergenError as fault:
            if inputs.series or not isinstance(fault, SeriesError):
                raise
            left_out[name] = fault
    if not found:
        raise next(iter(left_out.values()))
    return found, left_out


def _known(data: Dataset, name: str) -> Array:
    """A series from its first to its last value."""
    extent = data.extent(name) or data.span
    first = data.span.position(extent.start)
    return data[name][first : first + extent.length]


def _series(data: Dataset, name: str, found: SeriesForecast) -> ForecastOfSeries:
    extent = data.extent(name) or data.span
    return ForecastOfSeries(
        model=found.model,
        periods=tuple(str(extent.end + h) for h in range(1, len(found.point) + 1)),
        point=tuple(found.point.tolist()),
        lower={f"{level:g}": tuple(bound.tolist()) for level, bound in found.lower.items()},
        upper={f"{level:g}": tuple(bound.tolist()) for level, bound in found.upper.items()},
        members=tuple(
            ForecastMember(m.candidate, m.model, m.weight, m.mase, tuple(m.point.tolist()))
            for m in found.members
        ),
        backtest=_backtest(found.backtest) if found.backtest else None,
    )


def _backtest(test: Backtest) -> ForecastBacktest:
    fields = {f.name: getattr(test, f.name) for f in dataclasses.fields(test)}
    return ForecastBacktest(**fields, beats_naive=test.beats_naive)
