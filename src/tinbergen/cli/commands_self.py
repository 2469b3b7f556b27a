"""Commands about the program itself and what it wrote: schema, verify, doctor, version."""

from __future__ import annotations

import platform
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from tinbergen import __version__
from tinbergen.app import results
from tinbergen.app.answer import Answer
from tinbergen.cli.arguments import Unsealed, argument
from tinbergen.cli.output import Output
from tinbergen.core.errors import TinbergenError, did_you_mean


def schema(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        argument("DOCUMENT", "A document or a command; all are listed without it; fields for the "
                 "reference of case files | 文档或命令的名称；省略则列出全部；"
                 "fields 为案例文件的字段说明"),
    ] = None,
) -> None:  # fmt: skip
    from tinbergen.app.schemas import DESCRIBED, schema_of
    from tinbergen.cli.show_self import show_json, show_schemas

    out: Output = ctx.obj
    name = " ".join(words or ())
    if not name:
        whole: dict[str, Any] = {}
        if out.as_json:
            whole = {each: schema_of(each) for each in DESCRIBED}
        out.give(Answer(whole, None), lambda screen, lang: show_schemas(screen, lang, DESCRIBED))
        return
    if name == "fields":
        from tinbergen.app.reference import reference
        from tinbergen.cli.show_self import show_text

        page = results.CaseText(name, reference(out.lang))
        out.give(Answer(page, None), lambda screen, lang: show_text(screen, page.text))
        return
    if name not in DESCRIBED:
        raise TinbergenError(
            "U019", hint=did_you_mean(name, DESCRIBED), name=name, known=", ".join(DESCRIBED)
        )
    described = schema_of(name)
    out.give(Answer(described, None), lambda screen, lang: show_json(screen, described))


def verify(
    ctx: typer.Context,
    folder: Annotated[
        Path, argument("FOLDER", "A folder that a run wrote, such as out/us-2008 | "
                       "某次运行写出的文件夹，如 out/us-2008"),
    ],
    unsealed: Unsealed = False,
) -> None:  # fmt: skip
    from tinbergen.app.verify import verify_folder
    from tinbergen.cli.show_self import show_verified

    out: Output = ctx.obj
    found = verify_folder(folder, unsealed_too=unsealed)
    out.give(Answer(found, None), lambda screen, lang: show_verified(screen, lang, found))


def doctor(ctx: typer.Context) -> None:
    from tinbergen.app.doctor import examine
    from tinbergen.cli.show_self import show_doctor

    out: Output = ctx.obj
    found = examine()
    out.give(Answer(found, None), lambda screen, lang: show_doctor(screen, lang, found))
    if not found.ok:
        raise typer.Exit(2)


def version(ctx: typer.Context) -> None:
    out: Output = ctx.obj
    found = results.Version(__version__, platform.python_version(), platform.platform())
    out.give(Answer(found, None), lambda screen, lang: screen.print(f"tinbergen {__version__}"))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "schema": (
        schema,
        "JSON Schema of the documents and of what commands return | 文档与命令输出的 JSON Schema",
    ),
    "verify": (
        verify,
        "Prove that a folder of results is as its run left it | 验证结果文件夹与运行结束时一致",
    ),
    "doctor": (doctor, "Check that everything works on this computer | 检查本机能否正常运行"),
    "version": (version, "The version | 版本"),
}
