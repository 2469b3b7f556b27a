"""``tinbergen model``: list, check and estimate models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tinbergen.app.answer import Answer
from tinbergen.cli.arguments import argument, option, sample
from tinbergen.cli.commands_control import control
from tinbergen.cli.commands_simulate import simulate
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working

_MODEL = "A model of the library, or a model file | 模型库中的模型名，或模型文件"
_DATA = (
    "CSV or Parquet file; by default the data that come with the model | "
    "CSV 或 Parquet 文件；默认用随模型提供的数据"
)

ModelName = Annotated[str, argument("MODEL", _MODEL)]
DataFile = Annotated[Path | None, option("--data", _DATA, "FILE")]


def list_models(ctx: typer.Context) -> None:
    from tinbergen.app import models
    from tinbergen.cli.show_model import show_list

    out: Output = ctx.obj
    listed = models.list_models()
    out.give(Answer(listed, None), lambda screen, lang: show_list(screen, lang, listed))


def check(ctx: typer.Context, model: ModelName) -> None:
    out: Output = ctx.obj
    with working(out):
        from tinbergen.app.models import check_model

        answer = check_model(model)
    from tinbergen.cli.show_model import show_check

    titles = answer.basis.titles
    out.give(answer, lambda screen, lang: show_check(screen, lang, answer.result, titles))


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
) -> None:
    out: Output = ctx.obj
    span = sample("--sample", over) if over else None
    with working(out) as progress:
        from tinbergen.app.models import EstimationInputs, estimate_model

        chosen = method.lower() if method else None
        answer = estimate_model(EstimationInputs(model, chosen, span, data, out.lang), progress)
    from tinbergen.cli.show_model import show_plain

    out.give(answer, lambda screen, lang: show_plain(screen, answer.basis.summary(lang)))


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
