"""``tinbergen model``: parse, solve, run, export and convert models of the Dynare language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tinbergen.app.answer import Answer
from tinbergen.app.results_dynare import ModelExport
from tinbergen.cli.arguments import Force, argument, option, real, whole
from tinbergen.cli.model_file import Defines, Functions, ModelFile, Sets, Steady, model_inputs
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working
from tinbergen.core.limits import LARGEST

_PLACE = "File to write; without it the text is printed | 写入的文件；省略则直接输出文本"
_FOLDER = "Folder for all tables (CSV) and figures (SVG) | 存放全部表格（CSV）与图形（SVG）的文件夹"
#: Exit code of a run of which something that the file asks for is not there yet.
INCOMPLETE = 3
Place = Annotated[Path | None, option("--out", _PLACE, "f.mod")]


def parse(ctx: typer.Context, file: ModelFile, defines: Defines = None) -> None:
    out: Output = ctx.obj
    with working(out):
        from tinbergen.app.parse import parse as use_case

        answer = use_case(model_inputs(file, defines=defines))
    from tinbergen.cli.show_dynare import show_parse

    titles = answer.basis.titles
    out.give(answer, lambda screen, lang: show_parse(screen, lang, answer.result, titles))


def solve(
    ctx: typer.Context,
    file: ModelFile,
    sets: Sets = None,
    defines: Defines = None,
    functions: Functions = None,
    steady: Steady = None,
) -> None:
    out: Output = ctx.obj
    with working(out) as progress:
        from tinbergen.app import dynare

        given = model_inputs(file, sets, defines, functions, steady)
        answer = dynare.solve(given, progress, lang=out.lang)
    from tinbergen.cli.show_dynare import show_solution

    out.give(answer, lambda screen, lang: show_solution(screen, lang, answer.result, answer.basis))


def run(
    ctx: typer.Context,
    file: ModelFile,
    sets: Sets = None,
    defines: Defines = None,
    functions: Functions = None,
    steady: Steady = None,
    folder: Annotated[Path | None, option("--out", _FOLDER, "FOLDER")] = None,
) -> None:
    out: Output = ctx.obj
    with working(out) as progress:
        from tinbergen.app import dynare

        given = model_inputs(file, sets, defines, functions, steady)
        answer = dynare.run(given, progress, out=folder, lang=out.lang)
    from tinbergen.cli.show_run import show_run

    done, result = answer.basis, answer.result
    out.give(answer, lambda screen, lang: show_run(screen, lang, result, done.solved, done.session))
    if not done.complete:
        raise typer.Exit(INCOMPLETE)


def irf(
    ctx: typer.Context,
    file: ModelFile,
    shock: Annotated[
        str, option("--shock", "The exogenous variable that moves | 变动的外生变量", "NAME")
    ],
    periods: Annotated[
        str | None,
        option("--periods", "Number of periods; by default irf= of the file's stoch_simul, or 40 | "
               "期数；默认取文件中 stoch_simul 的 irf=，否则为 40", "N"),
    ] = None,
    size: Annotated[
        str | None,
        option("--size", "Size of the shock; one standard deviation by default | "
               "冲击大小；默认一个标准差", "X"),
    ] = None,
    sets: Sets = None,
    defines: Defines = None,
    functions: Functions = None,
    steady: Steady = None,
) -> None:  # fmt: skip
    out: Output = ctx.obj
    length = None if periods is None else whole("--periods", periods, 1, 100_000)
    by = None if size is None else real("--size", size, -LARGEST, LARGEST)
    with working(out) as progress:
        from tinbergen.app import dynare

        given = model_inputs(file, sets, defines, functions, steady)
        asked = dynare.ResponseInputs(given, shock, length, by)
        answer = dynare.respond(asked, progress, lang=out.lang)
    from tinbergen.cli.show_dynare import show_responses

    titles = answer.basis.model.titles
    out.give(answer, lambda screen, lang: show_responses(screen, lang, answer.result, titles))


def export(
    ctx: typer.Context,
    file: ModelFile,
    place: Place = None,
    force: Force = False,
    sets: Sets = None,
    defines: Defines = None,
) -> None:  # fmt: skip
    with working(ctx.obj) as progress:
        from tinbergen.app import convert as writing

        given = model_inputs(file, sets, defines)
        written = writing.export(writing.ExportInputs(given, place, force), progress)
    _give(ctx.obj, written)


def convert(
    ctx: typer.Context,
    source: Annotated[
        str, argument("FORMAT", "What the file is: frbus or bimets | 文件格式：frbus 或 bimets")
    ],
    file: Annotated[Path, argument("FILE", "model.xml of FRB/US, or a model in bimets' MDL | "
                                   "FRB/US 的 model.xml，或 bimets 的 MDL 模型")],
    place: Place = None,
    force: Force = False,
    expectations: Annotated[
        str,
        option("--expectations", "Whose expectations are the model's own (FRB/US) | "
               "哪些部门采用模型一致预期（FRB/US）", "var|mcap|wp|mcap+wp|all"),
    ] = "var",
) -> None:  # fmt: skip
    with working(ctx.obj) as progress:
        from tinbergen.app import convert as writing

        asked = writing.ConvertInputs(source, file, place, expectations, force)
        written = writing.convert(asked, progress)
    _give(ctx.obj, written)


def _give(out: Output, found: ModelExport) -> None:
    from tinbergen.cli.show_dynare import show_export

    out.give(Answer(found, None), lambda screen, lang: show_export(screen, lang, found))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "parse": (parse, "What a Dynare model file says, line by line | 逐项读出 Dynare 模型文件"),
    "solve": (
        solve,
        "Steady state and first-order solution of a model with expectations | "
        "求含预期模型的稳态与一阶解",
    ),
    "run": (run, "Carry out a Dynare file, command by command | 逐条执行 Dynare 文件"),
    "irf": (irf, "Responses of all variables to a shock | 所有变量对一个冲击的响应"),
    "export": (export, "Write a model as a Dynare file | 将模型写成 Dynare 文件"),
    "convert": (
        convert,
        "FRB/US or bimets models as a Dynare file | 将 FRB/US 或 bimets 模型转为 Dynare 文件",
    ),
}
