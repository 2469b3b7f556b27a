"""``tinbergen text``: robustness, periods that arrive, texts to have labelled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from tinbergen.cli.arguments import Force, option
from tinbergen.cli.commands_text import Experiment, Model, ModelFolder
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working


def robust(
    ctx: typer.Context, model: Model, experiment: Experiment,
    others: Annotated[
        list[Path] | None,
        option("--with", "Another model, averaged with it; may be repeated | "
               "与之平均的另一模型，可重复", "FOLDER"),
    ] = None,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_robust import RobustInputs
        from tinbergen.app.text_robust import robust as use_case

        asked = RobustInputs(model, experiment, tuple(others or ()), screen.lang)
        answer = use_case(asked, progress)
    from tinbergen.cli.show_text_ways import show_robustness

    screen.give(answer, lambda console, lang: show_robustness(console, lang, answer.result))


def continual(
    ctx: typer.Context,
    experiment: Experiment,
    out: ModelFolder = None,
    force: Force = False,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_robust import ContinualInputs
        from tinbergen.app.text_robust import continual as use_case

        answer = use_case(ContinualInputs(experiment, out, force, screen.lang), progress)
    from tinbergen.cli.show_text_ways import show_continual

    screen.give(answer, lambda console, lang: show_continual(console, lang, answer.result))


def active(
    ctx: typer.Context,
    experiment: Experiment,
    data: Annotated[
        Path | None,
        option("--data", "Texts to choose from, CSV or Parquet | 待选文字，CSV 或 Parquet", "FILE"),
    ] = None,
    take: Annotated[
        Path | None,
        option("--take", "The table with labels written in | 已写好标签的表格", "FILE"),
    ] = None,
    ask: Annotated[
        int, typer.Option("--ask", min=1, help="How many; 50 by default | 数量；默认 50",
                          show_default=False)
    ] = 50,
    by: Annotated[
        Literal["uncertainty", "diversity", "batch"],
        option("--by", "Choose the doubtful, the unlike, or both; batch by default | "
               "选不确定的、不相似的或两者兼顾；默认 batch", "HOW"),
    ] = "batch",
    model: Annotated[
        Path | None,
        option("--model", "A trained model; else one is trained | 已训练的模型；否则现训",
               "FOLDER"),
    ] = None,
    out: Annotated[Path | None, option("--out", "The file written | 写出的文件", "FILE")] = None,
    force: Annotated[bool, option("--force", "Write over a file | 覆盖已有文件")] = False,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_active import ActiveInputs
        from tinbergen.app.text_active import active as use_case

        asked = ActiveInputs(experiment, data, take, ask, by, model, out, force, screen.lang)
        answer: Any = use_case(asked, progress)
    from tinbergen.cli.show_text_ways import show_active

    screen.give(answer, lambda console, lang: show_active(console, lang, answer.result))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "robust": (robust, "Ask a model texts written anew | 用改写的文字检验模型"),
    "continual": (continual, "Learn period after period | 逐期学习"),
    "active": (active, "Choose texts to have labelled | 选出待标注的文字"),
}
