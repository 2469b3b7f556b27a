"""``tinbergen model``: check, estimate and list models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tinbergen.app import results
from tinbergen.cli.arguments import argument, option, sample, seconds
from tinbergen.cli.commands_control import control
from tinbergen.cli.commands_simulate import simulate
from tinbergen.cli.deadline import within
from tinbergen.cli.output import Output
from tinbergen.cli.progress import Progress
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from tinbergen.model.model import Model

_MODEL = "A model of the library, or a model file | 模型库中的模型名，或模型文件"
_DATA = (
    "CSV or Parquet file; by default the data that come with the model | "
    "CSV 或 Parquet 文件；默认用随模型提供的数据"
)
_TIMEOUT = "Stop with an error after so many seconds | 超过该秒数则报错停止"

ModelName = Annotated[str, argument("MODEL", _MODEL)]
DataFile = Annotated[Path | None, option("--data", _DATA, "FILE")]
Timeout = Annotated[str | None, option("--timeout", _TIMEOUT, "SECONDS")]


def list_models(ctx: typer.Context) -> None:
    from tinbergen.app.model_data import shipped_extent
    from tinbergen.cli.show_model import show_list
    from tinbergen.model import library

    out: Output = ctx.obj
    entries = []
    for name in library.names():
        model, extent = library.load(name), shipped_extent(name)
        entries.append(
            results.ModelEntry(
                name=name,
                equations=len(model.equations),
                behavioural=sum(e.behavioural for e in model.equations),
                endogenous=len(model.endogenous),
                exogenous=len(model.exogenous),
                parameters=len(model.parameters),
                first=str(extent.start) if extent else None,
                last=str(extent.end) if extent else None,
            )
        )
    listed = results.ModelList(tuple(entries))
    out.give(listed, lambda screen, lang: show_list(screen, lang, listed))


def check(ctx: typer.Context, model: ModelName, timeout: Timeout = None) -> None:
    from tinbergen.cli.show_model import show_check
    from tinbergen.model import library

    out: Output = ctx.obj
    with within(seconds(timeout), out):
        read = library.load(model)
        checked = _anatomy(read)
    out.give(checked, lambda screen, lang: show_check(screen, lang, checked, read.titles))


def _anatomy(read: Model) -> results.ModelCheck:
    from tinbergen.model.blocks import blocks

    names = [e.name for e in read.equations]
    used = read.graph.parameters(*(e.residual for e in read.equations))
    lags, leads = read.lags
    return results.ModelCheck(
        model=read.name,
        endogenous=read.endogenous,
        exogenous=read.exogenous,
        parameters=read.parameters,
        unvalued=tuple(p for p in read.parameters if p in used and p not in read.values),
        equations=tuple(
            results.CheckedEquation(e.name, e.at.line, e.behavioural) for e in read.equations
        ),
        blocks=tuple(
            results.CheckedBlock(
                tuple(names[i] for i in block.equations),
                tuple(read.endogenous[i] for i in block.variables),
            )
            for block in blocks(read)
        ),
        lags=lags,
        leads=leads,
        ignored=read.commands,
    )


def estimate(
    ctx: typer.Context,
    model: ModelName,
    method: Annotated[
        str | None,
        option(
            "--method",
            "One method for all equations; by default each equation's own | "
            "所有方程使用同一方法；默认按各方程标注",
            "ols|2sls|liml|3sls|i3sls|fiml",
        ),
    ] = None,
    over: Annotated[
        str | None,
        option(
            "--sample",
            "First and last period; by default the longest possible | 首末时期；默认取最长样本",
            "1921:1941",
        ),
    ] = None,
    data: DataFile = None,
    timeout: Timeout = None,
) -> None:
    from tinbergen.app.model_data import data_for
    from tinbergen.cli.show_model import show_plain
    from tinbergen.model import library

    out: Output = ctx.obj
    span = sample("--sample", over) if over else None
    with within(seconds(timeout), out), Progress(out) as progress:
        progress(Text("Read model and data", "读取模型与数据"))
        read = library.load(model)
        known, advice = data_for(read, model, data)
        progress(Text("Estimate", "估计"))
        from tinbergen.engine.estimate.model_fit import estimate as fit_model

        fit = fit_model(read, known, method=method.lower() if method else None, sample=span)
        found = fit.to_dict()
    given = results.ModelEstimate(model=read.name, **found, advice=out.notes(advice))
    out.give(given, lambda screen, lang: show_plain(screen, fit.summary(lang)), advice)


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "list": (list_models, "The models of the library | 模型库一览"),
    "check": (check, "Read a model file and show its anatomy | 读取模型文件并展示其结构"),
    "estimate": (estimate, "Estimate a model's equations | 估计模型的方程"),
    "simulate": (
        simulate,
        "Solve a model over a span and compare with the data | 在一段时期内求解模型并与数据对照",
    ),
    "control": (
        control,
        "Set a model's instruments as targets and limits ask | 按目标与约束最优地设定模型的工具",
    ),
}
