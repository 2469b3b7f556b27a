"""Two runs or documents compared, on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tinbergen.cli.arguments import Force, Unsealed, argument, option
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working


def compare(
    ctx: typer.Context,
    a: Annotated[
        Path,
        argument("A", "What is compared with: a folder that 'run' or 'cross' wrote, or a document "
                 "(JSON) | 比较的基准：run 或 cross 写出的文件夹，或文档（JSON）"),
    ],
    b: Annotated[
        Path,
        argument("B", "What is compared: another of its kind; differences are B less A | "
                 "比较的对象：另一个同类者；差异为 B 减 A"),
    ],
    folder: Annotated[
        Path | None,
        option("--out", "Folder for the report; by default out/compare-A-B | "
               "报告文件夹；默认 out/compare-A-B", "FOLDER"),
    ] = None,
    unsealed: Unsealed = False,
    force: Force = False,
) -> None:  # fmt: skip
    out: Output = ctx.obj
    with working(out):
        from tinbergen.app.compare import CompareInputs, compare_runs

        answer = compare_runs(CompareInputs(a, b, folder, out.lang, unsealed, force))
    from tinbergen.cli.show_case import show_comparison

    out.give(answer, lambda screen, lang: show_comparison(screen, lang, answer.result))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "compare": (
        compare,
        "Two runs side by side: what was put in otherwise, and what that changes | "
        "比较两次运行：输入有何不同，结果因此如何变化",
    ),
}
