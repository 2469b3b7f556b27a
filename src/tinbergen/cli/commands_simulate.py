"""``tinbergen model simulate``: a model's path over a span, and what moves it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tinbergen.cli.arguments import (
    addition,
    argument,
    choice,
    fixed,
    names,
    option,
    period,
    setting,
)
from tinbergen.cli.model_file import Defines, Functions, model_inputs
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working

_CONSISTENT = "model-consistent"


def simulate(
    ctx: typer.Context,
    model: Annotated[
        str,
        argument("MODEL", "A model of the library, or a model file | 模型库中的模型名，或模型文件"),
    ],
    start: Annotated[
        str | None,
        option("--start", "First period; by default the first possible | 首期；默认取最早可行时期",
               "PERIOD"),
    ] = None,
    end: Annotated[
        str | None,
        option("--end", "Last period; by default the last of the data | 末期；默认取数据末期",
               "PERIOD"),
    ] = None,
    data: Annotated[
        Path | None,
        option("--data", "CSV or Parquet file; by default the data that come with the model | "
               "CSV 或 Parquet 文件；默认用随模型提供的数据", "FILE"),
    ] = None,
    static: Annotated[
        bool,
        option("--static", "Take lags from the data, not from the path | 滞后取数据而非模拟值"),
    ] = False,
    settings: Annotated[
        list[str] | None,
        option(
            "--set",
            "Give a parameter or an exogenous variable a value, before tracking; NAME+=VALUE adds "
            "to it, after tracking | "
            "设定参数或外生变量的数值（在追踪之前）；NAME+=VALUE 表示增加（在追踪之后）",
            "NAME=VALUE[@P[:P]]",
        ),
    ] = None,
    tracked: Annotated[
        bool,
        option(
            "--track",
            "Add the residuals with which the model reproduces the data | "
            "加入使模型重现数据的残差（附加因子）",
        ),
    ] = False,
    additions: Annotated[
        list[str] | None,
        option(
            "--add",
            "Add to the add-factor of a variable's equation, or to an exogenous variable | "
            "增加某变量所在方程的附加因子，或增加外生变量",
            "VAR=VALUE[@P[:P]]",
        ),
    ] = None,
    fixes: Annotated[
        list[str] | None,
        option(
            "--fix",
            "Hold an endogenous variable at a value; --by says with what | "
            "将内生变量固定在某一数值；由 --by 指定所用工具",
            "VAR=VALUE@P[:P]",
        ),
    ] = None,
    by: Annotated[
        list[str] | None,
        option(
            "--by",
            "The instrument of the --fix before it: a variable whose equation's add-factor moves, "
            "or an exogenous variable | "
            "前一个 --fix 的工具：变量（移动其方程的附加因子）或外生变量",
            "INSTRUMENT",
        ),
    ] = None,
    expectations: Annotated[
        str | None,
        option(
            "--expectations",
            "For models that look ahead: all periods are solved together | "
            "用于含前瞻变量的模型：各期联立求解",
            _CONSISTENT,
        ),
    ] = None,
    defines: Defines = None,
    functions: Functions = None,
    show: Annotated[
        list[str] | None,
        option("--show", "Variables to show in the terminal | 终端中显示的变量", "A,B"),
    ] = None,
) -> None:  # fmt: skip
    out: Output = ctx.obj
    first, last = period(start), period(end)
    ahead = None if expectations is None else choice("--expectations", expectations, (_CONSISTENT,))
    changes = (
        tuple(map(setting, settings or ())),
        tuple(map(addition, additions or ())),
        tuple(map(fixed, fixes or ())),
        tuple(by or ()),
    )
    shown = tuple(names("--show", show))
    with working(out) as progress:
        from tinbergen.app.simulate import SimulationInputs
        from tinbergen.app.simulate import simulate as use_case

        file = model_inputs(model, defines=defines, functions=functions)
        asked = SimulationInputs(
            file, data, first, last, static, tracked, ahead, *changes, shown, out.lang
        )
        answer = use_case(asked, progress)
    from tinbergen.cli.show_simulation import show_simulation

    out.give(
        answer,
        lambda screen, lang: show_simulation(screen, lang, answer.result, answer.basis, shown),
    )
