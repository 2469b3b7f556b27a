"""Commands that need data alone: forecast and regress."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tinbergen.app import results
from tinbergen.cli.arguments import argument, choice, names, option, real, sample, whole
from tinbergen.cli.output import Output
from tinbergen.cli.progress import Progress
from tinbergen.core.errors import Advice, SeriesError, TinbergenError
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from tinbergen.data.dataset import Array, Dataset
    from tinbergen.statistics.forecast.backtest import Backtest
    from tinbergen.statistics.forecast.forecast import SeriesForecast
    from tinbergen.statistics.regression.regress_result import Regression

#: Periods ahead that can be asked for.
FARTHEST = 400

CsvFile = Annotated[
    Path, argument("FILE", "CSV file with a date column; - reads standard input | "
                   "含日期列的 CSV 文件；- 表示标准输入")
]  # fmt: skip


def forecast(
    ctx: typer.Context,
    file: CsvFile,
    horizon: Annotated[
        str, option("--horizon", "Periods ahead | 向前预测的期数", "N")
    ] = "12",
    series: Annotated[
        list[str] | None,
        option("--series", "Columns to forecast; all by default | 要预测的列；默认全部", "A,B"),
    ] = None,
    level: Annotated[
        list[str] | None,
        option("--level", "Percent of the bands; 80,95 by default | 区间水平（百分比）；默认 80,95",
               "80,95"),
    ] = None,
    methods: Annotated[
        list[str] | None,
        option("--methods", "Methods to combine; snaive,ets,arima,theta by default | "
               "要组合的方法；默认 snaive,ets,arima,theta", "A,B"),
    ] = None,
) -> None:  # fmt: skip
    from tinbergen.cli.show_forecast import show_forecasts
    from tinbergen.data.tabular import read_table

    out: Output = ctx.obj
    ahead = whole("--horizon", horizon, 1, FARTHEST)
    levels = [real("--level", each, 0, 100) for each in names("--level", level or ["80,95"])]
    chosen = names("--series", series)
    table = read_table(file, allow_missing=True)
    data = table.dataset.select(chosen) if chosen else table.dataset
    found, left_out, advice = _forecasts(
        out, data, ahead, levels, names("--methods", methods), strict=bool(chosen)
    )
    advice = [*table.advice, *advice]
    listed: dict[str, results.Fault] = {}
    for name, fault in left_out.items():
        listed[name] = results.Fault(**fault.to_dict(out.lang))
        said = Text(fault.text("title", "en"), fault.text("title", "zh"))
        advice.append(Advice("U018", {"name": name, "code": fault.code, "said": said}))
    given = results.Forecasts(
        horizon=ahead,
        levels=tuple(sorted(levels)),
        series={name: _series(data, name, each) for name, each in found.items()},
        left_out=listed,
        advice=out.notes(advice),
    )
    out.give(given, lambda screen, lang: show_forecasts(screen, lang, given, data), advice)


def _forecasts(
    out: Output,
    data: Dataset,
    horizon: int,
    levels: Sequence[float],
    methods: Sequence[str],
    *,
    strict: bool,
) -> tuple[Mapping[str, SeriesForecast], Mapping[str, TinbergenError], list[Advice]]:
    """The forecast of every series, or why it has none; ``strict`` lets no series be left out."""
    from tinbergen.statistics.forecast.forecast import forecast_series

    options: dict[str, Any] = {"levels": levels, **({"candidates": methods} if methods else {})}
    found: dict[str, SeriesForecast] = {}
    left_out: dict[str, TinbergenError] = {}
    advice: list[Advice] = []
    with Progress(out, total=len(data.names)) as progress:
        for name in data:
            progress(Text("Forecast {name}", "预测 {name}").fill(name=name))
            try:
                found[name] = forecast_series(
                    _known(data, name), int(data.frequency), horizon, **options
                )
            except TinbergenError as fault:
                if strict or not isinstance(fault, SeriesError):
                    raise
                left_out[name] = fault
                continue
            advice += found[name].advice
    if not found:
        raise next(iter(left_out.values()))
    return found, left_out, advice


def _known(data: Dataset, name: str) -> Array:
    """A series from its first to its last value."""
    extent = data.extent(name) or data.span
    first = data.span.position(extent.start)
    return data[name][first : first + extent.length]


def _series(data: Dataset, name: str, found: SeriesForecast) -> results.ForecastOfSeries:
    extent = data.extent(name) or data.span
    return results.ForecastOfSeries(
        model=found.model,
        periods=tuple(str(extent.end + h) for h in range(1, len(found.point) + 1)),
        point=tuple(found.point.tolist()),
        lower={f"{level:g}": tuple(bound.tolist()) for level, bound in found.lower.items()},
        upper={f"{level:g}": tuple(bound.tolist()) for level, bound in found.upper.items()},
        members=tuple(
            results.ForecastMember(m.candidate, m.model, m.weight, m.mase, tuple(m.point.tolist()))
            for m in found.members
        ),
        backtest=_backtest(found.backtest) if found.backtest else None,
    )


def _backtest(test: Backtest) -> results.ForecastBacktest:
    fields = {f.name: getattr(test, f.name) for f in dataclasses.fields(test)}
    return results.ForecastBacktest(**fields, beats_naive=test.beats_naive)


def regress(
    ctx: typer.Context,
    file: CsvFile,
    y: Annotated[str, option("--y", "What is explained: a column or a term | "
                             "被解释变量：列名或项", "TERM")],
    x: Annotated[list[str], option("--x", "What explains it: C, log(C), C(-1), d(r), dlog(GDP) | "
                                   "解释变量：C、log(C)、C(-1)、d(r)、dlog(GDP)", "A,B")],
    over: Annotated[
        str | None,
        option("--sample", "First and last period | 首末时期", "1961Q1:2008Q3"),
    ] = None,
    errors: Annotated[
        str,
        option("--errors", "Standard errors; HAC is Newey-West | 标准误；HAC 为 Newey-West",
               "classic|HC1|HAC"),
    ] = "classic",
    level: Annotated[
        str, option("--level", "Confidence of the intervals | 置信水平", "P")
    ] = "0.95",
    no_constant: Annotated[
        bool, option("--no-constant", "Leave the constant out | 不含常数项")
    ] = False,
) -> None:  # fmt: skip
    from tinbergen.cli.show_model import show_plain
    from tinbergen.data.tabular import read_table
    from tinbergen.statistics.regression.regress import regress as estimate
    from tinbergen.statistics.regression.regress_result import Errors

    out: Output = ctx.obj
    kinds: tuple[Errors, ...] = ("classic", "HC1", "HAC")
    kind = choice("--errors", errors, kinds)
    confidence = real("--level", level, 0, 1)
    span = sample("--sample", over) if over else None
    table = read_table(file, allow_missing=True)
    fit = estimate(
        table.dataset,
        y,
        names("--x", x),
        intercept=not no_constant,
        first=span.start if span else None,
        last=span.end if span else None,
        errors=kind,
        level=confidence,
    )
    advice = (*table.advice, *fit.advice)
    # The objections follow in full, so the table need not name them.
    bare = fit.replace(advice=())
    given = _regression(fit, out.notes(advice))
    out.give(given, lambda screen, lang: show_plain(screen, bare.summary(lang)), advice)


def _regression(fit: Regression, advice: tuple[results.Note, ...]) -> results.RegressionTable:
    columns = (fit.coef, fit.se, fit.t, fit.p, fit.lower, fit.upper)
    rows = zip(fit.names, *(column.tolist() for column in columns), strict=True)
    return results.RegressionTable(
        y=fit.y,
        sample=(str(fit.periods[0]), str(fit.periods[-1])),
        observations=fit.n,
        errors=fit.errors,
        lags=fit.lags,
        level=fit.level,
        coefficients={name: results.RegressionCoefficient(*numbers) for name, *numbers in rows},
        r2=fit.r2,
        adjusted_r2=fit.r2_adjusted,
        sigma=fit.sigma,
        df=fit.df,
        f=results.Statistic(fit.f, fit.f_p),
        loglik=fit.log_likelihood,
        aic=fit.aic,
        bic=fit.bic,
        durbin_watson=fit.dw,
        jarque_bera=results.Statistic(fit.jb, fit.jb_p),
        skew=fit.skew,
        kurtosis=fit.kurtosis,
        condition=fit.condition,
        advice=advice,
    )


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "forecast": (
        forecast,
        "Forecast every numeric column of a CSV file | 预测 CSV 文件中的每个数值列",
    ),
    "regress": (regress, "Regress one column on others | 用其他列回归某一列"),
}
