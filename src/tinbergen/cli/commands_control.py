"""``tinbergen model control``: the best paths of instruments in an institution's own model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tinbergen.cli.arguments import argument, option, seconds, setting
from tinbergen.cli.deadline import within
from tinbergen.cli.output import Output
from tinbergen.cli.progress import Progress
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from tinbergen.loop.steered import Steering


def control(
    ctx: typer.Context,
    model: Annotated[
        str,
        argument("MODEL", "A model of the library, or a model file | 模型库中的模型名，或模型文件"),
    ],
    problem: Annotated[
        Path,
        option("--problem", "Instruments, targets and limits, as YAML | 工具、目标与约束（YAML）",
               "FILE"),
    ],
    start: Annotated[str, option("--start", "First period of the plan | 计划首期", "PERIOD")],
    end: Annotated[str, option("--end", "Last period of the plan | 计划末期", "PERIOD")],
    data: Annotated[
        Path | None,
        option("--data", "CSV or Parquet file; by default the data that come with the model | "
               "CSV 或 Parquet 文件；默认用随模型提供的数据", "FILE"),
    ] = None,
    settings: Annotated[
        list[str] | None,
        option("--set", "Give a parameter or an exogenous variable a value, before tracking | "
               "设定参数或外生变量的数值（在追踪之前）", "NAME=VALUE[@P[:P]]"),
    ] = None,
    report: Annotated[
        Path | None, option("--out", "Write the report to this file | 将报告写入该文件", "FILE")
    ] = None,
    timeout: Annotated[
        str | None,
        option("--timeout", "Stop with an error after so many seconds | 超过该秒数则报错停止",
               "SECONDS"),
    ] = None,
) -> None:  # fmt: skip
    from tinbergen.app.changes import set_values
    from tinbergen.app.model_data import data_for, with_add_factors
    from tinbergen.engine.simulate.derive import derive
    from tinbergen.loop.problemfile import read_problem
    from tinbergen.loop.steering import load_with, steer

    out: Output = ctx.obj
    if report is not None and report.suffix.lower() != ".html":
        raise TinbergenError("R003", suffix=report.suffix, path=report)
    first, last = Period.parse(start), Period.parse(end)
    changes = [setting(text) for text in settings or ()]
    with within(seconds(timeout), out), Progress(out) as progress:
        progress(Text("Read problem, model and data", "读取问题、模型与数据"))
        written, positions = read_problem(problem)
        read = load_with(model, written)
        known, told = data_for(read, model, data)
        known, filled = with_add_factors(read, known)
        if last < first or first not in known.span or last not in known.span:
            raise TinbergenError(
                "U015", start=first, end=last, span=f"{known.span.start}–{known.span.end}"
            )
        span = first.to(last)
        stage, known = set_values(changes, read, derive(read, known), span)
        found = steer(stage, known, span, written, positions, progress)
        if report is not None:
            progress(Text("Write the report", "撰写报告"))
            from tinbergen.report.steering_report import write

            write(found, report, out.lang)
    advice = (*told, *filled)
    out.give(found, lambda screen, lang: _show(screen, lang, found), advice)


def _show(screen: Console, lang: Language, found: Steering) -> None:
    from tinbergen.report.steering_report import build

    screen.print(found.title(lang), style="bold")
    for section in build(found).sections:
        if section.lead is not None:
            screen.print(section.lead(lang))
