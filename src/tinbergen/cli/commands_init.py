"""A case of one's own, and the example files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tinbergen.cli.arguments import AsOf, argument, option, period
from tinbergen.cli.case_options import Entity
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working
from tinbergen.core.errors import TinbergenError


def init(
    ctx: typer.Context,
    data: Annotated[
        Path | None,
        argument("FILE", "A table: CSV, Excel, Parquet | 数据表：CSV、Excel 或 Parquet"),
    ] = None,
    out_file: Annotated[
        Path | None,
        option("--out", "The case file; case.yaml by default. With --example, the folder | "
               "案例文件，默认 case.yaml；与 --example 同用时为文件夹", "FILE"),
    ] = None,
    example: Annotated[
        bool,
        option("--example", "Write the example files that the documentation names | "
               "写出文档所提到的示例文件"),
    ] = False,
    entity: Entity = None,
    as_of: AsOf = None,
) -> None:  # fmt: skip
    out: Output = ctx.obj
    if (data is None) != example:
        raise TinbergenError("U262")
    seen = period(as_of)
    with working(out) as progress:
        from tinbergen.app import init as use_case

        if data is None:
            answer = use_case.example(out_file or Path())
        else:
            asked = use_case.InitInputs(data, out_file, entity, seen, out.lang)
            answer = use_case.init(asked, progress)
    from tinbergen.cli.show_self import show_proposed

    out.give(answer, lambda screen, lang: show_proposed(screen, lang, answer.result))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "init": (
        init,
        "Write a case of your own from a table, with comments | 据数据表写出带注释的案例",
    ),
}
