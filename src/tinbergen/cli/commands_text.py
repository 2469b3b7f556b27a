"""Language models on the command line: ``tinbergen text``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tinbergen.cli.arguments import Force, argument, option
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working

_EXPERIMENT = "An experiment file in YAML | 实验文件（YAML）"
Experiment = Annotated[Path, argument("EXPERIMENT", _EXPERIMENT)]
Model = Annotated[
    Path, argument("MODEL", "Folder that 'text train' wrote | 'text train' 写出的文件夹")
]
ModelFolder = Annotated[
    Path | None,
    option(
        "--out", "Folder of the model; out/NAME by default | 模型文件夹；默认 out/名称", "FOLDER"
    ),
]
_TABLE = option("--data", "Table of texts, CSV or Parquet | 文字表格，CSV 或 Parquet", "FILE")
TextTable = Annotated[Path | None, _TABLE]
InColumn = Annotated[
    str, option("--column", "Its column of texts; text by default | 文字所在列；默认 text", "NAME")
]


def train(
    ctx: typer.Context,
    experiment: Experiment,
    out: ModelFolder = None,
    log: Annotated[
        list[str] | None,
        option("--log", "Who else is told: tensorboard, wandb, mlflow | 另行记录：tensorboard、"
               "wandb、mlflow", "NAME"),
    ] = None,
    force: Force = False,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text import TrainInputs, follow
        from tinbergen.app.text import train as use_case
        from tinbergen.text.tuning.processes import leads

        asked = TrainInputs(experiment, out, tuple(log or ()), screen.lang, force)
        if not leads():
            follow(asked)
            return
        answer = use_case(asked, progress)
    from tinbergen.cli.show_text import show_training

    screen.give(answer, lambda console, lang: show_training(console, lang, answer.result))


def predict(
    ctx: typer.Context,
    model: Model,
    texts: Annotated[list[str] | None, argument("TEXT", "Texts | 文字")] = None,
    data: TextTable = None,
    column: InColumn = "text",
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text import PredictInputs
        from tinbergen.app.text import predict as use_case

        asked = PredictInputs(model, tuple(texts or ()), data, column, screen.lang)
        answer = use_case(asked, progress)
    from tinbergen.cli.show_text import show_predictions

    screen.give(answer, lambda console, lang: show_predictions(console, lang, answer.result))


def evaluate(ctx: typer.Context, model: Model, experiment: Experiment) -> None:
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text import EvaluateInputs
        from tinbergen.app.text import evaluate as use_case

        answer = use_case(EvaluateInputs(model, experiment, screen.lang), progress)
    from tinbergen.cli.show_text import show_skill

    found = answer.result
    screen.give(
        answer, lambda console, lang: show_skill(console, lang, found.scores, found.majority_f1)
    )


def rate(ctx: typer.Context, experiment: Experiment) -> None:
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_tuning import RateInputs
        from tinbergen.app.text_tuning import rate as use_case

        answer = use_case(RateInputs(experiment, screen.lang), progress)
    from tinbergen.cli.show_text import show_rate

    screen.give(answer, lambda console, lang: show_rate(console, lang, answer.result))


def pretrain(
    ctx: typer.Context,
    experiment: Experiment,
    data: Annotated[Path, _TABLE],
    out: Annotated[Path, option("--out", "Folder of the encoder | 编码器文件夹", "FOLDER")],
    column: InColumn = "text",
    force: Force = False,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_tuning import PretrainInputs, read_on

        answer = read_on(
            PretrainInputs(experiment, data, out, column, screen.lang, force), progress
        )
    from tinbergen.cli.show_text import show_pretraining

    screen.give(answer, lambda console, lang: show_pretraining(console, lang, answer.result))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "train": (train, "Train a model as an experiment says | 按实验文件训练模型"),
    "rate": (rate, "Find a rate of learning by trial | 试探学习率"),
    "pretrain": (pretrain, "Let an encoder read on in texts | 让编码器继续预训练"),
    "predict": (predict, "Ask a model what texts say | 用模型判断文字"),
    "evaluate": (evaluate, "Ask a model an experiment's test rows | 用实验的测试行检验模型"),
}
