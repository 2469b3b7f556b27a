"""``tinbergen model control``: problem files of earlier releases, run as the case each becomes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tinbergen.cli.arguments import Force, argument, option, setting
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working
from tinbergen.core.period import Period


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
    force: Force = False,
) -> None:  # fmt: skip
    out: Output = ctx.obj
    first, last = Period.parse(start), Period.parse(end)
    changes = tuple(map(setting, settings or ()))
    with working(out) as progress:
        from tinbergen.app import problem_file

        asked = problem_file.ControlInputs(
            problem, model, data, first, last, changes, report, out.lang, force
        )
        answer = problem_file.control(asked, progress)
    from tinbergen.cli.show_case import show_document

    out.give(answer, lambda screen, lang: show_document(screen, lang, answer))
