"""``tinbergen model``: export and convert, which write model files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from tinbergen.app import results_dynare
from tinbergen.cli.arguments import argument, option, seconds
from tinbergen.cli.commands_dynare import ModelFile, Timeout
from tinbergen.cli.deadline import within
from tinbergen.cli.model_file import Defines, Given, Sets, load
from tinbergen.cli.output import Output
from tinbergen.core.errors import TinbergenError, did_you_mean


def export(
    ctx: typer.Context,
    file: ModelFile,
    place: Annotated[
        Path | None,
        option("--out", "File to write; without it the text is printed | "
               "写入的文件；省略则直接输出文本", "f.mod"),
    ] = None,
    sets: Sets = None,
    defines: Defines = None,
    timeout: Timeout = None,
) -> None:  # fmt: skip
    from tinbergen.model.dynare.writer import safe_names, write_mod

    out: Output = ctx.obj
    if place is not None and Path(file).exists() and place.resolve() == Path(file).resolve():
        raise TinbergenError("U031", file=place)
    with within(seconds(timeout), out):
        model = load(file, Given(sets, defines))
        text = write_mod(model)
    _give(out, model.name, place, safe_names(model), text)


def convert(
    ctx: typer.Context,
    source: Annotated[
        str, argument("FORMAT", "What the file is: frbus or bimets | 文件格式：frbus 或 bimets")
    ],
    file: Annotated[Path, argument("FILE", "model.xml of FRB/US, or a model in bimets' MDL | "
                                   "FRB/US 的 model.xml，或 bimets 的 MDL 模型")],
    place: Annotated[
        Path | None,
        option("--out", "File to write; without it the text is printed | "
               "写入的文件；省略则直接输出文本", "f.mod"),
    ] = None,
    expectations: Annotated[
        str,
        option("--expectations", "Whose expectations are the model's own (FRB/US) | "
               "哪些部门采用模型一致预期（FRB/US）", "var|mcap|wp|mcap+wp|all"),
    ] = "var",
    timeout: Timeout = None,
) -> None:  # fmt: skip
    from tinbergen.model.convert.bimets import convert_bimets
    from tinbergen.model.convert.frbus import convert_frbus

    out: Output = ctx.obj
    readers: dict[str, Callable[[], str]] = {
        "frbus": lambda: convert_frbus(file, _expectations(expectations)),
        "bimets": lambda: convert_bimets(file),
    }
    if source not in readers:
        raise TinbergenError(
            "U033", hint=did_you_mean(source, readers), format=source, known=", ".join(readers)
        )
    with within(seconds(timeout), out):
        text = readers[source]()
    _give(out, file.stem, place, {}, text)


def _give(
    out: Output, name: str, place: Path | None, renamed: Mapping[str, str], text: str
) -> None:
    """A model file: written where it was asked for, else shown."""
    from tinbergen.cli.show_dynare import show_export
    from tinbergen.core.files import write_atomic

    if place is not None:
        write_atomic(place, text)
    written = None if place is None else str(place)
    found = results_dynare.ModelExport(name, written, renamed, text)
    out.give(found, lambda screen, lang: show_export(screen, lang, found))


def _expectations(word: str) -> Literal["var", "mcap", "wp", "mcap+wp", "all"]:
    known: tuple[Literal["var", "mcap", "wp", "mcap+wp", "all"], ...] = (
        "var", "mcap", "wp", "mcap+wp", "all",
    )  # fmt: skip
    for choice in known:
        if word == choice:
            return choice
    raise TinbergenError(
        "U034", hint=did_you_mean(word, known), expectations=word, known=", ".join(known)
    )


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "export": (export, "Write a model as a Dynare file | 将模型写成 Dynare 文件"),
    "convert": (
        convert,
        "FRB/US or bimets models as a Dynare file | 将 FRB/US 或 bimets 模型转为 Dynare 文件",
    ),
}
