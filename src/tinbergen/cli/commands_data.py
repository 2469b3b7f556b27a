"""Commands that need data alone: forecast and regress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tinbergen.cli.arguments import argument, choice, names, option, real, sample, whole
from tinbergen.cli.case_options import Entity
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working

if TYPE_CHECKING:
    from tinbergen.statistics.regression.regress_result import Errors

#: Periods ahead that can be asked for.
FARTHEST = 400

CsvFile = Annotated[
    Path, argument("FILE", "A table with a date column (CSV, Excel, Parquet); - reads CSV from "
                   "standard input | 含日期列的表格（CSV、Excel、Parquet）；- 从标准输入读取 CSV")
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
    entity: Entity = None,
) -> None:  # fmt: skip
    out: Output = ctx.obj
    ahead = whole("--horizon", horizon, 1, FARTHEST)
    levels = [real("--level", each, 0, 100) for each in names("--level", level or ["80,95"])]
    chosen, combined = names("--series", series), names("--methods", methods)
    with working(out) as progress:
        from tinbergen.app.forecast import ForecastInputs
        from tinbergen.app.forecast import forecast as use_case

        asked = ForecastInputs(file, ahead, tuple(chosen), tuple(levels), tuple(combined), out.lang,
                               entity)  # fmt: skip
        answer = use_case(asked, progress)
    from tinbergen.cli.show_forecast import show_forecasts

    out.give(answer, lambda screen, lang: show_forecasts(screen, lang, answer.result, answer.basis))


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
    entity: Entity = None,
) -> None:  # fmt: skip
    out: Output = ctx.obj
    kinds: tuple[Errors, ...] = ("classic", "HC1", "HAC")
    kind = choice("--errors", errors, kinds)
    confidence = real("--level", level, 0, 1)
    span = sample("--sample", over) if over else None
    terms = tuple(names("--x", x))
    with working(out) as progress:
        from tinbergen.app.regress import RegressionInputs
        from tinbergen.app.regress import regress as use_case

        answer = use_case(
            RegressionInputs(
                file, y, terms, span, kind, confidence, not no_constant, out.lang, entity
            ),
            progress,
        )
    from tinbergen.cli.show_model import show_plain

    # The objections follow in full, so the table need not name them.
    bare = answer.basis.replace(advice=())
    out.give(answer, lambda screen, lang: show_plain(screen, bare.summary(lang)))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "forecast": (
        forecast,
        "Forecast every numeric column of a CSV file | 预测 CSV 文件中的每个数值列",
    ),
    "regress": (regress, "Regress one column on others | 用其他列回归某一列"),
}
