"""``tinbergen text ask``: a question about a report."""

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
    rewrite: Annotated[
        bool, option("--rewrite", "Let SmolLM2 put the answer in fewer words, where it brings no "
                     "number of its own (English) | 由 SmolLM2 缩写答案，不得带入新的数字（英文）")
    ] = False,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_ask import AskInputs
        from tinbergen.app.text_ask import ask as use_case

        answer = use_case(AskInputs(report, question, screen.lang, rewrite), progress)
    from tinbergen.cli.show_text_ask import show_answer

    screen.give(answer, lambda console, lang: show_answer(console, lang, answer.result))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "ask": (ask, "Answer a question from a report's findings | 依据报告的结论回答问题"),
}
