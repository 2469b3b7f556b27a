"""``tinbergen model control``: problem files of earlier releases, run as the case each becomes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tinbergen.cli.arguments import argument, option, seconds, setting
from tinbergen.cli.deadline import within
from tinbergen.cli.output import Output
from tinbergen.cli.progress import Progress
from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text


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
        Path,
        option("--data", "CSV or Parquet file: the institution's own projection | "
               "CSV 或 Parquet 文件：机构自身的预测", "FILE"),
    ],
    settings: Annotated[
        list[str] | None,
        option("--set", "Give a parameter or an exogenous variable a value, before tracking | "
               "设定参数或外生变量的数值（在追踪之前）", "NAME=VALUE"),
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
    from tinbergen.app.problem_file import case_text
    from tinbergen.cli.show_case import context_of
    from tinbergen.loop.case.case import build
    from tinbergen.loop.case.casefile import parse_case
    from tinbergen.loop.cycle import turn
    from tinbergen.report.faces import view
    from tinbergen.report.terminal import draw

    out: Output = ctx.obj
    if report is not None and report.suffix.lower() != ".html":
        raise TinbergenError("R003", suffix=report.suffix, path=report)
    first, last = Period.parse(start), Period.parse(end)
    with within(seconds(timeout), out), Progress(out) as progress:
        progress(Text("Read problem, model and data", "读取问题、模型与数据"))
        written = case_text(
            problem, model=model, data=data, start=first, end=last,
            settings=[setting(text) for text in settings or ()],
        )  # fmt: skip
        content, positions = parse_case(written, f"{problem} as a case")
        run = turn(build(content, positions, Path()), progress)
        if report is not None:
            progress(Text("Write the report", "撰写报告"))
            from tinbergen.report.case.report import build as document

            document(run).save(report, out.lang)
    plan = run.cycle.plan
    advice = (Advice("U076", {"case": written.rstrip()}), *run.case.advice)
    context = context_of(run.case, plan)
    out.give(plan, lambda screen, lang: draw(screen, view(plan, context), lang), advice)
