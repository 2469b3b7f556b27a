"""``tinbergen text ask``, a question about a report; ``instruct``, a model that helps with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tinbergen.cli.arguments import argument, option
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working


def ask(
    ctx: typer.Context,
    report: Annotated[
        Path, argument("FOLDER", "Folder that 'tinbergen run' wrote | 'tinbergen run' 写出的文件夹")
    ],
    question: Annotated[
        str, argument("QUESTION", "In the language of --lang | 以 --lang 的语言书写的问题")
    ],
    model: Annotated[
        Path | None,
        option("--model", "A model of 'text instruct' says which findings answer (English) | "
               "由 'text instruct' 的模型判断哪些结论可作答（英文）", "FOLDER"),
    ] = None,
    least: Annotated[
        float, typer.Option("--least", help="With --model: log-likelihood ratio from which a "
                            "finding answers; 0, as likely as not, by default | 与 --model 合用："
                            "可作答所需的对数似然比；默认 0（各半）", show_default=False)
    ] = 0.0,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_ask import AskInputs
        from tinbergen.app.text_ask import ask as use_case

        answer = use_case(AskInputs(report, question, screen.lang, model, least), progress)
    from tinbergen.cli.show_text_ask import show_answer

    screen.give(answer, lambda console, lang: show_answer(console, lang, answer.result))


def instruct(
    ctx: typer.Context,
    reports: Annotated[
        list[Path],
        argument("FOLDER...", "Folders that 'tinbergen run' wrote | 'tinbergen run' 写出的文件夹"),
    ],
    out: Annotated[Path, option("--out", "Folder for the model | 模型文件夹", "FOLDER")],
    base: Annotated[
        str | None, option("--base", "A causal model's folder; SmolLM2 by default | "
                    "因果语言模型的文件夹；默认 SmolLM2", "FOLDER")
    ] = None,
    epochs: Annotated[
        int, typer.Option("--epochs", min=1, help="How often all is read; 2 by default | "
                          "通读次数；默认 2", show_default=False)
    ] = 2,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Of questions and of the training; 0 by default | "
                          "问题与训练的种子；默认 0", show_default=False)
    ] = 0,
    force: Annotated[bool, option("--force", "Replace another model | 替换已有模型")] = False,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_instruct import InstructInputs, instruct_on
        from tinbergen.text.encoder import SMOLLM

        asked = InstructInputs(
            tuple(reports), out, base or SMOLLM, epochs, seed, force, screen.lang
        )
        answer = instruct_on(asked, progress)
    from tinbergen.cli.show_text_ask import show_instruction

    screen.give(answer, lambda console, lang: show_instruction(console, lang, answer.result))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "ask": (ask, "Answer a question from a report's findings | 依据报告的结论回答问题"),
    "instruct": (
        instruct,
        "Let a small model learn which findings answer | 训练小型模型判断哪些结论可作答",
    ),
}
